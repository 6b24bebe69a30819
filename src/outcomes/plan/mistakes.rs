//! Mistakes in plans, each shown as it is reported: place, what is wrong, code, line, caret and hint.

use super::Plan;
use crate::facts::Vocabulary;
use crate::problem::{Kind, Problem, Severity};

/// A small right plan: two letters, a group of two clauses.
const RIGHT: &str = r#"[plan]
id = "small"
title = "A small plan"
version = "1"
document = "None"
[problems]
1 = "Crime"
[[codes]]
name = "proven"
list = ["convicted", "caution"]
[[figure]]
name = "line"
since = 2015-01-01
value = 15
[[criterion]]
id = "a"
problem = "1"
test = { is = "happened", facts = ["offence[@proven]"], window = "12 months" }
[[criterion]]
id = "b"
problem = "1"
test = { is = "open", facts = ["social-care-case"] }
[[group]]
id = "a-p"
join = "all"
parts = ["a-p1", "a-p2"]
[[clause]]
id = "a-p1"
serves = ["a", "b"]
test = { is = "reduction", facts = ["offence[convicted]"], window = "6 months", percent = 33 }
[[clause]]
id = "a-p2"
serves = ["a"]
test = { is = "rate", facts = ["school-sessions[attended]"], window = "3 terms", at-least = "$line" }
"#;

fn problems(text: &str) -> Vec<Problem> {
    Plan::examine(&[("plan.toml", text)], None).problems
}

/// The problems of the right plan with one stretch of it written otherwise.
#[track_caller]
fn with(right: &str, wrong: &str) -> Vec<Problem> {
    assert!(RIGHT.contains(right), "the stretch is in the plan");
    problems(&RIGHT.replacen(right, wrong, 1))
}

/// That exactly this is reported.
#[track_caller]
fn shows(problems: &[Problem], expected: &str) {
    let shown = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert_eq!(shown, expected.trim_matches('\n'));
}

#[test]
fn the_small_plan_is_right() {
    shows(&problems(RIGHT), "");
}

#[test]
fn a_group_that_contains_itself() {
    let found = with(
        "parts = [\"a-p1\", \"a-p2\"]",
        "parts = [\"a-p1\", \"a-q\"]\n[[group]]\nid = \"a-q\"\nparts = [\"a-p\"]",
    );
    shows(
        &found,
        r#"
plan.toml:29:10: error: `a-p` contains itself: a-p > a-q > a-p [P109]
   |
29 | parts = ["a-p"]
   |          ^^^^^
  hint: take one of these parts out of its group"#,
    );
}

#[test]
fn clauses_that_repeat_each_other() {
    let repeats = |id: &str, other: &str| {
        format!(
            "[[clause]]\nid = \"{id}\"\nserves = [\"b\"]\ntest = {{ is = \"same-as\", clause = \"{other}\" }}\n"
        )
    };
    let text = format!("{RIGHT}{}{}", repeats("x", "y"), repeats("y", "x"));
    let found = problems(&text);
    assert_eq!(
        found.iter().map(|one| (one.kind, one.place.line)).collect::<Vec<_>>(),
        [(Kind::PlanCycle, Some(42))]
    );
    assert_eq!(found[0].detail, "`x` contains itself: x > y > x");
}

#[test]
fn an_unknown_clause() {
    shows(
        &with("parts = [\"a-p1\", \"a-p2\"]", "parts = [\"a-p1\", \"ap-2\"]"),
        r#"
plan.toml:26:18: error: no clause, group or letter is called `ap-2` [P105]
   |
26 | parts = ["a-p1", "ap-2"]
   |                  ^^^^^^
  hint: did you mean `a-p2`?"#,
    );
}

#[test]
fn a_clause_that_serves_no_letter_but_a_clause() {
    let found = with("serves = [\"a\"]", "serves = [\"a\", \"a-p1\"]");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].detail, "`a-p2` serves `a-p1`, which is not a letter");
    assert!(found[0].hint.is_some());
}

#[test]
fn an_unknown_fact() {
    shows(
        &with("social-care-case", "social-car-case"),
        r#"
plan.toml:22:32: error: unknown fact `social-car-case` [P106]
   |
22 | test = { is = "open", facts = ["social-car-case"] }
   |                                ^^^^^^^^^^^^^^^^^
  hint: did you mean `social-care-case`?"#,
    );
}

#[test]
fn an_unknown_code() {
    shows(
        &with("offence[convicted]", "offence[convictd]"),
        r#"
plan.toml:30:37: error: `offence` has no code `convictd` [P107]
   |
30 | test = { is = "reduction", facts = ["offence[convictd]"], window = "6 months", percent = 33 }
   |                                     ^^^^^^^^^^^^^^^^^^^
  hint: did you mean `convicted`?"#,
    );
}

