//! Rows that tell of one event become one occurrence (reading R26, fine point F10).

use crate::domain::{Day, Quantity, SourceRef};
use crate::facts::Fact;
use crate::facts::vocabulary::OneEvent;

/// One event, whatever the feeds that told of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// The day it happened; the first where rows of one ref differ.
    pub day: Day,
    /// The greatest value of its rows; blank rows count 1.
    pub value: Quantity,
    /// Whether any row had a value.
    pub valued: bool,
    /// The rows.
    pub sources: Vec<SourceRef>,
}

/// Groups facts, given in order of day, into occurrences in order of day.
#[must_use]
pub fn occurrences(facts: &[&Fact]) -> Vec<Occurrence> {
    grouped(facts, &are_one)
}

/// As [`occurrences`], for facts of several kinds that tell of one event of the family: same ref or same day.
#[must_use]
pub fn occurrences_across(facts: &[&Fact]) -> Vec<Occurrence> {
    let same = |a: &Fact, b: &Fact| a.from == b.from || (a.reference.is_some() && a.reference == b.reference);
    grouped(facts, &same)
}

fn grouped(facts: &[&Fact], are_one: &dyn Fn(&Fact, &Fact) -> bool) -> Vec<Occurrence> {
    let mut group: Vec<usize> = (0..facts.len()).collect();
    for later in 0..facts.len() {
        for earlier in 0..later {
            if are_one(facts[earlier], facts[later]) {
                let (from, to) = (root(&group, later), root(&group, earlier));
                group[from.max(to)] = from.min(to);
            }
        }
    }
    let mut found: Vec<(usize, Occurrence)> = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        let root = root(&group, index);
        let value = fact.value.unwrap_or(Quantity::whole(1));
        match found.iter_mut().find(|(known, _)| *known == root) {
            Some((_, occurrence)) => {
                occurrence.day = occurrence.day.min(fact.from);
                occurrence.value = occurrence.value.max(value);
                occurrence.valued |= fact.value.is_some();
                occurrence.sources.push(fact.source);
            }
            None => found.push((
                root,
                Occurrence {
                    day: fact.from,
                    value,
                    valued: fact.value.is_some(),
                    sources: vec![fact.source],
                },
            )),
        }
    }
    let mut found: Vec<Occurrence> = found.into_iter().map(|(_, occurrence)| occurrence).collect();
    found.sort_by(|a, b| (a.day, &a.sources).cmp(&(b.day, &b.sources)));
    found
}

fn root(group: &[usize], mut index: usize) -> usize {
    while group[index] != index {
        index = group[index];
    }
    index
}

fn are_one(a: &Fact, b: &Fact) -> bool {
    if a.kind != b.kind {
        return false;
    }
    let same_day = a.from == b.from;
    let same_ref = a.reference.is_some() && a.reference == b.reference;
    match a.kind.entry().one_event {
        OneEvent::Day => same_day && (same_ref || a.subject == b.subject),
        OneEvent::RefOrDay => same_ref || (same_day && a.subject == b.subject),
        OneEvent::FamilyDay => same_ref || same_day,
    }
}
