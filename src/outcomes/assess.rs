//! One family on one day: identification, the progress of every letter, new starts, and the rows that say so.

use super::answer::{Answer, join};
use super::clauses::{Letter, Progress};
use super::family::{FamilyView, Member};
use super::identify::{Entry, Identification, Identified};
use super::interchange::{self, Asked};
use super::memory::{Memory, Newly, Wanted};
use super::plan::model::Criterion;
use super::plan::{Join, NodeIx};
use super::verdict::{ClauseKind, Reason, Row, Truth};
use crate::domain::{ClauseId, PersonId, Text};
use std::collections::{BTreeMap, BTreeSet};

/// What a family was identified by: the same on whatever later day it is asked.
pub struct Foundation {
    /// The goals at engagement.
    pub goals: Vec<Identified>,
    rows: Rows,
}

impl Foundation {
    /// Identifies a family at engagement.
    #[must_use]
    pub fn of(view: &FamilyView<'_>) -> Self {
        let identification = Identification::at_engagement(view);
        let goals = identification.goals();
        let mut rows = Rows::default();
        for (index, entry) in identification.entries() {
            rows.identification(view, *index, entry, &goals);
        }
        Self { goals, rows }
    }
}

/// What was found out about a family on a day, before the result is drawn from it.
pub struct Assessment {
    /// Every letter owed, with its progress.
    pub letters: Vec<(Letter, Answer)>,
    /// Letters that another member has newly met and that are not made good, and who.
    pub new_starts: Vec<(NodeIx, PersonId)>,
    /// Continuous employment.
    pub employment: Answer,
}

/// Assesses a family; what `memory` holds from earlier days is not asked again.
#[must_use]
pub fn assess(view: &FamilyView<'_>, foundation: &Foundation, memory: &Memory) -> Assessment {
    let letters = letters(view, &foundation.goals, memory);
    let mut asked: Vec<Asked<'_>> = letters.iter().map(|letter| ask(view, letter, memory)).collect();
    interchange::stand_in(view, &mut asked);
    let answers: Vec<Answer> = asked.into_iter().map(|one| one.answer).collect();
    let letters = letters.into_iter().zip(answers).collect();
    Assessment {
        letters,
        new_starts: new_starts(view, &foundation.goals, memory),
        employment: employment(view, memory),
    }
}

/// The rows of an assessment, with those of identification.
#[must_use]
pub fn rows(
    view: &FamilyView<'_>,
    foundation: &Foundation,
    assessment: &Assessment,
    memory: &Memory,
) -> Vec<Row> {
    let mut rows = foundation.rows.clone();
    for (letter, answer) in &assessment.letters {
        rows.letter(view, letter, &Progress::new(view, letter, memory), answer);
    }
    rows.finish()
}

fn ask<'a>(view: &'a FamilyView<'a>, letter: &'a Letter, memory: &'a Memory) -> Asked<'a> {
    let progress = Progress::new(view, letter, memory);
    let answer = if letter.lapsed { lapsed(view) } else { progress.letter() };
    Asked { letter, progress, answer }
}

fn lapsed(view: &FamilyView<'_>) -> Answer {
    if view.parameters.is("age-18", "achieved") { Answer::met() } else { Answer::void() }
}

/// The letters owed: the goals, without those who have turned 18 where the plan lets their letters lapse, and the adult
/// letters they have met since (reading R12).
fn letters(view: &FamilyView<'_>, goals: &[Identified], memory: &Memory) -> Vec<Letter> {
    let lapses = !view.parameters.is("age-18", "follow");
    let mut owed: BTreeMap<NodeIx, Letter> = BTreeMap::new();
    let mut grown: BTreeSet<&PersonId> = BTreeSet::new();
    for goal in goals {
        let mut triggers = goal.triggers.clone();
        if lapses {
            for person in &goal.triggers {
                if is_grown(view, person) && entered_as_child(view, goal.node, person) {
                    triggers.remove(person);
                    grown.insert(person);
                }
            }
        }
        let lapsed = triggers.is_empty() && !goal.triggers.is_empty();
        let triggers = if lapsed { goal.triggers.clone() } else { triggers };
        owed.insert(goal.node, Letter { node: goal.node, triggers, lapsed, new_start: false });
    }
    for person in grown {
        let Some(member) = view.member(person) else { continue };
        let Some(birthday) = member.person.born_on.map(|born| born.birthday(18)) else { continue };
        let (since, adult) = (birthday.before(), |criterion: &Criterion| !criterion.child);
        let ask = |asked: Wanted<'_>| Identification::since(view, since, member, asked).goals();
        for found in memory.newly_met(view, (member, Newly::Grown, since), &adult, ask) {
            let letter = owed.entry(found.node).or_insert_with(|| Letter {
                node: found.node,
                triggers: BTreeSet::new(),
                lapsed: false,
                new_start: false,
            });
            letter.triggers.insert(person.clone());
        }
    }
    owed.into_values().collect()
}

