//! Looking into an inbox: what lies there goes out, the files that can be taken in apart from those that are left lying.
//! Nothing is changed.

use super::super::files;
use super::super::ingest::file_name;
use super::{Inbox, reason};
use anyhow::Result;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Endings under which programs that send files keep those that are not whole yet.
const UNFINISHED: [&str; 7] = [".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp", ".temp"];

/// What systems leave in folders that people look into.
const LITTER: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// A file of the inbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Where it lies.
    pub path: PathBuf,
    /// The same from the inbox, with `/`.
    pub name: String,
    /// Its length and when it was last written to.
    pub(super) mark: Mark,
}

/// By what it is told that a file was written to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mark {
    length: u64,
    written: Option<SystemTime>,
}

/// What lies in an inbox.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lying {
    /// Files that can be taken in, by name and then by path.
    pub found: Vec<Found>,
    /// Files that are left lying, by their path in the inbox, and why.
    pub left: BTreeMap<String, &'static str>,
}

impl Mark {
    /// How a file is now; `None` if it is not there any more.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let found = fs::symlink_metadata(path).ok()?;
        Some(Self { length: found.len(), written: found.modified().ok() })
    }
}

impl Inbox {
    /// What lies in the inbox and the folders below it, but for what is done and in quarantine.
    ///
    /// # Errors
    /// If the inbox or a folder below it cannot be looked into.
    pub fn look(&self) -> Result<Lying> {
        let mut lying = Lying::default();
        for path in below(&self.folder, &[&self.done, &self.quarantine])? {
            let name = name_in(&self.folder, &path);
            match why_left(&path) {
                Some(why) => _ = lying.left.insert(name, why),
                None => lying.found.extend(Mark::of(&path).map(|mark| Found { path, name, mark })),
            }
        }
        lying.found.sort_by_cached_key(|one| (file_name(&one.path), one.path.clone()));
        Ok(lying)
    }
}

impl Lying {
    /// Whether a file was written to so short a time before now that it may still be. One written in the future, by a clock
    /// that goes wrong, may be too.
    #[must_use]
    pub fn is_fresh(&self, now: SystemTime, settle: Duration) -> bool {
        let fresh = |written: SystemTime| now.duration_since(written).map_or(true, |age| age < settle);
        self.found.iter().any(|one| one.mark.written.is_none_or(fresh))
    }

    /// The same, but files that were not there earlier, or were written to since, are left lying.
    #[must_use]
    pub fn steady_since(mut self, earlier: &Self) -> Self {
        let (steady, moving): (Vec<_>, Vec<_>) =
            self.found.into_iter().partition(|one| earlier.found.contains(one));
        self.left.extend(moving.into_iter().map(|one| (one.name, "it is still being written")));
        self.found = steady;
        self
    }
}

/// The files below a folder but for those of some folders, and for those that are hidden. Links to folders are not followed.
pub(super) fn below(folder: &Path, but: &[&PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for path in files::list(&folder)? {
            let is_other = but.iter().any(|other| path == **other);
            if is_other || is_hidden(&path) {
                continue;
            }
            if path.is_dir() && !path.is_symlink() { waiting.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    Ok(found)
}

/// A path from a folder above it, with `/`.
pub(super) fn name_in(folder: &Path, path: &Path) -> String {
    let inner = path.strip_prefix(folder).unwrap_or(path);
    let parts = inner.iter().map(|part| part.to_string_lossy().into_owned());
    parts.collect::<Vec<_>>().join("/")
}

fn is_hidden(path: &Path) -> bool {
    let name = file_name(path);
    name.starts_with('.') || name.starts_with("~$") || LITTER.contains(&name.to_lowercase().as_str())
}

fn why_left(path: &Path) -> Option<&'static str> {
    let name = file_name(path).to_lowercase();
    if UNFINISHED.iter().any(|ending| name.ends_with(ending)) {
        Some("its name says that it is not whole yet")
    } else if name.ends_with(reason::ENDING) {
        Some("it is the reason why a file was not taken in")
    } else if path.is_symlink() {
        Some("it is a link and no file of its own")
    } else {
        (!path.is_file()).then_some("it is no plain file")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox(files: &[&str]) -> (tempfile::TempDir, Inbox) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inbox = Inbox::open(folder.path(), None, None).expect("there");
        for name in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("below the inbox")).expect("made");
            fs::write(path, name).expect("written");
        }
        (folder, inbox)
    }

    fn names(lying: &Lying) -> Vec<&str> {
        lying.found.iter().map(|one| one.name.as_str()).collect()
    }

    #[test]
    fn files_below_are_found_and_what_is_done_hidden_or_unfinished_is_not() {
        let (_folder, inbox) = inbox(&[
            "police/b.csv",
            "a.csv",
            ".hidden.csv",
            ".hidden/c.csv",
            "~$a.xlsx",
            "Thumbs.db",
            "done/a.csv",
            "quarantine/x.csv",
            "quarantine/x.csv.why.txt",
            "d.csv.PART",
            "d.csv.why.txt",
        ]);
        let lying = inbox.look().expect("looked");
        assert_eq!(names(&lying), ["a.csv", "police/b.csv"]);
        assert_eq!(lying.left.keys().collect::<Vec<_>>(), ["d.csv.PART", "d.csv.why.txt"]);
        let aside = super::super::quarantined(inbox.quarantine()).expect("looked");
        assert_eq!(aside.into_iter().collect::<Vec<_>>(), ["x.csv"]);
    }

    #[test]
    fn a_file_that_grows_or_comes_between_two_looks_is_left() {
        let (folder, inbox) = inbox(&["a.csv", "b.csv"]);
        let earlier = inbox.look().expect("looked");
        fs::write(folder.path().join("b.csv"), "longer than before").expect("written");
        fs::write(folder.path().join("c.csv"), "new").expect("written");
        let lying = inbox.look().expect("looked").steady_since(&earlier);
        assert_eq!(names(&lying), ["a.csv"]);
        assert_eq!(lying.left.keys().collect::<Vec<_>>(), ["b.csv", "c.csv"]);
    }

    #[test]
    fn a_file_is_fresh_until_it_has_lain_a_while() {
        let (_folder, inbox) = inbox(&["a.csv"]);
        let lying = inbox.look().expect("looked");
        let written = lying.found[0].mark.written.expect("this system knows");
        let (second, hour) = (Duration::from_secs(1), Duration::from_secs(3600));
        assert!(lying.is_fresh(written + second, second * 5));
        assert!(!lying.is_fresh(written + hour, second * 5));
        assert!(lying.is_fresh(written - hour, second * 5), "a clock goes wrong");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_left_and_not_followed() {
        let (folder, inbox) = inbox(&["a.csv"]);
        std::os::unix::fs::symlink(folder.path().join("a.csv"), folder.path().join("b.csv")).expect("linked");
        let lying = inbox.look().expect("looked");
        assert_eq!((names(&lying), lying.left.len()), (vec!["a.csv"], 1));
    }
}
