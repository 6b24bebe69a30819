//! `hearth claim spot-check`: the result of the department's own check of a family.

use super::StepArguments;
use crate::claims::register::{Line, Step, rules};
use crate::cli::failure::Outcome;
use crate::cli::terminal::Terminal;
use crate::domain::FamilyId;

/// Record what the department's spot check of a family found
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  hearth claim spot-check k001 F0014 valid --by \"A. Analyst\"")]
pub struct Arguments {
    /// The claim
    claim: String,

    /// The family
    family: String,

    /// What was found
    #[arg(value_parser = ["valid", "invalid"])]
    result: String,

    /// What was said about it; needed where an `invalid` is taken back
    #[arg(long, default_value = "")]
    reason: String,

    #[command(flatten)]
    step: StepArguments,
}

/// Records.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let taking = arguments.step.begin()?;
    let (id, family) = (arguments.claim.as_str(), FamilyId::from(arguments.family.as_str()));
    let line = Line::new(Step::SpotChecked, id, &taking.who).about(&family).saying(&arguments.result);
    let line = line.because(arguments.reason.trim());
    let refusals = rules::check_spot_check(&taking.workspace.account()?, id, &line);
    let mut told = format!("claim {id}: {family} found {}", arguments.result);
    if arguments.result == "invalid" {
        told += &format!("\nnext: hearth claim withdraw {id} --family {family} --reason ...");
    }
    taking.end(refusals, vec![line], &told, terminal)
}
