//! Run folders: named files come in and appear together under `runs/<day asked>/<name>/`, or not at all; they go out again
//! for status and replay. A run is never changed.

use super::announced::Announced;
use super::entries::{RunMade, run_path};
use super::files;
use super::purge::is_purged;
use super::{Moment, Workspace};
use crate::domain::{Day, Digest};
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::{Result, anyhow};
use std::path::{Path, PathBuf};

pub use super::holdings::MANIFEST;

/// A run as its folder shows it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RunFolder {
    /// The day asked for.
    pub as_of: Day,
    /// The run's name: first digits of the digest of all it went out from.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl RunFolder {
    /// `2017-03-31/0123456789ab`, as it is named to the commands.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}/{}", self.as_of, self.name)
    }

    /// The bytes of one of its files.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, file: &str) -> Result<Vec<u8>> {
        files::read(&self.path.join(file))
    }

    /// The names of its files, sorted.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn files(&self) -> Result<Vec<String>> {
        let paths = files::list(&self.path)?;
        Ok(paths.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect())
    }
}

/// Whether a run is new.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Publication {
    /// The folder was made.
    New,
    /// The same bytes were there already.
    Known,
}

/// What a run is, beside its files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunIdentity {
    /// The day asked for.
    pub as_of: Day,
    /// The moment up to which things counted.
    pub known_at: Moment,
    /// First digits of the digest of all it went out from.
    pub name: String,
    /// The program's version.
    pub program: String,
}

impl Workspace {
    /// Where a run of this name has its folder, whether it is there or not.
    #[must_use]
    pub fn run_folder(&self, as_of: Day, name: &str) -> RunFolder {
        let path = self.root.join(run_path(as_of, name));
        RunFolder { as_of, name: name.to_owned(), path }
    }

    /// Writes a run's files and its line of the ledger. A run that is there already must have the same bytes.
    ///
    /// # Errors
    /// W103 if a run of this name is there with other bytes; an error of the world if something cannot be written.
    pub fn publish(
        &self,
        identity: &RunIdentity,
        contents: &[(String, Vec<u8>)],
        made: Moment,
    ) -> Result<(RunFolder, Publication)> {
        let folder = self.run_folder(identity.as_of, &identity.name);
        if folder.path.exists() {
            same_bytes(&folder, contents)?;
            self.record(identity, contents, made)?;
            return Ok((folder, Publication::Known));
        }
        let announced = Announced::write(&self.root, &[run_path(identity.as_of, &identity.name)])?;
        files::make_folder(folder.path.parent().unwrap_or(&self.root))?;
        files::write_folder(&folder.path, contents)?;
        self.record(identity, contents, made)?;
        announced.done()?;
        Ok((folder, Publication::New))
    }

    /// Adds the run to the ledger unless it is there.
    fn record(&self, identity: &RunIdentity, contents: &[(String, Vec<u8>)], made: Moment) -> Result<()> {
        let ledger = self.ledger::<RunMade>();
        let known = ledger.read()?;
        if known.iter().any(|run| run.as_of == identity.as_of && run.name == identity.name) {
            return Ok(());
        }
        let manifest = contents.iter().find(|(name, _)| name == MANIFEST);
        let manifest = manifest.map(|(_, bytes)| Digest::of(bytes)).expect("every run has a manifest");
        ledger.append(&[RunMade {
            as_of: identity.as_of,
            name: identity.name.clone(),
            known_at: identity.known_at,
            made,
            program: identity.program.clone(),
            manifest,
        }])
    }

