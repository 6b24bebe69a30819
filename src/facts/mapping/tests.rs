//! What deliveries come to mean, read and mapped by the built-in schemas.

use super::*;
use crate::domain::calendar::Term;
use crate::domain::{Day, Digest, Window};
use crate::facts::unlinked::RecordKeys;
use crate::feeds::schema::{FeedSchema, builtin_texts};
use crate::feeds::{Delivery, builtin_schemas, identify, read};
use std::sync::OnceLock;

const DWP: &str =
    "submission_ref,nino,surname,forename,dob,postcode,match_status,benefit,start_date,regime,sanction";
const YOT: &str =
    "yot_id,surname,forename,dob,postcode,case_ref,offence_date,offence,gravity,outcome,outcome_date";
const EXCLUSIONS: &str =
    "upn,surname,forename,dob,school,exclusion_ref,start_date,category,sessions,reason,withdrawn";
const ATTENDANCE: &str = "upn,surname,forename,dob,school,sessions_possible,sessions_attended,\
                          sessions_authorised,sessions_unauthorised";
const POLICE: &str = "incident_no|event_date|record_type|offence_class|domestic|surname|forename|dob|address|\
                      postcode|uprn|status|release_date";

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test day")
}

fn window(from: &str, to: &str) -> Window {
    Window::new(day(from), day(to)).expect("a test window")
}

fn calendar() -> SchoolCalendar {
    let term = |name: &str, from: &str, to: &str| Term { name: name.into(), days: window(from, to) };
    SchoolCalendar::new(vec![
        term("autumn 2015", "2015-09-03", "2015-12-18"),
        term("spring 2016", "2016-01-04", "2016-03-24"),
        term("summer 2016", "2016-04-11", "2016-07-20"),
    ])
    .expect("terms in order")
}

fn schemas() -> &'static [FeedSchema] {
    static SCHEMAS: OnceLock<Vec<FeedSchema>> = OnceLock::new();
    SCHEMAS.get_or_init(|| builtin_schemas(Vocabulary::builtin()))
}

/// Reads one delivery: a header and rows.
fn extract(name: &str, header: &str, rows: &[&str]) -> Extract<'static> {
    let text = [&[header], rows, &[""]].concat().join("\n");
    let found = identify(name, schemas(), &calendar()).expect("a feed's name");
    let bytes = text.as_bytes();
    let delivery = Delivery { name, bytes, digest: Digest::of(bytes), received_on: day("2017-12-31") };
    read(&delivery, found.schema, found.period)
}

fn map(extracts: Vec<Extract<'_>>) -> Mapped {
    map_extracts(extracts, &calendar(), None)
}

/// Each fact as `name code from..to value/of ref @line`, what is blank left out.
fn shown(mapped: &Mapped) -> Vec<String> {
    let show = |fact: &UnlinkedFact| {
        let mut text = fact.kind.name().to_owned();
        let mut add = |part: String| text = format!("{text} {part}");
        if let Some(code) = &fact.code {
            add(code.to_string());
        }
        add(format!("{}..{}", fact.from, fact.to.map_or_else(String::new, |to| to.to_string())));
        if let Some(value) = fact.value {
            add(fact.of.map_or_else(|| value.to_string(), |of| format!("{value}/{of}")));
        }
        if let Some(reference) = &fact.reference {
            add(reference.to_string());
        }
        add(format!("@{}", fact.source.line));
        text
    };
    mapped.facts.iter().map(show).collect()
}

/// The windows covered for a fact.
fn covered(mapped: &Mapped, fact: &str) -> Vec<Window> {
    mapped
        .coverage
        .iter()
        .filter(|covered| covered.kind.name() == fact)
        .map(|covered| covered.window)
        .collect()
}

fn snapshot(on: &str, rows: &[&str]) -> Extract<'static> {
    extract(&format!("dwp_adms_{on}.csv"), DWP, rows)
}

/// A row about the one adult of these tests: match status, benefit, start, regime and sanction.
fn adult(rest: &str) -> String {
    format!("S1,AB123456C,Ash,Robin,1980-05-01,E8 4QN,{rest}")
}

/// Maps month-end snapshots from January 2016 on that each have these rows.
fn months(rows: &[&str]) -> Mapped {
    let days = ["2016-01-31", "2016-02-29", "2016-03-31", "2016-04-30", "2016-05-31"];
    map(days.iter().zip(rows).map(|(on, rest)| snapshot(on, &[&adult(rest)])).collect())
}

