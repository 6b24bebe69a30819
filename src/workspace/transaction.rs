//! Adding to several ledgers at once, all or nothing: what is to be added is written down first, then added, then the note is
//! taken away. A process killed between leaves the note, and whoever next takes the lock finishes the work.

use super::heads::{self, Head, Heads};
use super::ledger::{Entry, lines};
use super::texts::{self, Texts};
use super::{chain, files, ledgers};
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The note of what is being added.
pub const PENDING: &str = ".pending.json";

/// Lines to be added to ledgers.
#[derive(Debug)]
pub struct Transaction {
    root: PathBuf,
    heads: Heads,
    grown: Vec<(String, Head)>,
    changes: Vec<Change>,
}

/// What is added to one file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Change {
    /// The file, from the workspace's folder.
    file: String,
    /// Its length before.
    before: u64,
    /// What is added at its end.
    add: String,
}

impl Transaction {
    /// Begins one in the workspace at `root`. The lock must be held until it is committed.
    ///
    /// # Errors
    /// If the heads cannot be read.
    pub fn begin(root: &Path) -> Result<Self> {
        let heads = Heads::read(root)?;
        Ok(Self { root: root.to_owned(), heads, grown: Vec::new(), changes: Vec::new() })
    }

    /// Adds entries to one ledger; to each ledger at most once.
    ///
    /// # Errors
    /// If the ledger cannot be read, or an entry cannot be put into a line.
    pub fn add<E: Entry>(&mut self, entries: &[E]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let known = lines(&self.root, E::FILE, E::COLUMNS)?;
        let mut before = known.last().map_or_else(|| self.heads.beginning(E::FILE), |line| line.value);
        let is_new = !self.root.join(E::FILE).exists();
        let mut bytes = if is_new { chain::header(E::COLUMNS)? } else { Vec::new() };
        let mut beside = Vec::new();
        for entry in entries {
            let fields = sealed::<E>(entry.fields(), &mut beside)?;
            let (line, value) = chain::line(before, &fields)?;
            bytes.extend(line);
            before = value;
        }
        if !beside.is_empty() {
            let is_new = !texts::path(&self.root, E::FILE).exists();
            let header = if is_new { texts::header()? } else { Vec::new() };
            self.change(Texts::name(E::FILE), &[header, beside].concat())?;
        }
        self.change(E::FILE.to_owned(), &bytes)?;
        let lines = (known.len() + entries.len()) as u64;
        self.grown.push((E::FILE.to_owned(), Head { lines, value: before }));
        Ok(())
    }

    /// Writes everything, or nothing.
    ///
    /// # Errors
    /// If something cannot be written. If it was the first thing, nothing is changed; else the rest is done when the lock is
    /// next taken.
    pub fn commit(mut self) -> Result<()> {
        if self.changes.is_empty() {
            return Ok(());
        }
        let heads = self.heads.grown(&self.grown)?;
        self.change(heads::FILE.to_owned(), &heads)?;
        let note = serde_json::to_vec(&self.changes).context("the note of what is added cannot be made")?;
        let pending = self.root.join(PENDING);
        files::write(&pending, &note)?;
        for (index, change) in self.changes.iter().enumerate() {
            if let Err(error) = change.apply(&self.root) {
                if index == 0 {
                    let _ = files::remove(&pending);
                }
                return Err(error);
            }
        }
        files::remove(&pending)
    }

    fn change(&mut self, file: String, bytes: &[u8]) -> Result<()> {
        let before = files::length(&self.root.join(&file))?;
        let add = String::from_utf8(bytes.to_vec()).context("a ledger is text")?;
        self.changes.push(Change { file, before, add });
        Ok(())
    }
}

impl Change {
    /// Whether it is about a ledger, the texts beside one or the heads, and no other file.
    fn is_ledger(&self) -> bool {
        let name = self.file.strip_prefix("texts/").unwrap_or(&self.file);
        let is_known = ledgers::ALL.iter().any(|form| form.file == name);
        is_known || self.file == heads::FILE
    }

