//! The audit before a claim goes in: how much is drawn and by what seed is not for the proposer to choose, nobody drawn is ever
//! lost, and a result that was recorded is never quietly another.

use crate::council::Council;
use crate::hearth::Ran;
use std::collections::BTreeSet;
use std::fs;

const DAY: &str = "2017-03-31";
const ALL: [&str; 8] = ["F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8"];

/// A programme that asks for a quarter of a claim's families, and at least two.
const PROGRAMME: &str = r#"title = "Town"
[[audit]]
from = "2015-04-01"
to = "2020-03-31"
percent = 25
at-least = 2
reference = "letter of the internal auditor"
"#;

/// A claim of eight families, none with a risk, proposed.
fn proposed() -> Council {
    let council = ALL.iter().fold(Council::of(&[]), |council, family| council.with_employed(family));
    fs::write(council.path("workspace/definitions/programme.toml"), PROGRAMME).unwrap();
    council.take_in("2017-04-05");
    council.month(DAY);
    council.step(&["claim", "propose"], "A. Analyst", "2017-04-06").ends_with(0);
    council
}

fn sample(council: &Council, more: &[&str]) -> Ran {
    council.step(&[&["audit", "sample", "k001"], more].concat(), "C. Auditor", "2017-04-07")
}

fn list(council: &Council) -> serde_json::Value {
    let list = council.run(&["claim", "list", "k001", "--json"]).ends_with(0).stdout;
    serde_json::from_str(&list).unwrap()
}

/// The families drawn so far, those taken back too.
fn drawn(council: &Council) -> BTreeSet<String> {
    let list = list(council);
    let members = list["members"].as_array().unwrap().iter().filter(|one| !one["sampled"].is_null());
    members.map(|one| one["family"].as_str().unwrap().to_owned()).collect()
}

/// The families by the seed in the register, the first to be drawn first, by nothing but SHA-256.
fn by_hand(council: &Council) -> Vec<String> {
    let list = list(council);
    let draw = list["draws"][0]["draw"].as_str().unwrap();
    let seed = draw.split("seed ").nth(1).unwrap();
    let number = |family: &str| hearth::domain::Digest::of(format!("{seed}:{family}").as_bytes()).to_string();
    let mut families = ALL.map(|family| (number(family), family.to_owned()));
    families.sort();
    families.map(|(_, family)| family).into()
}

fn record(council: &Council, family: &str, more: &[&str]) -> Ran {
    council.step(&[&["audit", "record", "k001", family], more].concat(), "C. Auditor", "2017-04-07")
}

fn take_back(council: &Council, family: &str) {
    let back = ["claim", "withdraw", "k001", "--family", family, "--reason", "moved away"];
    council.step(&back, "A. Analyst", "2017-04-07").ends_with(0);
}

#[test]
fn the_programme_says_how_much_is_drawn_and_the_register_with_what_seed() {
    let council = proposed();
    let ran = sample(&council, &[]).ends_with(0);
    assert!(
        ran.stdout.contains("drawn as the programme asks: 25 percent, at least 2, seed "),
        "{}",
        ran.stdout
    );
    let first: BTreeSet<String> = by_hand(&council).into_iter().take(2).collect();
    assert_eq!(drawn(&council), first);
}

#[test]
fn a_programme_edited_after_the_run_does_not_make_the_sample_smaller() {
    let council = proposed();
    let smaller = PROGRAMME.replace("25", "1").replace("at-least = 2", "at-least = 1");
    fs::write(council.path("workspace/definitions/programme.toml"), smaller).unwrap();
    sample(&council, &[]).ends_with(0);
    assert_eq!(drawn(&council).len(), 2);
}

#[test]
fn a_draw_otherwise_than_asked_needs_a_reason_and_shows_it() {
    let council = proposed();
    for otherwise in [["--seed", "4711"], ["--percent", "13"], ["--at-least", "1"]] {
        sample(&council, &otherwise).ends_with(2).complains_of(&["[R112]", "25 percent, at least 2"]);
    }
    let reason = "number drawn by the committee";
    let ran = sample(&council, &["--seed", "4711", "--reason", reason]).ends_with(0);
    assert!(ran.stdout.contains("drawn otherwise: ") && ran.stdout.contains(reason), "{}", ran.stdout);
    let listed = council.run(&["claim", "list", "k001"]).ends_with(0).stdout;
    assert!(listed.contains(&format!("otherwise than asked: {reason}")), "{listed}");
    let again = sample(&council, &[]).ends_with(0).stdout;
    assert!(again.contains("drawn again: the same families") && again.contains(reason), "{again}");
}

#[test]
fn a_second_draw_never_loses_a_family_of_the_first() {
    let council = proposed();
    sample(&council, &[]).ends_with(0);
    let first = drawn(&council);
    let found = first.first().unwrap().clone();
    record(&council, &found, &["failed", "--reason", "plan not on file"]).ends_with(0);
    let more = ["--percent", "60", "--seed", "4711", "--reason", "one failed"];
    sample(&council, &more).ends_with(0);
    let second = drawn(&council);
    assert!(second.is_superset(&first) && second.len() >= 5, "{first:?} {second:?}");
    let list = list(&council);
    let kept = list["members"].as_array().unwrap().iter().find(|one| one["family"] == *found).unwrap();
    assert_eq!(kept["audited"], "failed", "and its result stays");
    sample(&council, &more).ends_with(0);
    assert_eq!(drawn(&council), second, "each draw can be repeated");
    council.run(&["verify"]).ends_with(0);
}

