//! The families a council works with: who belongs to them, where each lives, under which identifiers others know them.
//!
//! Built once from the cohort files, sorted by id, and never changed. Whoever reads the files checks that every id used
//! exists; a [`Cohort`] cannot hold a membership of an unknown person.

use super::day::Day;
use super::ids::{ClauseId, FamilyId, HouseholdId, PersonId, Text};
use super::period::Period;
use super::source::SourceRef;
use std::collections::BTreeMap;

/// A family and the dates of its casework (`families.csv`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Family {
    /// `family_id`
    pub id: FamilyId,
    /// The plan it is tested by, `tri-borough` or `tri-borough@2016-12-12`.
    pub plan: Text,
    /// Free text.
    pub borough: Text,
    /// The day the programme engaged the family; blank means not yet.
    pub engaged_on: Option<Day>,
    /// The day the case closed.
    pub closed_on: Option<Day>,
    /// The day the whole-family assessment was done.
    pub assessed_on: Option<Day>,
    /// The day the plan was agreed.
    pub planned_on: Option<Day>,
    /// The day a lead worker was named.
    pub lead_worker_on: Option<Day>,
    /// The line of `families.csv`.
    pub source: SourceRef,
}

/// Sex as the file gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Sex {
    /// `F`
    Female,
    /// `M`
    Male,
    /// `X`
    Other,
}

/// A person (`people.csv`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// `person_id`
    pub id: PersonId,
    /// Given name.
    pub forename: Text,
    /// Family name.
    pub surname: Text,
    /// Date of birth; blank is unknown.
    pub born_on: Option<Day>,
    /// Blank is unknown.
    pub sex: Option<Sex>,
    /// Day of death.
    pub died_on: Option<Day>,
    /// The line of `people.csv`.
    pub source: SourceRef,
}

impl Person {
    /// Age in completed years on `day`; `None` before birth or when the birth date is unknown.
    #[must_use]
    pub fn age_on(&self, day: Day) -> Option<u32> {
        self.born_on?.age_on(day)
    }

    /// Whether the person is known to be under 18 on `day`.
    #[must_use]
    pub fn is_child_on(&self, day: Day) -> bool {
        self.age_on(day).is_some_and(|age| age < 18)
    }

    /// Whether the person has died on or before `day`.
    #[must_use]
    pub fn is_dead_on(&self, day: Day) -> bool {
        self.died_on.is_some_and(|died| died <= day)
    }
}

/// Who belongs to which family, and when (`members.csv`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Membership {
    /// The family.
    pub family: FamilyId,
    /// The person.
    pub person: PersonId,
    /// First and last day of the membership.
    pub period: Period,
    /// Whether the person has the care of a child of the family; `None` where not stated.
    pub parenting: Option<bool>,
}

/// Where a person lives, and when (`residences.csv`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Residence {
    /// The person.
    pub person: PersonId,
    /// The home.
    pub household: HouseholdId,
    /// Unique Property Reference Number, digits as given.
    pub uprn: Option<Text>,
    /// Address in one line.
    pub address: Text,
    /// Postcode as given.
    pub postcode: Text,
    /// Ward, free text.
    pub ward: Text,
    /// First and last day there.
    pub period: Period,
}

/// A number another service knows a person by (`identifiers.csv`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identifier {
    /// The person.
    pub person: PersonId,
    /// `upn`, `nino`, `nhs`, `yot`, `social-care`, `pnc`, `housing`, ...
    pub scheme: Text,
    /// The number as given.
    pub value: Text,
    /// When it held; both blank means always.
    pub from: Option<Day>,
    /// Last day it held.
    pub to: Option<Day>,
}

/// A criterion a practitioner recorded (`needs.csv`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// The family.
    pub family: FamilyId,
    /// The letter, for example `tb-1a`.
    pub criterion: ClauseId,
    /// Who it concerns; blank means all in scope.
    pub person: Option<PersonId>,
    /// The day it was identified.
    pub identified_on: Day,
    /// Who said so.
    pub source_name: Text,
    /// The line of `needs.csv`.
    pub source: SourceRef,
}

/// Another name or birth date a source may use for a person (`aliases.csv`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Alias {
    /// The person.
    pub person: PersonId,
    /// Given name, blank where the same.
    pub forename: Text,
    /// Family name, blank where the same.
    pub surname: Text,
    /// Date of birth where another is used.
    pub born_on: Option<Day>,
}

/// The tables of a cohort as read, before they are put in order.
#[derive(Clone, Default, Debug)]
pub struct CohortTables {
    /// `families.csv`
    pub families: Vec<Family>,
    /// `people.csv`
    pub people: Vec<Person>,
    /// `members.csv`
    pub members: Vec<Membership>,
    /// `residences.csv`
    pub residences: Vec<Residence>,
    /// `identifiers.csv`
    pub identifiers: Vec<Identifier>,
    /// `needs.csv`
    pub needs: Vec<Need>,
    /// `aliases.csv`
    pub aliases: Vec<Alias>,
}

