//! What several primitives ask of spells: whether one is open on a day, how it ended, joined stretches of days.

use crate::domain::{Code, Day, Window};
use crate::facts::{Fact, FactKind, Vocabulary};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::verdict::Reason;
use std::collections::BTreeSet;

/// The answer where none of these is on record at or after engagement: not applicable if they are covered since then,
/// unknown otherwise.
#[must_use]
pub fn none(ask: &Ask<'_>, kinds: &BTreeSet<FactKind>) -> Answer {
    let engaged = ask.engaged_on();
    let known = Window::new(engaged, ask.last_covered(kinds).unwrap_or(engaged));
    let covered = known.is_some_and(|known| ask.is_covered(kinds, known));
    if covered { Answer::not_applicable() } else { Answer::unknown(Reason::WindowNotCovered) }
}

/// Whether a spell is in force on `day`.
#[must_use]
pub fn is_open(fact: &Fact, day: Day) -> bool {
    fact.period().contains(day)
}

/// What an assessment found: the end of nothing else, also where a case goes on under the ref of its assessment.
const FINDINGS: &[&str] = &["early-help-needed", "child-in-need", "child-protection", "no-need-found"];

/// The row that says how a spell ended, by the day asked: same ref, same person, dated within the spell.
#[must_use]
pub fn end_row<'a>(ask: &Ask<'a>, fact: &'a Fact) -> Option<&'a Fact> {
    let kind = Vocabulary::builtin().find("spell-end")?;
    let rows = ask.same_case(fact, kind);
    let in_spell = |row: &&Fact| row.from >= fact.from && fact.to.is_none_or(|last| row.from <= last);
    let is_finding = |row: &&Fact| row.code.as_ref().is_some_and(|code| FINDINGS.contains(&code.as_str()));
    let is_assessment = fact.kind.name() == "assessment";
    rows.into_iter().rev().filter(|row| is_assessment || !is_finding(row)).find(in_spell)
}

/// How a spell ended, if it has ended by the day asked and a row says how.
#[must_use]
pub fn end_code<'a>(ask: &Ask<'a>, fact: &'a Fact) -> Option<Code> {
    end_row(ask, fact).and_then(|row| row.code.clone())
}

/// The last day of a spell, by its own row or by the row that says how it ended; `None` while open on the day asked.
#[must_use]
pub fn last_day<'a>(ask: &Ask<'a>, fact: &'a Fact) -> Option<Day> {
    ask.ended_on(fact)
        .or_else(|| if fact.to.is_none() { end_row(ask, fact).map(|row| row.from) } else { None })
}

/// The days of spells up to `until`, overlapping and abutting ones joined, in order.
#[must_use]
pub fn joined(facts: &[&Fact], until: Day) -> Vec<Window> {
    let mut windows: Vec<Window> = facts
        .iter()
        .filter_map(|fact| Window::new(fact.from, fact.to.map_or(until, |last| last.min(until))))
        .collect();
    Window::join_all(&mut windows);
    windows
}

/// How many days of `window` lie in the joined stretches.
#[must_use]
pub fn days_within(joined: &[Window], window: Window) -> i32 {
    joined.iter().filter_map(|stretch| stretch.intersect(window)).map(Window::days).sum()
}
