//! What was answered on an earlier day and cannot have changed since, so that a walk through many days asks only what may
//! be different.

use super::clauses::{Answered, Letter};
use super::family::{FamilyView, Member};
use super::horizon;
use super::identify::Identified;
use super::plan::model::Criterion;
use super::plan::{Clause, NodeIx};
use crate::domain::{Day, PersonId};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// One answer and the day from which it has to be asked again.
struct Kept {
    people: Vec<PersonId>,
    answered: Answered,
    asked_on: Day,
    until: Day,
}

/// What an answer is kept under: the letter, the clause, and who triggered the letter.
type Key = (NodeIx, NodeIx, BTreeSet<PersonId>);

/// The answers of one family, for days in order.
pub struct Memory {
    kept: RefCell<BTreeMap<Key, Kept>>,
    started: RefCell<BTreeMap<PersonId, (Day, Vec<Identified>)>>,
    one_day: bool,
}

impl Memory {
    /// Remembers for one day only.
    #[must_use]
    pub fn of_one_day() -> Self {
        Self { kept: RefCell::default(), started: RefCell::default(), one_day: true }
    }

    /// Remembers from one day to the next.
    #[must_use]
    pub fn keeping() -> Self {
        Self { kept: RefCell::default(), started: RefCell::default(), one_day: false }
    }

    /// The answer of a clause for a letter, if these people were asked before and nothing can have changed by `day`.
    #[must_use]
    pub fn recall(
        &self,
        day: Day,
        letter: &Letter,
        clause: NodeIx,
        people: &[&Member<'_>],
    ) -> Option<Answered> {
        let kept = self.kept.borrow();
        let known = kept.get(&(letter.node, clause, letter.triggers.clone()))?;
        let same = known.asked_on <= day
            && day < known.until
            && known.people.iter().eq(people.iter().map(|member| member.id()));
        same.then(|| known.answered.clone())
    }

    /// Keeps an answer until the first day on which it might be another.
    pub fn keep(
        &self,
        view: &FamilyView<'_>,
        letter: &Letter,
        (index, clause): (NodeIx, &Clause),
        people: &[&Member<'_>],
        answered: &Answered,
    ) {
        let tomorrow = || view.as_of.after();
        let until = if self.one_day { tomorrow() } else { horizon::next_change(view, index, clause, people) };
        let known = Kept {
            people: people.iter().map(|member| member.id().clone()).collect(),
            answered: answered.clone(),
            asked_on: view.as_of,
            until,
        };
        self.kept.borrow_mut().insert((letter.node, index, letter.triggers.clone()), known);
    }

    /// What a person has newly met on the view's day: from memory while nothing can have changed, else by asking.
    pub fn newly_met(
        &self,
        view: &FamilyView<'_>,
        member: &Member<'_>,
        asked: &dyn Fn(&Criterion) -> bool,
        ask: impl FnOnce() -> Vec<Identified>,
    ) -> Vec<Identified> {
        if self.one_day {
            return ask();
        }
        if let Some((until, found)) = self.started.borrow().get(member.id()) {
            if view.as_of < *until {
                return found.clone();
            }
        }
        let found = ask();
        let until = horizon::next_start(view, member, asked);
        self.started.borrow_mut().insert(member.id().clone(), (until, found.clone()));
        found
    }
}
