//! An inbox: a folder into which senders put files comes in; which of them are whole, what becomes of each and where it lies
//! then goes out. A file leaves the inbox only after the ledger says what became of it, so that a killed process leaves
//! nothing to mend: the same again ends the same. No byte is lost, and nothing is removed but by moving.

mod clear;
mod look;
mod reason;

pub use clear::{Passed, Went};
pub use look::{Found, Lying};
pub use reason::ENDING as REASON;

use super::examine::Examiner;
use super::ingest::Arrival;
use super::progress::Progress;
use super::{Workspace, files};
use anyhow::{Context, Result, anyhow};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A folder into which files are put, and where they go from there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inbox {
    folder: PathBuf,
    done: PathBuf,
    quarantine: PathBuf,
}

impl Inbox {
    /// Makes the folders for what leaves the inbox, unless they are there. Without others named they are `done` and
    /// `quarantine` in the inbox.
    ///
    /// # Errors
    /// If the inbox is not there, or if a folder cannot be made.
    pub fn open(folder: &Path, done: Option<&Path>, quarantine: Option<&Path>) -> Result<Self> {
        // It is not made: a disk that is not mounted must not look like an empty night.
        let folder = canonical(folder)?;
        let place = |named: Option<&Path>, default: &str| {
            let path = named.map_or_else(|| folder.join(default), Path::to_owned);
            files::make_folder(&path)?;
            canonical(&path)
        };
        let (done, quarantine) = (place(done, "done")?, place(quarantine, "quarantine")?);
        Ok(Self { folder, done, quarantine })
    }

    /// Where files lie that were not taken in.
    #[must_use]
    pub fn quarantine(&self) -> &Path {
        &self.quarantine
    }

    /// Why the inbox cannot be used with a workspace; `None` if it can. Files must not be moved out of the workspace's own
    /// folders, nor into the inbox.
    #[must_use]
    pub fn conflict(&self, workspace: &Workspace) -> Option<String> {
        let root = canonical(workspace.root()).ok()?;
        let own = ["archive", "definitions", "runs", "texts"].map(|name| root.join(name));
        let places = [&self.folder, &self.done, &self.quarantine];
        if root.starts_with(&self.folder) {
            return Some("the inbox is the workspace, or holds it".to_owned());
        }
        if let Some(name) = places.iter().find(|place| own.iter().any(|folder| place.starts_with(folder))) {
            return Some(format!("{} belongs to the workspace", name.display()));
        }
        let holds = |place: &&&PathBuf| self.folder.starts_with(place.as_path());
        if let Some(place) = places[1..].iter().find(holds) {
            return Some(format!("{} is the inbox, or holds it", place.display()));
        }
        (self.done == self.quarantine).then(|| "done and quarantine are one folder".to_owned())
    }

    /// Checks that the files found can leave their folders, before anything is taken in.
    ///
    /// # Errors
    /// If one of the folders cannot be written to.
    pub fn check_writable(&self, found: &[Found]) -> Result<()> {
        let mut folders: BTreeSet<&Path> = found.iter().filter_map(|one| one.path.parent()).collect();
        folders.extend([self.folder.as_path(), &self.done, &self.quarantine]);
        folders.into_iter().try_for_each(files::check_writable)
    }
}

impl Workspace {
    /// Takes in the files found, each as [`Workspace::ingest`] does, but files that were cut short; then each goes to its
    /// place. The lock must be held.
    ///
    /// # Errors
    /// Mistakes in definitions, or if the archive or the ledger cannot be read or written: then no delivery was added and no
    /// file moved. If a file cannot be moved: it is taken in, and moved the next time.
    pub fn take_in_from(
        &self,
        inbox: &Inbox,
        found: &[Found],
        arrival: Arrival,
        progress: &dyn Progress,
    ) -> Result<Vec<Passed>> {
        let mut night = self.night();
        night.quarantines.insert(inbox.quarantine.to_string_lossy().into_owned());
        self.remember(&night)?;
        let paths: Vec<PathBuf> = found.iter().map(|one| one.path.clone()).collect();
        let reports = self.take_in(&paths, &Examiner::new(self, arrival, true)?, progress)?;
        found.iter().zip(reports).map(|(one, report)| inbox.clear(one, report)).collect()
    }
}

/// The files in a quarantine, by their path in it; not the reasons beside them.
///
/// # Errors
/// If the folder cannot be looked into.
pub fn quarantined(folder: &Path) -> Result<BTreeSet<String>> {
    Ok(look::below(folder, &[])?
        .into_iter()
        .map(|path| look::name_in(folder, &path))
        .filter(|name| !name.ends_with(reason::ENDING))
        .collect())
}

fn canonical(folder: &Path) -> Result<PathBuf> {
    let found = folder.canonicalize().with_context(|| format!("{}: cannot be found", folder.display()))?;
    if found.is_dir() { Ok(found) } else { Err(anyhow!("{}: it is no folder", folder.display())) }
}
