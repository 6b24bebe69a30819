//! The house rules that the compiler does not know: every file under `src/` is read and held against them.
//!
//! The rules are pure functions of a file's name and text, so each is also shown to fail on a bad sample.

use crate::repository;
use crate::source::{PathUse, module_of, paths};

/// Data moves down this table; a module uses only rows above its own. Modules in one row do not use each other.
const TABLE: &[&[&str]] = &[
    &["domain"],
    &["problem"],
    &["feeds"],
    &["facts"],
    &["links"],
    &["outcomes"],
    &["claims"],
    &["reports"],
    &["workspace"],
    &["synth", "review", "screen", "schema"],
    &["pipeline"],
    &["cli"],
];

const LONGEST_FILE: usize = 500;

/// A file under `src/`, named from there.
struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn paths(&self) -> Vec<PathUse> {
        paths(self.text, &module_of(self.name))
    }

    /// The module of the crate root that the file belongs to; `main` and `lib` for the two roots.
    fn top(&self) -> &str {
        self.name.split('/').next().unwrap_or("").trim_end_matches(".rs")
    }

    fn is_root(&self) -> bool {
        matches!(self.name, "main.rs" | "lib.rs")
    }

    fn places(&self, what: impl Fn(&PathUse) -> bool, why: &str) -> Vec<String> {
        let paths = self.paths();
        let found = paths.iter().filter(|path| what(path));
        found.map(|path| format!("{}:{}: {} {why}", self.name, path.line, path.segments.join("::"))).collect()
    }
}

fn row_of(module: &str) -> Option<usize> {
    TABLE.iter().position(|row| row.contains(&module))
}

fn imports_that_run_back_up(file: &File<'_>) -> Vec<String> {
    if file.is_root() {
        return Vec::new();
    }
    let own = file.top();
    let Some(row) = row_of(own) else {
        return vec![format!("{}: `{own}` is not in the table of modules", file.name)];
    };
    let runs_back = |path: &PathUse| {
        path.top_module().is_some_and(|used| used != own && row_of(used).is_none_or(|used| used >= row))
    };
    file.places(runs_back, "does not stand above")
}

fn printing(file: &File<'_>) -> Vec<String> {
    if file.top() == "cli" || file.name == "main.rs" {
        return Vec::new();
    }
    let prints = |path: &PathUse| {
        let macros = ["print", "println", "eprint", "eprintln", "dbg"];
        (path.is_macro && path.segments.last().is_some_and(|last| macros.contains(&last.as_str())))
            || path.names("io::stdout")
            || path.names("io::stderr")
    };
    file.places(prints, "prints outside cli/")
}

fn file_access(file: &File<'_>) -> Vec<String> {
    if matches!(file.top(), "workspace" | "cli") {
        return Vec::new();
    }
    let touches = |path: &PathUse| {
        let banned = ["std::fs", "File::open", "File::create", "OpenOptions", "fs::read", "fs::write"];
        !path.in_tests && banned.iter().any(|name| path.names(name))
    };
    file.places(touches, "touches files outside workspace/ and cli/")
}

fn clocks(file: &File<'_>) -> Vec<String> {
    if file.top() == "cli" {
        return Vec::new();
    }
    let banned = ["chrono::Local", "Local::now", "Utc::now", "SystemTime::now", "Instant::now"];
    file.places(|path| banned.iter().any(|name| path.names(name)), "reads a clock outside cli/")
}

fn surroundings(file: &File<'_>) -> Vec<String> {
    if file.top() == "cli" || file.name == "main.rs" {
        return Vec::new();
    }
    let banned = ["env::current_dir", "env::var", "env::var_os", "env::vars", "env::home_dir", "env::args"];
    file.places(|path| banned.iter().any(|name| path.names(name)), "looks at its surroundings outside cli/")
}

fn size(file: &File<'_>) -> Vec<String> {
    let lines = file.text.lines().count();
    if lines <= LONGEST_FILE {
        return Vec::new();
    }
    vec![format!("{}: {lines} lines, more than {LONGEST_FILE}", file.name)]
}

fn opening_paragraph(file: &File<'_>) -> Vec<String> {
    if file.text.starts_with("//! ") {
        return Vec::new();
    }
    vec![format!("{}: does not open with a `//!` paragraph", file.name)]
}

