//! Two person files to be linked, and the truth: an order (seed, rows, people) comes in, the bytes of `cohort.csv`,
//! `feed.csv`, `truth.csv` and `others.csv` go out, piece by piece.
//!
//! The cohort is a council's: whole households at an earlier day. The feed is mostly about other people: strangers, and
//! those who make linking hard because they live at a cohort's address or share its names (newborns, lodgers, twins the
//! council does not know). Each row is made from its number alone, so that four million rows need no more memory than the
//! cohort, and threads change nothing. Nothing here touches a disk.

mod household;
mod mistakes;
mod names;
mod person;
mod population;
mod write;

pub use write::LinkageFiles;

/// What to invent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinkageOrder {
    /// The seed; the same seed gives the same bytes.
    pub seed: u64,
    /// Rows of the feed, at least 1.
    pub rows: u32,
    /// People of the cohort, at least 1.
    pub cohort: u32,
}
