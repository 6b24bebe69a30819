//! Which deliveries a feed's rhythm leads to expect, and which of them have not come.
//!
//! The periods delivered so far, the school calendar and a day come in; late feeds go out as problems. What was due before
//! the first delivery is not asked for.

use super::period::{DeliveryPeriod, Unit};
use super::schema::{Every, FeedSchema};
use crate::domain::{Day, SchoolCalendar};
use crate::problem::{Kind, Place, Problem};

/// One `F304` for each delivery that was due by `on` and is not among `delivered`, oldest first. The place names the feed.
#[must_use]
pub fn late(
    schema: &FeedSchema,
    delivered: &[DeliveryPeriod],
    calendar: &SchoolCalendar,
    on: Day,
) -> Vec<Problem> {
    let every = schema.rhythm.every;
    let known: Vec<i32> =
        delivered.iter().filter_map(|period| every.number_of(period.days.from, calendar)).collect();
    let Some(first) = known.iter().min() else { return Vec::new() };
    let mut problems = Vec::new();
    for number in first + 1.. {
        let Some(due) = due(schema, number, calendar).filter(|due| *due <= on) else { break };
        if !known.contains(&number) {
            let detail = format!("the delivery for {} was due on {due}", every.name_of(number, calendar));
            let problem = Problem::new(Kind::LateFeed, Place::file(&*schema.feed), detail);
            problems.push(problem.with_hint(format!("ask {} for it", schema.sender)));
        }
    }
    problems
}

/// The day by which the delivery of a period is expected; `None` where the calendar does not reach that far.
fn due(schema: &FeedSchema, number: i32, calendar: &SchoolCalendar) -> Option<Day> {
    let rhythm = schema.rhythm;
    let last = match rhythm.every {
        Every::Term => {
            let index = usize::try_from(number).ok()? + usize::try_from(rhythm.due_terms).ok()?;
            calendar.terms().get(index)?.days.to
        }
        Every::Month => first_of_month(number + 1).before(),
        Every::Quarter => first_of_month((number + 1) * 3).before(),
    };
    Some(last.plus_days(i32::try_from(rhythm.due_days).ok()?))
}

impl Every {
    /// Periods counted in order, so that the next has the next number.
    fn number_of(self, day: Day, calendar: &SchoolCalendar) -> Option<i32> {
        let month = day.year() * 12 + i32::try_from(day.month()).ok()? - 1;
        match self {
            Self::Month => Some(month),
            Self::Quarter => Some(month / 3),
            Self::Term => {
                let index = calendar.terms().iter().position(|term| term.days.contains(day))?;
                i32::try_from(index).ok()
            }
        }
    }

    fn name_of(self, number: i32, calendar: &SchoolCalendar) -> String {
        match self {
            Self::Month => format!("{}-{:02}", number / 12, number % 12 + 1),
            Self::Quarter => format!("{}-Q{}", number / 4, number % 4 + 1),
            Self::Term => {
                let term = usize::try_from(number).ok().and_then(|index| calendar.terms().get(index));
                term.map_or_else(String::new, |term| term.name.to_string())
            }
        }
    }
}

fn first_of_month(month: i32) -> Day {
    let number = u32::try_from(month % 12 + 1).expect("a month counted from the year 0");
    Day::new(month / 12, number, 1).expect("every month has a first day")
}

impl Unit {
    /// The rhythm whose periods this unit names; a day may stand for its month.
    #[must_use]
    pub fn fits(self, every: Every) -> bool {
        matches!(
            (self, every),
            (Self::Quarter, Every::Quarter)
                | (Self::Term, Every::Term)
                | (Self::Month | Self::Day, Every::Month)
                | (Self::Day, Every::Quarter | Every::Term)
        )
    }
}