#[test]
fn families_taken_back_after_the_draw_are_made_up_for_by_the_next_of_the_same_seed() {
    let council = proposed();
    sample(&council, &[]).ends_with(0);
    let order = by_hand(&council);
    record(&council, &order[1], &["passed"]).ends_with(0);
    take_back(&council, &order[0]);
    let submit = ["claim", "submit", "k001"];
    let refused = council.step(&submit, "B. Manager", "2017-04-08").ends_with(2);
    refused.complains_of(&["[R104]", "1 others are not drawn yet", "hearth audit sample k001"]);
    sample(&council, &[]).ends_with(0);
    let all: BTreeSet<String> = order[..3].iter().cloned().collect();
    assert_eq!(drawn(&council), all, "the one taken back stays drawn, the third is drawn beside");
    record(&council, &order[2], &["passed"]).ends_with(0);
    let again = sample(&council, &[]).ends_with(0).stdout;
    assert!(again.contains("drawn again: the same families"), "{again}");
    council.step(&submit, "B. Manager", "2017-04-08").ends_with(0);
}

#[test]
fn the_proposer_does_not_draw_what_is_missing_either() {
    let council = proposed();
    sample(&council, &[]).ends_with(0);
    take_back(&council, &by_hand(&council)[0]);
    let draw = ["audit", "sample", "k001"];
    council.step(&draw, "a. analyst", "2017-04-08").ends_with(2).complains_of(&["[R105]"]);
}

#[test]
fn a_failed_result_is_taken_back_only_with_a_reason_and_stays_visible() {
    let council = proposed();
    sample(&council, &[]).ends_with(0);
    let family = drawn(&council).first().unwrap().clone();
    record(&council, &family, &["failed", "--reason", "plan not on file"]).ends_with(0);
    record(&council, &family, &["passed"]).ends_with(2).complains_of(&["[R111]", &family]);
    record(&council, &family, &["passed", "--reason", "the plan was found"]).ends_with(0);
    let listed = council.run(&["claim", "list", "k001"]).ends_with(0).stdout;
    assert!(listed.contains("passed (was failed)"), "{listed}");
    assert!(listed.contains("passed after failed, by C. Auditor: the plan was found"), "{listed}");
}

#[test]
fn an_invalid_spot_check_is_taken_back_only_with_a_reason_and_stays_visible() {
    let council = proposed();
    council.goes_in("k001", "2017-04-07");
    let check = |more: &[&str]| {
        council.step(&[&["claim", "spot-check", "k001", "F3"], more].concat(), "A. Analyst", "2017-06-01")
    };
    check(&["invalid"]).ends_with(0);
    check(&["valid"]).ends_with(2).complains_of(&["[R111]"]);
    check(&["valid", "--reason", "the department withdrew it"]).ends_with(0);
    let listed = council.run(&["claim", "list", "k001"]).ends_with(0).stdout;
    assert!(
        listed.contains("valid (was invalid)") && listed.contains("the department withdrew it"),
        "{listed}"
    );
}

fn submit(council: &Council) -> Ran {
    council.step(&["claim", "submit", "k001"], "B. Manager", "2017-04-20")
}

/// Two families by progress, proposed and audited.
fn audited() -> Council {
    let council = Council::of(&["F1", "F2"]);
    council.take_in("2017-04-05");
    council.month(DAY);
    council.step(&["claim", "propose"], "A. Analyst", "2017-04-06").ends_with(0);
    council.is_audited("k001", "2017-04-07");
    council
}

#[test]
fn a_family_that_a_correction_touched_since_the_proposal_stops_the_claim_until_it_is_left_out() {
    let mut council = audited();
    council.loses_roll("F1");
    council.take_in_as("_corrected", "2017-04-10");
    let refused = submit(&council).ends_with(2);
    refused.complains_of(&[
        "[R113]",
        "family F1: it could not be claimed for any more, because of data",
        "d00003 (facts_2017-03_corrected.csv) took the place of d00002 (facts_2017-03.csv)",
        "hearth claim withdraw k001 --family F1",
    ]);
    take_back(&council, "F1");
    let ran = submit(&council).ends_with(0);
    let told = "warning: k001: what is claimed for family F2 stays, but lines it rests on moved";
    ran.complains_of(&[told]);
}

#[test]
fn a_delivery_withdrawn_since_the_proposal_stops_the_claim() {
    let council = audited();
    council.run(&["withdraw", "d00002", "--reason", "of another council", "--by", "A. Analyst"]).ends_with(0);
    submit(&council).ends_with(2).complains_of(&[
        "[R113]",
        "family F2",
        "d00002 (facts_2017-03.csv) no longer counts",
    ]);
}

#[test]
fn an_amount_that_is_another_since_the_proposal_stops_the_claim() {
    let council = audited();
    let amount = "title = \"x\"\n[[amount]]\nkind = \"result\"\nfrom = \"2015-04-01\"\nto = \"2020-03-31\"\npence = 70000\nreference = \"x\"\n";
    fs::write(council.path("workspace/definitions/programme.toml"), amount).unwrap();
    submit(&council)
        .ends_with(2)
        .complains_of(&["[R113]", "the amount would be otherwise, because of definition"]);
}

#[test]
fn what_came_since_the_proposal_and_touches_nobody_does_not_hinder_the_claim() {
    let mut council = audited();
    council.has_work("F9");
    council.take_in_month("2017-04", "", "2017-05-05");
    let ran = submit(&council).ends_with(0);
    assert!(!ran.stderr.contains("R113"), "{}", ran.stderr);
}
