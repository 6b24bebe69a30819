//! Tools for definitions: cases that a plan must agree with and what they leave unshown, and what differs between versions. Files come in as bytes, findings go
//! out as values; nothing is read or printed here.

pub mod builtin_cases;
pub mod cases;
pub mod difference;
