//! The register of claims as people use it: every way to be paid twice is refused, a claim goes in only after its audit and
//! never by one person alone, and a month's claims are net of what was claimed before.

use crate::council::Council;
use std::fs;

const DAY: &str = "2017-03-31";

/// Families F1 to F3, taken in and run.
fn three() -> Council {
    let council = Council::of(&["F1", "F2", "F3"]);
    council.take_in("2017-04-05");
    council.month(DAY);
    council
}

fn propose(council: &Council, families: &[&str], at: &str) -> crate::hearth::Ran {
    let named: Vec<&str> = families.iter().flat_map(|family| ["--family", family]).collect();
    council.step(&[&["claim", "propose"], named.as_slice()].concat(), "A. Analyst", at)
}

#[test]
fn a_claim_is_proposed_from_a_run_with_the_amount_in_force() {
    let council = three();
    let ran = propose(&council, &[], "2017-04-06").ends_with(0);
    assert!(ran.stdout.contains("claim k001: 3 families, £2,400.00, window 2017-Q1"), "{}", ran.stdout);
    let list = council.run(&["claim", "list", "k001"]).ends_with(0).stdout;
    assert!(list.contains("proposed by A. Analyst") && list.contains("F2      ssp    £800.00"), "{list}");
}

#[test]
fn the_evidence_of_a_family_is_the_digest_of_its_lines_of_outcomes() {
    let council = three();
    propose(&council, &["F2"], "2017-04-06").ends_with(0);
    let outcomes = council.file(DAY, "outcomes.csv");
    let lines: String =
        outcomes.split_inclusive('\n').filter(|line| line.split(',').nth(2) == Some("F2")).collect();
    let digest = hearth::domain::Digest::of(lines.as_bytes()).to_string();
    assert!(fs::read_to_string(council.path("workspace/register.csv")).unwrap().contains(&digest));
}

#[test]
fn names_and_reasons_stand_beside_the_chain() {
    let council = three();
    propose(&council, &[], "2017-04-06").ends_with(0);
    let register = fs::read_to_string(council.path("workspace/register.csv")).unwrap();
    assert!(!register.contains("Analyst"), "{register}");
    council.run(&["verify"]).ends_with(0);
}

#[test]
fn a_family_in_an_open_claim_is_left_out_and_if_named_refused() {
    let council = three();
    propose(&council, &["F1"], "2017-04-06").ends_with(0);
    propose(&council, &["F1"], "2017-04-07").ends_with(2).complains_of(&["[R101]", "k001"]);
    let ran = propose(&council, &[], "2017-04-07").ends_with(0).complains_of(&["[R101]"]);
    assert!(ran.stdout.contains("claim k002: 2 families"), "{}", ran.stdout);
}

#[test]
fn a_family_that_the_run_does_not_list_is_refused() {
    let council = Council::of(&["F1"]).with_waiting("F2");
    council.take_in("2017-04-05");
    council.month(DAY);
    propose(&council, &["F2"], "2017-04-06").ends_with(2).complains_of(&["[R108]", "hearth explain F2"]);
}

#[test]
fn a_claim_that_was_not_audited_or_is_approved_by_its_proposer_does_not_go_in() {
    let council = three();
    propose(&council, &[], "2017-04-06").ends_with(0);
    council
        .step(&["claim", "submit", "k001"], "a. analyst", "2017-04-07")
        .ends_with(2)
        .complains_of(&["[R104]", "[R105]"]);
}

