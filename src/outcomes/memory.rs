//! What was answered on an earlier day and cannot have changed since, so that a walk through many days asks only what may
//! be different.

use super::answer::Answer;
use super::clauses::{Answered, Letter};
use super::family::{FamilyView, Member};
use super::horizon;
use super::identify::Identified;
use super::plan::model::Criterion;
use super::plan::{Clause, NodeIx};
use super::verdict::FamilyResult;
use crate::domain::{Day, PersonId};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// One answer and the day from which it has to be asked again.
struct Kept {
    people: Vec<PersonId>,
    answered: Rc<Answered>,
    asked_on: Day,
    until: Option<Day>,
    /// The days on which it may change; `None`: on any.
    changes: Option<Rc<[Day]>>,
}

/// The first of the days after one; never, after the last.
fn next(changes: &[Day], day: Day) -> Option<Day> {
    changes.get(changes.partition_point(|change| *change <= day)).copied()
}

/// What one person has newly met, until when, and on which days that may change.
struct Started {
    changes: Vec<Day>,
    until: Option<Day>,
    found: Vec<Identified>,
}

/// The progress of a letter, until when it cannot change, and whether nothing of it can be measured, once that was asked.
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

/// The answers of one family, for days in order.
pub struct Memory {
    kept: RefCell<BTreeMap<Key, Kept>>,
    started: RefCell<BTreeMap<(PersonId, Newly), Started>>,
    letters: RefCell<BTreeMap<LetterKey, Progressed>>,
    scopes: OnceCell<Vec<Day>>,
    family: RefCell<Option<(Option<Day>, FamilyResult)>>,
    one_day: bool,
}

impl Memory {
    fn new(one_day: bool) -> Self {
        Self {
            kept: RefCell::default(),
            started: RefCell::default(),
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

    /// The answer of a clause for a letter, if these people were asked before and nothing can have changed by `day`.
    #[must_use]
    pub fn recall(
        &self,
        day: Day,
        letter: &Letter,
        clause: NodeIx,
        people: &[&Member<'_>],
    ) -> Option<Rc<Answered>> {
        let kept = self.kept.borrow();
        let known = kept.get(&(clause, key_of(letter)))?;
        let same = known.asked_on <= day
            && known.until.is_none_or(|until| day < until)
            && known.people.iter().eq(people.iter().map(|member| member.id()));
        same.then(|| Rc::clone(&known.answered))
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
            None => horizon::changes(view, index, clause, people).map(Rc::from),
        };
        let until = match &changes {
            None => Some(view.as_of.after()),
            Some(changes) => next(changes, view.as_of),
        };
        let known = Kept { people: ids, answered: Rc::clone(answered), asked_on: view.as_of, until, changes };
        self.kept.borrow_mut().insert(key, known);
    }

    /// The progress of a letter, if neither its clauses nor who is in scope of them can have changed by `day`.
    #[must_use]
    pub fn letter(&self, day: Day, letter: &Letter) -> Option<Answer> {
        let letters = self.letters.borrow();
        let known = letters.get(&key_of(letter))?;
        known.until.is_none_or(|until| day < until).then(|| known.answer.clone())
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
        let begun = started.values().filter_map(|known| known.until);
        let soonest = asked.chain(begun).chain(gates.into_iter().flatten()).filter(ahead);
        let soonest = soonest.chain(next(scopes, day)).min();
        *self.family.borrow_mut() = Some((soonest, result.clone()));
    }

    /// What a person has newly met on the view's day: from memory while nothing can have changed, else by asking.
    pub fn newly_met(
        &self,
        view: &FamilyView<'_>,
        (member, newly): (&Member<'_>, Newly),
        asked: &dyn Fn(&Criterion) -> bool,
        ask: impl FnOnce() -> Vec<Identified>,
    ) -> Vec<Identified> {
        if self.one_day {
            return ask();
        }
        let key = (member.id().clone(), newly);
        if let Some(known) = self.started.borrow().get(&key)
            && known.until.is_none_or(|until| view.as_of < until)
        {
            return known.found.clone();
        }
        let found = ask();
        let mut started = self.started.borrow_mut();
        let known = started.entry(key).or_insert_with(|| Started {
            changes: horizon::starts(view, member, asked),
            until: None,
            found: Vec::new(),
        });
        let scopes = self.scopes.get_or_init(|| horizon::scopes(view));
        let ahead = [next(&known.changes, view.as_of), next(scopes, view.as_of)];
        known.until = ahead.into_iter().flatten().min();
        known.found.clone_from(&found);
        found
    }
}
