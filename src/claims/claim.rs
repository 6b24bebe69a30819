//! The claims of a month: settled outcomes come in, one claim per claimable family goes out, with the route, what it
//! rests on and why an auditor should look at it.

use super::audit::{AuditPick, picks};
use super::outline::Outlines;
use super::register::Register;
use super::ways::Ways;
use crate::domain::{ClauseId, Day, FamilyId, PersonId, SourceRef, Text};
use crate::outcomes::{ClauseKind, FamilyOutcome, Reason, Row, Truth};
use std::collections::BTreeSet;

/// A family that can be claimed for now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The family.
    pub family: FamilyId,
    /// Its plan.
    pub plan: Text,
    /// The day asked.
    pub as_of: Day,
    /// Its members on that day: none of them is claimed for through another family again.
    pub people: BTreeSet<PersonId>,
    /// What is paid for the result, in pence; `None` where no amount is in force.
    pub pence: Option<u64>,
    /// `ssp`, `employment` or `ssp-with-override`.
    pub route: Text,
    /// The earliest month end from which the result has held; `None` while no month end holds it.
    pub first_met_on: Option<Day>,
    /// Problem numbers, in order.
    pub problems: Vec<Text>,
    /// Letters identified, in order.
    pub criteria: Vec<ClauseId>,
    /// The clauses that settled the letters, or the employment route.
    pub ways: BTreeSet<ClauseId>,
    /// Those of them that show a step and no change.
    pub process_only: BTreeSet<ClauseId>,
    /// Letters for which a signed override stands.
    pub overrides: BTreeSet<ClauseId>,
    /// How many distinct source lines the family's met rows cite.
    pub evidence: usize,
    /// What a reader must know of the rows that settled it.
    pub flags: BTreeSet<Reason>,
    /// Why it is always drawn for audit.
    pub audit: BTreeSet<AuditPick>,
}

/// One claim per claimable family, sorted by family. The outcomes must be settled by the register first. Members and amounts
/// are added by whoever has the cohort and the programme.
#[must_use]
pub fn propose(outcomes: &[FamilyOutcome], register: &Register, outlines: &Outlines) -> Vec<Claim> {
    let claimable = outcomes.iter().filter(|outcome| outcome.result.claimable);
    let mut claims: Vec<Claim> = claimable.map(|outcome| claim(outcome, register, outlines)).collect();
    claims.sort_by(|a, b| a.family.cmp(&b.family));
    claims
}

fn claim(outcome: &FamilyOutcome, register: &Register, outlines: &Outlines) -> Claim {
    let result = &outcome.result;
    let settled = settled_by(outcome, outlines);
    let rows: Vec<&Row> = settled.iter().flatten().copied().collect();
    let overrides = register.overridden(&outcome.family, outcome.as_of);
    let mut audit: BTreeSet<AuditPick> = settled.iter().flat_map(|rows| picks(rows)).collect();
    if !overrides.is_empty() {
        audit.insert(AuditPick::Override);
    }
    let is_process_only = |row: &&&Row| row.reasons.contains(&Reason::ProcessOnly);
    Claim {
        family: outcome.family.clone(),
        plan: outcome.plan.clone(),
        as_of: outcome.as_of,
        people: BTreeSet::new(),
        pence: None,
        route: result.route.clone(),
        first_met_on: result.first_met_on,
        problems: result.problems.clone(),
        criteria: result.criteria.clone(),
        ways: rows.iter().map(|row| row.clause.clone()).collect(),
        process_only: rows.iter().filter(is_process_only).map(|row| row.clause.clone()).collect(),
        overrides,
        evidence: cited(outcome).len(),
        flags: rows.iter().flat_map(|row| &row.reasons).copied().collect(),
        audit,
    }
}

/// The rows that settled the claim: a list for each letter, or one for the employment route.
fn settled_by<'a>(outcome: &'a FamilyOutcome, outlines: &'a Outlines) -> Vec<Vec<&'a Row>> {
    if &*outcome.result.route == "employment" {
        let work = |row: &&Row| row.kind == ClauseKind::Employment && row.truth == Truth::Met;
        return vec![outcome.rows.iter().filter(work).collect()];
    }
    let Some(outline) = outlines.get(&outcome.plan) else {
        return Vec::new();
    };
    let ways = Ways::new(outcome, outline);
    outcome.result.criteria.iter().map(|letter| ways.decisive(letter)).collect()
}

/// The source lines cited by the family's met rows.
fn cited(outcome: &FamilyOutcome) -> BTreeSet<&SourceRef> {
    outcome.rows.iter().filter(|row| row.truth == Truth::Met).flat_map(|row| &row.evidence).collect()
}

#[cfg(test)]
mod tests {
    use super::super::outline::Join;
    use super::super::register::{OVERRIDE_ROUTE, Override};
    use super::super::specimens::*;
    use super::*;

    fn outlines() -> Outlines {
        let plan = outline(&[("x:progress", Join::Any, &["p", "q"]), ("q", Join::All, &["q1", "q2"])]);
        [("tri-borough".into(), plan)].into()
    }

    fn propose_one(outcome: FamilyOutcome) -> Claim {
        propose(&[outcome], &Register::default(), &outlines()).remove(0)
    }

    #[test]
    fn a_claim_names_the_clauses_that_settled_it_and_counts_lines_once() {
        let cited = |id: &str, line| Row { evidence: [source(1, line)].into(), ..met(id) };
        let rows = [met("x:progress"), not_met("p"), met("q"), cited("q1", 4), cited("q2", 4), cited("x", 9)];
        let claim = propose_one(claimable(family("f-1", &rows)));
        assert_eq!(claim.ways, ["q1".into(), "q2".into()].into());
        assert_eq!(claim.evidence, 2);
        assert_eq!(claim.audit, [AuditPick::SingleRecord].into());
    }

    #[test]
    fn a_process_only_way_is_named_flagged_and_picked_for_audit() {
        let step = Row { reasons: [Reason::ProcessOnly].into(), ..met("p") };
        let claim = propose_one(claimable(family("f-1", &[met("x:progress"), step])));
        assert_eq!(claim.process_only, ["p".into()].into());
        assert_eq!(claim.flags, [Reason::ProcessOnly].into());
        assert_eq!(claim.audit, [AuditPick::ProcessOnly].into());
    }

    #[test]
    fn the_employment_route_rests_on_its_own_rows() {
        let work = Row { kind: ClauseKind::Employment, ..met("work") };
        let mut outcome = claimable(family("f-1", &[work, met("x:progress"), met("p")]));
        outcome.result.route = "employment".into();
        assert_eq!(propose_one(outcome).ways, ["work".into()].into());
    }

    #[test]
    fn an_override_is_named_and_picked_for_audit() {
        let mut outcome = claimable(family("f-1", &[not_met("x:progress")]));
        outcome.result.route = OVERRIDE_ROUTE.into();
        let stands = Override { family: "f-1".into(), letter: "x".into(), signed_on: day("2017-03-01") };
        let register = Register { overrides: vec![stands], ..Register::default() };
        let claims = propose(&[outcome], &register, &outlines());
        assert_eq!(claims[0].overrides, ["x".into()].into());
        assert_eq!(claims[0].audit, [AuditPick::Override].into());
    }

    #[test]
    fn families_that_cannot_be_claimed_for_make_no_claim() {
        assert!(propose(&[family("f-1", &[])], &Register::default(), &outlines()).is_empty());
    }
}
