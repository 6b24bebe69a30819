//! How each feed stands on a day: what it covers, what it should cover by its rhythm, and what came.

use super::basis::{Basis, DeliveryUsed};
use super::checked::Checked;
use super::manifest::DeliveryRows;
use crate::domain::{Day, SchoolCalendar, Text, Window};
use crate::facts::unlinked::UnlinkedCoverage;
use crate::facts::{Coverage, FactKind};
use crate::feeds::FeedSchema;
use crate::feeds::period::Unit;
use crate::feeds::schema::CoverageRule;
use crate::reports::inputs::FeedStatus;
use crate::workspace::due::{due_period, late_since, reach};
use crate::workspace::interchange::Form;
use std::collections::{BTreeMap, BTreeSet};

/// What a coverage rule and the coverage made by it have in common: fact, ages, identifier, whether it is of the rows'
/// people only.
type Statement = (FactKind, Option<(u32, u32)>, Option<Text>, bool);

/// How every feed of the schemas stands on the day asked, by name.
#[must_use]
pub fn of_feeds(
    basis: &Basis,
    checked: &Checked,
    coverage: &[UnlinkedCoverage],
    prepared: &Coverage,
    rows: &[DeliveryRows],
) -> Vec<FeedStatus> {
    let mut stated: BTreeMap<Statement, BTreeSet<Window>> = BTreeMap::new();
    for one in coverage {
        let statement = (one.kind, one.ages, one.requires.clone(), one.who.is_some());
        stated.entry(statement).or_default().insert(one.window);
    }
    let mut latest: BTreeMap<&Text, &FeedSchema> = BTreeMap::new();
    for schema in checked.layouts.schemas.iter().filter(|schema| schema.since <= basis.as_of) {
        let kept = latest.entry(&schema.feed).or_insert(schema);
        if kept.since <= schema.since {
            *kept = schema;
        }
    }
    let calendar = &checked.layouts.calendar;
    let mut all: Vec<FeedStatus> = latest
        .into_values()
        .map(|schema| {
            let came = came(basis, rows, |feed| feed == &*schema.feed);
            status(schema, calendar, basis.as_of, &stated, &came)
        })
        .collect();
    all.extend(interchange(&came(basis, rows, |feed| Form::parse(feed).is_some()), prepared));
    all.sort_by(|a, b| a.feed.cmp(&b.feed));
    all
}

/// The deliveries of a feed with their rows.
fn came<'b>(
    basis: &'b Basis,
    rows: &'b [DeliveryRows],
    is_of_feed: impl Fn(&str) -> bool,
) -> Vec<(&'b DeliveryUsed, &'b DeliveryRows)> {
    basis.deliveries.iter().zip(rows).filter(|(one, _)| is_of_feed(&one.feed)).collect()
}

/// How the council's own prepared facts stand, if any came. They have no rhythm.
fn interchange(came: &[(&DeliveryUsed, &DeliveryRows)], prepared: &Coverage) -> Option<FeedStatus> {
    (!came.is_empty()).then(|| FeedStatus {
        feed: "interchange".into(),
        title: "Facts the council prepares itself".into(),
        covers: prepared.rows().map(|(kind, _, _)| kind).collect(),
        about: "the people and facts its coverage states".into(),
        covered: merged(prepared.rows().map(|(_, _, window)| window).collect()),
        expected_to: None,
        due_on: None,
        deliveries: came.len() as u64,
        received_on: came.iter().map(|(one, _)| one.received.day()).max(),
        rows: came.iter().map(|(_, rows)| rows.rows).sum(),
        rejects: came.iter().map(|(_, rows)| rows.rejects).sum(),
    })
}