#[test]
fn a_run_that_was_altered_is_not_claimed_from() {
    let council = three();
    let run = council.file(DAY, "manifest.json");
    let name = run.split("\"run\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let path = council.path(&format!("workspace/runs/{DAY}/{name}/claims.csv"));
    let text = fs::read_to_string(&path).unwrap().replace("F1,", "F9,");
    fs::write(&path, text).unwrap();
    propose(&council, &[], "2017-04-06").ends_with(5).complains_of(&["claims.csv:2: differs"]);
}

#[test]
fn a_step_does_not_lie_before_the_last_line_of_the_register() {
    let council = three();
    propose(&council, &["F1"], "2017-04-06").ends_with(0);
    propose(&council, &["F2"], "2017-04-05").ends_with(2).complains_of(&["[R110]"]);
}

#[test]
fn an_id_of_a_family_that_was_claimed_for_is_not_claimed_under_another() {
    let council = three();
    propose(&council, &["F1"], "2017-04-06").ends_with(0);
    let same = ["claim", "same-family", "F2", "F1", "--reason", "re-engaged"];
    council.step(&same, "A. Analyst", "2017-04-07").ends_with(0);
    propose(&council, &["F2"], "2017-04-08").ends_with(2).complains_of(&["[R101]", "as F1"]);
}

#[test]
fn a_claim_taken_back_is_claimed_again_only_with_a_reason() {
    let council = three();
    propose(&council, &[], "2017-04-06").ends_with(0);
    let withdraw = ["claim", "withdraw", "k001", "--reason", "wrong calendar"];
    council.step(&withdraw, "A. Analyst", "2017-04-07").ends_with(0);
    council.step(&withdraw, "A. Analyst", "2017-04-08").ends_with(2).complains_of(&["[R106]"]);
    propose(&council, &["F1"], "2017-04-08").ends_with(2).complains_of(&["[R103]"]);
    let again = ["claim", "propose", "--family", "F1", "--reason", "calendar put right"];
    council.step(&again, "A. Analyst", "2017-04-08").ends_with(0);
}

#[test]
fn a_claim_window_of_the_council_must_be_open() {
    let council = three();
    let programme = "title = \"Town\"\n[[window]]\nname = \"spring\"\nfrom = \"2017-04-10\"\nto = \"2017-04-20\"\n\
                     reference = \"letter\"\n";
    fs::write(council.path("workspace/definitions/programme.toml"), programme).unwrap();
    propose(&council, &[], "2017-04-06").ends_with(2).complains_of(&["[R107]", "2017-04-06"]);
    let named = ["claim", "propose", "--window", "spring"];
    let ran = council.step(&named, "A. Analyst", "2017-04-06").ends_with(0);
    assert!(ran.stdout.contains("window spring"), "{}", ran.stdout);
}

#[test]
fn two_families_that_share_a_child_in_one_month_are_not_both_claimed_for() {
    let council = Council::of(&["F1", "F2"]).with_member("F2", "F1-c");
    council.take_in("2017-04-05");
    council.month(DAY);
    assert_eq!(council.claimable(DAY), ["F1"]);
    assert!(council.blocking(DAY, "F2").contains("member-claimed"), "{}", council.blocking(DAY, "F2"));
}

/// F1 of three families was claimed for; what was received later is taken in and the month run again.
fn after_a_claim(mut later: Council) -> Council {
    let council = &mut later;
    council.take_in("2017-04-05");
    council.month(DAY);
    propose(council, &["F1"], "2017-04-06").ends_with(0);
    council.goes_in("k001", "2017-04-07");
    council.month(DAY);
    later
}

#[test]
fn a_month_is_net_of_claims_that_went_in() {
    let council = after_a_claim(Council::of(&["F1", "F2", "F3"]));
    assert_eq!(council.claimable(DAY), ["F2", "F3"]);
    assert_eq!(council.blocking(DAY, "F1"), "already-claimed");
    let before = council.run(&["run", "--as-of", DAY, "--known-at", "2017-04-05"]).ends_with(0);
    assert!(before.stdout.contains("the bytes are the same"), "{}", before.stdout);
}

#[test]
fn a_family_is_not_paid_for_twice() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    propose(&council, &["F1"], "2017-05-01").ends_with(2).complains_of(&["[R101]", "k001"]);
}

/// Only R101 stands in the way where an old run still lists the family.
#[test]
fn a_family_is_not_paid_for_twice_from_a_run_made_before_the_claim() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    let old = fs::read_to_string(council.path("workspace/runs.csv")).unwrap();
    let old = old.lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    let twice = ["claim", "propose", "--run", &old, "--family", "F1"];
    council.step(&twice, "A. Analyst", "2017-05-01").ends_with(2).complains_of(&["[R101]", "k001"]);
}

#[test]
fn a_member_is_not_paid_for_through_two_families() {
    let council = after_a_claim(Council::of(&["F1", "F2"]).with_member("F2", "F1-c"));
    assert_eq!(council.blocking(DAY, "F2"), "member-claimed");
    propose(&council, &["F2"], "2017-05-01").ends_with(2).complains_of(&["[R108]"]);
}

#[test]
fn a_family_with_progress_paid_for_is_not_paid_for_employment() {
    let mut council = Council::of(&["F1"]);
    council.take_in("2017-04-05");
    council.month(DAY);
    propose(&council, &["F1"], "2017-04-06").ends_with(0);
    council.goes_in("k001", "2017-04-07");
    council.has_work("F1");
    council.loses_roll("F1");
    council.take_in_as("_corrected", "2017-05-05");
    council.month(DAY);
    let results = council.file(DAY, "results.csv");
    assert!(results.contains("not-met,met,no,employment,"), "{results}");
    assert_eq!(council.blocking(DAY, "F1"), "already-claimed");
    propose(&council, &["F1"], "2017-05-06").ends_with(2).complains_of(&["[R101]"]);
}

