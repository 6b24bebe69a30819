//! `hearth plan show`: a plan, or one clause of it, in plain English.

use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::plans;
use crate::cli::terminal::Terminal;
use crate::domain::ClauseId;
use crate::problem::nearest;
use crate::reports::plan_page;
use std::path::PathBuf;

/// Print a plan in plain English: who is asked, what is tested, by which facts
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  hearth plan show tri-borough\n  hearth plan show tri-borough tb-1a\n  hearth plan show ./our-plan"
)]
pub struct Arguments {
    /// The plan: an id, an id with a version (tri-borough@6.3), or a folder named with a slash
    plan: String,

    /// Only this letter, group or clause, with what is below it
    clause: Option<String>,

    /// Look in this workspace and not among the built-in plans
    #[arg(long, short, value_name = "DIR")]
    workspace: Option<PathBuf>,
}

/// Prints the page.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let found = plans::find(&arguments.plan, arguments.workspace.as_deref())?;
    let plan = found.plan();
    let Some(clause) = &arguments.clause else {
        terminal.page(&plan_page::plan(plan));
        return Ok(Exit::Done);
    };
    let Some(index) = plan.find(clause) else {
        let near = nearest(clause, plan.by_id.keys().map(ClauseId::as_str));
        let hint = near.map_or_else(
            || format!("`hearth plan show {}` shows all", plan.id),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Failure::usage(format!("`{}` has no clause `{clause}`", plan.id), hint));
    };
    terminal.page(&plan_page::part(plan, index));
    Ok(Exit::Done)
}
