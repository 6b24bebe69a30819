//! `hearth plan list`: the plans that there are, with what they hold.

use crate::cli::exit::Exit;
use crate::cli::failure::Outcome;
use crate::cli::plans;
use crate::cli::table::Table;
use crate::cli::terminal::Terminal;
use crate::outcomes::Plan;
use crate::outcomes::plan::Contents;
use crate::problem::Problem;
use crate::workspace::plans::PlanFolder;
use serde_json::json;
use std::path::PathBuf;

/// List the plans built in, in a folder or in force in a workspace
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  hearth plan list\n  hearth plan list --workspace hearth-2017\n  hearth plan list our-plans"
)]
pub struct Arguments {
    /// A plan's folder, or a folder of plan folders [default: the built-in plans]
    folder: Option<String>,

    /// The plans in force in this workspace
    #[arg(long, short, value_name = "DIR", conflicts_with = "folder")]
    workspace: Option<PathBuf>,
}

/// Prints the list. A plan that has mistakes is shown as one that cannot be used, and they are told.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let folders = plans::folders(arguments.folder.as_deref(), arguments.workspace.as_deref())?;
    let mut table =
        Table::new(&["plan", "version", "since", "criteria", "clauses", "groups", "digest", "where"]);
    let (mut listed, mut problems) = (Vec::new(), Vec::new());
    for folder in &folders {
        match Plan::check(&folder.texts()) {
            Ok(plan) => {
                table.row(cells(&plan, folder));
                listed.push(as_json(&plan, folder));
            }
            Err(found) => problems.extend(named(found, folder)),
        }
    }
    terminal.problems(&problems);
    terminal.json(&json!(listed));
    terminal.line(&table.render());
    Ok(if problems.is_empty() { Exit::Done } else { Exit::Definition })
}

/// The problems with the folder before the file's name.
fn named(found: Vec<Problem>, folder: &PlanFolder) -> impl Iterator<Item = Problem> {
    found.into_iter().map(|mut problem| {
        problem.place.file = format!("{}/{}", folder.name, problem.place.file);
        problem
    })
}

fn cells(plan: &Plan, folder: &PlanFolder) -> [String; 8] {
    let contents = Contents::of(plan);
    let since = plan.since.map_or_else(String::new, |day| day.to_string());
    let (criteria, clauses, groups) = (contents.criteria, contents.clauses, contents.groups);
    let [criteria, clauses, groups] = [criteria, clauses, groups].map(|number| number.to_string());
    [
        plan.id.to_string(),
        plan.version.to_string(),
        since,
        criteria,
        clauses,
        groups,
        plan.digest.short(),
        folder.place.clone(),
    ]
}

fn as_json(plan: &Plan, folder: &PlanFolder) -> serde_json::Value {
    let contents = Contents::of(plan);
    json!({
        "plan": &*plan.id,
        "title": &*plan.title,
        "version": &*plan.version,
        "since": plan.since.map(|day| day.to_string()),
        "criteria": contents.criteria,
        "clauses": contents.clauses,
        "groups": contents.groups,
        "digest": plan.digest.to_string(),
        "where": folder.place,
    })
}
