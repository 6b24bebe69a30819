//! Eighteen months of a small council: four claim windows, a correction after a claim, decisions about a link and about a letter
//! reversed, a new version of the plan, a claim taken back. At the end every claim that went in comes out again to the byte, and what later knowledge would
//! change is exactly what it touches.

use crate::council::Council;
use std::fs;

const MONTHS: [&str; 18] = [
    "2016-04", "2016-05", "2016-06", "2016-07", "2016-08", "2016-09", "2016-10", "2016-11", "2016-12",
    "2017-01", "2017-02", "2017-03", "2017-04", "2017-05", "2017-06", "2017-07", "2017-08", "2017-09",
];

const WINDOWS: &str = r#"title = "Town"
[[amount]]
kind = "result"
from = "2015-04-01"
to = "2020-03-31"
pence = 80000
reference = "expanded programme"
[[window]]
name = "2016-summer"
from = "2016-08-01"
to = "2016-08-31"
reference = "letter"
[[window]]
name = "2016-autumn"
from = "2017-01-01"
to = "2017-01-31"
reference = "letter"
[[window]]
name = "2017-spring"
from = "2017-04-01"
to = "2017-04-30"
reference = "letter"
[[window]]
name = "2017-summer"
from = "2017-09-01"
to = "2017-09-30"
reference = "letter"
"#;

/// The day in the next month.
fn next(month: &str, day: u32) -> String {
    let first = hearth::domain::Day::parse_iso(&format!("{month}-01")).unwrap().months_after(1);
    first.plus_days(i32::try_from(day).unwrap() - 1).to_string()
}

fn month_end(month: &str) -> String {
    hearth::domain::Day::parse_iso(&format!("{month}-01")).unwrap().month_end().to_string()
}

/// A new version of the plan for families engaged from October 2016.
fn new_version(council: &Council) {
    let plans = crate::repository::root().join("schemas/plans/tri-borough");
    let own = council.path("workspace/definitions/plans/tri-borough@7");
    fs::create_dir_all(&own).unwrap();
    let entries = fs::read_dir(plans).unwrap().map(|entry| entry.unwrap());
    for entry in entries.filter(|entry| entry.path().is_file()) {
        let text = fs::read_to_string(entry.path()).unwrap();
        let text = text.replace("version = \"6.3\"", "version = \"7\"\nsince = 2016-10-01");
        fs::write(format!("{own}/{}", entry.file_name().to_str().unwrap()), text).unwrap();
    }
}

/// Proposes all that can be claimed for, or the families named, and submits the claim.
fn claim(council: &Council, id: &str, month: &str, more: &[&str]) {
    let propose = [&["claim", "propose"], more].concat();
    let ran = council.step(&propose, "A. Analyst", &next(month, 10)).ends_with(0);
    assert!(ran.stdout.contains(&format!("claim {id}:")), "{}", ran.stdout);
    council.goes_in(id, &next(month, 12));
}

/// Runs the month with all that is known; links may wait for review.
fn month_of(council: &Council, as_of: &str) {
    let ran = council.run(&["run", "--as-of", as_of]);
    assert!(ran.code <= 1, "{}", ran.stderr);
}

/// The row of F7's child has its number and another day of birth. Somebody asked, and it is the child.
fn link_is_accepted(council: &Council, month: &str) {
    let row = "Y123456,F7,Gia,02/05/2005,,C1,10/01/2016,theft,3,conviction,10/02/2016\n";
    council.take_in_offences(row, &next(month, 6));
    council.run(&["run", "--as-of", &month_end(month)]).ends_with(1);
    let queue = council.file(&month_end(month), "review.csv");
    let rows = crate::borough::rows(queue.as_bytes());
    let pair = &rows.iter().find(|row| row["candidate"] == "F7-c").expect("the row waits")["pair"];
    let said = ["--by", "M. Ellery", "--reason", "asked the team", "--on", &next(month, 7)];
    council.run(&[&["review", "accept", pair], &said[..]].concat()).ends_with(0);
}

