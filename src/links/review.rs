//! The review queue: keys that fit someone but may not be linked without a person's word.
//!
//! Doubts come in fact by fact; one item for each key and doubt goes out, sorted. An item names people by id and says by
//! codes what agrees and what differs, never by values.

use super::pair::PairKey;
use crate::domain::{SourceRef, Text};
use crate::facts::unlinked::{About, KeyTable, RecordKeys};
use crate::facts::{LinkRule, Subject};
use crate::problem::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// Someone a key may mean.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ReviewCandidate {
    /// The person or home.
    pub subject: Subject,
    /// The rules by which the key names them, best first; at least one.
    pub rules: Vec<LinkRule>,
    /// The weight of the evidence for this candidate in thousandths of a bit; none where it was not weighed.
    pub weight: Option<i32>,
    /// What is the same in the row and the cohort: `forename`, `surname`, `born`, `sex`, `postcode`, `address`, `uprn`
    /// or a scheme of identifiers.
    pub agrees: Vec<Text>,
    /// What is known on both sides and not the same; the same codes.
    pub differs: Vec<Text>,
    /// What a decision about the row and this person or home is kept under.
    pub pair: PairKey,
}

/// What would change if a question were answered, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Stake {
    /// Nothing that any family is asked.
    #[default]
    Nothing,
    /// A verdict, but no result.
    Verdict,
    /// A result, but no claim.
    Result,
    /// Whether a family can be claimed for, or by which route.
    Claim,
}

impl Stake {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Verdict => "verdict",
            Self::Result => "result",
            Self::Claim => "claim",
        }
    }
}

/// One question for a person: which of the candidates the rows mean, if any.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ReviewItem {
    /// Why it is a question: a kind of the letter L.
    pub kind: Kind,
    /// Who it may be, by person or household id; at least one.
    pub candidates: Vec<ReviewCandidate>,
    /// The rows with this key, by file and line; at least one.
    pub sources: Vec<SourceRef>,
    /// How many facts rest on the answer.
    pub facts: usize,
    /// What the rows say of who they are about, as written.
    pub keys: RecordKeys,
    /// What hangs on the answer; nothing until families have been tested.
    pub stake: Stake,
}

/// Why a key is not linked, and to whom it might be.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Doubt {
    pub(super) kind: Kind,
    pub(super) candidates: Vec<ReviewCandidate>,
}

/// Gathers doubts by key.
#[derive(Default)]
pub(super) struct ReviewQueue {
    items: BTreeMap<(About, Doubt), (BTreeSet<SourceRef>, usize)>,
}

impl ReviewQueue {
    /// Notes that a fact of this row waits.
    pub(super) fn add(&mut self, about: About, source: SourceRef, doubt: Doubt) {
        let (sources, facts) = self.items.entry((about, doubt)).or_default();
        sources.insert(source);
        *facts += 1;
    }

    /// The items, sorted without regard to the numbers of the keys.
    pub(super) fn into_items(self, keys: &KeyTable) -> Vec<ReviewItem> {
        let item = |((about, doubt), (sources, facts)): ((About, Doubt), (BTreeSet<SourceRef>, usize))| {
            let (About::Person(key) | About::Household(key)) = about;
            ReviewItem {
                kind: doubt.kind,
                candidates: doubt.candidates,
                sources: sources.into_iter().collect(),
                facts,
                keys: keys.get(key).clone(),
                stake: Stake::default(),
            }
        };
        let mut items: Vec<_> = self.items.into_iter().map(item).collect();
        items.sort();
        items
    }
}
