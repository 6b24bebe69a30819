//! Spells built from successive snapshots of a feed that gives no end dates.
//!
//! The extracts of one feed come in, oldest first. Only a delivery in which a person is confirmed says anything about the
//! person: a state seen there and missing in a later one has ended by the day before that one. An unconfirmed person, a
//! delivery that did not come and a rejected row end nothing.

use super::keys::person_keys;
use super::rows::{RowFact, holds, kind_of, map_row, rules_of, written};
use crate::domain::{Code, Day, Reference, SourceRef, Window};
use crate::facts::unlinked::{About, KeyIx, KeyTable, RecordKeys, UnlinkedCoverage, UnlinkedFact};
use crate::facts::vocabulary::FactKind;
use crate::feeds::Extract;
use crate::feeds::extract::Row;
use crate::feeds::schema::{Every, Snapshot};
use std::collections::{BTreeMap, BTreeSet};

/// What tells a state of a person: the fact and the award.
type StateKey = (FactKind, String);

/// A state in one snapshot.
struct State {
    fact: RowFact,
    source: SourceRef,
}

/// What one snapshot says of a confirmed person.
struct Sighting {
    day: Day,
    states: BTreeMap<StateKey, State>,
    /// Whether rows of the delivery could not be read at all, so that a missing state may be among them.
    gaps: bool,
}

/// A person over all snapshots.
#[derive(Default)]
struct History {
    keys: RecordKeys,
    sightings: Vec<Sighting>,
}

