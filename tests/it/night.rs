//! What a timer asks at night, and what a person asks in the morning: the last month end, what makes exit code 1, what was
//! known then.

use crate::council::Council;
use crate::hearth::Place;
use serde_json::Value;
use std::fs;

fn json(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap()
}

#[test]
fn the_last_month_end_goes_by_the_moment_given_and_the_manifest_has_the_day() {
    let place = Place::filled();
    let ran = place.run(&["run", "--as-of", "last-month-end", "--at", "2016-06-15", "--json"]);
    let answer = json(&ran.stdout);
    assert_eq!(answer["as_of"], "2016-05-31");
    let (name, files) = place.run_of_may();
    assert_eq!(answer["run"], format!("2016-05-31/{name}"));
    let manifest = String::from_utf8(files["manifest.json"].clone()).unwrap();
    assert!(manifest.contains("\"as_of\": \"2016-05-31\"") && !manifest.contains("last-month-end"));
    place.run(&["run", "--as-of", "last-month-end", "--at", "noon"]).ends_with(2).complains_of(&["--at"]);
}

#[test]
fn what_makes_exit_code_1_is_what_was_asked_for() {
    let place = Place::filled();
    let ran = |fail_on: &str| place.run(&["run", "--as-of", "2016-08-31", "--fail-on", fail_on]);
    assert!(!ran("none").ends_with(0).stderr.contains("late:"));
    ran("late").ends_with(1).complains_of(&["late: ", "see coverage.csv"]);
    ran("rejects,late").ends_with(1).complains_of(&["late: "]);
    ran("none,late").ends_with(2).complains_of(&["`none` stands alone"]);
    ran("gremlins").ends_with(2).complains_of(&["possible values: none, rejects, review, late"]);
    // By default a late delivery is told and is no failure.
    let plain = place.run(&["run", "--as-of", "2016-08-31"]);
    let asked = ran("rejects,review");
    assert_eq!((plain.code, &plain.stderr), (asked.code, &asked.stderr));
    assert!(plain.stdout.contains("days late"), "{}", plain.stdout);
}

/// A family whose progress is taken back in May 2017; both months of knowledge were run.
fn corrected() -> (Council, String) {
    let mut council = Council::of(&["F1", "F2"]);
    council.take_in("2017-04-05");
    council.month("2017-03-31");
    let before = council.run(&["explain", "F1"]).ends_with(0).stdout;
    council.loses_roll("F1");
    council.take_in_as("_again", "2017-05-05");
    council.month("2017-03-31");
    (council, before)
}

#[test]
fn an_explanation_as_known_then_is_the_one_given_then() {
    let (council, before) = corrected();
    let after = council.run(&["explain", "F1"]).ends_with(0).stdout;
    assert_ne!(before, after);
    let then = council.run(&["explain", "F1", "--known-at", "2017-04-20"]).ends_with(0).stdout;
    assert_eq!(then, before);
    let early = council.run(&["explain", "F1", "--known-at", "2017-04-01"]).ends_with(2);
    early.complains_of(&["no cohort had been received by 2017-04-01T23:59:59Z", "hint:"]);
}

#[test]
fn the_status_as_known_then_has_the_run_and_the_deliveries_of_then() {
    let (council, _) = corrected();
    council.step(&["claim", "propose"], "A. Analyst", "2017-05-06").ends_with(0);
    let status =
        |more: &[&str]| json(&council.run(&[&["status", "--json"], more].concat()).ends_with(0).stdout);
    let (now, then) = (status(&[]), status(&["--known-at", "2017-04-20"]));
    assert_eq!(now["last_run"]["known_at"], "2017-05-05T23:59:59Z");
    assert_eq!(then["last_run"]["known_at"], "2017-04-05T23:59:59Z");
    assert_eq!(then["known_at"], "2017-04-20T23:59:59Z");
    assert_eq!(now["unsigned_claims"][0]["claim"], "k001");
    assert_eq!(then["unsigned_claims"].as_array().unwrap().len(), 0);
    let before_all = status(&["--known-at", "2017-01-01"]);
    assert!(before_all["last_run"].is_null());
    let said = council.run(&["status", "--known-at", "2017-04-20"]).ends_with(0).stdout;
    assert!(said.contains(", as known at 2017-04-20T23:59:59Z"), "{said}");
}

#[test]
fn a_feed_is_late_by_the_day_the_status_is_asked_for() {
    let place = Place::filled();
    let late = |known_at: &str| {
        let answer = json(&place.run(&["status", "--json", "--known-at", known_at]).ends_with(0).stdout);
        let feeds = answer["feeds"].as_array().unwrap().clone();
        let police = feeds.into_iter().find(|one| one["feed"] == "police_bulk").unwrap();
        police["late_days"].as_u64().unwrap()
    };
    assert_eq!(late("2016-07-01"), 0);
    assert!(late("2017-07-01") > 200);
}

#[test]
fn what_counts_later_than_it_was_received_is_told_so() {
    let council = Council::of(&["F1", "F2"]);
    council.take_in("2017-04-05");
    council.month("2017-03-31");
    council.step(&["claim", "propose"], "A. Analyst", "2017-04-06").ends_with(0);
    council.goes_in("k001", "2017-04-06");
    let nil = "fact,person_id,household_id,from,to,value,of,code,ref\n";
    let take_in = |month: &str, received: &str| {
        let file = council.path(&format!("interchange/facts_{month}.csv"));
        fs::write(&file, nil).unwrap();
        council.run(&["ingest", "--received", received, &file]).ends_with(0)
    };
    assert!(!take_in("2017-04", "2017-04-20").stderr.contains("F307"));
    let told = take_in("2017-02", "2017-04-04");
    assert!(told.stderr.contains("not from 2017-04-04T23:59:59Z"), "{}", told.stderr);
    told.complains_of(&["facts_2017-02.csv: warning: it counts from ", "[F307]", "hint:"]);
    let cohort = council.path("cohort");
    let people = fs::read_to_string(format!("{cohort}/people.csv")).unwrap();
    fs::write(format!("{cohort}/people.csv"), people + "X-1,Ann,Elm,1990-01-01,F,\n").unwrap();
    let told = council.run(&["ingest", "--received", "2017-04-04", "--cohort", &cohort]).ends_with(0);
    told.complains_of(&["families.csv: warning: it counts from ", "[F307]"]);
}
