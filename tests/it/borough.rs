//! Reading an invented borough in memory, stage by stage, as a workspace does it.

use hearth::domain::cohort::Cohort;
use hearth::domain::{Day, Digest, SchoolCalendar};
use hearth::facts::mapping::{Mapped, map_extracts};
use hearth::facts::{Vocabulary, interchange};
use hearth::feeds::cohort::{self, CohortFiles};
use hearth::feeds::{self, builtin_schemas};
use hearth::links::{self, LinkDecisions, Linked, Weighing};
use hearth::outcomes::Evidence;
use hearth::synth::{self, Item, Order};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// Path and bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A line of a CSV file by column.
pub type Record = BTreeMap<String, String>;

pub fn rows(bytes: &[u8]) -> Vec<Record> {
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

pub fn calendar() -> SchoolCalendar {
    let calendar = include_bytes!("../../schemas/calendars/demo.csv");
    interchange::read_terms("demo.csv", calendar).value
}

pub fn cohort(files: &Files) -> Cohort {
    let folder = files
        .iter()
        .filter_map(|(path, bytes)| Some((path.strip_prefix("cohort/")?.to_owned(), bytes.clone())));
    cohort::read(&CohortFiles { files: folder.collect() }, &|_| true).cohort
}

/// What had arrived by the end of a day: path and day of arrival.
pub fn received(files: &Files, day: &str) -> BTreeMap<String, String> {
    rows(&files["received.csv"])
        .into_iter()
        .map(|mut row| (row.remove("file").unwrap(), row.remove("received").unwrap()))
        .filter(|(_, received)| received.as_str() <= day)
        .collect()
}

/// So many invented families with two years of deliveries, linked, as known on a day; some links wait for a review.
pub fn evidence(families: usize, known_on: &str) -> (Cohort, Evidence) {
    let mut files = Files::new();
    let mut sink = |item: Item| -> Result<(), Infallible> {
        files.insert(item.path, item.bytes);
        Ok(())
    };
    let Ok(_) = synth::invent(Order { seed: 1, families, months: 24, rows: None }, &mut sink);
    let (cohort, received) = (cohort(&files), received(&files, known_on));
    let linked = linked(&files, &received, &cohort);
    let (mut facts, mut coverage) = (linked.facts, linked.coverage);
    for (path, bytes) in files.iter().filter(|(path, _)| received.contains_key(*path)) {
        if path.contains("/interchange/facts") {
            facts.extend(interchange::read_facts(path, bytes, &cohort).value);
        }
        if path.contains("/interchange/coverage") {
            coverage.extend(interchange::read_coverage(path, bytes, &cohort).value);
        }
    }
    (cohort, Evidence::new(facts, linked.doubtful, coverage, calendar()))
}

/// What the four services say. Of two deliveries of one feed and period the later stands.
pub fn linked(files: &Files, received: &BTreeMap<String, String>, cohort: &Cohort) -> Linked {
    let mapped = mapped(files, received);
    let (decisions, weighing) = (LinkDecisions::default(), Weighing::default());
    links::link(mapped.facts, &mapped.keys, &mapped.coverage, cohort, &decisions, &weighing)
}

/// The facts of the four services by their keys.
pub fn mapped(files: &Files, received: &BTreeMap<String, String>) -> Mapped {
    let (schemas, calendar) = (builtin_schemas(Vocabulary::builtin()), calendar());
    let mut latest = BTreeMap::new();
    for (path, day) in received.iter().filter(|(path, _)| !path.contains("/interchange/")) {
        let found = feeds::identify(path, &schemas, &calendar).unwrap();
        let standing = latest.entry((found.schema.feed.clone(), found.period)).or_insert((day, path));
        *standing = (*standing).max((day, path));
    }
    let extracts = latest.values().map(|(day, path)| {
        let found = feeds::identify(path, &schemas, &calendar).unwrap();
        let received_on = Day::parse_iso(day).unwrap();
        let bytes = files[*path].as_slice();
        let name = feeds::delivery::file_name(path);
        let delivery = feeds::Delivery { name, bytes, digest: Digest::of(bytes), received_on };
        feeds::read(&delivery, found.schema, found.period)
    });
    map_extracts(extracts.collect(), &calendar, None)
}
