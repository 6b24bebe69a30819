//! Walks a family's rows along the plan's outline: which clauses settled a letter, and which are still missing on the
//! nearest way. Verdicts are taken as they stand.

use super::outline::{Join, Outline, progress_of};
use crate::domain::{ClauseId, Day};
use crate::outcomes::{FamilyOutcome, Row, Truth};
use std::collections::BTreeMap;

/// A family's own rows (those without a person) and the outline of its plan.
pub struct Ways<'a> {
    rows: BTreeMap<&'a ClauseId, &'a Row>,
    outline: &'a Outline,
}

impl<'a> Ways<'a> {
    /// The ways of this family.
    #[must_use]
    pub fn new(outcome: &'a FamilyOutcome, outline: &'a Outline) -> Self {
        let rows = outcome.rows.iter().filter(|row| row.person.is_none());
        Self { rows: rows.map(|row| (&row.clause, row)).collect(), outline }
    }

    /// The family's row of this clause, group or letter.
    #[must_use]
    pub fn row(&self, id: &ClauseId) -> Option<&'a Row> {
        self.rows.get(id).copied()
    }

    fn truth(&self, id: &ClauseId) -> Option<Truth> {
        self.row(id).map(|row| row.truth)
    }

    /// The parts of a group that serve the letter and for which the verdict is one of those wanted.
    fn parts(&self, id: &ClauseId, letter: &ClauseId, wanted: fn(Truth) -> bool) -> Vec<&'a ClauseId> {
        let serves =
            |part: &&ClauseId| self.outline.entry(part).is_some_and(|entry| entry.serves.contains(letter));
        let parts = self.outline.parts(id).iter().filter(serves);
        parts.filter(|part| self.truth(part).is_some_and(wanted)).collect()
    }

    fn join(&self, id: &ClauseId) -> Join {
        self.outline.entry(id).map_or(Join::All, |entry| entry.join)
    }

    /// The clauses that settled a letter: all parts of a group that needs all, the first met part of one that needs any.
    /// Empty if its progress is not met.
    #[must_use]
    pub fn decisive(&self, letter: &ClauseId) -> Vec<&'a Row> {
        self.decisive_below(&progress_of(letter), letter)
    }

    fn decisive_below(&self, id: &ClauseId, letter: &ClauseId) -> Vec<&'a Row> {
        let Some(row) = self.row(id).filter(|row| is_met(row.truth)) else {
            return Vec::new();
        };
        let needed = match self.join(id) {
            Join::Any | Join::Case => 1,
            Join::AtLeast(number) => number,
            Join::All => usize::MAX,
        };
        let met = self.parts(id, letter, is_met).into_iter().take(needed);
        let below: Vec<&Row> = met.flat_map(|part| self.decisive_below(part, letter)).collect();
        if below.is_empty() { vec![row] } else { below }
    }

    /// The clauses still missing for a letter on the way that lacks least; empty if its progress is met, lapsed or not asked.
    #[must_use]
    pub fn missing(&self, letter: &ClauseId) -> Vec<&'a Row> {
        self.missing_below(&progress_of(letter), letter)
    }

    fn missing_below(&self, id: &ClauseId, letter: &ClauseId) -> Vec<&'a Row> {
        let Some(row) = self.row(id).filter(|row| is_open(row.truth)) else {
            return Vec::new();
        };
        let needed = match self.join(id) {
            Join::Any | Join::Case => 1,
            Join::AtLeast(number) => number.saturating_sub(self.parts(id, letter, is_met).len()),
            Join::All => usize::MAX,
        };
        let open = self.parts(id, letter, is_open);
        let mut ways: Vec<Vec<&Row>> =
            open.into_iter().map(|part| self.missing_below(part, letter)).collect();
        if needed < ways.len() {
            ways.sort_by_key(|way| distance(way));
            ways.truncate(needed);
        }
        let below: Vec<&Row> = ways.into_iter().flatten().collect();
        if below.is_empty() { vec![row] } else { below }
    }
}

fn is_met(truth: Truth) -> bool {
    truth == Truth::Met
}

fn is_open(truth: Truth) -> bool {
    matches!(truth, Truth::NotMet | Truth::Unknown)
}

