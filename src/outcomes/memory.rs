//! What was answered on an earlier day and cannot have changed since, so that a walk through many days asks only what may
//! be different.

use super::answer::Answer;
use super::beginnings::open_criteria;
use super::clauses::{Answered, Letter};
use super::doubts::Bearing;
use super::family::{FamilyView, Member};
use super::horizon::{self, Changes};
use super::identify::Identified;
use super::plan::model::Criterion;
use super::plan::{Clause, NodeIx};
use super::verdict::FamilyResult;
use crate::domain::{Day, PersonId};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One answer and the day from which it has to be asked again.
#[derive(Clone)]
struct Kept {
    people: Vec<PersonId>,
    answered: Rc<Answered>,
    asked_on: Day,
    until: Option<Day>,
    /// The days on which it may change; `None`: nobody asks for another day.
    changes: Option<Rc<Changes>>,
}

/// The first of the days after one; never, after the last.
fn next(changes: &[Day], day: Day) -> Option<Day> {
    changes.get(changes.partition_point(|change| *change <= day)).copied()
}

/// Whether a criterion is wanted.
pub type Wanted<'w> = &'w dyn Fn(NodeIx, &Criterion) -> bool;

/// What one person has newly met by one criterion that can be met at all, until when, and on which days that may change.
#[derive(Clone)]
struct Started {
    criterion: NodeIx,
    changes: Option<Rc<[Day]>>,
    until: Option<Day>,
    found: Rc<[Identified]>,
}

/// The progress of a letter, until when it cannot change, and whether nothing of it can be measured, once that was asked.
#[derive(Clone)]
struct Progressed {
    until: Option<Day>,
    answer: Answer,
    unmeasured: Option<bool>,
}

/// What the progress of a letter is kept under: the letter, who triggered it, and whether it has newly been met.
type LetterKey = (NodeIx, BTreeSet<PersonId>, bool);

fn key_of(letter: &Letter) -> LetterKey {
    (letter.node, letter.triggers.clone(), letter.new_start)
}

/// Why a person is asked for what has newly been met.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Newly {
    /// Something that another member of the family has already.
    Started,
    /// Something that only adults can have, by a member who has turned 18.
    Grown,
}

/// What an answer is kept under: the clause, and what the progress of its letter is.
type Key = (NodeIx, LetterKey);

/// A person, and why that person is asked.
type StartKey = (PersonId, Newly);

/// What a person has newly met on the one day asked, and by which criteria that was asked.
struct Today {
    asked: BTreeSet<NodeIx>,
    found: Vec<Identified>,
}

/// What was answered for the family without the facts that wait for a review, and what those facts bear on.
struct Beside {
    certain: Rc<Memory>,
    bearing: Rc<Bearing>,
}

/// The answers of one family, for days in order.
pub struct Memory {
    kept: RefCell<BTreeMap<Key, Kept>>,
    started: RefCell<BTreeMap<StartKey, Vec<Started>>>,
    today: RefCell<BTreeMap<StartKey, Today>>,
    brought: RefCell<BTreeMap<PersonId, Vec<Identified>>>,
    letters: RefCell<BTreeMap<LetterKey, Progressed>>,
    scopes: OnceCell<Vec<Day>>,
    family: RefCell<Option<(Option<Day>, FamilyResult)>>,
    one_day: bool,
    beside: Option<Beside>,
}

impl Memory {
    fn new(one_day: bool) -> Self {
        Self {
            beside: None,
            kept: RefCell::default(),
            started: RefCell::default(),
            today: RefCell::default(),
            brought: RefCell::default(),
            letters: RefCell::default(),
            scopes: OnceCell::new(),
            family: RefCell::default(),
            one_day,
        }
    }

    /// Remembers for one day only.
    #[must_use]
    pub fn of_one_day() -> Self {
        Self::new(true)
    }

    /// Remembers from one day to the next.
    #[must_use]
    pub fn keeping() -> Self {
        Self::new(false)
    }

    /// The memory of the same family with some facts that wait for a review: what they do not bear on is answered as it was
    /// without them.
    #[must_use]
    pub fn beside(certain: &Rc<Self>, bearing: &Rc<Bearing>) -> Self {
        let beside = Beside { certain: Rc::clone(certain), bearing: Rc::clone(bearing) };
        Self { beside: Some(beside), ..Self::new(certain.one_day) }
    }

    /// What was answered without the facts that wait, where `bears` says that they have no bearing.
    fn certain(&self, bears: impl FnOnce(&Bearing) -> bool) -> Option<&Self> {
        self.beside.as_ref().filter(|beside| !bears(&beside.bearing)).map(|beside| &*beside.certain)
    }

