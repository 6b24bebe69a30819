//! What was claimed and decided before, and what follows for this month: the gates `already-claimed` and
//! `member-claimed`, and the families for whom a signed override stands in for a letter.
//!
//! Outcomes come in and go out with their result settled; rows are never changed. The register's file is not read here.

pub mod account;
pub mod audits;
pub mod line;
pub mod rules;
#[cfg(test)]
mod specimens;

pub use account::{Account, ClaimAccount, ClaimState, ClaimedFamily, Override, first_id};
pub use line::{ERASED, Line, Step};

use crate::domain::cohort::Cohort;
use crate::domain::{ClauseId, Day, FamilyId, PersonId, Text};
use crate::outcomes::FamilyOutcome;
use std::collections::{BTreeMap, BTreeSet};

/// A family for which a claim was made and not withdrawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EarlierClaim {
    /// The claim's id.
    pub claim: Text,
    /// The family.
    pub family: FamilyId,
    /// Its members on the day the claim was for.
    pub people: BTreeSet<PersonId>,
}

/// All that was claimed and decided up to the moment the run knows of.
#[derive(Clone, Default, Debug)]
pub struct Register {
    /// Claims made and not withdrawn.
    pub claims: Vec<EarlierClaim>,
    /// Overrides in force.
    pub overrides: Vec<Override>,
    /// Which family ids mean an earlier family.
    pub same: BTreeMap<FamilyId, FamilyId>,
}

/// The route of a family claimed for with the help of an override.
pub const OVERRIDE_ROUTE: &str = "ssp-with-override";

impl Register {
    /// What counts of the register for a run: claims that were submitted and stand, overrides, and which ids are one family.
    #[must_use]
    pub fn of(account: &Account) -> Self {
        let claims = account.standing(false).map(|(claim, _, family)| EarlierClaim {
            claim: claim.clone(),
            family: family.family(),
            people: family.people().clone(),
        });
        Self {
            claims: claims.collect(),
            overrides: account.overrides().collect(),
            same: account.same().clone(),
        }
    }

    /// The overrides of a family that were signed by `day`, by letter.
    pub fn overrides_of<'r>(
        &'r self,
        family: &'r FamilyId,
        day: Day,
    ) -> impl Iterator<Item = &'r Override> + 'r {
        self.overrides.iter().filter(move |one| one.family == *family && one.signed_on <= day)
    }

    /// The letters of a family for which an override stands on `day`, in order.
    #[must_use]
    pub fn overridden(&self, family: &FamilyId, day: Day) -> BTreeSet<ClauseId> {
        self.overrides_of(family, day).map(|one| one.letter.clone()).collect()
    }

    /// Settles what the register says: nobody is claimed for twice, neither in this register nor between two families of
    /// the same month, where the family whose result has held longer comes first, then the smaller id.
    pub fn settle(&self, outcomes: &mut [FamilyOutcome], cohort: &Cohort) {
        let first = |family: &FamilyId| first_id(&self.same, family).clone();
        let mut families: BTreeSet<FamilyId> = self.claims.iter().map(|claim| first(&claim.family)).collect();
        let mut claimed: BTreeMap<PersonId, FamilyId> = BTreeMap::new();
        for claim in &self.claims {
            claimed.extend(claim.people.iter().map(|person| (person.clone(), claim.family.clone())));
        }
        let mut order: Vec<&mut FamilyOutcome> = outcomes.iter_mut().collect();
        order.sort_by(|a, b| {
            let held = |outcome: &FamilyOutcome| {
                (outcome.result.first_met_on.is_none(), outcome.result.first_met_on)
            };
            (held(a), &a.family).cmp(&(held(b), &b.family))
        });
        for outcome in order {
            self.apply_overrides(outcome);
            let people = members_on(cohort, &outcome.family, outcome.as_of);
            let own = first(&outcome.family);
            if families.contains(&own) {
                bar(outcome, "already-claimed");
            }
            if people.iter().any(|person| claimed.get(person).is_some_and(|by| first(by) != own)) {
                bar(outcome, "member-claimed");
            }
            if outcome.result.claimable {
                families.insert(own);
                claimed.extend(people.into_iter().map(|person| (person, outcome.family.clone())));
            }
        }
    }

    /// The family and all whose result may decide about its own: they share a member or mean one family, directly or by way
    /// of others.
    #[must_use]
    pub fn settled_with(&self, family: &FamilyId, cohort: &Cohort) -> BTreeSet<FamilyId> {
        let mut ids: BTreeMap<&FamilyId, Vec<&FamilyId>> = BTreeMap::new();
        for one in cohort.families() {
            ids.entry(first_id(&self.same, &one.id)).or_default().push(&one.id);
        }
        let mut found = BTreeSet::from([family.clone()]);
        let mut open = vec![family.clone()];
        while let Some(one) = open.pop() {
            let members = cohort.members(&one).iter();
            let by_member = members.flat_map(|member| cohort.memberships_of(&member.person));
            let by_id = ids.get(first_id(&self.same, &one)).into_iter().flatten().copied();
            for other in by_member.map(|membership| &membership.family).chain(by_id) {
                if found.insert(other.clone()) {
                    open.push(other.clone());
                }
            }
        }
        found
    }

    /// Overrides make a family claimable where only letters block it and each has one.
    fn apply_overrides(&self, outcome: &mut FamilyOutcome) {
        let letters = self.overridden(&outcome.family, outcome.as_of);
        let result = &mut outcome.result;
        result.overridden = letters.iter().cloned().collect();
        let all_overridden =
            result.blocking.iter().all(|part| letters.contains(&ClauseId::new(part.clone())));
        if result.eligible && !result.claimable && !result.blocking.is_empty() && all_overridden {
            result.claimable = true;
            result.route = Text::from(OVERRIDE_ROUTE);
        }
    }
}

