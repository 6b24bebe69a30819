//! `heads.csv`: the ledger of ledgers. Every change to a ledger adds a line here with how long it is and its head, so that a
//! ledger that lost its last lines, or all of them, is found. Its first line names the workspace.

use super::chain::{self, Line};
use super::{files, texts};
use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::Path;

/// The file's name.
pub const FILE: &str = "heads.csv";

const COLUMNS: &[&str] = &["ledger", "lines", "head"];

/// In the first line, where the others name a ledger.
const WORKSPACE: &str = "workspace";

/// How long a ledger is, and its head.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// Its entries.
    pub lines: u64,
    /// The chain's value of the last.
    pub value: Digest,
}

/// The heads of all ledgers, as they were written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Heads {
    id: String,
    lines: Vec<Line>,
    latest: BTreeMap<String, Head>,
    /// How long each ledger was at which of the lines here.
    growth: BTreeMap<String, Vec<(u64, usize)>>,
}

impl Heads {
    /// Makes the file for a new workspace, unless it is there. The workspace's name is drawn.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn create(root: &Path) -> Result<()> {
        if root.join(FILE).exists() {
            return Ok(());
        }
        let mut bytes = chain::header(COLUMNS)?;
        let id = texts::random()?.to_string();
        bytes.extend(chain::line(beginning(), &[WORKSPACE.to_owned(), "0".to_owned(), id])?.0);
        files::write(&root.join(FILE), &bytes)
    }

    /// The heads of the workspace at `root`.
    ///
    /// # Errors
    /// If the file is not there, cannot be read, or has a line that Hearth did not write or that is out of the chain.
    pub fn read(root: &Path) -> Result<Self> {
        let path = root.join(FILE);
        if !path.exists() {
            return Err(Problems(vec![super::ledger::lost(FILE)]).into());
        }
        Ok(Self::parse(&files::read(&path)?).map_err(|problem| Problems(vec![problem]))?)
    }

    /// Reads the bytes of the file.
    ///
    /// # Errors
    /// The first line that Hearth did not write, or that is out of the chain.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let lines = chain::parse(FILE, COLUMNS, beginning(), bytes)?;
        let mut latest = BTreeMap::new();
        let mut growth: BTreeMap<String, Vec<(u64, usize)>> = BTreeMap::new();
        let mut id = None;
        for (place, line) in lines.iter().enumerate() {
            let [ledger, number, head] = line.fields.as_slice() else { return Err(unreadable(line.at)) };
            let head = Digest::parse(head).ok_or_else(|| unreadable(line.at))?;
            if id.is_none() {
                id = Some(head.to_string());
                continue;
            }
            let lines = number.parse().map_err(|_| unreadable(line.at))?;
            latest.insert(ledger.clone(), Head { lines, value: head });
            growth.entry(ledger.clone()).or_default().push((lines, place));
        }
        let id = id.ok_or_else(|| unreadable(1))?;
        Ok(Self { id, lines, latest, growth })
    }

    /// What the first line of a ledger of this workspace is chained to.
    #[must_use]
    pub fn beginning(&self, file: &str) -> Digest {
        chain::beginning(file, &self.id)
    }

    /// The head of a ledger; `None` if nothing was ever written to it.
    #[must_use]
    pub fn latest(&self, file: &str) -> Option<Head> {
        self.latest.get(file).copied()
    }

    /// Which change of the workspace added the entry of this number, from 1, to a ledger: of two entries of whatever ledgers
    /// the earlier has the smaller. `None` if the ledger never was so long.
    #[must_use]
    pub fn added_by(&self, file: &str, entry: u64) -> Option<usize> {
        let growth = self.growth.get(file)?;
        growth.get(growth.partition_point(|(lines, _)| *lines < entry)).map(|(_, place)| *place)
    }

    /// The ledgers ever written to, by name.
    pub fn ledgers(&self) -> impl Iterator<Item = (&str, Head)> {
        self.latest.iter().map(|(file, head)| (file.as_str(), *head))
    }

    /// The value of the last line: the head of the whole workspace.
    #[must_use]
    pub fn head(&self) -> Digest {
        self.lines.last().map_or_else(beginning, |line| line.value)
    }

    /// Every value the chain ever had, oldest first, with its line.
    pub fn values(&self) -> impl Iterator<Item = (u32, Digest)> {
        self.lines.iter().map(|line| (line.at, line.value))
    }

    /// The lines to add when ledgers have grown to these heads.
    ///
    /// # Errors
    /// If they cannot be put into lines.
    pub fn grown(&self, heads: &[(String, Head)]) -> Result<Vec<u8>> {
        let (mut bytes, mut before) = (Vec::new(), self.head());
        for (ledger, head) in heads {
            let fields = [ledger.clone(), head.lines.to_string(), head.value.to_string()];
            let (line, value) = chain::line(before, &fields)?;
            bytes.extend(line);
            before = value;
        }
        Ok(bytes)
    }
}

/// The first line names the workspace, so it is chained to the file's name alone.
fn beginning() -> Digest {
    chain::beginning(FILE, "")
}

fn unreadable(line: u32) -> Problem {
    let detail = "the line is not one that Hearth wrote";
    Problem::new(Kind::WorkspaceLedger, Place::line(FILE, line), detail)
        .with_hint("restore the file from a backup")
}
