//! Reports: results come in, bytes go out, the same bytes for the same results.
//!
//! Files for programs (`answers`) and files for people. Nothing here computes a verdict, reads a file or knows a clock.

pub mod answers;
pub mod columns;
pub mod explain;
pub mod files;
pub mod html;
pub mod inputs;
pub mod lines;
pub mod link_pairs;
pub mod monthly;
pub mod pack;
pub mod plan_page;
pub mod quarterly;
pub mod reference;
pub mod sign_off;
pub mod table;
pub mod through_time;
pub mod waterfall;
pub mod words;
pub mod workbook;

#[cfg(test)]
mod specimens;
