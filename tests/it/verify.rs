//! Verifying a workspace: whatever byte is changed, whatever file is lost or added, it is found and the right file named.

use crate::hearth::Place;
use hearth::workspace::Workspace;
use hearth::workspace::verify::Verified;
use std::fs;
use std::path::{Path, PathBuf};

/// A workspace with deliveries, two cohort versions and two runs.
fn place() -> Place {
    let place = Place::filled();
    place.run_may();
    let people = fs::read_to_string(place.path("borough/cohort/people.csv")).unwrap();
    place.write("borough/cohort/people.csv", people.replace(",F,", ",f,").as_bytes()).unwrap();
    place.ingest(&["--cohort", &place.path("borough/cohort")], "2016-07-01").ends_with(0);
    place.run_may();
    place
}

fn verified(place: &Place) -> Verified {
    let workspace = Workspace::open(Path::new(&place.path("workspace"))).unwrap();
    workspace.verify(&hearth::workspace::progress::Silent).unwrap()
}

/// The files that `verify` answers for, from the workspace's folder: all but the settings, the council's definitions and the
/// lock.
fn answered_for(place: &Place) -> Vec<String> {
    let root = PathBuf::from(place.path("workspace"));
    let (mut waiting, mut found) = (vec![root.clone()], Vec::new());
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if ["hearth.toml", "definitions", ".lock"].contains(&name.as_str()) {
                continue;
            }
            if path.is_dir() { waiting.push(path) } else { found.push(name) }
        }
    }
    found.sort();
    found
}

/// The file that the first problem names.
#[track_caller]
fn first_bad(place: &Place, what: &str) -> String {
    let found = verified(place);
    let problem = found.problems.first().unwrap_or_else(|| panic!("{what}: not found"));
    problem.place.file.clone()
}

#[test]
fn a_workspace_that_nobody_touched_is_as_it_was_written() {
    let place = place();
    let found = verified(&place);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let ran = place.run(&["verify"]).ends_with(0);
    assert!(ran.stdout.contains("files are as they were written\nhead: "), "{}", ran.stdout);
}

#[test]
fn any_flipped_byte_of_any_file_is_found_and_the_file_named() {
    let place = place();
    let files = answered_for(&place);
    for name in ["deliveries.csv", "cohorts.csv", "definitions.csv", "runs.csv", "heads.csv"] {
        assert!(files.iter().any(|file| file == name), "{name} is among them");
    }
    for name in &files {
        let path = place.path(&format!("workspace/{name}"));
        let good = fs::read(&path).unwrap();
        let step = (good.len() / 5).max(1);
        for (turn, at) in (0..good.len()).step_by(step).chain([good.len() - 1]).enumerate() {
            let mut bad = good.clone();
            bad[at] ^= 1 << (turn % 8);
            fs::write(&path, &bad).unwrap();
            assert_eq!(first_bad(&place, &format!("{name}, byte {at}")), *name, "byte {at}");
        }
        fs::write(&path, &good).unwrap();
    }
    assert!(verified(&place).problems.is_empty());
}

#[test]
fn any_lost_file_and_any_added_file_is_found_and_named() {
    let place = place();
    for name in &answered_for(&place) {
        let path = place.path(&format!("workspace/{name}"));
        let good = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(first_bad(&place, name), *name);
        fs::write(&path, &good).unwrap();
    }
    let run = place.runs_of_may().into_keys().next().unwrap();
    for name in ["archive/ab/note.gz", "runs/2016-05-31/note.txt", &format!("runs/2016-05-31/{run}/note.txt")]
    {
        place.write(&format!("workspace/{name}"), b"mine").unwrap();
        assert_eq!(first_bad(&place, name), *name);
        fs::remove_file(place.path(&format!("workspace/{name}"))).unwrap();
    }
}

#[test]
fn a_ledger_cut_at_any_line_is_found_even_with_its_heads() {
    let place = place();
    for name in ["deliveries.csv", "cohorts.csv", "runs.csv", "heads.csv"] {
        let path = place.path(&format!("workspace/{name}"));
        let good = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = good.split_inclusive('\n').collect();
        for kept in [1, lines.len() / 2, lines.len() - 1] {
            fs::write(&path, lines[..kept].concat()).unwrap();
            let found = verified(&place).problems;
            assert!(!found.is_empty(), "{name} cut to {kept} lines");
            place.run(&["run", "--as-of", "2016-05-31"]).ends_with(6);
        }
        fs::write(&path, &good).unwrap();
    }
    assert!(verified(&place).problems.is_empty());
}

#[test]
fn a_head_that_was_printed_finds_a_workspace_that_was_rebuilt() {
    let place = place();
    let head = verified(&place).head.unwrap().to_string();
    place.ingest(
        &["--cohort", &place.path("borough/cohort"), &place.path("borough/deliveries")],
        "2016-07-02",
    );
    let ran = place.run(&["verify", "--head", &head[..16]]).ends_with(0);
    assert!(ran.stdout.contains("the head is that of heads.csv at line "), "{}", ran.stdout);
    // The same files taken in again into a new folder make another head: it was not there at the time.
    let other = Place::filled();
    other.run_may();
    other.run(&["verify", "--head", &head]).ends_with(6).complains_of(&["[W108]", "cut or rebuilt"]);
    place.run(&["verify", "--head", "abc"]).ends_with(2);
}

#[test]
fn the_first_bad_file_is_named_and_all_of_them_when_asked() {
    let place = place();
    let bad: Vec<String> =
        answered_for(&place).into_iter().filter(|name| name.starts_with("archive/")).take(12).collect();
    for name in &bad {
        fs::write(place.path(&format!("workspace/{name}")), b"other").unwrap();
    }
    let ran = place.run(&["verify"]).ends_with(6).complains_of(&[&bad[0], "[W103]", "11 more"]);
    assert!(!ran.stderr.contains(&bad[1]));
    let bad: Vec<&str> = bad.iter().map(String::as_str).collect();
    place.run(&["verify", "--all"]).ends_with(6).complains_of(&bad);
}