#[test]
fn a_family_with_employment_paid_for_is_not_paid_for_progress() {
    let council = Council::of(&["F2"]).with_employed("F1");
    council.take_in("2017-04-05");
    council.month(DAY);
    assert!(council.file(DAY, "claims.csv").contains("F1,tri-borough,2017-03-31,F1-a;F1-c,employment,80000"));
    propose(&council, &["F1"], "2017-04-06").ends_with(0);
    council.goes_in("k001", "2017-04-07");
    let mut council = council;
    council.is_off_the_plan("F1");
    council.take_in_as("_corrected", "2017-05-05");
    council.month(DAY);
    assert_eq!(council.blocking(DAY, "F1"), "already-claimed");
}

#[test]
fn a_re_engaged_family_under_a_new_id_is_not_paid_for_again() {
    let mut council = after_a_claim(Council::of(&["F1", "F2"]));
    // The same child comes back as a member of family F7.
    council.comes_back_as("F1-c", "F7");
    council.take_in("2017-05-05");
    council.month(DAY);
    assert!(council.blocking(DAY, "F7").contains("member-claimed"));
}

#[test]
fn merged_family_ids_are_not_paid_for_though_nobody_is_in_both() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    let same = ["claim", "same-family", "F2", "F1", "--reason", "one case under two ids"];
    council.step(&same, "A. Analyst", "2017-05-01").ends_with(0);
    council.month(DAY);
    assert_eq!(council.blocking(DAY, "F2"), "already-claimed");
    propose(&council, &["F2"], "2017-05-02").ends_with(2).complains_of(&["as F1"]);
}

#[test]
fn ids_said_to_mean_one_family_are_looked_up_listed_and_taken_back() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    let say = |more: &[&str], by: &str, at: &str| {
        let words = [&["claim", "same-family"], more, &["--reason", "one case"]].concat();
        council.step(&words, by, at)
    };
    let slip = say(&["F2", "F01"], "A. Analyst", "2017-05-01").ends_with(2);
    slip.complains_of(&["no claim is called `F01`", "is `F1` meant?"]);
    say(&["F2", "F1", "--revoke"], "B. Manager", "2017-05-01").ends_with(2).complains_of(&["[R106]"]);
    say(&["F2", "F1"], "A. Analyst", "2017-05-01").ends_with(0);
    let list = council.run(&["claim", "list"]).ends_with(0).stdout;
    assert!(list.contains("F2 is the same family as F1"), "{list}");
    council.month(DAY);
    assert!(council.claimable(DAY).is_empty());
    say(&["F2", "F1", "--revoke"], "a. analyst", "2017-05-02").ends_with(2).complains_of(&["[R105]", "k001"]);
    say(&["F2", "F1", "--revoke"], "B. Manager", "2017-05-02").ends_with(0);
    let list = council.run(&["claim", "list", "--same-family"]).ends_with(0).stdout;
    assert!(list.contains("is the same as") && list.contains("is not the same as"), "{list}");
    council.month(DAY);
    assert_eq!(council.claimable(DAY), ["F2"]);
}

#[test]
fn a_decision_dated_back_does_not_rewrite_what_a_submitted_claim_saw() {
    let council = Council::of(&["F1", "F2"]).with_waiting("F3");
    council.take_in("2017-04-05");
    council.month(DAY);
    propose(&council, &["F1"], "2017-04-05").ends_with(0);
    council.goes_in("k001", "2017-04-05");
    council.run(&["run", "--as-of", DAY, "--known-at", "2017-04-05"]).ends_with(0);
    let add = ["override", "add", "F3", "tb-2e", "--reason", "equivalent progress"];
    council.step(&add, "H. Head", "2017-04-05").ends_with(0);
    let same = ["claim", "same-family", "F2", "F3", "--reason", "one case"];
    council.step(&same, "A. Analyst", "2018-04-05").ends_with(2).complains_of(&["[R110]"]);
    council.run(&[&same[..], &["--by", "A. Analyst"]].concat()).ends_with(0);
    let again = council.run(&["run", "--as-of", DAY, "--known-at", "2017-04-05"]).ends_with(0);
    assert!(again.stdout.contains("the bytes are the same"), "{}", again.stdout);
}

