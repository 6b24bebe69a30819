//! What each primitive of the plan language means, as small worked cases: `tests/specs/<primitive>.toml`. The same files make
//! the page of rules, so that the manual cannot say what the program does not do.

use hearth::domain::Day;
use hearth::facts::{Vocabulary, interchange};
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::outcomes::plan::Plan;
use hearth::outcomes::plan::words::TESTS;
use hearth::outcomes::{Evidence, Inputs, Parameters, evaluate};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

const AS_OF: &str = "2017-03-31";
const TERMS: &str = include_str!("../../schemas/plans/tri-borough/cases/2017-03-31/terms.csv");
/// Set to write the page anew instead of comparing it.
const WRITE: &str = "HEARTH_WRITE_RULES";

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Spec {
    primitive: String,
    about: String,
    test: String,
    /// `criterion` for a question at engagement; blank for progress.
    #[serde(default, rename = "as")]
    kind: String,
    #[serde(default)]
    asked: String,
    /// Who triggered the letter: `c`, the child, or `a`, the adult.
    #[serde(default)]
    who: String,
    #[serde(default)]
    born: String,
    /// Another clause beside the one tested.
    #[serde(default)]
    beside: String,
    case: Vec<Case>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    #[serde(default)]
    facts: Vec<String>,
    #[serde(default)]
    coverage: Vec<String>,
    #[serde(default)]
    engaged: String,
    #[serde(default)]
    born: String,
    verdict: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    measured: String,
    #[serde(default)]
    baseline: String,
}

fn specs() -> Vec<Spec> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/specs");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| toml::from_str(&std::fs::read_to_string(path).unwrap());
    paths
        .iter()
        .map(|path| read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .collect()
}

