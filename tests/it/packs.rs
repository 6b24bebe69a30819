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
fn whoever_proposed_a_claim_does_not_draw_its_sample() {
    let council = claimed();
    let ran = council.step(&["audit", "sample", "k001"], "A. ANALYST", "2017-04-07");
    ran.ends_with(2).complains_of(&["[R105]"]);
}

/// The commands of a section of the guide for auditors, with this council's names in place of the guide's.
fn of_guide(council: &Council, section: &str) -> Vec<Vec<String>> {
    let guide = include_str!("../../docs/guide/auditors.md");
    let section = guide.split("\n## ").find(|part| part.starts_with(section)).unwrap();
    let block = section.split("```").nth(1).unwrap();
    let named = |word: &str| match word {
        "borough-2017" => council.workspace(),
        "packs" => council.path("packs"),
        other => other.replace("F0014", "F1"),
    };
    let commands = block.lines().filter_map(|line| line.strip_prefix("hearth "));
    commands.map(|line| line.split_whitespace().map(named).collect()).collect()
}

#[test]
fn the_guide_leads_from_a_claim_to_the_line_of_the_delivery_in_three_commands() {
    let council = claimed();
    council.goes_in("k001", "2017-04-07");
    let commands = of_guide(&council, "From a claim to the line of the delivery");
    assert!((1..=3).contains(&commands.len()), "{commands:?}");
    for command in commands {
        let arguments: Vec<&str> = command.iter().map(String::as_str).collect();
        crate::hearth::hearth(&arguments).ends_with(0);
    }
    let page = fs::read_to_string(council.path("packs/k001-F1.html")).unwrap();
    let delivery = fs::read(council.path("interchange/facts_2017-03.csv")).unwrap();
    let digest = hearth::domain::Digest::of(&delivery).to_string();
    let line = String::from_utf8(delivery).unwrap();
    let (number, line) =
        line.lines().enumerate().find(|(_, line)| line.starts_with("gp-registration,F1-c")).unwrap();
    assert!(
        page.contains(line) && page.contains(&digest),
        "the line as it was received, in the file it came in"
    );
    assert!(page.contains(&format!("<tr id=\"s{}-{}\"", &digest[..12], number + 1)), "with its number");
}

#[test]
fn the_program_that_submits_a_claim_can_be_kept() {
    let council = claimed();
    council.goes_in_with("k001", "2017-04-07", &["--keep-program"]);
    let ledger = fs::read_to_string(council.path("workspace/definitions.csv")).unwrap();
    let kept = ledger.lines().find(|line| line.starts_with("program,hearth ")).unwrap();
    let program = fs::read(env!("CARGO_BIN_EXE_hearth")).unwrap();
    assert!(kept.contains(&hearth::domain::Digest::of(&program).to_string()), "{kept}");
    council.run(&["verify"]).ends_with(0);
}

#[test]
fn the_return_counts_attached_and_claimed_against_target() {
    let council = claimed();
    let harrow = council.run(&["programme", "--example", "harrow"]).ends_with(0).stdout;
    fs::write(council.path("workspace/definitions/programme.toml"), harrow).unwrap();
    council.goes_in("k001", "2017-04-07");
    let out = council.path("return");
    let told = council.run(&["programme", "--out", &out]).ends_with(0).stdout;
    let target = told.lines().find(|line| line.starts_with("results ")).unwrap();
    assert!(target.contains("1360        3"), "{told}");
    let csv = fs::read_to_string(format!("{out}/return.csv")).unwrap();
    assert!(csv.contains("2015/16,4,2016-01-01,2016-03-31,3,3,0,0,300000,0,0"), "{csv}");
    assert!(csv.contains("2016/17,4,2017-01-01,2017-03-31,0,3,3,3,0,240000,0"), "{csv}");
}
