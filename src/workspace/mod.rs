//! The council's folder on disk: archive of deliveries and cohorts, ledgers, settings, runs, locks and as-known-at views.
//!
//! The only module beside `cli` that touches files. Nothing is ever changed in place or lost: new states are written to a
//! temporary name and renamed.

pub mod definitions;
pub mod files;
