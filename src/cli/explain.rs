//! `hearth explain`: how a family's verdicts came about, for a person to read.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::replay::{basis_of, last_run};
use super::terminal::Terminal;
use super::workspace::WorkspaceArguments;
use crate::domain::FamilyId;
use crate::pipeline;
use crate::workspace::Workspace;
use crate::workspace::runs::RunFolder;

const EXAMPLES: &str = "\
Examples:
  hearth explain f-014
  hearth explain f-014 tb-1a
  hearth explain f-014 --run 2017-03-31";

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

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Explains.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let folder = meant(&workspace, arguments.run.as_deref())?;
    let basis = basis_of(&folder)?;
    let family = FamilyId::from(arguments.family.as_str());
    let (archive, progress) = (workspace.archive(), terminal.progress());
    let page = pipeline::explain(&basis, &archive, &family, arguments.clause.as_deref(), &progress)?;
    drop(progress);
    let Some(page) = page else {
        let message = format!("run {} has no family `{family}`", folder.label());
        return Err(Failure::usage(message, "results.csv of the run lists its families"));
    };
    terminal.page(&page);
    Ok(Exit::Done)
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
