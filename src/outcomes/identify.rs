//! Identification: which criteria a family meets at engagement, by whom, and which of them are its goals.

use super::answer::{Answer, join};
use super::ask::{Ask, Homes, Moment};
use super::family::{FamilyView, Member};
use super::plan::model::Criterion;
use super::plan::{Asked, Clause, Goal, Join, NodeIx};
use super::terms::{TermFacts, runs};
use super::tests;
use super::verdict::Truth;
use crate::domain::{Day, PersonId, SourceRef};
use std::collections::{BTreeMap, BTreeSet};

/// What a criterion answers, for the family and person by person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// For the family.
    pub family: Answer,
    /// For each person in scope.
    pub people: BTreeMap<PersonId, Answer>,
    /// Its own test alone, where it has parts too.
    pub own: Option<Answer>,
}

/// A goal: a letter met at engagement, or named by a practitioner.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identified {
    /// The criterion.
    pub node: NodeIx,
    /// Who triggered it.
    pub triggers: BTreeSet<PersonId>,
    /// What shows it.
    pub evidence: BTreeSet<SourceRef>,
}

/// Asks all criteria of a family on one day.
pub struct Identification<'a> {
    view: &'a FamilyView<'a>,
    day: Day,
    moment: Moment,
    people: Vec<&'a Member<'a>>,
    entries: BTreeMap<NodeIx, Entry>,
}

impl<'a> Identification<'a> {
    /// At engagement, of the members of that day.
    #[must_use]
    pub fn at_engagement(view: &'a FamilyView<'a>) -> Self {
        let people = view.members_on(view.engaged_on).collect();
        Self::new(view, view.engaged_on, Moment::Entry, people, &|_, _| true)
    }

    /// Of one person, by facts dated after `since`, on the as-of day.
    #[must_use]
    pub fn since(
        view: &'a FamilyView<'a>,
        since: Day,
        person: &'a Member<'a>,
        asked: &dyn Fn(NodeIx, &Criterion) -> bool,
    ) -> Self {
        Self::new(view, view.as_of, Moment::Since(since), vec![person], asked)
    }

    /// Of one person who joined the family on `day`, as that day stood.
    #[must_use]
    pub fn on_joining(
        view: &'a FamilyView<'a>,
        day: Day,
        person: &'a Member<'a>,
        asked: &dyn Fn(NodeIx, &Criterion) -> bool,
    ) -> Self {
        Self::new(view, day, Moment::Entry, vec![person], asked)
    }

    fn new(
        view: &'a FamilyView<'a>,
        day: Day,
        moment: Moment,
        people: Vec<&'a Member<'a>>,
        asked: &dyn Fn(NodeIx, &Criterion) -> bool,
    ) -> Self {
        let mut identification = Self { view, day, moment, people, entries: BTreeMap::new() };
        for index in view.plan.indexes() {
            if view.plan.node(index).criterion.as_ref().is_some_and(|criterion| asked(index, criterion)) {
                identification.visit(index);
            }
        }
        identification
    }

    /// The answers, by node.
    #[must_use]
    pub fn entries(&self) -> &BTreeMap<NodeIx, Entry> {
        &self.entries
    }

    fn visit(&mut self, index: NodeIx) -> Entry {
        if let Some(known) = self.entries.get(&index) {
            return known.clone();
        }
        let node = self.view.plan.node(index);
        let own = node.clause.as_ref().map(|clause| self.clause(clause));
        let parts = node.group.as_ref().map(|group| {
            let parts: Vec<Entry> = group.parts.iter().map(|part| self.visit(*part)).collect();
            joined(group.join, &parts)
        });
        let mut entry = match (own, parts) {
            (Some(own), Some(parts)) => {
                let alone = own.family.clone();
                let gate = node.criterion.as_ref().is_some_and(|criterion| criterion.gate);
                let how = if gate { Join::All } else { Join::Any };
                Entry { own: Some(alone).filter(|_| !gate), ..joined(how, &[own, parts]) }
            }
            (Some(own), None) => own,
            (None, Some(parts)) => parts,
            (None, None) => Entry { family: Answer::not_met(), people: BTreeMap::new(), own: None },
        };
        if node.criterion.as_ref().is_some_and(|criterion| criterion.void) {
            entry = Entry { family: Answer::void(), people: BTreeMap::new(), own: None };
        }
        if node.criterion.as_ref().is_some_and(|criterion| criterion.off) {
            entry = Entry { family: Answer::not_applicable(), people: BTreeMap::new(), own: None };
        }
        self.entries.insert(index, entry.clone());
        entry
    }

