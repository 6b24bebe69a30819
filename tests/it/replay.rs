//! Replay: a run computed again from archived bytes is the same to the byte, or the first difference is named.

use crate::hearth::Place;
use std::fs;
use std::path::Path;

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn run_made() -> Place {
    let place = Place::filled();
    place.run_may();
    place
}

const DELIVERY: &str = "borough/deliveries/police_bulk/police_bulk_2016-03.csv";

#[test]
fn a_run_computed_again_is_the_same() {
    let place = run_made();
    let (name, files) = place.run_of_may();
    let ran = place.run(&["replay", &name]).ends_with(0);
    assert!(ran.stdout.contains(&format!("{} files computed again", files.len())), "{}", ran.stdout);
}

#[test]
fn a_replay_sees_what_the_run_saw_whatever_came_later() {
    let place = run_made();
    let (name, _) = place.run_of_may();
    let mut corrected = fs::read(place.path(DELIVERY)).unwrap();
    corrected.truncate(corrected.iter().position(|byte| *byte == b'\n').unwrap() + 1);
    place.write("later/police_bulk/police_bulk_2016-03_corrected.csv", &corrected).unwrap();
    place.ingest(&[&place.path("later")], "2016-07-05").ends_with(0);
    place.run(&["replay", &name]).ends_with(0);
}

#[test]
fn one_changed_byte_of_an_archived_delivery_is_exit_5_and_named() {
    let place = run_made();
    let archived = place.archived(DELIVERY);
    let length = usize::try_from(fs::metadata(&archived).unwrap().len()).unwrap();
    for at in [0, 5, length / 2, length - 1] {
        flip(&archived, at);
        let name = archived.file_name().unwrap().to_str().unwrap();
        let ran = place.run(&["replay", "2016-05-31"]).ends_with(5);
        ran.complains_of(&["[W103]", "police_bulk_2016-03.csv", name]);
        flip(&archived, at);
    }
    place.run(&["replay", "2016-05-31"]).ends_with(0);
}

#[test]
fn a_lost_delivery_is_exit_5() {
    let place = run_made();
    fs::remove_file(place.archived(DELIVERY)).unwrap();
    place.run(&["replay", "2016-05-31"]).ends_with(5).complains_of(&["[W103]", "police_bulk_2016-03.csv"]);
}

#[test]
fn a_changed_line_of_a_report_is_named_with_both_digests() {
    let place = run_made();
    let (name, files) = place.run_of_may();
    let results = &files["results.csv"];
    let second_line = results.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    flip(Path::new(&place.path(&format!("workspace/runs/2016-05-31/{name}/results.csv"))), second_line);
    let computed = hearth::domain::Digest::of(results).to_string();
    place.run(&["replay", &name]).ends_with(5).complains_of(&["results.csv:2: differs", &computed, "hint:"]);
}

#[test]
fn a_changed_manifest_and_an_added_file_are_differences() {
    let place = run_made();
    let (name, _) = place.run_of_may();
    let folder = format!("workspace/runs/2016-05-31/{name}");
    place.write(&format!("{folder}/note.txt"), b"mine").unwrap();
    place.run(&["replay", &name]).ends_with(5).complains_of(&["note.txt"]);
    fs::remove_file(place.path(&format!("{folder}/note.txt"))).unwrap();
    let manifest = place.path(&format!("{folder}/manifest.json"));
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replacen("\"families\": ", "\"families\": 1", 1)).unwrap();
    place.run(&["replay", &name]).ends_with(5).complains_of(&["manifest.json:"]);
}

#[test]
fn a_run_that_is_not_there_is_said_so() {
    let place = run_made();
    place.run(&["replay", "2015-01-31"]).ends_with(4).complains_of(&["there is no run `2015-01-31`"]);
}
