//! `hearth audit record`: what the auditor found of a family of the sample.

use crate::claims::register::{Line, Step, audits};
use crate::cli::claim::StepArguments;
use crate::cli::failure::Outcome;
use crate::cli::terminal::Terminal;
use crate::domain::FamilyId;

const EXAMPLES: &str = "\
Examples:
  hearth audit record k001 F0014 passed --by \"C. Auditor\"
  hearth audit record k001 F0014 failed --reason \"plan not on file\" --by \"C. Auditor\"";

/// Record what was found of a family of the sample
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The claim
    claim: String,

    /// The family
    family: String,

    /// What was found
    #[arg(value_parser = ["passed", "failed"])]
    result: String,

    /// What was found, in a few words; needed where a `failed` is taken back
    #[arg(long, default_value = "")]
    reason: String,

    #[command(flatten)]
    step: StepArguments,
}

/// Records.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let taking = arguments.step.begin()?;
    let (id, family) = (arguments.claim.as_str(), FamilyId::from(arguments.family.as_str()));
    let account = taking.workspace.account()?;
    let line = Line::new(Step::Audited, id, &taking.who).about(&family).saying(&arguments.result);
    let line = line.because(arguments.reason.trim());
    let refusals = audits::check_result(&account, id, &line);
    let told = format!("claim {id}: {family} {}", arguments.result);
    taking.end(refusals, vec![line], &told, terminal)
}
