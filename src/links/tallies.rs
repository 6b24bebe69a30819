//! How many facts and people each rule linked, how many wait for a review and how many are about nobody of the cohort.

use crate::facts::unlinked::{About, KeyIx};
use crate::facts::{LinkRule, Subject};
use crate::problem::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// One line of the tallies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Tally {
    /// Distinct people or homes; for facts not linked, distinct keys.
    pub subjects: usize,
    /// Facts.
    pub facts: usize,
}

/// Counts of a linking. A fact about two homes at one address counts for each.
#[derive(Clone, Default, Debug)]
pub struct LinkTallies {
    linked: BTreeMap<LinkRule, (BTreeSet<Subject>, usize)>,
    review: BTreeMap<Kind, (BTreeSet<Subject>, usize)>,
    unlinked_people: (BTreeSet<KeyIx>, usize),
    unlinked_homes: (BTreeSet<KeyIx>, usize),
}

impl LinkTallies {
    /// People or homes and facts linked by each rule, by rule.
    pub fn rules(&self) -> impl Iterator<Item = (&LinkRule, Tally)> {
        self.linked.iter().map(|(rule, counted)| (rule, tally(counted)))
    }

    /// Candidates and facts in review, by kind.
    pub fn review(&self) -> impl Iterator<Item = (Kind, Tally)> {
        self.review.iter().map(|(kind, counted)| (*kind, tally(counted)))
    }

    /// Keys of people and facts about nobody of the cohort.
    #[must_use]
    pub fn unlinked_people(&self) -> Tally {
        tally(&self.unlinked_people)
    }

    /// Keys of homes and facts about no home that someone of the cohort lived in on the day.
    #[must_use]
    pub fn unlinked_homes(&self) -> Tally {
        tally(&self.unlinked_homes)
    }

    pub(super) fn linked(&mut self, rule: &LinkRule, subject: &Subject) {
        if !self.linked.contains_key(rule) {
            self.linked.insert(rule.clone(), Default::default());
        }
        let (subjects, facts) = self.linked.get_mut(rule).expect("the rule was put in above");
        if !subjects.contains(subject) {
            subjects.insert(subject.clone());
        }
        *facts += 1;
    }

    pub(super) fn in_review(&mut self, kind: Kind, candidate: &Subject) {
        self.review.entry(kind).or_default().0.insert(candidate.clone());
    }

    pub(super) fn fact_in_review(&mut self, kind: Kind) {
        self.review.entry(kind).or_default().1 += 1;
    }

    pub(super) fn not_linked(&mut self, about: About) {
        let (key, (keys, facts)) = match about {
            About::Person(key) => (key, &mut self.unlinked_people),
            About::Household(key) => (key, &mut self.unlinked_homes),
        };
        keys.insert(key);
        *facts += 1;
    }
}

fn tally<T>((subjects, facts): &(BTreeSet<T>, usize)) -> Tally {
    Tally { subjects: subjects.len(), facts: *facts }
}
