//! Plans from outside: listed, printed and checked by the program, and families tested by the version that holds for them.

use crate::hearth::{Place, hearth};
use std::fs;
use std::path::{Path, PathBuf};

/// A plan of one letter and one clause, in a version that asks for so many months without an offence.
fn version(name: &str, since: &str, months: u32) -> String {
    format!(
        r#"[plan]
id = "tiny"
title = "A tiny plan"
version = "{name}"
{since}document = "None"
[problems]
1 = "Crime"
[[criterion]]
id = "t-1a"
problem = "1"
title = "A proven offence in the last year."
test = {{ is = "happened", facts = ["offence[convicted]"], window = "12 months" }}
[[clause]]
id = "t-1a-p1"
serves = ["t-1a"]
asked = "sum"
title = "No proven offence for {months} months."
test = {{ is = "at-most", facts = ["offence[convicted]"], window = "{months} months" }}
"#
    )
}

const FAMILIES: &str = "family_id,plan,borough,engaged_on,closed_on,assessed_on,planned_on,lead_worker_on
before,tiny,,2016-03-31,,,,
on,tiny,,2016-04-01,,,,
named,tiny@1,,2016-04-01,,,,
";
const PEOPLE: &str = "person_id,forename,surname,born_on,sex,died_on
b,Ann,Reed,1985-05-01,F,
o,Bea,Reed,1985-05-01,F,
n,Cat,Reed,1985-05-01,F,
";
const MEMBERS: &str = "family_id,person_id,from,to,parenting
before,b,2012-01-01,,no
on,o,2012-01-01,,no
named,n,2012-01-01,,no
";
const FACTS: &str = "fact,person_id,household_id,from,to,value,of,code,ref
offence,b,,2016-01-10,,,,convicted,
offence,o,,2016-01-10,,,,convicted,
offence,n,,2016-01-10,,,,convicted,
";

struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    /// Both versions, and three families with an offence two months before engagement.
    fn new() -> Self {
        let case = Self { folder: tempfile::tempdir().unwrap() };
        case.write("plans/tiny/plan.toml", &version("1", "", 3));
        case.write("plans/tiny@2/plan.toml", &version("2", "since = 2016-04-01\n", 12));
        case.write("cohort/families.csv", FAMILIES);
        case.write("cohort/people.csv", PEOPLE);
        case.write("cohort/members.csv", MEMBERS);
        case.write("cohort/residences.csv", "person_id,household_id,uprn,address,postcode,ward,from,to\n");
        case.write("cohort/identifiers.csv", "person_id,scheme,value,from,to\n");
        case.write("facts.csv", FACTS);
        case.write("coverage.csv", "fact,person_id,from,to\noffence,,2014-01-01,2016-12-31\n");
        case.write("terms.csv", "term,from,to\n");
        case
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Plan, family and verdict of the clause for each family, as answered.
    fn answers(&self, plan: &str) -> Vec<[String; 3]> {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        let [cohort, facts, coverage, terms, out] =
            ["cohort", "facts.csv", "coverage.csv", "terms.csv", "out"].map(|name| text(self.path(name)));
        let arguments =
            ["evaluate", "--cohort", &cohort, "--facts", &facts, "--coverage", &coverage, "--terms", &terms];
        hearth(&[&arguments[..], &["--plan", plan, "--as-of", "2016-12-31", "--out", &out]].concat())
            .ends_with(0);
        let mut reader = csv::Reader::from_path(self.path("out/outcomes.csv")).unwrap();
        let rows = reader.records().map(|row| row.unwrap()).filter(|row| &row[3] == "t-1a-p1");
        rows.map(|row| [row[1].to_owned(), row[2].to_owned(), row[6].to_owned()]).collect()
    }

    fn plan(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }
}

fn expected(rows: [[&str; 3]; 3]) -> Vec<[String; 3]> {
    rows.map(|row| row.map(ToOwned::to_owned)).to_vec()
}

#[test]
fn a_family_is_tested_by_the_version_in_force_when_it_was_engaged_or_the_one_it_names() {
    let case = Case::new();
    // Twelve months without an offence cannot have passed since engagement; three have.
    let rows = [["tiny@1", "before", "met"], ["tiny@1", "named", "met"], ["tiny@2", "on", "unknown"]];
    assert_eq!(case.answers(&case.plan("plans")), expected(rows));
}

#[test]
fn a_version_named_for_the_run_holds_for_every_family() {
    let case = Case::new();
    let rows = [["tiny@2", "before", "unknown"], ["tiny@2", "named", "unknown"], ["tiny@2", "on", "unknown"]];
    assert_eq!(case.answers(&format!("{}@2", case.plan("plans"))), expected(rows));
}

#[test]
fn a_plan_with_one_version_is_named_without_it_unless_a_family_names_it() {
    let case = Case::new();
    let rows = [["tiny", "before", "met"], ["tiny@1", "named", "met"], ["tiny", "on", "met"]];
    assert_eq!(case.answers(&case.plan("plans/tiny")), expected(rows));
}