fn status(
    schema: &FeedSchema,
    calendar: &SchoolCalendar,
    as_of: Day,
    stated: &BTreeMap<Statement, BTreeSet<Window>>,
    came: &[(&DeliveryUsed, &DeliveryRows)],
) -> FeedStatus {
    let windows = schema.coverage.iter().filter_map(|rule| stated.get(&statement(rule)));
    let covered = merged(windows.flatten().copied().collect());
    let covered = if schema.names.unit() == Unit::Term { over_holidays(covered, calendar) } else { covered };
    let due = due_period(schema, calendar, as_of);
    let last = came.iter().map(|(one, _)| one.period()).max();
    FeedStatus {
        feed: schema.feed.clone(),
        title: schema.title.clone(),
        covers: schema.coverage.iter().map(|rule| statement(rule).0).collect(),
        about: about(schema).into(),
        covered,
        expected_to: due.and_then(|(period, _)| reach(schema, calendar, period)),
        due_on: late_since(schema, calendar, last, as_of).or(due.map(|(_, day)| day)),
        deliveries: came.len() as u64,
        received_on: came.iter().map(|(one, _)| one.received.day()).max(),
        rows: came.iter().map(|(_, rows)| rows.rows).sum(),
        rejects: came.iter().map(|(_, rows)| rows.rejects).sum(),
    }
}

fn statement(rule: &CoverageRule) -> Statement {
    let kind = crate::facts::Vocabulary::builtin()
        .find(&rule.fact)
        .expect("a checked schema names facts that exist");
    (kind, rule.ages, rule.requires.clone(), rule.row)
}

/// Whom the feed is complete about, in words.
fn about(schema: &FeedSchema) -> String {
    let words = |rule: &CoverageRule| match (rule.row, &rule.requires, rule.ages) {
        (true, _, _) if schema.snapshot.is_some() => "people confirmed in it".to_owned(),
        (true, _, _) => "people named in it".to_owned(),
        (false, Some(scheme), _) => format!("people with a number of the scheme {scheme}"),
        (false, None, Some((from, to))) if to >= 100 => format!("people aged {from} and over"),
        (false, None, Some((from, to))) => format!("people aged {from} to {to}"),
        (false, None, None) => "everyone".to_owned(),
    };
    let all: BTreeSet<String> = schema.coverage.iter().map(words).collect();
    all.into_iter().collect::<Vec<_>>().join("; ")
}

/// Joins windows that only a school holiday parts: a school has nothing to tell of it.
fn over_holidays(windows: Vec<Window>, calendar: &SchoolCalendar) -> Vec<Window> {
    let mut joined: Vec<Window> = Vec::new();
    for window in windows {
        let holiday_ends = |last: Day| {
            let term = calendar.latest_ended(last).filter(|index| calendar.terms()[*index].days.to == last);
            term.map(|index| calendar.reach(index).to)
        };
        match joined.last_mut() {
            Some(last) if holiday_ends(last.to).is_some_and(|day| window.from <= day.after()) => {
                last.to = window.to
            }
            _ => joined.push(window),
        }
    }
    joined
}

fn merged(mut windows: Vec<Window>) -> Vec<Window> {
    Window::join_all(&mut windows);
    windows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Term;

    fn window(from: &str, to: &str) -> Window {
        let day = |text| Day::parse_iso(text).expect("a test day");
        Window::new(day(from), day(to)).expect("a test window")
    }

    #[test]
    fn terms_that_only_a_holiday_parts_are_one_stretch_and_a_missing_term_parts_them() {
        let days = [
            window("2015-09-03", "2015-12-18"),
            window("2016-01-04", "2016-03-24"),
            window("2016-04-11", "2016-07-20"),
            window("2016-09-05", "2016-12-20"),
        ];
        let terms = days.iter().map(|days| Term { name: "a term".into(), days: *days }).collect();
        let calendar = SchoolCalendar::new(terms).expect("terms apart");
        let covered = vec![days[0], days[1], days[3]];
        assert_eq!(over_holidays(covered, &calendar), [window("2015-09-03", "2016-03-24"), days[3]]);
    }
}
