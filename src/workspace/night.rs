//! `.night.json`: what a workspace remembers from one night to the next: where files lie in quarantine, and what was told
//! last. It is no part of what is verified, and nothing but a notice too many comes of its loss.

use super::inbox::quarantined;
use super::{Workspace, files};
use crate::problem::{Kind, Place, Problem};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The note's name.
pub const FILE: &str = ".night.json";

/// What is remembered.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Night {
    /// Folders in which files that were not taken in lie.
    #[serde(default)]
    pub quarantines: BTreeSet<String>,
    /// What was told last; `None` if nothing ever was.
    #[serde(default)]
    pub told: Option<Told>,
}

/// What a notice was about.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The run, as `day/name`.
    pub run: String,
    /// The files that lay in quarantine, with their folder.
    #[serde(default)]
    pub quarantined: BTreeSet<String>,
}

/// What lies in quarantine.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Quarantined {
    /// The files, by folder; folders without any are left out.
    pub files: BTreeMap<String, BTreeSet<String>>,
    /// Folders that are there and cannot be looked into: nobody can say that they are empty.
    pub closed: Vec<Problem>,
}

impl Quarantined {
    /// Whether it is certain that nothing lies there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.closed.is_empty()
    }
}

impl Night {
    /// What lies in quarantine now. A folder that is not there any more has nothing.
    #[must_use]
    pub fn quarantined(&self) -> Quarantined {
        let mut found = Quarantined::default();
        let exists = |folder: &&String| fs::exists(folder).unwrap_or(true);
        for folder in self.quarantines.iter().filter(exists) {
            match quarantined(Path::new(folder)) {
                Ok(names) if names.is_empty() => {}
                Ok(names) => _ = found.files.insert(folder.clone(), names),
                Err(error) => found.closed.push(closed(folder, &error)),
            }
        }
        found
    }
}

fn closed(folder: &str, error: &anyhow::Error) -> Problem {
    let detail = format!("the quarantine cannot be looked into: {}", error.root_cause());
    Problem::new(Kind::UnreadableFile, Place::file(folder), detail)
        .with_hint("see that it is a folder which this user may read; files may lie there that need a person")
}

impl Workspace {
    /// What is remembered. A note that cannot be read is none.
    #[must_use]
    pub fn night(&self) -> Night {
        let bytes = files::read(&self.root.join(FILE)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// Remembers something else, if it is another. The lock must be held.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn remember(&self, night: &Night) -> Result<()> {
        if *night == self.night() {
            return Ok(());
        }
        files::write(&self.root.join(FILE), &serde_json::to_vec_pretty(night)?)
    }
}