/// A checked cohort: sorted, indexed, every reference resolved.
#[derive(Clone, Default, Debug)]
pub struct Cohort {
    families: Vec<Family>,
    people: BTreeMap<PersonId, Person>,
    members: BTreeMap<FamilyId, Vec<Membership>>,
    memberships_of: BTreeMap<PersonId, Vec<Membership>>,
    residences: BTreeMap<PersonId, Vec<Residence>>,
    residents: BTreeMap<HouseholdId, Vec<Residence>>,
    identifiers: Vec<Identifier>,
    needs: BTreeMap<FamilyId, Vec<Need>>,
    aliases: Vec<Alias>,
}

impl Cohort {
    /// Sorts and indexes the tables. Rows that name an unknown person or family are the reader's to report; here they are
    /// left out.
    #[must_use]
    pub fn new(tables: CohortTables) -> Self {
        let mut families = tables.families;
        families.sort_by(|a, b| a.id.cmp(&b.id));
        let people: BTreeMap<_, _> =
            tables.people.into_iter().map(|person| (person.id.clone(), person)).collect();
        let mut cohort = Self { families, people, ..Self::default() };
        for member in tables.members {
            if cohort.people.contains_key(&member.person) && cohort.family(&member.family).is_some() {
                cohort.memberships_of.entry(member.person.clone()).or_default().push(member.clone());
                cohort.members.entry(member.family.clone()).or_default().push(member);
            }
        }
        for residence in tables.residences {
            if cohort.people.contains_key(&residence.person) {
                cohort.residents.entry(residence.household.clone()).or_default().push(residence.clone());
                cohort.residences.entry(residence.person.clone()).or_default().push(residence);
            }
        }
        for need in tables.needs {
            cohort.needs.entry(need.family.clone()).or_default().push(need);
        }
        cohort.identifiers = tables.identifiers;
        cohort.aliases = tables.aliases;
        cohort.sort_rows();
        cohort
    }

    fn sort_rows(&mut self) {
        for rows in self.members.values_mut().chain(self.memberships_of.values_mut()) {
            rows.sort_by(|a, b| (&a.person, a.period, &a.family).cmp(&(&b.person, b.period, &b.family)));
        }
        for rows in self.residences.values_mut().chain(self.residents.values_mut()) {
            rows.sort_by(|a, b| {
                (a.period, &a.person, &a.household).cmp(&(b.period, &b.person, &b.household))
            });
        }
        for rows in self.needs.values_mut() {
            rows.sort_by(|a, b| {
                (&a.criterion, &a.person, a.identified_on).cmp(&(&b.criterion, &b.person, b.identified_on))
            });
        }
        self.identifiers.sort_by(|a, b| {
            (&a.person, &a.scheme, &a.value, a.from).cmp(&(&b.person, &b.scheme, &b.value, b.from))
        });
        self.aliases
            .sort_by(|a, b| (&a.person, &a.surname, &a.forename).cmp(&(&b.person, &b.surname, &b.forename)));
    }

    /// All families, by id.
    #[must_use]
    pub fn families(&self) -> &[Family] {
        &self.families
    }

    /// The family with this id.
    #[must_use]
    pub fn family(&self, id: &FamilyId) -> Option<&Family> {
        self.families.binary_search_by(|family| family.id.cmp(id)).ok().map(|index| &self.families[index])
    }

    /// All people, by id.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// The person with this id.
    #[must_use]
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.get(id)
    }

    /// The memberships of a family, by person.
    #[must_use]
    pub fn members(&self, family: &FamilyId) -> &[Membership] {
        self.members.get(family).map_or(&[], Vec::as_slice)
    }

    /// The memberships of a person, by date.
    #[must_use]
    pub fn memberships_of(&self, person: &PersonId) -> &[Membership] {
        self.memberships_of.get(person).map_or(&[], Vec::as_slice)
    }

    /// Where a person has lived, by date.
    #[must_use]
    pub fn residences(&self, person: &PersonId) -> &[Residence] {
        self.residences.get(person).map_or(&[], Vec::as_slice)
    }

    /// Who has lived in a home, by date.
    #[must_use]
    pub fn residents(&self, household: &HouseholdId) -> &[Residence] {
        self.residents.get(household).map_or(&[], Vec::as_slice)
    }

    /// The homes of the cohort, by id, with their residence rows.
    pub fn households(&self) -> impl Iterator<Item = (&HouseholdId, &[Residence])> {
        self.residents.iter().map(|(id, rows)| (id, rows.as_slice()))
    }

    /// All identifiers, by person.
    #[must_use]
    pub fn identifiers(&self) -> &[Identifier] {
        &self.identifiers
    }

    /// The needs recorded for a family, by letter.
    #[must_use]
    pub fn needs(&self, family: &FamilyId) -> &[Need] {
        self.needs.get(family).map_or(&[], Vec::as_slice)
    }

    /// All other names, by person.
    #[must_use]
    pub fn aliases(&self) -> &[Alias] {
        &self.aliases
    }
}
