//! A simulated town held against its truth, linked as a run links: typos, swapped and changed names, moves, twins and newborns
//! at the same address, and nine rows of ten about nobody of the cohort.

use crate::borough::rows;
use hearth::domain::cohort::{Cohort, CohortTables, Person, Residence, Sex};
use hearth::domain::{Day, Digest, Period, PersonId, SourceRef, Text};
use hearth::facts::unlinked::{About, KeyTable, RecordKeys, UnlinkedFact};
use hearth::facts::{Subject, Vocabulary};
use hearth::links::{self, LinkDecisions, Linked, Weighing};
use hearth::synth::linkage::{LinkageFiles, LinkageOrder};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

const ORDER: LinkageOrder = LinkageOrder { seed: 9, rows: 60_000, cohort: 6_000 };

fn file(write: impl Fn(&LinkageFiles, &mut dyn Write) -> io::Result<()>) -> Vec<BTreeMap<String, String>> {
    let mut bytes = Vec::new();
    write(&LinkageFiles::new(ORDER), &mut bytes).unwrap();
    rows(&bytes)
}

fn text(value: &str) -> Option<Text> {
    Some(value).filter(|value| !value.is_empty()).map(Text::from)
}

fn sex(value: &str) -> Option<Sex> {
    match value {
        "F" => Some(Sex::Female),
        "M" => Some(Sex::Male),
        _ => None,
    }
}

fn cohort() -> Cohort {
    let mut tables = CohortTables::default();
    let source = SourceRef { file: Digest::of(b"the cohort"), line: 2 };
    for row in file(LinkageFiles::write_cohort) {
        let id = PersonId::from(row["id"].as_str());
        tables.people.push(Person {
            id: id.clone(),
            forename: row["forename"].as_str().into(),
            surname: row["surname"].as_str().into(),
            born_on: Day::parse_iso(&row["born_on"]),
            sex: sex(&row["sex"]),
            died_on: None,
            source,
        });
        tables.residences.push(Residence {
            person: id,
            household: row["household"].as_str().into(),
            uprn: None,
            address: row["address"].as_str().into(),
            postcode: row["postcode"].as_str().into(),
            ward: Text::from(""),
            period: Period { from: Day::parse_iso("2000-01-01").unwrap(), to: None },
        });
    }
    Cohort::new(tables)
}

fn keys(row: &BTreeMap<String, String>) -> RecordKeys {
    RecordKeys {
        identifiers: Vec::new(),
        forename: text(&row["forename"]),
        surname: text(&row["surname"]),
        born_on: Day::parse_iso(&row["born_on"]),
        sex: sex(&row["sex"]),
        address: text(&row["address"]),
        postcode: text(&row["postcode"].replace(' ', "")),
        uprn: None,
    }
}

/// The feed's ids in the order of its lines, from line 2, and what it is linked to.
fn linked() -> (Vec<String>, Linked) {
    let (mut table, mut facts, mut ids) = (KeyTable::default(), Vec::new(), Vec::new());
    let kind = Vocabulary::builtin().find("arrest").unwrap();
    let (from, feed) = (Day::parse_iso("2016-03-01").unwrap(), Digest::of(b"the feed"));
    for (line, row) in (2..).zip(file(LinkageFiles::write_feed)) {
        facts.push(UnlinkedFact {
            kind,
            about: About::Person(table.intern(keys(&row))),
            from,
            to: None,
            code: None,
            reference: None,
            value: None,
            of: None,
            source: SourceRef { file: feed, line },
        });
        ids.push(row["id"].clone());
    }
    let (decisions, weighing) = (LinkDecisions::default(), Weighing::default());
    (ids, links::link(facts, &table, &[], &cohort(), &decisions, &weighing))
}

#[test]
fn no_link_is_wrong_and_nearly_all_true_ones_are_found_or_queued() {
    let (ids, linked) = linked();
    let id = |source: &SourceRef| ids[source.line as usize - 2].as_str();
    let truth: BTreeMap<String, String> = file(LinkageFiles::write_truth)
        .into_iter()
        .map(|row| (row["left_id"].clone(), row["right_id"].clone()))
        .collect();
    let kinds: BTreeMap<String, String> = file(LinkageFiles::write_others)
        .into_iter()
        .map(|row| (row["id"].clone(), row["kind"].clone()))
        .collect();
    let mut wrong = Vec::new();
    let (mut accepted, mut by_weight) = (BTreeSet::new(), 0);
    for fact in &linked.facts {
        let Subject::Person(person) = &fact.subject else { unreachable!() };
        let row = id(&fact.source);
        accepted.insert(row);
        by_weight += usize::from(links::is_by_weight(&fact.rule));
        if truth.get(row).map(String::as_str) != Some(person.as_str()) {
            let kind = kinds.get(row).map_or("stranger", String::as_str);
            wrong.push(format!("{row} is {:?}, {kind}, not {person} by {}", truth.get(row), fact.rule));
        }
    }
    let queued: BTreeSet<&str> = linked.review.iter().flat_map(|item| item.sources.iter().map(id)).collect();
    let found =
        truth.keys().filter(|row| accepted.contains(row.as_str()) || queued.contains(row.as_str())).count();
    let told = format!(
        "{} accepted, {by_weight} by weight, {} wrong; {} queued of {}; {found} of {} found\n{}",
        accepted.len(),
        wrong.len(),
        queued.len(),
        ids.len(),
        truth.len(),
        wrong.join("\n")
    );
    eprintln!("{told}");
    assert!(wrong.is_empty(), "{told}");
    assert!(by_weight > 500, "{told}");
    assert!(100 * found >= 97 * truth.len(), "{told}");
    assert!(100 * queued.len() <= 2 * ids.len(), "{told}");
    let alike = |kind: &str| {
        kinds.iter().filter(|(row, own)| *own == kind && accepted.contains(row.as_str())).count()
    };
    assert_eq!((alike("twin"), alike("newborn")), (0, 0), "{told}");
}
