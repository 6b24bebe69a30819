//! What sixty month ends in one walk cost beside one evaluation at one day (without `first_met_on`) of the same families: the
//! worked cases of every plan. Both are timed in turn, several rounds, and the ratio of the medians is printed.
//!
//! Run with `cargo bench --bench through_time`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark reads its files, looks at the clock and prints"
)]

use hearth::domain::Day;
use hearth::domain::cohort::Cohort;
use hearth::facts::interchange;
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::outcomes::evaluate::evaluate_once;
use hearth::outcomes::plan::builtin;
use hearth::outcomes::{Evidence, Inputs, Parameters, trend::trend};
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 7;
const MONTHS: u32 = 60;

fn main() {
    for (plan, _) in builtin::ALL {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/plans").join(plan).join("cases");
        let Ok(folders) = std::fs::read_dir(root) else { continue };
        let mut folders: Vec<_> = folders.map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        for folder in folders {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let Some(to) = Day::parse_iso(&name) else { continue };
            let (cohort, evidence) = read(&folder);
            let definition = builtin::find(plan).unwrap();
            let parameters = Parameters::defaults(definition);
            let inputs =
                Inputs { plan: definition, parameters: &parameters, cohort: &cohort, evidence: &evidence };
            let months = MONTHS - 1;
            measure(&format!("{plan} up to {name}"), inputs, (to.months_before(months).month_end(), to));
            measure(&format!("{plan} from {name}"), inputs, (to, to.months_after(months).month_end()));
        }
    }
}

fn measure(name: &str, inputs: Inputs<'_>, (from, to): (Day, Day)) {
    let (mut once, mut walked) = (Vec::new(), Vec::new());
    let mut families = 0;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        families = evaluate_once(inputs, to).len();
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
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn read(folder: &Path) -> (Cohort, Evidence) {
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let names = CohortFiles::NAMES.iter().filter(|name| folder.join(name).exists());
    let files = CohortFiles { files: names.map(|name| ((*name).to_owned(), read(name))).collect() };
    let cohort = cohort::read(&files, &|_| true).cohort;
    let facts = interchange::read_facts("facts.csv", &read("facts.csv"), &cohort);
    let coverage = interchange::read_coverage("coverage.csv", &read("coverage.csv"), &cohort);
    let terms = interchange::read_terms("terms.csv", &read("terms.csv"));
    (cohort, Evidence::new(facts.value, Vec::new(), coverage.value, terms.value))
}
