//! `hearth claim sign-off`: whoever answers for the council's claims signs one that was submitted.

use super::StepArguments;
use crate::claims::register::{Line, Step, rules};
use crate::cli::failure::Outcome;
use crate::cli::terminal::Terminal;

/// Sign off a claim that was submitted
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  hearth claim sign-off k001 --by \"D. Director\"")]
pub struct Arguments {
    /// The claim
    claim: String,

    #[command(flatten)]
    step: StepArguments,
}

/// Signs off.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let taking = arguments.step.begin()?;
    let id = arguments.claim.as_str();
    let refusals = rules::check_sign_off(&taking.workspace.account()?, id, &taking.who);
    let line = Line::new(Step::SignedOff, id, &taking.who);
    taking.end(refusals, vec![line], &format!("claim {id} signed off"), terminal)
}
