//! `hearth claim`: what is done with claims, step by step, each step a line of the register.

mod list;
mod propose;
mod recheck;
mod same_family;
mod sign_off;
mod spot_check;
mod submit;
mod withdraw;

pub use propose::in_force;
pub use same_family::check_known;

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use super::values;
use super::workspace::{WritingArguments, now};
use crate::claims::register::Line;
use crate::problem::Problem;
use crate::workspace::{Lock, Moment, Workspace};

const EXAMPLES: &str = "\
Examples:
  hearth claim propose --run 2017-03-31 --by \"A. Analyst\"
  hearth audit sample k001 --by \"C. Auditor\" --out packs
  hearth audit record k001 F0003 passed --by \"C. Auditor\"
  hearth claim submit k001 --by \"B. Manager\"
  hearth claim list k001";

/// Put together, submit, withdraw and list claims; every step is a line of the register
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    Propose(propose::Arguments),
    Submit(submit::Arguments),
    Withdraw(withdraw::Arguments),
    SignOff(sign_off::Arguments),
    SpotCheck(spot_check::Arguments),
    SameFamily(same_family::Arguments),
    List(list::Arguments),
}

/// Does the step that is wanted.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    match arguments.command {
        Command::Propose(arguments) => propose::run(arguments, terminal),
        Command::Submit(arguments) => submit::run(arguments, terminal),
        Command::Withdraw(arguments) => withdraw::run(arguments, terminal),
        Command::SignOff(arguments) => sign_off::run(arguments, terminal),
        Command::SpotCheck(arguments) => spot_check::run(arguments, terminal),
        Command::SameFamily(arguments) => same_family::run(arguments, terminal),
        Command::List(arguments) => list::run(arguments, terminal),
    }
}

/// Who does a step and when: what every step of the register needs.
#[derive(clap::Args, Debug)]
pub struct StepArguments {
    /// Who does it: a person's name
    #[arg(long, value_name = "NAME")]
    by: String,

    /// When it was done; counts from then [default: now]
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// A step that is being taken, with the workspace locked.
#[derive(Debug)]
pub struct Taking {
    /// The workspace.
    pub workspace: Workspace,
    /// Who takes it.
    pub who: String,
    /// When it counts from.
    pub at: Moment,
    put_in: Moment,
    _lock: Lock,
}

impl StepArguments {
    /// Opens the workspace and takes its lock.
    ///
    /// # Errors
    /// Wrong usage if nobody is named or the moment is none; if the workspace cannot be opened or locked.
    pub fn begin(&self) -> Result<Taking, Failure> {
        let who = self.by.split_whitespace().collect::<Vec<_>>().join(" ");
        if who.is_empty() {
            return Err(Failure::usage("--by names nobody", "give a person's name"));
        }
        let put_in = now();
        let at = self.at.as_ref().map(|text| values::moment("--at", text)).transpose()?.unwrap_or(put_in);
        let (workspace, lock) = self.workspace.open()?;
        Ok(Taking { workspace, who, at, put_in, _lock: lock })
    }
}

impl Taking {
    /// The same step, counted from now if a claim that went in was told what is known at the moment given: what it saw is
    /// never rewritten.
    ///
    /// # Errors
    /// If a ledger cannot be read.
    pub fn never_before_a_claim(mut self) -> Result<Self, Failure> {
        self.at = self.workspace.counts_from(self.at, self.put_in)?;
        Ok(self)
    }

    /// Adds the lines to the register unless something is against it, and says what was done and the register's head.
    ///
    /// # Errors
    /// Every reason against it; if the register cannot be written.
    pub fn end(self, refusals: Vec<Problem>, lines: Vec<Line>, told: &str, terminal: &Terminal) -> Outcome {
        if !refusals.is_empty() {
            return Err(refusals.into());
        }
        let number = lines.len();
        let head = self.workspace.add_to_register(lines, self.at, self.put_in)?;
        terminal.json(&serde_json::json!({ "done": told, "lines": number, "head": head.to_string() }));
        terminal.line(&format!("{told}\nregister head: {head}"));
        Ok(Exit::Done)
    }
}

/// A reason, which may not be blank.
///
/// # Errors
/// Wrong usage if it is.
pub fn reason(text: &str) -> Result<&str, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Failure::usage(
            "--reason is blank",
            "say why in a few words, without names of the family",
        ));
    }
    Ok(text)
}