    /// The answer of a clause for a letter, if these people were asked before and nothing can have changed by the view's day.
    #[must_use]
    pub fn recall(
        &self,
        view: &FamilyView<'_>,
        letter: &Letter,
        clause: NodeIx,
        people: &[&Member<'_>],
    ) -> Option<Rc<Answered>> {
        let day = view.as_of;
        let key = (clause, key_of(letter));
        let stands = |known: &&Kept| {
            known.asked_on <= day
                && known.until.is_none_or(|until| day < until)
                && known.people.iter().eq(people.iter().map(|member| member.id()))
        };
        if let Some(known) = self.kept.borrow().get(&key).filter(stands) {
            return Some(Rc::clone(&known.answered));
        }
        let certain = self.certain(|bearing| bearing.on(view.plan, clause))?;
        let known = certain.kept.borrow().get(&key).filter(stands)?.clone();
        let answered = Rc::clone(&known.answered);
        self.kept.borrow_mut().insert(key, known);
        Some(answered)
    }

    /// Keeps an answer until the first day on which it might be another.
    pub fn keep(
        &self,
        view: &FamilyView<'_>,
        letter: &Letter,
        (index, clause): (NodeIx, &Clause),
        people: &[&Member<'_>],
        answered: &Rc<Answered>,
    ) {
        let key = (index, key_of(letter));
        let ids: Vec<PersonId> = people.iter().map(|member| member.id().clone()).collect();
        let known = self
            .kept
            .borrow()
            .get(&key)
            .filter(|known| known.people == ids)
            .map(|known| known.changes.clone());
        let changes = match known {
            Some(changes) => changes,
            None if self.one_day => None,
            None => Some(Rc::new(horizon::changes(view, index, clause, people))),
        };
        let until = match &changes {
            None => Some(view.as_of.after()),
            Some(changes) => changes.next(view.as_of),
        };
        let known = Kept { people: ids, answered: Rc::clone(answered), asked_on: view.as_of, until, changes };
        self.kept.borrow_mut().insert(key, known);
    }

    /// The progress of a letter, if neither its clauses nor who is in scope of them can have changed by the view's day.
    #[must_use]
    pub fn letter(&self, view: &FamilyView<'_>, letter: &Letter) -> Option<Answer> {
        let day = view.as_of;
        let key = key_of(letter);
        let stands = |known: &&Progressed| known.until.is_none_or(|until| day < until);
        if let Some(known) = self.letters.borrow().get(&key).filter(stands) {
            return Some(known.answer.clone());
        }
        let certain = self.certain(|bearing| bearing.on_progress(view.plan, letter.node))?;
        let known = certain.letters.borrow().get(&key).filter(stands)?.clone();
        let answer = known.answer.clone();
        self.letters.borrow_mut().insert(key, known);
        Some(answer)
    }

    /// Keeps the progress of a letter, all of whose clauses have been asked on the view's day.
    pub fn keep_letter(&self, view: &FamilyView<'_>, letter: &Letter, answer: &Answer) {
        if self.one_day {
            return;
        }
        let scopes = self.scopes.get_or_init(|| horizon::scopes(view));
        let kept = self.kept.borrow();
        let key = key_of(letter);
        let own = kept.iter().filter(|((_, of), _)| *of == key);
        let soonest = own.filter_map(|(_, known)| known.until).chain(next(scopes, view.as_of)).min();
        let progressed = Progressed { until: soonest, answer: answer.clone(), unmeasured: None };
        self.letters.borrow_mut().insert(key_of(letter), progressed);
    }

    /// Whether nothing of a letter can be measured: from memory while its progress cannot have changed, else by asking.
    pub fn unmeasured(&self, day: Day, letter: &Letter, ask: impl FnOnce() -> bool) -> bool {
        let key = key_of(letter);
        let stands = |known: &&Progressed| known.until.is_none_or(|until| day < until);
        let known = self.letters.borrow().get(&key).filter(stands).and_then(|known| known.unmeasured);
        known.unwrap_or_else(|| {
            let found = ask();
            if let Some(known) = self.letters.borrow_mut().get_mut(&key) {
                known.unmeasured = Some(found);
            }
            found
        })
    }

    /// The family's result, if nothing that it was drawn from can have changed by `day`.
    #[must_use]
    pub fn result(&self, day: Day) -> Option<FamilyResult> {
        let family = self.family.borrow();
        let (until, result) = family.as_ref()?;
        until.is_none_or(|until| day < until).then(|| result.clone())
    }

    /// Keeps the family's result, all of whose letters have been asked on the view's day.
    pub fn keep_result(&self, view: &FamilyView<'_>, result: &FamilyResult) {
        let day = view.as_of;
        // What was asked on an earlier day only, and may be different by now, was of no matter today.
        let ahead = |until: &Day| *until > day;
        let kept = self.kept.borrow();
        let started = self.started.borrow();
        let scopes = self.scopes.get_or_init(|| horizon::scopes(view));
        let family = view.family;
        let gates = [family.assessed_on, family.planned_on, family.lead_worker_on];
        let letters = self.letters.borrow();
        let answered = letters.values().filter_map(|known| known.until);
        let asked = kept.values().filter_map(|known| known.until).chain(answered);
        let begun = started.values().flatten().filter_map(|known| known.until);
        let soonest = asked.chain(begun).chain(gates.into_iter().flatten()).filter(ahead);
        let soonest = soonest.chain(next(scopes, day)).min();
        *self.family.borrow_mut() = Some((soonest, result.clone()));
    }

    /// What a person has newly met since a day: from memory while nothing can have changed, else by asking for the criteria
    /// that can be met at all. One day by itself is asked for every criterion.
    pub fn newly_met(
        &self,
        view: &FamilyView<'_>,
        (member, newly, since): (&Member<'_>, Newly, Day),
        asked: &dyn Fn(&Criterion) -> bool,
        ask: impl Fn(Wanted<'_>) -> Vec<Identified>,
    ) -> Vec<Identified> {
        let key = (member.id().clone(), newly);
        if self.one_day {
            return self.newly_met_today(view, key, asked, ask);
        }
        let mut started = self.started.borrow_mut();
        let all = started.entry(key.clone()).or_insert_with(|| {
            let open = open_criteria(view, member, since, asked).into_iter();
            let unasked = |criterion| Started {
                criterion,
                changes: None,
                until: Some(view.as_of),
                found: Rc::from([]),
            };
            open.map(unasked).collect()
        });
        let open: BTreeSet<NodeIx> = all.iter().map(|one| one.criterion).collect();
        let due = |one: &&mut Started| one.until.is_some_and(|until| view.as_of >= until);
        for one in all.iter_mut().filter(due) {
            if let Some(same) = self.started_without_doubts(view, &key, one.criterion) {
                *one = same;
                continue;
            }
            let starts = || Rc::from(horizon::starts(view, member, one.criterion));
            let changes = Rc::clone(one.changes.get_or_insert_with(starts));
            one.until = next(&changes, view.as_of);
            let mut found = ask(&|index, _| index == one.criterion);
            // A part that is asked for by itself is found by itself.
            found.retain(|part| part.node == one.criterion || !open.contains(&part.node));
            one.found = Rc::from(found);
        }
        by_node(all.iter().flat_map(|one| one.found.iter().cloned()))
    }

    fn started_without_doubts(
        &self,
        view: &FamilyView<'_>,
        key: &StartKey,
        criterion: NodeIx,
    ) -> Option<Started> {
        let certain = self.certain(|bearing| bearing.on(view.plan, criterion))?;
        let started = certain.started.borrow();
        let known = started.get(key)?.iter().find(|one| one.criterion == criterion)?;
        known.until.is_none_or(|until| view.as_of < until).then(|| known.clone())
    }

    fn newly_met_today(
        &self,
        view: &FamilyView<'_>,
        key: StartKey,
        asked: &dyn Fn(&Criterion) -> bool,
        ask: impl Fn(Wanted<'_>) -> Vec<Identified>,
    ) -> Vec<Identified> {
        let wanted = |index: &NodeIx| view.plan.node(*index).criterion.as_ref().is_some_and(asked);
        let criteria: BTreeSet<NodeIx> = view.plan.indexes().filter(wanted).collect();
        let Some(beside) = &self.beside else {
            let found = ask(&|_, criterion| asked(criterion));
            self.today.borrow_mut().insert(key, Today { asked: criteria, found: found.clone() });
            return found;
        };
        let bears = |index: NodeIx| beside.bearing.on(view.plan, index);
        let certain = beside.certain.today.borrow();
        // A doubtful fact that opens a problem has its criteria asked, which nobody asked for without it.
        let Some(known) = certain.get(&key).filter(|known| known.asked == criteria) else {
            return ask(&|_, criterion| asked(criterion));
        };
        let sure = known.found.iter().filter(|one| !bears(one.node)).cloned();
        let perhaps = ask(&|index, criterion| asked(criterion) && bears(index));
        by_node(sure.chain(perhaps))
    }

    /// What a person brought on joining the family: the same on whatever later day it is asked.
    pub fn brought(&self, member: &Member<'_>, ask: impl FnOnce() -> Vec<Identified>) -> Vec<Identified> {
        if self.one_day {
            return ask();
        }
        self.brought.borrow_mut().entry(member.id().clone()).or_insert_with(ask).clone()
    }
}

/// Each criterion once, in order.
fn by_node(found: impl IntoIterator<Item = Identified>) -> Vec<Identified> {
    let by_node: BTreeMap<NodeIx, Identified> = found.into_iter().map(|one| (one.node, one)).collect();
    by_node.into_values().collect()
}
