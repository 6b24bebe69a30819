//! Verifying a workspace: whatever byte is changed, whatever file is lost or added, it is found and the right file named.

use crate::council::Council;
use crate::hearth::Place;
use hearth::workspace::verify::Verified;
use hearth::workspace::{Moment, Workspace, ledgers};
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

/// A workspace in which everything was done that leaves a trace: a programme of its own, a link decided, an override, a claim
/// that went in, a delivery withdrawn, a program kept, old runs purged, a name erased.
fn whole() -> Council {
    let mut council = Council::of(&["F1", "F2"]).with_waiting("F3").with_number("F7", "Y123456");
    council.has_roll_on("F7", "2016-06-13");
    let amount = "[[amount]]\nkind = \"result\"\nfrom = \"2015-04-01\"\nto = \"2020-03-31\"\npence = 70000\n";
    let programme = format!("title = \"Town\"\n{amount}reference = \"letter\"\n");
    fs::write(council.path("workspace/definitions/programme.toml"), programme).unwrap();
    council.take_in("2017-03-01");
    council.take_in_offences(
        "Y123456,F7,Gia,02/05/2005,,C1,10/01/2016,theft,3,conviction,10/02/2016\n",
        "2017-03-02",
    );
    council.run(&["run", "--as-of", "2017-02-28"]).ends_with(1);
    let queue = council.file("2017-02-28", "review.csv");
    let pair = crate::borough::rows(queue.as_bytes())[0]["pair"].clone();
    let said = ["--by", "M. Ellery", "--reason", "asked the team", "--on", "2017-03-03"];
    council.run(&[&["review", "accept", &pair], &said[..]].concat()).ends_with(0);
    let add = ["override", "add", "F3", "tb-2e", "--reason", "equivalent progress"];
    council.step(&add, "H. Head", "2017-03-20").ends_with(0);
    council.run(&["withdraw", "d00001", "--reason", "not ours", "--by", "J. Hale"]).ends_with(0);
    council.take_in_as("_again", "2017-04-01");
    council.month("2017-03-31");
    council.run(&["claim", "propose", "--by", "A. Analyst"]).ends_with(0);
    for step in [&["audit", "sample", "k001"][..], &["audit", "record", "k001", "F1", "passed"]] {
        council.run(&[step, &["--by", "C. Auditor"]].concat()).ends_with(0);
    }
    let workspace = Workspace::open(Path::new(&council.workspace())).unwrap();
    let lock = workspace.lock().unwrap();
    workspace.keep_program("hearth", b"the program", Moment::parse("2017-04-10").unwrap()).unwrap();
    drop(lock);
    council.run(&["purge", "--before", "2017-03-01"]).ends_with(0);
    council.run(&["purge", "--text", "J. Hale"]).ends_with(0);
    council
}

fn verified_at(root: &str) -> Verified {
    let workspace = Workspace::open(Path::new(root)).unwrap();
    workspace.verify(&hearth::workspace::progress::Silent).unwrap()
}

fn verified(place: &Place) -> Verified {
    verified_at(&place.path("workspace"))
}

/// The files that `verify` answers for, from the workspace's folder: all but the settings, the council's definitions and the
/// lock.
fn answered_for(place: &Place) -> Vec<String> {
    answered_for_at(&place.path("workspace"))
}

fn answered_for_at(root: &str) -> Vec<String> {
    let root = PathBuf::from(root);
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
fn any_flipped_byte_of_a_workspace_with_every_kind_of_file_is_found_and_the_file_named() {
    let council = whole();
    let root = council.workspace();
    assert!(verified_at(&root).problems.is_empty(), "{:?}", verified_at(&root).problems);
    let files = answered_for_at(&root);
    let has = |name: &str| files.iter().any(|file| file == name);
    for form in ledgers::ALL {
        assert!(has(form.file), "{} is among them", form.file);
        assert!(
            form.erasable.is_empty() || has(&format!("texts/{}", form.file)),
            "the texts of {}",
            form.file
        );
    }
    let archived = |bytes: &[u8]| {
        let digest = hearth::domain::Digest::of(bytes).to_string();
        has(&format!("archive/{}/{digest}.gz", &digest[..2]))
    };
    assert!(archived(&fs::read(format!("{root}/definitions/programme.toml")).unwrap()), "the programme");
    assert!(archived(b"the program") && archived(&fs::read(council.path("cohort/people.csv")).unwrap()));
    let published = files.iter().filter(|file| file.starts_with("runs/2017-03-31/")).count();
    assert!(published > 10 && files.iter().any(|file| file.starts_with("runs/2017-02-28/")));
    for name in &files {
        let path = format!("{root}/{name}");
        let good = fs::read(&path).unwrap();
        let is_chained = !name.contains('/') || name.starts_with("texts/");
        let step = (good.len() / if is_chained { 40 } else { 6 }).max(1);
        for (turn, at) in (0..good.len()).step_by(step).chain([good.len() - 1]).enumerate() {
            let mut bad = good.clone();
            bad[at] ^= 1 << (turn % 8);
            fs::write(&path, &bad).unwrap();
            let found = verified_at(&root).problems;
            let first = found.first().unwrap_or_else(|| panic!("{name}, byte {at}: not found"));
            assert_eq!(first.place.file, *name, "byte {at}");
        }
        fs::write(&path, &good).unwrap();
    }
    assert!(verified_at(&root).problems.is_empty());
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

#[test]
fn a_note_that_names_what_hearth_never_announces_excuses_nothing() {
    let place = place();
    place.write("workspace/.announced.json", br#"["archive","runs"]"#).unwrap();
    assert_eq!(first_bad(&place, "the note"), ".announced.json");
    place.write("workspace/runs/2016-05-31/note.txt", b"mine").unwrap();
    place.run(&["verify"]).ends_with(6).complains_of(&["runs/2016-05-31/note.txt", "1 more"]);
    place.run(&["verify", "--all"]).ends_with(6).complains_of(&[".announced.json: ", "names `archive`"]);
    place.run(&["run", "--as-of", "2016-05-31"]).ends_with(6).complains_of(&[".announced.json"]);
    assert!(fs::exists(place.path("workspace/runs/2016-05-31/note.txt")).unwrap(), "nothing is removed");
}
