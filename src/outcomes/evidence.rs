//! The facts of a run, ready to be asked family by family: by person and by home, with coverage and the school calendar.

use crate::domain::{Code, HouseholdId, PersonId, Quantity, SchoolCalendar};
use crate::facts::{Coverage, Fact, FactKind, Shape, Subject};
use std::collections::BTreeMap;

/// Facts of one person or home, by kind, each list in the total order of facts.
pub type ByKind = BTreeMap<FactKind, Vec<Fact>>;

/// All facts, by whom they are about.
#[derive(Default, Debug)]
pub struct FactBase {
    people: BTreeMap<PersonId, ByKind>,
    homes: BTreeMap<HouseholdId, ByKind>,
    ranks: BTreeMap<(FactKind, Code), Quantity>,
}

impl FactBase {
    /// Sorts the facts and drops exact repetitions.
    #[must_use]
    pub fn new(mut facts: Vec<Fact>) -> Self {
        facts.sort_unstable();
        facts.dedup();
        let mut base = Self::default();
        for fact in facts {
            if let (Shape::Score, Some(code), Some(value)) = (fact.kind.shape(), &fact.code, fact.value) {
                let rank = base.ranks.entry((fact.kind, code.clone())).or_insert(value);
                *rank = value.max(*rank);
            }
            let by_kind = match &fact.subject {
                Subject::Person(person) => base.people.entry(person.clone()).or_default(),
                Subject::Household(home) => base.homes.entry(home.clone()).or_default(),
            };
            by_kind.entry(fact.kind).or_default().push(fact);
        }
        base
    }

    /// Whether there is no fact.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.homes.is_empty()
    }

    /// A person's facts.
    #[must_use]
    pub fn person(&self, person: &PersonId) -> Option<&ByKind> {
        self.people.get(person)
    }

    /// The highest value recorded under a code of a score: the rank of a named level.
    #[must_use]
    pub fn rank(&self, kind: FactKind, code: &Code) -> Option<Quantity> {
        self.ranks.get(&(kind, code.clone())).copied()
    }

    /// A home's facts.
    #[must_use]
    pub fn home(&self, home: &HouseholdId) -> Option<&ByKind> {
        self.homes.get(home)
    }
}

/// Everything known at the moment of the run.
#[derive(Debug)]
pub struct Evidence {
    /// Facts whose link is decided.
    pub facts: FactBase,
    /// Facts that wait for a review, once for each person they may be about.
    pub doubtful: FactBase,
    /// For which days each source is complete.
    pub coverage: Coverage,
    /// The council's school terms.
    pub calendar: SchoolCalendar,
}

impl Evidence {
    /// Puts facts in order.
    #[must_use]
    pub fn new(facts: Vec<Fact>, doubtful: Vec<Fact>, coverage: Coverage, calendar: SchoolCalendar) -> Self {
        Self { facts: FactBase::new(facts), doubtful: FactBase::new(doubtful), coverage, calendar }
    }
}
