//! Outcomes: one family's facts and a checked plan come in, verdicts with their evidence go out.
//!
//! A family is a pure function of its facts; all families are evaluated in parallel. Nothing here reads a clock or a file.

pub mod verdict;

pub use verdict::{ClauseKind, FamilyOutcome, FamilyResult, Reason, Row, Truth};
