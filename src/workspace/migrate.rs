//! Bringing a workspace of an older format to today's: ledgers without a chain come in, the same lines with one go out. The
//! settings are written last, so that work cut short is done again.

use super::entries::{CohortFile, Delivery, RunMade, UsedDefinition};
use super::heads::Heads;
use super::ledger::Entry;
use super::lock::Lock;
use super::transaction::{self, Transaction};
use super::{chain, files, settings};
use anyhow::{Context, Result};
use std::path::Path;

/// Where the old form of a ledger lies until its lines are in the new one.
const OLD: &str = ".format-1";

/// Brings the workspace at `root` from format 1 to format 2.
///
/// # Errors
/// If another process holds the lock, or something cannot be read or written.
pub(super) fn migrate(root: &Path) -> Result<()> {
    let _lock = Lock::take(root)?;
    Heads::create(root)?;
    transaction::recover(root)?;
    chain_ledger::<Delivery>(root)?;
    chain_ledger::<CohortFile>(root)?;
    chain_ledger::<UsedDefinition>(root)?;
    chain_ledger::<RunMade>(root)?;
    let path = root.join(settings::FILE);
    let text = String::from_utf8(files::read(&path)?).context("the settings are not UTF-8")?;
    files::write(&path, settings::with_format(&text).as_bytes())
}

/// Sets the old ledger aside, adds its lines to the new one and removes the old: each step can be done again.
fn chain_ledger<E: Entry>(root: &Path) -> Result<()> {
    let (path, old) = (root.join(E::FILE), root.join(format!("{OLD}-{}", E::FILE)));
    if path.exists() && !is_chained::<E>(&files::read(&path)?) {
        files::rename(&path, &old)?;
    }
    if !old.exists() {
        return Ok(());
    }
    if Heads::read(root)?.latest(E::FILE).is_none() {
        let rows = chain::rows(E::FILE, &files::read(&old)?);
        let rows = rows.map_err(|problem| crate::problem::Problems(vec![problem]))?;
        let old_columns = rows.first().map(|(_, fields)| fields.clone()).unwrap_or_default();
        let entry = |(at, fields): &(u32, Vec<String>)| {
            let fields = in_new_columns::<E>(&old_columns, fields);
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            E::parse(&fields).with_context(|| format!("{}:{at}: is not a line that Hearth wrote", E::FILE))
        };
        let entries: Vec<E> = rows.iter().skip(1).map(entry).collect::<Result<_>>()?;
        let mut transaction = Transaction::begin(root)?;
        transaction.add(&entries)?;
        transaction.commit()?;
    }
    files::remove(&old)
}

/// The fields under today's columns. What came was known from when it came.
fn in_new_columns<E: Entry>(old: &[String], fields: &[String]) -> Vec<String> {
    let find = |column: &str| old.iter().position(|name| name == column).and_then(|at| fields.get(at));
    let field =
        |column: &&str| find(column).or_else(|| find("received").filter(|_| *column == "counts_from"));
    E::COLUMNS.iter().map(|column| field(column).cloned().unwrap_or_default()).collect()
}

fn is_chained<E: Entry>(bytes: &[u8]) -> bool {
    chain::header(E::COLUMNS).is_ok_and(|header| bytes.starts_with(&header))
}

#[cfg(test)]
mod tests {
    use crate::workspace::{CohortFile, Delivery, Workspace, files, settings};

    const OLD: &str = "version,file,received,put_in,raw_sha256,stored_sha256
c00001,people.csv,2016-01-01T23:59:59Z,2016-01-02T08:00:00Z,\
f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b,\
4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
";

    fn old() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace::init(folder.path(), "x", b"").expect("made");
        let text = settings::Settings::template("x").replace("format = 2", "format = 1");
        files::write(&workspace.root().join(settings::FILE), text.as_bytes()).expect("written");
        files::remove(&workspace.root().join("heads.csv")).expect("removed");
        files::write(&workspace.root().join("cohorts.csv"), OLD.as_bytes()).expect("written");
        let header = "delivery,feed,file,period_from,period_to,received,put_in,schema,rows,rejects,raw_sha256,stored_sha256\n";
        files::write(&workspace.root().join("deliveries.csv"), header.as_bytes()).expect("written");
        folder
    }

    #[test]
    fn a_workspace_of_the_first_format_opens_with_all_its_lines() {
        let folder = old();
        for _ in 0..2 {
            let workspace = Workspace::open(folder.path()).expect("opens");
            assert_eq!(workspace.settings().format, settings::FORMAT);
            let cohorts = workspace.ledger::<CohortFile>().read().expect("read");
            assert_eq!(cohorts.iter().map(|one| one.file.as_str()).collect::<Vec<_>>(), ["people.csv"]);
            assert!(workspace.ledger::<Delivery>().read().expect("read").is_empty());
        }
        let text = std::fs::read_to_string(folder.path().join(settings::FILE)).expect("read");
        assert_eq!(text, settings::Settings::template("x"), "only the format changed");
    }

    #[test]
    fn a_migration_cut_short_is_done_again_without_losing_or_doubling_a_line() {
        let folder = old();
        let workspace = Workspace::open(folder.path()).expect("opens");
        let text = settings::Settings::template("x").replace("format = 2", "format = 1");
        files::write(&folder.path().join(settings::FILE), text.as_bytes()).expect("as if cut short");
        files::write(&folder.path().join(".format-1-cohorts.csv"), OLD.as_bytes()).expect("as if cut short");
        Workspace::open(folder.path()).expect("opens");
        assert_eq!(workspace.ledger::<CohortFile>().read().expect("read").len(), 1);
        assert!(!folder.path().join(".format-1-cohorts.csv").exists());
    }
}