#[test]
fn a_version_that_is_not_there_is_told_with_those_that_are() {
    hearth(&["plan", "show", "tri-borough@1"]).ends_with(2).complains_of(&["has no version 1", "it has 6.3"]);
    let case = Case::new();
    hearth(&["plan", "show", &format!("{}@9", case.plan("plans"))])
        .ends_with(2)
        .complains_of(&["it has 1, 2"]);
    hearth(&["plan", "show", "nowhere"]).ends_with(2).complains_of(&["the plans are ", "tri-borough"]);
}

#[test]
fn the_built_in_plans_and_those_of_a_folder_are_listed() {
    let listed = hearth(&["plan", "list"]).ends_with(0).stdout;
    assert!(
        listed.lines().any(|line| line.starts_with("tri-borough") && line.ends_with("built in")),
        "{listed}"
    );
    let case = Case::new();
    let ran = hearth(&["plan", "list", &case.plan("plans"), "--json"]).ends_with(0);
    let listed: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let versions: Vec<_> =
        listed.as_array().unwrap().iter().map(|one| (&one["version"], &one["since"])).collect();
    assert_eq!(format!("{versions:?}"), r#"[(String("1"), Null), (String("2"), String("2016-04-01"))]"#);
    assert_eq!(
        (&listed[0]["criteria"], &listed[0]["clauses"], &listed[0]["groups"]),
        (&1.into(), &1.into(), &0.into())
    );
}

#[test]
fn every_mistake_of_a_plan_is_told_with_exit_3() {
    let case = Case::new();
    let wrong = version("1", "", 3).replacen("offence[convicted]", "ofence", 1).replacen("asked", "askd", 1);
    case.write("plans/tiny/plan.toml", &wrong);
    hearth(&["plan", "check", &case.plan("plans/tiny")]).ends_with(3).complains_of(&[
        "plan.toml:12:36: error: unknown fact `ofence` [P106]",
        "did you mean `offence`?",
        "plan.toml:16:1: error: unknown key `askd` [P102]",
        "16 | askd = \"sum\"",
        "did you mean `asked`?",
    ]);
    let ran = hearth(&["plan", "check", &case.plan("plans/tiny@2")]).ends_with(0);
    assert_eq!((ran.stdout.trim_end(), ran.stderr.as_str()), ("tiny 2: no mistakes, no warnings", ""));
}

#[test]
fn the_built_in_plans_have_no_mistake_and_no_warning_but_of_feeds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/plans");
    let ran = hearth(&["plan", "check", "--no-feeds", root.to_str().unwrap()]).ends_with(0);
    assert_eq!(ran.stderr, "");
    let ran = hearth(&["plan", "check", root.join("tri-borough").to_str().unwrap()]).ends_with(0);
    assert!(ran.stderr.contains("no feed schema gives `asb-intervention`"), "{}", ran.stderr);
}

#[test]
fn one_clause_is_shown_with_what_is_below_it() {
    let shown = hearth(&["plan", "show", "tri-borough", "tb-1a-p1"]).ends_with(0).stdout;
    assert!(
        shown.contains("tb-1a-p1a") && shown.contains("tb-1a-p1b") && !shown.contains("tb-1b"),
        "{shown}"
    );
    hearth(&["plan", "show", "tri-borough", "tb-1a-p"])
        .ends_with(2)
        .complains_of(&["did you mean `tb-1a-p1`?"]);
}

/// Puts the case's files where `hearth plan test` looks for them, with these expected rows.
fn with_expected(rows: &str) -> Case {
    let case = Case::new();
    let into = "plans/tiny/cases/2016-12-31";
    for name in ["families.csv", "people.csv", "members.csv", "residences.csv", "identifiers.csv"] {
        case.write(
            &format!("{into}/{name}"),
            &fs::read_to_string(case.path(&format!("cohort/{name}"))).unwrap(),
        );
    }
    for name in ["facts.csv", "coverage.csv", "terms.csv"] {
        case.write(&format!("{into}/{name}"), &fs::read_to_string(case.path(name)).unwrap());
    }
    case.write(
        &format!("{into}/expected.csv"),
        &format!("family_id,clause,person_id,verdict,reason,why\n{rows}"),
    );
    case
}

#[test]
fn cases_that_agree_say_which_clauses_they_leave_unshown() {
    let case = with_expected("before,t-1a,,met,,R1\nbefore,t-1a-p1,,met,,R15\non,@ssp,,met,,one letter\n");
    let ran = hearth(&["plan", "test", &case.plan("plans/tiny")]).ends_with(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "tiny 1: 3 of 3 rows of 1 case folders agree");
    assert_eq!(lines[1], "0 of 2 clauses have a case that is met and one that is not");
    assert_eq!(
        lines[5].split_whitespace().collect::<Vec<_>>(),
        ["t-1a", "identification", "1", "0", "0", "0"]
    );
}

