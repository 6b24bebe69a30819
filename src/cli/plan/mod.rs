//! `hearth plan`: outcomes plans as their owners and auditors see them. One file per command, each a list of verbs.

mod check;
mod defaults;
mod diff;
mod list;
mod show;
mod test;

use super::failure::Outcome;
use super::terminal::Terminal;
use clap::Subcommand;

const EXAMPLES: &str = "\
Examples:
  hearth plan list
  hearth plan show tri-borough tb-1a
  hearth plan check our-plan
  hearth plan test ./our-plan
  hearth plan diff tri-borough@6.3 ./tri-borough-7
  hearth plan defaults hackney";

/// List, print, check, try out and compare outcomes plans
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
    Check(check::Arguments),
    Test(test::Arguments),
    Diff(diff::Arguments),
    Defaults(defaults::Arguments),
}

/// Runs the command that is meant.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    match arguments.command {
        Command::List(arguments) => list::run(arguments, terminal),
        Command::Show(arguments) => show::run(arguments, terminal),
        Command::Check(arguments) => check::run(arguments, terminal),
        Command::Test(arguments) => test::run(arguments, terminal),
        Command::Diff(arguments) => diff::run(arguments, terminal),
        Command::Defaults(arguments) => defaults::run(arguments, terminal),
    }
}
