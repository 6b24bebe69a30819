//! `hearth run`: the month. Archived deliveries and the cohort as known at a moment go in, a run folder comes out.

mod fail_on;
mod inbox;
mod news;

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::table::Table;
use super::terminal::Terminal;
use super::values;
use super::workspace::{WritingArguments, now};
use crate::domain::Day;
use crate::pipeline::{self, Basis, Request, RunOutput, Summary};
use crate::problem::{Kind, Problem, Severity};
use crate::reports::words;
use crate::workspace::night::Quarantined;
use crate::workspace::progress::Silent;
use crate::workspace::runs::{Publication, RunFolder, RunIdentity};
use crate::workspace::{Arrival, Definition, Moment, Progress, Settings, Workspace};
use fail_on::FailOn;
pub use fail_on::lying;
use inbox::{Emptied, InboxArguments};
use news::Before;
use std::collections::BTreeMap;

const EXAMPLES: &str = "\
Examples:
  hearth run --as-of 2017-03-31
  hearth run --as-of last-month-end                       the last month that is over, by UTC
  hearth run --as-of last-month-end --fail-on review,late
  hearth run --as-of last-month-end --inbox /srv/incoming takes in what lies there first
  hearth run --as-of last-month-end --if-changed          silent unless something changed
  hearth run --as-of 2017-03-31 --known-at 2017-04-20     as it was known then
  hearth run --as-of 2017-03-31 --set hold-months=3";

/// Test every family as of a day and write the month's claims and reports
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The day the question is asked for, for example a month end, or `last-month-end`
    #[arg(long, value_name = "DATE")]
    as_of: String,

    /// The moment taken for now: `last-month-end` goes by it, and what lies in the inbox came then [default: now]
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,

    /// The moment up to which deliveries and cohorts count [default: the last moment anything became known]
    #[arg(long, value_name = "MOMENT")]
    known_at: Option<String>,

    /// A parameter with another value than the plan's; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,

    /// What makes exit code 1, separated by commas
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',', default_value = "rejects,review")]
    fail_on: Vec<FailOn>,

    /// Say only what is new since this was last asked for, and nothing on a night that brings nothing new
    #[arg(long)]
    if_changed: bool,

    #[command(flatten)]
    inbox: InboxArguments,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// What is asked, checked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The day the question is asked for.
    pub as_of: Day,
    /// The moment up to which things count.
    pub known_at: Option<Moment>,
    /// Parameters set for this run.
    pub settings: Vec<(String, String)>,
}

impl Asked {
    fn check(arguments: &Arguments, at: Moment) -> Result<Self, Failure> {
        Ok(Self {
            as_of: values::asked_day("--as-of", &arguments.as_of, at)?,
            known_at: arguments
                .known_at
                .as_ref()
                .map(|text| values::moment("--known-at", text))
                .transpose()?,
            settings: arguments
                .settings
                .iter()
                .map(|text| values::setting(text))
                .collect::<Result<_, _>>()?,
        })
    }

    /// The request, with the workspace's own parameters below those of this run.
    #[must_use]
    pub fn request(&self, settings: &Settings) -> Request {
        let own = settings.parameters.iter().chain(&self.settings).cloned();
        Request {
            council: settings.council.to_string(),
            as_of: self.as_of,
            plan: settings.plan.to_string(),
            settings: own.collect::<BTreeMap<_, _>>(),
        }
    }
}

/// A run that was made and published.
#[derive(Debug)]
pub struct Made {
    /// Its folder.
    pub folder: RunFolder,
    /// Whether it is new.
    pub publication: Publication,
    /// All it went out from.
    pub basis: Basis,
    /// What a person is told.
    pub summary: Summary,
    /// Whether it learnt the weights of links that later runs go by.
    pub is_learnt: bool,
}

/// Runs and says what came out.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let put_in = now();
    let at = arguments.at.as_ref().map(|text| values::moment("--at", text)).transpose()?;
    let received = at.unwrap_or(put_in);
    let asked = Asked::check(&arguments, received)?;
    let fail_on = fail_on::check(&arguments.fail_on)?;
    let (workspace, _lock) = arguments.workspace.open()?;
    let before = arguments.if_changed.then(|| Before::of(&workspace));
    let progress = || -> Box<dyn Progress> {
        if before.is_some() { Box::new(Silent) } else { Box::new(terminal.progress()) }
    };
    let emptied = arguments.inbox.empty(&workspace, Arrival { received, put_in }, &*progress())?;
    if let Some(emptied) = emptied.as_ref().filter(|emptied| before.is_none() || emptied.is_moved()) {
        emptied.tell(terminal);
    }
    let made = make(&workspace, &asked, &*progress())?;
    let quarantined = workspace.night().quarantined();
    let mut value = as_json(&made);
    value["inbox"] = emptied.as_ref().map(Emptied::as_json).into();
    let aside = if emptied.is_some() { quarantined.clone() } else { Quarantined::default() };
    let reasons = fail_on::reasons(&fail_on, &made.summary, workspace.settings(), &aside);
    let exit = if reasons.is_empty() { Exit::Done } else { Exit::NeedsPerson };
    let text = match &before {
        None => Some(told(&made)),
        Some(before) => {
            let notice = before.notice(&workspace, &made, &quarantined)?;
            value["changed"] = notice.as_ref().map(|notice| notice.value.clone()).into();
            notice.map(|notice| notice.text)
        }
    };
    terminal.json(&value);
    if made.is_learnt {
        terminal.notice("weights of links: learnt from these rows and kept in definitions/link-model.json");
    }
    if let Some(text) = text {
        doubts(&made, terminal);
        // Whoever asks for what is new gets it with --quiet too.
        if before.is_some() && !terminal.is_json() {
            terminal.page(&text)
        } else {
            terminal.line(&text)
        }
        reasons.iter().for_each(|reason| terminal.notice(reason));
    }
    if before.is_some() {
        news::remember(&workspace, &made, &quarantined, terminal)?;
    }
    Ok(exit)
}

