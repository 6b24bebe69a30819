//! Rows become facts and coverage by keys, as the feed schemas say.
//!
//! All deliveries in view come in at once, since a snapshot ends what an earlier one began and a later row can stand for an
//! earlier one; facts, coverage and the table of keys go out. Whoever calls leaves out deliveries that a correction has
//! replaced. The order in which deliveries are given reaches nothing that goes out.

mod coverage;
mod duplicates;
mod keys;
mod rows;
mod snapshot;

use super::unlinked::{About, KeyIx, KeyTable, UnlinkedCoverage, UnlinkedFact};
use super::vocabulary::{self, Shape, Vocabulary};
use crate::domain::SchoolCalendar;
use crate::feeds::Extract;
use crate::feeds::schema::{FactForm, FactNames};
use crate::problem::Problem;
use rayon::prelude::*;
use std::collections::BTreeSet;

impl FactNames for Vocabulary {
    fn names(&self) -> Vec<&str> {
        self.entries().iter().map(|entry| &*entry.name).collect()
    }

    fn fact(&self, name: &str) -> Option<FactForm<'_>> {
        let entry = self.find(name)?.entry();
        Some(FactForm {
            person: entry.about != vocabulary::About::Household,
            household: entry.about != vocabulary::About::Person,
            lasts: matches!(entry.shape, Shape::Spell | Shape::Tally),
            tally: entry.shape == Shape::Tally,
            any_code: entry.free_codes,
            codes: &entry.codes,
        })
    }
}

/// What deliveries say.
#[derive(Default)]
pub struct Mapped {
    /// Facts by keys: feeds by name, then periods, then lines.
    pub facts: Vec<UnlinkedFact>,
    /// Coverage by keys, sorted.
    pub coverage: Vec<UnlinkedCoverage>,
    /// The keys of both.
    pub keys: KeyTable,
    /// Records given twice in one file.
    pub problems: Vec<Problem>,
}

/// Maps all deliveries in view. `settle_months` stands for the months that every feed of late facts states, if given.
#[must_use]
pub fn map_extracts(
    mut extracts: Vec<Extract<'_>>,
    calendar: &SchoolCalendar,
    settle_months: Option<u32>,
) -> Mapped {
    extracts.sort_by(|a, b| {
        let key =
            |extract: &Extract<'_>| (extract.schema.feed.clone(), extract.period.clone(), extract.digest);
        key(a).cmp(&key(b))
    });
    let mut mapped = Mapped::default();
    while !extracts.is_empty() {
        let feed = extracts[0].schema.feed.clone();
        let end = extracts.iter().position(|extract| extract.schema.feed != feed).unwrap_or(extracts.len());
        let of_feed: Vec<Extract<'_>> = extracts.drain(..end).collect();
        map_feed(of_feed, calendar, settle_months, &mut mapped);
    }
    mapped.coverage.sort_unstable();
    mapped.coverage.dedup();
    mapped.problems.sort();
    mapped
}

fn map_feed(
    extracts: Vec<Extract<'_>>,
    calendar: &SchoolCalendar,
    settle_months: Option<u32>,
    mapped: &mut Mapped,
) {
    let counting = duplicates::settle(&extracts.iter().collect::<Vec<_>>());
    mapped.problems.extend(counting.problems);
    mapped.coverage.extend(coverage::everyone(&extracts, calendar, settle_months));
    if extracts.iter().any(|extract| extract.schema.snapshot.is_some()) {
        let (facts, coverage) = snapshot::map_snapshots(&extracts, &counting.counts, &mut mapped.keys);
        mapped.facts.extend(facts);
        mapped.coverage.extend(coverage);
        return;
    }
    let mut pairs = extracts.into_iter().zip(counting.counts);
    loop {
        // A few files at a time: their rows are gone before the next are mapped.
        let some: Vec<_> = pairs.by_ref().take(FILES_AT_ONCE).collect();
        if some.is_empty() {
            break;
        }
        let map = |(extract, counts): (Extract<'_>, Vec<bool>)| map_file(&extract, &counts, calendar);
        let files: Vec<FileFacts> = some.into_par_iter().map(map).collect();
        files.into_iter().for_each(|file| mapped.take(file));
    }
}

const FILES_AT_ONCE: usize = 16;

impl Mapped {
    /// Takes in what one file says.
    fn take(&mut self, file: FileFacts) {
        let places = self.keys.merge(file.keys);
        let place = |key: KeyIx| places[key.0 as usize];
        self.facts.extend(file.facts.into_iter().map(|mut fact| {
            fact.about = match fact.about {
                About::Person(key) => About::Person(place(key)),
                About::Household(key) => About::Household(place(key)),
            };
            fact
        }));
        self.coverage.extend(file.coverage.into_iter().map(|mut covered| {
            covered.who = covered.who.map(place);
            covered
        }));
    }
}

/// What one file says, with keys of its own.
#[derive(Default)]
struct FileFacts {
    facts: Vec<UnlinkedFact>,
    coverage: Vec<UnlinkedCoverage>,
    keys: KeyTable,
}

fn map_file(extract: &Extract<'_>, counts: &[bool], calendar: &SchoolCalendar) -> FileFacts {
    let schema = extract.schema;
    let rules = rows::rules_of(schema);
    let mut found = FileFacts::default();
    let mut people: BTreeSet<KeyIx> = BTreeSet::new();
    for (row, _) in extract.rows.iter().zip(counts).filter(|(_, counts)| **counts) {
        let (mut person, mut household) = (None, None);
        if schema.speaks_of_rows() {
            person = keys::person_keys(row, &schema.keys).map(|keys| found.keys.intern(keys));
            people.extend(person);
        }
        for (kind, rule) in &rules {
            let Some(fact) = rows::map_row(row, *kind, rule, &extract.period) else { continue };
            let known = if rule.household { &mut household } else { &mut person };
            if known.is_none() {
                let keys = if rule.household {
                    keys::household_keys(row, &schema.keys)
                } else {
                    keys::person_keys(row, &schema.keys)
                };
                *known = keys.map(|keys| found.keys.intern(keys));
            }
            let about = if rule.household { About::Household } else { About::Person };
            let source = row.source(extract.digest);
            found.facts.extend(known.map(|key| fact.about(about(key), source)));
        }
    }
    cover_people(extract, people, calendar, &mut found);
    found
}

/// Coverage for the people of the rows, but for those of whom a row was rejected.
fn cover_people(
    extract: &Extract<'_>,
    mut people: BTreeSet<KeyIx>,
    calendar: &SchoolCalendar,
    found: &mut FileFacts,
) {
    for row in extract.spoiled.iter() {
        if let Some(keys) = keys::person_keys(row, &extract.schema.keys) {
            people.remove(&found.keys.intern(keys));
        }
    }
    for rule in extract.schema.coverage.iter().filter(|rule| rule.row) {
        let Some(window) = coverage::window(rule, &extract.period, calendar) else { continue };
        let kind = rows::kind_of(&rule.fact);
        found.coverage.extend(people.iter().map(|who| UnlinkedCoverage {
            kind,
            window,
            ages: rule.ages,
            requires: rule.requires.clone(),
            who: Some(*who),
        }));
    }
}

#[cfg(test)]
mod tests;
