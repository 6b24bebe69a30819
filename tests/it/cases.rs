//! The worked cases of the plans: each folder `tests/cases/<plan>/<as-of>/` holds a cohort, facts, coverage and terms, and in
//! `expected.csv` what must be answered for each family.

use hearth::domain::Day;
use hearth::domain::cohort::Cohort;
use hearth::facts::interchange;
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::outcomes::plan::builtin;
use hearth::outcomes::{Evidence, FamilyOutcome, Inputs, Parameters, evaluate};
use hearth::reports::answers;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Expected rows that are not bent to, `folder,family,clause,person,why`: none may be added without its reason.
const EXCEPTIONS: &str = include_str!("../cases/exceptions.csv");

/// The case folders of a plan, in order.
pub fn folders(plan: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(plan);
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "no cases for {plan}");
    folders
}

/// The texts of a case folder, by file.
pub fn read_folder(folder: &Path) -> BTreeMap<String, String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    paths.map(|path| (name(&path), std::fs::read_to_string(path).unwrap())).collect()
}

/// The cohort and the evidence of a case folder, every row of which must be usable.
pub fn inputs(folder: &Path) -> (Cohort, Evidence) {
    inputs_of(&read_folder(folder))
}

/// As [`inputs`], of texts by file.
pub fn inputs_of(texts: &BTreeMap<String, String>) -> (Cohort, Evidence) {
    let read = |name: &str| texts[name].as_bytes();
    let named = CohortFiles::NAMES.iter().filter(|name| texts.contains_key(**name));
    let files = CohortFiles { files: named.map(|name| ((*name).to_owned(), read(name).to_vec())).collect() };
    let cohort = cohort::read(&files, &|_| true).cohort;
    let facts = interchange::read_facts("facts.csv", read("facts.csv"), &cohort);
    let coverage = interchange::read_coverage("coverage.csv", read("coverage.csv"), &cohort);
    let terms = interchange::read_terms("terms.csv", read("terms.csv"));
    assert_eq!((facts.rejects, coverage.rejects, terms.rejects), (vec![], vec![], vec![]));
    (cohort, Evidence::new(facts.value, Vec::new(), coverage.value, terms.value))
}

fn outcomes(plan: &str, folder: &Path, as_of: Day) -> Vec<FamilyOutcome> {
    let (cohort, evidence) = inputs(folder);
    let plan = builtin::find(plan).unwrap();
    let parameters = Parameters::defaults(plan);
    evaluate(Inputs { plan, parameters: &parameters, cohort: &cohort, evidence: &evidence }, as_of)
}

type Cells = BTreeMap<String, String>;

/// The rows of a CSV file as maps of column to cell.
fn rows(bytes: &[u8]) -> Vec<Cells> {
    let mut reader = csv::Reader::from_reader(bytes);
    let columns: Vec<String> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    let cells = |record: csv::StringRecord| {
        columns.iter().cloned().zip(record.iter().map(ToOwned::to_owned)).collect()
    };
    reader.records().map(|record| cells(record.unwrap())).collect()
}

/// Compares every expected row of a plan with the bytes of the answer files, as a reader of those files would.
fn agree(plan: &str) {
    let (mut asked, mut wrong) = (0, String::new());
    for folder in folders(plan) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let outcomes = outcomes(plan, &folder, Day::parse_iso(&name).unwrap());
        let results: BTreeMap<String, Cells> = rows(&answers::results_csv(&outcomes))
            .into_iter()
            .map(|row| (row["family_id"].clone(), row))
            .collect();
        let answers: BTreeMap<[String; 3], Cells> = rows(&answers::outcomes_csv(&outcomes))
            .into_iter()
            .map(|row| ([row["family_id"].clone(), row["clause"].clone(), row["person_id"].clone()], row))
            .collect();
        for expected in rows(&std::fs::read(folder.join("expected.csv")).unwrap()) {
            let key =
                [expected["family_id"].clone(), expected["clause"].clone(), expected["person_id"].clone()];
            let found = match expected["clause"].strip_prefix('@') {
                Some(column) => results.get(&key[0]).map_or(String::new(), |row| row[column].clone()),
                None => answers.get(&key).map_or("not-applicable".to_owned(), |row| row["verdict"].clone()),
            };
            let reason = answers.get(&key).map_or(String::new(), |row| row["reason"].clone());
            let reason_fits =
                expected["reason"].is_empty() || reason.split(';').any(|one| one == expected["reason"]);
            let excepted = EXCEPTIONS.contains(&format!("{plan}/{name},{},", key.join(",")));
            asked += 1;
            if (found != expected["verdict"] || !reason_fits) && !excepted {
                writeln!(
                    wrong,
                    "{plan} {name} {}: {found} ({reason}), expected {}",
                    key.join(" "),
                    expected["verdict"]
                )
                .unwrap();
            }
        }
    }
    assert!(asked > 0);
    assert!(wrong.is_empty(), "of {asked} rows these differ:\n{wrong}");
}

#[test]
fn the_tri_borough_plan_agrees_with_its_cases() {
    agree("tri-borough");
}

#[test]
fn the_harrow_plan_agrees_with_its_cases() {
    agree("harrow");
}

#[test]
fn the_hackney_plan_agrees_with_its_cases() {
    agree("hackney");
}