fn plan(spec: &Spec) -> Plan {
    let head = "[plan]\nid = \"spec\"\ntitle = \"Spec\"\nversion = \"1\"\ndocument = \"Spec\"\n[problems]\n1 = \"One\"\n";
    let mut rest = String::from("problem = \"1\"\n");
    let asked = if spec.asked.is_empty() { "each" } else { &spec.asked };
    let letter_test =
        if spec.kind == "criterion" { &spec.test } else { r#"{ is = "nominated", codes = ["none"] }"# };
    writeln!(rest, "[[criterion]]\nid = \"s-1\"\ntest = {letter_test}").unwrap();
    if spec.kind != "criterion" {
        writeln!(
            rest,
            "[[clause]]\nid = \"s-1-p1\"\nserves = [\"s-1\"]\nasked = \"{asked}\"\ntest = {}",
            spec.test
        )
        .unwrap();
    }
    if !spec.beside.is_empty() {
        writeln!(
            rest,
            "[[clause]]\nid = \"s-1-p2\"\nserves = [\"s-1\"]\nasked = \"{asked}\"\ntest = {}",
            spec.beside
        )
        .unwrap();
    }
    Plan::check(&[("plan.toml", head), ("spec.toml", &rest)])
        .unwrap_or_else(|problems| panic!("{}: {}", spec.primitive, problems[0]))
}

fn cohort_files(spec: &Spec, case: &Case) -> CohortFiles {
    let engaged = if case.engaged.is_empty() { "2016-02-15" } else { &case.engaged };
    let born =
        [&case.born, &spec.born].into_iter().find(|born| !born.is_empty()).map_or("2006-05-01", |born| born);
    let who = if spec.who.is_empty() { "c" } else { &spec.who };
    let needs = if spec.kind == "criterion" {
        String::new()
    } else {
        format!("f,s-1,{who},{engaged},practitioner\n")
    };
    let files = [
        ("families.csv", format!("family_id,plan,borough,engaged_on,closed_on,assessed_on,planned_on,lead_worker_on\nf,spec,,{engaged},,,,\n")),
        ("people.csv", format!("person_id,forename,surname,born_on,sex,died_on\na,Ann,Reed,1985-05-01,F,\nc,Cal,Reed,{born},M,\n")),
        ("members.csv", "family_id,person_id,from,to,parenting\nf,a,2012-01-01,,yes\nf,c,2012-01-01,,no\n".to_owned()),
        ("residences.csv", "person_id,household_id,uprn,address,postcode,ward,from,to\na,h,,,,,2012-01-01,\nc,h,,,,,2012-01-01,\n".to_owned()),
        ("identifiers.csv", "person_id,scheme,value,from,to\n".to_owned()),
        ("needs.csv", format!("family_id,criterion,person_id,identified_on,source\n{needs}")),
    ];
    CohortFiles {
        files: files.into_iter().map(|(name, text)| (name.to_owned(), text.into_bytes())).collect(),
    }
}

/// The case's own coverage, and for every fact it does not speak of, five years that end on the day.
fn coverage(case: &Case) -> String {
    let own: BTreeSet<&str> = case.coverage.iter().filter_map(|row| row.split(',').next()).collect();
    let mut text = String::from("fact,person_id,from,to\n");
    case.coverage.iter().for_each(|row| writeln!(text, "{row}").unwrap());
    for entry in Vocabulary::builtin().entries() {
        if !own.contains(&*entry.name) {
            writeln!(text, "{},,2012-09-01,{AS_OF}", entry.name).unwrap();
        }
    }
    text
}

fn check(spec: &Spec, plan: &Plan, case: &Case) {
    let cohort = cohort::read(&cohort_files(spec, case), &|_| true).cohort;
    let rows = case.facts.iter().fold(String::new(), |text, row| text + row + "\n");
    let facts = format!("fact,person_id,household_id,from,to,value,of,code,ref\n{rows}");
    let facts = interchange::read_facts("facts.csv", facts.as_bytes(), &cohort);
    let covered = interchange::read_coverage("coverage.csv", coverage(case).as_bytes(), &cohort);
    let terms = interchange::read_terms("terms.csv", TERMS.as_bytes());
    let named = format!("{}: {}", spec.primitive, case.name);
    assert!(facts.rejects.is_empty() && covered.rejects.is_empty(), "{named}: {:?}", facts.rejects);
    let evidence = Evidence::new(facts.value, Vec::new(), covered.value, terms.value);
    let parameters = Parameters::defaults(plan);
    let inputs = Inputs { plan, parameters: &parameters, cohort: &cohort, evidence: &evidence };
    let outcome = evaluate(inputs, Day::parse_iso(AS_OF).unwrap()).remove(0);
    let id = if spec.kind == "criterion" { "s-1" } else { "s-1-p1" };
    let row = outcome.rows.iter().find(|row| row.clause.as_str() == id && row.person.is_none());
    let verdict = row.map_or("not-applicable", |row| row.truth.as_str());
    let reasons = row.map_or(Vec::new(), |row| row.reasons.iter().map(|reason| reason.as_str()).collect());
    assert_eq!(verdict, case.verdict, "{named} ({reasons:?})");
    assert!(case.reason.is_empty() || reasons.contains(&&*case.reason), "{named}: {reasons:?}");
    let figure = |figure: Option<hearth::domain::Quantity>| {
        figure.map(|figure| figure.to_string()).unwrap_or_default()
    };
    if !case.measured.is_empty() {
        assert_eq!(row.map(|row| figure(row.measured)).unwrap_or_default(), case.measured, "{named}");
    }
    if !case.baseline.is_empty() {
        assert_eq!(row.map(|row| figure(row.baseline)).unwrap_or_default(), case.baseline, "{named}");
    }
}

#[test]
fn every_case_of_every_primitive_is_answered_as_written() {
    for spec in specs() {
        let plan = plan(&spec);
        spec.case.iter().for_each(|case| check(&spec, &plan, case));
    }
}

#[test]
fn every_primitive_has_cases() {
    let specs = specs();
    let written: BTreeSet<&str> = specs.iter().map(|spec| &*spec.primitive).collect();
    let known: BTreeSet<&str> = TESTS.iter().copied().collect();
    assert_eq!(written, known);
}

fn page(specs: &[Spec]) -> String {
    let mut page = String::from(
        "# The primitives of the plan language\n\nEach test of a plan is one of these, or a tree of them (`all`, `any`, and \
         `of` with a `test` for part of the people). The cases below are run with every build. Unless a case says otherwise, \
         the family was engaged on 2016-02-15, is asked on 2017-03-31 (for criteria: on the day of engagement), and every \
         source is complete from 2012-09-01 to 2017-03-31; `c` is a child born on 2006-05-01 and `a` the adult who looks \
         after it. Facts are in the interchange form: fact, person, household, from, to, value, of, code, ref.\n",
    );
    for spec in specs {
        let when = if spec.kind == "criterion" { "Asked at engagement." } else { "Asked of progress." };
        write!(
            page,
            "\n## `{}`\n\n{} {when}\n\n```toml\ntest = {}\n```\n",
            spec.primitive, spec.about, spec.test
        )
        .unwrap();
        if !spec.beside.is_empty() {
            write!(page, "\nwith, as `s-1-p2`:\n\n```toml\ntest = {}\n```\n", spec.beside).unwrap();
        }
        for case in &spec.case {
            write!(page, "\n**{}**: `{}`", case.name, case.verdict).unwrap();
            [(&case.reason, " "), (&case.measured, ", measured "), (&case.baseline, ", baseline ")]
                .into_iter()
                .filter(|(text, _)| !text.is_empty())
                .for_each(|(text, before)| write!(page, "{before}`{text}`").unwrap());
            let born = if case.born.is_empty() { &spec.born } else { &case.born };
            let given = [(&case.engaged, "engaged"), (born, "child born")]
                .into_iter()
                .filter(|(text, _)| !text.is_empty());
            given.for_each(|(text, what)| write!(page, ", {what} {text}").unwrap());
            page.push('\n');
            if !case.facts.is_empty() || !case.coverage.is_empty() {
                page.push_str("\n```csv\n");
                case.facts.iter().for_each(|row| writeln!(page, "{row}").unwrap());
                case.coverage.iter().for_each(|row| writeln!(page, "covered: {row}").unwrap());
                page.push_str("```\n");
            }
        }
    }
    page
}

#[test]
fn the_page_of_rules_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/rules.md");
    let page = page(&specs());
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == page, "docs/reference/rules.md is not what the specs say; run the tests with {WRITE}=1");
}
