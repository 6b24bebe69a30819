//! All families of a plan on one day, in parallel, in order of family.

use super::assess::{Foundation, assess, rows};
use super::doubts::{Bearing, Doubts, Open};
use super::evidence::{Evidence, FactBase};
use super::family::FamilyView;
use super::memory::Memory;
use super::parameters::Parameters;
use super::plan::Plan;
use super::plan::versions::split_name;
use super::result::result;
use super::verdict::{ClauseKind, FamilyOutcome, FamilyResult, Reason, Row, Truth};
use crate::domain::cohort::{Cohort, Family};
use crate::domain::{ClauseId, Day, SourceRef, Text};
use crate::facts::LinkRule;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::rc::Rc;

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

/// What one family is evaluated by.
#[derive(Clone, Debug)]
pub struct Ruling<'a> {
    /// The plan and all else it rests on.
    pub inputs: Inputs<'a>,
    /// The plan as results name it.
    pub label: Text,
}

/// What decides by which plan each family of a cohort is evaluated.
pub trait Ruled<'a>: Sync {
    /// The families.
    fn cohort(&self) -> &'a Cohort;

    /// What a family is evaluated by; `None` for a family of another plan.
    fn ruling(&self, family: &Family) -> Option<Ruling<'a>>;
}

/// One plan for every family that names it.
impl<'a> Ruled<'a> for Inputs<'a> {
    fn cohort(&self) -> &'a Cohort {
        self.cohort
    }

    fn ruling(&self, family: &Family) -> Option<Ruling<'a>> {
        let (id, _) = split_name(&family.plan);
        (id == &*self.plan.id).then(|| Ruling { inputs: *self, label: self.plan.id.clone() })
    }
}

/// Evaluates every family of the plan that was engaged by `as_of`, sorted by family. Families of another plan and those
/// engaged later are skipped (fine point F20).
#[must_use]
pub fn evaluate<'a>(ruled: impl Ruled<'a>, as_of: Day) -> Vec<FamilyOutcome> {
    evaluate_those(ruled, as_of, |_| true)
}

/// As [`evaluate`], of those families that are wanted alone.
#[must_use]
pub fn evaluate_those<'a>(
    ruled: impl Ruled<'a>,
    as_of: Day,
    wanted: impl Fn(&Family) -> bool + Sync,
) -> Vec<FamilyOutcome> {
    let evaluated = |family: &'a Family| {
        if !wanted(family) {
            return None;
        }
        let Ruling { inputs, label } = ruled.ruling(family)?;
        let outcome = evaluate_family(inputs, family, as_of)?;
        Some(FamilyOutcome { plan: label, ..outcome })
    };
    ruled.cohort().families().par_iter().filter_map(evaluated).collect()
}

/// As [`evaluate`], without since when each result has held: `first_met_on` is blank.
#[must_use]
pub fn evaluate_once<'a>(ruled: impl Ruled<'a>, as_of: Day) -> Vec<FamilyOutcome> {
    let evaluated = |family: &'a Family| {
        let Ruling { inputs, label } = ruled.ruling(family)?;
        let doubts = Doubts::of(inputs.cohort, inputs.evidence, family);
        let outcome = Study::new(inputs, family, as_of, &doubts)?.outcome(as_of);
        Some(FamilyOutcome { plan: label, ..outcome })
    };
    ruled.cohort().families().par_iter().filter_map(evaluated).collect()
}

/// Evaluates one family; `None` if it was not engaged by `as_of`.
#[must_use]
pub fn evaluate_family(inputs: Inputs<'_>, family: &Family, as_of: Day) -> Option<FamilyOutcome> {
    let doubts = Doubts::of(inputs.cohort, inputs.evidence, family);
    let study = Study::new(inputs, family, as_of, &doubts)?;
    let mut outcome = study.outcome(as_of);
    if has_held(&outcome.result) {
        outcome.result.first_met_on = first_met_on(&study, as_of);
    }
    Some(outcome)
}

/// One family known well enough to be asked on many days: identification is asked once, and what cannot have changed since
/// an earlier day is not asked again.
pub struct Study<'a> {
    certain: Side<'a>,
    /// With each mix of the facts that wait for a review, where there are any.
    mixed: Vec<Side<'a>>,
    bearing: Rc<Bearing>,
    /// What no trial of mixes can settle.
    open: Open,
}

/// A family known well enough to be asked, with the facts that wait for a review as far as they are given.
pub(super) struct Side<'a> {
    view: FamilyView<'a>,
    foundation: Foundation,
}

