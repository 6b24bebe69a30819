//! School: half days attended and missed term by term, and exclusions.

use super::{Life, Trend};
use crate::domain::calendar::{school_age, year_group};
use crate::domain::{Day, Term, Window};
use crate::synth::extracts::exclusions::REASONS;
use crate::synth::names::Names;
use crate::synth::world::{Exclusion, PersonIx, Telling, TermRecord};

/// How a child gets on at school before engagement: percent of half days missed without leave, chance of an exclusion
/// in a term of 100.
#[derive(Clone, Copy, Debug)]
struct Trouble {
    missed: u32,
    excluded: u32,
}

impl Life<'_> {
    pub(super) fn school(&mut self) {
        let troubled = self.troubles.school;
        let members: Vec<PersonIx> = self.family.members.iter().map(|member| member.person).collect();
        for person in members {
            let born = self.borough.people[person].born_on;
            let terms: Vec<(usize, Term)> =
                self.timetable.calendar.terms().iter().cloned().enumerate().collect();
            let trouble = self.trouble(troubled);
            for (index, term) in terms {
                if term.days.from <= self.timetable.last && attends(born, term.days) {
                    self.term(person, index, term.days, trouble);
                }
            }
        }
    }

    fn trouble(&mut self, troubled: bool) -> Trouble {
        if troubled && self.chance.percent(65) {
            Trouble { missed: self.chance.between(10, 26), excluded: self.chance.between(0, 45) }
        } else {
            Trouble { missed: self.chance.between(0, 3), excluded: 2 }
        }
    }

    fn term(&mut self, person: PersonIx, index: usize, days: Window, trouble: Trouble) {
        let missed = self.percent_after(days.to, trouble.missed);
        let possible = possible_sessions(days);
        let school = self.school_of(person, days.from);
        let authorised = possible * self.chance.between(0, 5) / 100;
        let unauthorised = possible * self.chance.between(missed / 2, missed + missed / 2) / 100;
        self.borough.people[person].terms.push(TermRecord {
            term: index,
            possible,
            authorised,
            unauthorised,
            school,
            told: Telling::default(),
        });
        let excluded = self.percent_after(days.from, trouble.excluded);
        for _ in 0..2 {
            if self.chance.percent(excluded) {
                self.exclusion(person, days);
            }
        }
    }

    fn percent_after(&self, day: Day, before: u32) -> u32 {
        match self.trend {
            _ if day < self.turn => before,
            Trend::Better => before / 4,
            Trend::Same => before,
            Trend::Worse => before * 5 / 4,
        }
    }

    fn exclusion(&mut self, person: PersonIx, days: Window) {
        let length = u32::try_from(days.days()).expect("terms have days");
        let day = days.from.plus_days(i32::try_from(self.chance.below(length)).expect("small"));
        let child = &self.borough.people[person];
        let reference = format!("X{}/{}", child.id, child.exclusions.len() + 1);
        let (category, sessions) = match self.chance.below(100) {
            0..3 => ("PERM", 0),
            3..13 => ("LNCH", 1),
            _ => ("SUSP", self.chance.between(1, 10)),
        };
        let withdrawn_on = (category == "PERM" && self.chance.percent(30)).then(|| day.plus_days(75));
        let reason = (*self.chance.pick(REASONS)).to_owned();
        self.borough.people[person].exclusions.push(Exclusion {
            day,
            category: category.to_owned(),
            sessions,
            reason,
            reference,
            withdrawn_on,
            told: Telling::default(),
        });
    }

    /// The school of the child's stage; it changes once, in the September of Year 7.
    fn school_of(&mut self, person: PersonIx, day: Day) -> String {
        let child = &self.borough.people[person];
        let stage = stage(child.born_on, day);
        let before = child.terms.last().map(|record| record.term);
        let same_stage = before.is_some_and(|index| {
            self.timetable
                .calendar
                .terms()
                .get(index)
                .is_some_and(|term| stage == self::stage(child.born_on, term.days.from))
        });
        if !same_stage {
            self.borough.people[person].school = Names::builtin().school(stage, self.chance);
        }
        self.borough.people[person].school.clone()
    }
}

fn stage(born: Day, day: Day) -> &'static str {
    if year_group(born, day) <= 6 { "primary" } else { "secondary" }
}

/// Whether a child born on this day is at school for the whole term.
#[must_use]
pub fn attends(born: Day, term: Window) -> bool {
    let age = school_age(born);
    age.from <= term.from && term.from <= age.to
}

/// Half days in a term: two for each weekday, less a week in the middle.
#[must_use]
pub fn possible_sessions(term: Window) -> u32 {
    let days = u32::try_from(term.days()).expect("terms have days");
    let weeks = days.div_ceil(7);
    10 * weeks.saturating_sub(1)
}
