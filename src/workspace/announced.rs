//! Files that are about to come or to go: a note is written before the first, and taken away once the ledgers say so. Whoever
//! takes the lock after a killed process removes what the note names and no ledger stands for.

use super::{Workspace, files};
use crate::domain::Day;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// The note.
const FILE: &str = ".announced.json";

/// A note that was written.
#[derive(Debug)]
#[must_use]
pub(super) struct Announced {
    path: Option<PathBuf>,
}

impl Announced {
    /// Notes paths, from the workspace's folder with `/`. The lock must be held until it is done.
    ///
    /// # Errors
    /// If the note cannot be written.
    pub(super) fn write(root: &Path, paths: &[String]) -> Result<Self> {
        if paths.is_empty() {
            return Ok(Self { path: None });
        }
        let path = root.join(FILE);
        files::write(&path, &serde_json::to_vec(paths)?)?;
        Ok(Self { path: Some(path) })
    }

    /// Takes the note away: the ledgers say what is there.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub(super) fn done(self) -> Result<()> {
        self.path.map_or(Ok(()), |path| files::remove(&path))
    }
}

/// The paths of a note that a killed process left; none without one. A note that cannot be read was never whole: nothing had
/// come of it. One that names something else than Hearth announces was written by somebody else, and none of it counts.
///
/// # Errors
/// If the note is there and its file cannot be read.
pub(super) fn noted(root: &Path) -> Result<Result<Vec<String>, Problem>> {
    let note = root.join(FILE);
    if !note.exists() {
        return Ok(Ok(Vec::new()));
    }
    let paths: Vec<String> = serde_json::from_slice(&files::read(&note)?).unwrap_or_default();
    let strange = paths.iter().find(|path| !is_announced(path)).map(|path| strange(path));
    Ok(strange.map_or(Ok(paths), Err))
}

fn strange(path: &str) -> Problem {
    let detail = format!("it names `{path}`, which Hearth never announces; nothing was removed");
    Problem::new(Kind::WorkspaceLedger, Place::file(FILE), detail)
        .with_hint("somebody else wrote the note; look at it and take it away")
}

impl Workspace {
    /// Removes what a killed process had announced and no ledger stands for. The lock must be held.
    pub(super) fn recover_announced(&self) -> Result<()> {
        let note = self.root.join(FILE);
        if !note.exists() {
            return Ok(());
        }
        let paths = noted(&self.root)?.map_err(|problem| Problems(vec![problem]))?;
        let holdings = self.holdings()?;
        for path in paths.iter().filter(|path| !holdings.accounts_for(path)) {
            files::remove_all(&self.root.join(path))?;
        }
        files::remove(&note)
    }
}

/// Whether a path is one that Hearth announces: a file of the archive, a run folder or a file of one.
fn is_announced(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let plain = |part: &&str| !part.is_empty() && !part.starts_with('.') && !part.contains('\\');
    parts.iter().all(plain)
        && match parts.as_slice() {
            ["archive", _, _] => true,
            ["runs", day, ..] => parts.len() > 2 && Day::parse_iso(day).is_some(),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_that_hearth_makes_are_removed() {
        for path in ["archive/ab/abcd.gz", "runs/2017-03-31/0123456789ab", "runs/2017-03-31/01/outcomes.csv"]
        {
            assert!(is_announced(path), "{path}");
        }
        for path in [
            "",
            "hearth.toml",
            "../victim",
            "archive/../../victim",
            "runs/2017-03-31/../../x",
            "runs/2017-03-31",
            "/etc/x",
        ] {
            assert!(!is_announced(path), "{path}");
        }
    }
}
