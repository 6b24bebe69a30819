//! How a family's result came about, for a person: one family's outcome comes in, plain text goes out with the result
//! first, then each letter, its ways, figures, days and every fact counted with file, line and link rule.
//!
//! Nothing is computed again: every word stands in the outcome, the plan's outline or the list of source files.

use super::inputs::SourceFiles;
use super::lines::Lines;
use super::words;
use crate::claims::outline::progress_of;
use crate::claims::ways::Ways;
use crate::claims::{FamilyState, Join, Outline};
use crate::domain::{ClauseId, SourceRef};
use crate::outcomes::{ClauseKind, FamilyOutcome, FamilyResult, Row, Truth};
use std::collections::BTreeSet;

/// Where the text of a row begins, after its mark and verdict.
const MARGIN: usize = 11;

/// Explains a family's result; with a clause, only that letter, group or clause and what is below it.
///
/// `sources` gives the source files by digest; a file that is not among them is cited by its short digest.
/// A clause that the family has no row for gives one line that says so.
#[must_use]
pub fn explain_family(
    outcome: &FamilyOutcome,
    clause: Option<&str>,
    sources: &SourceFiles,
    outline: &Outline,
) -> String {
    let mut page = Page { outcome, sources, outline, told: BTreeSet::new(), lines: Lines::default() };
    page.heading();
    match clause {
        Some(id) => page.one(&ClauseId::from(id)),
        None => page.everything(),
    }
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

    fn result(&mut self) {
        let result = &self.outcome.result;
        let state = words::state(FamilyState::of(self.outcome));
        let mut field =
            |name: &str, text: &str| self.lines.wrapped(&format!("{name:<MARGIN$}"), text, MARGIN);
        field("Result", &format!("{}. {}", state.label, state.sentence));
        if !result.route.is_empty() {
            field("Route", &route(result));
        }
        let eligible = if result.eligible { "yes" } else { "no" };
        field("Eligible", &format!("{eligible}; problems at engagement: {}", listed(&result.problems)));
        field(
            "Criteria",
            &format!("{}; progress met: {}", listed(&result.criteria), listed(&result.criteria_met)),
        );
        field("Progress", words::verdict(result.ssp).label);
        field("Employment", words::verdict(result.employment).label);
        for part in &result.blocking {
            field("Blocked by", &blocked_by(self.outcome, part, self.outline));
        }
    }

    fn employment(&mut self) {
        let work = |row: &&Row| row.kind == ClauseKind::Employment && row.person.is_none();
        let rows: Vec<&Row> = self.outcome.rows.iter().filter(work).collect();
        let below: BTreeSet<&ClauseId> =
            rows.iter().flat_map(|row| self.outline.parts(&row.clause)).collect();
        for row in rows.iter().filter(|row| !below.contains(&row.clause)) {
            if self.told.contains(&row.clause) {
                continue;
            }
            self.lines.blank();
            self.tree(&row.clause, 0, None);
        }
    }

    /// The letters that are not goals of the family, one line each.
    fn not_identified(&mut self) {
        let goals = &self.outcome.result.criteria;
        let others: Vec<&Row> = self
            .outcome
            .rows
            .iter()
            .filter(|row| row.kind == ClauseKind::Identification && row.person.is_none())
            .filter(|row| matches!(row.truth, Truth::NotMet | Truth::Unknown) && !goals.contains(&row.clause))
            .collect();
        if others.is_empty() {
            return;
        }
        self.lines.blank();
        self.lines.wrapped("", "Not shown at engagement", 0);
        for row in others {
            self.title(row, 0, &words::reasons(row));
        }
    }

    fn row(&self, id: &ClauseId) -> Option<&'a Row> {
        self.outcome.rows.iter().find(|row| row.clause == *id && row.person.is_none())
    }

    /// A row and all that is below it, for a letter only what serves it; rows that do not apply are left out.
    fn tree(&mut self, id: &ClauseId, depth: usize, letter: Option<&ClauseId>) {
        let mut people: Vec<&Row> =
            self.outcome.rows.iter().filter(|row| row.clause == *id && row.person.is_some()).collect();
        people.sort_by(|a, b| a.person.cmp(&b.person));
        if let Some(row) = self.row(id) {
            if row.truth == Truth::NotApplicable && depth > 0 {
                return;
            }
            if depth > 0 && !self.told.insert(id.clone()) {
                self.title(row, depth, "told above");
                return;
            }
            self.title(row, depth, "");
            self.details(row, depth);
            let told: BTreeSet<SourceRef> = people.iter().flat_map(|row| &row.evidence).copied().collect();
            self.facts(row.evidence.difference(&told).copied().collect(), depth);
        }
        for person in people {
            self.title(person, depth + 1, "");
            self.details(person, depth + 1);
            self.facts(person.evidence.iter().copied().collect(), depth + 1);
        }
        let outline = self.outline;
        let serves = |part: &&ClauseId| {
            letter.is_none_or(|letter| outline.entry(part).is_none_or(|entry| entry.serves.contains(letter)))
        };
        for part in outline.parts(id).iter().filter(serves) {
            self.tree(part, depth + 1, letter);
        }
    }

    fn title(&mut self, row: &Row, depth: usize, after: &str) {
        let indent = MARGIN + 2 * depth;
        let verdict = format!("{} {}", words::mark(row.truth), row.truth);
        let name = row.person.as_ref().map_or(row.clause.as_str(), |person| person.as_str());
        let title = if row.person.is_some() { "" } else { self.outline.title_of(&row.clause) };
        let join = self.join_words(&row.clause, row);
        let text =
            [title, join, after].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        self.lines.wrapped(&format!("{verdict:<indent$}{name}  "), &text, indent + 4);
    }

    fn join_words(&self, id: &ClauseId, row: &Row) -> &'static str {
        let parts = self.outline.parts(id).len();
        match self.outline.entry(id).map(|entry| entry.join) {
            _ if parts < 2 || row.person.is_some() => "",
            Some(Join::All) => "all of these",
            Some(Join::Any) => "any one of these",
            Some(Join::AtLeast(_)) => "at least so many of these",
            Some(Join::Case) => "the case that applies",
            None => "",
        }
    }

    /// Figures, days and reasons of a row.
    fn details(&mut self, row: &Row, depth: usize) {
        let mut text = Vec::new();
        let figures = words::figures(row);
        if !figures.is_empty() {
            text.push(figures);
        }
        if let Some(window) = row.window.filter(|_| !row.note.is_empty() || row.measured.is_none()) {
            text.push(format!("days looked at: {}", words::span(window)));
        }
        if let Some(before) = row.baseline_window.filter(|_| !row.note.is_empty() || row.baseline.is_none()) {
            text.push(format!("compared with: {}", words::span(before)));
        }
        text.extend(
            row.reasons.iter().map(|one| format!("{}: {}", one.as_str(), words::reason(*one).sentence)),
        );
        text.extend(row.earliest.map(|day| format!("could first be met on {day} if nothing else happens")));
        let indent = MARGIN + 2 * depth + 4;
        for line in text {
            self.lines.wrapped(&" ".repeat(indent), &line, indent + 2);
        }
    }

    /// Each fact counted: file, line and the rule that linked it, sorted by file name and line.
    fn facts(&mut self, evidence: Vec<SourceRef>, depth: usize) {
        let mut cited: Vec<(String, u32, &str)> = evidence
            .iter()
            .map(|source| {
                let name = self
                    .sources
                    .get(&source.file)
                    .map_or_else(|| source.file.short(), |file| file.name.clone());
                (name, source.line, self.outcome.links.get(source).map_or("", |rule| rule))
            })
            .collect();
        cited.sort();
        let indent = MARGIN + 2 * depth + 4;
        let place = |(name, line, _): &(String, u32, &str)| format!("{name}:{line}");
        let widest = cited.iter().map(|fact| place(fact).chars().count()).max().unwrap_or(0);
        for fact in &cited {
            let rule = if fact.2.is_empty() { String::new() } else { format!("linked by {}", fact.2) };
            let lead = format!("{:indent$}{:<widest$}  ", "", place(fact));
            self.lines.wrapped(&lead, &rule, indent + 2);
        }
    }
}

