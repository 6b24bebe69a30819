//! Coverage in small: everyone, an age band, holders of a number, the person of a row.

use super::*;
use crate::domain::{PersonId, Window};
use crate::facts::unlinked::UnlinkedCoverage;
use crate::facts::{Coverage, FactKind};

fn kind(name: &str) -> FactKind {
    Vocabulary::builtin().find(name).expect("a fact of the vocabulary")
}

fn window(from: &str, to: &str) -> Window {
    Window::new(day(from), day(to)).expect("a test window")
}

fn stated(from: &str, to: &str) -> UnlinkedCoverage {
    UnlinkedCoverage {
        kind: kind("offence"),
        window: window(from, to),
        ages: None,
        requires: None,
        who: None,
    }
}

fn resolve(cohort: &Cohort, keys: &KeyTable, stated: &[UnlinkedCoverage]) -> Coverage {
    link(Vec::new(), keys, stated, cohort, &none(), &Weighing::default()).coverage
}

/// The covered days of a person, as text.
fn days(coverage: &Coverage, person: &str) -> String {
    let windows = coverage.of(kind("offence"), &PersonId::from(person));
    windows.iter().map(|window| format!("{}..{}", window.from, window.to)).collect::<Vec<_>>().join(" ")
}

#[test]
fn coverage_without_limits_is_everyones() {
    let coverage = resolve(&borough(), &KeyTable::default(), &[stated("2016-01-01", "2016-03-31")]);
    let rows: Vec<_> = coverage.rows().map(|(_, person, window)| (person.cloned(), window)).collect();
    assert_eq!(rows, [(None, window("2016-01-01", "2016-03-31"))]);
}

#[test]
fn an_age_band_covers_each_person_on_the_days_in_it() {
    let children = |from, to| UnlinkedCoverage { ages: Some((0, 17)), ..stated(from, to) };
    let adults = UnlinkedCoverage { ages: Some((18, u32::MAX)), ..stated("2021-01-01", "2022-12-31") };
    let quarters = [children("2021-01-01", "2021-06-30"), children("2021-07-01", "2022-12-31")];
    let coverage = resolve(&borough(), &KeyTable::default(), &quarters);
    assert_eq!(days(&coverage, "tom"), "2021-01-01..2021-07-06", "an alias gives no other age");
    assert_eq!(days(&coverage, "maya"), "2021-01-01..2022-12-31");
    assert_eq!((days(&coverage, "zoe"), days(&coverage, "nobirth")), (String::new(), String::new()));
    let coverage = resolve(&borough(), &KeyTable::default(), &[adults]);
    assert_eq!(days(&coverage, "zoe"), "2021-01-01..2022-12-31");
    assert_eq!(days(&coverage, "reed-sam"), "2022-01-01..2022-12-31");
}

#[test]
fn a_required_scheme_covers_only_who_has_its_number_and_while_it_holds() {
    let pupils = UnlinkedCoverage { requires: Some("upn".into()), ..stated("2016-01-01", "2016-03-31") };
    let cohort = borough_with("identifiers.csv", "cole-sam,upn,C555,2016-02-01,\n");
    let coverage = resolve(&cohort, &KeyTable::default(), &[pupils]);
    assert_eq!(days(&coverage, "maya"), "2016-01-01..2016-03-31");
    assert_eq!(days(&coverage, "cole-sam"), "2016-02-01..2016-03-31");
    assert_eq!(days(&coverage, "zoe"), "");
}

#[test]
fn coverage_of_a_row_is_its_persons_and_of_nobody_while_in_doubt() {
    let mut keys = KeyTable::default();
    let mut of = |row: RecordKeys| UnlinkedCoverage {
        who: Some(keys.intern(row)),
        ..stated("2016-01-01", "2016-03-31")
    };
    let rows = [
        of(with(person("Maya", "Brook", "2005-03-01", ""), "upn", "M111")),
        of(with(person("Mia", "Brook", "2005-03-02", ""), "upn", "M222")),
        of(person("Ivy", "Stone", "1990-01-01", "ZZ99ZZ")),
    ];
    let coverage = resolve(&borough(), &keys, &rows);
    assert_eq!(days(&coverage, "maya"), "2016-01-01..2016-03-31");
    assert_eq!(days(&coverage, "mia"), "");
    assert_eq!(coverage.rows().count(), 1);
}
