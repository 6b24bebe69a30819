//! The rows of a letter, group or clause as an indented tree: title, figures, days, reasons, people and facts.
//!
//! Facts and figures stand at the clauses; a group shows only what no clause below it shows.

use super::{MARGIN, Page};
use crate::claims::Join;
use crate::domain::{ClauseId, SourceRef};
use crate::outcomes::{ClauseKind, Row, Truth};
use crate::reports::words;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be said of a person: verdict, facts and lines of text.
type Said = (Truth, BTreeSet<SourceRef>, Vec<String>);

impl<'a> Page<'a> {
    /// A row and all that is below it, for a letter only what serves it; rows that do not apply are left out.
    pub(super) fn tree(&mut self, id: &ClauseId, depth: usize, letter: Option<&ClauseId>) {
        let outline = self.outline;
        let serves = |part: &&ClauseId| {
            letter.is_none_or(|letter| outline.entry(part).is_none_or(|entry| entry.serves.contains(letter)))
        };
        let parts: Vec<&ClauseId> = outline.parts(id).iter().filter(serves).collect();
        if let Some(row) = self.row(id) {
            if row.truth == Truth::NotApplicable && depth > 0 {
                return;
            }
            if depth > 0 && !self.told.insert(id.clone()) {
                self.title(row, depth, "told above");
                return;
            }
            self.title(row, depth, "");
            if is_group(row.kind) && !parts.is_empty() {
                self.indented(depth, &reasons(row));
            } else {
                self.indented(depth, &details(row));
            }
            let elsewhere = self.cited_below(id, &parts);
            self.facts(row.evidence.difference(&elsewhere).copied().collect(), depth);
        }
        self.people(id, depth + 1);
        for part in parts {
            self.tree(part, depth + 1, letter);
        }
    }

    /// The facts that the people of a row and the rows below it cite.
    fn cited_below(&self, id: &ClauseId, parts: &[&ClauseId]) -> BTreeSet<SourceRef> {
        let people = self.outcome.rows.iter().filter(|row| row.clause == *id && row.person.is_some());
        let mut cited: BTreeSet<SourceRef> = people.flat_map(|row| &row.evidence).copied().collect();
        for part in parts {
            cited.extend(self.row(part).into_iter().flat_map(|row| &row.evidence));
        }
        cited
    }

    /// The people a clause is asked of; those of whom the same is to be said share a line.
    fn people(&mut self, id: &ClauseId, depth: usize) {
        let rows = self.outcome.rows.iter().filter(|row| row.clause == *id && row.person.is_some());
        let mut alike: BTreeMap<Said, BTreeSet<&str>> = BTreeMap::new();
        for row in rows {
            let said = (row.truth, row.evidence.clone(), details(row));
            alike.entry(said).or_default().extend(row.person.as_ref().map(|person| person.as_str()));
        }
        for ((truth, evidence, details), names) in alike {
            self.line(truth, depth, &Vec::from_iter(names).join(", "), "");
            self.indented(depth, &details);
            self.facts(evidence.into_iter().collect(), depth);
        }
    }

    /// The line of a row that is not about one person.
    pub(super) fn title(&mut self, row: &Row, depth: usize, after: &str) {
        let title = self.outline.title_of(&row.clause);
        let join = self.join_words(&row.clause);
        let join = if join.is_empty() { String::new() } else { format!("({join})") };
        let title = if join.is_empty() && after.is_empty() { title } else { title.trim_end_matches('.') };
        let after = if after.is_empty() { String::new() } else { format!("– {after}") };
        self.line(row.truth, depth, row.clause.as_str(), &format!("{title} {join} {after}"));
    }

    fn line(&mut self, truth: Truth, depth: usize, name: &str, text: &str) {
        let indent = MARGIN + 2 * depth;
        let verdict = if truth == Truth::NotApplicable { "n/a" } else { truth.as_str() };
        let lead = format!("{} {verdict}", words::mark(truth));
        if text.is_empty() {
            self.lines.wrapped(&format!("{lead:<indent$}"), name, indent);
        } else {
            self.lines.wrapped(&format!("{lead:<indent$}{name}  "), text, indent + 4);
        }
    }

    fn join_words(&self, id: &ClauseId) -> String {
        let parts = self.outline.parts(id).len();
        match self.outline.entry(id).map(|entry| entry.join) {
            Some(Join::All) if parts > 1 => "all of these".to_owned(),
            Some(Join::Any) if parts > 1 => "any one of these".to_owned(),
            Some(Join::AtLeast(number)) => format!("at least {number} of these"),
            Some(Join::Case) => "the case that applies".to_owned(),
            _ => String::new(),
        }
    }

    fn indented(&mut self, depth: usize, text: &[String]) {
        let indent = MARGIN + 2 * depth + 4;
        for line in text {
            self.lines.wrapped(&" ".repeat(indent), line, indent + 2);
        }
    }

    /// Each fact counted: file, line and the rule that linked it, sorted by file name and line.
    fn facts(&mut self, evidence: Vec<SourceRef>, depth: usize) {
        let cite = |source: &SourceRef| {
            let file = self.sources.get(&source.file);
            let name = file.map_or_else(|| source.file.short(), |file| file.name.clone());
            (name, source.line, self.outcome.links.get(source).map_or("", |rule| rule))
        };
        let mut cited: Vec<(String, u32, &str)> = evidence.iter().map(cite).collect();
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

/// Figures, days and reasons of a row, a line each.
fn details(row: &Row) -> Vec<String> {
    let mut text = Vec::new();
    let figures = words::figures(row);
    if !figures.is_empty() {
        text.push(figures);
    }
    if let Some(window) = row.window.filter(|_| !row.note.is_empty() || row.measured.is_none()) {
        text.push(format!("looked at {}", words::span(window)));
    }
    if let Some(before) = row.baseline_window.filter(|_| !row.note.is_empty() || row.baseline.is_none()) {
        text.push(format!("compared with {}", words::span(before)));
    }
    text.extend(reasons(row));
    text.extend(row.earliest.map(|day| format!("could first be met on {day} if nothing else happens")));
    text
}

fn reasons(row: &Row) -> Vec<String> {
    row.reasons.iter().map(|one| format!("{}: {}", one.as_str(), words::reason(*one).sentence)).collect()
}

fn is_group(kind: ClauseKind) -> bool {
    matches!(kind, ClauseKind::Group | ClauseKind::OutcomeGroup | ClauseKind::Criterion)
}