const ON_JSA: &str = "confirmed,JSA,42005,,N";
const OFF: &str = "confirmed,,,,";

#[test]
fn the_builtin_schemas_are_right() {
    for (name, text) in builtin_texts() {
        if let Err(problems) = FeedSchema::check(name, text, Vocabulary::builtin()) {
            let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
            panic!("{}", shown.join("\n"));
        }
    }
}

#[test]
fn a_benefit_missing_in_a_later_snapshot_ended_the_day_before_it() {
    let mapped = months(&[ON_JSA, ON_JSA, OFF]);
    assert_eq!(shown(&mapped), ["benefit jsa 2015-01-01..2016-03-30 S1/JSA/2015-01-01 @2"]);
    assert_eq!(mapped.facts[0].source.file, snapshot("2016-01-31", &[&adult(ON_JSA)]).digest);
    assert_eq!(covered(&mapped, "benefit"), [window("2016-01-31", "2016-03-31")]);
}

#[test]
fn a_benefit_still_seen_is_still_open() {
    assert_eq!(shown(&months(&[ON_JSA])), ["benefit jsa 2015-01-01.. S1/JSA/2015-01-01 @2"]);
}

#[test]
fn an_unconfirmed_month_never_ends_a_benefit() {
    for silent in ["unconfirmed,,,,", "not found,,,,"] {
        let mapped = months(&[ON_JSA, silent, ON_JSA, silent]);
        assert_eq!(shown(&mapped), ["benefit jsa 2015-01-01.. S1/JSA/2015-01-01 @2"], "{silent}");
        let known = [window("2016-01-31", "2016-01-31"), window("2016-03-31", "2016-03-31")];
        assert_eq!(covered(&mapped, "benefit"), known, "{silent}");
    }
}

#[test]
fn a_person_left_out_of_a_snapshot_is_not_off_benefit() {
    let stranger = "S2,AB123457C,Oak,Kim,1981-05-01,E8 4QN,confirmed,,,,";
    let files = vec![snapshot("2016-01-31", &[&adult(ON_JSA)]), snapshot("2016-02-29", &[stranger])];
    let mapped = map(files);
    assert_eq!(shown(&mapped), ["benefit jsa 2015-01-01.. S1/JSA/2015-01-01 @2"]);
}

#[test]
fn a_rejected_row_ends_no_benefit_of_its_person() {
    let mapped = months(&[ON_JSA, "confirmed,JSA,soon,,N", OFF]);
    assert_eq!(shown(&mapped), ["benefit jsa 2015-01-01..2016-03-30 S1/JSA/2015-01-01 @2"]);
    assert_eq!(covered(&mapped, "benefit").len(), 2);
}

#[test]
fn a_change_of_regime_ends_one_spell_and_starts_the_next_under_the_same_reference() {
    let uc = |regime: &str| format!("confirmed,UC,42005,{regime},N");
    let mapped = months(&[&uc("searching for work"), &uc("working with requirements"), &uc(""), OFF]);
    assert_eq!(
        shown(&mapped),
        [
            "benefit uc-all-work-related 2015-01-01..2016-02-28 S1/UC/2015-01-01 @2",
            "benefit uc-light-touch 2016-02-29..2016-03-30 S1/UC/2015-01-01 @2",
            "benefit uc-unknown 2016-03-31..2016-04-29 S1/UC/2015-01-01 @2",
        ]
    );
}

#[test]
fn an_award_begun_anew_between_two_snapshots_is_another_award() {
    let mapped = months(&[ON_JSA, "confirmed,JSA,42415,,N"]);
    assert_eq!(
        shown(&mapped),
        [
            "benefit jsa 2015-01-01..2016-02-14 S1/JSA/2015-01-01 @2",
            "benefit jsa 2016-02-15.. S1/JSA/2016-02-15 @2",
        ]
    );
}

#[test]
fn a_sanction_lasts_from_the_first_snapshot_that_shows_it_to_the_day_before_one_that_does_not() {
    let sanctioned = "confirmed,JSA,42005,,Y";
    let mapped = months(&[ON_JSA, sanctioned, sanctioned, ON_JSA]);
    let sanction = "benefit-sanction 2016-02-29..2016-04-29 S1/JSA/2015-01-01 @2";
    assert_eq!(shown(&mapped), [sanction, "benefit jsa 2015-01-01.. S1/JSA/2015-01-01 @2"]);
}

