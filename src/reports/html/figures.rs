//! The counts behind the page: families by state, verdicts by letter, answers by reason, families by month.
//!
//! Outcomes and near misses come in, plain counts in a fixed order go out.

use crate::claims::outline::progress_of;
use crate::claims::{FamilyState, NearMiss};
use crate::domain::{ClauseId, Day, FamilyId, Text};
use crate::outcomes::{ClauseKind, FamilyOutcome, Reason, Row, Truth};
use std::collections::{BTreeMap, BTreeSet};

/// Verdicts of families, counted.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Verdicts {
    pub met: usize,
    pub not_met: usize,
    pub unknown: usize,
    pub void: usize,
}

impl Verdicts {
    fn add(&mut self, truth: Truth) {
        match truth {
            Truth::Met => self.met += 1,
            Truth::NotMet => self.not_met += 1,
            Truth::Unknown => self.unknown += 1,
            Truth::Void => self.void += 1,
            Truth::NotApplicable => {}
        }
    }

    /// How many were asked.
    pub fn asked(self) -> usize {
        self.decided() + self.unknown
    }

    /// How many have an answer.
    pub fn decided(self) -> usize {
        self.met + self.not_met + self.void
    }
}

/// How many families are in each state, in the order of [`FamilyState::ALL`].
pub fn by_state(outcomes: &[FamilyOutcome]) -> Vec<(FamilyState, usize)> {
    let mut counts: BTreeMap<FamilyState, usize> = BTreeMap::new();
    for outcome in outcomes {
        *counts.entry(FamilyState::of(outcome)).or_default() += 1;
    }
    FamilyState::ALL.into_iter().map(|state| (state, counts.get(&state).copied().unwrap_or(0))).collect()
}

/// Progress of every letter that a family has as a goal, by plan and letter.
pub fn by_letter(outcomes: &[FamilyOutcome]) -> BTreeMap<(&Text, &ClauseId), Verdicts> {
    let mut letters: BTreeMap<(&Text, &ClauseId), Verdicts> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|outcome| outcome.result.eligible) {
        for letter in &outcome.result.criteria {
            let progress = progress_of(letter);
            let row = outcome.rows.iter().find(|row| row.clause == progress && row.person.is_none());
            if let Some(row) = row {
                letters.entry((&outcome.plan, letter)).or_default().add(row.truth);
            }
        }
    }
    letters
}

/// The clauses of progress and employment asked of families.
fn clauses(outcome: &FamilyOutcome) -> impl Iterator<Item = &Row> {
    let asked = |row: &&Row| matches!(row.kind, ClauseKind::Progress | ClauseKind::Employment);
    outcome.rows.iter().filter(asked).filter(|row| row.person.is_none())
}

/// Answers to all clauses of progress and employment, added up over the families.
pub fn of_clauses(outcomes: &[FamilyOutcome]) -> Verdicts {
    let mut verdicts = Verdicts::default();
    outcomes.iter().flat_map(clauses).for_each(|row| verdicts.add(row.truth));
    verdicts
}

/// Why answers are missing: for each reason the answers and the families it touches, most families first.
pub fn by_reason(outcomes: &[FamilyOutcome]) -> Vec<(Reason, usize, usize)> {
    let mut tally: BTreeMap<Reason, (usize, BTreeSet<&FamilyId>)> = BTreeMap::new();
    for outcome in outcomes {
        for row in clauses(outcome).filter(|row| row.truth == Truth::Unknown) {
            for reason in &row.reasons {
                let entry = tally.entry(*reason).or_default();
                entry.0 += 1;
                entry.1.insert(&outcome.family);
            }
        }
    }
    let mut reasons: Vec<_> =
        tally.into_iter().map(|(reason, (answers, families))| (reason, answers, families.len())).collect();
    reasons.sort_by(|a, b| (b.2, b.1, a.0).cmp(&(a.2, a.1, b.0)));
    reasons
}

/// How many waiting families could first be claimed for in each month, by the month's last day, if nothing else happens.
pub fn by_month(missing: &[NearMiss]) -> BTreeMap<Day, usize> {
    let families: BTreeMap<&FamilyId, Option<Day>> =
        missing.iter().map(|part| (&part.family, part.family_earliest)).collect();
    let mut months = BTreeMap::new();
    for day in families.into_values().flatten() {
        *months.entry(day.month_end()).or_default() += 1;
    }
    months
}
