//! Signed decisions that stand for a letter: they make a family claimable by a route of its own, show themselves everywhere,
//! are always drawn for audit and never hide what was computed.

use crate::council::Council;

const DAY: &str = "2017-03-31";

/// F1 lacks progress on both letters; a decision was signed for each.
fn overridden() -> Council {
    let council = Council::of(&["F2"]).with_waiting("F1");
    council.take_in("2017-03-01");
    for letter in ["tb-2e", "tb-6c-b"] {
        let add = ["override", "add", "F1", letter, "--reason", "equivalent progress"];
        council.step(&add, "H. Head", "2017-03-20").ends_with(0);
    }
    council.month(DAY);
    council
}

#[test]
fn an_override_makes_a_family_claimable_by_a_route_of_its_own_and_leaves_the_verdict() {
    let council = overridden();
    let claims = council.file(DAY, "claims.csv");
    let row = claims.lines().find(|line| line.starts_with("F1,")).unwrap();
    assert!(row.contains(",ssp-with-override,80000,") && row.contains(",tb-2e;tb-6c-b,"), "{row}");
    assert!(row.ends_with("override"), "always drawn for audit: {row}");
    let outcomes = council.file(DAY, "outcomes.csv");
    let verdict = outcomes.lines().find(|line| line.contains(",F1,tb-2e:progress,")).unwrap();
    assert!(verdict.contains(",not-met,"), "{verdict}");
}

#[test]
fn an_override_shows_itself_in_the_report_and_in_an_explanation() {
    let council = overridden();
    let report = council.file(DAY, "report.html");
    assert!(
        report.contains("progress, with an override") && report.contains("a signed decision stands for it")
    );
    let page = council.run(&["explain", "F1"]).ends_with(0).stdout;
    assert!(
        page.contains("Override   tb-2e: a signed decision counts it as met; computed it is not met."),
        "{page}"
    );
}

#[test]
fn an_override_counts_from_its_day_and_until_it_is_revoked() {
    let council = overridden();
    council.month("2017-02-28");
    assert!(!council.claimable("2017-02-28").contains(&"F1".to_owned()));
    let revoke = ["override", "revoke", "F1", "tb-2e", "--reason", "not so"];
    council.step(&revoke, "H. Head", "2017-04-20").ends_with(0);
    council.step(&revoke, "H. Head", "2017-04-21").ends_with(2).complains_of(&["[R106]"]);
    council.month(DAY);
    assert_eq!(council.claimable(DAY), ["F2"]);
    let list = council.run(&["override", "list"]).ends_with(0).stdout;
    assert!(list.contains("H. Head") && list.contains("revoked"), "{list}");
}

#[test]
fn a_family_with_an_override_is_in_every_sample() {
    let council = overridden();
    council.step(&["claim", "propose"], "A. Analyst", "2017-04-06").ends_with(0);
    let sample = ["audit", "sample", "k001", "--percent", "1", "--at-least", "0", "--reason", "short"];
    let drawn = council.step(&sample, "C. Auditor", "2017-04-06").ends_with(0).stdout;
    let row = drawn.lines().find(|line| line.starts_with("F1 ")).unwrap();
    assert!(row.contains("override"), "{drawn}");
}

#[test]
fn an_override_needs_a_letter_of_a_plan_and_a_reason() {
    let council = overridden();
    let add = |letter, reason| {
        council.step(&["override", "add", "F2", letter, "--reason", reason], "H", "2017-04-20")
    };
    add("tb-9z", "seen").ends_with(2).complains_of(&["tb-9z"]);
    add("tb-2e", "  ").ends_with(2).complains_of(&["--reason"]);
    let twice = council.step(&["override", "add", "F1", "tb-2e", "--reason", "seen"], "H", "2017-04-20");
    twice.ends_with(2).complains_of(&["[R106]"]);
}