#[test]
fn a_list_with_a_code_its_fact_does_not_have() {
    shows(
        &with("list = [\"convicted\", \"caution\"]", "list = [\"convicted\", \"cation\"]"),
        r#"
plan.toml:9:8: error: the list `proven` has `cation`, which is no code of `offence` [P107]
  |
9 | name = "proven"
  |        ^^^^^^^^
  hint: did you mean `caution`?"#,
    );
}

#[test]
fn a_list_that_is_not_there() {
    let found = with("@proven", "@provn");
    assert_eq!(
        found.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [Kind::PlanUnused, Kind::PlanUnknownCode]
    );
    assert_eq!(found[1].hint.as_deref(), Some("did you mean `proven`?"));
}

#[test]
fn a_missing_unit() {
    for wrong in ["\"6\"", "6"] {
        let found = with("window = \"6 months\"", &format!("window = {wrong}"));
        assert_eq!(
            found.iter().map(|one| (one.kind, one.place.line)).collect::<Vec<_>>(),
            [(Kind::PlanMissingUnit, Some(30))]
        );
        assert!(found[0].hint.as_ref().is_some_and(|hint| hint.contains("6 months")));
        assert!(found[0].excerpt.as_ref().is_some_and(|shown| shown.contains('^')));
    }
}

#[test]
fn an_unknown_parameter_in_a_window_and_in_the_head() {
    let text = RIGHT.replacen("window = \"6 months\"", "window = \"hold-month\"", 1).replacen(
        "[problems]",
        "[parameters]\nzero-base = \"unknown\"\n[problems]",
        1,
    );
    shows(
        &problems(&text),
        r#"
plan.toml:7:1: error: unknown parameter `zero-base` [P108]
  |
7 | zero-base = "unknown"
  | ^^^^^^^^^
  hint: did you mean `zero-baseline`?
plan.toml:32:69: error: unknown parameter `hold-month` [P108]
   |
32 | test = { is = "reduction", facts = ["offence[convicted]"], window = "hold-month", percent = 33 }
   |                                                                     ^^^^^^^^^^^^
  hint: did you mean `hold-months`?"#,
    );
}

#[test]
fn overlapping_dated_values() {
    let second = "value = 15\n[[figure]]\nname = \"line\"\nsince = 2015-09-01\nvalue = 10";
    shows(
        &with("value = 15", second),
        r#"
plan.toml:17:9: error: two values of `line` hold on one day [P110]
   |
17 | since = 2015-09-01
   |         ^^^^^^^^^^
  hint: end the earlier value with until = the day before this one begins"#,
    );
    let ended = "until = 2015-08-31\nvalue = 15\n[[figure]]\nname = \"line\"\nsince = 2015-09-01\nvalue = 10";
    shows(&with("value = 15", ended), "");
}

#[test]
fn a_way_without_clauses() {
    let found = with("parts = [\"a-p1\", \"a-p2\"]", "parts = []");
    shows(
        &found,
        r#"
plan.toml:24:6: error: `a-p` has no parts [P111]
   |
24 | id = "a-p"
   |      ^^^^^
  hint: name them: parts = ["...", "..."]"#,
    );
}

#[test]
fn a_way_that_asks_more_parts_than_it_has() {
    let found = with("join = \"all\"", "join = \"3 of\"");
    assert_eq!(found.iter().map(|one| one.detail.as_str()).collect::<Vec<_>>(), ["`a-p` asks 3 of 2 parts"]);
}

#[test]
fn an_unknown_key() {
    shows(
        &with("percent = 33", "per-cent = 33"),
        r#"
plan.toml:30:81: error: unknown key `per-cent` [P102]
   |
30 | test = { is = "reduction", facts = ["offence[convicted]"], window = "6 months", per-cent = 33 }
   |                                                                                 ^^^^^^^^
  hint: did you mean `percent`?"#,
    );
}

#[test]
fn an_id_given_twice() {
    shows(
        &with("id = \"b\"", "id = \"a\""),
        r#"
plan.toml:20:6: error: `a` stands twice [P112]
   |
20 | id = "a"
   |      ^^^
  hint: clauses, groups and criteria share one set of ids
plan.toml:29:16: error: no clause, group or letter is called `b` [P105]
   |
29 | serves = ["a", "b"]
   |                ^^^
  hint: did you mean `a`?"#,
    );
}