/// Who belongs to the family on `day`.
#[must_use]
pub fn members_on(cohort: &Cohort, family: &FamilyId, day: Day) -> BTreeSet<PersonId> {
    let members = cohort.members(family).iter().filter(|member| member.period.contains(day));
    members.map(|member| member.person.clone()).collect()
}

fn bar(outcome: &mut FamilyOutcome, gate: &str) {
    let result = &mut outcome.result;
    result.claimable = false;
    if !result.blocking.iter().any(|part| &**part == gate) {
        result.blocking.push(gate.into());
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimens::*;
    use super::*;
    use crate::domain::Period;
    use crate::domain::cohort::{CohortTables, Family, Membership, Person};

    /// Every person a member of the family for ever: `("p-1", "f-1")`.
    fn cohort(members: &[(&str, &str)]) -> Cohort {
        let mut tables = CohortTables::default();
        for (person, family) in members {
            tables.people.push(person_named(person));
            tables.families.push(family_named(family));
            let period = Period { from: day("2010-01-01"), to: None };
            tables.members.push(Membership {
                family: (*family).into(),
                person: (*person).into(),
                period,
                parenting: None,
            });
        }
        Cohort::new(tables)
    }

    fn person_named(id: &str) -> Person {
        let (forename, surname) = ("Ann".into(), "Other".into());
        Person {
            id: id.into(),
            forename,
            surname,
            born_on: None,
            sex: None,
            died_on: None,
            source: source(1, 2),
        }
    }

    fn family_named(id: &str) -> Family {
        Family {
            id: id.into(),
            plan: "tri-borough".into(),
            borough: "".into(),
            engaged_on: None,
            closed_on: None,
            assessed_on: None,
            planned_on: None,
            lead_worker_on: None,
            source: source(1, 2),
        }
    }

    fn earlier(family: &str, people: &[&str]) -> Register {
        let people = people.iter().map(|person| (*person).into()).collect();
        let claim = EarlierClaim { claim: "k001".into(), family: family.into(), people };
        Register { claims: vec![claim], ..Register::default() }
    }

    fn blocking(outcome: &FamilyOutcome) -> Vec<&str> {
        outcome.result.blocking.iter().map(|part| &**part).collect()
    }

    #[test]
    fn a_family_is_never_claimed_for_twice() {
        let mut outcomes = [claimable(family("f-1", &[met("x:progress")]))];
        earlier("f-1", &["p-1"]).settle(&mut outcomes, &cohort(&[("p-1", "f-1")]));
        assert!(!outcomes[0].result.claimable);
        assert_eq!(blocking(&outcomes[0]), ["already-claimed"]);
    }

    #[test]
    fn a_person_claimed_for_through_one_family_blocks_the_next() {
        let mut outcomes = [claimable(family("f-2", &[]))];
        earlier("f-1", &["p-1"]).settle(&mut outcomes, &cohort(&[("p-1", "f-2")]));
        assert_eq!(blocking(&outcomes[0]), ["member-claimed"]);
    }

    #[test]
    fn a_person_in_two_families_of_one_month_is_claimed_for_through_the_one_that_held_longer() {
        let mut outcomes = [claimable(family("f-1", &[])), claimable(family("f-2", &[]))];
        outcomes[1].result.first_met_on = Some(day("2016-12-31"));
        Register::default().settle(&mut outcomes, &cohort(&[("p-1", "f-1"), ("p-1", "f-2")]));
        assert!(outcomes[1].result.claimable);
        assert_eq!(blocking(&outcomes[0]), ["member-claimed"]);
    }

    #[test]
    fn families_without_a_common_member_do_not_disturb_each_other() {
        let mut outcomes = [claimable(family("f-1", &[])), claimable(family("f-2", &[]))];
        Register::default().settle(&mut outcomes, &cohort(&[("p-1", "f-1"), ("p-2", "f-2")]));
        assert!(outcomes.iter().all(|outcome| outcome.result.claimable));
    }

    fn with_override(letter: &str) -> Register {
        let signed_on = day("2017-03-31");
        let overrides = vec![Override { family: "f-1".into(), letter: letter.into(), signed_on }];
        Register { overrides, ..Register::default() }
    }

    #[test]
    fn an_override_stands_for_a_letter_and_leaves_its_verdict() {
        let mut outcomes = [blocked(family("f-1", &[not_met("x:progress")]), &["x"])];
        with_override("x").settle(&mut outcomes, &cohort(&[("p-1", "f-1")]));
        assert!(outcomes[0].result.claimable);
        assert_eq!(&*outcomes[0].result.route, OVERRIDE_ROUTE);
        assert_eq!(outcomes[0].rows, [not_met("x:progress")]);
    }

    #[test]
    fn an_override_signed_after_the_day_asked_does_not_count_yet() {
        let mut outcomes = [blocked(family("f-1", &[not_met("x:progress")]), &["x"])];
        outcomes[0].as_of = day("2017-03-30");
        with_override("x").settle(&mut outcomes, &cohort(&[("p-1", "f-1")]));
        assert!(!outcomes[0].result.claimable);
    }

    #[test]
    fn a_re_engaged_family_under_another_id_is_already_claimed_though_nobody_is_in_both() {
        let mut register = earlier("f-1", &["p-1"]);
        register.same.insert("f-9".into(), "f-1".into());
        let mut outcomes = [claimable(family("f-9", &[]))];
        register.settle(&mut outcomes, &cohort(&[("p-9", "f-9")]));
        assert_eq!(blocking(&outcomes[0]), ["already-claimed"]);
    }

    #[test]
    fn two_ids_of_one_family_are_not_both_claimed_for_in_one_month() {
        let mut register = Register::default();
        register.same.insert("f-2".into(), "f-1".into());
        let mut outcomes = [claimable(family("f-1", &[])), claimable(family("f-2", &[]))];
        register.settle(&mut outcomes, &cohort(&[("p-1", "f-1"), ("p-2", "f-2")]));
        assert!(outcomes[0].result.claimable);
        assert_eq!(blocking(&outcomes[1]), ["already-claimed"]);
    }

    #[test]
    fn an_override_of_a_letter_does_not_open_a_gate() {
        let mut outcomes = [blocked(family("f-1", &[not_met("x:progress")]), &["x", "no-plan"])];
        with_override("x").settle(&mut outcomes, &cohort(&[("p-1", "f-1")]));
        assert!(!outcomes[0].result.claimable);
    }

    #[test]
    fn an_override_never_pays_twice() {
        let mut outcomes = [blocked(family("f-1", &[not_met("x:progress")]), &["x"])];
        let register = Register { overrides: with_override("x").overrides, ..earlier("f-1", &[]) };
        register.settle(&mut outcomes, &cohort(&[("p-1", "f-1")]));
        assert!(!outcomes[0].result.claimable);
        assert_eq!(blocking(&outcomes[0]), ["x", "already-claimed"]);
    }
}
