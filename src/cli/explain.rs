//! `hearth explain`: how a family's verdicts came about, for a person to read.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::replay::{basis_of, last_run};
use super::terminal::Terminal;
use super::values;
use super::workspace::WorkspaceArguments;
use crate::domain::FamilyId;
use crate::pipeline::{self, Basis};
use crate::workspace::runs::RunFolder;
use crate::workspace::{Moment, Workspace};

const EXAMPLES: &str = "\
Examples:
  hearth explain f-014
  hearth explain f-014 tb-1a
  hearth explain f-014 --run 2017-03-31
  hearth explain f-014 --links                    every link's evidence, bit by bit
  hearth explain f-014 --known-at 2017-04-20      the same day and definitions, with what was known then";

/// Say how a family's verdicts came about: figures, windows, facts with file and line
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The family's id
    family: String,

    /// Only this letter, group or clause and what is below it
    clause: Option<String>,

    /// The run: its folder, `day/name`, the beginning of its name, or a day with one run [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    /// The moment up to which deliveries, cohorts, claims and decisions count [default: that of the run]
    #[arg(long, value_name = "MOMENT")]
    known_at: Option<String>,

    /// Also show the evidence for links by a rule, bit by bit; that for links by weight, and for those that wait, always is
    #[arg(long)]
    links: bool,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Explains.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let known_at = arguments.known_at.as_ref().map(|text| values::moment("--known-at", text)).transpose()?;
    let workspace = arguments.workspace.open()?;
    let folder = meant(&workspace, arguments.run.as_deref())?;
    let basis = match known_at {
        Some(moment) => known(&workspace, basis_of(&folder)?, moment)?,
        None => basis_of(&folder)?,
    };
    let family = FamilyId::from(arguments.family.as_str());
    let (archive, progress) = (workspace.archive(), terminal.progress());
    let asked = (arguments.clause.as_deref(), arguments.links);
    let page = pipeline::explain(&basis, &archive, &family, asked, &progress)?;
    drop(progress);
    let Some(page) = page else {
        let then = known_at.map(|moment| format!(" as known at {moment}")).unwrap_or_default();
        let message = format!("run {}{then} has no family `{family}`", folder.label());
        return Err(Failure::usage(message, "results.csv of the run lists its families"));
    };
    terminal.page(&page);
    Ok(Exit::Done)
}

/// What the run asked, with what was known at a moment.
fn known(workspace: &Workspace, basis: Basis, moment: Moment) -> Result<Basis, Failure> {
    match workspace.view(Some(moment))?.filter(|view| !view.cohort.is_empty()) {
        Some(view) => Ok(basis.seeing(&view)),
        None => {
            let message = format!("no cohort had been received by {moment}");
            Err(Failure::usage(message, "cohorts.csv of the workspace says when each came"))
        }
    }
}

/// The run that is meant, by default the last.
///
/// # Errors
/// If there is none, or more than one.
pub fn meant(workspace: &Workspace, run: Option<&str>) -> Result<RunFolder, Failure> {
    match run {
        Some(run) => Ok(workspace.find_run(run)?),
        None => last_run(workspace),
    }
}
