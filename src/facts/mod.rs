//! Facts: what the feeds say, in four shapes, sorted, de-duplicated, each with its source line.
//!
//! Rows of feeds and interchange files come in; facts and coverage go out. Nothing here knows families or plans.

pub mod coverage;
pub mod fact;
pub mod interchange;
pub mod mapping;
pub mod unlinked;
pub mod vocabulary;

pub use coverage::Coverage;
pub use fact::{Fact, LinkRule, Subject};
pub use unlinked::{About, KeyIx, KeyTable, RecordKeys, UnlinkedCoverage, UnlinkedFact};
pub use vocabulary::{FactKind, Shape, Vocabulary};
