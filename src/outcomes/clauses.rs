//! Clauses and groups asked for one letter of a family: who is asked, what each answers, how the answers join.

use super::answer::{Answer, join};
use super::ask::{Ask, Homes, Moment};
use super::family::{FamilyView, Member};
use super::memory::Memory;
use super::plan::{Asked, Clause, Join, NodeIx, Plan, Test};
use super::terms::{Runs, TermFacts, runs};
use super::tests;
use super::verdict::{Reason, Truth};
use crate::domain::{PersonId, Window};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A letter the family owes, and who triggered it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// The criterion.
    pub node: NodeIx,
    /// Who triggered it and has not outgrown it.
    pub triggers: BTreeSet<PersonId>,
    /// Everyone who triggered it has turned 18 and the plan lets it lapse (reading R12).
    pub lapsed: bool,
    /// Another member has newly met it: its ways must be met by that member, and by no one else (reading R24).
    pub new_start: bool,
}

/// The answer for the family and for each person asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    /// For the family.
    pub family: Answer,
    /// For each person, where people are asked one by one.
    pub people: BTreeMap<PersonId, Answer>,
}

impl Answered {
    /// Of the family alone.
    fn of_family(family: Answer) -> Rc<Self> {
        Rc::new(Self { family, people: BTreeMap::new() })
    }
}

/// Asks the nodes of a plan for one letter, each once.
pub struct Progress<'a> {
    pub(super) view: &'a FamilyView<'a>,
    pub(super) letter: &'a Letter,
    pub(super) entered_by_state: bool,
    pub(super) memory: &'a Memory,
    pub(super) known: RefCell<BTreeMap<NodeIx, Rc<Answered>>>,
    pub(super) runs: RefCell<BTreeMap<NodeIx, Runs>>,
}

impl<'a> Progress<'a> {
    /// For this letter of the family.
    #[must_use]
    pub fn new(view: &'a FamilyView<'a>, letter: &'a Letter, memory: &'a Memory) -> Self {
        let criterion = view.plan.node(letter.node).criterion.as_ref();
        Self {
            view,
            letter,
            entered_by_state: criterion.is_some_and(|criterion| criterion.entered_by_state),
            memory,
            known: RefCell::default(),
            runs: RefCell::default(),
        }
    }

