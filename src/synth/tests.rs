//! Whole boroughs: the same seed, the same bytes; the wished number of rows; files that say what the truth says.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

fn files(order: Order) -> (BTreeMap<String, Vec<u8>>, Tally) {
    let mut files = BTreeMap::new();
    let mut sink = |item: Item| -> Result<(), String> {
        if files.insert(item.path.clone(), item.bytes).is_some() { Err(item.path) } else { Ok(()) }
    };
    let tally = invent(order, &mut sink).expect("no path is written twice");
    (files, tally)
}

const SMALL: Order = Order { seed: 11, families: 25, months: 24, rows: Some(5000) };

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, _) = files(SMALL);
    assert!(first == files(SMALL).0);
    assert!(first != files(Order { seed: 12, ..SMALL }).0);
}

#[test]
fn strangers_fill_up_to_the_wished_number_of_rows() {
    assert_eq!(files(SMALL).1.rows, 5000);
}

#[test]
fn a_family_is_the_same_in_a_larger_borough() {
    let family = |order| {
        let (files, _) = files(order);
        let people = String::from_utf8(files["cohort/people.csv"].clone()).expect("UTF-8");
        people.lines().filter(|line| line.starts_with("F0007-")).map(str::to_owned).collect::<Vec<_>>()
    };
    let alone = family(SMALL);
    assert!(!alone.is_empty());
    assert_eq!(alone, family(Order { families: 40, ..SMALL }));
}

#[test]
fn every_delivery_has_its_day_of_arrival_within_the_months_asked_for() {
    let (files, tally) = files(SMALL);
    let received = String::from_utf8(files["received.csv"].clone()).expect("UTF-8");
    let listed: BTreeMap<&str, &str> =
        received.lines().skip(1).filter_map(|line| line.split_once(',')).collect();
    let delivered: BTreeSet<&str> =
        files.keys().map(String::as_str).filter(|path| path.starts_with("deliveries/")).collect();
    assert_eq!(listed.keys().copied().collect::<BTreeSet<_>>(), delivered);
    assert_eq!(tally.deliveries, delivered.len());
    assert!(listed.values().all(|day| ("2015-04-01".."2017-04-01").contains(day)));
    assert_eq!(listed["deliveries/yot_offences/yot_offences_2016-Q3.csv"], "2016-10-28");
    assert_eq!(listed["deliveries/education_exclusions/education_exclusions_2017-spring.csv"], "2017-03-09");
}

#[test]
fn the_truth_names_the_line_of_each_row() {
    let (files, _) = files(SMALL);
    let truth = String::from_utf8(files["truth.csv"].clone()).expect("UTF-8");
    let people = String::from_utf8(files["cohort/people.csv"].clone()).expect("UTF-8");
    let born: BTreeMap<&str, &str> = people
        .lines()
        .skip(1)
        .filter_map(|line| Some((line.split(',').next()?, line.split(',').nth(3)?)))
        .collect();
    let mut checked = 0;
    for entry in truth.lines().filter(|line| line.starts_with("deliveries/dwp_adms/")) {
        let fields: Vec<&str> = entry.split(',').collect();
        let number: usize = fields[1].parse().expect("a line number");
        let text = String::from_utf8(files[fields[0]].clone()).expect("UTF-8");
        let row = text.lines().nth(number - 1).expect("the line exists");
        // A birth date may be left out or mistaken, but the larger part is right.
        checked += usize::from(row.contains(born[fields[2]]));
    }
    assert!(checked > 500, "{checked}");
}
