//! What is wrong with a file, each kind and column once: the first line and how many rows, so that a bad month gives a
//! handful of problems and not a million.

use crate::domain::Text;
use crate::problem::{Kind, Place, Problem, Severity};
use std::collections::BTreeMap;

/// Findings of one file as they come.
#[derive(Default)]
pub struct Findings {
    found: BTreeMap<(Kind, Severity, Option<Text>), Finding>,
}

struct Finding {
    line: u32,
    rows: u64,
    detail: String,
}

impl Findings {
    /// Notes a fault of a row. Lines come in rising order; the words of the first are kept.
    pub fn note(
        &mut self,
        kind: Kind,
        severity: Severity,
        line: u32,
        column: Option<&Text>,
        detail: impl FnOnce() -> String,
    ) {
        let finding = self.found.entry((kind, severity, column.cloned())).or_insert_with(|| Finding {
            line,
            rows: 0,
            detail: detail(),
        });
        finding.rows += 1;
    }

    /// The problems, by line.
    #[must_use]
    pub fn into_problems(self, file: &str) -> Vec<Problem> {
        let problem = |((kind, severity, column), finding): ((Kind, Severity, Option<Text>), Finding)| {
            let mut place = Place::line(file, finding.line);
            place.column = column.map(|column| column.to_string());
            let detail = match finding.rows {
                1 => finding.detail,
                rows => format!("{} ({rows} rows, the first is named)", finding.detail),
            };
            Problem::new(kind, place, detail).with_severity(severity)
        };
        let mut problems: Vec<_> = self.found.into_iter().map(problem).collect();
        problems.sort();
        problems
    }
}
