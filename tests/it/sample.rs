//! The sample borough: its bytes can be made again, and after a demonstration Hearth has said of every story what
//! `stories.csv` says it must.

use crate::borough::{Files, Record, rows};
use crate::hearth::hearth;
use crate::repository::root;
use hearth::synth::{self, Item};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

fn made() -> &'static Files {
    static MADE: OnceLock<Files> = OnceLock::new();
    MADE.get_or_init(|| {
        let mut files = Files::new();
        let mut sink = |item: Item| -> Result<(), Infallible> {
            assert!(files.insert(item.path.clone(), item.bytes).is_none(), "{} is written twice", item.path);
            Ok(())
        };
        let Ok(_) = synth::sample(&mut sink);
        files
    })
}

#[test]
fn the_folder_holds_what_the_program_makes() {
    let folder = root().join("sample-data");
    let mut kept = Files::new();
    keep(&folder, "", &mut kept);
    let names = |files: &Files| files.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&kept), names(made()), "hearth synth --sample --out sample-data makes other files");
    for (path, bytes) in made() {
        assert!(kept[path] == *bytes, "hearth synth --sample --out sample-data makes another {path}");
    }
}

fn keep(folder: &Path, below: &str, kept: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = format!("{below}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            keep(&path, &format!("{name}/"), kept);
        } else {
            kept.insert(name, fs::read(&path).unwrap());
        }
    }
}

#[test]
fn the_sample_is_small_and_large_enough() {
    let size: usize = made().values().map(Vec::len).sum();
    assert!(size < 2_000_000, "{size} bytes");
    let lines = |name: &str| String::from_utf8(made()[name].clone()).unwrap().lines().count() - 1;
    assert!(lines("cohort/families.csv") >= 60);
    assert!(lines("cohort/people.csv") >= 210);
}

#[test]
fn every_story_ends_as_it_must() {
    let mut said: BTreeMap<String, Answers> = BTreeMap::new();
    let mut wrong = Vec::new();
    let stories = rows(&made()["stories.csv"]);
    for story in &stories {
        let answers = said.entry(story["as_of"].clone()).or_insert_with(|| Answers::on(&story["as_of"]));
        let (verdict, reason) = answers.of(story);
        let fits =
            verdict == story["verdict"] && (story["reason"].is_empty() || has(&reason, &story["reason"]));
        if !fits {
            wrong.push(format!(
                "{} {} {} {}: must be {} {}, is {verdict} {reason} ({})",
                story["family_id"],
                story["as_of"],
                story["clause"],
                story["person_id"],
                story["verdict"],
                story["reason"],
                story["why"],
            ));
        }
    }
    assert!(stories.len() > 150, "{} lines", stories.len());
    assert!(wrong.is_empty(), "{} of {} lines:\n{}", wrong.len(), stories.len(), wrong.join("\n"));
}

/// Whether the reasons, joined by `;`, hold this one.
fn has(reasons: &str, one: &str) -> bool {
    reasons.split(';').any(|reason| reason == one)
}

/// The demonstration, run once: its folder lives as long as the tests.
fn demo() -> &'static Path {
    static DEMO: OnceLock<tempfile::TempDir> = OnceLock::new();
    DEMO.get_or_init(|| {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("demo");
        hearth(&["--quiet", "demo", folder.to_str().unwrap()]).ends_with(0);
        place
    })
    .path()
}

/// A file of the run of a month end.
fn of_run(as_of: &str, file: &str) -> Vec<Record> {
    let month = demo().join("demo").join("runs").join(as_of);
    let runs: Vec<_> = fs::read_dir(&month).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(runs.len(), 1, "{} runs of {as_of}", runs.len());
    rows(&fs::read(runs[0].join(file)).unwrap())
}

/// What Hearth says on a day, of what had arrived by then.
struct Answers {
    outcomes: BTreeMap<[String; 3], (String, String)>,
    results: BTreeMap<String, Record>,
}

impl Answers {
    fn on(as_of: &str) -> Self {
        let outcomes = of_run(as_of, "outcomes.csv").into_iter().map(|mut row| {
            let key = ["family_id", "clause", "person_id"].map(|column| row.remove(column).unwrap());
            (key, (row["verdict"].clone(), row["reason"].clone()))
        });
        let results = of_run(as_of, "results.csv").into_iter().map(|row| (row["family_id"].clone(), row));
        Self { outcomes: outcomes.collect(), results: results.collect() }
    }

    /// Verdict and reason; a row that is absent is not applicable.
    fn of(&self, story: &Record) -> (String, String) {
        if let Some(column) = story["clause"].strip_prefix('@') {
            return (self.results[&story["family_id"]][column].clone(), String::new());
        }
        let key = ["family_id", "clause", "person_id"].map(|column| story[column].clone());
        self.outcomes.get(&key).cloned().unwrap_or_else(|| ("not-applicable".to_owned(), String::new()))
    }
}

#[test]
fn the_rows_that_cannot_be_used_are_those_the_readme_names() {
    let rejected: BTreeSet<[String; 2]> = of_run("2017-03-31", "rejects.csv")
        .iter()
        .map(|row| ["file", "code"].map(|column| row[column].clone()))
        .collect();
    let named = [
        ["dwp_adms_2016-07-31.csv", "F204"],
        ["education_attendance_2016-spring.csv", "F212"],
        ["education_exclusions_2016-summer.csv", "F202"],
        ["police_bulk_2016-02.csv", "F201"],
        ["yot_offences_2016-Q2.csv", "F204"],
    ];
    assert_eq!(rejected, named.map(|pair| pair.map(str::to_owned)).into());
}