    /// Adds to the file, unless that was done before.
    fn apply(&self, root: &Path) -> Result<()> {
        let path = root.join(&self.file);
        let mut bytes = if path.exists() { files::read(&path)? } else { Vec::new() };
        let length = bytes.len() as u64;
        if length == self.before + self.add.len() as u64 && bytes.ends_with(self.add.as_bytes()) {
            return Ok(());
        }
        if length != self.before {
            return Err(Problems(vec![overtaken(&self.file)]).into());
        }
        bytes.extend(self.add.as_bytes());
        if let Some(folder) = path.parent() {
            files::make_folder(folder)?;
        }
        files::write(&path, &bytes)
    }
}

/// Seals the fields that can be erased; their texts are added to `beside`.
fn sealed<E: Entry>(mut fields: Vec<String>, beside: &mut Vec<u8>) -> Result<Vec<String>> {
    for (column, field) in E::COLUMNS.iter().zip(&mut fields) {
        if E::ERASABLE.contains(column) && !field.is_empty() {
            let (digest, line) = texts::sealed(field)?;
            *field = digest;
            beside.extend(line);
        }
    }
    Ok(fields)
}

/// Finishes what a killed process had begun to add. The lock must be held.
///
/// # Errors
/// If something cannot be read or written, or a ledger is not as it was when the note was made.
pub(super) fn recover(root: &Path) -> Result<()> {
    let changes = noted(root)?;
    for change in &changes {
        change.apply(root)?;
    }
    if changes.is_empty() { Ok(()) } else { files::remove(&root.join(PENDING)) }
}

/// The changes that a killed process left a note of; none without one.
fn noted(root: &Path) -> Result<Vec<Change>> {
    let pending = root.join(PENDING);
    if !pending.exists() {
        return Ok(Vec::new());
    }
    let changes: Vec<Change> =
        serde_json::from_slice(&files::read(&pending)?).map_err(|_| Problems(vec![overtaken(PENDING)]))?;
    if changes.is_empty() || changes.iter().any(|change| !change.is_ledger()) {
        return Err(Problems(vec![overtaken(PENDING)]).into());
    }
    Ok(changes)
}

/// What a killed process had begun to add, looked at and left as it is: ledgers, texts and heads as they were before.
#[derive(Debug, Default)]
pub(super) struct Unfinished {
    changes: Vec<Change>,
}

impl Unfinished {
    /// What the workspace at `root` has of it; nothing if no process was killed.
    ///
    /// # Errors
    /// If the note cannot be read, or a file is neither as it was before nor as it is to become.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let changes = noted(root)?;
        for change in &changes {
            let path = root.join(&change.file);
            let bytes = if path.exists() { files::read(&path)? } else { Vec::new() };
            let (length, after) = (bytes.len() as u64, change.before + change.add.len() as u64);
            if length != change.before && (length != after || !bytes.ends_with(change.add.as_bytes())) {
                return Err(Problems(vec![overtaken(&change.file)]).into());
            }
        }
        Ok(Self { changes })
    }

    /// The files it is about.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.changes.iter().map(|change| change.file.as_str())
    }

    /// The bytes of a file as they were before; `None` if it was not there.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn bytes(&self, root: &Path, file: &str) -> Result<Option<Vec<u8>>> {
        let path = root.join(file);
        let before = self.changes.iter().find(|change| change.file == file).map(|change| change.before);
        if !path.exists() || before == Some(0) {
            return Ok(None);
        }
        let mut bytes = files::read(&path)?;
        if let Some(before) = before {
            bytes.truncate(usize::try_from(before).unwrap_or(usize::MAX));
        }
        Ok(Some(bytes))
    }
}

fn overtaken(file: &str) -> Problem {
    let detail = "a command was interrupted, and since then the file was changed by other means";
    Problem::new(Kind::WorkspaceLedger, Place::file(file), detail)
        .with_hint("restore the workspace from a backup")
}
