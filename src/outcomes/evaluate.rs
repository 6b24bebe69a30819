//! All families of a plan on one day, in parallel, in order of family.

use super::assess::{Assessment, assess};
use super::evidence::Evidence;
use super::family::FamilyView;
use super::parameters::Parameters;
use super::plan::Plan;
use super::result::result;
use super::verdict::{FamilyOutcome, FamilyResult, Reason, Row, Truth};
use crate::domain::cohort::{Cohort, Family};
use crate::domain::{Day, SourceRef, Text};
use crate::facts::LinkRule;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Everything an evaluation rests on.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The values of the run.
    pub parameters: &'a Parameters,
    /// The cohort.
    pub cohort: &'a Cohort,
    /// Facts, coverage, calendar.
    pub evidence: &'a Evidence,
}

/// Evaluates every family of the plan that was engaged by `as_of`, sorted by family. Families of another plan and those
/// engaged later are skipped (fine point F20).
#[must_use]
pub fn evaluate(inputs: Inputs<'_>, as_of: Day) -> Vec<FamilyOutcome> {
    let families: Vec<&Family> =
        inputs.cohort.families().iter().filter(|family| is_of_plan(family, inputs.plan)).collect();
    families.into_par_iter().filter_map(|family| evaluate_family(inputs, family, as_of)).collect()
}

fn is_of_plan(family: &Family, plan: &Plan) -> bool {
    let named = family.plan.split_once('@').map_or(&*family.plan, |(name, _)| name);
    named == &*plan.id
}

/// Evaluates one family; `None` if it was not engaged by `as_of`.
#[must_use]
pub fn evaluate_family(inputs: Inputs<'_>, family: &Family, as_of: Day) -> Option<FamilyOutcome> {
    let mut outcome = on_day(inputs, family, as_of)?;
    if has_held(&outcome.result) {
        outcome.result.first_met_on = first_met_on(inputs, family, as_of);
    }
    Some(outcome)
}

fn on_day(inputs: Inputs<'_>, family: &Family, as_of: Day) -> Option<FamilyOutcome> {
    let certain = one_view(inputs, family, as_of, false)?;
    if !FamilyView::has_doubts(inputs.cohort, inputs.evidence, family) {
        return Some(certain);
    }
    // Doubt is shown: what a fact that waits for review would change is unknown until somebody has looked.
    let doubtful = one_view(inputs, family, as_of, true)?;
    Some(with_doubts(certain, &doubtful))
}

fn one_view(inputs: Inputs<'_>, family: &Family, as_of: Day, doubtful: bool) -> Option<FamilyOutcome> {
    let Inputs { plan, parameters, cohort, evidence } = inputs;
    let view = FamilyView::new((plan, parameters), cohort, evidence, family, as_of, doubtful)?;
    let assessment: Assessment = assess(&view);
    let result = result(&view, &assessment);
    let links = links(&view, &assessment.rows);
    let new_starts = assessment
        .new_starts
        .into_iter()
        .map(|(index, person)| (plan.node(index).id.clone(), person))
        .collect();
    Some(FamilyOutcome {
        as_of,
        plan: Text::from(&*plan.id),
        family: family.id.clone(),
        rows: assessment.rows,
        result,
        new_starts,
        links,
    })
}

/// The rule that linked each fact cited.
fn links(view: &FamilyView<'_>, rows: &[Row]) -> BTreeMap<SourceRef, LinkRule> {
    let cited: std::collections::BTreeSet<SourceRef> =
        rows.iter().flat_map(|row| row.evidence.iter().copied()).collect();
    view.rules().filter(|(source, _)| cited.contains(source)).collect()
}

fn has_held(result: &FamilyResult) -> bool {
    result.ssp == Truth::Met || result.employment == Truth::Met
}

/// The earliest month end from which the result has held at every month end up to `as_of`.
fn first_met_on(inputs: Inputs<'_>, family: &Family, as_of: Day) -> Option<Day> {
    let mut held = None;
    let mut month_end = if as_of.month_end() == as_of { as_of } else { as_of.months_before(1).month_end() };
    while let Some(outcome) = on_day(inputs, family, month_end) {
        if !has_held(&outcome.result) {
            break;
        }
        held = Some(month_end);
        month_end = month_end.months_before(1).month_end();
    }
    held
}

/// Where the facts that wait for review would change a verdict, it is unknown: `link-in-review`.
fn with_doubts(mut certain: FamilyOutcome, doubtful: &FamilyOutcome) -> FamilyOutcome {
    let others: BTreeMap<_, &Row> =
        doubtful.rows.iter().map(|row| ((&row.clause, &row.person), row)).collect();
    for row in &mut certain.rows {
        let other = others.get(&(&row.clause, &row.person));
        if other.is_none_or(|other| other.truth != row.truth) {
            row.truth = Truth::Unknown;
            let group = matches!(
                row.kind,
                super::verdict::ClauseKind::Group | super::verdict::ClauseKind::OutcomeGroup
            );
            row.reasons.clear();
            if !group {
                row.reasons.insert(Reason::LinkInReview);
            }
            if let Some(other) = other {
                row.evidence.extend(other.evidence.iter().copied());
            }
        }
    }
    certain.links.extend(doubtful.links.iter().map(|(source, rule)| (*source, rule.clone())));
    let (sure, perhaps) = (&mut certain.result, &doubtful.result);
    sure.ssp = agreed(sure.ssp, perhaps.ssp);
    sure.employment = agreed(sure.employment, perhaps.employment);
    sure.eligible &= perhaps.eligible;
    if sure.claimable && (!perhaps.claimable || sure.route != perhaps.route) {
        sure.claimable = false;
        sure.route = Text::from("");
        sure.blocking.clone_from(&perhaps.blocking);
    }
    certain
}

fn agreed(a: Truth, b: Truth) -> Truth {
    if a == b { a } else { Truth::Unknown }
}