impl<'a> Side<'a> {
    pub(super) fn new(
        inputs: Inputs<'a>,
        family: &'a Family,
        as_of: Day,
        doubtful: Option<&'a FactBase>,
    ) -> Option<Self> {
        let Inputs { plan, parameters, cohort, evidence } = inputs;
        let view = FamilyView::new((plan, parameters), cohort, evidence, family, as_of, doubtful)?;
        let foundation = Foundation::of(&view);
        Some(Self { view, foundation })
    }

    fn result(&self, as_of: Day, memory: &Memory) -> FamilyResult {
        if let Some(known) = memory.result(as_of) {
            return known;
        }
        let view = self.view.at(as_of);
        let assessment = assess(&view, &self.foundation, memory);
        let result = result(&view, &self.foundation.goals, &assessment);
        memory.keep_result(&view, &result);
        result
    }

    pub(super) fn outcome(&self, as_of: Day, memory: &Memory) -> FamilyOutcome {
        let view = self.view.at(as_of);
        let assessment = assess(&view, &self.foundation, memory);
        let rows = rows(&view, &self.foundation, &assessment, memory);
        let result = result(&view, &self.foundation.goals, &assessment);
        let links = links(&view, &rows);
        let started = assessment.new_starts.into_iter();
        FamilyOutcome {
            as_of,
            plan: Text::from(&*view.plan.id),
            family: view.family.id.clone(),
            rows,
            result,
            new_starts: started.map(|(index, person)| (view.plan.node(index).id.clone(), person)).collect(),
            links,
        }
    }
}

impl<'a> Study<'a> {
    /// Studies a family; `None` if it was not engaged by `as_of`.
    #[must_use]
    pub fn new(inputs: Inputs<'a>, family: &'a Family, as_of: Day, doubts: &'a Doubts) -> Option<Self> {
        let certain = Side::new(inputs, family, as_of, None)?;
        let mixed = doubts.mixes().iter().map(|mix| Side::new(inputs, family, as_of, Some(mix)));
        let mixed = mixed.collect::<Option<Vec<_>>>()?;
        let open = doubts.open(&certain.view);
        Some(Self { certain, mixed, bearing: Rc::new(doubts.bearing()), open })
    }

    /// The day the family was engaged: the first it can be asked on.
    #[must_use]
    pub fn engaged_on(&self) -> Day {
        self.certain.view.engaged_on
    }

    /// All that is said of the family on a day.
    #[must_use]
    pub fn outcome(&self, as_of: Day) -> FamilyOutcome {
        let memory = Rc::new(Memory::of_one_day());
        let certain = self.certain.outcome(as_of, &memory);
        if self.mixed.is_empty() {
            return certain;
        }
        // Doubt is shown: what a fact that waits for review would change is unknown until somebody has looked.
        let others: Vec<FamilyOutcome> = self
            .mixed
            .iter()
            .map(|side| side.outcome(as_of, &Memory::beside(&memory, &self.bearing)))
            .collect();
        with_doubts(certain, &others, &self.open)
    }

    /// The results on days in order, each after engagement.
    pub fn results<'s>(
        &'s self,
        days: impl IntoIterator<Item = Day> + 's,
    ) -> impl Iterator<Item = FamilyResult> + 's {
        let certain = Rc::new(Memory::keeping());
        let beside = |_: &Side<'_>| Memory::beside(&certain, &self.bearing);
        let memories: Vec<Memory> = self.mixed.iter().map(beside).collect();
        days.into_iter().map(move |day| {
            let result = self.certain.result(day, &certain);
            if self.mixed.is_empty() {
                return result;
            }
            let sides = self.mixed.iter().zip(&memories);
            let others: Vec<FamilyResult> = sides.map(|(side, memory)| side.result(day, memory)).collect();
            settled(result, others.iter(), &self.open)
        })
    }
}

/// The rule that linked each fact cited.
fn links(view: &FamilyView<'_>, rows: &[Row]) -> BTreeMap<SourceRef, LinkRule> {
    let cited: std::collections::BTreeSet<SourceRef> =
        rows.iter().flat_map(|row| row.evidence.iter().copied()).collect();
    view.rules().filter(|(source, _)| cited.contains(source)).collect()
}

pub(super) fn has_held(result: &FamilyResult) -> bool {
    result.ssp == Truth::Met || result.employment == Truth::Met
}

/// The earliest month end from which the result has held at every month end up to `as_of`.
fn first_met_on(study: &Study<'_>, as_of: Day) -> Option<Day> {
    let days: Vec<Day> = month_ends(study.engaged_on(), as_of).collect();
    let results = study.results(days.iter().copied());
    days.iter().copied().zip(results).fold(
        None,
        |held, (day, result)| {
            if has_held(&result) { held.or(Some(day)) } else { None }
        },
    )
}

/// The month ends from `from` to `to`, both included, in order.
pub fn month_ends(from: Day, to: Day) -> impl Iterator<Item = Day> {
    let first = from.month_end();
    (0..).map(move |months| first.months_after(months).month_end()).take_while(move |day| *day <= to)
}

