//! The family's result: eligibility, progress, employment, what blocks, and since when it has held.

use super::assess::Assessment;
use super::family::FamilyView;
use super::identify::Identified;
use super::plan::NodeIx;
use super::verdict::{FamilyResult, Reason, Truth};
use crate::domain::{ClauseId, Day, SourceRef, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Draws the result of an assessment; `first_met_on` is left for the caller, who can ask earlier days.
#[must_use]
pub fn result(view: &FamilyView<'_>, goals: &[Identified], assessment: &Assessment) -> FamilyResult {
    let id = |index: NodeIx| view.plan.node(index).id.clone();
    let owed: BTreeMap<ClauseId, Truth> =
        assessment.letters.iter().map(|(letter, answer)| (id(letter.node), answer.truth)).collect();
    let (ssp, ssp_reasons) = progress(view, assessment);
    let employment = assessment.employment.truth;
    let eligible = is_eligible(view, goals);
    let route = route(view, assessment, ssp, employment);
    let gates = gates(view);
    let claimable = eligible && gates.is_empty() && !route.is_empty();
    let mut blocking: Vec<Text> = Vec::new();
    if !claimable {
        let failing = owed.iter().filter(|(_, truth)| !matches!(truth, Truth::Met | Truth::Void));
        if route.is_empty() {
            blocking.extend(failing.map(|(letter, _)| Text::from(letter.as_str())));
        }
        blocking.extend((!eligible).then(|| Text::from("not-eligible")));
        blocking.extend(gates);
        blocking
            .extend((!assessment.new_starts.is_empty() && route.is_empty()).then(|| Text::from("new-start")));
        blocking.extend((ssp == Truth::Void).then(|| Text::from("all-void")));
    }
    FamilyResult {
        eligible,
        problems: problems(view, goals).into_keys().collect(),
        criteria: owed.keys().cloned().collect(),
        criteria_met: owed
            .iter()
            .filter(|(_, truth)| **truth == Truth::Met)
            .map(|(id, _)| id.clone())
            .collect(),
        ssp,
        ssp_reasons,
        employment,
        claimable,
        route: Text::from(route),
        first_met_on: None,
        blocking,
        overridden: Vec::new(),
    }
}

/// Every letter owed has a way that is met (or every problem, by `progress-unit`), and no one else has started one of the
/// family's problems.
fn progress(view: &FamilyView<'_>, assessment: &Assessment) -> (Truth, BTreeSet<Reason>) {
    let mut units: BTreeMap<String, Vec<Truth>> = BTreeMap::new();
    let by_problem = view.parameters.is("progress-unit", "problem");
    for (letter, answer) in &assessment.letters {
        let node = view.plan.node(letter.node);
        let unit = match &node.criterion {
            Some(criterion) if by_problem => criterion.problem.to_string(),
            _ => node.id.to_string(),
        };
        units.entry(unit).or_default().push(answer.truth);
    }
    let verdicts: Vec<Truth> = units
        .into_values()
        .map(|truths| {
            let best =
                [Truth::Met, Truth::Unknown, Truth::NotMet].into_iter().find(|truth| truths.contains(truth));
            best.unwrap_or(Truth::Void)
        })
        .collect();
    let has = |truth: Truth| verdicts.contains(&truth);
    if !verdicts.is_empty() && !assessment.new_starts.is_empty() {
        return (Truth::NotMet, BTreeSet::from([Reason::NewStart]));
    }
    let truth = if verdicts.is_empty() {
        Truth::NotApplicable
    } else if has(Truth::NotMet) {
        Truth::NotMet
    } else if has(Truth::Unknown) {
        Truth::Unknown
    } else if has(Truth::Met) {
        Truth::Met
    } else {
        Truth::Void
    };
    (truth, BTreeSet::new())
}

/// `ssp` before `employment`; a new start in the employment problem blocks that route (fine point F13).
fn route(view: &FamilyView<'_>, assessment: &Assessment, ssp: Truth, employment: Truth) -> &'static str {
    if ssp == Truth::Met {
        return "ssp";
    }
    let blocked = view.plan.employment.as_ref().is_some_and(|route| {
        assessment.new_starts.iter().any(|(index, _)| {
            view.plan
                .node(*index)
                .criterion
                .as_ref()
                .is_some_and(|criterion| criterion.problem == route.problem)
        })
    });
    if employment == Truth::Met && !blocked { "employment" } else { "" }
}

fn gates(view: &FamilyView<'_>) -> Vec<Text> {
    let family = view.family;
    let dates = [
        ("no-assessment", family.assessed_on),
        ("no-plan", family.planned_on),
        ("no-lead-worker", family.lead_worker_on),
    ];
    let open = |day: Option<Day>| day.is_none_or(|day| day > view.as_of);
    dates.into_iter().filter(|(_, day)| open(*day)).map(|(gate, _)| Text::from(gate)).collect()
}

/// The facts that show each problem.
fn problems(view: &FamilyView<'_>, goals: &[Identified]) -> BTreeMap<Text, BTreeSet<Option<SourceRef>>> {
    let mut problems: BTreeMap<Text, BTreeSet<Option<SourceRef>>> = BTreeMap::new();
    for goal in goals {
        let Some(criterion) = &view.plan.node(goal.node).criterion else { continue };
        let facts = problems.entry(criterion.problem.clone()).or_default();
        facts.extend(goal.evidence.iter().copied().map(Some));
        if goal.evidence.is_empty() {
            facts.insert(None);
        }
    }
    problems
}

/// At least two different problems, each on a fact of its own (reading R22), and a dependent child where the plan asks one.
fn is_eligible(view: &FamilyView<'_>, goals: &[Identified]) -> bool {
    let problems = problems(view, goals);
    let sets: Vec<&BTreeSet<Option<SourceRef>>> = problems.values().collect();
    let own_facts = view.parameters.is("one-fact-one-heading", "on");
    let two = sets.iter().enumerate().any(|(at, one)| {
        sets[at + 1..].iter().any(|other| {
            // Each can be given a fact the other does not need, unless both rest on one and the same.
            !own_facts || one.contains(&None) || other.contains(&None) || one.union(other).count() > 1
        })
    });
    two && (view.parameters.is("dependent-child", "off") || super::dependent::has_dependent_child(view))
}
