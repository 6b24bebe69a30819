//! Append-only ledgers: CSV files with a fixed header whose lines are only ever added. Entries come in and go out; a line
//! that Hearth did not write is an error, never skipped.

use super::files;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::{Context, Result};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// One kind of line.
pub trait Entry: Sized {
    /// The ledger's file name.
    const FILE: &'static str;
    /// The header.
    const COLUMNS: &'static [&'static str];

    /// The fields under the header.
    fn fields(&self) -> Vec<String>;

    /// Reads the fields back; `None` if Hearth cannot have written them.
    fn parse(fields: &[&str]) -> Option<Self>;
}

/// A ledger on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ledger<E> {
    path: PathBuf,
    entries: PhantomData<E>,
}

impl<E: Entry> Ledger<E> {
    /// The ledger in the workspace at `root`.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { path: root.join(E::FILE), entries: PhantomData }
    }

    /// All entries, oldest first.
    ///
    /// # Errors
    /// If the file cannot be read, or has a line that Hearth did not write.
    pub fn read(&self) -> Result<Vec<E>> {
        let bytes = files::read(&self.path)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(&*bytes);
        let mut entries = Vec::new();
        for (index, record) in reader.records().enumerate() {
            let line = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let record = record.ok().ok_or_else(|| damaged(E::FILE, line))?;
            let fields: Vec<&str> = record.iter().collect();
            if index == 0 {
                (fields == E::COLUMNS).then_some(()).ok_or_else(|| damaged(E::FILE, line))?;
                continue;
            }
            let right = fields.len() == E::COLUMNS.len();
            entries.push(E::parse(&fields).filter(|_| right).ok_or_else(|| damaged(E::FILE, line))?);
        }
        Ok(entries)
    }

    /// Adds entries at the end, all or none.
    ///
    /// # Errors
    /// If the ledger cannot be read or written; then it is as before.
    pub fn append(&self, entries: &[E]) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut bytes = files::read(&self.path)?;
        bytes.extend(lines(entries.iter().map(Entry::fields))?);
        files::write(&self.path, &bytes)
    }

    /// Makes the ledger with its header and no entry.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn create(&self) -> Result<()> {
        let header = E::COLUMNS.iter().map(|column| (*column).to_owned()).collect();
        files::write(&self.path, &lines(std::iter::once(header))?)
    }
}

fn lines(rows: impl Iterator<Item = Vec<String>>) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error).context("a ledger cannot be put into lines")
}

fn damaged(file: &str, line: u32) -> anyhow::Error {
    let detail = "the line is not one that Hearth wrote";
    let problem = Problem::new(Kind::WorkspaceLedger, Place::line(file, line), detail)
        .with_hint("ledgers are not for editing; restore the file from a backup");
    Problems(vec![problem]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(PartialEq, Debug)]
    struct Note(String, u32);

    impl Entry for Note {
        const FILE: &'static str = "notes.csv";
        const COLUMNS: &'static [&'static str] = &["text", "number"];

        fn fields(&self) -> Vec<String> {
            vec![self.0.clone(), self.1.to_string()]
        }

        fn parse(fields: &[&str]) -> Option<Self> {
            Some(Self((*fields.first()?).to_owned(), fields.get(1)?.parse().ok()?))
        }
    }

    fn ledger() -> (tempfile::TempDir, Ledger<Note>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let ledger = Ledger::new(folder.path());
        ledger.create().expect("made");
        (folder, ledger)
    }

    #[test]
    fn entries_come_back_in_the_order_they_were_added() {
        let (_folder, ledger) = ledger();
        ledger.append(&[Note("a, \"b\"".to_owned(), 2)]).expect("added");
        ledger.append(&[Note("c\nd".to_owned(), 1)]).expect("added");
        assert_eq!(
            ledger.read().expect("read"),
            [Note("a, \"b\"".to_owned(), 2), Note("c\nd".to_owned(), 1)]
        );
    }

    #[test]
    fn a_line_that_was_edited_is_an_error_and_not_skipped() {
        let (folder, ledger) = ledger();
        for text in
            ["text,number\na,1\nb\n", "text,number\na,1\nb,x\n", "text,nummer\n", "text,number\na,1\nb,2,3\n"]
        {
            std::fs::write(folder.path().join("notes.csv"), text).expect("edited");
            let error = ledger.read().expect_err("refused").to_string();
            assert!(error.contains("[W106]"), "{error}");
        }
    }
}
