//! What people decided about pairs: decisions that stand come in; for each row what they settle goes out, and what became
//! of each decision: applied, or stale because its evidence is no longer what it was.

use super::pair::{Half, PairKey};
use crate::domain::Text;
use crate::facts::{LinkRule, Subject};
use std::collections::{BTreeMap, BTreeSet};

/// What a person said of a pair.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Said {
    /// The row is about this person or home.
    Accept,
    /// It is not.
    Reject,
}

impl Said {
    /// As it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
        }
    }

    /// Reads it as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Accept, Self::Reject].into_iter().find(|said| said.as_str() == text)
    }
}

/// A decision that stands.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LinkDecision {
    /// Its number in the ledger, written `r00001`.
    pub number: u32,
    /// The pair.
    pub pair: PairKey,
    /// The person or home of the pair.
    pub subject: Subject,
    /// What was said.
    pub said: Said,
}

impl LinkDecision {
    /// The rule that facts carry which this decision links.
    #[must_use]
    pub fn rule(&self) -> LinkRule {
        Text::from(format!("review:{}", self.name()))
    }

    /// Its number as it is written.
    #[must_use]
    pub fn name(&self) -> String {
        name(self.number)
    }
}

/// A decision's number as it is written: `r00001`.
#[must_use]
pub fn name(number: u32) -> String {
    format!("r{number:05}")
}

/// What became of a decision in a linking.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It settled these facts.
    Applied {
        /// Facts of rows with the pair's keys.
        facts: usize,
    },
    /// No row has these keys any more, or none that says something.
    NoRow,
    /// The cohort says something else of the person or home than it did.
    Changed,
    /// The person or home is not in the cohort.
    Gone,
}

impl Fate {
    /// As it is written: `applied` or `stale`.
    #[must_use]
    pub fn state(self) -> &'static str {
        if matches!(self, Self::Applied { .. }) { "applied" } else { "stale" }
    }

    /// Why a decision is stale, in words; blank for one that is applied.
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Self::Applied { .. } => "",
            Self::NoRow => "no row says this any more",
            Self::Changed => "the cohort now says something else of the person or home",
            Self::Gone => "the person or home is not in the cohort",
        }
    }
}

/// Decisions by what the row says.
#[derive(Clone, Default, Debug)]
pub struct LinkDecisions {
    by_row: BTreeMap<Half, Vec<LinkDecision>>,
}

impl LinkDecisions {
    /// Puts decisions in order.
    #[must_use]
    pub fn new(decisions: impl IntoIterator<Item = LinkDecision>) -> Self {
        let mut by_row: BTreeMap<Half, Vec<LinkDecision>> = BTreeMap::new();
        for decision in decisions {
            by_row.entry(decision.pair.row()).or_default().push(decision);
        }
        by_row.values_mut().for_each(|list| list.sort());
        Self { by_row }
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_row.is_empty()
    }

    /// All of them, by number.
    #[must_use]
    pub fn all(&self) -> Vec<&LinkDecision> {
        let mut all: Vec<_> = self.by_row.values().flatten().collect();
        all.sort_by_key(|decision| decision.number);
        all
    }

    /// Those about rows that say this.
    pub(super) fn of_row(&self, row: Half) -> &[LinkDecision] {
        self.by_row.get(&row).map(Vec::as_slice).unwrap_or_default()
    }
}

/// What people said of the candidates of one key, as far as it applies; `T` is a person's or home's place or id.
#[derive(Clone, Debug)]
pub(super) struct Word<T> {
    pub(super) accepted: BTreeMap<T, LinkRule>,
    pub(super) rejected: BTreeSet<T>,
}

impl<T> Default for Word<T> {
    fn default() -> Self {
        Self { accepted: BTreeMap::new(), rejected: BTreeSet::new() }
    }
}

impl<T: Ord> Word<T> {
    /// `place` finds who is meant, and whether the evidence is what it was; `None` if nobody is meant any more.
    pub(super) fn new(
        decisions: &[LinkDecision],
        fates: &mut Fates,
        mut place: impl FnMut(&LinkDecision) -> Result<T, Fate>,
    ) -> Self {
        let mut word = Self::default();
        for decision in decisions {
            match place(decision) {
                Err(fate) => fates.set(decision, fate),
                Ok(subject) => {
                    fates.set(decision, Fate::Applied { facts: 0 });
                    match decision.said {
                        Said::Accept => drop(word.accepted.insert(subject, decision.rule())),
                        Said::Reject => drop(word.rejected.insert(subject)),
                    }
                }
            }
        }
        word
    }

    pub(super) fn is_silent(&self) -> bool {
        self.accepted.is_empty() && self.rejected.is_empty()
    }
}

/// What became of each decision so far.
#[derive(Clone, Default, Debug)]
pub(super) struct Fates(BTreeMap<u32, Fate>);

impl Fates {
    fn set(&mut self, decision: &LinkDecision, fate: Fate) {
        self.0.insert(decision.number, fate);
    }

    /// Counts a fact of a row for the decisions about it that apply.
    pub(super) fn count(&mut self, decisions: &[LinkDecision]) {
        for decision in decisions {
            if let Some(Fate::Applied { facts }) = self.0.get_mut(&decision.number) {
                *facts += 1;
            }
        }
    }

    /// Every decision with its fate, by number.
    pub(super) fn of(&self, decisions: &LinkDecisions) -> Vec<(LinkDecision, Fate)> {
        let fate = |decision: &LinkDecision| self.0.get(&decision.number).copied().unwrap_or(Fate::NoRow);
        decisions.all().into_iter().map(|decision| (decision.clone(), fate(decision))).collect()
    }
}
