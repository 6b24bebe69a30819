//! `register.csv`: the register of claims on disk. Lines come in with the moment they count from and are added to the chain;
//! its account as of a moment goes out. What may be added is decided by the rules of `claims`, not here.

use super::ledger::Entry;
use super::{Moment, Workspace};
use crate::claims::Account;
use crate::claims::register::Line;
use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::Result;

/// A line of the register with its moments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegisterEntry {
    /// Its number, from 1, written `r00001`.
    pub number: u32,
    /// The moment it was done, from which it counts. Never before that of the line above.
    pub at: Moment,
    /// When it was put into the workspace.
    pub put_in: Moment,
    /// What was done.
    pub line: Line,
}

impl RegisterEntry {
    /// As it is named to people.
    #[must_use]
    pub fn name(&self) -> String {
        format!("r{:05}", self.number)
    }
}

impl Entry for RegisterEntry {
    const FILE: &'static str = "register.csv";
    const COLUMNS: &'static [&'static str] = &columns();
    const ERASABLE: &'static [&'static str] = &["who", "reason"];

    fn fields(&self) -> Vec<String> {
        let mut fields = vec![self.name(), self.at.to_string(), self.put_in.to_string()];
        fields.extend(self.line.fields());
        fields
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [number, at, put_in, line @ ..] = fields else { return None };
        Some(Self {
            number: number.strip_prefix('r')?.parse().ok()?,
            at: Moment::parse(at)?,
            put_in: Moment::parse(put_in)?,
            line: Line::parse(line)?,
        })
    }
}

/// The number and moments of a line, and its own columns.
const fn columns() -> [&'static str; Line::COLUMNS.len() + 3] {
    let mut all = ["entry", "at", "put_in", "", "", "", "", "", "", "", "", "", "", "", "", "", ""];
    let mut index = 0;
    while index < Line::COLUMNS.len() {
        all[index + 3] = Line::COLUMNS[index];
        index += 1;
    }
    all
}

/// What these entries come to.
#[must_use]
pub fn account(entries: &[RegisterEntry]) -> Account {
    Account::of(entries.iter().map(|entry| (entry.at.day(), &entry.line)))
}

impl Workspace {
    /// The lines of the register that count at a moment, by default all, oldest first.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub fn register_entries(&self, known_at: Option<Moment>) -> Result<Vec<RegisterEntry>> {
        let mut entries = self.ledger::<RegisterEntry>().read()?;
        entries.retain(|entry| known_at.is_none_or(|moment| entry.at <= moment));
        Ok(entries)
    }

    /// What the register comes to now.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn account(&self) -> Result<Account> {
        Ok(account(&self.register_entries(None)?))
    }

    /// Adds lines to the register, all or none, and gives its head. The lock must be held.
    ///
    /// # Errors
    /// R110 if `at` lies before the last line or after `put_in`; an error of the world if it cannot be read or written.
    pub fn add_to_register(&self, lines: Vec<Line>, at: Moment, put_in: Moment) -> Result<Digest> {
        let ledger = self.ledger::<RegisterEntry>();
        let known = ledger.read()?;
        if let Some(last) = known.last().filter(|last| at < last.at) {
            return Err(out_of_time(format!("the register already knows of {}", last.at)));
        }
        if at > put_in {
            return Err(out_of_time(format!("{at} is not yet over")));
        }
        let first = u32::try_from(known.len()).unwrap_or(u32::MAX).saturating_add(1);
        let entries: Vec<RegisterEntry> =
            (first..).zip(lines).map(|(number, line)| RegisterEntry { number, at, put_in, line }).collect();
        ledger.append(&entries)?;
        ledger.head()
    }

    /// The head of the register after the last of the lines that fit; `None` if none does.
    ///
    /// # Errors
    /// If the register cannot be read.
    pub fn head_after(&self, fits: impl Fn(&Line) -> bool) -> Result<Option<Digest>> {
        let chained = self.ledger::<RegisterEntry>().chained()?;
        Ok(chained.into_iter().rev().find(|one| fits(&one.entry.line)).map(|one| one.value))
    }
}

fn out_of_time(detail: String) -> anyhow::Error {
    let problem = Problem::new(Kind::ClaimOutOfTime, Place::file(RegisterEntry::FILE), detail)
        .with_hint("--at says when it was done; without it, now");
    Problems(vec![problem]).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::register::Step;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).expect("a test moment")
    }

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace::init(folder.path(), "x", b"").expect("made");
        (folder, workspace)
    }

    fn line(family: &str) -> Line {
        Line::new(Step::Overridden, "", "Head of Service").about(&family.into()).saying("x").because("seen")
    }

    #[test]
    fn lines_come_back_numbered_and_names_stand_beside_the_chain() {
        let (folder, workspace) = workspace();
        let head = workspace.add_to_register(
            vec![line("f-1"), line("f-2")],
            moment("2017-04-03"),
            moment("2017-04-04"),
        );
        let entries = workspace.register_entries(None).expect("read");
        assert_eq!(entries.iter().map(RegisterEntry::name).collect::<Vec<_>>(), ["r00001", "r00002"]);
        assert_eq!(entries[1].line, line("f-2"));
        assert_eq!(
            head.expect("added"),
            workspace.head_after(|line| line.step == Step::Overridden).expect("read").expect("there")
        );
        let written = std::fs::read_to_string(folder.path().join("register.csv")).expect("read");
        assert!(!written.contains("Head of Service") && !written.contains("seen"));
    }

    #[test]
    fn a_line_counts_from_its_moment_and_time_does_not_run_back() {
        let (_folder, workspace) = workspace();
        let record = |family: &str, at: &str| {
            workspace.add_to_register(vec![line(family)], moment(at), moment("2017-12-31")).map(|_| ())
        };
        record("f-1", "2017-04-03").expect("added");
        record("f-2", "2017-06-03").expect("added");
        let known = workspace.register_entries(Some(moment("2017-05-01"))).expect("read");
        assert_eq!(known.len(), 1);
        for at in ["2017-06-02", "2018-01-01"] {
            let error = record("f-3", at).expect_err("refused").to_string();
            assert!(error.contains("[R110]"), "{error}");
        }
    }
}
