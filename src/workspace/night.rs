//! `.night.json`: what a workspace remembers from one night to the next: where files lie in quarantine, and what was told
//! last. It is no part of what is verified, and nothing but a notice too many comes of its loss.

use super::inbox::quarantined;
use super::{Workspace, files};
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
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

impl Night {
    /// The files that lie in quarantine now, by folder. A folder that is not there or cannot be looked into has none.
    #[must_use]
    pub fn quarantined(&self) -> BTreeMap<String, BTreeSet<String>> {
        let folders = self.quarantines.iter();
        let found =
            folders.map(|folder| (folder.clone(), quarantined(Path::new(folder)).unwrap_or_default()));
        found.filter(|(_, names)| !names.is_empty()).collect()
    }
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
