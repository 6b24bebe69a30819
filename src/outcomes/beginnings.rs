//! Which criteria one person may come to meet after a day at all: a view of the family and the day come in, the criteria that
//! some record of the person could meet go out. It errs towards asking; what it leaves out can be met on no day, whatever
//! is covered.

use super::family::{FamilyView, Member};
use super::plan::model::Criterion;
use super::plan::{NodeIx, Selection, Test};
use crate::domain::Day;
use crate::facts::{FactKind, Vocabulary};
use std::collections::BTreeSet;

/// The criteria among those asked with a clause that facts about `member` dated after `since` could meet.
#[must_use]
pub fn open_criteria(
    view: &FamilyView<'_>,
    member: &Member<'_>,
    since: Day,
    asked: &dyn Fn(&Criterion) -> bool,
) -> BTreeSet<NodeIx> {
    let record = Record { view, member, since };
    let of = |index: &NodeIx| {
        let leaves = view.plan.leaves(*index);
        let mut clauses = leaves.iter().filter_map(|leaf| view.plan.node(*leaf).clause.as_ref());
        clauses.any(|clause| record.could_meet(&clause.test))
    };
    let wanted = |index: &NodeIx| view.plan.node(*index).criterion.as_ref().is_some_and(asked);
    view.plan.indexes().filter(wanted).filter(of).collect()
}

/// What is on record of one person and of the homes of that person.
struct Record<'v, 'a> {
    view: &'v FamilyView<'a>,
    member: &'v Member<'a>,
    since: Day,
}

impl Record<'_, '_> {
    /// Whether a test could be met by later facts. A whole is met only where a part is, and these parts only by a fact.
    fn could_meet(&self, test: &Test) -> bool {
        match test {
            Test::All(parts) | Test::Any(parts) => parts.iter().any(|part| self.could_meet(part)),
            Test::OnlyOf(_, test) | Test::ForLetters(_, test) => self.could_meet(test),
            Test::Happened(test) => self.has_later(&test.facts),
            Test::Open(test) if !test.none => self.has_later(&test.facts),
            Test::Score(test) => self.has_later(&test.facts),
            Test::Latest(test) if test.none_is_unknown => self.has_later(&test.facts),
            Test::Held(test) => self.has_later(&test.facts),
            Test::Rate(test) => {
                self.has_any(&test.facts) || test.out_of.as_ref().is_some_and(|whole| self.has_any(whole))
            }
            Test::Nominated(_) => self.is_signed("nomination"),
            Test::Attested(test) => {
                self.is_signed("attestation")
                    || test.otherwise.as_ref().is_some_and(|other| self.could_meet(other))
            }
            // Nobody who was an adult by then leaves school.
            Test::LeavesSchool(_) => {
                self.member.person.born_on.is_some_and(|born| born.birthday(18) > self.since)
            }
            Test::NoMeasure | Test::SameAs(_) | Test::Cohort => false,
            _ => true,
        }
    }

    fn has_later(&self, facts: &Selection) -> bool {
        let later = |kind: FactKind| self.member.facts(kind).any(|fact| fact.from > self.since);
        facts.iter().any(|selector| later(selector.kind))
    }

    fn has_any(&self, facts: &Selection) -> bool {
        facts.iter().any(|selector| self.member.facts(selector.kind).next().is_some())
    }

    /// Whether someone has signed for the person or one of the homes later.
    fn is_signed(&self, name: &str) -> bool {
        let Some(kind) = Vocabulary::builtin().find(name) else { return true };
        let later = |fact: &crate::facts::Fact| fact.from > self.since;
        self.member.facts(kind).any(later)
            || self
                .member
                .residences
                .iter()
                .any(|home| self.view.home_facts(home.household.as_str(), kind).any(later))
    }
}
