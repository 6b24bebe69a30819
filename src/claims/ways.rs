//! Walks a family's rows along the plan's outline: which clauses settled a letter, and which are still missing on the
//! nearest way. Verdicts are taken as they stand.

use super::outline::{Join, Outline};
use crate::domain::{ClauseId, Day};
use crate::outcomes::{FamilyOutcome, Row, Truth};
use std::cmp::Reverse;
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

    /// The clauses that made `id` met: all parts of a group that needs all, the first met part of one that needs any.
    /// Empty if it is not met.
    #[must_use]
    pub fn decisive(&self, id: &ClauseId) -> Vec<&'a Row> {
        let Some(row) = self.row(id).filter(|row| row.truth == Truth::Met) else {
            return Vec::new();
        };
        let met = self.outline.parts(id).iter().filter(|part| self.truth(part) == Some(Truth::Met));
        let needed = match self.outline.entry(id).map(|entry| entry.join) {
            Some(Join::Any | Join::Case) => 1,
            Some(Join::AtLeast(number)) => number,
            Some(Join::All) | None => usize::MAX,
        };
        let below: Vec<&Row> = met.take(needed).flat_map(|part| self.decisive(part)).collect();
        if below.is_empty() { vec![row] } else { below }
    }

    /// The clauses still missing for `id` on the way that lacks least; empty if it is met, lapsed or not asked.
    #[must_use]
    pub fn missing(&self, id: &ClauseId) -> Vec<&'a Row> {
        let Some(row) = self.row(id).filter(|row| is_open(row.truth)) else {
            return Vec::new();
        };
        let open = |part: &&ClauseId| self.truth(part).is_some_and(is_open);
        let mut ways: Vec<Vec<&Row>> =
            self.outline.parts(id).iter().filter(open).map(|part| self.missing(part)).collect();
        let needed = match self.outline.entry(id).map(|entry| entry.join) {
            Some(Join::Any | Join::Case) => 1,
            Some(Join::AtLeast(number)) => number.saturating_sub(self.met_parts(id)),
            Some(Join::All) | None => usize::MAX,
        };
        if needed < ways.len() {
            ways.sort_by_key(|way| distance(way));
            ways.truncate(needed);
        }
        let below: Vec<&Row> = ways.into_iter().flatten().collect();
        if below.is_empty() { vec![row] } else { below }
    }

    fn met_parts(&self, id: &ClauseId) -> usize {
        self.outline.parts(id).iter().filter(|part| self.truth(part) == Some(Truth::Met)).count()
    }
}

fn is_open(truth: Truth) -> bool {
    matches!(truth, Truth::NotMet | Truth::Unknown)
}

/// How far a family is from having these rows met: failed ones first, then how many, then the latest of their earliest
/// days, no day being last. Smaller is nearer.
#[must_use]
pub fn distance(missing: &[&Row]) -> (usize, usize, Reverse<Option<Reverse<Day>>>) {
    let failed = missing.iter().filter(|row| row.truth == Truth::NotMet).count();
    (failed, missing.len(), Reverse(latest(missing.iter().map(|row| row.earliest)).map(Reverse)))
}

/// The last of these days; `None` if one is not known or there are none.
#[must_use]
pub fn latest(days: impl IntoIterator<Item = Option<Day>>) -> Option<Day> {
    let days: Option<Vec<Day>> = days.into_iter().collect();
    days?.into_iter().max()
}

#[cfg(test)]
mod tests {
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
        assert_eq!(ids(&Ways::new(&outcome, &outline).decisive(&"x:progress".into())), ["p1", "p2"]);
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
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x:progress".into())), ["q1", "q2"]);
    }

    #[test]
    fn only_so_many_parts_are_missing_as_are_still_needed() {
        let outcome =
            family("f-1", &[not_met("x:progress"), not_met("a"), unknown("b", Reason::NoRecord), met("c")]);
        let outline = outline(&[("x:progress", Join::AtLeast(2), &["a", "b", "c"])]);
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x:progress".into())), ["b"]);
    }

    #[test]
    fn a_letter_without_a_measure_is_itself_what_is_missing() {
        let outcome = family("f-1", &[unknown("x:progress", Reason::NoMeasure)]);
        let outline = outline(&[("x:progress", Join::Any, &["p"])]);
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x:progress".into())), ["x:progress"]);
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
        assert_eq!(ids(&Ways::new(&outcome, &outline).missing(&"x:progress".into())), ["c"]);
    }
}