/// A part of what blocks, in words: a gate's sentence, or a letter with its title, verdict and why, from the clauses that
/// are missing on its nearest way.
fn blocked_by(outcome: &FamilyOutcome, part: &str, outline: &Outline) -> String {
    if let Some(gate) = words::gate(part) {
        return format!("{part}: {}", gate.sentence);
    }
    let letter = ClauseId::from(part);
    let ways = Ways::new(outcome, outline);
    let verdict = ways.row(&progress_of(&letter)).map_or("", |row| words::verdict(row.truth).label);
    let missing = ways.missing(&letter);
    let why: BTreeSet<String> =
        missing.into_iter().map(words::reasons).filter(|why| !why.is_empty()).collect();
    let why = if why.is_empty() { String::new() } else { format!(" ({})", Vec::from_iter(why).join(", ")) };
    format!("{part} {}: {verdict}{why}", outline.title_of(&letter))
}

fn route(result: &FamilyResult) -> String {
    let since = result.first_met_on.map(|day| format!("; the result has held since the month end {day}"));
    format!("{}{}", words::route(&result.route), since.unwrap_or_default())
}

fn listed<T: std::fmt::Display>(values: &[T]) -> String {
    if values.is_empty() {
        return "none".to_owned();
    }
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::inputs::SourceFile;
    use super::super::lines::WIDTH;
    use super::super::specimens::*;
    use super::*;
    use crate::claims::OutlineEntry;

    fn sources() -> SourceFiles {
        let file = SourceFile { name: "yot_offences_2016-Q3.csv".into(), feed: "yot_offences".into() };
        [(source(0, 1).file, file)].into()
    }

    #[test]
    fn the_result_comes_first_then_each_letter_with_figures_and_facts() {
        assert_eq!(
            explain_family(&identified_family("f-10"), None, &sources(), &plan_outline()),
            "\
Family f-10 on 2017-03-31, Tri-borough outcomes plan (tri-borough)

Result     Can be claimed now. The result is shown and nothing blocks it.
Route      progress; the result has held since the month end 2017-02-28
Eligible   yes; problems at engagement: 1, 4
Criteria   tb-1a, tb-4a; progress met: tb-1a, tb-4a
Progress   met
Employment does not apply

✓ met      tb-1a  A child has a proven offence in the last 12 months
               2 in 2015-02-16 to 2016-02-15; the plan asks for 1
               yot_offences_2016-Q3.csv:9   linked by upn
               yot_offences_2016-Q3.csv:12  linked by upn
✓ met      tb-1a:progress  Progress on 1a
✓ met        tb-1a-p1a  Children's offending is down by 33%
                 2 in 2016-10-01 to 2017-03-31 against 5 in 2015-02-16 to 2016-02-15; the plan
                   asks for 3.35
                 lagged: The data end before the day asked, so the question was asked for the
                   last day they cover.
                 no-custody-feed: No custody data are received, so days in custody were not left
                   out.
                 111111111111:4               linked by upn
                 yot_offences_2016-Q3.csv:12  linked by upn
"
        );
    }

    #[test]
    fn one_clause_shows_people_and_what_would_tell() {
        assert_eq!(
            explain_family(&waiting_family("f-2"), Some("tb-2a"), &sources(), &plan_outline()),
            "\
Family f-2 on 2017-03-31, Tri-borough outcomes plan (tri-borough)

✓ met        p-1
                 1/3 in 2015-09-01 to 2016-07-20; the plan asks for 0.1
                 111111111111:4  linked by upn
? unknown    p-2
                 the plan asks for 0.1
                 days looked at: 2015-09-01 to 2016-07-20
                 person-not-linked: The service's data do not name this person in a way that can
                   be matched; check identifiers.csv.
? unknown  tb-2a:progress  Progress on 2a
               in-arrears: A school term that counts has not been delivered yet; schools' data
                 come one or two terms late.
? unknown    tb-2a-p1a  Every child attends more than 90%
                 days looked at: 2016-04-04 to 2017-03-31
                 in-arrears: A school term that counts has not been delivered yet; schools' data
                   come one or two terms late.
                 could first be met on 2017-07-31 if nothing else happens
"
        );
    }

    #[test]
    fn what_blocks_is_said_in_words() {
        let text = explain_family(&waiting_family("f-2"), None, &sources(), &plan_outline());
        assert!(
            text.contains("Blocked by tb-2a A child missed more than 10% of school: cannot be decided yet"),
            "{text}"
        );
        assert!(text.contains("Blocked by no-plan: Record the day the family plan was agreed"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
    }

    #[test]
    fn a_clause_that_is_not_asked_says_so() {
        let text = explain_family(&waiting_family("f-2"), Some("tb-6a"), &sources(), &plan_outline());
        assert!(text.ends_with("tb-6a is not asked of this family.\n"), "{text}");
    }

    #[test]
    fn a_way_that_serves_two_letters_is_told_once() {
        let mut outcome = identified_family("f-10");
        outcome.rows.push(row("tb-2a:progress", ClauseKind::Criterion, Truth::Met));
        outcome.result.criteria = vec!["tb-1a".into(), "tb-2a".into()];
        let mut outline = plan_outline();
        let way = outline.entry(&"tb-1a-p1a".into()).expect("the way").clone();
        let serves = ["tb-1a".into(), "tb-2a".into()].into();
        outline.add("tb-1a-p1a".into(), OutlineEntry { serves, ..way });
        let progress = outline.entry(&"tb-2a:progress".into()).expect("the letter").clone();
        outline.add("tb-2a:progress".into(), OutlineEntry { parts: vec!["tb-1a-p1a".into()], ..progress });
        let text = explain_family(&outcome, None, &sources(), &outline);
        assert_eq!(text.matches("asks for 3.35").count() + text.matches("asks for\n").count(), 1, "{text}");
        assert!(text.contains("Children's offending is down by 33%: told above"), "{text}");
    }

    #[test]
    fn an_unknown_file_is_cited_by_its_digest() {
        let text =
            explain_family(&identified_family("f-10"), Some("tb-1a"), &SourceFiles::new(), &plan_outline());
        assert!(text.contains("000000000000:9 "), "{text}");
    }
}
