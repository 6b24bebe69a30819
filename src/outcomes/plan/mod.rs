//! The plan language: TOML files come in, a checked plan comes out, or every mistake at once with line and caret.
//!
//! A plan is data. What differs between boroughs (figures, windows, codes, who is asked) stands in its files; what the
//! words of the language mean stands in `outcomes/tests/`.

pub mod builtin;
mod check;
mod contents;
mod head;
mod lint;
#[cfg(test)]
mod mistakes;
pub mod model;
mod read_test;
mod resolve;
pub mod section;
mod selections;
pub mod test;
pub mod versions;
pub mod words;

pub use check::Examined;
pub use contents::Contents;
pub use model::{Asked, Clause, Codes, Goal, Join, Node, NodeIx, Plan, Scope, Selection, Selector, Together};
pub use test::Test;
pub use versions::Versions;
