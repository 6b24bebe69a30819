//! The quarterly return of a programme: families attached, claims that went in and those that may come go in, with the
//! programme's targets and amounts; counts by quarter and against each target go out. Money is whole pence.

use super::near_miss::NearMiss;
use super::programme::{Dated, Paid, Programme};
use super::register::{Account, first_id};
use crate::domain::{Day, FamilyId, Text, Window};
use std::collections::{BTreeMap, BTreeSet};

/// What a return is made of.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'a> {
    /// The day it is made for.
    pub as_of: Day,
    /// Families that were shown eligible, by id, with the day they were engaged.
    pub attached: &'a BTreeMap<FamilyId, Day>,
    /// The register.
    pub account: &'a Account,
    /// Families that can be claimed for now.
    pub claimable: &'a [FamilyId],
    /// What the others lack.
    pub near_misses: &'a [NearMiss],
}

/// A quarter of the financial year, April to March.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quarter {
    /// For example `2016/17`.
    pub year: Text,
    /// 1 for April to June.
    pub number: u32,
    /// Its days.
    pub days: Window,
    /// Families attached in it.
    pub attached: u64,
    /// Families with a result claimed for a day in it.
    pub results: u64,
    /// What is paid for those attached.
    pub attachment_pence: u64,
    /// What is claimed for the results.
    pub result_pence: u64,
    /// Results that may come in it: of families that can be claimed for now, and of those that could be by what they lack.
    pub forecast: u64,
}

/// How far a target is reached.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TargetReached {
    /// Families attached or results.
    pub kind: Paid,
    /// Its days.
    pub days: Window,
    /// How many are aimed at.
    pub families: u64,
    /// How many there are up to the day of the return.
    pub reached: u64,
    /// How many there would be by now if they came evenly, rounded down.
    pub due: u64,
    /// How many more are forecast in its days.
    pub forecast: u64,
    /// Where it is printed.
    pub reference: Text,
}

/// A grant beside what is claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GrantGiven {
    /// Its days.
    pub days: Window,
    /// Pence.
    pub pence: u64,
    /// Where it is printed.
    pub reference: Text,
}

/// A quarterly return.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Return {
    /// The programme.
    pub title: Text,
    /// The day it is made for.
    pub as_of: Day,
    /// From the first quarter with anything in it to the last with a forecast.
    pub quarters: Vec<Quarter>,
    /// In the order of the programme.
    pub targets: Vec<TargetReached>,
    /// In the order of the programme.
    pub grants: Vec<GrantGiven>,
    /// Families that lack something with no day on which it could be there.
    pub undated: u64,
}

/// The days that are counted.
struct Days<'a> {
    programme: &'a Programme,
    as_of: Day,
    /// Families attached.
    attached: Vec<Day>,
    /// Results claimed, with their pence.
    results: Vec<(Day, u64)>,
    /// Results that may come.
    forecast: Vec<Day>,
}

/// Makes the return.
#[must_use]
pub fn quarterly(programme: &Programme, counted: &Counted<'_>) -> Return {
    let (forecast, undated) = forecast(counted);
    let (attached, results) = (attached(counted), results(counted));
    let days = Days { programme, as_of: counted.as_of, attached, results, forecast };
    let grants = programme.grants.iter().map(|grant| GrantGiven {
        days: grant.days,
        pence: grant.value,
        reference: grant.reference.clone(),
    });
    Return {
        title: programme.title.clone(),
        as_of: counted.as_of,
        quarters: days.quarters(),
        targets: programme.targets.iter().map(|target| days.target(target)).collect(),
        grants: grants.collect(),
        undated,
    }
}

impl Days<'_> {
    fn quarters(&self) -> Vec<Quarter> {
        let results = self.results.iter().map(|(day, _)| day);
        let all = self.attached.iter().chain(results).chain(&self.forecast).chain([&self.as_of]);
        let (first, last) =
            all.fold((self.as_of, self.as_of), |(first, last), day| (first.min(*day), last.max(*day)));
        let mut quarters = Vec::new();
        let mut from = first.quarter_start();
        while from <= last {
            quarters.push(self.quarter(from));
            from = from.months_after(3);
        }
        quarters
    }

    fn quarter(&self, from: Day) -> Quarter {
        let days = Window { from, to: from.months_after(3).before() };
        let attached = self.attached.iter().filter(|day| days.contains(**day));
        let results = self.results.iter().filter(|(day, _)| days.contains(*day));
        Quarter {
            year: financial_year(from),
            number: (from.month() + 8) % 12 / 3 + 1,
            days,
            attached: attached.clone().count() as u64,
            results: results.clone().count() as u64,
            attachment_pence: attached.filter_map(|day| self.programme.pence(Paid::Attachment, *day)).sum(),
            result_pence: results.map(|(_, pence)| pence).sum(),
            forecast: self.forecast.iter().filter(|day| days.contains(**day)).count() as u64,
        }
    }

    fn target(&self, target: &Dated<(Paid, u64)>) -> TargetReached {
        let (kind, families) = target.value;
        let within = |day: &&Day| target.days.contains(**day);
        let (reached, forecast) = match kind {
            Paid::Attachment => (self.attached.iter().filter(within).count(), 0),
            Paid::Result => (
                self.results.iter().map(|(day, _)| day).filter(within).count(),
                self.forecast.iter().filter(within).count(),
            ),
        };
        TargetReached {
            kind,
            days: target.days,
            families,
            reached: reached as u64,
            due: due(target.days, families, self.as_of),
            forecast: forecast as u64,
            reference: target.reference.clone(),
        }
    }
}

