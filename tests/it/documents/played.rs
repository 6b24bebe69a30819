//! Guide pages that can be typed as they stand: every file is written, every command run, and what is shown must be printed.
//!
//! A block below a line that names a file in backticks is added to the end of that file. In a console block each line
//! that begins with `$` is run, and the lines below it are what it prints; `...` stands for any lines.
//! `HEARTH_WRITE_GUIDE=1` writes what is printed into the page instead.

use crate::repository::root;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A part of a page, in its order.
enum Part<'a> {
    /// Lines to read.
    Text(&'a str),
    /// A file's name and the block to be added to it, fence lines included.
    File(&'a str, &'a str),
    /// What stands in a console block.
    Console(&'a str),
}

fn parts(page: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut named = None;
    for (index, piece) in page.split("```").enumerate() {
        if index % 2 == 0 {
            named = piece
                .trim_end()
                .rsplit('\n')
                .next()
                .and_then(|line| line.strip_prefix('`').and_then(|line| line.strip_suffix("`:")));
            parts.push(Part::Text(piece));
            continue;
        }
        match (named, piece.strip_prefix("console\n")) {
            (_, Some(console)) => parts.push(Part::Console(console)),
            (Some(name), None) => parts.push(Part::File(name, piece)),
            (None, None) => panic!("a block that is neither a file's nor a console: {piece}"),
        }
    }
    parts
}

fn add(folder: &Path, name: &str, block: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let before = fs::read_to_string(&path).unwrap_or_default();
    let (_, text) = block.split_once('\n').unwrap();
    fs::write(path, before + text).unwrap();
}

/// Runs a line as a person would, and gives what a terminal would show.
fn typed(folder: &Path, line: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_hearth"));
    let found = std::env::var("PATH").unwrap_or_default();
    let found = format!("{}:{found}", program.parent().unwrap().display());
    let output = Command::new("sh")
        .args(["-c", &format!("{line} 2>&1")])
        .env("PATH", found)
        .env_remove("HEARTH_WORKSPACE")
        .current_dir(folder)
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// A console block as it would look if it were typed now, and what of it is not true.
fn play(folder: &Path, console: &str) -> (String, Vec<String>) {
    let mut now = String::new();
    let mut wrong = Vec::new();
    for step in console.split("$ ").skip(1) {
        let (line, shown) = step.split_once('\n').unwrap();
        let printed = typed(folder, line);
        now.push_str(&format!("$ {line}\n{printed}"));
        if !as_shown(shown, &printed) {
            wrong.push(format!("$ {line}\nshows\n{shown}\nbut prints\n{printed}"));
        }
    }
    (now, wrong)
}

/// Whether all lines shown are printed, and no others but where `...` stands.
fn as_shown(shown: &str, printed: &str) -> bool {
    let mut rest = printed.lines();
    let mut any = false;
    for line in shown.lines() {
        if line == "..." {
            any = true;
        } else if any {
            any = false;
            if !rest.any(|printed| printed == line) {
                return false;
            }
        } else if rest.next() != Some(line) {
            return false;
        }
    }
    any || rest.next().is_none()
}

fn played(name: &str) {
    let path = root().join("docs/guide").join(name);
    let page = fs::read_to_string(&path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut now = Vec::new();
    let mut wrong = Vec::new();
    for part in parts(&page) {
        now.push(match part {
            Part::Text(text) => text.to_owned(),
            Part::File(name, block) => {
                add(folder.path(), name, block);
                block.to_owned()
            }
            Part::Console(console) => {
                let (text, untrue) = play(folder.path(), console);
                wrong.extend(untrue);
                format!("console\n{text}")
            }
        });
    }
    if std::env::var_os("HEARTH_WRITE_GUIDE").is_some() {
        fs::write(path, now.join("```")).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
}

#[test]
fn the_page_on_writing_a_plan_leads_from_an_empty_file_to_a_passing_case() {
    played("writing-a-plan.md");
}

#[test]
fn what_is_shown_must_be_all_that_is_printed() {
    assert!(as_shown("a\nb\n", "a\nb\n"));
    assert!(as_shown("a\n...\nd\n", "a\nb\nc\nd\n"));
    assert!(as_shown("a\n...\n", "a\nb\n"));
    assert!(!as_shown("a\n", "a\nb\n"));
    assert!(!as_shown("b\n", "a\nb\n"));
    assert!(!as_shown("a\n...\nd\n", "a\nb\nd\ne\n"));
}
