//! Feeds: bytes and a definition of their form come in; typed rows go out, and what cannot be used beside them.
//!
//! Nothing here guesses a format, opens a file or knows what a row means for a family.

pub mod cohort;
pub mod date;
pub mod delivery;
mod encoding;
pub mod extract;
mod field;
pub mod findings;
mod header;
pub mod identifiers;
mod kept;
pub mod period;
pub mod read;
pub mod records;
mod row;
pub mod schema;
pub mod table;

pub use delivery::{Delivery, Identified, identify};
pub use extract::{Cell, Counts, Extract, Reject, Row, Rows};
pub use period::DeliveryPeriod;
pub use read::read;
pub use schema::{FeedSchema, builtin_schemas};
