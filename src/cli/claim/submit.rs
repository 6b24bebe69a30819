//! `hearth claim submit`: a claim goes to the department, approved by somebody else than whoever proposed it, after its audit.

use super::propose::in_force;
use super::{StepArguments, recheck};
use crate::claims::register::{Line, Step, rules};
use crate::cli::failure::Outcome;
use crate::cli::terminal::Terminal;
use crate::domain::Digest;
use crate::pipeline::basis::program;
use crate::problem::{Problem, Severity};
use crate::reports::words::pounds;
use crate::workspace::files;
use anyhow::Context;

const EXAMPLES: &str = "\
Examples:
  hearth claim submit k001 --by \"B. Manager\"

The claim is held against all that is known now. A family for which something else, or nothing, would be claimed stops it: leave
it out with `hearth claim withdraw k001 --family ...`, or take the claim back and propose it again from a new run.";

/// Submit a claim whose sample was audited; prints the register's head
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The claim
    claim: String,

    /// Also archive the program that submits it, so that it can be run again when it is no longer to be had
    #[arg(long)]
    keep_program: bool,

    #[command(flatten)]
    step: StepArguments,
}

/// Submits.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let taking = arguments.step.begin()?;
    let (id, account) = (arguments.claim.as_str(), taking.workspace.account()?);
    let claim = rules::claim(&account, id)?;
    let programme = in_force(&taking.workspace)?;
    let window = programme.window(&claim.window).map(|window| (window.days, &*claim.window));
    let mut refusals = rules::check_submission(&account, id, &taking.who, taking.at.day(), window);
    if refusals.is_empty() {
        let touched = recheck::touched(&taking.workspace, id, claim, &terminal.progress())?;
        let (stopping, told): (Vec<Problem>, Vec<Problem>) =
            touched.into_iter().partition(|one| one.severity() == Severity::Error);
        terminal.problems(&told);
        refusals = stopping;
    }
    let listed: String = claim.standing().map(|(_, family)| family.line.fields().join(",") + "\n").collect();
    let line = Line {
        pence: Some(claim.pence()),
        evidence: Some(Digest::of(listed.as_bytes())),
        ..Line::new(Step::Submitted, id, &taking.who)
    };
    let told = format!(
        "claim {id} submitted: {} families, {}, window {}, run {}",
        claim.standing().count(),
        pounds(claim.pence()),
        claim.window,
        claim.run
    );
    if arguments.keep_program && refusals.is_empty() {
        let path = std::env::current_exe().context("the program's own file cannot be found")?;
        taking.workspace.keep_program(&program(), &files::read(&path)?, taking.at)?;
    }
    taking.end(refusals, vec![line], &told, terminal)
}