#[test]
fn a_case_that_is_answered_otherwise_is_shown_with_its_line_and_exit_3() {
    let case = with_expected(
        "before,t-1a,,met,,R1\nbefore,t-1a-p1,,unknown,too-early,a slip\nbefore,@ssp,,not-met,,a slip\n",
    );
    let ran = hearth(&["plan", "test", &case.plan("plans/tiny")]).ends_with(3);
    let told: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(
        told,
        [
            "2016-12-31/expected.csv:3: before t-1a-p1: met, expected unknown (too-early)",
            "2016-12-31/expected.csv:4: before @ssp: met, expected not-met",
        ]
    );
}

#[test]
fn a_case_of_a_clause_that_the_plan_does_not_have_is_a_mistake() {
    let case = with_expected("before,t-1b,,met,,a slip\n");
    hearth(&["plan", "test", &case.plan("plans/tiny")]).ends_with(3).complains_of(&[
        "2016-12-31/expected.csv:2: error: `tiny` has no clause `t-1b` [P105]",
        "did you mean `t-1a`?",
    ]);
}

#[test]
fn cases_are_looked_for_beside_the_plan_and_the_built_in_plans_bring_theirs() {
    let case = Case::new();
    hearth(&["plan", "test", &case.plan("plans/tiny")]).ends_with(2).complains_of(&["--cases DIR"]);
    let ran = hearth(&["plan", "test", "harrow"]).ends_with(0);
    assert!(ran.stdout.contains("rows of 3 case folders agree"), "{}", ran.stdout);
}

#[test]
fn the_sign_off_page_is_printed_and_written() {
    let ran = hearth(&["plan", "defaults", "hackney"]).ends_with(0);
    let printed = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in ["hold-months = 6 (1 to 12): how long", "hk-1.2: hk-1c, hk-1d, hk-1e, hk-1f;", "Signed ____"]
    {
        assert!(printed.contains(line), "{line} is not in\n{printed}");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sign.html");
    hearth(&["plan", "defaults", "hackney", "--html", path.to_str().unwrap()]).ends_with(0);
    assert!(fs::read_to_string(path).unwrap().starts_with("<!DOCTYPE html>"));
}

#[test]
fn every_reading_that_is_signed_stands_in_the_guide_to_readings() {
    let guide = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/readings.md")).unwrap();
    for reading in hearth::outcomes::readings::all() {
        let (heading, fine) = (format!("### {} ", reading.code), format!("**{} ", reading.code));
        assert!(guide.contains(&heading) || guide.contains(&fine), "{}", reading.code);
    }
}

#[test]
fn what_changed_between_two_versions_is_told_in_words() {
    let case = Case::new();
    let ran = hearth(&["plan", "diff", &case.plan("plans/tiny"), &case.plan("plans/tiny@2")]).ends_with(0);
    let lines: Vec<&str> = ran.stdout.lines().map(str::trim).collect();
    for line in ["was: 1", "now: 2", "now: 2016-04-01", "t-1a-p1", "was: No proven offence for 3 months."] {
        assert!(lines.contains(&line), "{line} is not in\n{}", ran.stdout);
    }
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("now: Tested: No `offence` (`convicted`) in the last 12 months"))
    );
    let ran = hearth(&["plan", "diff", "tri-borough", "tri-borough@6.3"]).ends_with(0);
    assert_eq!(ran.stdout, "nothing differs\n");
}

#[test]
fn a_workspace_shows_whose_results_a_new_version_changes_and_keeps_no_trace_of_it() {
    let place = Place::filled();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/plans/tri-borough");
    for path in fs::read_dir(source).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file())
    {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap().replace("version = \"6.3\"", "version = \"7\"");
        // An entry that nobody meets any more.
        let text = text.replacen(
            "window = \"12 months\", ages = \"0-17\"",
            "window = \"1 days\", ages = \"0-17\"",
            1,
        );
        place.write(&format!("new/{name}"), text.as_bytes()).unwrap();
    }
    let (new, ledger) = (place.path("new"), place.path("workspace/heads.csv"));
    let before = fs::read(&ledger).unwrap();
    let ran =
        place.run(&["plan", "diff", "tri-borough", &new, "--as-of", "2016-05-31", "--json"]).ends_with(0);
    let told: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["difference"]["changed"][0]["what"], "tb-1a");
    assert_eq!(told["families"]["families"], 8);
    let changed = told["families"]["changed"].as_array().unwrap();
    assert!(!changed.is_empty() && changed.len() < 8, "{changed:?}");
    assert_eq!(fs::read(&ledger).unwrap(), before);
    let ran =
        place.run(&["plan", "diff", "tri-borough", "tri-borough", "--as-of", "2016-05-31"]).ends_with(0);
    assert!(ran.stdout.ends_with("results change for 0 of 8 families\n"), "{}", ran.stdout);
}
