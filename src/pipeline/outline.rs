//! The outline of a checked plan: titles, how parts are joined and which feeds would tell, for reports. No figures.

use crate::claims::outline::progress_of;
use crate::claims::{Join, Outline, OutlineEntry};
use crate::domain::{ClauseId, Text};
use crate::outcomes::Plan;
use crate::outcomes::plan::{self, Clause, Node, NodeIx};
use std::collections::BTreeSet;

/// The outline: every letter, group and clause under its id, and for every letter what shows its progress.
#[must_use]
pub fn outline(plan: &Plan) -> Outline {
    let mut outline = Outline::new(plan.title.clone());
    for index in plan.indexes() {
        let node = plan.node(index);
        outline.add(node.id.clone(), entry(plan, index));
        if node.criterion.is_some() {
            outline.add(progress_of(&node.id), progress(plan, index));
        }
    }
    outline
}

fn entry(plan: &Plan, index: NodeIx) -> OutlineEntry {
    let node = plan.node(index);
    let parts = node.group.as_ref().map(|group| ids(plan, &group.parts)).unwrap_or_default();
    OutlineEntry {
        title: node.title.clone(),
        join: node.group.as_ref().map_or(Join::All, |group| join(group.join)),
        parts,
        feeds: node.clause.as_ref().map(feeds).unwrap_or_default(),
        serves: letters_served(plan, index).into_iter().map(|letter| plan.node(letter).id.clone()).collect(),
    }
}

/// A letter's progress: any of the clauses and outermost groups that serve it.
fn progress(plan: &Plan, letter: NodeIx) -> OutlineEntry {
    let is_root = |node: &Node| node.parents.is_empty() && node.criterion.is_none();
    let roots: Vec<NodeIx> = plan
        .indexes()
        .filter(|index| is_root(plan.node(*index)) && letters_served(plan, *index).contains(&letter))
        .collect();
    let node = plan.node(letter);
    OutlineEntry {
        title: node.title.clone(),
        join: Join::Any,
        parts: ids(plan, &roots),
        feeds: Vec::new(),
        serves: [node.id.clone()].into(),
    }
}

/// The letters that clauses at or below a node serve.
fn letters_served(plan: &Plan, index: NodeIx) -> BTreeSet<NodeIx> {
    let clauses = plan.leaves(index).into_iter().filter_map(|leaf| plan.node(leaf).clause.as_ref());
    clauses.flat_map(|clause| clause.serves.iter().copied()).collect()
}

fn ids(plan: &Plan, indexes: &[NodeIx]) -> Vec<ClauseId> {
    indexes.iter().map(|index| plan.node(*index).id.clone()).collect()
}

fn join(join: plan::Join) -> Join {
    match join {
        plan::Join::All => Join::All,
        plan::Join::Any => Join::Any,
        plan::Join::AtLeast(number) => Join::AtLeast(number as usize),
        plan::Join::Case => Join::Case,
    }
}

/// The feeds that supply the facts a clause reads, by name.
fn feeds(clause: &Clause) -> Vec<Text> {
    let selectors = clause.test.selections().into_iter().flatten();
    let all: BTreeSet<Text> = selectors.flat_map(|one| one.kind.entry().feeds.iter().cloned()).collect();
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcomes::plan::builtin;

    #[test]
    fn a_letter_of_the_plan_leads_to_its_ways_and_their_clauses() {
        let outline = outline(builtin::find("tri-borough").expect("a built-in plan"));
        let letter = ClauseId::from("tb-1a");
        assert!(!outline.title_of(&letter).is_empty());
        let ways = outline.parts(&progress_of(&letter));
        assert!(!ways.is_empty());
        for way in ways {
            let entry = outline.entry(way).expect("a way has an entry of its own");
            assert!(entry.serves.contains(&letter), "{way}");
        }
    }
}
