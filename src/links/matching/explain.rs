//! What stands beside a link: how its two rows were brought together, and who else the left row might have been.
//!
//! Pairs as they were weighed come in before any is left out; nothing here changes a weight.

use super::Matched;
use super::block::Index;
use super::decide::Pair;
use super::model::{probability, thousandths};
use super::people::People;
use std::cmp::Reverse;

/// From this probability on another candidate is worth a look.
const REVIEW: f64 = 0.05;

/// A right row and the weight of its pair.
type Candidate = (u32, i32);

/// The likely candidates of each left person.
#[derive(Clone, Debug, Default)]
pub(super) struct Others {
    /// Left person, where its candidates start and end.
    people: Vec<(u32, u32, u32)>,
    /// The likeliest first, each right person once.
    candidates: Vec<Candidate>,
}

/// What is told beside a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// The key that both rows have, or who else brought them together.
    pub found_by: String,
    /// How many others reach five percent for the left row.
    pub others: usize,
    /// The likeliest of them: its row and its probability.
    pub best: Option<(u32, f64)>,
}

impl Others {
    /// Of pairs before the policy chooses. In one file each row of a pair is a candidate of the other.
    pub(super) fn new(people: &People, pairs: &[Pair]) -> Self {
        let least = thousandths(REVIEW / (1.0 - REVIEW));
        let (left, right) = (&people.left.entity, &people.right().entity);
        let mut found: Vec<(u32, u32, Reverse<i32>, u32)> = Vec::new();
        for pair in pairs.iter().filter(|pair| pair.weight() >= least) {
            let (i, j, weight) = (pair.left, pair.right, Reverse(pair.weight()));
            found.push((left[i as usize], right[j as usize], weight, j));
            if people.right.is_none() {
                found.push((left[j as usize], right[i as usize], weight, i));
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|(person, other, ..)| (*person, *other));
        let mut others = Self::default();
        for run in found.chunk_by_mut(|a, b| a.0 == b.0) {
            run.sort_unstable_by_key(|(_, _, weight, row)| (*weight, *row));
            let start = others.candidates.len() as u32;
            others.candidates.extend(run.iter().map(|(_, _, weight, row)| (*row, weight.0)));
            others.people.push((run[0].0, start, others.candidates.len() as u32));
        }
        others
    }

    /// The candidates of a left person but one right person.
    fn but(&self, people: &People, person: u32, other: u32) -> impl Iterator<Item = &Candidate> {
        let at = self.people.binary_search_by_key(&person, |(person, ..)| *person);
        let range = at.map_or(0..0, |at| self.people[at].1 as usize..self.people[at].2 as usize);
        let right = &people.right().entity;
        self.candidates[range].iter().filter(move |(row, _)| right[*row as usize] != other)
    }
}

/// Answers for the links of one run.
#[derive(Debug)]
pub struct Explanation<'a> {
    matched: &'a Matched,
    index: Index,
}

impl<'a> Explanation<'a> {
    /// Builds the index of keys once more.
    #[must_use]
    pub fn new(matched: &'a Matched) -> Self {
        Self { matched, index: Index::new(&matched.people) }
    }

    /// What stands beside a link, by its place among the pairs; `swapped` where its right row is printed on the left.
    #[must_use]
    pub fn beside(&self, at: usize, swapped: bool) -> Beside {
        let (people, pair) = (&self.matched.people, &self.matched.pairs[at]);
        let (i, j) = (pair.left as usize, pair.right as usize);
        let (mut person, mut other) = (people.left.entity[i], people.right().entity[j]);
        if swapped {
            (person, other) = (other, person);
        }
        let mut candidates = self.matched.others.but(people, person, other);
        let best = candidates.next().map(|(row, weight)| (*row, probability(*weight)));
        let others = candidates.count() + usize::from(best.is_some());
        let together = || if pair.third == 0 { "relatives" } else { "third row" }.to_owned();
        let found_by = self.index.key_of(people, i, pair.right).unwrap_or_else(together);
        Beside { found_by, others, best }
    }
}
