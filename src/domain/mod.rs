//! The vocabulary every other module speaks: days, periods, exact quantities, ids, source references and the cohort.
//!
//! Nothing comes in and nothing goes out; these are values. No floats, no I/O, no clock.

pub mod calendar;
pub mod cohort;
pub mod day;
pub mod ids;
pub mod period;
pub mod quantity;
pub mod source;

pub use calendar::{SchoolCalendar, Term};
pub use day::Day;
pub use ids::{ClauseId, Code, FamilyId, HouseholdId, PersonId, Reference, Text};
pub use period::{Period, Window};
pub use quantity::Quantity;
pub use source::{Digest, SourceRef};