fn eighteen_months() -> Council {
    let mut council = Council::of(&[]).with_waiting("F1").with_waiting("F2").with_waiting("F3");
    council = council.with_waiting("F4").with_waiting("F5").with_engaged("F6", "2016-11-15");
    council = council.with_number("F7", "Y123456");
    council.has_roll_on("F7", "2016-06-13");
    council.has_progress_on("F1", "2016-05-10");
    council.has_progress_on("F2", "2016-06-13");
    council.has_progress_on("F3", "2016-10-03");
    council.has_progress_on("F5", "2017-02-06");
    council.has_progress_on("F6", "2017-05-08");
    fs::write(council.path("workspace/definitions/programme.toml"), WINDOWS).unwrap();
    for month in MONTHS {
        council.take_in_month(month, "", &next(month, 5));
        match month {
            "2016-12" => {
                // F4 by a signed decision on both letters.
                for letter in ["tb-2e", "tb-6c-b"] {
                    let add = ["override", "add", "F4", letter, "--reason", "equivalent progress"];
                    council.step(&add, "H. Head", "2016-12-20").ends_with(0);
                }
            }
            "2016-08" => link_is_accepted(&council, month),
            "2017-01" => new_version(&council),
            _ => {}
        }
        month_of(&council, &month_end(month));
        match month {
            "2016-07" => claim(&council, "k001", month, &[]),
            "2016-12" => claim(&council, "k002", month, &[]),
            "2017-02" => {
                // F2 was never on that roll: the month of June comes again.
                council.loses_roll("F2");
                council.take_in_month("2016-06", "_corrected", "2017-03-06");
            }
            "2017-03" => {
                claim(&council, "k003", month, &[]);
                let back = ["claim", "withdraw", "k003", "--reason", "wrong window"];
                council.step(&back, "A. Analyst", "2017-04-20").ends_with(0);
            }
            "2017-05" => {
                let revoke = ["override", "revoke", "F4", "tb-2e", "--reason", "not so after all"];
                council.step(&revoke, "H. Head", "2017-06-08").ends_with(0);
                // It was another child of the same number after all.
                let back =
                    ["review", "reverse", "r00001", "--by", "M. Ellery", "--reason", "a slip of the team"];
                council.run(&[&back[..], &["--on", "2017-06-09"]].concat()).ends_with(0);
            }
            "2017-08" => {
                let again = ["--family", "F5", "--family", "F6", "--reason", "the window is open"];
                claim(&council, "k004", month, &again);
            }
            _ => {}
        }
    }
    council
}

#[test]
fn every_claim_of_eighteen_months_replays_and_later_knowledge_changes_what_it_touches() {
    let council = eighteen_months();
    let list = council.run(&["claim", "list"]).ends_with(0).stdout;
    let states: Vec<&str> =
        list.lines().skip(2).map(|line| line.rsplit("  ").next().unwrap().trim()).collect();
    assert_eq!(states, ["submitted", "submitted", "withdrawn", "submitted"], "{list}");
    council.run(&["verify"]).ends_with(0);

    for id in ["k001", "k002", "k003", "k004"] {
        let ran = council.run(&["replay", id]).ends_with(0);
        assert!(ran.stdout.contains("every byte the same"), "{}", ran.stdout);
    }
    let ran = council.run(&["replay", "claims", "--now", "--json"]).ends_with(1);
    let found: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let changed = found.as_array().unwrap().iter().flat_map(|claim| {
        let id = claim["claim"].as_str().unwrap().to_owned();
        let all = claim["changed"].as_array().unwrap().iter();
        all.map(move |one| format!("{id} {} {}", one["family"].as_str().unwrap(), one["because"]))
            .collect::<Vec<_>>()
    });
    assert_eq!(
        changed.collect::<Vec<_>>(),
        [r#"k001 F2 ["data"]"#, r#"k002 F4 ["decision"]"#, r#"k002 F7 ["decision"]"#],
        "the correction touches F2, the reversed decisions F4 and F7, and nothing else"
    );
}
