//! What hangs on a question about a link: waiting items and the families come in, and for each item whether an answer would
//! change a claim, a result, a verdict or nothing. Each item is tried alone on every family it may be about.

use super::evaluate::{Ruled, Side};
use super::evidence::FactBase;
use super::family::FamilyView;
use super::memory::Memory;
use super::verdict::{FamilyOutcome, FamilyResult};
use crate::domain::cohort::{Cohort, Family};
use crate::domain::{Day, FamilyId, SourceRef};
use crate::facts::{Fact, Subject};
use crate::links::{ReviewItem, Stake};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Says of each item what is at stake, in the order of the items.
///
/// Where no item alone changes anything but all together do, each of the family's items bears that stake.
#[must_use]
pub fn stakes<'a>(ruled: impl Ruled<'a>, as_of: Day, items: &[ReviewItem]) -> Vec<Stake> {
    let cohort = ruled.cohort();
    let of_family = by_family(cohort, items);
    let families: Vec<&Family> =
        cohort.families().iter().filter(|family| of_family.contains_key(&family.id)).collect();
    let found: Vec<Vec<(usize, Stake)>> = families
        .par_iter()
        .map(|family| of(&ruled, as_of, family, items, &of_family[&family.id]).unwrap_or_default())
        .collect();
    let mut stakes = vec![Stake::Nothing; items.len()];
    for (item, stake) in found.into_iter().flatten() {
        stakes[item] = stakes[item].max(stake);
    }
    stakes
}

/// The items that may be about members of each family, with the candidate.
type Questions<'i> = BTreeMap<FamilyId, BTreeSet<(usize, &'i Subject)>>;

fn by_family<'i>(cohort: &Cohort, items: &'i [ReviewItem]) -> Questions<'i> {
    let mut found: Questions<'i> = BTreeMap::new();
    for (place, item) in items.iter().enumerate() {
        for candidate in &item.candidates {
            let people: Vec<_> = match &candidate.subject {
                Subject::Person(person) => vec![person],
                Subject::Household(home) => cohort.residents(home).iter().map(|row| &row.person).collect(),
            };
            for membership in people.into_iter().flat_map(|person| cohort.memberships_of(person)) {
                found.entry(membership.family.clone()).or_default().insert((place, &candidate.subject));
            }
        }
    }
    found
}

/// The stake of each question of one family; `None` if it is not tested on the day.
fn of<'a>(
    ruled: &impl Ruled<'a>,
    as_of: Day,
    family: &'a Family,
    items: &[ReviewItem],
    questions: &BTreeSet<(usize, &Subject)>,
) -> Option<Vec<(usize, Stake)>> {
    let inputs = ruled.ruling(family)?.inputs;
    if !FamilyView::has_doubts(inputs.cohort, inputs.evidence, family) {
        return None;
    }
    let outcome = |extra: &FactBase| {
        Some(Side::new(inputs, family, as_of, Some(extra))?.outcome(as_of, &Memory::of_one_day()))
    };
    let certain = Side::new(inputs, family, as_of, None)?.outcome(as_of, &Memory::of_one_day());
    let together = stake(&certain, &outcome(&inputs.evidence.doubtful)?);
    let alone = questions.iter().map(|(place, subject)| {
        let facts = FactBase::new(facts(&inputs.evidence.doubtful, &items[*place], subject));
        Some((*place, stake(&certain, &outcome(&facts)?)))
    });
    let mut alone = alone.collect::<Option<Vec<_>>>()?;
    if alone.iter().all(|(_, stake)| *stake == Stake::Nothing) {
        alone.iter_mut().for_each(|(_, stake)| *stake = together);
    }
    Some(alone)
}

/// The facts of an item, read as the candidate's.
fn facts(doubtful: &FactBase, item: &ReviewItem, subject: &Subject) -> Vec<Fact> {
    let sources: BTreeSet<SourceRef> = item.sources.iter().copied().collect();
    let of_subject = match subject {
        Subject::Person(person) => doubtful.person(person),
        Subject::Household(home) => doubtful.home(home),
    };
    let all = of_subject.into_iter().flat_map(|by_kind| by_kind.values().flatten());
    all.filter(|fact| sources.contains(&fact.source)).cloned().collect()
}

fn stake(certain: &FamilyOutcome, other: &FamilyOutcome) -> Stake {
    let (was, now) = (&certain.result, &other.result);
    let verdicts = |outcome: &FamilyOutcome| -> Vec<_> {
        outcome.rows.iter().map(|row| (row.clause.clone(), row.person.clone(), row.truth)).collect()
    };
    let result = |one: &FamilyResult| {
        (one.eligible, one.ssp, one.employment, one.criteria.clone(), one.criteria_met.clone())
    };
    if (was.claimable, &was.route) != (now.claimable, &now.route) {
        Stake::Claim
    } else if result(was) != result(now) {
        Stake::Result
    } else if verdicts(certain) != verdicts(other) {
        Stake::Verdict
    } else {
        Stake::Nothing
    }
}
