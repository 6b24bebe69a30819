//! Documents against the program: what is generated must be what it would write now, what is written by hand must name what exists.

use crate::repository::root;
use std::fs;

fn document(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[track_caller]
fn is_fresh(name: &str, written: &str) {
    let kept = document(name);
    let first = kept.lines().zip(written.lines()).position(|(a, b)| a != b);
    let line = first.unwrap_or(kept.lines().count().min(written.lines().count())) + 1;
    assert!(kept == written, "docs/{name}:{line} differs: run `hearth reference docs/reference`");
}

#[test]
fn the_generated_pages_are_fresh() {
    for (name, page) in hearth::cli::reference::pages() {
        is_fresh(&format!("reference/{name}"), &page);
    }
}

#[test]
fn every_dependency_has_its_reason() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let record = document("decisions/0011-dependencies.md");
    let mut seen = 0;
    for section in ["[dependencies]\n", "[dev-dependencies]\n"] {
        let body = manifest.split(section).nth(1).and_then(|rest| rest.split("\n[").next()).unwrap();
        for name in body.lines().filter_map(|line| line.split_once(" = ")).map(|(name, _)| name) {
            assert!(record.contains(&format!("`{name}`")), "{name} is not in the record of dependencies");
            seen += 1;
        }
    }
    assert!(seen > 10, "the manifest is read");
}

#[test]
fn every_decision_is_listed() {
    let list = document("decisions/README.md");
    for entry in fs::read_dir(root().join("docs/decisions")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || list.contains(&format!("({name})")), "{name} is not listed");
    }
}