#[test]
fn a_wrong_type() {
    shows(
        &with("percent = 33", "percent = \"33\""),
        r#"
plan.toml:30:91: error: `percent` is a whole number, not string [P103]
   |
30 | test = { is = "reduction", facts = ["offence[convicted]"], window = "6 months", percent = "33" }
   |                                                                                           ^^^^
  hint: write digits without quotes: percent = 6"#,
    );
}

#[test]
fn a_letter_without_a_way_is_a_warning_unless_it_is_meant() {
    let found = with("serves = [\"a\", \"b\"]", "serves = [\"a\"]");
    shows(
        &found,
        r#"
plan.toml:20:6: warning: no clause serves `b`: a family that enters by it stays unknown [P113]
   |
20 | id = "b"
   |      ^^^
  hint: if the plan prints no way, say so: no-way-printed = true"#,
    );
    let text = RIGHT.replacen("serves = [\"a\", \"b\"]", "serves = [\"a\"]", 1).replacen(
        "id = \"b\"",
        "id = \"b\"\nno-way-printed = true",
        1,
    );
    shows(&problems(&text), "");
}

#[test]
fn a_clause_and_a_group_that_nobody_is_asked() {
    let text = RIGHT.replacen("serves = [\"a\"]\n", "", 1) + "[[group]]\nid = \"z\"\nparts = [\"a-p2\"]\n";
    let found = problems(&text);
    let told: Vec<_> = found.iter().map(|one| (one.kind, one.detail.as_str())).collect();
    let never = Kind::PlanUnreachable;
    assert_eq!(told, [(never, "`a-p2` is never asked"), (never, "`z` is never asked")]);
}

#[test]
fn a_list_and_a_figure_that_nothing_uses() {
    let text = RIGHT.replacen("[@proven]", "", 1).replacen("\"$line\"", "10", 1);
    let told: Vec<_> = problems(&text).into_iter().map(|one| (one.kind, one.detail)).collect();
    let unused = |detail: &str| (Kind::PlanUnused, detail.to_owned());
    assert_eq!(told, [unused("the list `proven` is not used"), unused("the figure `line` is not used")]);
}

#[test]
fn a_fact_that_no_feed_gives_is_told_once_where_it_is_first_read() {
    let supplied =
        ["offence", "school-sessions"].into_iter().filter_map(|name| Vocabulary::builtin().find(name));
    let found = Plan::examine(&[("plan.toml", RIGHT)], Some(&supplied.collect())).problems;
    assert_eq!(
        found.iter().map(|one| (one.kind, one.place.line)).collect::<Vec<_>>(),
        [(Kind::PlanNoFeed, Some(22))]
    );
    assert!(found[0].hint.as_ref().is_some_and(|hint| hint.starts_with("it is expected of `")));
}

#[test]
fn warnings_leave_a_plan_usable_and_mistakes_do_not() {
    let warned = RIGHT.replacen("serves = [\"a\", \"b\"]", "serves = [\"a\"]", 1);
    assert!(Plan::check(&[("plan.toml", &warned)]).is_ok());
    let wrong = warned.replacen("join = \"all\"", "join = \"al\"", 1);
    let found = Plan::check(&[("plan.toml", &wrong)]).expect_err("a mistake");
    assert_eq!(found.iter().filter(|one| one.severity() == Severity::Error).count(), 1);
}

#[test]
fn all_mistakes_of_all_files_come_at_once_in_order() {
    let head = RIGHT
        .replacen("since = 2015-01-01", "since = \"soon\"", 1)
        .replacen("offence[convicted]", "offense", 1)
        .replacen("3 terms", "3", 1)
        .replacen("\"a-p2\"]", "\"a-p9\"]", 1)
        .replacen("join = \"all\"", "joins = \"all\"", 1);
    let second = "[[group]]\nid = \"a\"\nparts = []\n";
    let found = Plan::check(&[("plan.toml", &head), ("more.toml", second)]).expect_err("many mistakes");
    let told: Vec<_> = found.iter().map(|one| (one.place.file.as_str(), one.place.line, one.kind)).collect();
    let of_head = |line, kind| ("plan.toml", Some(line), kind);
    assert_eq!(
        told,
        [
            ("more.toml", Some(2), Kind::PlanEmptyWay),
            ("more.toml", Some(2), Kind::PlanDuplicateId),
            of_head(13, Kind::PlanBadValue),
            of_head(25, Kind::PlanUnknownKey),
            of_head(26, Kind::PlanUnknownClause),
            of_head(30, Kind::PlanUnknownFact),
            of_head(34, Kind::PlanMissingUnit),
            of_head(34, Kind::PlanBadValue),
        ]
    );
    assert!(
        found.iter().all(|one| one.excerpt.is_some() && one.hint.is_some()),
        "each has its caret and hint"
    );
}
