//! Invented lines of a register for the tests of its rules.

use super::super::specimens::day;
use super::account::Account;
use super::line::{Line, Step};
use crate::domain::Digest;

/// A family put into a claim for 31 March 2017 by A.
pub fn proposed(claim: &str, family: &str, people: &[&str]) -> Line {
    Line {
        window: "2017-Q1".into(),
        people: people.iter().map(|person| (*person).into()).collect(),
        plan: "tri-borough".into(),
        route: "ssp".into(),
        pence: Some(80_000),
        as_of: Some(day("2017-03-31")),
        run: "2017-03-31/aa".into(),
        evidence: Some(Digest::of(b"rows")),
        ..Line::new(Step::Proposed, claim, "A").about(&family.into())
    }
}

/// The account of these lines, all of 3 April 2017.
pub fn account(lines: &[Line]) -> Account {
    Account::of(lines.iter().map(|line| (day("2017-04-03"), line)))
}

/// A claim that was proposed by A, sampled, audited and submitted by B.
pub fn submitted(claim: &str, family: &str, people: &[&str]) -> Vec<Line> {
    vec![
        proposed(claim, family, people),
        Line::new(Step::Sampled, claim, "C").saying("10 percent, at least 5, seed s"),
        Line::new(Step::Sampled, claim, "C").about(&family.into()).saying("random"),
        Line::new(Step::Audited, claim, "C").about(&family.into()).saying("passed"),
        Line::new(Step::Submitted, claim, "B"),
    ]
}
