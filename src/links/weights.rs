//! The evidence for links, bit by bit: what the core weighed and which rows have which keys come in; for a row and a person
//! the parts of the weight go out, and who else it might have been.

use super::likely::{Guess, Likely};
use super::matching::{Matched, Part};
use super::roster::{PersonIx, Roster};
use crate::domain::{PersonId, SourceRef};
use std::collections::BTreeMap;

/// The evidence that a row is about a person.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighed {
    /// Thousandths of a bit.
    pub weight: i32,
    /// The parts, which add up to the weight exactly. What is not known on both sides is left out.
    pub parts: Vec<Part>,
    /// The other people whom the row might mean, the likeliest first, with their weights.
    pub others: Vec<(PersonId, i32)>,
}

/// The evidence for every row that is linked to a person, or waits.
#[derive(Clone, Default, Debug)]
pub struct Weights {
    matched: Option<Matched>,
    by_key: BTreeMap<u32, Vec<Guess>>,
    /// Which keys each row has: by file and line, then key.
    rows: Vec<(SourceRef, u32)>,
    people: Vec<PersonId>,
    is_learnt: bool,
}

impl Weights {
    pub(super) fn new(likely: Likely, mut rows: Vec<(SourceRef, u32)>, roster: &Roster) -> Self {
        rows.sort_unstable();
        rows.dedup();
        let (matched, by_key, is_learnt) = likely.into_parts();
        let people = roster.iter().map(|(_, known)| known.id.clone()).collect();
        Self { matched, by_key, rows, people, is_learnt }
    }

    /// The model as text, if anything was weighed.
    #[must_use]
    pub fn model(&self) -> Option<String> {
        self.matched.as_ref().map(|matched| matched.model.to_text())
    }

    /// The model as text, if it was fitted here and to enough rows to be kept for later runs.
    #[must_use]
    pub fn learnt(&self) -> Option<String> {
        self.model().filter(|_| self.is_learnt)
    }

    /// The evidence that a row is about a person; none if the two were not compared or agree in too little.
    #[must_use]
    pub fn of(&self, source: &SourceRef, person: &PersonId) -> Option<Weighed> {
        let place = self.people.binary_search(person).ok()?;
        let place = PersonIx::try_from(place).expect("people are numbered by 32 bits");
        let start = self.rows.partition_point(|row| row.0 < *source);
        let keys = self.rows[start..].iter().take_while(|row| row.0 == *source);
        let guesses = |key: &u32| self.by_key.get(key).map(Vec::as_slice).unwrap_or_default();
        let own = |(_, key): &(SourceRef, u32)| {
            let guess = guesses(key).iter().find(|guess| guess.person == place)?;
            Some((*key, *guess))
        };
        // Of keys with equal weights the core's first: the numbers of keys depend on the order in which they came.
        let best = |(_, guess): &(u32, Guess)| (guess.weight, std::cmp::Reverse(guess.pair));
        let (key, guess) = keys.filter_map(own).max_by_key(best)?;
        let name = |guess: &Guess| (self.people[guess.person as usize].clone(), guess.weight);
        let others = guesses(&key).iter().filter(|other| other.person != place).map(name).collect();
        Some(Weighed { weight: guess.weight, parts: self.parts(&guess), others })
    }

    fn parts(&self, guess: &Guess) -> Vec<Part> {
        let matched = self.matched.as_ref().expect("there is a guess only where something was compared");
        let mut parts = matched.parts(guess.pair);
        parts.retain(|part| {
            part.bits != 0 || !matches!(part.level.as_str(), "missing" | "none" | "nothing known" | "")
        });
        parts
    }
}