#[test]
fn a_register_that_was_edited_stops_every_step_and_run() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    let path = council.path("workspace/register.csv");
    let good = fs::read_to_string(&path).unwrap();
    let cut = good.lines().next().unwrap().to_owned() + "\n";
    for edited in [good.replace("F1,", "F9,"), good.replacen("80000", "90000", 1), cut] {
        fs::write(&path, edited).unwrap();
        propose(&council, &["F1"], "2017-05-01").ends_with(6).complains_of(&["register.csv"]);
        council.run(&["run", "--as-of", DAY]).ends_with(6).complains_of(&["register.csv"]);
        council.run(&["verify"]).ends_with(6).complains_of(&["register.csv"]);
    }
    fs::remove_file(&path).unwrap();
    propose(&council, &["F1"], "2017-05-01").ends_with(6).complains_of(&["register.csv"]);
}

#[test]
fn the_head_printed_when_a_claim_went_in_finds_a_register_that_was_rebuilt() {
    let council = Council::of(&["F1"]);
    council.take_in("2017-04-05");
    council.month(DAY);
    propose(&council, &[], "2017-04-06").ends_with(0);
    let went_in = council.goes_in("k001", "2017-04-07").stdout;
    let head = went_in.split("register head: ").nth(1).unwrap().trim().to_owned();
    council.run(&["verify", "--head", &head]).ends_with(0);
    let listed = council.run(&["claim", "list", "k001"]).ends_with(0).stdout;
    assert!(listed.contains(&format!("register head at submission: {head}")), "{listed}");
}

#[test]
fn the_steps_of_a_claim_are_recorded_one_after_the_other() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    council.step(&["claim", "sign-off", "k001"], "a. Analyst", "2017-04-10").ends_with(2);
    council.step(&["claim", "sign-off", "k001"], "D. Director", "2017-04-10").ends_with(0);
    let found = ["claim", "spot-check", "k001", "F1", "invalid", "--reason", "plan not on file"];
    let ran = council.step(&found, "A. Analyst", "2017-06-01").ends_with(0);
    assert!(ran.stdout.contains("hearth claim withdraw k001 --family F1"), "{}", ran.stdout);
    let back = ["claim", "withdraw", "k001", "--family", "F1", "--reason", "found invalid"];
    council.step(&back, "A. Analyst", "2017-06-02").ends_with(0);
    let list = council.run(&["claim", "list"]).ends_with(0).stdout;
    assert!(list.contains("withdrawn"), "{list}");
    council.month(DAY);
    assert_eq!(council.claimable(DAY), ["F1", "F2"], "what was taken back may be claimed again");
}

#[test]
fn a_delivery_dated_back_does_not_rewrite_what_a_submitted_claim_saw() {
    let mut council = after_a_claim(Council::of(&["F1", "F2"]));
    council.loses_roll("F1");
    council.take_in_as("_corrected", "2017-04-01");
    let before = council.run(&["run", "--as-of", DAY, "--known-at", "2017-04-05"]).ends_with(0);
    assert!(before.stdout.contains("the bytes are the same"), "{}", before.stdout);
}

#[test]
fn a_line_of_a_claim_that_a_run_does_not_give_again_is_named() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    council.run(&["replay", "k001"]).ends_with(0);
    council.run(&["replay", "2017-03-31", "--now"]).ends_with(2);
    let ran = council.run(&["replay", "k001", "--now"]).ends_with(0);
    assert!(ran.stdout.contains("nothing known now would change it"), "{}", ran.stdout);
}

#[test]
fn a_difference_of_a_run_made_by_another_program_is_put_down_to_the_program() {
    let council = after_a_claim(Council::of(&["F1"]));
    let ledger = fs::read_to_string(council.path("workspace/runs.csv")).unwrap();
    let name = ledger.lines().nth(1).unwrap().split(',').nth(1).unwrap().to_owned();
    let path = council.path(&format!("workspace/runs/{DAY}/{name}/manifest.json"));
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"program\": \"hearth ", "\"program\": \"hearth 0.0.", 1)).unwrap();
    council.run(&["replay", "k001"]).ends_with(5).complains_of(&["hint: program: made by hearth 0.0."]);
}

#[test]
fn the_status_names_claims_that_wait_for_a_step() {
    let council = after_a_claim(Council::of(&["F1", "F2"]));
    propose(&council, &["F2"], "2017-04-08").ends_with(0);
    let status = council.run(&["status"]).ends_with(0).stdout;
    assert!(status.contains("claims not signed off: k001 submitted, k002 proposed"), "{status}");
}
