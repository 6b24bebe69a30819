//! `hearth programme`: families attached and claimed against target by quarter, money and what may come; the quarterly return.

use super::claim::in_force;
use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::replay::{basis_of, last_run};
use super::table::Table;
use super::terminal::Terminal;
use super::workspace::WorkspaceArguments;
use crate::claims::programme::{BUILTIN, Paid};
use crate::claims::quarterly::Return;
use crate::pipeline::quarterly::quarterly_return;
use crate::reports::quarterly::return_files;
use crate::reports::words::{pounds, span};
use crate::workspace::files;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  hearth programme
  hearth programme --run 2017-03-31 --out return-2017-Q1
  hearth programme --example harrow > borough-2017/definitions/programme.toml

The return counts families at the day of a run, and claims as the register has them now.";

/// Count families attached and claimed against target by quarter, and write the quarterly return
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The run whose day and families count [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    /// Write return.csv, return.xlsx and return.html into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Print a built-in programme to start from: expanded, hackney, harrow, westminster
    #[arg(long, value_name = "NAME")]
    example: Option<String>,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Counts.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    if let Some(name) = &arguments.example {
        return example(name, terminal);
    }
    let workspace = arguments.workspace.open()?;
    let folder = match &arguments.run {
        Some(run) => workspace.find_run(run)?,
        None => last_run(&workspace)?,
    };
    let (basis, programme, account) = (basis_of(&folder)?, in_force(&workspace)?, workspace.account()?);
    let progress = terminal.progress();
    let made = quarterly_return(&basis, &workspace.archive(), &account, &programme, &progress)?;
    drop(progress);
    terminal.json(&as_json(&made));
    terminal.line(&told(&made));
    if let Some(out) = &arguments.out {
        files::make_folder(out)?;
        for (name, bytes) in return_files(&made, &basis.council, &basis.program) {
            files::write(&out.join(name), &bytes)?;
        }
        terminal.line(&format!("\nreturn: {}", out.join("return.html").display()));
    }
    Ok(Exit::Done)
}

fn example(name: &str, terminal: &Terminal) -> Outcome {
    let Some((_, text)) = BUILTIN.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = BUILTIN.iter().map(|(name, _)| *name).collect();
        return Err(Failure::usage(
            format!("there is no programme `{name}`"),
            format!("there are {}", names.join(", ")),
        ));
    };
    terminal.page(text);
    Ok(Exit::Done)
}

fn told(made: &Return) -> String {
    let mut quarters =
        Table::new(&["quarter", "attached", "results", "for attachment", "for results", "may come"]);
    for one in &made.quarters {
        quarters.row([
            format!("{} Q{}", one.year, one.number),
            one.attached.to_string(),
            one.results.to_string(),
            pounds(one.attachment_pence),
            pounds(one.result_pence),
            one.forecast.to_string(),
        ]);
    }
    let mut targets = Table::new(&["target", "days", "families", "reached", "due by now", "may come"]);
    for one in &made.targets {
        targets.row([
            kind(one.kind).to_owned(),
            span(one.days),
            one.families.to_string(),
            one.reached.to_string(),
            one.due.to_string(),
            one.forecast.to_string(),
        ]);
    }
    let targets = if targets.is_empty() { "no targets".to_owned() } else { targets.render() };
    format!("{} at {}\n\n{}\n\n{targets}", made.title, made.as_of, quarters.render())
}

fn kind(kind: Paid) -> &'static str {
    match kind {
        Paid::Attachment => "attached",
        Paid::Result => "results",
    }
}

fn as_json(made: &Return) -> serde_json::Value {
    let quarters: Vec<_> = made
        .quarters
        .iter()
        .map(|one| {
            serde_json::json!({ "year": &*one.year, "quarter": one.number, "attached": one.attached,
                "results": one.results, "attachment_pence": one.attachment_pence,
                "result_pence": one.result_pence, "forecast": one.forecast })
        })
        .collect();
    let targets: Vec<_> = made
        .targets
        .iter()
        .map(|one| {
            serde_json::json!({ "kind": kind(one.kind), "from": one.days.from.to_string(),
                "to": one.days.to.to_string(), "families": one.families, "reached": one.reached,
                "due": one.due, "forecast": one.forecast })
        })
        .collect();
    serde_json::json!({ "title": &*made.title, "as_of": made.as_of.to_string(), "quarters": quarters,
                        "targets": targets, "undated": made.undated })
}
