//! Feeds: bytes and a definition of their form come in; typed rows go out, and what cannot be used beside them.
//!
//! Nothing here guesses a format, opens a file or knows what a row means for a family.

pub mod cohort;
pub mod table;
