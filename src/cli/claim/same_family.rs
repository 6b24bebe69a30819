//! `hearth claim same-family`: a family id means a family that had another id before: it was re-engaged, or ids were merged.

use super::{StepArguments, reason};
use crate::claims::register::{Line, Step, first_id, rules};
use crate::cli::failure::Outcome;
use crate::cli::terminal::Terminal;
use crate::domain::FamilyId;

const EXAMPLES: &str = "\
Examples:
  hearth claim same-family F0201 F0014 --reason \"re-engaged in May\" --by \"A. Analyst\"

A family that shares a member with one that was claimed for needs no such line: it is refused as it is.";

/// Say that a family id means an earlier family, so that no result is paid for it twice
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The later id
    family: String,

    /// The earlier id
    earlier: String,

    /// Why they are one
    #[arg(long)]
    reason: String,

    #[command(flatten)]
    step: StepArguments,
}

/// Records.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let reason = reason(&arguments.reason)?;
    let taking = arguments.step.begin()?;
    let account = taking.workspace.account()?;
    let [family, earlier] = [&arguments.family, &arguments.earlier].map(|id| FamilyId::from(id.as_str()));
    let refusals = rules::check_same_family(&account, &family, &earlier);
    let claims_of = |id: &FamilyId| {
        let first = first_id(account.same(), id).clone();
        let standing = account.standing(true);
        let own = standing.filter(|(_, _, one)| *first_id(account.same(), &one.family()) == first);
        own.map(|(claim, ..)| claim.to_string()).collect::<Vec<_>>()
    };
    let both = [claims_of(&family), claims_of(&earlier)];
    if refusals.is_empty() && both.iter().all(|claims| !claims.is_empty()) {
        let claims = both.concat().join(" and ");
        terminal.notice(&format!("{family} and {earlier} are both claimed for, in {claims}: withdraw one"));
    }
    let line = Line::new(Step::SameFamily, "", &taking.who).about(&family).saying(&arguments.earlier);
    let told = format!("{family} is the same family as {earlier}");
    taking.end(refusals, vec![line.because(reason)], &told, terminal)
}
