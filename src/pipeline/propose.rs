//! The lines of the register that put families into a claim: what a run says can be claimed for and what the register
//! knows come in; the lines go out, with the families that were left out, or every reason to refuse.

use super::Claimable;
use crate::claims::Account;
use crate::claims::register::{Line, Step, rules};
use crate::domain::{ClauseId, FamilyId};
use crate::problem::{Kind, Place, Problem};

/// What is wanted of a claim.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The claim window.
    pub window: &'a str,
    /// The run, `day/name`.
    pub run: &'a str,
    /// The families; none named: all that can be claimed for and were never taken back.
    pub families: &'a [FamilyId],
    /// Who proposes.
    pub who: &'a str,
    /// Why a family is claimed again; blank where there is nothing to explain.
    pub reason: &'a str,
}

/// A claim put together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposed {
    /// Its id.
    pub claim: String,
    /// One line for each family.
    pub lines: Vec<Line>,
    /// Why others that the run says can be claimed for were left out.
    pub left_out: Vec<Problem>,
}

/// Puts a claim together.
///
/// # Errors
/// Every reason why a family that was named cannot be in it.
pub fn propose(
    claimable: &[Claimable],
    account: &Account,
    wanted: &Wanted<'_>,
) -> Result<Proposed, Vec<Problem>> {
    let claim = account.next_claim();
    let line = |one: &Claimable| line(one, &claim, wanted);
    if wanted.families.is_empty() {
        let (mut lines, mut left_out) = (Vec::new(), Vec::new());
        for one in claimable {
            lines.push(line(one));
            let refused = rules::check_proposal(account, &lines);
            if !refused.is_empty() {
                lines.pop();
                left_out.extend(refused);
            }
        }
        return Ok(Proposed { claim, lines, left_out });
    }
    let missing = wanted.families.iter().filter(|family| find(claimable, family).is_none());
    let mut problems: Vec<Problem> = missing.flat_map(|family| why_not(account, family, wanted)).collect();
    let lines: Vec<Line> =
        wanted.families.iter().filter_map(|family| find(claimable, family)).map(line).collect();
    problems.extend(rules::check_proposal(account, &lines));
    if problems.is_empty() { Ok(Proposed { claim, lines, left_out: Vec::new() }) } else { Err(problems) }
}

fn find<'c>(claimable: &'c [Claimable], family: &FamilyId) -> Option<&'c Claimable> {
    claimable.iter().find(|one| one.claim.family == *family)
}

fn line(one: &Claimable, claim: &str, wanted: &Wanted<'_>) -> Line {
    let overrides: Vec<&str> = one.claim.overrides.iter().map(ClauseId::as_str).collect();
    Line {
        window: wanted.window.into(),
        people: one.claim.people.clone(),
        plan: one.claim.plan.clone(),
        route: one.claim.route.clone(),
        pence: one.claim.pence,
        as_of: Some(one.claim.as_of),
        run: wanted.run.into(),
        evidence: Some(one.evidence),
        detail: overrides.join(";").into(),
        ..Line::new(Step::Proposed, claim, wanted.who).about(&one.claim.family).because(wanted.reason)
    }
}

/// Why a family that the run does not list cannot be in a claim: what the register has against it, or only that.
fn why_not(account: &Account, family: &FamilyId, wanted: &Wanted<'_>) -> Vec<Problem> {
    let alone = Line::new(Step::Proposed, "", wanted.who).about(family).because(wanted.reason);
    let known = rules::check_proposal(account, &[alone]);
    if known.is_empty() { vec![not_claimable(family, wanted.run)] } else { known }
}

fn not_claimable(family: &FamilyId, run: &str) -> Problem {
    let detail = format!("{family}: run {run} does not list the family as one that can be claimed for");
    Problem::new(Kind::ClaimNotClaimable, Place::file("claims.csv"), detail)
        .with_hint(format!("`hearth explain {family} --run {run}` says what it lacks"))
}
