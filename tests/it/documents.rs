//! Documents against the program: what is generated must be what it would write now, and what is written by hand must name
//! what exists.

mod demonstration;
mod played;

use crate::repository::{root, text_files};
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

/// The pages people read, with their names.
fn pages() -> Vec<(String, String)> {
    text_files().into_iter().filter(|(name, _)| name.ends_with(".md")).collect()
}

/// The lines in the code blocks of a page, those ended by a backslash joined with the next.
fn block_lines(page: &str) -> Vec<String> {
    let blocks = page.split("```").skip(1).step_by(2);
    let lines = blocks.flat_map(|block| block.lines().skip(1).map(str::to_owned).collect::<Vec<_>>());
    lines.fold(Vec::new(), |mut joined: Vec<String>, line| {
        match joined.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push_str(line.trim_start());
            }
            _ => joined.push(line),
        }
        joined
    })
}

/// The arguments of the program, if the line calls it: by its name or through cargo.
fn arguments(line: &str) -> Option<Vec<String>> {
    let line = line.trim_start().trim_start_matches("$ ");
    let rest = line.strip_prefix("hearth ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    let ends = |word: &&str| matches!(*word, "|" | "&&" | ">" | "||" | "#") || word.starts_with('#');
    let words = words(rest).into_iter().take_while(|word| !ends(&word.as_str()));
    Some(std::iter::once("hearth".to_owned()).chain(words).collect())
}

/// The words of a line as a shell takes them: what stands in double quotes is one.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    let joined = parts.fold(String::new(), |text, (at, part)| {
        text + &if at % 2 == 0 { part.to_owned() } else { part.replace(' ', "\u{1}") }
    });
    joined.split_whitespace().map(|word| word.replace('\u{1}', " ")).collect()
}

/// Why the program would refuse a line of a page; asking for help or the version is no refusal.
fn refusal(line: &str) -> Option<String> {
    use clap::error::ErrorKind::{DisplayHelp, DisplayVersion};
    let error = hearth::cli::command().try_get_matches_from(arguments(line)?).err()?;
    (!matches!(error.kind(), DisplayHelp | DisplayVersion)).then(|| error.to_string())
}

/// The commands named in running text as `hearth command`.
fn commands_named(page: &str) -> Vec<&str> {
    let spans = page.split('`').skip(1).step_by(2);
    let names = spans.filter_map(|span| span.strip_prefix("hearth ")?.split_whitespace().next());
    names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

#[test]
fn every_command_line_in_the_documents_is_accepted() {
    let mut broken = Vec::new();
    let mut seen = 0;
    for (name, text) in pages().iter().filter(|(name, _)| !name.starts_with("docs/reference/")) {
        let lines = block_lines(text);
        seen += lines.iter().filter(|line| arguments(line).is_some()).count();
        broken.extend(lines.iter().filter_map(|line| Some(format!("{name}: {line}\n{}", refusal(line)?))));
    }
    assert!(seen > 0, "the documents show commands");
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_command_named_in_the_documents_exists() {
    let command = hearth::cli::command();
    for (name, text) in pages() {
        for named in commands_named(&text) {
            assert!(command.find_subcommand(named).is_some(), "{name}: there is no `hearth {named}`");
        }
    }
}

#[test]
fn every_command_is_in_the_readme() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let command = hearth::cli::command();
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        assert!(readme.contains(&format!("| `hearth {}", command.get_name())), "{}", command.get_name());
    }
}

#[test]
fn every_reason_and_flag_is_in_the_glossary() {
    let source = fs::read_to_string(root().join("src/outcomes/verdict.rs")).unwrap();
    let reasons = source.split("impl Reason {").nth(1).and_then(|rest| rest.split("\n}\n").next()).unwrap();
    let names: Vec<_> = reasons.split("=> \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() > 10, "the reasons are read");
    let glossary = document("glossary.md");
    for name in names {
        assert!(glossary.contains(&format!("\n| `{name}` | ")), "{name} is not in the glossary");
    }
}

#[test]
fn every_reading_that_a_parameter_changes_is_stated() {
    let readings = document("readings.md");
    for one in hearth::outcomes::parameters::ALL {
        let headings = [format!("\n### {} ", one.reading), format!("\n**{} ", one.reading)];
        assert!(headings.iter().any(|heading| readings.contains(heading)), "{} of {}", one.reading, one.name);
    }
}

#[test]
fn a_command_line_that_does_not_exist_is_refused() {
    assert!(refusal("hearth forecast --as-of 2017-03-31").is_some());
    assert!(refusal("cargo run --release -- problems --loud").is_some());
    assert!(refusal("hearth problems F302   # what it means").is_none());
    assert_eq!(block_lines("a\n```sh\nhearth a \\\n  b\n```\n"), ["hearth a b"]);
    assert_eq!(commands_named("see `hearth forecast --now`, `hearth`"), ["forecast"]);
}
