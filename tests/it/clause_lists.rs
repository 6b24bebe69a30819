//! The clause lists of the three plans: every clause that tests a family stands in the plan files and has a case in which it is
//! met and one in which it is not.

use crate::cases::rules;
use hearth::outcomes::plan::builtin;
use hearth::schema::{builtin_cases, cases};
use serde::Deserialize;
use std::collections::BTreeSet;

/// A row of a clause list, as far as it is read here.
#[derive(Deserialize)]
struct Listed {
    id: String,
    kind: String,
}

/// A clause that cannot have one of the two cases, and why.
#[derive(Deserialize)]
struct Exception {
    id: String,
    lacks: String,
    why: String,
}

fn list(plan: &str) -> Vec<Listed> {
    let text = match plan {
        "tri-borough" => include_str!("../clauses/tri-borough.csv"),
        "harrow" => include_str!("../clauses/harrow.csv"),
        _ => include_str!("../clauses/hackney.csv"),
    };
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn exceptions() -> Vec<Exception> {
    let text = include_str!("../clauses/exceptions.csv");
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

/// Whether a listed row tests families.
fn is_family_test(row: &Listed) -> bool {
    matches!(row.kind.as_str(), "identification" | "progress" | "employment" | "outcome_group")
}

/// What the cases of a plan do not show, as `id lacks`: `plan`, `met` or `not-met`.
fn lacking(plan: &str) -> BTreeSet<(String, String)> {
    let run = cases::run(&rules(plan), &builtin_cases::of(plan)).unwrap();
    let mut lacking = BTreeSet::new();
    for row in list(plan).into_iter().filter(is_family_test) {
        let mut lacks = |what: &str| lacking.insert((row.id.clone(), what.to_owned()));
        match run.shown.get(row.id.as_str()) {
            None => {
                lacks("plan");
            }
            Some(shown) => {
                let _ = shown.met > 0 || lacks("met");
                let _ = shown.not_met > 0 || lacks("not-met");
            }
        }
    }
    lacking
}

#[test]
fn every_clause_that_tests_a_family_is_in_its_plan_and_has_a_case_met_and_one_not_met() {
    let lacking: BTreeSet<_> = builtin::ids().into_iter().flat_map(lacking).collect();
    let excepted: BTreeSet<_> = exceptions().into_iter().map(|one| (one.id, one.lacks)).collect();
    let missing: Vec<_> = lacking.difference(&excepted).collect();
    assert!(missing.is_empty(), "{} are lacking: {missing:?}", missing.len());
    let needless: Vec<_> = excepted.difference(&lacking).collect();
    assert!(needless.is_empty(), "excepted and not lacking: {needless:?}");
}

#[test]
fn every_exception_has_its_reason() {
    for one in exceptions() {
        assert!(one.why.split_whitespace().count() >= 4, "{} lacks {}: why?", one.id, one.lacks);
    }
}

#[test]
fn the_lists_are_read() {
    let counts = ["tri-borough", "harrow", "hackney"]
        .map(|plan| list(plan).into_iter().filter(is_family_test).count());
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}
