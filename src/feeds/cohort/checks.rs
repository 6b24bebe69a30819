//! Checks across the rows of one cohort file: two families at once, two homes at once.
//!
//! Rows and their lines come in, warnings go out; nothing is left out for them.

use crate::domain::cohort::{CohortTables, Residence};
use crate::domain::{Day, FamilyId, Period, PersonId};
use crate::problem::{Kind, Place, Problem};
use std::collections::BTreeMap;

/// A person who is a member of two open families on one day. A family is open until its case closes.
/// `lines` are the lines of `tables.members`.
pub(super) fn two_families(tables: &CohortTables, lines: &[u32]) -> Vec<Problem> {
    let closed: BTreeMap<&FamilyId, Option<Day>> =
        tables.families.iter().map(|family| (&family.id, family.closed_on)).collect();
    let stays = tables.members.iter().zip(lines).filter_map(|(member, line)| {
        let closed = *closed.get(&member.family)?;
        let to = [member.period.to, closed].into_iter().flatten().min();
        let period = Period::new(member.period.from, to)?;
        Some(Stay { person: &member.person, place: member.family.as_str(), period, line: *line })
    });
    let warn = |first: u32, line: u32| {
        let detail = format!("line {first} has this person in another open family on the same day");
        Problem::new(Kind::CohortTwoFamilies, Place::line("members.csv", line), detail)
    };
    overlaps(stays.collect()).map(|(first, line)| warn(first, line)).collect()
}

/// A person who lives in two households on one day. The day of a move may be the last day there and the first day here.
/// `lines` are the lines of `residences`.
pub(super) fn two_homes(residences: &[Residence], lines: &[u32]) -> Vec<Problem> {
    let stays = residences.iter().zip(lines).filter_map(|(home, line)| {
        let period = Period::new(home.period.from, home.period.to.map(Day::before))?;
        Some(Stay { person: &home.person, place: home.household.as_str(), period, line: *line })
    });
    let warn = |first: u32, line: u32| {
        let detail = format!("line {first} has this person in another home on the same day");
        Problem::new(Kind::CohortTwoHomes, Place::line("residences.csv", line), detail)
    };
    overlaps(stays.collect()).map(|(first, line)| warn(first, line)).collect()
}

struct Stay<'a> {
    person: &'a PersonId,
    place: &'a str,
    period: Period,
    line: u32,
}

/// Pairs of lines where one person has two different places on one day: each stay against the one before it that
/// lasts longest.
fn overlaps(mut stays: Vec<Stay<'_>>) -> impl Iterator<Item = (u32, u32)> {
    stays.sort_by_key(|stay| (stay.person.clone(), stay.period, stay.line));
    let mut pairs = Vec::new();
    let mut longest: Option<&Stay<'_>> = None;
    for stay in &stays {
        let same = longest.filter(|before| before.person == stay.person);
        if let Some(before) = same
            && before.place != stay.place
            && before.period.contains(stay.period.from)
        {
            pairs.push((before.line, stay.line));
        }
        let outlasts =
            |before: &Stay<'_>| before.period.to.is_none_or(|to| stay.period.to.is_some_and(|own| own < to));
        if !same.is_some_and(outlasts) {
            longest = Some(stay);
        }
    }
    pairs.into_iter()
}
