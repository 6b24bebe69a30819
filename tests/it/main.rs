//! The one integration binary: what holds across modules, and what a person meets from outside.
//!
//! One binary links once. Each file below is a subject; helpers stand beside the tests that use them.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read the repository and may stop at the first surprise"
)]

mod architecture;
mod audit;
mod borough;
mod cases;
mod clause_lists;
mod council;
mod diff;
mod documents;
mod doubts;
mod feeds;
mod hearth;
mod history;
mod inbox;
mod interrupted;
mod link;
mod link_edges;
mod linkage;
mod night;
mod notice;
mod overrides;
mod packs;
mod plans;
mod properties;
mod purge;
mod register;
mod replay;
mod repository;
mod review;
mod same_bytes;
mod sample;
mod source;
mod specs;
mod through_time;
mod town;
mod truth;
mod usage;
mod verify;
mod workspace;