    fn clause(&self, clause: &'a Clause) -> Entry {
        let asked: Vec<&'a Member<'a>> = self
            .people
            .iter()
            .copied()
            .filter(|member| self.view.is_in(member, clause.scope, self.day))
            .collect();
        let ask = |people: Vec<&'a Member<'a>>, homes: Homes| Ask {
            family: self.view,
            people,
            homes,
            day: self.day,
            moment: self.moment,
            runs: None,
            letter: None,
            entered_by_state: false,
        };
        if matches!(clause.asked, Asked::Family | Asked::Sum | Asked::Together) {
            let homes = if clause.home && !self.asks_one() { Homes::Too } else { Homes::Never };
            let family = tests::answer(&clause.test, &ask(asked, homes));
            return Entry { family, people: BTreeMap::new(), own: None };
        }
        let mut people = BTreeMap::new();
        for member in &asked {
            let found = clause.test.terms().map(|count| {
                let facts = TermFacts {
                    reads: vec![(Ask::kinds(&clause.test.term_facts()), vec![*member])],
                    count: usize::try_from(count).unwrap_or(3),
                };
                let after = if let Moment::Since(day) = self.moment { Some(day) } else { None };
                runs(self.view, &facts, self.day, after)
            });
            let mut question = ask(vec![*member], Homes::Never);
            question.runs = found.as_ref();
            let answer = tests::answer(&clause.test, &question);
            people.insert(member.id().clone(), corrected(clause, answer));
        }
        let mut answers: Vec<Answer> = people.values().cloned().collect();
        if clause.home && !asked.is_empty() && !self.asks_one() {
            answers.push(tests::answer(&clause.test, &ask(asked, Homes::Only)));
        }
        let family = corrected(clause, anyone(&answers));
        Entry { family, people, own: None }
    }

    /// The goals: letters met, joined with what practitioners recorded (fine point F19).
    #[must_use]
    pub fn goals(&self) -> Vec<Identified> {
        let mut goals: BTreeMap<NodeIx, Identified> = BTreeMap::new();
        for (index, entry) in &self.entries {
            if let Some(found) = self.goal(*index, entry) {
                goals.insert(*index, found);
            }
        }
        if !self.asks_one() {
            for need in self.view.cohort.needs(&self.view.family.id) {
                let Some(index) = self.view.plan.find(need.criterion.as_str()) else { continue };
                if need.identified_on > self.view.engaged_on {
                    continue;
                }
                let goal = goals.entry(index).or_insert_with(|| Identified {
                    node: index,
                    triggers: BTreeSet::new(),
                    evidence: BTreeSet::new(),
                });
                goal.evidence.insert(need.source);
                match &need.person {
                    Some(person) => {
                        goal.triggers.insert(person.clone());
                    }
                    None => goal.triggers.extend(self.in_scope(index)),
                }
            }
        }
        goals.into_values().collect()
    }

    /// Whether one person is asked about, and not the family at engagement.
    fn asks_one(&self) -> bool {
        self.moment != Moment::Entry || self.day != self.view.engaged_on
    }

