//! The sample borough: its bytes can be made again, and Hearth says of every story what `stories.csv` says it must.

use crate::repository::root;
use hearth::domain::cohort::Cohort;
use hearth::domain::{Day, Digest, SchoolCalendar};
use hearth::facts::mapping::map_extracts;
use hearth::facts::{Coverage, Fact, Vocabulary, interchange};
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::feeds::{self, builtin_schemas};
use hearth::links;
use hearth::outcomes::{Evidence, Inputs, Parameters, evaluate, plan};
use hearth::reports::answers;
use hearth::synth::{self, Item};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// Path below `sample-data/` and bytes.
type Files = BTreeMap<String, Vec<u8>>;

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

type Record = BTreeMap<String, String>;

fn rows(bytes: &[u8]) -> Vec<Record> {
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// What Hearth says on a day, of what had arrived by then.
struct Answers {
    outcomes: BTreeMap<[String; 3], (String, String)>,
    results: BTreeMap<String, Record>,
}

impl Answers {
    fn on(as_of: &str) -> Self {
        let (cohort, evidence) = known_by(as_of);
        let plan = plan::builtin::find("tri-borough").unwrap();
        let parameters = Parameters::defaults(plan);
        let inputs = Inputs { plan, parameters: &parameters, cohort: &cohort, evidence: &evidence };
        let all = evaluate(inputs, Day::parse_iso(as_of).unwrap());
        let outcomes = rows(&answers::outcomes_csv(&all)).into_iter().map(|mut row| {
            let key = ["family_id", "clause", "person_id"].map(|column| row.remove(column).unwrap());
            (key, (row["verdict"].clone(), row["reason"].clone()))
        });
        let results =
            rows(&answers::results_csv(&all)).into_iter().map(|row| (row["family_id"].clone(), row));
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

fn known_by(day: &str) -> (Cohort, Evidence) {
    let files = made()
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("cohort/")?.to_owned(), bytes.clone())));
    let cohort = cohort::read(&CohortFiles { files: files.collect() }, &|_| true).cohort;
    let calendar = include_bytes!("../../schemas/calendars/demo.csv");
    let calendar = interchange::read_terms("demo.csv", calendar).value;
    let received: BTreeMap<String, String> = rows(&made()["received.csv"])
        .into_iter()
        .map(|mut row| (row.remove("file").unwrap(), row.remove("received").unwrap()))
        .filter(|(_, received)| received.as_str() <= day)
        .collect();
    let (mut facts, doubtful, mut coverage) = linked(&received, &calendar, &cohort);
    for path in received.keys().filter(|path| path.contains("/interchange/")) {
        if path.contains("/facts_") {
            facts.extend(interchange::read_facts(path, &made()[path], &cohort).value);
        } else {
            coverage.extend(interchange::read_coverage(path, &made()[path], &cohort).value);
        }
    }
    (cohort, Evidence::new(facts, doubtful, coverage, calendar))
}

/// What the four services say. Of two deliveries of one feed and period the later stands.
fn linked(
    received: &BTreeMap<String, String>,
    calendar: &SchoolCalendar,
    cohort: &Cohort,
) -> (Vec<Fact>, Vec<Fact>, Coverage) {
    let schemas = builtin_schemas(Vocabulary::builtin());
    let mut latest = BTreeMap::new();
    for (path, day) in received.iter().filter(|(path, _)| !path.contains("/interchange/")) {
        let found = feeds::identify(path, &schemas, calendar).unwrap();
        let standing = latest.entry((found.schema.feed.clone(), found.period.clone())).or_insert((day, path));
        *standing = (*standing).max((day, path));
    }
    let extracts = latest.values().map(|(day, path)| {
        let found = feeds::identify(path, &schemas, calendar).unwrap();
        let received_on = Day::parse_iso(day).unwrap();
        let bytes = made()[*path].as_slice();
        let name = feeds::delivery::file_name(path);
        let delivery = feeds::Delivery { name, bytes, digest: Digest::of(bytes), received_on };
        feeds::read(&delivery, found.schema, found.period)
    });
    let mapped = map_extracts(extracts.collect(), calendar, None);
    let linked = links::link(mapped.facts, &mapped.keys, &mapped.coverage, cohort);
    (linked.facts, linked.doubtful, linked.coverage)
}
