//! What happens to invented families: offences, school terms, exclusions, benefits, police incidents, casework.
//!
//! A family and chance come in, events are added to its people and homes. A family has troubles, and from some months
//! after engagement on they get better, stay as they are, or get worse. What sources make of it is decided elsewhere.

mod crime;
pub mod school;
mod work;

use super::random::Chance;
use super::timetable::Timetable;
use super::world::{Borough, Family};
use crate::domain::Day;

/// How a family's troubles go on after engagement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Trend {
    Better,
    Same,
    Worse,
}

/// What troubles a family.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
struct Troubles {
    /// Young people offend.
    offending: bool,
    /// Neighbours call the police.
    nuisance: bool,
    /// Children miss school or are excluded.
    school: bool,
    /// Adults are out of work.
    work: bool,
}

impl Troubles {
    /// Two or three of crime, school and work, as with families that a programme engages; now and then only one.
    fn some(chance: &mut Chance) -> Self {
        let without = chance.weighted(&[28, 18, 14, 40]);
        let crime = without != 0;
        let kind = chance.weighted(&[45, 35, 20]);
        let mut troubles = Self {
            offending: crime && kind != 1,
            nuisance: crime && kind != 0,
            school: without != 1,
            work: without != 2,
        };
        if chance.percent(6) {
            troubles = Self { work: true, ..Self::default() };
        }
        troubles
    }
}

/// The family whose life is told, and what decides it.
struct Life<'a> {
    borough: &'a mut Borough,
    family: &'a Family,
    timetable: &'a Timetable,
    chance: &'a mut Chance,
    troubles: Troubles,
    trend: Trend,
    /// From this day on the trend shows.
    turn: Day,
}

/// Adds the events of a family's life.
pub fn live(borough: &mut Borough, family: &Family, timetable: &Timetable, chance: &mut Chance) {
    let trend = match chance.weighted(&[55, 30, 15]) {
        0 => Trend::Better,
        1 => Trend::Same,
        _ => Trend::Worse,
    };
    let engaged = family.engaged_on.unwrap_or(timetable.last);
    let turn = engaged.plus_days(i32::try_from(chance.between(20, 120)).expect("small"));
    let troubles = Troubles::some(chance);
    let mut life = Life { borough, family, timetable, chance, troubles, trend, turn };
    life.crime();
    life.school();
    life.work();
}

impl Life<'_> {
    /// How often something happens in `day`'s month, of 1,000, from how often it happened before engagement.
    fn rate(&self, day: Day, before: u32) -> u32 {
        match self.trend {
            _ if day < self.turn => before,
            Trend::Better => before / 5,
            Trend::Same => before,
            Trend::Worse => before * 3 / 2,
        }
    }

    /// The first days of all months that feeds tell of.
    fn months(&self) -> Vec<Day> {
        let mut months = Vec::new();
        let mut month = self.timetable.history;
        while month <= self.timetable.last {
            months.push(month);
            month = month.months_after(1);
        }
        months
    }

    fn day_in(&mut self, month: Day) -> Day {
        month.plus_days(i32::try_from(self.chance.below(month.month_end().day_of_month())).expect("small"))
    }

    fn later(&mut self, day: Day, low: u32, high: u32) -> Day {
        day.plus_days(i32::try_from(self.chance.between(low, high)).expect("small"))
    }
}
