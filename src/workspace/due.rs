//! When deliveries are due: a feed schema, the school calendar and a day come in; the period that should be here by then
//! goes out, with the day it was due and the day it is complete to.

use crate::domain::{Day, SchoolCalendar, Window};
use crate::feeds::FeedSchema;
use crate::feeds::period::Unit;
use crate::feeds::schema::{CoverageRule, Every};

/// The latest period whose delivery is due by a day, and the day it is due.
#[must_use]
pub fn due_period(schema: &FeedSchema, calendar: &SchoolCalendar, by: Day) -> Option<(Window, Day)> {
    let periods = match schema.rhythm.every {
        Every::Month => back_from(by, 1),
        Every::Quarter => back_from(by, 3),
        Every::Term => calendar.terms().iter().rev().map(|term| term.days).collect(),
    };
    periods
        .into_iter()
        .filter_map(|period| Some((period, due_on(schema, calendar, period)?)))
        .find(|(_, due)| *due <= by)
}

/// The period after one, and the day its delivery is due; `None` if the calendar does not reach that far.
#[must_use]
pub fn next_period(schema: &FeedSchema, calendar: &SchoolCalendar, last: Window) -> Option<(Window, Day)> {
    let next = match schema.rhythm.every {
        Every::Month => following(last.to, 1),
        Every::Quarter => following(last.to, 3),
        Every::Term => calendar.terms().iter().map(|term| term.days).find(|days| days.from > last.to)?,
    };
    Some((next, due_on(schema, calendar, next)?))
}

/// The day since when a feed is late: the first missing delivery, after the last period that came, was due then. `None` if
/// nothing was due by the day. Of a feed that never came it is the latest delivery that should have.
#[must_use]
pub fn late_since(
    schema: &FeedSchema,
    calendar: &SchoolCalendar,
    last: Option<Window>,
    by: Day,
) -> Option<Day> {
    let missing = match last {
        Some(last) => next_period(schema, calendar, last),
        None => due_period(schema, calendar, by),
    };
    missing.map(|(_, due)| due).filter(|due| *due <= by)
}

/// The calendar months or quarter after the one that holds a day.
fn following(day: Day, months: u32) -> Window {
    let first = Day::new(day.year(), (day.month() - 1) / months * months + 1, 1)
        .expect("every month has a first day");
    let from = first.months_after(months);
    Window { from, to: from.months_after(months).before() }
}

/// The day on which the delivery of a period is due; `None` if the calendar does not reach that far.
fn due_on(schema: &FeedSchema, calendar: &SchoolCalendar, period: Window) -> Option<Day> {
    let days = i32::try_from(schema.rhythm.due_days).ok()?;
    let end = match schema.rhythm.due_terms {
        0 => period.to,
        terms => {
            let index = calendar.terms().iter().position(|term| term.days == period)?;
            calendar.terms().get(index + terms as usize)?.days.to
        }
    };
    Some(end.plus_days(days))
}

/// Calendar months or quarters, the latest that began by a day first, a few years back.
fn back_from(by: Day, months: u32) -> Vec<Window> {
    let first =
        Day::new(by.year(), (by.month() - 1) / months * months + 1, 1).expect("every month has a first day");
    let begin = |index: u32| first.months_before(index * months);
    (0..24)
        .map(|index| Window { from: begin(index), to: begin(index).months_after(months).before() })
        .collect()
}