    /// The run that was made last, if any.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn last_run(&self) -> Result<Option<RunMade>> {
        Ok(self.ledger::<RunMade>().read()?.pop())
    }

    /// The run that was made last of those that went out from nothing known later, if any.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn last_run_known_at(&self, moment: Moment) -> Result<Option<RunMade>> {
        let runs = self.ledger::<RunMade>().read()?;
        Ok(runs.into_iter().rfind(|run| run.known_at <= moment))
    }

    /// Checks that the files of a run were not purged.
    ///
    /// # Errors
    /// W109 if they were.
    pub fn check_kept(&self, folder: &RunFolder) -> Result<()> {
        let name = run_path(folder.as_of, &folder.name);
        let purged = self.purged()?;
        match purged.values().find(|one| one.name == name) {
            Some(one) => Err(Problems(vec![is_purged(&name, one)]).into()),
            None => Ok(()),
        }
    }

    /// The run a person means: `2017-03-31/0123456789ab`, the beginning of a name, a day with one run, or the path of a
    /// run folder.
    ///
    /// # Errors
    /// If there is none, or more than one.
    pub fn find_run(&self, meant: &str) -> Result<RunFolder> {
        let mut runs = self.ledger::<RunMade>().read()?;
        let trimmed = meant.trim_end_matches(['/', '\\']);
        let tail: Vec<&str> = Path::new(trimmed)
            .components()
            .rev()
            .take(2)
            .filter_map(|part| part.as_os_str().to_str())
            .collect();
        runs.retain(|run| match tail.as_slice() {
            [name, day, ..] if run.as_of.to_string() == *day => run.name.starts_with(name),
            _ => run.as_of.to_string() == trimmed || run.name.starts_with(trimmed),
        });
        match runs.as_slice() {
            [run] => Ok(self.run_folder(run.as_of, &run.name)),
            [] => Err(anyhow!("there is no run `{meant}`; `hearth status` shows the last one")),
            [..] => {
                let names: Vec<String> =
                    runs.iter().map(|run| format!("{}/{}", run.as_of, run.name)).collect();
                Err(anyhow!("`{meant}` may be one of {}", names.join(", ")))
            }
        }
    }
}

fn same_bytes(folder: &RunFolder, contents: &[(String, Vec<u8>)]) -> Result<()> {
    for (name, bytes) in contents {
        if folder.read(name).ok().as_ref() != Some(bytes) {
            let detail = format!("run {} is there with other bytes than it was made with", folder.label());
            let problem = Problem::new(Kind::WorkspaceDigest, Place::file(name), detail).with_hint(
                "move the run folder away and run again; `hearth replay` names the first difference",
            );
            return Err(Problems(vec![problem]).into());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> (tempfile::TempDir, Workspace) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace::init(folder.path(), "x", b"").expect("made");
        (folder, workspace)
    }

    fn identity(day: &str, name: &str) -> RunIdentity {
        let as_of = Day::parse_iso(day).expect("a test day");
        let known_at = Moment::end_of(as_of);
        RunIdentity { as_of, known_at, name: name.to_owned(), program: "0".to_owned() }
    }

    fn contents(text: &str) -> Vec<(String, Vec<u8>)> {
        vec![(MANIFEST.to_owned(), text.into())]
    }

    fn publish(workspace: &Workspace, day: &str, name: &str, text: &str) -> Result<Publication> {
        let made = Moment::from_unix(0);
        Ok(workspace.publish(&identity(day, name), &contents(text), made)?.1)
    }

    #[test]
    fn the_same_run_again_is_recognised_and_recorded_once() {
        let (_folder, workspace) = workspace();
        assert_eq!(publish(&workspace, "2017-03-31", "aa", "{}").expect("made"), Publication::New);
        assert_eq!(publish(&workspace, "2017-03-31", "aa", "{}").expect("known"), Publication::Known);
        assert_eq!(workspace.ledger::<RunMade>().read().expect("read").len(), 1);
    }

    #[test]
    fn a_run_folder_that_was_altered_is_found() {
        let (_folder, workspace) = workspace();
        publish(&workspace, "2017-03-31", "aa", "{}").expect("made");
        let error = publish(&workspace, "2017-03-31", "aa", "{ }").expect_err("other bytes").to_string();
        assert!(error.contains("[W103]"), "{error}");
    }

    #[test]
    fn a_run_is_found_by_name_beginning_day_or_path() {
        let (_folder, workspace) = workspace();
        publish(&workspace, "2017-03-31", "aa11", "{}").expect("made");
        publish(&workspace, "2017-04-30", "ab22", "{}").expect("made");
        let found = |meant: &str| workspace.find_run(meant).map(|run| run.name).ok();
        let path = workspace.root().join("runs/2017-04-30/ab22/").display().to_string();
        assert_eq!(found("aa").as_deref(), Some("aa11"));
        assert_eq!(found("2017-04-30").as_deref(), Some("ab22"));
        assert_eq!(found("2017-03-31/aa11").as_deref(), Some("aa11"));
        assert_eq!(found(&path).as_deref(), Some("ab22"));
        assert_eq!(found("a"), None, "two begin so");
        assert_eq!(found("2017-03-31/ab22"), None, "it is of another day");
    }
}