/// Where some mix of the facts that wait for review would change a verdict, or no trial can tell, it is unknown:
/// `link-in-review`.
fn with_doubts(mut certain: FamilyOutcome, others: &[FamilyOutcome], open: &Open) -> FamilyOutcome {
    for other in others {
        let rows: BTreeMap<_, &Row> =
            other.rows.iter().map(|row| ((&row.clause, &row.person), row)).collect();
        for row in &mut certain.rows {
            let found = rows.get(&(&row.clause, &row.person)).copied();
            if found.is_none_or(|found| found.truth != row.truth) {
                leave_row_open(row);
                row.evidence.extend(found.iter().flat_map(|found| found.evidence.iter().copied()));
            }
        }
        certain.links.extend(other.links.iter().map(|(source, rule)| (*source, rule.clone())));
    }
    let is_open =
        |row: &&mut Row| matches!(row.truth, Truth::Met | Truth::NotMet) && open.rows.contains(&row.clause);
    certain.rows.iter_mut().filter(is_open).for_each(leave_row_open);
    let results = others.iter().map(|other| &other.result);
    certain.result = settled(certain.result, results, open);
    certain
}

fn leave_row_open(row: &mut Row) {
    let group = matches!(row.kind, ClauseKind::Group | ClauseKind::OutcomeGroup);
    row.truth = Truth::Unknown;
    row.reasons.clear();
    if !group {
        row.reasons.insert(Reason::LinkInReview);
    }
}

/// The result that holds whichever of the doubtful facts are right.
fn settled<'r>(
    certain: FamilyResult,
    others: impl Iterator<Item = &'r FamilyResult>,
    open: &Open,
) -> FamilyResult {
    let mut result = others.fold(certain, agreed_result);
    leave_open(&mut result, open);
    if !result.claimable && result.blocking.is_empty() {
        result.blocking = wanting(&result);
    }
    result
}

/// What is not made good, for a family that cannot be claimed for.
fn wanting(result: &FamilyResult) -> Vec<Text> {
    let met = |letter: &&ClauseId| result.criteria_met.contains(letter);
    let letters = result.criteria.iter().filter(|letter| !met(letter));
    let mut blocking: Vec<Text> = letters.map(|letter| Text::from(letter.as_str())).collect();
    if !result.eligible || blocking.is_empty() {
        blocking.push(Text::from("not-eligible"));
    }
    blocking
}

/// What rests on rows that no trial can settle is unknown; employment may still carry the claim unless it is open too.
fn leave_open(result: &mut FamilyResult, open: &Open) {
    if open.rows.is_empty() && !open.works {
        return;
    }
    let is_open = |letter: &ClauseId| open.rows.contains(format!("{letter}:progress").as_str());
    result.criteria_met.retain(|letter| !is_open(letter));
    if result.ssp == Truth::Met && (open.goals || result.criteria.iter().any(is_open)) {
        result.ssp = Truth::Unknown;
    }
    if result.employment == Truth::Met && open.works {
        result.employment = Truth::Unknown;
    }
    if result.criteria.iter().any(|letter| open.rows.contains(letter)) {
        result.eligible = false;
    }
    let route = match (result.ssp, result.employment) {
        (Truth::Met, _) if &*result.route == "ssp" => "ssp",
        (_, Truth::Met) if !result.route.is_empty() => "employment",
        _ => "",
    };
    if *result.route != *route {
        result.route = Text::from(route);
    }
    if result.claimable && (route.is_empty() || !result.eligible) {
        result.claimable = false;
        result.blocking = wanting(result);
    }
}

/// The result where both ways of reading the doubtful facts agree.
fn agreed_result(mut sure: FamilyResult, perhaps: &FamilyResult) -> FamilyResult {
    sure.ssp = agreed(sure.ssp, perhaps.ssp);
    sure.employment = agreed(sure.employment, perhaps.employment);
    sure.eligible &= perhaps.eligible;
    sure.criteria_met.retain(|letter| perhaps.criteria_met.contains(letter));
    if sure.route != perhaps.route && sure.employment == Truth::Met && perhaps.claimable {
        // Claimable either way, by work whichever way the doubtful facts are read.
        sure.route = Text::from("employment");
    } else if sure.claimable && (!perhaps.claimable || sure.route != perhaps.route) {
        sure.claimable = false;
        sure.route = Text::from("");
        sure.blocking = if perhaps.blocking.is_empty() { wanting(perhaps) } else { perhaps.blocking.clone() };
    }
    sure
}

fn agreed(a: Truth, b: Truth) -> Truth {
    if a == b { a } else { Truth::Unknown }
}
