//! `hearth review`: links that wait for a person, and what people decided about them.

mod decide;
mod list;
mod sheet;
mod show;

use super::explain::meant;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::review::{Pair, Pairs};
use crate::workspace::Workspace;
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  hearth review list
  hearth review show 4f1c-9d20
  hearth review accept 4f1c-9d20 --by 'M. Ellery' --reason 'the school confirmed the number'
  hearth review reverse r00003 --by 'M. Ellery' --reason 'the school was mistaken'
  hearth review export queue.csv";

/// Decide whom doubtful rows are about: list, show, accept, reject, reverse, export, import
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    List(list::Arguments),
    Show(show::Arguments),
    Accept(decide::PairArguments),
    Reject(decide::RejectArguments),
    Reverse(decide::ReverseArguments),
    Export(sheet::ExportArguments),
    Import(sheet::ImportArguments),
}

/// Runs the command below.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    match arguments.command {
        Command::List(arguments) => list::run(arguments, terminal),
        Command::Show(arguments) => show::run(arguments, terminal),
        Command::Accept(arguments) => decide::accept(arguments, terminal),
        Command::Reject(arguments) => decide::reject(arguments, terminal),
        Command::Reverse(arguments) => decide::reverse(arguments, terminal),
        Command::Export(arguments) => sheet::export(arguments, terminal),
        Command::Import(arguments) => sheet::import(arguments, terminal),
    }
}

/// The pairs of the run that is meant, by default the last.
fn pairs(workspace: &Workspace, run: Option<&str>) -> Result<Pairs, Failure> {
    let folder = meant(workspace, run)?;
    let others = ["links.csv", "link-decisions.csv"].map(|file| folder.read(file).unwrap_or_default());
    Ok(Pairs::read(&folder.read("review.csv")?, &others[0], &others[1]))
}

/// The one pair whose key begins as typed.
fn pair<'p>(pairs: &'p Pairs, typed: &str) -> Result<&'p Pair, Failure> {
    let typed = typed.trim().to_lowercase();
    match pairs.beginning(&typed).as_slice() {
        [pair] if !typed.is_empty() => Ok(pair),
        [] => {
            let hint =
                "`hearth review list` shows the pairs that wait; links.csv of the run shows those linked";
            Err(Failure::usage(format!("the run has no pair `{typed}`"), hint))
        }
        _ => {
            let hint =
                "type the beginnings of both halves with the hyphen between them, for example 4f1c-9d20";
            Err(Failure::usage(format!("more than one pair begins with `{typed}`"), hint))
        }
    }
}
