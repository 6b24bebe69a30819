//! The one place that prints: result lines, tables and JSON to stdout, problems and progress to stderr.
//!
//! Bars only on a terminal, plain lines otherwise; colours only on a terminal and not with `NO_COLOR`. Nothing here decides
//! anything.

use super::failure::Failure;
use crate::problem::{Kind, Problem, Severity};
use crate::workspace::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

/// How many problems of one kind are shown. A column that is wrong throughout would fill the screen.
const MOST_OF_A_KIND: usize = 10;

/// How a command speaks.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Manner {
    /// Errors only.
    pub quiet: bool,
    /// One JSON document on stdout instead of lines for people.
    pub json: bool,
}

/// Stdout and stderr, with what is known of them.
#[derive(Debug)]
pub struct Terminal {
    manner: Manner,
    interactive: bool,
    colour: bool,
    failed: Cell<bool>,
}

impl Terminal {
    /// The process's own stdout and stderr.
    #[must_use]
    pub fn new(manner: Manner) -> Self {
        let interactive = io::stderr().is_terminal();
        let colour = interactive && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { manner, interactive, colour, failed: Cell::new(false) }
    }

    /// Whether the answer is one JSON document.
    #[must_use]
    pub fn is_json(&self) -> bool {
        self.manner.json
    }

    /// Whether something could not be written to stdout. A reader that went away (`| head`) does not count.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.failed.get()
    }

    /// A line for people; nothing with `--quiet` or `--json`.
    pub fn line(&self, text: &str) {
        if !self.manner.quiet && !self.manner.json {
            self.print(text);
        }
    }

    /// The command's answer for programs; only with `--json`.
    pub fn json(&self, value: &serde_json::Value) {
        if self.manner.json {
            self.print(&format!("{value:#}"));
        }
    }

    /// What the command was asked to print, whatever the manner: a page, a completion script.
    pub fn page(&self, text: &str) {
        self.print(text.trim_end_matches('\n'));
    }

    fn print(&self, text: &str) {
        let mut stdout = io::stdout().lock();
        let written = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
        if written.is_err_and(|error| error.kind() != ErrorKind::BrokenPipe) {
            self.failed.set(true);
        }
    }

    /// Problems to stderr: of each kind the first few, then how many more; with `--quiet` the errors only.
    pub fn problems<'a>(&self, problems: impl IntoIterator<Item = &'a Problem>) {
        let mut shown: BTreeMap<Kind, usize> = BTreeMap::new();
        for problem in problems {
            if self.manner.quiet && problem.severity() == Severity::Warning {
                continue;
            }
            let number = shown.entry(problem.kind).or_default();
            *number += 1;
            if *number <= MOST_OF_A_KIND {
                self.complain(&self.painted(&problem.to_string()));
            }
        }
        for (kind, number) in shown.into_iter().filter(|(_, number)| *number > MOST_OF_A_KIND) {
            self.complain(&format!(
                "... and {} more of {} [{}]",
                number - MOST_OF_A_KIND,
                kind.title(),
                kind.code()
            ));
        }
    }

    /// Every problem to stderr, however many there are of a kind; with `--quiet` the errors only.
    pub fn every_problem<'a>(&self, problems: impl IntoIterator<Item = &'a Problem>) {
        let wanted = |problem: &&Problem| !self.manner.quiet || problem.severity() == Severity::Error;
        for problem in problems.into_iter().filter(wanted) {
            self.complain(&self.painted(&problem.to_string()));
        }
    }

    /// A sentence to stderr that something needs a person; also with `--quiet`.
    pub fn notice(&self, text: &str) {
        self.complain(text);
    }

    /// Why the command stopped, to stderr.
    pub fn failure(&self, failure: &Failure) {
        self.complain(&self.painted(&failure.to_string()));
    }

    /// A stderr that cannot be written to leaves nowhere to say so.
    fn complain(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }

    /// The severity words in colour, where colours are wanted.
    fn painted(&self, text: &str) -> String {
        if !self.colour {
            return text.to_owned();
        }
        text.lines().map(paint_line).collect::<Vec<_>>().join("\n")
    }

    /// A listener that shows a bar for each stage on a terminal, one plain line under cron, nothing with `--quiet` or
    /// `--json`.
    #[must_use]
    pub fn progress(&self) -> Bars {
        let shown = !self.manner.quiet && !self.manner.json;
        Bars { shown, interactive: self.interactive, bar: Mutex::new(ProgressBar::hidden()) }
    }
}

/// Shows how far a stage is.
#[derive(Debug)]
pub struct Bars {
    shown: bool,
    interactive: bool,
    bar: Mutex<ProgressBar>,
}

impl Bars {
    fn bar(&self) -> ProgressBar {
        self.bar.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Progress for Bars {
    fn stage(&self, name: &'static str, steps: usize) {
        self.bar().finish_and_clear();
        if !self.shown {
            return;
        }
        if !self.interactive {
            let _ = writeln!(io::stderr().lock(), "{name}");
            return;
        }
        let style = ProgressStyle::with_template("{msg:<28} {bar:30} {pos}/{len}")
            .expect("the template is a constant");
        let bar = ProgressBar::new(steps as u64).with_style(style).with_message(name);
        bar.tick();
        *self.bar.lock().unwrap_or_else(PoisonError::into_inner) = bar;
    }

    fn step(&self) {
        self.bar().inc(1);
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.bar().finish_and_clear();
    }
}

fn paint_line(line: &str) -> String {
    const RED: &str = "\u{1b}[1;31m";
    const YELLOW: &str = "\u{1b}[1;33m";
    const PLAIN: &str = "\u{1b}[0m";
    for (word, colour) in [("error:", RED), ("warning:", YELLOW)] {
        if line.starts_with(word) || line.contains(&format!(": {word} ")) {
            return line.replacen(word, &format!("{colour}{word}{PLAIN}"), 1);
        }
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_severity_word_is_coloured() {
        assert_eq!(paint_line("a.csv:3: error: no date"), "a.csv:3: \u{1b}[1;31merror:\u{1b}[0m no date");
        assert_eq!(paint_line("  hint: ask the sender"), "  hint: ask the sender");
    }
}
