//! Append-only ledgers: CSV files with a fixed header whose lines are only ever added, each chained to the one before.
//! Entries come in and go out; a line that Hearth did not write, or that is out of its chain, is an error, never skipped.

use super::archive::Stored;
use super::chain::{self, Line};
use super::files;
use super::heads::Heads;
use super::texts::{self, Texts};
use super::transaction::Transaction;
use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::Result;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

/// One kind of line.
pub trait Entry: Sized {
    /// The ledger's file name.
    const FILE: &'static str;
    /// The header, without the last column, which is the chain's.
    const COLUMNS: &'static [&'static str];
    /// Those of the columns that hold a name or a reason: in the chain stands a digest, beside it the text, which can be
    /// erased. `parse` is then given [`texts::ERASED`] in its place, so any text must be accepted there.
    const ERASABLE: &'static [&'static str] = &[];

    /// The fields under the header.
    fn fields(&self) -> Vec<String>;

    /// Reads the fields back; `None` if Hearth cannot have written them.
    fn parse(fields: &[&str]) -> Option<Self>;

    /// What the workspace holds because of it.
    fn holds(&self) -> Vec<Held> {
        Vec::new()
    }
}

/// Something that a line of a ledger stands for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Held {
    /// A file of the archive, and what it is called.
    Archived(String, Stored),
    /// A folder (from the workspace's folder, with `/`) with a `manifest.json` of this digest, whose list `files` names all
    /// others with their digests.
    Published(String, Digest),
    /// A file of the archive that may no longer be kept.
    PurgedFile(Digest),
    /// A published folder of which only the manifest may be kept.
    PurgedFolder(String),
    /// A text of a ledger that was erased: the ledger's file and the digest that stands in it.
    Erased(String, Digest),
}

/// An entry with its place in the ledger.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chained<E> {
    /// Its line in the file, from 1.
    pub line: u32,
    /// Its value in the chain: the ledger's head when it was written.
    pub value: Digest,
    /// The entry.
    pub entry: E,
}

/// A ledger on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ledger<E> {
    root: PathBuf,
    entries: PhantomData<E>,
}

impl<E: Entry> Ledger<E> {
    /// The ledger in the workspace at `root`.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), entries: PhantomData }
    }

    /// All entries, oldest first; none if nothing was ever written.
    ///
    /// # Errors
    /// If a file cannot be read, has a line that Hearth did not write or that is out of the chain, or is gone.
    pub fn read(&self) -> Result<Vec<E>> {
        Ok(self.chained()?.into_iter().map(|one| one.entry).collect())
    }

    /// The same, with the place of each.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn chained(&self) -> Result<Vec<Chained<E>>> {
        let lines = lines(&self.root, E::FILE, E::COLUMNS)?;
        let texts = if E::ERASABLE.is_empty() { Texts::default() } else { Texts::read(&self.root, E::FILE)? };
        lines.into_iter().map(|line| entry(line, &texts)).collect()
    }

    /// The value of the last line, or what the first will be chained to: whoever has it can tell that the ledger was neither
    /// cut nor rebuilt.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn head(&self) -> Result<Digest> {
        let heads = Heads::read(&self.root)?;
        let last = lines(&self.root, E::FILE, E::COLUMNS)?.pop();
        Ok(last.map_or_else(|| heads.beginning(E::FILE), |line| line.value))
    }

    /// Adds entries at the end, all or none. The lock must be held.
    ///
    /// # Errors
    /// If the ledger cannot be read or written; then it is as before.
    pub fn append(&self, entries: &[E]) -> Result<()> {
        let mut transaction = Transaction::begin(&self.root)?;
        transaction.add(entries)?;
        transaction.commit()
    }
}

/// The checked lines of a ledger; none if the file is not there and never was.
pub(super) fn lines(root: &Path, file: &str, columns: &[&str]) -> Result<Vec<Line>> {
    let heads = Heads::read(root)?;
    let path = root.join(file);
    if !path.exists() {
        if heads.latest(file).is_some() {
            return Err(Problems(vec![lost(file)]).into());
        }
        return Ok(Vec::new());
    }
    let lines = chain::parse(file, columns, heads.beginning(file), &files::read(&path)?);
    Ok(lines.map_err(|problem| Problems(vec![problem]))?)
}

