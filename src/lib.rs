//! Hearth tests families against a council's outcomes plan and writes claims that an auditor can re-run.
//!
//! Data moves one way: files, rows, facts, links, verdicts, claims, reports. Every step names the one before, and the
//! same inputs give the same bytes. A module uses only modules that stand above it in this list.

pub mod domain;
pub mod problem;

pub mod claims;
pub mod facts;
pub mod feeds;
pub mod links;
pub mod outcomes;
pub mod reports;

#[allow(clippy::disallowed_methods, reason = "the folder on disk is its work")]
pub mod workspace;

pub mod review;
pub mod schema;
pub mod synth;

pub mod pipeline;

#[allow(clippy::disallowed_methods, reason = "the outside world ends here: files, clock, surroundings")]
pub mod cli;
