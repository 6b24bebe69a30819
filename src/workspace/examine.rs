//! Looking at a file before it is taken in: a path comes in; its feed and period, what its rows are like and whether it can
//! be used go out. Nothing is kept here.

use super::entries::Delivery;
use super::ingest::{Arrival, Fate, FileReport, file_name, unreadable};
use super::interchange::{self, Form};
use super::layouts::Layouts;
use super::{Bytes, Moment, Workspace, files};
use crate::domain::cohort::Cohort;
use crate::domain::{Digest, Window};
use crate::facts::interchange as prepared;
use crate::feeds::cohort::{self, CohortFiles};
use crate::feeds::table::Table;
use crate::feeds::{self, Counts};
use crate::problem::{Kind, Problem, Problems};
use anyhow::Result;
use std::path::Path;

/// A file that was read and may go into the ledger.
pub(super) struct Candidate {
    /// What is told of it.
    pub(super) report: FileReport,
    /// The ledger line but for its number, and the bytes to archive; `None` if it cannot be used.
    pub(super) taken: Option<(Delivery, Vec<u8>)>,
}

impl Candidate {
    /// SHA-256 of its bytes, if it can be used.
    pub(super) fn raw(&self) -> Option<Digest> {
        self.taken.as_ref().map(|(delivery, _)| delivery.raw)
    }
}

/// Looks at files by the layouts in force; prepared facts also by the cohort received last.
pub(super) struct Examiner {
    layouts: Layouts,
    cohort: Option<Cohort>,
    arrival: Arrival,
    counts_from: Moment,
    /// Whether files that were cut short are set aside, and not taken in as far as they go.
    whole_only: bool,
}

/// What a file turned out to be.
struct Finding {
    feed: String,
    period: Window,
    schema: String,
    counts: Counts,
    problems: Vec<Problem>,
    usable: bool,
    /// Whether the sending was broken off.
    cut_short: bool,
}

impl Examiner {
    pub(super) fn new(workspace: &Workspace, arrival: Arrival, whole_only: bool) -> Result<Self> {
        let layouts = Layouts::check(&workspace.definitions()?).map_err(Problems)?;
        let counts_from = workspace.counts_from(arrival.received, arrival.put_in)?;
        Ok(Self { layouts, cohort: workspace.last_cohort()?, arrival, counts_from, whole_only })
    }

    pub(super) fn examine(&self, path: &Path) -> Candidate {
        let file = file_name(path);
        let bytes = match files::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Candidate { report: unreadable(path, &error), taken: None },
        };
        let path = path.to_string_lossy();
        let found = match interchange::identify(&path) {
            Some((form, period)) => Ok(self.prepared(form, period, &file, &bytes)),
            None => self.feed(&path, &file, &bytes),
        };
        match found {
            Ok(finding) => self.candidate(file, bytes, finding),
            Err(problem) => {
                Candidate { report: FileReport::new(&file, Fate::SetAside, problem), taken: None }
            }
        }
    }

    /// A file of a feed, by the layout that its folder and name state.
    fn feed(&self, path: &str, file: &str, bytes: &[u8]) -> Result<Finding, Problem> {
        let identified = feeds::identify(path, &self.layouts.schemas, &self.layouts.calendar)?;
        let received_on = self.arrival.received.day();
        let delivery = feeds::Delivery { name: file, bytes, digest: Digest::of(bytes), received_on };
        let extract = feeds::read(&delivery, identified.schema, identified.period);
        // A file without a usable header has no rows and is no nil return: it must not take the place of an earlier one.
        let nil = extract.problems.iter().any(|problem| problem.kind == Kind::HeaderOnly);
        Ok(Finding {
            feed: extract.schema.feed.to_string(),
            period: extract.period.days,
            schema: extract.schema.digest.short(),
            counts: extract.counts,
            usable: extract.counts.rows > 0 || nil,
            cut_short: extract.problems.iter().any(|problem| problem.kind == Kind::TruncatedLine),
            problems: extract.problems,
        })
    }

    /// A file in the interchange form. Whom its rows name is only checked once there is a cohort.
    fn prepared(&self, form: Form, period: Window, file: &str, bytes: &[u8]) -> Finding {
        let columns = match form {
            Form::Facts => prepared::FACT_COLUMNS,
            Form::Coverage => prepared::COVERAGE_COLUMNS,
        };
        let table = Table::read(bytes, columns);
        let nobody = Cohort::default();
        let cohort = self.cohort.as_ref().unwrap_or(&nobody);
        let mut problems = match form {
            Form::Facts => prepared::read_facts(file, bytes, cohort).rejects,
            Form::Coverage => prepared::read_coverage(file, bytes, cohort).rejects,
        };
        if self.cohort.is_none() {
            problems.retain(|problem| problem.kind != Kind::InterchangeUnknownPerson);
        }
        let rejected = problems.iter().filter(|problem| problem.kind != Kind::InterchangeHeader).count();
        let rows = table.as_ref().map_or(0, |table| table.rows().count() + unfit(table));
        let counts = Counts { rows: rows as u64, rejected: rejected as u64, ..Counts::default() };
        let (feed, schema) = (form.feed().to_owned(), String::new());
        let cut_short = table.as_ref().is_ok_and(Table::ends_short);
        Finding { feed, period, schema, counts, usable: table.is_ok(), cut_short, problems }
    }

    fn candidate(&self, file: String, bytes: Vec<u8>, finding: Finding) -> Candidate {
        let Finding { feed, period, schema, counts, problems, usable, cut_short } = finding;
        let usable = usable && !(self.whole_only && cut_short);
        let raw = Digest::of(&bytes);
        let line = Delivery {
            number: 0,
            feed: feed.clone(),
            file: file.clone(),
            period,
            received: self.arrival.received,
            put_in: self.arrival.put_in,
            counts_from: self.counts_from,
            schema,
            rows: counts.rows,
            rejects: counts.rejected,
            raw,
            stored: raw,
        };
        let fate = if usable { Fate::Taken } else { Fate::SetAside };
        let report = FileReport { file, fate, feed: Some((feed.into(), period)), counts, problems };
        Candidate { report, taken: usable.then_some((line, bytes)) }
    }
}

/// Rows that do not fit the header.
fn unfit(table: &Table) -> usize {
    table.faults().iter().filter(|(_, fault)| !matches!(fault, feeds::table::Fault::ExtraColumn(_))).count()
}

impl Workspace {
    /// The cohort received last, with the families of every plan; `None` if none ever came.
    ///
    /// # Errors
    /// If a ledger or an archived file cannot be read.
    pub fn last_cohort(&self) -> Result<Option<Cohort>> {
        let Some(view) = self.view(None)?.filter(|view| !view.cohort.is_empty()) else { return Ok(None) };
        let archive = self.archive();
        let mut files = Vec::new();
        for one in view.cohort {
            files.push((one.file, archive.bytes(&one.raw)?));
        }
        Ok(Some(cohort::read(&CohortFiles { files }, &|_| true).cohort))
    }
}
