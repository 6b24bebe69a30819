//! `hearth plan test`: the worked cases of a plan, and which clauses they leave unshown.

use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::plans;
use crate::cli::table::Table;
use crate::cli::terminal::Terminal;
use crate::domain::ClauseId;
use crate::outcomes::Rules;
use crate::outcomes::plan::Plan;
use crate::outcomes::plan::versions::split_name;
use crate::outcomes::verdict::ClauseKind;
use crate::schema::builtin_cases;
use crate::schema::cases::{self, CaseFolder, CasesRun, Shown};
use crate::workspace::files;
use serde_json::json;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  hearth plan test ./our-plan
  hearth plan test tri-borough
  hearth plan test tri-borough --cases our-cases

A folder of cases is called by the day asked (2017-03-31, 2017-03-31-school) and holds cohort files, facts.csv,
coverage.csv, terms.csv and expected.csv: family_id,clause,person_id,verdict,reason,why.
Exit code 3 if the plan answers a row otherwise.";

/// Run the worked cases of a plan and say which clauses they leave unshown
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The plan: an id, an id with a version (tri-borough@6.3), or a folder named with a slash
    plan: String,

    /// Folder of case folders [default: `cases` in the plan's folder; the built-in plans bring theirs]
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,

    /// Show every clause and not only those without a met or a not-met case
    #[arg(long)]
    all: bool,
}

/// Runs the cases and says what they show.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let found = plans::find(&arguments.plan, None)?;
    let rules = Rules::new(found.versions, found.named.as_deref(), &[])?;
    let folders = folders(&arguments)?;
    let run =
        cases::run(&rules, &folders).map_err(|found| Failure::from(found).with_exit(Exit::Definition))?;
    let (plan, _) = rules.main();
    for one in &run.differences {
        let person = if one.person.is_empty() { String::new() } else { format!(" {}", one.person) };
        terminal.notice(&format!(
            "{}/expected.csv:{}: {} {}{person}: {}, expected {}",
            one.folder, one.line, one.family, one.clause, one.found, one.expected
        ));
    }
    terminal.json(&as_json(plan, &run));
    terminal.line(&told(plan, &run, folders.len(), arguments.all));
    Ok(if run.differences.is_empty() { Exit::Done } else { Exit::Definition })
}

/// The cases named, those in the plan's folder, or those built in.
fn folders(arguments: &Arguments) -> Result<Vec<CaseFolder>, Failure> {
    if let Some(folder) = &arguments.cases {
        return read(folder);
    }
    let beside = Path::new(&arguments.plan).join("cases");
    if beside.is_dir() {
        return read(&beside);
    }
    let built_in = builtin_cases::of(split_name(&arguments.plan).0);
    if built_in.is_empty() {
        return Err(Failure::usage(
            "there is no folder `cases` beside the plan's files",
            "name one with --cases DIR",
        ));
    }
    Ok(built_in)
}

/// The case folders in a folder: those called by a day.
fn read(root: &Path) -> Result<Vec<CaseFolder>, Failure> {
    let mut found = Vec::new();
    for path in files::list(root)?.into_iter().filter(|path| path.is_dir()) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if let Some(as_of) = builtin_cases::day_of(&name) {
            found.push(CaseFolder { name, as_of, files: files::read_folder(&path)? });
        }
    }
    if found.is_empty() {
        let message = format!("{} holds no case folders", root.display());
        return Err(Failure::usage(
            message,
            "a folder of cases is called by the day asked, for example 2017-03-31",
        ));
    }
    Ok(found)
}

/// The clauses that are tested on families: groups only join others.
fn tested<'r>(
    plan: &'r Plan,
    run: &'r CasesRun,
) -> impl Iterator<Item = (&'r ClauseId, &'r Shown, ClauseKind)> {
    let kind = |id: &ClauseId| plan.find(id.as_str()).map(|index| plan.node(index).kind);
    run.shown
        .iter()
        .filter_map(move |(id, shown)| Some((id, shown, kind(id)?)))
        .filter(|(.., kind)| *kind != ClauseKind::Group)
}

fn told(plan: &Plan, run: &CasesRun, folders: usize, all: bool) -> String {
    let (asked, wrong) = (run.asked, run.differences.len());
    let mut table = Table::new(&["clause", "kind", "met", "not met", "unknown", "other"]);
    let (mut whole, mut clauses) = (0, 0);
    for (id, shown, kind) in tested(plan, run) {
        let is_whole = shown.met > 0 && shown.not_met > 0;
        clauses += 1;
        whole += usize::from(is_whole);
        if all || !is_whole {
            let numbers =
                [shown.met, shown.not_met, shown.unknown, shown.other].map(|number| number.to_string());
            table.row([id.to_string(), kind.as_str().to_owned()].into_iter().chain(numbers));
        }
    }
    let agreement = format!(
        "{} {}: {} of {asked} rows of {folders} case folders agree",
        plan.id,
        plan.version,
        asked - wrong
    );
    let shown = format!("{whole} of {clauses} clauses have a case that is met and one that is not");
    if table.is_empty() {
        format!("{agreement}\n{shown}")
    } else {
        format!("{agreement}\n{shown}\n\n{}", table.render())
    }
}

fn as_json(plan: &Plan, run: &CasesRun) -> serde_json::Value {
    let differences = run.differences.iter().map(|one| {
        json!({
            "folder": one.folder, "line": one.line, "family": one.family, "clause": one.clause,
            "person": one.person, "expected": one.expected, "found": one.found,
        })
    });
    let clauses = tested(plan, run).map(|(id, shown, kind)| {
        json!({
            "clause": id.as_str(), "kind": kind.as_str(), "met": shown.met, "not_met": shown.not_met,
            "unknown": shown.unknown, "other": shown.other,
        })
    });
    json!({
        "plan": &*plan.id,
        "version": &*plan.version,
        "asked": run.asked,
        "differences": differences.collect::<Vec<_>>(),
        "clauses": clauses.collect::<Vec<_>>(),
    })
}
