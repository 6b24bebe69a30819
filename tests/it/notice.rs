//! A notice only when something changed: a timer's mail is empty on a quiet night, and nothing new goes untold.

use crate::council::Council;
use crate::hearth::{KILLED, Place, Ran, hearth, hearth_with};
use crate::repository::root;
use serde_json::Value;
use std::fs;

const NIGHT: [&str; 7] = ["run", "--if-changed", "--as-of", "2017-03-31", "--settle", "0", "--inbox"];

/// A council of two families that can both be claimed for, and an empty inbox.
fn council() -> Council {
    let council = Council::of(&["F1", "F2"]);
    council.take_in("2017-04-05");
    fs::create_dir_all(council.path("in")).unwrap();
    council
}

fn night_with(council: &Council, more: &[&str]) -> Ran {
    council.run(&[&NIGHT[..], &[&council.path("in")], more].concat())
}

fn night(council: &Council) -> Ran {
    night_with(council, &[])
}

#[track_caller]
fn is_quiet(ran: &Ran) {
    assert!(ran.stdout.is_empty() && ran.stderr.is_empty(), "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn the_first_night_tells_everything_and_the_next_nothing() {
    let council = council();
    let first = night(&council).ends_with(0);
    assert!(first.stdout.contains("plan tri-borough as of 2017-03-31"), "{}", first.stdout);
    is_quiet(&night(&council).ends_with(0));
    is_quiet(&night_with(&council, &["--quiet"]).ends_with(0));
    let json: Value = serde_json::from_str(&night_with(&council, &["--json"]).stdout).unwrap();
    assert!(json["changed"].is_null() && json["run"].is_string());
}

#[test]
fn a_correction_is_told_once_with_what_it_changed() {
    let mut council = council();
    night(&council);
    council.loses_roll("F1");
    council.take_in_as("_again", "2017-05-05");
    let told = night_with(&council, &["--quiet"]).ends_with(0).stdout;
    for part in [
        "new in 2017-03-31/",
        "facts_2017-03_again.csv for facts_2017-03.csv",
        "results differ for 1 of 2 families",
        "can be claimed for: no longer 1",
        "which: hearth diff 2017-03-31/",
    ] {
        assert!(told.contains(part), "no `{part}` in\n{told}");
    }
    assert!(!told.contains("F1"), "families are counted, not named:\n{told}");
    let which = told.lines().find_map(|line| line.strip_prefix("which: hearth ")).unwrap();
    let diff: Vec<&str> = which.split(' ').collect();
    assert!(council.run(&diff).ends_with(0).stdout.contains("F1"));
    is_quiet(&night(&council).ends_with(0));
}

#[test]
fn a_run_made_by_hand_in_between_is_no_news() {
    let council = council();
    night(&council);
    council.run(&["run", "--as-of", "2017-03-31", "--set", "hold-months=3"]).ends_with(0);
    council.run(&["run", "--as-of", "2017-02-28"]).ends_with(0);
    is_quiet(&night(&council).ends_with(0));
}

#[test]
fn another_month_is_told() {
    let council = council();
    night(&council);
    let next = ["run", "--if-changed", "--as-of", "last-month-end", "--at", "2017-05-02"];
    let told = council.run(&next).ends_with(0).stdout;
    assert!(told.contains("day asked") && told.contains("2017-04-30"), "{told}");
    is_quiet(&council.run(&next).ends_with(0));
}

#[test]
fn a_feed_that_turns_late_is_named() {
    let place = Place::filled();
    let run = |as_of: &str| place.run(&["run", "--if-changed", "--fail-on", "none", "--as-of", as_of]);
    run("2016-06-30").ends_with(0);
    let told = run("2016-10-31").ends_with(0).stdout;
    assert!(told.contains("late: new ") && told.contains("police_bulk"), "{told}");
    let json = place.run(&["run", "--if-changed", "--fail-on", "none", "--as-of", "2016-06-30", "--json"]);
    let json: Value = serde_json::from_str(&json.ends_with(0).stdout).unwrap();
    let went = json["changed"]["news"]["late"]["went"].as_array().unwrap();
    assert!(went.contains(&Value::from("police_bulk")), "{json}");
}

#[test]
fn a_link_that_was_decided_is_told_as_waiting_no_longer() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = folder.path().join("w").to_str().unwrap().to_owned();
    let data = |name: &str| root().join(name).to_str().unwrap().to_owned();
    hearth(&["init", &workspace, "--calendar", &data("schemas/calendars/demo.csv")]).ends_with(0);
    let run = |arguments: &[&str]| hearth(&[arguments, &["--workspace", &workspace]].concat());
    let (cohort, deliveries) = (data("sample-data/cohort"), data("sample-data/deliveries"));
    run(&["ingest", "--received", "2017-03-31", "--cohort", &cohort, &deliveries]);
    let night = || run(&["run", "--if-changed", "--fail-on", "none", "--as-of", "2017-03-31"]).ends_with(0);
    night();
    let list: Value = serde_json::from_str(&run(&["review", "list", "--json"]).stdout).unwrap();
    let pair = list["waiting"][0]["pair"].as_str().unwrap();
    let reason = ["--by", "M. Ellery", "--reason", "asked the school", "--on", "2017-04-01"];
    run(&[&["review", "reject", pair], &reason[..]].concat()).ends_with(0);
    let told = night().stdout;
    assert!(told.contains("links waiting for a decision: no longer "), "{told}");
    assert!(told.lines().any(|line| line.starts_with("link decision")), "{told}");
    is_quiet(&night());
}

#[test]
fn a_file_in_quarantine_is_told_once_and_stays_exit_code_1() {
    let council = council();
    night(&council);
    fs::write(council.path("in/housing_2017-03.csv"), "a,b\n1,2\n").unwrap();
    let told = night(&council).ends_with(1);
    assert!(told.stdout.contains("housing_2017-03.csv"), "{}", told.stdout);
    assert!(told.stdout.contains("1 file lies in quarantine"), "{}", told.stdout);
    assert!(told.stderr.contains("[F105]"), "{}", told.stderr);
    is_quiet(&night(&council).ends_with(1));
    // What never gets whole is no news either.
    fs::write(council.path("in/facts_2017-04.csv.part"), "").unwrap();
    is_quiet(&night(&council).ends_with(1));
    fs::remove_file(council.path("in/quarantine/housing_2017-03.csv")).unwrap();
    is_quiet(&night(&council).ends_with(0));
}

#[test]
fn news_of_a_night_that_was_killed_is_told_the_next() {
    let mut council = council();
    night(&council);
    let workspace = council.workspace();
    let inbox = council.path("in");
    let arguments = [&NIGHT[..], &[&inbox, "--workspace", &workspace]].concat();
    let mut killed = 0;
    for round in 0..40 {
        // Each round something new came.
        if round % 2 == 0 {
            council.loses_roll("F1")
        } else {
            council.has_progress("F1")
        }
        council.take_in_as(&format!("_{round}"), "2017-05-05");
        let fault = format!("killed:{}", 1 + round * 3);
        let ran = hearth_with(&arguments, &[("HEARTH_TEST_FAULT", &fault)]);
        if ran.code != KILLED {
            assert!(ran.stdout.contains("new in"), "{fault}: {}{}", ran.stdout, ran.stderr);
            break;
        }
        killed += 1;
        let told = night(&council).ends_with(0).stdout;
        assert!(told.contains("new in"), "{fault}: {told}");
    }
    assert!(killed > 8, "{killed}");
}
