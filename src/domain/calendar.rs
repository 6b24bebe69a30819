//! School terms in order, and what follows from a birth date: school age and the year group.

use super::day::Day;
use super::ids::Text;
use super::period::Window;

/// One school term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// Its name, for example `autumn 2016`.
    pub name: Text,
    /// First and last day.
    pub days: Window,
}

/// The terms of a council, oldest first, never overlapping.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct SchoolCalendar {
    terms: Vec<Term>,
}

impl SchoolCalendar {
    /// Sorts the terms by first day; `None` if two overlap.
    #[must_use]
    pub fn new(mut terms: Vec<Term>) -> Option<Self> {
        terms.sort_by_key(|term| term.days);
        terms.windows(2).all(|pair| pair[0].days.to < pair[1].days.from).then_some(Self { terms })
    }

    /// All terms, oldest first.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The index of the latest term that ended on or before `day`.
    #[must_use]
    pub fn latest_ended(&self, day: Day) -> Option<usize> {
        self.terms.iter().rposition(|term| term.days.to <= day)
    }

    /// The days an occurrence may fall on to belong to term `index`: the term and the holiday after it (a day between
    /// terms belongs to the term before).
    #[must_use]
    pub fn reach(&self, index: usize) -> Window {
        let term = &self.terms[index];
        let to = self.terms.get(index + 1).map_or(term.days.to, |next| next.days.from.before());
        Window { from: term.days.from, to }
    }
}

/// The last Friday in June of `year`.
#[must_use]
pub fn last_friday_in_june(year: i32) -> Day {
    use chrono::{Datelike, Weekday};
    let mut day = Day::new(year, 6, 30).expect("June has 30 days");
    while day.date().weekday() != Weekday::Fri {
        day = day.before();
    }
    day
}

/// School age of a person born on `born`: from the 1 September after the fifth birthday to the last Friday in June of the
/// school year in which the person turns 16.
#[must_use]
pub fn school_age(born: Day) -> Window {
    let fifth = born.birthday(5);
    let from = next_september(fifth);
    Window { from, to: school_leaving_day(born) }
}

/// The last Friday in June of the school year in which a person born on `born` turns 16.
#[must_use]
pub fn school_leaving_day(born: Day) -> Day {
    let sixteenth = born.birthday(16);
    let year = if sixteenth.month() >= 9 { sixteenth.year() + 1 } else { sixteenth.year() };
    last_friday_in_june(year)
}

/// The 1 September strictly after `day`.
fn next_september(day: Day) -> Day {
    let this = Day::new(day.year(), 9, 1).expect("September has a first day");
    if this > day { this } else { Day::new(day.year() + 1, 9, 1).expect("September has a first day") }
}

/// The year group on `day` of a person born on `born`: 0 is Reception (the school year after the fourth birthday), 6 is
/// Year 6, negative before Reception.
#[must_use]
pub fn year_group(born: Day, day: Day) -> i32 {
    let school_year = |d: Day| if d.month() >= 9 { d.year() } else { d.year() - 1 };
    // Born September 2010 to August 2011: Reception begins September 2015.
    school_year(day) - school_year(born) - 5
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test day")
    }

    #[test]
    fn a_summer_child_starts_reception_at_four_and_leaves_year_eleven_in_june() {
        let born = day("2005-08-31");
        assert_eq!(year_group(born, day("2009-08-31")), -1);
        assert_eq!(year_group(born, day("2009-09-01")), 0);
        assert_eq!(year_group(born, day("2016-07-20")), 6);
        assert_eq!(school_age(born).from, day("2010-09-01"));
        assert_eq!(school_age(born).to, day("2021-06-25"));
        assert_eq!(school_leaving_day(day("2005-09-01")), day("2022-06-24"));
    }
}
