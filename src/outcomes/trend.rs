//! Families through time: every month end between two days in one walk, with since when a result has held and where it
//! was lost again.

use super::doubts::Doubts;
use super::evaluate::{Ruled, Ruling, Study, has_held, month_ends};
use super::verdict::FamilyResult;
use crate::domain::cohort::Family;
use crate::domain::{Day, FamilyId, Text};
use rayon::prelude::*;

/// One family at each month end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FamilyTrend {
    /// The family.
    pub family: FamilyId,
    /// The plan it was tested by, as results name it.
    pub plan: Text,
    /// The results at the month ends on or after engagement, in order; `first_met_on` is that of the month end.
    pub points: Vec<(Day, FamilyResult)>,
}

impl FamilyTrend {
    /// The month ends at which a result that had held was lost.
    pub fn relapses(&self) -> impl Iterator<Item = Day> + '_ {
        let lost = |pair: &&[(Day, FamilyResult)]| has_held(&pair[0].1) && !has_held(&pair[1].1);
        self.points.windows(2).filter(lost).map(|pair| pair[1].0)
    }
}

/// Walks every family of the plan through the month ends from `from` to `to`, sorted by family.
#[must_use]
pub fn trend<'a>(ruled: impl Ruled<'a>, from: Day, to: Day) -> Vec<FamilyTrend> {
    let walked = |family: &'a Family| family_trend(ruled.ruling(family)?, family, from, to);
    ruled.cohort().families().par_iter().filter_map(walked).collect()
}

fn family_trend(ruling: Ruling<'_>, family: &Family, from: Day, to: Day) -> Option<FamilyTrend> {
    let doubts = Doubts::of(ruling.inputs.cohort, ruling.inputs.evidence, family);
    let study = Study::new(ruling.inputs, family, to, &doubts)?;
    // A result may have held since before the first month end asked for.
    let days: Vec<Day> = month_ends(study.engaged_on(), to).collect();
    let mut held = None;
    let mut points = Vec::new();
    for (day, mut result) in days.iter().copied().zip(study.results(days.iter().copied())) {
        held = if has_held(&result) { held.or(Some(day)) } else { None };
        result.first_met_on = held;
        if day >= from {
            points.push((day, result));
        }
    }
    (!points.is_empty()).then_some(FamilyTrend { family: family.id.clone(), plan: ruling.label, points })
}
