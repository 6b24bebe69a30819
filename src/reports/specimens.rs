//! Invented families for the tests of this stage: one that can be claimed for and one that waits for data.

use super::inputs::{FeedStatus, SourceFile, SourceFiles};
use crate::claims::specimens::quantity;
pub use crate::claims::specimens::{day, row, source, window};
use crate::claims::{Join, Outline, OutlineEntry};
use crate::facts::unlinked::RecordKeys;
use crate::facts::{FactKind, Subject, Vocabulary};
use crate::links::{PairKey, ReviewCandidate, ReviewItem, Stake};
use crate::outcomes::{ClauseKind, FamilyOutcome, FamilyResult, Reason, Row, Truth};
use crate::problem::Kind;
use std::collections::BTreeSet;

pub fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("reports are UTF-8")
}

fn family(id: &str, rows: &[Row], result: FamilyResult) -> FamilyOutcome {
    FamilyOutcome { result, ..crate::claims::specimens::family(id, rows) }
}

/// Can be claimed for: offences fell from 5 to 2.
pub fn identified_family(id: &str) -> FamilyOutcome {
    let entry = Row {
        measured: quantity("2"),
        required: quantity("1"),
        window: window("2015-02-16", "2016-02-15"),
        evidence: [source(0, 12), source(0, 9)].into(),
        ..row("tb-1a", ClauseKind::Identification, Truth::Met)
    };
    let fall = Row {
        reasons: [Reason::NoCustodyFeed, Reason::Lagged].into(),
        measured: quantity("2"),
        baseline: quantity("5"),
        required: quantity("3.35"),
        window: window("2016-10-01", "2017-03-31"),
        baseline_window: window("2015-02-16", "2016-02-15"),
        evidence: [source(1, 4), source(0, 12)].into(),
        ..row("tb-1a-p1a", ClauseKind::Progress, Truth::Met)
    };
    let letter = row("tb-1a:progress", ClauseKind::Criterion, Truth::Met);
    let result = FamilyResult {
        eligible: true,
        problems: vec!["1".into(), "4".into()],
        criteria: vec!["tb-1a".into(), "tb-4a".into()],
        criteria_met: vec!["tb-1a".into(), "tb-4a".into()],
        ssp: Truth::Met,
        ssp_reasons: BTreeSet::new(),
        employment: Truth::NotApplicable,
        claimable: true,
        route: "ssp".into(),
        first_met_on: Some(day("2017-02-28")),
        blocking: Vec::new(),
        overridden: Vec::new(),
    };
    family(id, &[letter, fall, entry], result)
}

/// Waits: the attendance of the last terms is not in yet, and there is no plan.
pub fn waiting_family(id: &str) -> FamilyOutcome {
    let asked = Row {
        required: quantity("0.1"),
        window: window("2015-09-01", "2016-07-20"),
        ..row("tb-2a", ClauseKind::Identification, Truth::Met)
    };
    let first = Row {
        person: Some("p-1".into()),
        measured: quantity("1/3"),
        evidence: [source(1, 4)].into(),
        ..asked.clone()
    };
    let second = Row {
        person: Some("p-2".into()),
        truth: Truth::Unknown,
        reasons: [Reason::PersonNotLinked].into(),
        ..asked
    };
    let attendance = Row {
        reasons: [Reason::InArrears].into(),
        window: window("2016-04-04", "2017-03-31"),
        earliest: Some(day("2017-07-31")),
        ..row("tb-2a-p1a", ClauseKind::Progress, Truth::Unknown)
    };
    let letter = Row {
        reasons: [Reason::InArrears].into(),
        ..row("tb-2a:progress", ClauseKind::Criterion, Truth::Unknown)
    };
    let result = FamilyResult {
        eligible: false,
        problems: vec!["2".into()],
        criteria: vec!["tb-2a".into()],
        criteria_met: Vec::new(),
        ssp: Truth::Unknown,
        ssp_reasons: BTreeSet::new(),
        employment: Truth::NotApplicable,
        claimable: false,
        route: "".into(),
        first_met_on: None,
        blocking: vec!["tb-2a".into(), "not-eligible".into(), "no-plan".into()],
        overridden: Vec::new(),
    };
    family(id, &[attendance, second, letter, first], result)
}

pub fn fact(name: &str) -> FactKind {
    Vocabulary::builtin().find(name).expect("a fact of the vocabulary")
}

/// A feed that is complete to the end of 2016 and on time.
pub fn feed_status(feed: &str) -> FeedStatus {
    FeedStatus {
        feed: feed.into(),
        title: "Youth offending team: offences".into(),
        covers: [fact("offence")].into(),
        about: "everyone".into(),
        covered: window("2015-01-01", "2016-12-31").into_iter().collect(),
        expected_to: Some(day("2016-12-31")),
        due_on: Some(day("2017-03-15")),
        deliveries: 8,
        received_on: Some(day("2017-03-10")),
        rows: 1204,
        rejects: 3,
    }
}

/// The letters, groups and clauses of the families above.
pub fn plan_outline() -> Outline {
    let mut outline = Outline::new("Tri-borough outcomes plan");
    let mut add = |id: &str, title: &str, join, parts: &[&str], facts: &[&str]| {
        let ids = parts.iter().map(|part| (*part).into()).collect();
        let reads = facts.iter().map(|name| fact(name)).collect();
        let serves = [id[..5].into()].into();
        outline.add(id.into(), OutlineEntry { title: title.into(), join, parts: ids, serves, reads });
    };
    add("tb-1a", "A child has a proven offence in the last 12 months", Join::All, &[], &["offence"]);
    add("tb-1a:progress", "Progress on 1a", Join::Any, &["tb-1a-p1a"], &[]);
    add("tb-1a-p1a", "Children's offending is down by 33%", Join::All, &[], &["offence"]);
    add("tb-2a", "A child missed more than 10% of school", Join::All, &[], &["school-sessions"]);
    add("tb-2a:progress", "Progress on 2a", Join::Any, &["tb-2a-p1a"], &[]);
    let school = &["school-sessions", "exclusion"];
    add("tb-2a-p1a", "Every child attends more than 90%", Join::All, &[], school);
    outline
}

/// A row that may be about either of two people.
pub fn waiting_link() -> ReviewItem {
    let candidate = |person: &str, differs: &[&str]| ReviewCandidate {
        subject: Subject::Person(person.into()),
        rules: vec!["name+born".into()],
        weight: Some(7250),
        agrees: vec!["surname".into(), "born".into()],
        differs: differs.iter().map(|field| (*field).into()).collect(),
        pair: PairKey::parse("00112233aabb-44556677ccdd").expect("a key as it is written"),
    };
    ReviewItem {
        kind: Kind::LinkTwoCandidates,
        candidates: vec![candidate("p-1", &["postcode"]), candidate("p-2", &[])],
        sources: vec![source(2, 7), source(4, 9)],
        facts: 3,
        keys: RecordKeys::default(),
        stake: Stake::Claim,
    }
}

/// One of the files that the waiting link points to.
pub fn source_files() -> SourceFiles {
    let file = SourceFile { name: "dwp_adms_2016-11-30.csv".into(), feed: "dwp_adms".into() };
    [(source(2, 7).file, file)].into()
}
