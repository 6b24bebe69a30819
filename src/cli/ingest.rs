//! `hearth ingest`: deliveries and cohorts into the workspace.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::table::Table;
use super::terminal::Terminal;
use super::values;
use super::workspace::{WritingArguments, now};
use crate::problem::{Problem, Severity};
use crate::workspace::cohort::CohortReport;
use crate::workspace::{Arrival, Fate, FileReport};
use serde_json::{Value, json};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  hearth ingest --cohort cohort                     a new version of the cohort files
  hearth ingest deliveries                          every file in the folder and below it
  hearth ingest 'in/police_*.csv'                   every file that fits
  hearth ingest police_bulk_2016-11.csv --received 2016-12-05";

/// Take deliveries and cohort files into the workspace
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Files, folders and patterns of deliveries; the feed follows from the folder or file name
    #[arg(value_name = "FILE", required_unless_present = "cohort")]
    files: Vec<PathBuf>,

    /// Folder of cohort files, taken in as one version
    #[arg(long, value_name = "DIR")]
    cohort: Option<PathBuf>,

    /// When they really came, as 2016-12-05 or 2016-12-05T09:30:00Z [default: now]
    #[arg(long, value_name = "MOMENT")]
    received: Option<String>,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// When the things came, checked.
fn arrival(arguments: &Arguments) -> Result<Arrival, Failure> {
    let put_in = now();
    let received = arguments.received.as_ref().map(|text| values::moment("--received", text)).transpose()?;
    Ok(Arrival { received: received.unwrap_or(put_in), put_in })
}

/// Takes everything in and says what became of it.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let arrival = arrival(&arguments)?;
    let (workspace, _lock) = arguments.workspace.open()?;
    let cohort =
        arguments.cohort.as_ref().map(|folder| workspace.ingest_cohort(folder, arrival)).transpose()?;
    let reports = workspace.ingest(&arguments.files, arrival, &terminal.progress())?;
    terminal.json(&summary(cohort.as_ref(), &reports));
    if let Some(cohort) = &cohort {
        terminal.line(&cohort_line(cohort));
    }
    if !reports.is_empty() {
        terminal.line(&table(reports.iter().map(|report| (report, fate(report)))));
    }
    let problems =
        cohort.iter().flat_map(|one| &one.problems).chain(reports.iter().flat_map(|one| &one.problems));
    terminal.problems(problems.clone());
    Ok(exit(&reports, problems))
}

fn exit<'a>(reports: &[FileReport], mut problems: impl Iterator<Item = &'a Problem>) -> Exit {
    if reports.iter().any(|one| one.fate == Fate::Unreadable) {
        return Exit::Unreadable;
    }
    let wrong = problems.any(|one| one.severity() == Severity::Error);
    if wrong { Exit::NeedsPerson } else { Exit::Done }
}

/// What became of a file, in words.
#[must_use]
pub fn fate(report: &FileReport) -> &'static str {
    match report.fate {
        Fate::Taken => "taken in",
        Fate::Known => "known",
        Fate::Purged => "purged",
        Fate::SetAside => "set aside",
        Fate::Unreadable => "unreadable",
    }
}

fn cohort_line(cohort: &CohortReport) -> String {
    let word = if cohort.is_new { "taken in" } else { "known" };
    let (families, people) = (cohort.families, cohort.people);
    format!("cohort version c{:05} {word}: {families} families, {people} people", cohort.version)
}

/// One line for each file, with a word on what became of it.
#[must_use]
pub fn table<'a>(reports: impl Iterator<Item = (&'a FileReport, &'static str)>) -> String {
    let mut table = Table::new(&["file", "feed", "from", "to", "rows", "rejects", ""]);
    for (report, became) in reports {
        let feed = report.feed.as_ref();
        let day = |pick: fn(&crate::domain::Window) -> crate::domain::Day| {
            feed.map(|(_, period)| pick(period).to_string()).unwrap_or_default()
        };
        table.row([
            report.file.clone(),
            feed.map(|(name, _)| name.to_string()).unwrap_or_default(),
            day(|period| period.from),
            day(|period| period.to),
            report.counts.rows.to_string(),
            report.counts.rejected.to_string(),
            became.to_owned(),
        ]);
    }
    table.render()
}

fn summary(cohort: Option<&CohortReport>, reports: &[FileReport]) -> Value {
    let cohort = cohort.map(|one| {
        json!({ "version": format!("c{:05}", one.version), "new": one.is_new,
                "families": one.families, "people": one.people, "problems": problems(&one.problems) })
    });
    let files: Vec<Value> = reports.iter().map(|one| as_json(one, fate(one))).collect();
    json!({ "cohort": cohort, "files": files })
}

/// A file for programs, with a word on what became of it.
#[must_use]
pub fn as_json(one: &FileReport, became: &str) -> Value {
    let feed = one.feed.as_ref();
    json!({ "file": one.file, "fate": became, "feed": feed.map(|(name, _)| name.to_string()),
            "from": feed.map(|(_, period)| period.from.to_string()),
            "to": feed.map(|(_, period)| period.to.to_string()),
            "rows": one.counts.rows, "rejects": one.counts.rejected, "problems": problems(&one.problems) })
}

fn problems(all: &[Problem]) -> Vec<Value> {
    all.iter()
        .map(|one| json!({ "code": one.kind.code(), "place": one.place.to_string(), "detail": one.detail }))
        .collect()
}
