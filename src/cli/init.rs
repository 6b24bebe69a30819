//! `hearth init`: makes a workspace.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::facts::interchange;
use crate::outcomes::plan::versions::split_name;
use crate::workspace::{Workspace, definitions, files};
use std::path::{Path, PathBuf};

/// Make a workspace: the folder that keeps deliveries, cohorts and runs
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  hearth init hearth-2017 --plan tri-borough --calendar terms.csv")]
pub struct Arguments {
    /// The folder; made if it does not exist
    folder: PathBuf,

    /// The outcomes plan the families are tested by
    #[arg(long, value_name = "ID", default_value = "tri-borough")]
    plan: String,

    /// The council's school terms: term,from,to
    #[arg(long, value_name = "FILE")]
    calendar: Option<PathBuf>,
}

/// Makes the folder.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    if Workspace::exists(&arguments.folder) {
        let message = format!("{} is a workspace already", arguments.folder.display());
        return Err(Failure::usage(message, "name another folder, or edit hearth.toml in this one"));
    }
    check_plan(&arguments.plan)?;
    let calendar = match &arguments.calendar {
        Some(path) => checked_calendar(path)?,
        None => definitions::EMPTY_CALENDAR.into(),
    };
    let workspace = Workspace::init(&arguments.folder, &arguments.plan, &calendar)?;
    terminal.json(&serde_json::json!({ "workspace": workspace.root(), "plan": arguments.plan }));
    terminal.line(&format!("{} is a workspace for plan {}", workspace.root().display(), arguments.plan));
    if arguments.calendar.is_none() {
        terminal.line("no school terms yet: put the council's into definitions/calendar.csv (term,from,to)");
    }
    Ok(Exit::Done)
}

fn check_plan(plan: &str) -> Result<(), Failure> {
    let all = definitions::builtin();
    let ids = definitions::plan_ids(&all);
    if ids.contains(&split_name(plan).0) {
        return Ok(());
    }
    Err(Failure::usage(format!("--plan: there is no plan `{plan}`"), format!("there are {}", ids.join(", "))))
}

fn checked_calendar(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = files::read(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let rejects = interchange::read_terms(&name, &bytes).rejects;
    if rejects.is_empty() { Ok(bytes) } else { Err(Failure::from(rejects).with_exit(Exit::Definition)) }
}
