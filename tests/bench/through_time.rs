//! What sixty month ends in one walk cost beside one evaluation at one day (without `first_met_on`) of the same families: the
//! worked cases of every plan, and an invented borough. Both are timed in turn, several rounds; the ratio of the medians is
//! printed, and any above six is a failure.
//!
//! Run with `cargo bench --bench through_time`; a word after `--` names what is measured.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark reads its files, looks at the clock and prints"
)]

#[allow(dead_code, reason = "a test reads more of a borough")]
#[path = "../it/borough.rs"]
mod borough;

use hearth::domain::Day;
use hearth::domain::cohort::Cohort;
use hearth::facts::interchange;
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::outcomes::evaluate::{evaluate_once, month_ends};
use hearth::outcomes::plan::builtin;
use hearth::outcomes::{Evidence, Inputs, Parameters, trend::trend};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const ROUNDS: usize = 9;
const MONTHS: u32 = 60;
const LIMIT: f64 = 6.0;

fn main() -> ExitCode {
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-')).unwrap_or_default();
    let mut highest: f64 = 0.0;
    for (plan, name, read) in
        measured().into_iter().filter(|(plan, name, _)| format!("{plan} {name}").contains(&wanted))
    {
        let (cohort, evidence) = read(plan, &name);
        let definition = builtin::find(plan).unwrap();
        let parameters = Parameters::defaults(definition);
        let inputs =
            Inputs { plan: definition, parameters: &parameters, cohort: &cohort, evidence: &evidence };
        let day = Day::parse_iso(&name[..10]).unwrap();
        let months = MONTHS - 1;
        let (before, after) = (day.months_before(months).month_end(), day.months_after(months).month_end());
        highest = highest.max(measure(&format!("{plan} up to {name}"), inputs, day, (before, day)));
        highest = highest.max(measure(&format!("{plan} from {name}"), inputs, day, (day, after)));
    }
    println!("highest ratio {highest:.2}, limit {LIMIT}");
    if highest > LIMIT { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

type Read = fn(&str, &str) -> (Cohort, Evidence);

/// What is measured: plan, day with a name, and how it is read.
fn measured() -> Vec<(&'static str, String, Read)> {
    let mut all: Vec<(&'static str, String, Read)> = Vec::new();
    for (plan, _) in builtin::ALL {
        let Ok(folders) = std::fs::read_dir(cases(plan)) else { continue };
        let names = folders.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let mut days: Vec<String> =
            names.filter(|name| name.get(..10).and_then(Day::parse_iso).is_some()).collect();
        days.sort();
        all.extend(days.into_iter().map(|day| (*plan, day, case as Read)));
    }
    all.push(("tri-borough", "2017-03-31 in an invented borough".to_owned(), invented));
    all
}

/// A walk is worth measuring only if it says what each month end says by itself.
fn agrees(name: &str, inputs: Inputs<'_>, (from, to): (Day, Day)) {
    let mut walked = BTreeMap::new();
    for one in trend(inputs, from, to) {
        for (day, mut result) in one.points {
            result.first_met_on = None;
            walked.insert((day, one.family.clone()), result);
        }
    }
    let mut wrong = 0;
    // Where links wait for a review a day takes long: every fifth is compared.
    let step = if inputs.evidence.doubtful.is_empty() { 1 } else { 5 };
    let days: Vec<Day> = month_ends(from, to).step_by(step).collect();
    walked.retain(|(day, _), _| days.contains(day));
    for day in days {
        for outcome in evaluate_once(inputs, day) {
            let key = (day, outcome.family.clone());
            if walked.remove(&key).as_ref() != Some(&outcome.result) {
                wrong += 1;
                println!("{name}: {} at {day} is not what the walk says", outcome.family);
            }
        }
    }
    assert!(wrong == 0 && walked.is_empty(), "{name}: {wrong} differ, {} more", walked.len());
}

/// The ratio of the medians.
fn measure(name: &str, inputs: Inputs<'_>, day: Day, (from, to): (Day, Day)) -> f64 {
    agrees(name, inputs, (from, to));
    let (mut once, mut walked) = (Vec::new(), Vec::new());
    let mut families = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        families = evaluate_once(inputs, day).len();
        once.push(start.elapsed());
        let start = Instant::now();
        assert!(!trend(inputs, from, to).is_empty());
        walked.push(start.elapsed());
    }
    let (once, walked) = (median(once), median(walked));
    let ratio = walked.as_secs_f64() / once.as_secs_f64();
    println!(
        "{name}: {families} families, one day {once:.1?}, {MONTHS} month ends {walked:.1?}, ratio {ratio:.2}"
    );
    ratio
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn cases(plan: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/plans").join(plan).join("cases")
}

/// The families of a case folder.
fn case(plan: &str, name: &str) -> (Cohort, Evidence) {
    let folder = cases(plan).join(name);
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let names = CohortFiles::NAMES.iter().filter(|name| folder.join(name).exists());
    let files = CohortFiles { files: names.map(|name| ((*name).to_owned(), read(name))).collect() };
    let cohort = cohort::read(&files, &|_| true).cohort;
    let facts = interchange::read_facts("facts.csv", &read("facts.csv"), &cohort);
    let coverage = interchange::read_coverage("coverage.csv", &read("coverage.csv"), &cohort);
    let terms = interchange::read_terms("terms.csv", &read("terms.csv"));
    (cohort, Evidence::new(facts.value, Vec::new(), coverage.value, terms.value))
}

/// Five hundred families with two years of deliveries, linked; some links wait for a review.
fn invented(_: &str, _: &str) -> (Cohort, Evidence) {
    borough::evidence(500, "2017-04-30")
}