/// The last day that is complete once the delivery of a period has come.
#[must_use]
pub fn reach(schema: &FeedSchema, calendar: &SchoolCalendar, period: Window) -> Option<Day> {
    // A snapshot may be taken on any day of its month.
    let end = if schema.names.unit() == Unit::Day { period.from } else { period.to };
    let of_rule = |rule: &CoverageRule| match rule.terms_before {
        0 => Some(end.after().months_before(rule.settle_months).before()),
        terms => {
            let index = calendar.terms().iter().position(|term| term.days == period)?;
            Some(calendar.terms()[index.checked_sub(terms as usize)?].days.to)
        }
    };
    schema.coverage.iter().filter_map(of_rule).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Vocabulary;
    use crate::facts::interchange::read_terms;
    use crate::feeds::builtin_schemas;
    use crate::workspace::definitions::DEMO_CALENDAR;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test day")
    }

    /// First day of the due period, the day it was due, and the day it is complete to.
    fn due(feed: &str, by: &str) -> [String; 3] {
        let schemas = builtin_schemas(Vocabulary::builtin());
        let schema = schemas.iter().find(|schema| &*schema.feed == feed).expect("a built-in feed");
        let calendar = read_terms("demo.csv", DEMO_CALENDAR.as_bytes()).value;
        let (period, due) = due_period(schema, &calendar, day(by)).expect("something is due");
        let reach = reach(schema, &calendar, period).expect("the calendar goes so far");
        [period.from, due, reach].map(|day| day.to_string())
    }

    #[test]
    fn a_monthly_feed_is_due_some_days_after_the_month() {
        assert_eq!(due("police_bulk", "2016-12-20"), ["2016-10-01", "2016-11-21", "2016-10-31"]);
        assert_eq!(due("police_bulk", "2016-12-21"), ["2016-11-01", "2016-12-21", "2016-11-30"]);
    }

    #[test]
    fn offences_settle_so_a_quarter_is_complete_only_to_its_beginning() {
        assert_eq!(due("yot_offences", "2017-03-31"), ["2016-10-01", "2017-02-14", "2016-09-30"]);
    }

    #[test]
    fn a_snapshot_may_be_taken_on_any_day_of_its_month() {
        assert_eq!(due("dwp_adms", "2016-12-14"), ["2016-11-01", "2016-12-14", "2016-11-01"]);
    }

    #[test]
    fn what_comes_after_the_last_delivery_is_due_in_its_own_time() {
        let schemas = builtin_schemas(Vocabulary::builtin());
        let calendar = read_terms("demo.csv", DEMO_CALENDAR.as_bytes()).value;
        let next = |feed: &str, from: &str, to: &str| {
            let schema = schemas.iter().find(|schema| &*schema.feed == feed).expect("a built-in feed");
            let last = Window::new(day(from), day(to)).expect("a period");
            next_period(schema, &calendar, last)
                .map(|(period, due)| [period.from, due].map(|day| day.to_string()))
        };
        let police = next("police_bulk", "2016-11-01", "2016-11-30");
        assert_eq!(police, Some(["2016-12-01", "2017-01-21"].map(str::to_owned)));
        let snapshot = next("dwp_adms", "2016-11-30", "2016-11-30");
        assert_eq!(snapshot, Some(["2016-12-01", "2017-01-14"].map(str::to_owned)));
        let quarter = next("yot_offences", "2016-07-01", "2016-09-30");
        assert_eq!(quarter, Some(["2016-10-01", "2017-02-14"].map(str::to_owned)));
    }

    #[test]
    fn a_feed_is_late_from_the_first_delivery_that_is_missing() {
        let schemas = builtin_schemas(Vocabulary::builtin());
        let calendar = read_terms("demo.csv", DEMO_CALENDAR.as_bytes()).value;
        let schema = schemas.iter().find(|schema| &*schema.feed == "police_bulk").expect("a built-in feed");
        let last = Window::new(day("2016-09-01"), day("2016-09-30"));
        let since = |last, by| late_since(schema, &calendar, last, day(by)).map(|day| day.to_string());
        assert_eq!(since(last, "2016-11-20"), None);
        assert_eq!(since(last, "2017-01-31"), Some("2016-11-21".to_owned()));
        assert_eq!(since(None, "2017-01-31"), Some("2017-01-21".to_owned()));
    }

    #[test]
    fn attendance_waits_for_the_term_after() {
        let [period, due, reach] = due("education_attendance", "2017-03-31");
        let calendar = read_terms("demo.csv", DEMO_CALENDAR.as_bytes()).value;
        let term =
            |name: &str| calendar.terms().iter().find(|term| &*term.name == name).expect("a term").days;
        assert_eq!(period, term("summer 2016").from.to_string());
        assert_eq!(due, term("autumn 2016").to.plus_days(14).to_string());
        assert_eq!(reach, term("summer 2016").to.to_string());
    }
}
