//! `hearth claim withdraw`: a claim, or families of it, are taken back, with a reason.

use super::{StepArguments, reason};
use crate::claims::register::{Line, Step, rules};
use crate::cli::failure::Outcome;
use crate::cli::terminal::Terminal;
use crate::domain::FamilyId;

const EXAMPLES: &str = "\
Examples:
  hearth claim withdraw k001 --reason \"run on the wrong calendar\" --by \"A. Analyst\"
  hearth claim withdraw k001 --family F0014 --reason \"failed its audit\" --by \"A. Analyst\"";

/// Take back a claim, or families of it, with a reason
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The claim
    claim: String,

    /// Only this family; may be given several times
    #[arg(long = "family", value_name = "FAMILY")]
    families: Vec<String>,

    /// Why
    #[arg(long)]
    reason: String,

    #[command(flatten)]
    step: StepArguments,
}

/// Withdraws.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let reason = reason(&arguments.reason)?;
    let taking = arguments.step.begin()?;
    let (id, account) = (arguments.claim.as_str(), taking.workspace.account()?);
    let families: Vec<FamilyId> = arguments.families.iter().map(|id| FamilyId::from(id.as_str())).collect();
    let refusals = rules::check_withdrawal(&account, id, &families);
    let line = || Line::new(Step::Withdrawn, id, &taking.who).because(reason);
    let (lines, told): (Vec<Line>, String) = if families.is_empty() {
        (vec![line()], format!("claim {id} withdrawn"))
    } else {
        let lines = families.iter().map(|family| line().about(family)).collect();
        (lines, format!("claim {id}: {} withdrawn", arguments.families.join(", ")))
    };
    taking.end(refusals, lines, &told, terminal)
}