/// What makes one doubt whether the run is right. Warnings were shown when the deliveries were taken in.
fn doubts(made: &Made, terminal: &Terminal) {
    let is_told = |one: &&Problem| one.severity() == Severity::Error || one.kind == Kind::RunWithoutPurged;
    terminal.problems(made.summary.problems.iter().filter(is_told));
    if made.basis.as_of > made.basis.known_at.day() {
        terminal.notice(&format!(
            "{} is after the last day anything was received ({}): is the day asked right?",
            made.basis.as_of,
            made.basis.known_at.day()
        ));
    }
}

/// Makes and publishes a run. The lock must be held.
///
/// # Errors
/// If nothing was received, a definition is wrong, or something cannot be read or written.
pub fn make(workspace: &Workspace, asked: &Asked, progress: &dyn Progress) -> Result<Made, Failure> {
    let made_at = now();
    let Some(view) = workspace.view(asked.known_at)?.filter(|view| !view.cohort.is_empty()) else {
        let error = anyhow::anyhow!("no cohort had been received");
        return Err(Failure::from(error).with_hint("`hearth ingest --cohort DIR` takes one in"));
    };
    let mut definitions = workspace.definitions()?;
    let request = asked.request(workspace.settings());
    let mut basis = Basis::new(&request, &view, &definitions);
    let mut output = pipeline::run(&basis, &workspace.with_definitions(&definitions), progress)?;
    // What is learnt holds from now on, so a look back or a trial does not teach.
    let learnt = output.learnt.take().filter(|_| asked.known_at.is_none() && asked.settings.is_empty());
    if let Some(model) = &learnt {
        // The run that learns the weights goes by them already, as every later one.
        definitions.push(Definition::link_model(model.clone()));
        definitions.sort_unstable();
        basis = Basis::new(&request, &view, &definitions);
        output = pipeline::run(&basis, &workspace.with_definitions(&definitions), progress)?;
        workspace.keep_link_model(model)?;
    }
    workspace.keep_definitions(&definitions, made_at)?;
    let RunOutput { files, summary, .. } = output;
    let identity = RunIdentity {
        as_of: basis.as_of,
        known_at: basis.known_at,
        name: basis.name(),
        program: basis.program.clone(),
    };
    let (folder, publication) = workspace.publish(&identity, &files, made_at)?;
    Ok(Made { folder, publication, basis, summary, is_learnt: learnt.is_some() })
}

fn told(made: &Made) -> String {
    let summary = &made.summary;
    let mut table = Table::new(&["families", "number"]);
    for (state, number) in &summary.states {
        table.row([words::state(*state).label.to_owned(), number.to_string()]);
    }
    let known = match made.publication {
        Publication::New => "",
        Publication::Known => " (made before; the bytes are the same)",
    };
    let late: Vec<String> =
        summary.late.iter().map(|(feed, days)| format!("{feed} {days} days late")).collect();
    let late = if late.is_empty() { String::new() } else { format!("\nlate: {}", late.join(", ")) };
    format!(
        "plan {} as of {}, as known at {}\n\n{}\n\n{} rows read, {} rejected; {} facts linked, {} links wait for review{late}\nreport: {}{known}",
        made.basis.plan,
        made.basis.as_of,
        made.basis.known_at,
        table.render(),
        summary.count("rows"),
        summary.count("rejects"),
        summary.count("facts"),
        summary.count("review"),
        made.folder.path.join("report.html").display(),
    )
}

fn as_json(made: &Made) -> serde_json::Value {
    serde_json::json!({
        "run": made.folder.label(),
        "folder": made.folder.path,
        "new": made.publication == Publication::New,
        "as_of": made.basis.as_of.to_string(),
        "known_at": made.basis.known_at.to_string(),
        "learnt": made.is_learnt,
        "counts": made.summary.counts,
        "late": made.summary.late.iter().map(|(feed, _)| feed).collect::<Vec<_>>(),
    })
}
