//! One family as the tests see it: its members with their facts, homes and coverage, as known for one question.

use super::evidence::{ByKind, Evidence, FactBase};
use super::parameters::Parameters;
use super::plan::{Plan, Scope};
use crate::domain::calendar::{school_age, year_group};
use crate::domain::cohort::{Cohort, Family, Membership, Person, Residence};
use crate::domain::{Day, PersonId, Window};
use crate::facts::{Fact, FactKind};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A member, past or present, or someone a need names.
#[derive(Debug)]
pub struct Member<'a> {
    /// The person.
    pub person: &'a Person,
    /// The memberships of this family, by date.
    pub memberships: Vec<&'a Membership>,
    /// Where the person has lived, by date.
    pub residences: &'a [Residence],
    facts: Vec<&'a ByKind>,
    coverage: RefCell<BTreeMap<FactKind, Vec<Window>>>,
}

impl<'a> Member<'a> {
    /// The person's id.
    #[must_use]
    pub fn id(&self) -> &'a PersonId {
        &self.person.id
    }

    /// Whether the person belongs to the family on `day`.
    #[must_use]
    pub fn belongs_on(&self, day: Day) -> bool {
        self.memberships.iter().any(|membership| membership.period.contains(day))
    }

    /// The day the person joined the family.
    #[must_use]
    pub fn joined_on(&self) -> Option<Day> {
        self.memberships.first().map(|membership| membership.period.from)
    }

    /// Whether the person is known to have the care of a child of the family on `day`; the last known answer for someone
    /// who has left.
    #[must_use]
    pub fn is_parenting_on(&self, day: Day) -> bool {
        let current = self.memberships.iter().find(|membership| membership.period.contains(day));
        current.or(self.memberships.last()).is_some_and(|membership| membership.parenting == Some(true))
    }

    /// Whether the person is in scope on `day`. An unknown birth date is in no band of ages.
    #[must_use]
    pub fn is_in(&self, scope: Scope, day: Day) -> bool {
        let age = self.person.age_on(day);
        let in_band = |least: Option<u32>, most: Option<u32>| match (least, most) {
            (None, None) => true,
            _ => age.is_some_and(|age| {
                least.is_none_or(|least| age >= least) && most.is_none_or(|most| age <= most)
            }),
        };
        in_band(scope.from_age, scope.to_age)
            && (!scope.parenting || self.is_parenting_on(day))
            && (!scope.school_age || self.person.born_on.is_some_and(|born| school_age(born).contains(day)))
            && (!scope.child_or_parenting || age.is_some_and(|age| age < 18) || self.is_parenting_on(day))
            && (!scope.primary
                || self.person.born_on.is_some_and(|born| (0..=6).contains(&year_group(born, day))))
            && (!scope.past_reception || self.person.born_on.is_some_and(|born| year_group(born, day) >= 1))
            && (!scope.female || self.person.sex == Some(crate::domain::cohort::Sex::Female))
    }

    /// The facts of one kind about the person.
    pub fn facts(&self, kind: FactKind) -> impl Iterator<Item = &'a Fact> {
        self.facts.iter().filter_map(move |by_kind| by_kind.get(&kind)).flatten()
    }

    /// The merged days for which `kind` is complete for the person.
    #[must_use]
    pub fn covered(&self, evidence: &Evidence, kind: FactKind) -> Vec<Window> {
        let mut known = self.coverage.borrow_mut();
        known.entry(kind).or_insert_with(|| evidence.coverage.of(kind, self.id())).clone()
    }

    /// Whether every day of `window` (from birth on) is covered for `kind`.
    #[must_use]
    pub fn is_covered(&self, evidence: &Evidence, kind: FactKind, window: Window) -> bool {
        let from = self.person.born_on.map_or(window.from, |born| window.from.max(born));
        let Some(window) = Window::new(from, window.to) else { return true };
        let mut known = self.coverage.borrow_mut();
        let windows = known.entry(kind).or_insert_with(|| evidence.coverage.of(kind, self.id()));
        crate::facts::coverage::covers(windows, window)
    }
}

/// A family, the plan and parameters it is tested by, and everything known of it.
#[derive(Debug)]
pub struct FamilyView<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The values of the run.
    pub parameters: &'a Parameters,
    /// The cohort.
    pub cohort: &'a Cohort,
    /// Facts, coverage, calendar.
    pub evidence: &'a Evidence,
    /// The family's own row.
    pub family: &'a Family,
    /// The day of engagement.
    pub engaged_on: Day,
    /// The day asked.
    pub as_of: Day,
    /// Members past and present and people named by needs, by id.
    pub members: Rc<Vec<Member<'a>>>,
    homes: Rc<BTreeMap<&'a str, Vec<&'a ByKind>>>,
}

