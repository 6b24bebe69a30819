//! Evidence packs and the auditor's way: from a claim to the line of the delivery in at most three commands.

use crate::council::Council;
use std::fs;

fn claimed() -> Council {
    let council = Council::of(&["F1", "F2"]).with_waiting("F3");
    council.take_in("2017-03-01");
    for letter in ["tb-2e", "tb-6c-b"] {
        let add = ["override", "add", "F3", letter, "--reason", "equivalent progress"];
        council.step(&add, "H. Head", "2017-03-20").ends_with(0);
    }
    council.month("2017-03-31");
    council.step(&["claim", "propose"], "A. Analyst", "2017-04-06").ends_with(0);
    council
}

#[test]
fn each_family_of_the_sample_has_a_pack_with_the_lines_as_they_were_received() {
    let council = claimed();
    let out = council.path("packs");
    let sample = ["audit", "sample", "k001", "--out", &out];
    let drawn = council.step(&sample, "C. Auditor", "2017-04-07").ends_with(0).stdout;
    assert!(drawn.contains("3 evidence packs"), "{drawn}");
    let pack = fs::read_to_string(format!("{out}/k001-F1.html")).unwrap();
    let facts = fs::read_to_string(council.path("interchange/facts_2017-03.csv")).unwrap();
    let roll = facts.lines().find(|line| line.starts_with("school-roll,F1-c")).unwrap();
    assert!(pack.contains(roll) && pack.contains("Gia F1") && pack.contains("facts_2017-03.csv"));
    assert!(!pack.contains("http") && !pack.contains("F2-c"), "it stands alone and is of one family");
    let decided = fs::read_to_string(format!("{out}/k001-F3.html")).unwrap();
    assert!(decided.contains("H. Head") && decided.contains("equivalent progress"));

    let again = council.step(&sample, "C. Auditor", "2017-04-08").ends_with(0).stdout;
    assert!(again.contains("drawn again: the same families"), "{again}");
    assert_eq!(fs::read_to_string(format!("{out}/k001-F1.html")).unwrap(), pack, "the same pack comes out");
}

#[test]
fn another_seed_does_not_draw_a_second_time() {
    let council = claimed();
    council.step(&["audit", "sample", "k001", "--seed", "4711"], "C. Auditor", "2017-04-07").ends_with(0);
    council.step(&["audit", "sample", "k001", "--seed", "4712"], "C. Auditor", "2017-04-07").ends_with(2);
}

#[test]
fn whoever_proposed_a_claim_does_not_draw_its_sample() {
    let council = claimed();
    let ran = council.step(&["audit", "sample", "k001"], "A. ANALYST", "2017-04-07");
    ran.ends_with(2).complains_of(&["[R105]"]);
}
