//! What a reader needs of a plan: titles, how parts are joined, which feeds would tell. Built from a checked plan;
//! knows no thresholds and decides nothing.

use crate::domain::{ClauseId, Text};
use std::collections::{BTreeMap, BTreeSet};

/// How the parts of a group make one answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Join {
    /// Every part is needed.
    All,
    /// One part is enough.
    Any,
    /// So many parts are needed.
    AtLeast(usize),
    /// The one part that the facts pick.
    Case,
}

/// One letter, group or clause.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutlineEntry {
    /// What it asks, in one line.
    pub title: Text,
    /// How its parts are joined.
    pub join: Join,
    /// Its parts, in the order of the plan; none for a clause.
    pub parts: Vec<ClauseId>,
    /// The letters that a way through it serves; none for identification.
    pub serves: BTreeSet<ClauseId>,
    /// The feeds that supply the facts it reads, by name; none for a group.
    pub feeds: Vec<Text>,
}

/// A plan as an outline: letters, `<letter>:progress`, groups and clauses by id.
#[derive(Clone, Default, Debug)]
pub struct Outline {
    /// The name people know the plan by.
    pub title: Text,
    entries: BTreeMap<ClauseId, OutlineEntry>,
}

/// Outlines by the plan's name as outcomes give it.
pub type Outlines = BTreeMap<Text, Outline>;

impl Outline {
    /// A plan of this title without any entries yet.
    #[must_use]
    pub fn new(title: impl Into<Text>) -> Self {
        Self { title: title.into(), entries: BTreeMap::new() }
    }

    /// Adds an entry, in place of an earlier one with the same id.
    pub fn add(&mut self, id: ClauseId, entry: OutlineEntry) {
        self.entries.insert(id, entry);
    }

    /// The entry with this id.
    #[must_use]
    pub fn entry(&self, id: &ClauseId) -> Option<&OutlineEntry> {
        self.entries.get(id)
    }

    /// Its title; blank if the outline does not have the id.
    #[must_use]
    pub fn title_of(&self, id: &ClauseId) -> &str {
        self.entry(id).map_or("", |entry| &entry.title)
    }

    /// Its parts in the plan's order.
    #[must_use]
    pub fn parts(&self, id: &ClauseId) -> &[ClauseId] {
        self.entry(id).map_or(&[], |entry| &entry.parts)
    }
}

/// The id of the row that answers a letter's progress.
#[must_use]
pub fn progress_of(letter: &ClauseId) -> ClauseId {
    ClauseId::new(format!("{letter}:progress"))
}