impl<'a> FamilyView<'a> {
    /// The family on `as_of`; `None` if it was not engaged by then. Facts that wait for a review count
    /// as far as they are given.
    #[must_use]
    pub fn new(
        (plan, parameters): (&'a Plan, &'a Parameters),
        cohort: &'a Cohort,
        evidence: &'a Evidence,
        family: &'a Family,
        as_of: Day,
        doubtful: Option<&'a FactBase>,
    ) -> Option<Self> {
        let engaged_on = family.engaged_on.filter(|day| *day <= as_of)?;
        let bases: Vec<&FactBase> = std::iter::once(&evidence.facts).chain(doubtful).collect();
        let mut people: BTreeMap<&PersonId, Vec<&Membership>> = BTreeMap::new();
        for membership in cohort.members(&family.id) {
            people.entry(&membership.person).or_default().push(membership);
        }
        for need in cohort.needs(&family.id) {
            if let Some(person) = &need.person {
                people.entry(person).or_default();
            }
        }
        let mut members = Vec::new();
        let mut homes = BTreeMap::new();
        for (id, memberships) in people {
            let Some(person) = cohort.person(id) else { continue };
            let residences = cohort.residences(id);
            for residence in residences {
                let found = bases.iter().filter_map(|base| base.home(&residence.household)).collect();
                homes.insert(residence.household.as_str(), found);
            }
            let facts = bases.iter().filter_map(|base| base.person(id)).collect();
            members.push(Member { person, memberships, residences, facts, coverage: RefCell::default() });
        }
        Some(Self {
            plan,
            parameters,
            cohort,
            evidence,
            family,
            engaged_on,
            as_of,
            members: Rc::new(members),
            homes: Rc::new(homes),
        })
    }

    /// The same family asked on another day; what is known of coverage is shared.
    #[must_use]
    pub fn at(&self, as_of: Day) -> Self {
        Self { as_of, members: Rc::clone(&self.members), homes: Rc::clone(&self.homes), ..*self }
    }

    /// Whether any fact about these people or their homes waits for a review.
    #[must_use]
    pub fn has_doubts(cohort: &Cohort, evidence: &Evidence, family: &Family) -> bool {
        cohort.members(&family.id).iter().any(|membership| {
            evidence.doubtful.person(&membership.person).is_some()
                || cohort
                    .residences(&membership.person)
                    .iter()
                    .any(|home| evidence.doubtful.home(&home.household).is_some())
        })
    }

    /// The facts of one kind about a home.
    pub fn home_facts(&self, home: &str, kind: FactKind) -> impl Iterator<Item = &'a Fact> {
        self.homes.get(home).into_iter().flatten().filter_map(move |by_kind| by_kind.get(&kind)).flatten()
    }

    /// Every fact about the members and their homes with the rule that linked it, and the cohort's own rows as `given`.
    pub fn rules(&self) -> impl Iterator<Item = (crate::domain::SourceRef, crate::facts::LinkRule)> + '_ {
        let own = self.members.iter().flat_map(|member| member.facts.iter());
        let homes = self.homes.values().flatten();
        own.chain(homes)
            .flat_map(|by_kind| by_kind.values().flatten())
            .map(|fact| (fact.source, fact.rule.clone()))
    }

    /// The member with this id.
    #[must_use]
    pub fn member(&self, id: &PersonId) -> Option<&Member<'a>> {
        self.members.binary_search_by(|member| member.id().cmp(id)).ok().map(|index| &self.members[index])
    }

    /// Whether a person is in scope on `day`, also where the scope looks at the rest of the family or at engagement.
    #[must_use]
    pub fn is_in(&self, member: &Member<'_>, scope: Scope, day: Day) -> bool {
        let newborn = || {
            let born = member.person.born_on.filter(|born| *born > self.engaged_on);
            born.is_some_and(|born| born.plus_days(42) <= day)
        };
        let with_child = |months: u32| {
            let born_after = day.months_before(months);
            self.members_on(day)
                .any(|other| other.person.born_on.is_some_and(|born| born > born_after && born <= day))
        };
        member.is_in(scope, day)
            && (!scope.newborn || newborn())
            && scope.with_child_under.is_none_or(with_child)
    }

    /// The members on `day`, the dead left out.
    pub fn members_on(&self, day: Day) -> impl Iterator<Item = &Member<'a>> {
        self.members.iter().filter(move |member| member.belongs_on(day) && !member.person.is_dead_on(day))
    }
}
