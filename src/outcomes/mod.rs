//! Outcomes: one family's facts and a checked plan come in, verdicts with their evidence go out.
//!
//! A family is a pure function of its facts; all families are evaluated in parallel. Nothing here reads a clock or a file.

mod answer;
mod ask;
mod assess;
mod beginnings;
mod clauses;
mod custody;
mod dependent;
mod doubts;
pub mod evaluate;
mod evidence;
mod family;
mod horizon;
mod identify;
mod interchange;
mod memory;
mod occurrences;
mod order;
pub mod parameters;
pub mod plan;
pub mod readings;
mod result;
pub mod rules;
mod stakes;
mod terms;
mod tests;
pub mod trend;
pub mod verdict;
mod ways;

pub use evaluate::{Inputs, evaluate, evaluate_family};
pub use evidence::Evidence;
pub use parameters::Parameters;
pub use plan::Plan;
pub use rules::Rules;
pub use stakes::stakes;
pub use verdict::{ClauseKind, FamilyOutcome, FamilyResult, Reason, Row, Truth};