/// How far off rows that are missing are; smaller is nearer.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Distance {
    /// How many have failed.
    failed: usize,
    /// Whether one has no day on which it could be met.
    undated: bool,
    /// The last of the days on which they could be met.
    day: Option<Day>,
    /// How many there are.
    number: usize,
}

/// How far off these rows are: first by how many have failed, then by the day they could all be met, no day being last, then
/// by how many they are.
#[must_use]
pub fn distance(missing: &[&Row]) -> Distance {
    let day = latest(missing.iter().map(|row| row.earliest));
    Distance {
        failed: missing.iter().filter(|row| row.truth == Truth::NotMet).count(),
        undated: day.is_none() && !missing.is_empty(),
        day,
        number: missing.len(),
    }
}

/// The last of these days; `None` if one is not known or there are none.
#[must_use]
pub fn latest(days: impl IntoIterator<Item = Option<Day>>) -> Option<Day> {
    let days: Option<Vec<Day>> = days.into_iter().collect();
    days?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::super::outline::OutlineEntry;
    use super::super::specimens::*;
    use super::*;
    use crate::outcomes::Reason;

    fn ids(rows: &[&Row]) -> Vec<String> {
        rows.iter().map(|row| row.clause.to_string()).collect()
    }

    #[test]
    fn the_first_met_way_settles_a_letter() {
        let outcome = family(
            "f-1",
            &[met("x:progress"), met("p"), unknown("q", Reason::InArrears), met("p1"), met("p2")],
        );
        let outline = outline(&[("x:progress", Join::Any, &["q", "p"]), ("p", Join::All, &["p1", "p2"])]);
        assert_eq!(ids(&Ways::new(&outcome, &outline).decisive(&"x".into())), ["p1", "p2"]);
    }

    #[test]
    fn a_way_that_waits_for_data_is_nearer_than_one_that_failed() {
        let outcome = family(
            "f-1",
            &[
                unknown("x:progress", Reason::InArrears),
                not_met("p"),
                unknown("q", Reason::InArrears),
                unknown("q1", Reason::InArrears),
                unknown("q2", Reason::TooEarly),
                met("q3"),
            ],
        );
        let outline =
            outline(&[("x:progress", Join::Any, &["p", "q"]), ("q", Join::All, &["q1", "q2", "q3"])]);
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x".into())), ["q1", "q2"]);
    }

    #[test]
    fn only_so_many_parts_are_missing_as_are_still_needed() {
        let outcome =
            family("f-1", &[not_met("x:progress"), not_met("a"), unknown("b", Reason::NoRecord), met("c")]);
        let outline = outline(&[("x:progress", Join::AtLeast(2), &["a", "b", "c"])]);
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x".into())), ["b"]);
    }

    #[test]
    fn a_way_of_another_letter_does_not_count() {
        let outcome = family("f-1", &[met("x:progress"), met("g"), met("p"), met("q")]);
        let mut outline = outline(&[("x:progress", Join::Any, &["g"]), ("g", Join::Any, &["p", "q"])]);
        let other = outline.entry(&"p".into()).expect("an entry").clone();
        outline.add("p".into(), OutlineEntry { serves: ["y".into()].into(), ..other });
        assert_eq!(ids(&Ways::new(&outcome, &outline).decisive(&"x".into())), ["q"]);
    }

    #[test]
    fn a_letter_without_a_measure_is_itself_what_is_missing() {
        let outcome = family("f-1", &[unknown("x:progress", Reason::NoMeasure)]);
        let outline = outline(&[("x:progress", Join::Any, &["p"])]);
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x".into())), ["x:progress"]);
    }

    #[test]
    fn of_two_ways_alike_the_one_with_the_earlier_day_is_nearer_and_no_day_comes_last() {
        let dated = |id, date| Row { earliest: Some(day(date)), ..unknown(id, Reason::TooEarly) };
        let rows = [
            unknown("x:progress", Reason::TooEarly),
            unknown("a", Reason::TooEarly),
            dated("b", "2017-06-01"),
            dated("c", "2017-05-01"),
        ];
        let outcome = family("f-1", &rows);
        let outline = outline(&[("x:progress", Join::Any, &["a", "b", "c"])]);
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x".into())), ["c"]);
    }
}
