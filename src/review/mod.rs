//! What people decide about links: a run's tables and the ledger of decisions come in; what may be decided, the entries that
//! say so and a sheet to decide in go out. Nothing is linked here.

pub mod decide;
pub mod pairs;
pub mod sheet;

pub use decide::{Asked, Refusal, Word};
pub use pairs::{Pair, Pairs};