    pub(super) fn plan(&self) -> &'a Plan {
        self.view.plan
    }

    /// The letter's progress: one complete way is enough (reading R6).
    #[must_use]
    pub fn letter(&self) -> Answer {
        if let Some(known) = self.memory.letter(self.view, self.letter) {
            return known;
        }
        let answer = self.best_way();
        if !self.borrows() {
            self.memory.keep_letter(self.view, self.letter, &answer);
        }
        answer
    }

    /// Whether any clause that serves the letter asks another clause in its place.
    fn borrows(&self) -> bool {
        self.plan()
            .nodes
            .iter()
            .filter_map(|node| node.clause.as_ref())
            .any(|clause| matches!(clause.test, Test::SameAs(_)) && clause.serves.contains(&self.letter.node))
    }

    fn best_way(&self) -> Answer {
        let roots = self.plan().indexes().filter(|index| {
            let node = self.plan().node(*index);
            node.parents.is_empty() && node.criterion.is_none() && self.serves(*index)
        });
        let answers: Vec<Rc<Answered>> =
            roots.filter(|root| !self.drops_out(*root)).map(|root| self.node(root)).collect();
        let any = join(Join::Any, answers.iter().map(|answered| &answered.family));
        match any.truth {
            Truth::NotApplicable if !any.dropped => Answer::unknown(Reason::NoMeasure),
            _ => any,
        }
    }

    /// Whether no row of the letter can be measured: each is not applicable or has no measure (fine point F11).
    #[must_use]
    pub fn cannot_be_measured(&self) -> bool {
        self.memory.unmeasured(self.view.as_of, self.letter, || self.has_nothing_measured())
    }

    fn has_nothing_measured(&self) -> bool {
        let own = |index: &NodeIx| {
            let clause = self.plan().node(*index).clause.as_ref();
            clause.is_some_and(|clause| clause.serves.contains(&self.letter.node))
        };
        self.plan().indexes().filter(own).all(|index| {
            let answer = &self.node(index).family;
            match answer.truth {
                Truth::NotApplicable => true,
                Truth::Unknown => answer.reasons == BTreeSet::from([Reason::NoMeasure]),
                _ => false,
            }
        })
    }

    /// A row without a measure drops out where the letter has another way (fine point F4).
    pub(super) fn drops_out(&self, index: NodeIx) -> bool {
        let no_measure = |clause: &Clause| matches!(clause.test, Test::NoMeasure);
        let others = self.plan().nodes.iter().filter_map(|node| node.clause.as_ref());
        self.plan().node(index).clause.as_ref().is_some_and(no_measure)
            && others
                .filter(|clause| clause.serves.contains(&self.letter.node))
                .any(|clause| !no_measure(clause))
    }

    /// Whether any clause at or below a node serves the letter.
    #[must_use]
    pub fn serves(&self, index: NodeIx) -> bool {
        self.plan().serves(index, self.letter.node)
    }

    /// The answer of a node for the letter.
    #[must_use]
    pub fn node(&self, index: NodeIx) -> Rc<Answered> {
        if let Some(known) = self.known.borrow().get(&index) {
            return Rc::clone(known);
        }
        let node = self.plan().node(index);
        let answer = match (&node.clause, &node.group) {
            (Some(clause), _) if clause.serves.contains(&self.letter.node) => self.clause(index, clause),
            (_, Some(_)) => Rc::new(self.group(index)),
            _ => Answered::of_family(Answer::not_applicable()),
        };
        self.known.borrow_mut().insert(index, Rc::clone(&answer));
        answer
    }

    fn clause(&self, index: NodeIx, clause: &'a Clause) -> Rc<Answered> {
        if self.letter.lapsed {
            return Answered::of_family(Answer::void());
        }
        if let Test::SameAs(name) = &clause.test {
            return Rc::new(self.same_as(name, clause));
        }
        if self.has_outgrown(clause) {
            return Answered::of_family(Answer::void());
        }
        let (people, grown) = self.grown(clause, self.people(clause));
        let void = grown.iter().map(|member| (member.id().clone(), Answer::void()));
        if people.is_empty() {
            let family = if grown.is_empty() { Answer::not_applicable() } else { Answer::void() };
            return Rc::new(Answered { family, people: void.collect() });
        }
        if let Some(known) = self.memory.recall(self.view, self.letter, index, &people) {
            return known;
        }
        let runs = clause.test.terms().map(|_| self.runs_for(index));
        let ask = self.ask(clause, people.clone(), runs.as_ref());
        let mut asked = match clause.asked {
            Asked::Sum | Asked::Together | Asked::Family => Answered {
                family: self.contradicted(clause, &ask, tests::answer(&clause.test, &ask)),
                people: BTreeMap::new(),
            },
            Asked::Any | Asked::Every | Asked::Each => self.one_by_one(clause, &ask),
        };
        asked.people.extend(void);
        let asked = Rc::new(self.flagged(clause, asked));
        self.memory.keep(self.view, self.letter, (index, clause), &people, &asked);
        asked
    }

    fn ask<'r>(&self, clause: &Clause, people: Vec<&'r Member<'r>>, runs: Option<&'r Runs>) -> Ask<'r>
    where
        'a: 'r,
    {
        Ask {
            family: self.view,
            people,
            homes: match (clause.home_only, clause.home) {
                (true, _) => Homes::Only,
                (false, true) => Homes::Too,
                (false, false) => Homes::Never,
            },
            day: self.view.as_of,
            moment: Moment::Progress,
            runs,
            letter: Some(&self.plan().node(self.letter.node).id),
            entered_by_state: self.entered_by_state,
        }
    }

    fn one_by_one<'r>(&self, clause: &'r Clause, ask: &Ask<'r>) -> Answered {
        let mut people = BTreeMap::new();
        for member in &ask.people {
            let own = ask.of_people(vec![*member], ask.homes);
            let mut answer = self.of_person(clause, &own, member);
            let other = clause.family_member && !self.letter.triggers.contains(member.id());
            if other && answer.truth == Truth::Met {
                answer.reasons.insert(Reason::OtherMember);
            }
            people.insert(member.id().clone(), answer);
        }
        let how = if self.is_any(clause) { Join::Any } else { Join::All };
        // A met answer by the person who triggered the letter goes before one by another member.
        let mut order: Vec<&Answer> = people.values().collect();
        order.sort_by_key(|answer| answer.reasons.contains(&Reason::OtherMember));
        let mut family = join(how, order);
        family.items = people.values().flat_map(|answer| answer.items.clone()).collect();
        Answered { family, people }
    }

    fn of_person<'r>(&self, clause: &'r Clause, ask: &Ask<'r>, member: &Member<'_>) -> Answer {
        let answer = self.in_arm(clause, ask);
        let silent = answer.truth == Truth::Met && self.letter.triggers.contains(member.id());
        if silent && !clause.seen_in.is_empty() && !self.is_seen(clause, ask, &answer) {
            return Answer { truth: Truth::Unknown, ..answer }.because(Reason::NoRecord);
        }
        answer
    }

    /// Whether a person is on record in every term counted.
    fn is_seen<'r>(&self, clause: &'r Clause, ask: &Ask<'r>, answer: &Answer) -> bool {
        let Some(window) = answer.window else { return false };
        let spells = ask.facts(&clause.seen_in);
        let terms = self.view.evidence.calendar.terms().iter().map(|term| term.days);
        terms
            .filter(|days| days.from >= window.from && days.to <= window.to)
            .all(|days| spells.iter().any(|spell| spell.period().overlaps(days)))
    }

    /// The answer of one person, where the facts pick the arm of a case that the clause is for.
    fn in_arm<'r>(&self, clause: &'r Clause, ask: &Ask<'r>) -> Answer {
        if let Some(arm) = &clause.arm {
            let picked = tests::answer(arm, ask);
            match picked.truth {
                Truth::Met => {}
                Truth::Unknown => return picked,
                _ => return Answer::not_applicable(),
            }
        }
        self.contradicted(clause, ask, tests::answer(&clause.test, ask))
    }

    /// A fact against it in the last `hold-months` (reading R10).
    fn contradicted<'r>(&self, clause: &'r Clause, ask: &Ask<'r>, answer: Answer) -> Answer {
        let is_open = matches!(answer.truth, Truth::Met | Truth::Unknown);
        if clause.contrary.is_empty() || !is_open || ask.word("dv-contrary") != "block" {
            return answer;
        }
        let months = ask.family.parameters.number("hold-months");
        let kinds = Ask::kinds(&[&clause.contrary]);
        let against = |window: Window| -> Vec<_> {
            ask.facts(&clause.contrary).into_iter().filter(|fact| window.contains(fact.from)).collect()
        };
        let found = against(Window::last_months(months, ask.day));
        if !found.is_empty() {
            return Answer { truth: Truth::NotMet, ..answer }.because(Reason::ContraryEvidence).citing(found);
        }
        if answer.truth == Truth::Unknown {
            return answer;
        }
        match ask.when(&kinds) {
            Ok(when) if ask.is_covered(&kinds, Window::last_months(months, when.day)) => {
                let found = against(Window::last_months(months, when.day));
                if found.is_empty() {
                    answer.flagged(Reason::Lagged, when.lagged)
                } else {
                    Answer { truth: Truth::NotMet, ..answer }.because(Reason::ContraryEvidence).citing(found)
                }
            }
            _ => Answer { truth: Truth::Unknown, ..answer }.because(Reason::WindowNotCovered),
        }
    }

    fn flagged(&self, clause: &Clause, mut asked: Answered) -> Answered {
        let settles = match self.view.parameters.word("process-only") {
            "never" => false,
            "only-way" => !self.has_other_way(),
            _ => true,
        };
        for answer in asked.people.values_mut().chain([&mut asked.family]) {
            if answer.truth != Truth::Met {
                continue;
            }
            if clause.corrected {
                answer.reasons.insert(Reason::CorrectedReading);
            }
            if clause.process_only {
                answer.reasons.insert(Reason::ProcessOnly);
                if !settles {
                    answer.truth = Truth::Unknown;
                    answer.reasons = BTreeSet::from([Reason::ProcessOnly]);
                    answer.items.values_mut().for_each(|truth| *truth = Truth::Unknown);
                }
            }
        }
        asked
    }

    /// Whether any clause that serves the letter shows more than a step.
    fn has_other_way(&self) -> bool {
        self.plan().nodes.iter().filter_map(|node| node.clause.as_ref()).any(|clause| {
            clause.serves.contains(&self.letter.node)
                && !clause.process_only
                && !matches!(clause.test, Test::NoMeasure | Test::Cohort)
        })
    }

    fn same_as(&self, name: &str, clause: &Clause) -> Answered {
        let Some(other) = self.plan().find(name) else {
            return Answered { family: Answer::not_applicable(), people: BTreeMap::new() };
        };
        // The other clause is asked as if it served this letter too.
        let leaves = self.plan().leaves(other);
        let serving =
            leaves.iter().find_map(|leaf| self.plan().node(*leaf).clause.as_ref()?.serves.first().copied());
        let letter = Letter { node: serving.unwrap_or(self.letter.node), ..self.letter.clone() };
        let asking = Progress::new(self.view, &letter, self.memory);
        let asking = if self.serves(other) { self } else { &asking };
        let mut asked = Answered::clone(&asking.node(other));
        if clause.asked == Asked::Each && self.plan().node(other).group.is_some() {
            // The row speaks of each person who triggered the letter, and not of the family.
            asked.people = self
                .people(clause)
                .into_iter()
                .map(|member| (member.id().clone(), asking.for_person(other, member.id())))
                .collect();
            asked.family = join(Join::All, asked.people.values());
        }
        self.flagged(clause, asked)
    }

    /// Whether one person is enough: for any member, and for letters that name nobody the row speaks of.
    fn is_any(&self, clause: &Clause) -> bool {
        clause.asked == Asked::Any || clause.any_for.contains(&self.letter.node)
    }

    /// Sets apart whoever has turned 18, for a measure that exists only for children (reading R12).
    fn grown(
        &self,
        clause: &Clause,
        people: Vec<&'a Member<'a>>,
    ) -> (Vec<&'a Member<'a>>, Vec<&'a Member<'a>>) {
        people.into_iter().partition(|member| !self.is_grown(clause, member))
    }

    fn is_grown(&self, clause: &Clause, member: &Member<'_>) -> bool {
        clause.child_only
            && self.view.parameters.is("age-18", "follow")
            && member.person.age_on(self.view.as_of).is_some_and(|age| age >= 18)
    }

    /// Whether a child's measure that is taken of the family or added up is void: everyone who triggered the letter has
    /// turned 18.
    fn has_outgrown(&self, clause: &Clause) -> bool {
        let mut triggers = self.letter.triggers.iter().filter_map(|id| self.view.member(id)).peekable();
        matches!(clause.asked, Asked::Family | Asked::Sum)
            && triggers.peek().is_some()
            && triggers.all(|member| self.is_grown(clause, member))
    }

    /// Who is asked.
    fn people(&self, clause: &Clause) -> Vec<&'a Member<'a>> {
        let view = self.view;
        let as_of = view.as_of;
        let triggered = |member: &&Member<'_>| self.letter.triggers.contains(member.id());
        let only_same = clause.family_member && view.parameters.is("family-member", "same");
        let follows = clause.follows && view.parameters.is("age-18", "follow");
        let in_scope = |member: &Member<'_>| {
            view.is_in(member, clause.scope, as_of)
                || (follows && view.is_in(member, clause.scope, view.engaged_on))
        };
        let asked = |member: &&Member<'_>| match clause.asked {
            Asked::Any if only_same => triggered(member),
            Asked::Any | Asked::Sum => is_member(member, view) && in_scope(member),
            Asked::Each if self.is_any(clause) => {
                is_member(member, view) && view.is_in(member, clause.scope, as_of)
            }
            Asked::Family => is_member(member, view) && view.is_in(member, clause.scope, as_of),
            Asked::Every | Asked::Together => {
                (is_member(member, view) && view.is_in(member, clause.scope, as_of))
                    || (triggered(member)
                        && !member.person.is_dead_on(as_of)
                        && view.is_in(member, clause.scope, view.engaged_on))
            }
            Asked::Each => triggered(member) && view.is_in(member, clause.scope, view.engaged_on),
        };
        let held = |member: &&Member<'_>| {
            clause.where_held.as_ref().is_none_or(|held| {
                let ask = self.ask(clause, vec![*member], None);
                !tests::held_at_engagement(&ask, &held.facts).is_empty()
            })
        };
        let only = |member: &&Member<'_>| {
            clause.asked == Asked::Family || !self.letter.new_start || triggered(member)
        };
        view.members.iter().filter(only).filter(asked).filter(held).collect()
    }

    /// The runs of terms for the way a clause belongs to, chosen once (fine point F5).
    fn runs_for(&self, index: NodeIx) -> Runs {
        let way = self.plan().way_of(index);
        if let Some(known) = self.runs.borrow().get(&way) {
            return known.clone();
        }
        let mut facts = TermFacts { reads: Vec::new(), count: 3 };
        for leaf in self.plan().leaves(way) {
            let Some(clause) = &self.plan().node(leaf).clause else { continue };
            if let (Some(count), true) = (clause.test.terms(), clause.serves.contains(&self.letter.node)) {
                facts.count = usize::try_from(count).unwrap_or(3);
                facts.reads.push((Ask::kinds(&clause.test.term_facts()), self.people(clause)));
            }
        }
        let found = runs(self.view, &facts, self.view.as_of, Some(self.view.engaged_on));
        self.runs.borrow_mut().insert(way, found.clone());
        found
    }
}

fn is_member(member: &Member<'_>, view: &FamilyView<'_>) -> bool {
    member.belongs_on(view.as_of) && !member.person.is_dead_on(view.as_of)
}
