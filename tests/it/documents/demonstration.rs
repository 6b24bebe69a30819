//! The README word for word: the demonstration is run as a person would run it, and what the README shows must be printed.

use crate::repository::root;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A block of the README that begins with `$ hearth`: the command and the lines it shows.
struct Shown<'a> {
    command: &'a str,
    lines: Vec<&'a str>,
}

fn shown(readme: &str) -> Vec<Shown<'_>> {
    let blocks = readme.split("```console\n$ hearth ").skip(1).filter_map(|rest| rest.split("\n```").next());
    let parts = blocks.filter_map(|block| block.split_once('\n'));
    parts.map(|(command, lines)| Shown { command, lines: lines.lines().collect() }).collect()
}

fn printed(folder: &Path, command: &str) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_hearth"));
    let output = program.args(command.split_whitespace()).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "hearth {command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The first line shown that is not printed after the one before; `...` stands for any lines.
fn first_missing<'a>(lines: &[&'a str], printed: &str) -> Option<&'a str> {
    let mut rest = printed.lines();
    lines.iter().filter(|line| **line != "...").find(|line| !rest.any(|printed| printed == **line)).copied()
}

#[test]
fn the_readme_shows_what_the_demonstration_prints() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let shown = shown(&readme);
    assert!(shown.len() > 1, "the README shows the demonstration and more");
    let folder = tempfile::tempdir().unwrap();
    for block in shown {
        let printed = printed(folder.path(), block.command);
        let missing = first_missing(&block.lines, &printed);
        assert!(
            missing.is_none(),
            "hearth {} does not print\n{}\nbut\n{printed}",
            block.command,
            missing.unwrap_or("")
        );
    }
}

#[test]
fn a_line_that_is_not_printed_in_its_place_is_missed() {
    assert_eq!(first_missing(&["a", "...", "c"], "a\nb\nc\n"), None);
    assert_eq!(first_missing(&["c", "a"], "a\nb\nc\n"), Some("a"));
    assert_eq!(first_missing(&["a", "d"], "a\nb\nc\n"), Some("d"));
}
