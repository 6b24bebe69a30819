//! Arguments come in, an exit code goes out: one file per command, each a list of verbs over the library.
//!
//! Arguments have two layers: what clap reads (`Arguments`, text as typed) and what the command needs (`Request`, checked).
//! Only here are clocks read and lines printed; no logic lives here.

mod audit;
mod claim;
mod completions;
mod demo;
mod diff;
mod evaluate;
mod exit;
mod explain;
mod failure;
mod ingest;
mod init;
mod link;
mod man;
mod overrides;
mod plan;
mod plans;
mod prepared;
mod problems;
mod programme;
mod purge;
pub mod reference;
mod replay;
mod review;
mod run;
mod status;
mod synth;
mod table;
mod terminal;
mod trend;
mod values;
mod verify;
mod withdraw;
mod workspace;

pub use exit::Exit;

use clap::{CommandFactory, Parser, Subcommand};
use failure::Outcome;
use std::process::ExitCode;
use std::sync::OnceLock;
use terminal::{Manner, Terminal};

const EXAMPLES: &str = "\
Examples:
  hearth demo                     a year of an invented borough, to look at
  hearth init hearth-2017 --calendar terms.csv
  hearth ingest --workspace hearth-2017 --cohort cohort deliveries
  hearth run --workspace hearth-2017 --as-of 2017-03-31
  hearth evaluate --cohort cohort --facts facts.csv --coverage coverage.csv --terms terms.csv \\
                  --plan tri-borough --as-of 2017-03-31 --out answers
  hearth problems F302            what a problem code means

Exit codes:
  0 done   1 done, but something needs a person   2 wrong usage   3 a definition is wrong
  4 something cannot be read or written   5 a replay differs   6 the workspace is damaged
  7 the workspace is locked by another run";

/// Tests families against a council's outcomes plan and writes claims that an auditor can re-run.
#[derive(Parser, Debug)]
#[command(name = "hearth", version = version(), after_help = EXAMPLES, max_term_width = 100)]
struct Arguments {
    /// Print errors only
    #[arg(long, short, global = true, display_order = 100)]
    quiet: bool,

    /// Print one JSON summary on standard output instead of lines for people
    #[arg(long, global = true, display_order = 101)]
    json: bool,

    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Demo(demo::Arguments),
    Init(init::Arguments),
    Ingest(ingest::Arguments),
    Withdraw(withdraw::Arguments),
    Run(run::Arguments),
    Explain(explain::Arguments),
    Status(status::Arguments),
    Replay(replay::Arguments),
    Claim(claim::Arguments),
    Audit(audit::Arguments),
    Override(overrides::Arguments),
    Programme(programme::Arguments),
    Verify(verify::Arguments),
    Diff(diff::Arguments),
    Review(review::Arguments),
    Purge(purge::Arguments),
    Evaluate(evaluate::Arguments),
    Trend(trend::Arguments),
    Link(Box<link::Arguments>),
    Plan(plan::Arguments),
    Synth(synth::Arguments),
    Problems(problems::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
    #[command(hide = true)]
    Reference(reference::Arguments),
}

impl Command {
    fn run(self, terminal: &Terminal) -> Outcome {
        match self {
            Self::Demo(arguments) => demo::run(arguments, terminal),
            Self::Init(arguments) => init::run(arguments, terminal),
            Self::Ingest(arguments) => ingest::run(arguments, terminal),
            Self::Withdraw(arguments) => withdraw::run(arguments, terminal),
            Self::Run(arguments) => run::run(arguments, terminal),
            Self::Explain(arguments) => explain::run(arguments, terminal),
            Self::Review(arguments) => review::run(arguments, terminal),
            Self::Replay(arguments) => replay::run(arguments, terminal),
            Self::Claim(arguments) => claim::run(arguments, terminal),
            Self::Audit(arguments) => audit::run(arguments, terminal),
            Self::Override(arguments) => overrides::run(arguments, terminal),
            Self::Programme(arguments) => programme::run(arguments, terminal),
            Self::Purge(arguments) => purge::run(arguments, terminal),
            Self::Verify(arguments) => verify::run(arguments, terminal),
            Self::Diff(arguments) => diff::run(arguments, terminal),
            Self::Status(arguments) => status::run(arguments, terminal),
            Self::Evaluate(arguments) => evaluate::run(arguments, terminal),
            Self::Trend(arguments) => trend::run(arguments, terminal),
            Self::Link(arguments) => link::run(*arguments, terminal),
            Self::Plan(arguments) => plan::run(arguments, terminal),
            Self::Synth(arguments) => synth::run(arguments, terminal),
            Self::Problems(arguments) => problems::run(arguments, terminal),
            Self::Completions(arguments) => completions::run(arguments, terminal),
            Self::Man(arguments) => man::run(arguments, terminal),
            Self::Reference(arguments) => reference::run(arguments, terminal),
        }
    }
}

/// Runs the program on the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    arm_fault();
    let terminal = Terminal::new(Manner { quiet: arguments.quiet, json: arguments.json });
    let exit = match arguments.command.run(&terminal) {
        Ok(_) if terminal.failed() => Exit::Unreadable,
        Ok(exit) => exit,
        Err(failure) => {
            terminal.failure(&failure);
            failure.exit
        }
    };
    exit.into()
}

/// For tests: `HEARTH_TEST_FAULT=killed:12` or `full:12` lets the process be killed, or the disk be full, after so many steps.
fn arm_fault() {
    use crate::workspace::fault::{Fault, arm};
    let Ok(asked) = std::env::var("HEARTH_TEST_FAULT") else { return };
    let fault = if asked.starts_with("killed") { Fault::Killed } else { Fault::DiskFull };
    if let Some(after) = asked.split_once(':').and_then(|(_, number)| number.parse().ok()) {
        arm(fault, after);
    }
}

/// The command-line interface as clap knows it, for completions, man pages and the generated reference.
#[must_use]
pub fn command() -> clap::Command {
    Arguments::command()
}

/// The program's version and the digest of its built-in definitions.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        format!("{} (definitions {})", env!("CARGO_PKG_VERSION"), crate::workspace::definitions::digest())
    })
}
