//! `hearth diff`: what changed between two runs, and why.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::replay::basis_of;
use super::table::Table;
use super::terminal::Terminal;
use super::workspace::WorkspaceArguments;
use crate::pipeline;
use crate::pipeline::two_runs::{CellDiffers, ClauseDiffers, FamilyDiffers, RunRead, RunsCompared};

const EXAMPLES: &str = "\
Examples:
  hearth diff 2017-02-28 2017-03-31
  hearth diff 2017-03-31/0123456789ab 2017-03-31/ba9876543210 --family F0012

A clause is laid to the files whose lines it cites in one run and not in the other; where it cites
the same in both, to whatever can change an answer without: days complete, parameters, definitions.";

/// Say what changed between two runs and why, down to clause and fact
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The earlier run: its folder, `day/name`, the beginning of its name, or a day with one run
    old: String,

    /// The later run
    new: String,

    /// Show this family only, with every clause that differs
    #[arg(long, value_name = "FAMILY")]
    family: Option<String>,

    /// Show the clauses of all families
    #[arg(long, conflicts_with = "family")]
    clauses: bool,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Compares.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let (old, new) = (workspace.find_run(&arguments.old)?, workspace.find_run(&arguments.new)?);
    let (was, now) = (basis_of(&old)?, basis_of(&new)?);
    let found = pipeline::compare_runs(
        RunRead { basis: &was, results: &old.read("results.csv")?, outcomes: &old.read("outcomes.csv")? },
        RunRead { basis: &now, results: &new.read("results.csv")?, outcomes: &new.read("outcomes.csv")? },
        &workspace.archive(),
    )?;
    let own = |one: &&FamilyDiffers| arguments.family.as_ref().is_none_or(|family| one.family == *family);
    if let Some(family) = &arguments.family
        && !found.tested.contains(family)
    {
        let message = format!("neither run has a family {family}");
        return Err(Failure::usage(message, "ids are those of families.csv, in the same letters"));
    }
    terminal.json(&serde_json::to_value(&found).unwrap_or_default());
    terminal.line(&format!("{} -> {}", old.label(), new.label()));
    terminal.line(&told(&found, &own));
    if arguments.clauses || arguments.family.is_some() {
        found.changed.iter().filter(own).for_each(|family| terminal.line(&told_of(family)));
        if !found.changed.iter().any(|family| own(&family)) {
            terminal.line("\nno clause differs");
        }
    }
    Ok(Exit::Done)
}

fn told(found: &RunsCompared, own: &dyn Fn(&&FamilyDiffers) -> bool) -> String {
    let mut lines = Vec::new();
    if found.causes.is_empty() {
        lines.push("both went out from the same".to_owned());
    } else {
        let mut table = Table::new(&["because of", "which", "was", "now"]);
        for one in &found.causes {
            table.row([one.kind.as_str(), &one.what, &one.was, &one.now]);
        }
        lines.push(table.render());
    }
    let results: Vec<&FamilyDiffers> = found.changed.iter().filter(|one| !one.result.is_empty()).collect();
    lines.push(format!(
        "\nresults differ for {} of {} families; some clause for {}",
        results.len(),
        found.tested.len(),
        found.changed.len()
    ));
    let results: Vec<&FamilyDiffers> = results.into_iter().filter(own).collect();
    if !results.is_empty() {
        let mut table = Table::new(&["family", "column", "was", "now"]);
        for family in results {
            for one in &family.result {
                table.row([&family.family, &one.column, &one.was, &one.now].map(Clone::clone));
            }
        }
        lines.push(format!("\n{}", table.render()));
    }
    lines.join("\n")
}

fn told_of(family: &FamilyDiffers) -> String {
    let clauses: Vec<String> = family.clauses.iter().map(told_of_clause).collect();
    format!("\n{}\n{}", family.family, clauses.join("\n"))
}

fn told_of_clause(one: &ClauseDiffers) -> String {
    let person = if one.person.is_empty() { String::new() } else { format!(" {}", one.person) };
    let cell = |cell: &CellDiffers| {
        let or_nothing = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
        format!("{} {} -> {}", cell.column, or_nothing(&cell.was), or_nothing(&cell.now))
    };
    let mut lines = vec![format!(
        "  {}{person}: {}",
        one.clause,
        one.cells.iter().map(cell).collect::<Vec<_>>().join(", ")
    )];
    lines.extend(one.gained.iter().map(|line| format!("    + {line}")));
    lines.extend(one.lost.iter().map(|line| format!("    - {line}")));
    lines.extend((!one.because.is_empty()).then(|| format!("    because of {}", one.because.join("; "))));
    lines.join("\n")
}
