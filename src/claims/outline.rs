//! What a reader needs of a plan: titles, how parts are joined, which feeds would tell. Built from a checked plan;
//! knows no thresholds and decides nothing.

use crate::domain::{ClauseId, Text};
use crate::facts::FactKind;
use crate::outcomes::plan::{self, NodeIx, Plan};
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
    /// The facts it reads, in order; none for a group.
    pub reads: BTreeSet<FactKind>,
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
    /// The outline of a checked plan. Each criterion has a `<letter>:progress` with the ways that serve it as parts.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut outline = Self::new(&*plan.title);
        for index in plan.indexes() {
            let node = plan.node(index);
            outline.add(node.id.clone(), entry_of(plan, index));
            if node.criterion.is_some() {
                outline.add(progress_of(&node.id), progress_entry(plan, index));
            }
        }
        outline
    }

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

fn entry_of(plan: &Plan, index: NodeIx) -> OutlineEntry {
    let node = plan.node(index);
    let ids = |parts: &[NodeIx]| parts.iter().map(|part| plan.node(*part).id.clone()).collect();
    OutlineEntry {
        title: node.title.clone(),
        join: node.group.as_ref().map_or(Join::All, |group| join_of(group.join)),
        parts: node.group.as_ref().map_or_else(Vec::new, |group| ids(&group.parts)),
        serves: letters_served(plan, index).into_iter().map(|letter| plan.node(letter).id.clone()).collect(),
        reads: node.clause.as_ref().map_or_else(BTreeSet::new, |clause| facts_of(plan, &clause.test)),
    }
}

/// A letter's progress: its ways are the outermost nodes that serve it.
fn progress_entry(plan: &Plan, letter: NodeIx) -> OutlineEntry {
    let is_way = |index: &NodeIx| {
        let node = plan.node(*index);
        node.parents.is_empty() && node.criterion.is_none() && letters_served(plan, *index).contains(&letter)
    };
    let id = &plan.node(letter).id;
    OutlineEntry {
        title: Text::from("Progress"),
        join: Join::Any,
        parts: plan.indexes().filter(is_way).map(|index| plan.node(index).id.clone()).collect(),
        serves: BTreeSet::from([id.clone()]),
        reads: BTreeSet::new(),
    }
}

fn letters_served(plan: &Plan, index: NodeIx) -> BTreeSet<NodeIx> {
    let clauses = plan.leaves(index).into_iter().filter_map(|leaf| plan.node(leaf).clause.as_ref());
    clauses.flat_map(|clause| &clause.serves).copied().collect()
}

fn join_of(join: plan::Join) -> Join {
    match join {
        plan::Join::All => Join::All,
        plan::Join::Any => Join::Any,
        plan::Join::AtLeast(number) => Join::AtLeast(number as usize),
        plan::Join::Case => Join::Case,
    }
}

/// The facts a test reads; one that takes the verdict of another node reads what that reads.
fn facts_of(plan: &Plan, test: &plan::Test) -> BTreeSet<FactKind> {
    if let plan::Test::SameAs(id) = test {
        let leaves = plan.find(id).map(|index| plan.leaves(index)).unwrap_or_default();
        let clauses = leaves.into_iter().filter_map(|leaf| plan.node(leaf).clause.as_ref());
        return clauses.flat_map(|clause| selected(&clause.test)).collect();
    }
    selected(test).collect()
}

fn selected(test: &plan::Test) -> impl Iterator<Item = FactKind> + '_ {
    test.selections().into_iter().flatten().map(|selector| selector.kind)
}

/// The id of the row that answers a letter's progress.
#[must_use]
pub fn progress_of(letter: &ClauseId) -> ClauseId {
    ClauseId::new(format!("{letter}:progress"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcomes::plan::builtin;

    fn tri_borough() -> Outline {
        Outline::of(builtin::find("tri-borough").expect("a built-in plan"))
    }

    #[test]
    fn the_ways_of_a_letter_are_the_outermost_groups_that_serve_it() {
        let outline = tri_borough();
        assert_eq!(outline.parts(&"tb-1a:progress".into()), ["tb-1a-p1".into()]);
        assert_eq!(outline.parts(&"tb-1a-p1".into()), ["tb-1a-p1a".into(), "tb-1a-p1b".into()]);
    }

    #[test]
    fn a_clause_knows_whom_it_serves_and_what_it_reads() {
        let outline = tri_borough();
        let entry = outline.entry(&"tb-1a-p1a".into()).expect("a clause of the plan");
        assert_eq!(entry.serves, ["tb-1a".into()].into());
        assert!(entry.reads.iter().any(|fact| fact.name() == "offence"));
        assert!(!entry.title.is_empty());
    }

    #[test]
    fn every_entry_named_as_a_part_exists() {
        let outline = tri_borough();
        for entry in outline.entries.values() {
            assert!(entry.parts.iter().all(|part| outline.entry(part).is_some()), "{}", entry.title);
        }
    }
}