#[test]
fn facts_and_coverage_of_a_snapshot_person_share_their_keys() {
    let moved = adult(ON_JSA).replace("E8 4QN", "N1 1AA");
    let files = vec![snapshot("2016-01-31", &[&adult(ON_JSA)]), snapshot("2016-02-29", &[&moved])];
    let mapped = map(files);
    let expected = RecordKeys {
        identifiers: vec![("nino".into(), "AB123456".into())],
        forename: Some("Robin".into()),
        surname: Some("Ash".into()),
        born_on: Some(day("1980-05-01")),
        postcode: Some("N11AA".into()),
        ..RecordKeys::default()
    };
    assert_eq!((mapped.keys.len(), mapped.keys.get(KeyIx(0))), (1, &expected));
    assert!(mapped.coverage.iter().all(|covered| covered.who == Some(KeyIx(0))));
}

fn quarter(name: &str, outcomes: &[&str]) -> Extract<'static> {
    let row = |outcome: &&str| format!("Y001,Ash,Robin,01/05/2002,E8 4QN,C1,01/02/2016,Theft,3,{outcome}");
    let rows: Vec<String> = outcomes.iter().map(row).collect();
    extract(&format!("yot_offences_{name}.csv"), YOT, &rows.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn a_later_row_of_the_same_offence_stands_for_the_earlier() {
    let pending = || quarter("2016-Q1", &["pending,"]);
    let convicted = || quarter("2016-Q2", &["conviction,05/05/2016"]);
    let expected = ["offence convicted 2016-02-01.. 3/8 C1 @2", "disposal conviction 2016-05-05.. C1 @2"];
    assert_eq!(shown(&map(vec![pending(), convicted()])), expected);
    assert_eq!(shown(&map(vec![convicted(), pending()])), expected);
    assert_eq!(shown(&map(vec![pending()])), ["offence charged 2016-02-01.. 3/8 C1 @2"]);
}

#[test]
fn a_record_that_comes_again_unchanged_counts_once_by_its_earliest_line() {
    let first = quarter("2016-Q1", &["pending,", "pending,"]);
    let digest = first.digest;
    let mapped = map(vec![quarter("2016-Q2", &["pending,"]), first]);
    assert_eq!(shown(&mapped), ["offence charged 2016-02-01.. 3/8 C1 @2"]);
    assert_eq!(mapped.facts[0].source.file, digest);
    let told: Vec<_> =
        mapped.problems.iter().map(|problem| (problem.place.to_string(), problem.kind.code())).collect();
    assert_eq!(told, [("yot_offences_2016-Q1.csv:3".to_owned(), "F305")]);
}

#[test]
fn coverage_of_proven_offences_ends_before_the_last_quarter_of_an_unbroken_run() {
    let runs = |names: &[&str], months| {
        let files = names.iter().map(|name| quarter(name, &[])).collect();
        covered(&map_extracts(files, &calendar(), months), "offence")
    };
    let last = window("2015-10-01", "2016-06-30");
    assert_eq!(runs(&["2015-Q4", "2016-Q1", "2016-Q2", "2016-Q3"], None), [last]);
    assert_eq!(runs(&["2015-Q4", "2016-Q1", "2016-Q3"], None), [window("2015-10-01", "2015-12-31")]);
    assert_eq!(runs(&["2016-Q3"], None), []);
    assert_eq!(runs(&["2016-Q3"], Some(0)), [window("2016-07-01", "2016-09-30")]);
}

#[test]
fn an_exclusion_delivered_twice_counts_once_and_a_withdrawn_one_says_so() {
    let row = |rest: &str| format!("P123456789123,Ash,Robin,01/05/2006,Oak,{rest}");
    let file = |term: &str, rows: &[&str]| {
        let rows: Vec<String> = rows.iter().map(|rest| row(rest)).collect();
        let name = format!("education_exclusions_2016-{term}.csv");
        extract(&name, EXCLUSIONS, &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let lunch = "X2,12/01/2016,LNCH,,PP,N";
    let spring = file("spring", &["X1,11/01/2016,FIXD,5,PP,N", lunch, "X3,13/01/2016,PERM,,PP,N"]);
    let summer = file("summer", &["X1,11/01/2016,SUSP,5,PP,N", lunch, "X3,13/01/2016,PERM,,PP,Y"]);
    let mapped = map(vec![spring, summer]);
    assert_eq!(
        shown(&mapped),
        [
            "exclusion fixed-term 2016-01-11.. 2.5 X1 @2",
            "exclusion lunchtime 2016-01-12.. 0.5 X2 @3",
            "exclusion withdrawn 2016-01-13.. X3 @4",
        ]
    );
    // The summer file is complete for autumn; the spring file for a term before the calendar.
    assert_eq!(covered(&mapped, "exclusion"), [window("2015-09-03", "2016-01-03")]);
    assert!(mapped.coverage.iter().all(|covered| covered.requires.as_deref() == Some("upn")));
}

#[test]
fn attendance_gives_three_tallies_and_covers_the_children_of_its_good_rows() {
    let row = |name: &str, counts: &str| format!("P123456789123,{name},Robin,01/05/2006,Oak,{counts}");
    let rows = [row("Ash", "120,110,4,6"), row("Elm", "120,110,4,60"), row("Elm", "10,10,0,0")];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let mapped = map(vec![extract("education_attendance_2016-spring.csv", ATTENDANCE, &rows)]);
    assert_eq!(
        shown(&mapped)[..3],
        [
            "school-sessions attended 2016-01-04..2016-03-24 110/120 Oak @2",
            "school-sessions authorised-absence 2016-01-04..2016-03-24 4/120 Oak @2",
            "school-sessions unauthorised-absence 2016-01-04..2016-03-24 6/120 Oak @2",
        ]
    );
    let [only] = &mapped.coverage[..] else { panic!("one child is covered, the other had a row rejected") };
    let who = only.who.expect("a child");
    assert_eq!(mapped.keys.get(who).surname.as_deref(), Some("Ash"));
}

#[test]
fn police_rows_are_about_people_or_homes() {
    let rows = [
        "I1|02/11/2016|accused|assault|Y|Ash|Robin|01/05/1980|1 Elm Road|E8 4QN|007|charged|",
        "I1|02/11/2016|victim|assault|Y|Ash|Kim|01/05/1982|1 Elm Road|E8 4QN|7||",
        "I2|03/11/2016|victim|theft|N|Oak|Kim|01/05/1982|2 Elm Road|E8 4QN|||",
        "I3|04/11/2016|asb|noise|N||||1 Elm Road|E8 4QN|7||",
        "I3|04/11/2016|asb|loud dog|N||||2 Elm Road|E8 4QN|||",
        "I4|05/11/2016|callout||Y||||1 Elm Road|E8 4QN|7||",
        "I5|06/11/2016|custody|theft|N|Oak|Kim|01/05/1982|||||",
        "I6|07/11/2016|asb|noise|N||||||||",
    ];
    let mapped = map(vec![extract("police_bulk_2016-11.csv", POLICE, &rows)]);
    assert_eq!(
        shown(&mapped),
        [
            "offence charged 2016-11-02.. I1 @2",
            "dv-incident suspect 2016-11-02.. I1 @2",
            "dv-incident victim 2016-11-02.. I1 @3",
            "asb-incident noise 2016-11-04.. I3 @5",
            "asb-incident other 2016-11-04.. I3 @6",
            "police-callout domestic 2016-11-05.. I4 @7",
            "arrest 2016-11-06.. I5 @8",
        ]
    );
    let homes = mapped.facts.iter().filter_map(|fact| match fact.about {
        About::Household(key) => Some(mapped.keys.get(key)),
        About::Person(_) => None,
    });
    let homes: Vec<_> = homes.map(|keys| (keys.uprn.as_deref(), keys.surname.as_deref())).collect();
    assert_eq!(homes, [(Some("7"), None), (None, None), (Some("7"), None)]);
}

#[test]
fn a_delivery_cut_short_covers_nobody_and_its_rows_count() {
    let row = "I3|04/11/2016|asb|noise|N||||1 Elm Road|E8 4QN|7||";
    let mut file = extract("police_bulk_2016-11.csv", POLICE, &[row]);
    assert_eq!(covered(&map(vec![file.clone()]), "arrest"), [window("2016-11-01", "2016-11-30")]);
    file.whole = false;
    let mapped = map(vec![file]);
    assert_eq!((mapped.facts.len(), mapped.coverage.len()), (1, 0));
}
