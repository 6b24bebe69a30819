//! The same inputs give the same bytes: on another day, with another number of threads, in another order, on another path.

use crate::hearth::{Files, Place};

/// Names first, so that a failure does not print the bytes.
#[track_caller]
fn are_the_same(left: &(String, Files), right: &(String, Files)) {
    assert_eq!(left.0, right.0, "the runs have other names");
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&left.1), names(&right.1));
    for (name, bytes) in &left.1 {
        assert!(right.1[name] == *bytes, "{name} has other bytes");
    }
}

#[test]
fn the_same_month_run_again_gives_the_same_bytes_and_is_recognised() {
    let place = Place::filled();
    place.run_may();
    let first = place.run_of_may();
    let again = place.run_may();
    assert!(again.stdout.contains("the bytes are the same"), "{}", again.stdout);
    are_the_same(&first, &place.run_of_may());
    assert!(first.1.len() > 8, "the run has its files");
}

#[test]
fn one_thread_and_two_give_the_same_bytes() {
    let run = |threads: &str| {
        let place = Place::filled();
        let variables = [("RAYON_NUM_THREADS", threads), ("POLARS_MAX_THREADS", threads)];
        place.run_with(&["run", "--as-of", "2016-05-31"], &variables);
        place.run_of_may()
    };
    are_the_same(&run("1"), &run("2"));
}

#[test]
fn files_listed_in_another_order_on_another_path_give_the_same_bytes() {
    let run = |backwards: bool| {
        let place = Place::new();
        let mut files = place.deliveries();
        if backwards {
            files.reverse();
        }
        let cohort = place.path("borough/cohort");
        let mut things = vec!["--cohort", cohort.as_str()];
        things.extend(files.iter().map(String::as_str));
        place.ingest(&things, "2016-06-30").ends_with(0);
        place.run_may();
        place.run_of_may()
    };
    are_the_same(&run(false), &run(true));
}

#[test]
fn files_taken_in_one_by_one_give_the_same_bytes_as_together() {
    let place = Place::new();
    place.ingest(&["--cohort", &place.path("borough/cohort")], "2016-06-30").ends_with(0);
    for folder in [
        "yot_offences",
        "interchange",
        "police_bulk",
        "dwp_adms",
        "education_exclusions",
        "education_attendance",
    ] {
        place.ingest(&[&place.path(&format!("borough/deliveries/{folder}"))], "2016-06-30").ends_with(0);
    }
    place.run_may();
    let together = Place::filled();
    together.run_may();
    are_the_same(&place.run_of_may(), &together.run_of_may());
}

#[test]
fn a_manifest_names_no_path_and_no_clock() {
    let place = Place::filled();
    place.run_may();
    let manifest = String::from_utf8(place.run_of_may().1.remove("manifest.json").unwrap()).unwrap();
    assert!(!manifest.contains(&place.path("")), "{manifest}");
    let ledger = std::fs::read_to_string(place.path("workspace/deliveries.csv")).unwrap();
    let put_in = ledger.lines().nth(1).unwrap().split(',').nth(6).unwrap();
    assert!(ledger.contains(put_in) && !manifest.contains(&put_in[..10]), "the day it was put in is in it");
}