/// Holds a rule against every file of `src/`.
fn holds(rule: impl Fn(&File<'_>) -> Vec<String>) {
    let files = repository::rust_files("src");
    assert!(files.len() > 10, "the source is read");
    let broken: Vec<_> = files.iter().flat_map(|(name, text)| rule(&File { name, text })).collect();
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn a_module_uses_only_what_stands_above_it() {
    holds(imports_that_run_back_up);
}

#[test]
fn only_the_command_line_prints() {
    holds(printing);
}

#[test]
fn only_the_workspace_and_the_command_line_touch_files() {
    holds(file_access);
}

#[test]
fn only_the_command_line_reads_a_clock() {
    holds(clocks);
}

#[test]
fn only_the_command_line_looks_at_its_surroundings() {
    holds(surroundings);
}

#[test]
fn every_module_opens_with_a_paragraph() {
    holds(opening_paragraph);
}

#[test]
fn no_source_file_is_longer_than_the_wall() {
    holds(size);
}

#[test]
fn no_test_file_is_longer_than_the_wall_or_without_a_paragraph() {
    for (name, text) in repository::rust_files("tests") {
        let file = File { name: &name, text: &text };
        let broken = [size(&file), opening_paragraph(&file)].concat();
        assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
    }
}

/// Each rule must be able to fail: these files break exactly what they say.
mod samples {
    use super::*;

    fn broken(rule: impl Fn(&File<'_>) -> Vec<String>, name: &str, text: &str) -> usize {
        rule(&File { name, text }).len()
    }

    #[test]
    fn an_import_from_below_is_found_in_every_spelling() {
        let rule = imports_that_run_back_up;
        assert_eq!(broken(rule, "facts/fact.rs", "use crate::claims::Claim;"), 1);
        assert_eq!(broken(rule, "facts/fact.rs", "use crate::{domain::Day, claims::Claim};"), 1);
        assert_eq!(broken(rule, "facts/fact.rs", "use super::super::claims::Claim;"), 1);
        assert_eq!(broken(rule, "facts/mod.rs", "use super::claims::Claim;"), 1);
        assert_eq!(broken(rule, "facts/fact.rs", "fn f() { crate::links::link() }"), 1);
        assert_eq!(broken(rule, "pipeline.rs", "use super::cli::Arguments;"), 1);
        assert_eq!(broken(rule, "synth/mod.rs", "use crate::review::Queue;"), 1);
        assert_eq!(broken(rule, "facts/fact.rs", "use crate::Fact;"), 1);
        assert_eq!(broken(rule, "helpers/mod.rs", ""), 1);
    }

    #[test]
    fn an_import_from_above_or_beside_is_not() {
        let rule = imports_that_run_back_up;
        assert_eq!(broken(rule, "facts/fact.rs", "use crate::domain::Day; use super::Coverage;"), 0);
        assert_eq!(
            broken(rule, "facts/fact.rs", "mod tests { use super::super::Coverage; } pub(crate) fn f() {}"),
            0
        );
        assert_eq!(broken(rule, "cli/run.rs", "use crate::pipeline; // crate::nowhere"), 0);
    }

    #[test]
    fn printing_is_found() {
        assert_eq!(broken(printing, "claims/mod.rs", "fn f() { println!(\"x\"); std::io::stderr(); }"), 2);
        assert_eq!(broken(printing, "cli/mod.rs", "fn f() { println!(\"x\"); }"), 0);
    }

    #[test]
    fn file_access_is_found_but_not_in_tests() {
        assert_eq!(broken(file_access, "feeds/read.rs", "use std::{fs, io};"), 1);
        assert_eq!(broken(file_access, "feeds/read.rs", "fn f() { File::open(p) }"), 1);
        assert_eq!(broken(file_access, "feeds/read.rs", "#[cfg(test)] mod tests { use std::fs; }"), 0);
        assert_eq!(broken(file_access, "workspace/archive.rs", "use std::fs;"), 0);
    }

    #[test]
    fn a_clock_is_found() {
        assert_eq!(broken(clocks, "outcomes/mod.rs", "fn f() { chrono::Utc::now() }"), 1);
        assert_eq!(broken(clocks, "workspace/mod.rs", "fn f() { std::time::SystemTime::now() }"), 1);
        assert_eq!(broken(clocks, "cli/mod.rs", "fn f() { SystemTime::now() }"), 0);
    }

    #[test]
    fn surroundings_are_found() {
        assert_eq!(broken(surroundings, "feeds/mod.rs", "fn f() { std::env::var(\"X\") }"), 1);
        assert_eq!(broken(surroundings, "feeds/mod.rs", "const V: &str = env!(\"CARGO_PKG_VERSION\");"), 0);
    }

    #[test]
    fn a_long_file_and_a_silent_one_are_found() {
        assert_eq!(broken(size, "feeds/mod.rs", &"\n".repeat(LONGEST_FILE + 1)), 1);
        assert_eq!(broken(size, "feeds/mod.rs", &"\n".repeat(LONGEST_FILE)), 0);
        assert_eq!(broken(opening_paragraph, "feeds/mod.rs", "use crate::domain;"), 1);
    }
}