/// Whether a person could only enter a letter as a child: it is about children, or every case of it that the person was in
/// scope of at engagement is.
fn entered_as_child(view: &FamilyView<'_>, node: NodeIx, person: &PersonId) -> bool {
    if view.plan.node(node).criterion.as_ref().is_some_and(|criterion| criterion.child) {
        return true;
    }
    let Some(member) = view.member(person).filter(|member| member.person.is_child_on(view.engaged_on)) else {
        return false;
    };
    let leaves = view.plan.leaves(node);
    let mut scopes = leaves
        .iter()
        .filter_map(|leaf| view.plan.node(*leaf).clause.as_ref())
        .map(|clause| clause.scope)
        .filter(|scope| view.is_in(member, *scope, view.engaged_on))
        .peekable();
    scopes.peek().is_some() && scopes.all(|scope| scope.is_children() || scope.child_or_parenting)
}

fn is_grown(view: &FamilyView<'_>, person: &PersonId) -> bool {
    let age = view.member(person).and_then(|member| member.person.age_on(view.as_of));
    age.is_some_and(|age| age >= 18)
}

/// Other members who meet a letter of an identified problem by a later fact, or brought it on joining, and have not made it
/// good themselves (reading R24).
fn new_starts(view: &FamilyView<'_>, goals: &[Identified], memory: &Memory) -> Vec<(NodeIx, PersonId)> {
    if !view.parameters.is("new-start", "block") {
        return Vec::new();
    }
    let problem =
        |index: NodeIx| view.plan.node(index).criterion.as_ref().map(|criterion| criterion.problem.clone());
    let problems: BTreeSet<Text> = goals.iter().filter_map(|goal| problem(goal.node)).collect();
    let asked = |criterion: &Criterion| problems.contains(&criterion.problem);
    let mut found = Vec::new();
    for member in view.members_on(view.as_of) {
        let met = newly_met(view, member, &asked, memory);
        for started in met {
            let Some(of) = problem(started.node).filter(|of| problems.contains(of)) else { continue };
            let in_it = |goal: &&Identified| problem(goal.node).as_ref() == Some(&of);
            if goals.iter().filter(in_it).any(|goal| goal.triggers.contains(member.id())) {
                continue;
            }
            let letter = letter_of(started.node, member, true);
            if !matches!(Progress::new(view, &letter, memory).letter().truth, Truth::Met | Truth::Void) {
                found.push((started.node, member.id().clone()));
            }
        }
    }
    found
}

fn letter_of(node: NodeIx, member: &Member<'_>, new_start: bool) -> Letter {
    Letter { node, triggers: BTreeSet::from([member.id().clone()]), lapsed: false, new_start }
}

fn newly_met(
    view: &FamilyView<'_>,
    member: &Member<'_>,
    asked: &dyn Fn(&Criterion) -> bool,
    memory: &Memory,
) -> Vec<Identified> {
    let since = view.engaged_on;
    let ask = |asked: Wanted<'_>| Identification::since(view, since, member, asked).goals();
    let mut found = memory.newly_met(view, (member, Newly::Started, since), asked, ask);
    if let Some(joined) = member.joined_on().filter(|day| *day > since) {
        let asked = |_: NodeIx, criterion: &Criterion| asked(criterion);
        found.extend(
            memory.brought(member, || Identification::on_joining(view, joined, member, &asked).goals()),
        );
    }
    found.retain(|started| started.triggers.contains(member.id()));
    found
}

/// Continuous employment: one adult who held an out-of-work benefit at engagement meets every part of the route.
fn employment(view: &FamilyView<'_>, memory: &Memory) -> Answer {
    let route = match (&view.plan.employment, view.parameters.word("employment-route")) {
        (None, _) | (_, "none") => return Answer::not_applicable(),
        (Some(route), _) => route,
    };
    let Some(first) = route.parts.first() else { return Answer::not_applicable() };
    let leaves = view.plan.leaves(*first);
    let serves =
        leaves.iter().find_map(|leaf| view.plan.node(*leaf).clause.as_ref()?.serves.first().copied());
    let Some(node) = serves else { return Answer::not_applicable() };
    let mut answers = Vec::new();
    for member in view.members.iter() {
        if !held_benefit(view, member) {
            continue;
        }
        let letter = letter_of(node, member, false);
        let progress = Progress::new(view, &letter, memory);
        let parts: Vec<Answer> =
            route.parts.iter().map(|part| progress.for_person(*part, member.id())).collect();
        answers.push(join(Join::All, &parts));
    }
    join(Join::Any, &answers)
}

