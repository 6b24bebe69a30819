//! `hearth claim same-family`: a family id means a family that had another id before: it was re-engaged, or ids were merged. What
//! was said can be taken back.

use super::{StepArguments, reason};
use crate::claims::Account;
use crate::claims::register::{Line, Step, rules};
use crate::cli::failure::{Failure, Outcome};
use crate::cli::terminal::Terminal;
use crate::domain::FamilyId;
use crate::problem::nearest;
use crate::workspace::Workspace;
use std::collections::BTreeSet;

const EXAMPLES: &str = "\
Examples:
  hearth claim same-family F0201 F0014 --reason \"re-engaged in May\" --by \"A. Analyst\"
  hearth claim same-family F0201 F0014 --revoke --reason \"two families\" --by \"B. Manager\"
  hearth claim list --same-family                what was said

Each id must be one of the cohort or of a claim. A family that shares a member with one that was claimed for needs no such line:
it is refused as it is. If the family is in a claim, somebody else than whoever said it takes it back.";

/// Say that a family id means an earlier family, so that no result is paid for it twice
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The later id
    family: String,

    /// The earlier id
    earlier: String,

    /// Why they are one, or are not after all
    #[arg(long)]
    reason: String,

    /// Take back that they are one
    #[arg(long)]
    revoke: bool,

    #[command(flatten)]
    step: StepArguments,
}

/// Records.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let reason = reason(&arguments.reason)?;
    let taking = arguments.step.begin()?.never_before_a_claim()?;
    let account = taking.workspace.account()?;
    let [family, earlier] = [&arguments.family, &arguments.earlier].map(|id| FamilyId::from(id.as_str()));
    let line =
        |step| Line::new(step, "", &taking.who).about(&family).saying(&arguments.earlier).because(reason);
    if arguments.revoke {
        let refusals = rules::check_other_family(&account, &family, &earlier, &taking.who);
        let told = format!("{family} is not the same family as {earlier} after all");
        let line = line(Step::OtherFamily);
        return taking.end(refusals, vec![line], &told, terminal);
    }
    check_known(&taking.workspace, &account, &[&family, &earlier])?;
    let refusals = rules::check_same_family(&account, &family, &earlier);
    let both = [account.claims_of(&family), account.claims_of(&earlier)];
    if refusals.is_empty() && both.iter().all(|claims| !claims.is_empty()) {
        let claims: Vec<&str> = both.iter().flatten().map(|claim| &***claim).collect();
        let claims = claims.join(" and ");
        terminal.notice(&format!("{family} and {earlier} are both claimed for, in {claims}: withdraw one"));
    }
    let (line, told) = (line(Step::SameFamily), format!("{family} is the same family as {earlier}"));
    taking.end(refusals, vec![line], &told, terminal)
}

/// Each id must be one of the cohort, or of a claim: what is said of a slip is said of nobody.
///
/// # Errors
/// Wrong usage for one that is not; if the cohort cannot be read.
pub fn check_known(workspace: &Workspace, account: &Account, ids: &[&FamilyId]) -> Result<(), Failure> {
    let cohort = workspace.last_cohort()?.unwrap_or_default();
    let claimed = account.claims().values().flat_map(|claim| claim.families.keys());
    let merged = account.same().iter().flat_map(|(family, earlier)| [family, earlier]);
    let known: BTreeSet<&FamilyId> =
        cohort.families().iter().map(|family| &family.id).chain(claimed).chain(merged).collect();
    let Some(stranger) = ids.iter().find(|id| !known.contains(**id)) else { return Ok(()) };
    let near = nearest(stranger.as_str(), known.iter().map(|id| id.as_str()));
    let hint = near.map_or_else(
        || "ids are written as in families.csv of the cohort".to_owned(),
        |near| format!("is `{near}` meant?"),
    );
    Err(Failure::usage(format!("no family of the cohort and of no claim is called `{stranger}`"), hint))
}
