//! Deliveries in the interchange form: archived bytes and the cohort come in; facts, coverage, rejected rows and counts go
//! out. Nothing is linked: such rows name people and homes by id.

use super::basis::{Basis, DeliveryUsed};
use super::manifest::DeliveryRows;
use crate::domain::cohort::Cohort;
use crate::facts::interchange::{COVERAGE_COLUMNS, FACT_COLUMNS, read_coverage, read_facts};
use crate::facts::{Coverage, Fact};
use crate::feeds::table::Table;
use crate::problem::{Kind, Problem};
use crate::reports::inputs::FeedReject;
use crate::workspace::Bytes;
use crate::workspace::interchange::Form;
use anyhow::Result;

/// What prepared deliveries say.
#[derive(Default, Debug)]
pub struct Prepared {
    /// Facts, each linked by the rule `given`.
    pub facts: Vec<Fact>,
    /// For which days they are complete.
    pub coverage: Coverage,
    /// Rows that cannot be used.
    pub rejects: Vec<FeedReject>,
    /// The same, as problems.
    pub problems: Vec<Problem>,
    /// Place among the deliveries of the basis, and rows.
    pub rows: Vec<(usize, DeliveryRows)>,
}

impl Prepared {
    /// Reads the deliveries of the basis that are in the interchange form.
    ///
    /// # Errors
    /// If archived bytes are not there or not what was received.
    pub fn read(basis: &Basis, bytes: &dyn Bytes, cohort: &Cohort) -> Result<Self> {
        let mut prepared = Self::default();
        for (index, used) in basis.deliveries.iter().enumerate() {
            if let Some(form) = Form::parse(&used.feed) {
                prepared.take(index, form, used, &bytes.bytes(&used.sha256)?, cohort);
            }
        }
        Ok(prepared)
    }

    fn take(&mut self, index: usize, form: Form, used: &DeliveryUsed, raw: &[u8], cohort: &Cohort) {
        let (columns, problems) = match form {
            Form::Facts => {
                let read = read_facts(&used.file, raw, cohort);
                self.facts.extend(read.value);
                (FACT_COLUMNS, read.rejects)
            }
            Form::Coverage => {
                let read = read_coverage(&used.file, raw, cohort);
                self.coverage.extend(read.value);
                (COVERAGE_COLUMNS, read.rejects)
            }
        };
        let rejected = problems.iter().filter(|problem| problem.kind != Kind::InterchangeHeader);
        let rejects: Vec<FeedReject> = rejected.map(|problem| reject(used, problem, raw)).collect();
        let good = Table::read(raw, columns).map_or(0, |table| table.rows().count());
        let unfit = problems.iter().filter(|problem| is_unfit(problem.kind)).count();
        let rows = (good + unfit) as u64;
        self.rows
            .push((index, DeliveryRows { file: used.file.clone(), rows, rejects: rejects.len() as u64 }));
        self.rejects.extend(rejects);
        self.problems.extend(problems);
    }
}

/// Rows that do not fit the header are not among the rows of the table.
fn is_unfit(kind: Kind) -> bool {
    matches!(kind, Kind::InterchangeFieldCount | Kind::InterchangeNotUtf8)
}

fn reject(used: &DeliveryUsed, problem: &Problem, raw: &[u8]) -> FeedReject {
    let line = problem.place.line;
    FeedReject {
        feed: used.feed.as_str().into(),
        file: used.file.as_str().into(),
        line,
        column: problem.place.column.as_deref().map(Into::into),
        kind: problem.kind,
        message: problem.detail.as_str().into(),
        original: line.map(|line| line_of(raw, line)).unwrap_or_default(),
    }
}

/// A line of a file, from 1, without its end.
fn line_of(raw: &[u8], line: u32) -> Vec<u8> {
    let found = raw.split(|byte| *byte == b'\n').nth(line.saturating_sub(1) as usize);
    found.map(|line| line.strip_suffix(b"\r").unwrap_or(line).to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejected_line_is_given_as_it_stands() {
        assert_eq!(line_of(b"a\r\nb,c\r\n", 2), b"b,c");
        assert_eq!(line_of(b"a\n", 9), b"");
    }
}
