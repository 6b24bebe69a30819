//! `hearth plan check`: every mistake of a plan at once, and what is worth a second look.

use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::terminal::Terminal;
use crate::facts::{FactKind, Vocabulary};
use crate::feeds::{FeedSchema, builtin_schemas};
use crate::outcomes::Plan;
use crate::problem::{Problem, Severity};
use crate::workspace::plans::{self, PlanFolder};
use crate::workspace::{Layouts, Workspace};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Check plan files: mistakes with line and caret, clauses nobody is asked, letters without a way, facts no feed gives
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  hearth plan check our-plan\n  hearth plan check plan.toml problem-1.toml\n\nExit code 3 if there is a mistake; warnings alone are no mistake."
)]
pub struct Arguments {
    /// The files of one plan, or folders: of a plan, or of plan folders
    #[arg(required = true, value_name = "FILE or DIR")]
    paths: Vec<PathBuf>,

    /// Take the feed schemas of this workspace for what feeds give, and not the built-in ones
    #[arg(long, short, value_name = "DIR")]
    workspace: Option<PathBuf>,

    /// Leave out the warnings of facts that no feed gives
    #[arg(long)]
    no_feeds: bool,
}

/// Checks all that is named.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let supplied = if arguments.no_feeds { None } else { Some(supplied(arguments.workspace.as_deref())?) };
    let (mut all, mut wrong) = (Vec::new(), 0);
    let plans = meant(&arguments.paths)?;
    for folder in &plans {
        let examined = Plan::examine(&folder.texts(), supplied.as_ref());
        terminal.every_problem(&examined.problems);
        let mistakes = examined.problems.iter().filter(|one| one.severity() == Severity::Error).count();
        wrong += mistakes;
        terminal.line(&told(folder, examined.plan.as_ref(), mistakes, examined.problems.len() - mistakes));
        all.extend(examined.problems);
    }
    terminal.json(&all.iter().map(as_json).collect());
    Ok(if wrong == 0 { Exit::Done } else { Exit::Definition })
}

/// The plans that the paths name: all files together are one, each folder is one or holds several.
fn meant(paths: &[PathBuf]) -> Result<Vec<PlanFolder>, Failure> {
    let (folders, files): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| path.is_dir());
    let mut found = Vec::new();
    if !files.is_empty() {
        let texts = files.iter().map(|path| plans::read_file(path)).collect::<Result<_, _>>()?;
        let name = files[0].display().to_string();
        found.push(PlanFolder { place: name.clone(), name, files: texts });
    }
    for folder in folders {
        let plans = plans::read(folder)?;
        if plans.is_empty() {
            let message = format!("{} holds no plan files", folder.display());
            return Err(Failure::usage(message, "a plan is a folder of .toml files"));
        }
        found.extend(plans);
    }
    Ok(found)
}

/// The facts that the feed schemas of a workspace, or the built-in ones, give.
fn supplied(workspace: Option<&Path>) -> Result<BTreeSet<FactKind>, Failure> {
    let schemas: Vec<FeedSchema> = match workspace {
        None => builtin_schemas(Vocabulary::builtin()),
        Some(root) => Layouts::check(&Workspace::open(root)?.definitions()?)?.schemas,
    };
    let names = schemas.iter().flat_map(|schema| &schema.facts).map(|rule| &rule.fact);
    Ok(names.filter_map(|name| Vocabulary::builtin().find(name)).collect())
}

fn told(folder: &PlanFolder, plan: Option<&Plan>, mistakes: usize, warnings: usize) -> String {
    let count = |number: usize, what: &str| match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    let name = plan.map_or_else(|| folder.place.clone(), |plan| format!("{} {}", plan.id, plan.version));
    format!("{name}: {}, {}", count(mistakes, "mistake"), count(warnings, "warning"))
}

fn as_json(problem: &Problem) -> serde_json::Value {
    let severity = if problem.severity() == Severity::Error { "error" } else { "warning" };
    json!({
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "code": problem.kind.code(),
        "severity": severity,
        "detail": problem.detail,
        "hint": problem.hint,
    })
}