fn entry<E: Entry>(line: Line, texts: &Texts) -> Result<Chained<E>> {
    let opened = |(column, field): (&&str, &'_ String)| -> String {
        if E::ERASABLE.contains(column) {
            texts.find(field).unwrap_or(texts::ERASED).to_owned()
        } else {
            field.clone()
        }
    };
    let fields: Vec<String> = E::COLUMNS.iter().zip(&line.fields).map(opened).collect();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    let entry = E::parse(&fields).ok_or_else(|| Problems(vec![unreadable(E::FILE, line.at)]))?;
    Ok(Chained { line: line.at, value: line.value, entry })
}

/// A ledger that was written once and is gone.
pub(super) fn lost(file: &str) -> Problem {
    Problem::new(Kind::WorkspaceLedger, Place::file(file), "the ledger is not there any more")
        .with_hint("restore the file from a backup")
}

fn unreadable(file: &str, line: u32) -> Problem {
    let detail = "the line is in its chain and yet not one that this version of Hearth can read";
    Problem::new(Kind::WorkspaceLedger, Place::line(file, line), detail)
        .with_hint("use the version of Hearth that wrote it, or a later one")
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

    /// The same with a text that can be erased.
    #[derive(PartialEq, Debug)]
    struct Named(String);

    impl Entry for Named {
        const FILE: &'static str = "named.csv";
        const COLUMNS: &'static [&'static str] = &["name"];
        const ERASABLE: &'static [&'static str] = &["name"];

        fn fields(&self) -> Vec<String> {
            vec![self.0.clone()]
        }

        fn parse(fields: &[&str]) -> Option<Self> {
            Some(Self((*fields.first()?).to_owned()))
        }
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Heads::create(folder.path()).expect("made");
        folder
    }

    fn note(text: &str, number: u32) -> Note {
        Note(text.to_owned(), number)
    }

    #[test]
    fn entries_come_back_in_the_order_they_were_added() {
        let folder = folder();
        let ledger = Ledger::new(folder.path());
        assert!(ledger.read().expect("nothing yet").is_empty());
        ledger.append(&[note("a, \"b\"", 2)]).expect("added");
        ledger.append(&[note("c\nd", 1)]).expect("added");
        assert_eq!(ledger.read().expect("read"), [note("a, \"b\"", 2), note("c\nd", 1)]);
    }

    #[test]
    fn the_head_is_the_value_of_the_last_line_and_moves_with_every_entry() {
        let folder = folder();
        let ledger = Ledger::<Note>::new(folder.path());
        let empty = ledger.head().expect("a head");
        ledger.append(&[note("a", 1), note("b", 2)]).expect("added");
        let places = ledger.chained().expect("read");
        assert_eq!(ledger.head().expect("a head"), places[1].value);
        assert_eq!(places.iter().map(|one| one.line).collect::<Vec<_>>(), [2, 3]);
        assert_ne!(empty, places[0].value);
    }

    #[test]
    fn a_line_that_was_edited_is_an_error_and_not_skipped() {
        let folder = folder();
        let ledger = Ledger::<Note>::new(folder.path());
        ledger.append(&[note("a", 1), note("b", 2)]).expect("added");
        let path = folder.path().join("notes.csv");
        let good = std::fs::read_to_string(&path).expect("read");
        for (old, new, code) in
            [("a,1", "a,7", "[W107]"), ("number", "nummer", "[W106]"), ("b,2,", "b,", "[W106]")]
        {
            std::fs::write(&path, good.replace(old, new)).expect("edited");
            let error = ledger.read().expect_err("refused").to_string();
            assert!(error.starts_with("notes.csv:") && error.contains(code), "{error}");
        }
        std::fs::remove_file(&path).expect("removed");
        assert!(ledger.read().expect_err("refused").to_string().contains("notes.csv: error:"));
    }

    #[test]
    fn an_erased_name_is_gone_from_disk_and_the_chain_still_holds() {
        let folder = folder();
        let ledger = Ledger::new(folder.path());
        ledger.append(&[Named("M. Ellery".to_owned()), Named(String::new())]).expect("added");
        let head = ledger.head().expect("a head");
        let written = std::fs::read_to_string(folder.path().join("named.csv")).expect("read");
        assert!(!written.contains("Ellery"));
        assert_eq!(ledger.read().expect("read"), [Named("M. Ellery".to_owned()), Named(String::new())]);
        let texts = Texts::read(folder.path(), "named.csv").expect("read");
        let all: Vec<String> = texts.digests().map(ToOwned::to_owned).collect();
        let path = texts::path(folder.path(), "named.csv");
        files::write(&path, &texts.without(&all).expect("lines")).expect("erased");
        assert_eq!(ledger.read().expect("read"), [Named(texts::ERASED.to_owned()), Named(String::new())]);
        assert_eq!(ledger.head().expect("a head"), head);
    }
}