/// The day each family was engaged, those of one family under several ids once, by day.
fn attached(counted: &Counted<'_>) -> Vec<Day> {
    let mut first: BTreeMap<&FamilyId, Day> = BTreeMap::new();
    for (family, day) in counted.attached.iter().filter(|(_, day)| **day <= counted.as_of) {
        let known = first.entry(first_id(counted.account.same(), family)).or_insert(*day);
        *known = (*known).min(*day);
    }
    let mut days: Vec<Day> = first.into_values().collect();
    days.sort_unstable();
    days
}

/// The day each result that went in is for, and its pence.
fn results(counted: &Counted<'_>) -> Vec<(Day, u64)> {
    let standing = counted.account.standing(false);
    let mut results: Vec<(Day, u64)> =
        standing.map(|(_, claim, family)| (claim.as_of, family.line.pence.unwrap_or(0))).collect();
    results.retain(|(day, _)| *day <= counted.as_of);
    results.sort_unstable();
    results
}

/// The days of results that may come, and how many families have none; who was claimed for since is not among them. Who can be claimed for now is counted on the day of the
/// return; who lacks something on the earliest day it could be there, but not before that day.
fn forecast(counted: &Counted<'_>) -> (Vec<Day>, u64) {
    let same = counted.account.same();
    let claimed: Vec<FamilyId> = counted.account.standing(false).map(|(_, _, one)| one.family()).collect();
    let mut seen: BTreeSet<&FamilyId> = claimed.iter().map(|family| first_id(same, family)).collect();
    let can_be = counted.claimable.iter().filter(|family| seen.insert(first_id(same, family))).count();
    let mut days = vec![counted.as_of; can_be];
    let mut undated = 0;
    for part in counted.near_misses.iter().filter(|part| seen.insert(first_id(same, &part.family))) {
        match part.family_earliest {
            Some(day) => days.push(day.max(counted.as_of)),
            None => undated += 1,
        }
    }
    days.sort_unstable();
    (days, undated)
}

fn due(days: Window, families: u64, as_of: Day) -> u64 {
    let passed = as_of.min(days.to).days_since(days.from) + 1;
    let passed = u64::try_from(passed).unwrap_or(0);
    let all = u64::try_from(days.days()).unwrap_or(1).max(1);
    families * passed / all
}

/// The financial year of a day, `2016/17`.
fn financial_year(day: Day) -> Text {
    let first = if day.month() < 4 { day.year() - 1 } else { day.year() };
    format!("{first}/{:02}", (first + 1) % 100).into()
}

#[cfg(test)]
mod tests {
    use super::super::register::{Line, Step};
    use super::super::specimens::day;
    use super::*;

    fn programme() -> Programme {
        let (_, text) =
            super::super::programme::BUILTIN.iter().find(|(name, _)| *name == "harrow").expect("built in");
        Programme::check(text).expect("right")
    }

    fn attached_on(days: &[(&str, &str)]) -> BTreeMap<FamilyId, Day> {
        days.iter().map(|(family, on)| ((*family).into(), day(on))).collect()
    }

    fn of(attached: &BTreeMap<FamilyId, Day>, account: &Account) -> Return {
        let as_of = day("2016-03-31");
        let counted = Counted { as_of, attached, account, claimable: &["f-3".into()], near_misses: &[] };
        quarterly(&programme(), &counted)
    }

    #[test]
    fn families_are_counted_by_quarter_of_the_financial_year_with_what_is_paid() {
        let attached = attached_on(&[("f-1", "2015-05-01"), ("f-2", "2016-03-31"), ("f-3", "2016-04-01")]);
        let made = of(&attached, &Account::default());
        let names: Vec<String> = made
            .quarters
            .iter()
            .map(|one| format!("{} Q{} {}", one.year, one.number, one.attached))
            .collect();
        assert_eq!(names, ["2015/16 Q1 1", "2015/16 Q2 0", "2015/16 Q3 0", "2015/16 Q4 1"]);
        assert_eq!(made.quarters[0].attachment_pence, 100_000);
        assert_eq!(made.quarters[3].forecast, 1, "who can be claimed for now");
    }

    #[test]
    fn a_target_says_what_is_reached_and_what_would_be_due_by_now() {
        let attached = attached_on(&[("f-1", "2015-05-01"), ("f-2", "2016-03-31")]);
        let made = of(&attached, &Account::default());
        let year = made.targets.iter().find(|one| one.families == 230).expect("Harrow's first year");
        assert_eq!((year.reached, year.due), (2, 230));
        let all = made.targets.iter().find(|one| one.kind == Paid::Attachment && one.families == 1360);
        assert_eq!(all.map(|one| one.due), Some(272), "one year of five");
    }

    #[test]
    fn who_was_claimed_for_is_counted_as_a_result_and_no_longer_forecast() {
        let proposed = Line {
            as_of: Some(day("2016-03-31")),
            pence: Some(80_000),
            ..Line::new(Step::Proposed, "k001", "A").about(&"f-3".into())
        };
        let submitted = Line::new(Step::Submitted, "k001", "B");
        let on = day("2016-04-20");
        let made = of(&BTreeMap::new(), &Account::of([(on, &proposed), (on, &submitted)]));
        let last = made.quarters.last().expect("the quarter of the day");
        assert_eq!((last.results, last.result_pence, last.forecast), (1, 80_000, 0));
    }

    #[test]
    fn a_family_that_came_back_under_another_id_is_attached_once() {
        let line = Line::new(Step::SameFamily, "", "A").about(&"f-2".into()).saying("f-1");
        let account = Account::of([(day("2016-03-01"), &line)]);
        let attached = attached_on(&[("f-1", "2015-05-01"), ("f-2", "2016-02-01")]);
        assert_eq!(of(&attached, &account).quarters.iter().map(|one| one.attached).sum::<u64>(), 1);
    }
}
