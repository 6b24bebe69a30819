//! Two runs compared: every kind of cause is named, and each clause is laid to what bears on it.

use super::*;
use crate::domain::Day;
use crate::workspace::Moment;

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test day")
}

fn delivery(feed: &str, file: &str, month: &str, bytes: &str) -> DeliveryUsed {
    let from = day(&format!("{month}-01"));
    DeliveryUsed {
        feed: feed.to_owned(),
        file: file.to_owned(),
        from,
        to: from.month_end(),
        received: Moment::end_of(from),
        sha256: Digest::of(bytes.as_bytes()),
        corrects: false,
    }
}

fn basis(deliveries: Vec<DeliveryUsed>, settings: &[(&str, &str)]) -> Basis {
    Basis {
        program: "hearth 1".to_owned(),
        program_sha256: None,
        council: String::new(),
        as_of: day("2017-03-31"),
        known_at: Moment::end_of(day("2017-03-31")),
        plan: "p".to_owned(),
        settings: settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        definitions: Vec::new(),
        cohort: Vec::new(),
        deliveries,
        purged: Vec::new(),
        register: Default::default(),
        decisions: Vec::new(),
    }
}

fn outcomes(verdict: &str, evidence: &str) -> Vec<u8> {
    format!(
        "as_of,plan,family_id,clause,kind,person_id,verdict,reason,window_from,evidence\n\
         2017-03-31,p,f-1,c,progress,,{verdict},,2016-10-01,{evidence}\n"
    )
    .into_bytes()
}

fn results(claimable: &str) -> Vec<u8> {
    format!("as_of,plan,family_id,claimable\n2017-03-31,p,f-1,{claimable}\n").into_bytes()
}

fn compared(old: (&Basis, &[u8]), new: (&Basis, &[u8])) -> RunsCompared {
    let results = (results("no"), results("yes"));
    let old = RunRead { basis: old.0, results: &results.0, outcomes: old.1 };
    let new = RunRead { basis: new.0, results: &results.1, outcomes: new.1 };
    compare(old, new, &|_, _| BTreeSet::from(["police".to_owned()]))
}

#[test]
fn the_correction_whose_line_is_cited_is_the_reason() {
    let was = delivery("police", "a.csv", "2016-11", "a");
    let now = delivery("police", "b.csv", "2016-11", "b");
    let other = delivery("school", "s.csv", "2016-11", "s");
    let lost = outcomes("not-met", &format!("{}:7", was.sha256.short()));
    let found =
        compared((&basis(vec![was], &[]), &lost), (&basis(vec![now, other], &[]), &outcomes("met", "")));
    let kinds: Vec<_> = found.causes.iter().map(|one| (one.kind.as_str(), one.what.as_str())).collect();
    assert_eq!(kinds, [("new delivery", "s.csv"), ("correction", "b.csv for a.csv")]);
    let [family] = &found.changed[..] else { panic!("one family differs") };
    assert_eq!(family.result[0].column, "claimable");
    let [clause] = &family.clauses[..] else { panic!("one clause differs") };
    assert_eq!(clause.lost, ["a.csv:7"]);
    assert_eq!(clause.because, ["correction b.csv for a.csv"]);
}

#[test]
fn without_a_cited_line_whatever_can_act_is_named_and_feeds_that_cannot_are_not() {
    let police = delivery("police", "a.csv", "2016-11", "a");
    let school = delivery("school", "s.csv", "2016-11", "s");
    let found = compared(
        (&basis(vec![], &[]), &outcomes("unknown", "")),
        (&basis(vec![police, school], &[("hold-months", "3")]), &outcomes("met", "")),
    );
    let because = &found.changed[0].clauses[0].because;
    assert_eq!(*because, ["parameter hold-months", "new delivery a.csv"]);
}

#[test]
fn a_claim_that_only_the_later_run_knows_is_a_cause() {
    let old = basis(vec![], &[]);
    let mut new = old.clone();
    new.register.same.insert("f-2".to_owned(), "f-1".to_owned());
    let found = compared((&old, &outcomes("met", "")), (&new, &outcomes("met", "")));
    let [cause] = &found.causes[..] else { panic!("one cause") };
    assert_eq!(
        (cause.kind, cause.what.as_str(), cause.now.as_str()),
        (CauseKind::Register, "f-2", "means f-1")
    );
}

#[test]
fn a_delivery_that_counts_no_more_is_a_withdrawal() {
    let police = delivery("police", "a.csv", "2016-11", "a");
    let found = compared(
        (&basis(vec![police], &[]), &outcomes("met", "")),
        (&basis(vec![], &[]), &outcomes("met", "")),
    );
    assert_eq!(found.causes[0].kind, CauseKind::Withdrawal);
    assert!(found.changed[0].clauses.is_empty(), "no answer differs");
}

#[test]
fn days_looked_at_are_no_difference_by_themselves() {
    let one = basis(vec![], &[]);
    let later =
        String::from_utf8(outcomes("met", "")).unwrap_or_default().replace("2016-10-01", "2016-11-01");
    let found = compared((&one, &outcomes("met", "")), (&one, later.as_bytes()));
    assert!(found.causes.is_empty());
    assert!(found.changed[0].clauses.is_empty());
}
