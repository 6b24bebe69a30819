//! The worked cases of the plans: each folder `schemas/plans/<plan>/cases/<as-of>/` holds a cohort, facts, coverage and terms, and in
//! `expected.csv` what must be answered for each family.

use hearth::domain::cohort::Cohort;
use hearth::facts::interchange;
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::outcomes::plan::builtin;
use hearth::outcomes::{Evidence, Rules};
use hearth::schema::builtin_cases;
use hearth::schema::cases::{self, CaseFolder, Difference};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// An expected row that the plan is not bent to.
#[derive(serde::Deserialize)]
struct Exception {
    plan: String,
    folder: String,
    family_id: String,
    clause: String,
    person_id: String,
    why: String,
}

/// Expected rows that the plans are not bent to: none may be added without its reason.
const EXCEPTIONS: &str = include_str!("../exceptions.csv");

/// The case folders of a plan, in order.
pub fn folders(plan: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/plans").join(plan).join("cases");
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

/// A plan's folders as they stand beside it.
fn of_plan(plan: &str) -> Vec<CaseFolder> {
    let folder = |path: PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let files = read_folder(&path).into_iter().map(|(file, text)| (file, text.into_bytes())).collect();
        CaseFolder { as_of: builtin_cases::day_of(&name).unwrap(), name, files }
    };
    folders(plan).into_iter().map(folder).collect()
}

/// The rules of a built-in plan as it stands.
pub fn rules(plan: &str) -> Rules {
    Rules::new(builtin::versions(plan).unwrap().clone(), None, &[]).unwrap()
}

/// Runs every case of a plan; a row that is answered otherwise must be excepted with its reason, and no other may be.
fn agree(plan: &str) {
    let run = cases::run(&rules(plan), &of_plan(plan)).unwrap();
    assert!(run.asked > 0);
    let row = |one: &Difference| [&one.folder, &one.family, &one.clause, &one.person].map(Clone::clone);
    let excepted: BTreeSet<[String; 4]> = csv::Reader::from_reader(EXCEPTIONS.as_bytes())
        .deserialize::<Exception>()
        .map(Result::unwrap)
        .filter(|one| one.plan == plan)
        .map(|one| {
            assert!(!one.why.trim().is_empty(), "an exception without its reason");
            [one.folder, one.family_id, one.clause, one.person_id]
        })
        .collect();
    let wrong: Vec<String> = run
        .differences
        .iter()
        .filter(|one| !excepted.contains(&row(one)))
        .map(|one| format!("{one:?}"))
        .collect();
    assert!(wrong.is_empty(), "of {} rows these differ:\n{}", run.asked, wrong.join("\n"));
    let differing: BTreeSet<[String; 4]> = run.differences.iter().map(row).collect();
    let needless: Vec<_> = excepted.difference(&differing).collect();
    assert!(needless.is_empty(), "these rows agree and are excepted: {needless:?}");
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

#[test]
fn the_program_carries_every_case_that_stands_beside_a_plan() {
    for plan in builtin::ids() {
        let sorted = |mut folders: Vec<CaseFolder>| {
            folders.iter_mut().for_each(|folder| folder.files.sort());
            folders
        };
        assert!(sorted(of_plan(plan)) == sorted(builtin_cases::of(plan)), "{plan}");
    }
}