/// The facts and coverage of a feed of snapshots; `counting` says which rows of each extract count.
pub fn map_snapshots(
    extracts: &[Extract<'_>],
    counting: &[Vec<bool>],
    keys: &mut KeyTable,
) -> (Vec<UnlinkedFact>, Vec<UnlinkedCoverage>) {
    let mut people: BTreeMap<String, History> = BTreeMap::new();
    for (extract, counts) in extracts.iter().zip(counting) {
        let Some(snapshot) = &extract.schema.snapshot else { continue };
        look(extract, snapshot, counts, &mut people);
    }
    let (mut facts, mut coverage) = (Vec::new(), Vec::new());
    let Some(last) = extracts.last() else { return (facts, coverage) };
    for history in people.into_values() {
        // One set of keys, the latest, for facts and coverage alike: both are linked or neither is.
        let who = keys.intern(history.keys);
        coverage.extend(covered(&history.sightings, last, who));
        facts.extend(spells(history.sightings, who));
    }
    (facts, coverage)
}

/// Notes what one snapshot says.
fn look(extract: &Extract<'_>, snapshot: &Snapshot, counts: &[bool], people: &mut BTreeMap<String, History>) {
    let person = |row: Row<'_>| joined(row, &snapshot.person);
    let spoiled: BTreeSet<String> = extract.spoiled.iter().map(person).collect();
    let rules = rules_of(extract.schema);
    let day = extract.period.days.to;
    for (row, _) in extract.rows.iter().zip(counts).filter(|(_, counts)| **counts) {
        let id = person(row);
        if id.is_empty() || spoiled.contains(&id) || !holds(row, &snapshot.confirmed) {
            continue;
        }
        let Some(keys) = person_keys(row, &extract.schema.keys) else { continue };
        let history = people.entry(id).or_default();
        if history.sightings.last().is_none_or(|sighting| sighting.day != day) {
            // A rejected row that names nobody may have been about anyone.
            let gaps = extract.counts.unreadable > 0 || spoiled.contains("");
            history.sightings.push(Sighting { day, states: BTreeMap::new(), gaps });
            history.keys = keys;
        }
        let award = joined(row, &snapshot.award);
        let states = &mut history.sightings.last_mut().expect("one was just pushed").states;
        for (kind, rule) in &rules {
            let Some(fact) = map_row(row, *kind, rule, &extract.period) else { continue };
            let state = State { fact, source: row.source(extract.digest) };
            let known = states.entry((*kind, award.clone()));
            known.and_modify(|known| known.keep_earlier(&state)).or_insert(state);
        }
    }
}

impl State {
    /// Of two rows for one award the one that began earlier stands.
    fn keep_earlier(&mut self, other: &Self) {
        if other.fact.from < self.fact.from {
            self.fact = other.fact.clone();
            self.source = other.source;
        }
    }
}

fn joined(row: Row<'_>, columns: &[usize]) -> String {
    let parts: Vec<String> = columns.iter().map(|column| written(row.cell(*column))).collect();
    if parts.iter().all(String::is_empty) { String::new() } else { parts.join("/") }
}

/// A spell not known to have ended.
struct Open {
    from: Day,
    code: Option<Code>,
    reference: Option<Reference>,
    source: SourceRef,
    fact: RowFact,
    last_seen: Day,
}

impl Open {
    fn begin(state: State, from: Day, reference: Option<Reference>, day: Day) -> Self {
        let code = state.fact.code.clone();
        Self { from, code, reference, source: state.source, fact: state.fact, last_seen: day }
    }

    fn end(self, who: KeyIx, to: Option<Day>) -> UnlinkedFact {
        let to = to.map(|to| to.max(self.from));
        let fact = RowFact { from: self.from, to, code: self.code, reference: self.reference, ..self.fact };
        fact.about(About::Person(who), self.source)
    }
}

/// Follows each state from snapshot to snapshot.
fn spells(sightings: Vec<Sighting>, who: KeyIx) -> Vec<UnlinkedFact> {
    let mut open: BTreeMap<StateKey, Open> = BTreeMap::new();
    let mut ended = Vec::new();
    for sighting in sightings {
        let (day, states) = (sighting.day, sighting.states);
        if !sighting.gaps {
            let gone: Vec<StateKey> = open.keys().filter(|key| !states.contains_key(key)).cloned().collect();
            ended.extend(
                gone.iter()
                    .filter_map(|key| open.remove(key))
                    .map(|spell| spell.end(who, Some(day.before()))),
            );
        }
        for (key, state) in states {
            let next = match open.remove(&key) {
                None => {
                    let (from, reference) = (state.fact.from, state.fact.reference.clone());
                    Open::begin(state, from, reference, day)
                }
                Some(spell) => follow(spell, state, day, who, &mut ended),
            };
            open.insert(key, next);
        }
    }
    ended.extend(open.into_values().map(|spell| spell.end(who, None)));
    ended
}

/// A state seen before and again: the same spell, a change of code within the award, or a new award.
fn follow(mut spell: Open, state: State, day: Day, who: KeyIx, ended: &mut Vec<UnlinkedFact>) -> Open {
    let begun_since = state.fact.stated_from.filter(|from| *from > spell.last_seen);
    match begun_since {
        Some(from) => {
            ended.push(spell.end(who, Some(from.min(day).before())));
            let reference = state.fact.reference.clone();
            Open::begin(state, from, reference, day)
        }
        None if state.fact.code != spell.code => {
            let reference = spell.reference.clone();
            ended.push(spell.end(who, Some(day.before())));
            Open::begin(state, day, reference, day)
        }
        None => {
            spell.last_seen = day;
            spell
        }
    }
}

/// The days between confirmations that follow one another in the feed's rhythm.
fn covered(sightings: &[Sighting], extract: &Extract<'_>, who: KeyIx) -> Vec<UnlinkedCoverage> {
    let months_apart = match extract.schema.rhythm.every {
        Every::Month => 1,
        Every::Quarter => 3,
        Every::Term => 5,
    };
    let month = |day: Day| day.year() * 12 + i32::try_from(day.month()).unwrap_or(0);
    let mut windows: Vec<Window> = Vec::new();
    for sighting in sightings {
        let day = sighting.day;
        match windows.last_mut() {
            Some(window) if month(day) - month(window.to) <= months_apart => window.to = day,
            _ => windows.push(Window { from: day, to: day }),
        }
    }
    let rules = extract.schema.coverage.iter().filter(|rule| rule.row);
    rules
        .flat_map(|rule| {
            let kind = kind_of(&rule.fact);
            let (ages, requires) = (rule.ages, rule.requires.clone());
            windows.iter().map(move |window| UnlinkedCoverage {
                kind,
                window: *window,
                ages,
                requires: requires.clone(),
                who: Some(who),
            })
        })
        .collect()
}