    fn goal(&self, index: NodeIx, entry: &Entry) -> Option<Identified> {
        let node = self.view.plan.node(index);
        let criterion = node.criterion.as_ref()?;
        let own_met = entry.own.as_ref().is_some_and(|own| own.truth == Truth::Met);
        let part_met = || {
            node.group
                .iter()
                .flat_map(|group| &group.parts)
                .any(|part| self.entries.get(part).is_some_and(|entry| entry.family.truth == Truth::Met))
        };
        let is_goal = match criterion.goal {
            Goal::Never => false,
            Goal::Met => entry.family.truth == Truth::Met,
            Goal::OwnTest => own_met || (entry.own.is_none() && entry.family.truth == Truth::Met),
            Goal::NoPart => {
                (own_met || (entry.own.is_none() && entry.family.truth == Truth::Met)) && !part_met()
            }
        };
        if !is_goal {
            return None;
        }
        let met = entry.people.iter().filter(|(_, answer)| answer.truth == Truth::Met);
        let mut triggers: BTreeSet<PersonId> = met.map(|(person, _)| person.clone()).collect();
        if triggers.is_empty() {
            triggers = self.counted(node.clause.as_ref(), &entry.family);
        }
        if triggers.is_empty() {
            // What is known of the home or the family as a whole concerns everyone in scope at engagement, and starts
            // nothing new for one member.
            if self.asks_one() {
                return None;
            }
            triggers = self.in_scope(index);
        }
        Some(Identified { node: index, triggers, evidence: entry.family.evidence.clone() })
    }

    /// The people whose own facts were counted where a row adds up the facts of all.
    fn counted(&self, clause: Option<&Clause>, answer: &Answer) -> BTreeSet<PersonId> {
        let Some(clause) = clause.filter(|clause| clause.asked == Asked::Sum) else { return BTreeSet::new() };
        let selections = clause.test.selections();
        let kinds = Ask::kinds(&selections);
        let has_one = |member: &&&Member<'_>| {
            kinds.iter().any(|kind| member.facts(*kind).any(|fact| answer.evidence.contains(&fact.source)))
        };
        self.people.iter().filter(has_one).map(|member| member.id().clone()).collect()
    }

    /// The people in scope of a criterion on the day.
    fn in_scope(&self, index: NodeIx) -> BTreeSet<PersonId> {
        let leaves = self.view.plan.leaves(index);
        let scopes: Vec<_> = leaves
            .iter()
            .filter_map(|leaf| self.view.plan.node(*leaf).clause.as_ref())
            .map(|c| c.scope)
            .collect();
        let child = self.view.plan.node(index).criterion.as_ref().is_some_and(|criterion| criterion.child);
        self.people
            .iter()
            .filter(|member| {
                scopes.is_empty() || scopes.iter().any(|scope| self.view.is_in(member, *scope, self.day))
            })
            .filter(|member| !child || member.person.age_on(self.day).is_none_or(|age| age < 18))
            .map(|member| member.id().clone())
            .collect()
    }
}

/// The flag of a corrected reading.
fn corrected(clause: &Clause, answer: Answer) -> Answer {
    let holds = clause.corrected && answer.truth == Truth::Met;
    answer.flagged(super::verdict::Reason::CorrectedReading, holds)
}

/// One person is enough; nobody in scope is not met.
fn anyone(answers: &[Answer]) -> Answer {
    let any = join(Join::Any, answers);
    if any.truth == Truth::NotApplicable { Answer::not_met() } else { any }
}

/// Joins parts for each person, and the family has it when one person has.
fn joined(how: Join, parts: &[Entry]) -> Entry {
    let ids: BTreeSet<&PersonId> = parts.iter().flat_map(|part| part.people.keys()).collect();
    let mut people = BTreeMap::new();
    for id in ids {
        let answers: Vec<Answer> = parts
            .iter()
            .map(|part| {
                if part.people.is_empty() {
                    return part.family.clone();
                }
                part.people.get(id).cloned().unwrap_or_else(Answer::not_met)
            })
            .collect();
        people.insert(id.clone(), join(how, &answers));
    }
    let families: Vec<Answer> = parts.iter().map(|part| part.family.clone()).collect();
    let family = match how {
        Join::Any => join(Join::Any, &families),
        _ if people.is_empty() => join(how, &families),
        _ => anyone(&people.values().cloned().collect::<Vec<_>>()),
    };
    let family = if family.truth == Truth::NotApplicable { Answer::not_met() } else { family };
    Entry { family, people, own: None }
}
