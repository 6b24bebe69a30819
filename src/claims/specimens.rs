//! Invented families, rows and outlines for the tests of claims and reports.

use super::outline::{Join, Outline, OutlineEntry};
use crate::domain::{Day, Digest, Quantity, SourceRef, Window};
use crate::outcomes::{ClauseKind, FamilyOutcome, FamilyResult, Reason, Row, Truth};
use std::collections::{BTreeMap, BTreeSet};

pub fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test day")
}

pub fn source(file: u8, line: u32) -> SourceRef {
    SourceRef { file: Digest::new([file * 0x11; 32]), line }
}

pub fn window(from: &str, to: &str) -> Option<Window> {
    Window::new(day(from), day(to))
}

pub fn quantity(text: &str) -> Option<Quantity> {
    Some(Quantity::parse(text).expect("a test quantity"))
}

pub fn row(clause: &str, kind: ClauseKind, truth: Truth) -> Row {
    Row {
        clause: clause.into(),
        kind,
        person: None,
        truth,
        reasons: BTreeSet::new(),
        measured: None,
        baseline: None,
        required: None,
        window: None,
        baseline_window: None,
        evidence: BTreeSet::new(),
        note: "".into(),
        earliest: None,
    }
}

pub fn met(clause: &str) -> Row {
    row(clause, ClauseKind::Progress, Truth::Met)
}

pub fn not_met(clause: &str) -> Row {
    row(clause, ClauseKind::Progress, Truth::NotMet)
}

pub fn unknown(clause: &str, reason: Reason) -> Row {
    Row { reasons: [reason].into(), ..row(clause, ClauseKind::Progress, Truth::Unknown) }
}

/// The figures of a row: measured against required.
pub fn figures(row: Row, measured: &str, required: &str) -> Row {
    Row { measured: quantity(measured), required: quantity(required), ..row }
}

/// An eligible family of problems 1 and 2 that has no result yet.
pub fn family(id: &str, rows: &[Row]) -> FamilyOutcome {
    let links = rows.iter().flat_map(|row| &row.evidence).map(|source| (*source, "upn".into()));
    FamilyOutcome {
        as_of: day("2017-03-31"),
        plan: "tri-borough".into(),
        family: id.into(),
        rows: rows.to_vec(),
        result: FamilyResult {
            eligible: true,
            problems: vec!["1".into(), "2".into()],
            criteria: vec!["x".into()],
            criteria_met: Vec::new(),
            ssp: Truth::Unknown,
            ssp_reasons: BTreeSet::new(),
            employment: Truth::NotApplicable,
            claimable: false,
            route: "".into(),
            first_met_on: None,
            blocking: Vec::new(),
            overridden: Vec::new(),
        },
        new_starts: Vec::new(),
        links: links.collect::<BTreeMap<_, _>>(),
    }
}

/// The same family with progress met on its letter `x`.
pub fn claimable(mut outcome: FamilyOutcome) -> FamilyOutcome {
    let result = &mut outcome.result;
    result.criteria_met = result.criteria.clone();
    result.ssp = Truth::Met;
    result.claimable = true;
    result.route = "ssp".into();
    result.first_met_on = Some(day("2017-02-28"));
    outcome
}

/// The same family, blocked by these letters and gates.
pub fn blocked(mut outcome: FamilyOutcome, blocking: &[&str]) -> FamilyOutcome {
    outcome.result.blocking = blocking.iter().map(|part| (*part).into()).collect();
    outcome
}

/// An outline of letter `x` with these entries, and an entry without parts for every other part named.
pub fn outline(entries: &[(&str, Join, &[&str])]) -> Outline {
    let mut outline = Outline::new("a plan");
    let mut add = |id: &str, join, parts: &[&str]| {
        let parts = parts.iter().map(|part| (*part).into()).collect();
        let title = format!("what {id} asks").into();
        let serves = ["x".into()].into();
        outline.add(id.into(), OutlineEntry { title, join, parts, serves, reads: BTreeSet::new() });
    };
    for (_, _, parts) in entries {
        parts.iter().for_each(|part| add(part, Join::All, &[]));
    }
    for (id, join, parts) in entries {
        add(id, *join, parts);
    }
    outline
}
