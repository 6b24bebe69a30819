//! `hearth plan diff`: what changed between two versions of a plan, and for whom.

use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::plans;
use crate::cli::run::Asked;
use crate::cli::table::Table;
use crate::cli::terminal::Terminal;
use crate::cli::values;
use crate::cli::workspace::now;
use crate::outcomes::Rules;
use crate::outcomes::plan::{Plan, Versions};
use crate::pipeline::Basis;
use crate::pipeline::two_plans::{self, FamiliesCompared};
use crate::schema::difference::{Changed, Difference, Named};
use crate::workspace::Workspace;
use serde_json::json;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  hearth plan diff tri-borough@6.3 ./tri-borough-7
  hearth plan diff ./plan-2016 ./plan-2017 --workspace hearth-2017 --as-of 2017-03-31";

/// Say what changed between two versions of a plan, and which families' results change
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The old version: an id, an id with a version, or a folder named with a slash
    old: String,

    /// The new version
    new: String,

    /// Test the families of this workspace by both
    #[arg(long, short, value_name = "DIR", requires = "as_of")]
    workspace: Option<PathBuf>,

    /// The day the families are tested for, or `last-month-end`
    #[arg(long, value_name = "DATE", requires = "workspace")]
    as_of: Option<String>,
}

/// Compares.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let root = arguments.workspace.as_deref();
    let old = plans::find(&arguments.old, root)?.plan().clone();
    let new = plans::find(&arguments.new, root)?.plan().clone();
    let difference = Difference::between(&old, &new);
    let families = match (root, &arguments.as_of) {
        (Some(root), Some(as_of)) => Some(compared(root, as_of, &old, &new, terminal)?),
        _ => None,
    };
    terminal.json(&json!({ "difference": difference, "families": families }));
    terminal.line(&told(&difference));
    if let Some(families) = families {
        terminal.line(&told_of_families(&families));
    }
    Ok(Exit::Done)
}

fn compared(
    root: &Path,
    as_of: &str,
    old: &Plan,
    new: &Plan,
    terminal: &Terminal,
) -> Result<FamiliesCompared, Failure> {
    let as_of = values::asked_day("--as-of", as_of, now())?;
    let workspace = Workspace::open(root)?;
    let asked = Asked { as_of, known_at: None, settings: Vec::new() };
    let Some(view) = workspace.view(None)?.filter(|view| !view.cohort.is_empty()) else {
        let error = anyhow::anyhow!("no cohort had been received");
        return Err(Failure::from(error).with_hint("`hearth ingest --cohort DIR` takes one in"));
    };
    let definitions = workspace.definitions()?;
    let request = asked.request(workspace.settings());
    let settings: Vec<(String, String)> = request.settings.clone().into_iter().collect();
    let basis = Basis::new(&request, &view, &definitions);
    let bytes = workspace.with_definitions(&definitions);
    let (old, new) = (alone(old, &settings)?, alone(new, &settings)?);
    Ok(two_plans::compare(&basis, &bytes, (&old, &new), &terminal.progress())?)
}

/// The rules of one version for every family.
fn alone(plan: &Plan, settings: &[(String, String)]) -> Result<Rules, Failure> {
    let versions = Versions::new(&plan.id, vec![plan.clone()])?;
    Ok(Rules::new(versions, Some(&plan.version), settings)?)
}

fn told(difference: &Difference) -> String {
    if difference.is_empty() {
        return "nothing differs".to_owned();
    }
    let mut lines = Vec::new();
    changed(&mut lines, "Head", &difference.head);
    changed(&mut lines, "Parameters", &difference.parameters);
    changed(&mut lines, "Figures", &difference.figures);
    changed(&mut lines, "Lists of codes", &difference.lists);
    named(&mut lines, "Added", &difference.added);
    named(&mut lines, "Removed", &difference.removed);
    changed(&mut lines, "Changed", &difference.changed);
    lines.join("\n")
}

fn changed(lines: &mut Vec<String>, heading: &str, all: &[Changed]) {
    if all.is_empty() {
        return;
    }
    lines.push(format!("{heading}:"));
    for one in all {
        lines.push(format!("  {}", one.what));
        lines.extend(one.was.iter().map(|line| format!("    was: {line}")));
        lines.extend(one.now.iter().map(|line| format!("    now: {line}")));
    }
}

fn named(lines: &mut Vec<String>, heading: &str, all: &[Named]) {
    if !all.is_empty() {
        lines.push(format!("{heading}:"));
        lines.extend(all.iter().map(|one| format!("  {} {}", one.id, one.title).trim_end().to_owned()));
    }
}

fn told_of_families(compared: &FamiliesCompared) -> String {
    let summary =
        format!("\nresults change for {} of {} families", compared.changed.len(), compared.families);
    if compared.changed.is_empty() {
        return summary;
    }
    let mut table = Table::new(&["family", "column", "was", "now"]);
    for family in &compared.changed {
        for one in &family.columns {
            table.row([&family.family, &one.column, &one.was, &one.now].map(Clone::clone));
        }
    }
    format!("{summary}\n\n{}", table.render())
}
