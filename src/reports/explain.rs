//! How a family's result came about, for a person: one family's outcome comes in, plain text goes out with the result
//! first, then each letter, its ways, figures, days and every fact counted with file, line and link rule.
//!
//! Nothing is computed again: every word stands in the outcome, the plan's outline or the list of source files.

mod links;
mod tree;

use super::inputs::{LinkShown, SourceFiles};
use super::lines::Lines;
use super::words;
use crate::claims::outline::progress_of;
use crate::claims::ways::Ways;
use crate::claims::{FamilyState, Outline};
use crate::domain::ClauseId;
use crate::outcomes::{ClauseKind, FamilyOutcome, FamilyResult, Row, Truth};
use std::collections::BTreeSet;

/// Where the text of a row begins, after its mark and verdict.
const MARGIN: usize = 11;

/// Explains a family's result; with a clause, only that letter, group or clause and what is below it.
///
/// `sources` gives the source files by digest; a file that is not among them is cited by its short digest.
/// A clause that the family has no row for gives one line that says so. The evidence for the links `shown` stands at the end, bit by
/// bit.
#[must_use]
pub fn explain_family(
    outcome: &FamilyOutcome,
    clause: Option<&str>,
    sources: &SourceFiles,
    outline: &Outline,
    shown: &[LinkShown],
) -> String {
    let mut page = Page { outcome, sources, outline, told: BTreeSet::new(), lines: Lines::default() };
    page.heading();
    match clause {
        Some(id) => page.one(&ClauseId::from(id)),
        None => page.everything(),
    }
    links::tell(&mut page.lines, shown, sources);
    page.lines.into_text()
}

struct Page<'a> {
    outcome: &'a FamilyOutcome,
    sources: &'a SourceFiles,
    outline: &'a Outline,
    /// Ways already told: one that serves several letters is told once.
    told: BTreeSet<ClauseId>,
    lines: Lines,
}

impl<'a> Page<'a> {
    fn heading(&mut self) {
        let outcome = self.outcome;
        let plan = if self.outline.title.is_empty() {
            outcome.plan.to_string()
        } else {
            format!("{} ({})", self.outline.title, outcome.plan)
        };
        self.lines.wrapped("", &format!("Family {} on {}, {plan}", outcome.family, outcome.as_of), 0);
        self.lines.blank();
    }

    fn everything(&mut self) {
        self.result();
        for letter in &self.outcome.result.criteria {
            self.lines.blank();
            self.letter(letter);
        }
        self.employment();
        self.not_identified();
    }

    fn one(&mut self, id: &ClauseId) {
        if !self.outcome.rows.iter().any(|row| row.clause == *id) {
            self.lines.wrapped("", &format!("{id} is not asked of this family."), 0);
            return;
        }
        self.letter(id);
    }

    /// A letter and its progress; any other clause or group, alone.
    fn letter(&mut self, id: &ClauseId) {
        self.tree(id, 0, None);
        let progress = progress_of(id);
        if self.row(&progress).is_some() {
            self.tree(&progress, 0, Some(id));
        }
    }

    fn field(&mut self, name: &str, text: &str) {
        self.lines.wrapped(&format!("{name:<MARGIN$}"), text, MARGIN);
    }

    fn result(&mut self) {
        let result = &self.outcome.result;
        let state = words::state(FamilyState::of(self.outcome));
        self.field("Result", &format!("{}. {}", state.label, state.sentence));
        if result.claimable {
            self.field("Route", words::route(&result.route));
        }
        for letter in &result.overridden {
            let verdict = self.row(&progress_of(letter)).map_or("", |row| words::verdict(row.truth).label);
            let text = format!("{letter}: a signed decision counts it as met; computed it is {verdict}.");
            self.field("Override", &text);
        }
        let eligible = if result.eligible { "yes" } else { "no" };
        self.field("Eligible", &format!("{eligible}; problems at engagement: {}", listed(&result.problems)));
        let met = listed(&result.criteria_met);
        self.field("Criteria", &format!("{}; progress met: {met}", listed(&result.criteria)));
        self.field("Progress", &held(result.ssp, result));
        self.field("Employment", &held(result.employment, result));
        for part in &result.blocking {
            let words = blocked_by(self.outcome, part, self.outline);
            self.field("Blocked by", &words);
        }
    }

