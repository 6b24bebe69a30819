//! Two runs compared: what the later went out from that the earlier did not, and what came of it.

use crate::hearth::Place;
use std::fs;

/// The names of the runs of May, the one given first.
fn other_run(place: &Place, first: &str) -> String {
    place.runs_of_may().into_keys().find(|name| name != first).expect("a second run")
}

/// Runs May, then again after the police file of a month was corrected to an empty one.
fn corrected(month: &str) -> (Place, String, String) {
    let place = Place::filled();
    place.run_may();
    let (old, _) = place.run_of_may();
    let name = format!("borough/deliveries/police_bulk/police_bulk_{month}.csv");
    let mut text = fs::read(place.path(&name)).unwrap();
    text.truncate(text.iter().position(|byte| *byte == b'\n').unwrap() + 1);
    place.write(&format!("later/police_bulk/police_bulk_{month}_corrected.csv"), &text).unwrap();
    place.ingest(&[&place.path("later")], "2016-07-05").ends_with(0);
    place.run_may();
    let new = other_run(&place, &old);
    (place, old, new)
}

#[test]
fn a_correction_is_named_with_the_lines_that_went() {
    let (place, old, new) = corrected("2016-03");
    let ran = place.run(&["diff", &old, &new, "--clauses"]).ends_with(0);
    let shown = &ran.stdout;
    let cause = "police_bulk_2016-03_corrected.csv for police_bulk_2016-03.csv";
    assert!(shown.lines().any(|line| line.starts_with("correction") && line.contains(cause)), "{shown}");
    assert_eq!(shown.matches("new delivery").count(), 0, "{shown}");
    let json = place.run(&["diff", &old, &new, "--json"]).ends_with(0).stdout;
    let found: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(found["causes"][0]["kind"], "correction");
    assert_eq!(found["causes"].as_array().unwrap().len(), 1);
    for clause in
        found["changed"].as_array().unwrap().iter().flat_map(|one| one["clauses"].as_array().unwrap())
    {
        let lost = clause["lost"].as_array().unwrap();
        let of_file = |one: &serde_json::Value| one.as_str().unwrap().starts_with("police_bulk_2016-03.csv:");
        assert!(lost.iter().all(of_file), "{clause}");
    }
}

#[test]
fn a_run_differs_from_itself_in_nothing() {
    let place = Place::filled();
    place.run_may();
    let (name, _) = place.run_of_may();
    let ran = place.run(&["diff", &name, &name]).ends_with(0);
    assert!(ran.stdout.contains("both went out from the same"), "{}", ran.stdout);
    assert!(ran.stdout.contains("results differ for 0 of"), "{}", ran.stdout);
}

#[test]
fn a_parameter_is_named_with_both_values() {
    let place = Place::filled();
    place.run_may();
    let (old, _) = place.run_of_may();
    place.run(&["run", "--as-of", "2016-05-31", "--set", "hold-months=3"]);
    let ran = place.run(&["diff", &old, &other_run(&place, &old)]).ends_with(0);
    let line = ran.stdout.lines().find(|line| line.starts_with("parameter")).unwrap();
    let cells: Vec<&str> = line.split("  ").filter(|cell| !cell.is_empty()).map(str::trim).collect();
    assert_eq!(cells, ["parameter", "hold-months", "the plan's own", "3"]);
}

#[test]
fn a_family_that_neither_run_has_is_no_family_without_a_difference() {
    let place = Place::filled();
    place.run_may();
    let (name, _) = place.run_of_may();
    place.run(&["diff", &name, &name, "--family", "NOSUCH"]).ends_with(2).complains_of(&["NOSUCH"]);
    let ran = place.run(&["diff", &name, &name, "--family", "F0001"]).ends_with(0);
    assert!(ran.stdout.contains("no clause differs"), "{}", ran.stdout);
}