fn held_benefit(view: &FamilyView<'_>, member: &Member<'_>) -> bool {
    let Some(route) = &view.plan.employment else { return false };
    let ask = super::ask::Ask {
        family: view,
        people: vec![member],
        homes: super::ask::Homes::Never,
        day: view.as_of,
        moment: super::ask::Moment::Progress,
        runs: None,
        letter: None,
        entered_by_state: false,
    };
    let adult = member.person.age_on(view.engaged_on).is_some_and(|age| age >= 18);
    adult
        && member.belongs_on(view.engaged_on)
        && !super::tests::held_at_engagement(&ask, &route.benefits).is_empty()
}

/// Rows by clause and person; a clause asked for several letters has one row that joins them.
#[derive(Clone, Default)]
struct Rows {
    rows: BTreeMap<(ClauseId, Option<PersonId>), (ClauseKind, Vec<Answer>)>,
}

impl Rows {
    fn add(&mut self, clause: ClauseId, person: Option<PersonId>, kind: ClauseKind, answer: Answer) {
        let (_, answers) = self.rows.entry((clause, person)).or_insert((kind, Vec::new()));
        if !answers.contains(&answer) {
            answers.push(answer);
        }
    }

    fn identification(&mut self, view: &FamilyView<'_>, index: NodeIx, entry: &Entry, goals: &[Identified]) {
        let node = view.plan.node(index);
        let named = goals.iter().find(|goal| goal.node == index);
        let family = match named {
            Some(goal) if entry.family.truth != Truth::Met => {
                Answer::met().with_sources(goal.evidence.iter().copied())
            }
            Some(goal) => entry.family.clone().with_sources(goal.evidence.iter().copied()),
            None => entry.family.clone(),
        };
        self.add(node.id.clone(), None, node.kind, family);
        if node.clause.is_some() {
            for (person, answer) in &entry.people {
                self.add(node.id.clone(), Some(person.clone()), node.kind, answer.clone());
            }
        }
    }

    fn letter(&mut self, view: &FamilyView<'_>, letter: &Letter, progress: &Progress<'_>, answer: &Answer) {
        for index in view.plan.indexes() {
            let node = view.plan.node(index);
            let is_cohort =
                node.clause.as_ref().is_some_and(|clause| matches!(clause.test, super::plan::Test::Cohort));
            if node.criterion.is_some() || is_cohort || !progress.serves(index) {
                continue;
            }
            let asked = progress.node(index);
            self.add(node.id.clone(), None, node.kind, asked.family.clone());
            for (person, answer) in &asked.people {
                self.add(node.id.clone(), Some(person.clone()), node.kind, answer.clone());
            }
        }
        let id = ClauseId::new(format!("{}:progress", view.plan.node(letter.node).id));
        self.add(id, None, ClauseKind::Criterion, answer.clone());
    }

    fn finish(self) -> Vec<Row> {
        let rows = self.rows.into_iter().map(|((clause, person), (kind, answers))| {
            let answer = match &answers[..] {
                [only] => only.clone(),
                several => join(Join::All, several),
            };
            row(clause, person, kind, answer)
        });
        rows.collect()
    }
}

fn row(clause: ClauseId, person: Option<PersonId>, kind: ClauseKind, answer: Answer) -> Row {
    Row {
        clause,
        kind,
        person,
        truth: answer.truth,
        reasons: shown_reasons(kind, &answer),
        measured: answer.measured,
        baseline: answer.baseline,
        required: answer.required,
        window: answer.window,
        baseline_window: answer.baseline_window,
        evidence: answer.evidence,
        note: Text::from(answer.note),
        earliest: answer.earliest,
    }
}

/// Unknown has one reason, not-met may have one, met its flags; group rows carry none.
fn shown_reasons(kind: ClauseKind, answer: &Answer) -> BTreeSet<Reason> {
    use Reason::*;
    let allowed: &[Reason] = match (kind, answer.truth) {
        (ClauseKind::Group | ClauseKind::OutcomeGroup, _) => &[],
        (ClauseKind::Criterion, Truth::Unknown) => &[NoMeasure],
        (ClauseKind::Criterion, _) => &[Interchanged],
        (_, Truth::Unknown) => &[
            TooEarly,
            InArrears,
            WindowNotCovered,
            LinkInReview,
            PersonNotLinked,
            ZeroBaseline,
            NoRecord,
            NoMeasure,
            ProcessOnly,
        ],
        (_, Truth::NotMet) => &[NewStart, ContraryEvidence],
        (_, Truth::Met) => &[
            ProcessOnly,
            ZeroBaseline,
            OtherMember,
            NoTool,
            CorrectedReading,
            Lagged,
            Interchanged,
            NoCustodyFeed,
        ],
        _ => &[],
    };
    let shown = allowed.iter().copied().filter(|reason| answer.reasons.contains(reason));
    if answer.truth == Truth::Unknown { shown.take(1).collect() } else { shown.collect() }
}