    /// The employment route, where it was not told as a way of a letter.
    fn employment(&mut self) {
        let work = |row: &&Row| {
            row.kind == ClauseKind::Employment && row.person.is_none() && row.truth != Truth::NotApplicable
        };
        let rows: Vec<&Row> = self.outcome.rows.iter().filter(work).collect();
        let below: BTreeSet<&ClauseId> =
            rows.iter().flat_map(|row| self.outline.parts(&row.clause)).collect();
        for row in rows.iter().filter(|row| !below.contains(&row.clause)) {
            if !self.told.contains(&row.clause) {
                self.lines.blank();
                self.tree(&row.clause, 0, None);
            }
        }
    }

    /// The criteria that are not goals of the family: in full where they cannot be decided, by id where they are not met.
    fn not_identified(&mut self) {
        let entry = |row: &&Row| row.kind == ClauseKind::Identification && row.person.is_none();
        let rows: Vec<&Row> = self.outcome.rows.iter().filter(entry).collect();
        let cases: BTreeSet<&ClauseId> =
            rows.iter().flat_map(|row| self.outline.parts(&row.clause)).collect();
        let goals = &self.outcome.result.criteria;
        let others =
            rows.into_iter().filter(|row| !goals.contains(&row.clause) && !cases.contains(&row.clause));
        let (unknown, rest): (Vec<&Row>, Vec<&Row>) = others.partition(|row| row.truth == Truth::Unknown);
        if !unknown.is_empty() {
            self.lines.blank();
            self.lines.wrapped("", "Cannot be decided at engagement", 0);
        }
        for row in unknown {
            self.title(row, 0, &words::reasons(row));
        }
        let not_met: Vec<&ClauseId> =
            rest.into_iter().filter(|row| row.truth == Truth::NotMet).map(|row| &row.clause).collect();
        if !not_met.is_empty() {
            self.lines.blank();
            self.lines.wrapped("", &format!("Not met at engagement: {}", listed(&not_met)), 2);
        }
    }

    fn row(&self, id: &ClauseId) -> Option<&'a Row> {
        self.outcome.rows.iter().find(|row| row.clause == *id && row.person.is_none())
    }
}

/// A part of what blocks, in words: a gate's sentence, or a letter with its title, verdict and why, from the clauses that
/// are missing on its nearest way.
fn blocked_by(outcome: &FamilyOutcome, part: &str, outline: &Outline) -> String {
    if let Some(gate) = words::gate(part) {
        let starts = outcome.new_starts.iter().filter(|_| part == "new-start");
        let who: Vec<String> = starts.map(|(letter, person)| format!("{letter} by {person}")).collect();
        let who = if who.is_empty() { String::new() } else { format!(" ({})", who.join(", ")) };
        return format!("{part}: {}{who}", gate.sentence);
    }
    let letter = ClauseId::from(part);
    let ways = Ways::new(outcome, outline);
    let verdict = ways.row(&progress_of(&letter)).map_or("", |row| words::verdict(row.truth).label);
    let missing = ways.missing(&letter);
    let why: BTreeSet<String> =
        missing.into_iter().map(words::reasons).filter(|why| !why.is_empty()).collect();
    let why = if why.is_empty() { String::new() } else { format!(" ({})", Vec::from_iter(why).join(", ")) };
    format!("{part} {}: {verdict}{why}", outline.title_of(&letter).trim_end_matches('.'))
}

/// A result's verdict, and since when it has held if it has.
fn held(truth: Truth, result: &FamilyResult) -> String {
    let verdict = words::verdict(truth).label;
    match result.first_met_on {
        Some(day) if truth == Truth::Met => {
            format!("{verdict}; the result has held since the month end {day}")
        }
        _ => verdict.to_owned(),
    }
}

fn listed<T: std::fmt::Display>(values: &[T]) -> String {
    if values.is_empty() {
        return "none".to_owned();
    }
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
