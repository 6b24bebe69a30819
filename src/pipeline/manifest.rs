//! `manifest.json`: what a run went out from, what it counted and the digests of what it wrote. It holds no clock, no path,
//! no host and no number of threads; whoever has the archive can make the run again from it.

use super::basis::Basis;
use super::written;
use crate::domain::Digest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of the manifest, raised when its keys change.
const FORMAT: u32 = 1;

/// A manifest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The form of the manifest.
    pub format: u32,
    /// The run's name: the first digits of the digest of its basis.
    pub run: String,
    /// All it went out from.
    pub basis: Basis,
    /// Every parameter of the plan language with the value used.
    pub parameters: BTreeMap<String, String>,
    /// Those whose value is not the plan's own.
    pub changed: Vec<Changed>,
    /// What was counted, by name.
    pub counts: BTreeMap<String, u64>,
    /// Rows of each delivery, in the order of the basis.
    pub rows: Vec<DeliveryRows>,
    /// The files written, by name.
    pub files: Vec<FileWritten>,
}

/// A parameter whose value is not the plan's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// Its name.
    pub parameter: String,
    /// The plan's value.
    pub plan: String,
    /// The value used.
    pub used: String,
}

/// How many rows a delivery gave.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryRows {
    /// The file's name.
    pub file: String,
    /// All rows.
    pub rows: u64,
    /// Rows rejected.
    pub rejects: u64,
}

/// A file of the run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileWritten {
    /// Its name.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    #[serde(with = "written::digest")]
    pub sha256: Digest,
}

impl Manifest {
    /// The manifest of a run on this basis that wrote these files; the counts are added by the caller.
    #[must_use]
    pub fn new(basis: &Basis, files: &[(String, Vec<u8>)]) -> Self {
        let written = |(file, bytes): &(String, Vec<u8>)| FileWritten {
            file: file.clone(),
            bytes: bytes.len() as u64,
            sha256: Digest::of(bytes),
        };
        Self {
            format: FORMAT,
            run: basis.name(),
            basis: basis.clone(),
            parameters: BTreeMap::new(),
            changed: Vec::new(),
            counts: BTreeMap::new(),
            rows: Vec::new(),
            files: files.iter().map(written).collect(),
        }
    }

    /// The bytes of `manifest.json`.
    #[must_use]
    pub fn render(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("texts, numbers and lists can be written as JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Reads a manifest.
    ///
    /// # Errors
    /// If it is not one, or of another form.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let manifest: Self = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if manifest.format != FORMAT {
            return Err(format!("it has form {}, this program reads form {FORMAT}", manifest.format));
        }
        Ok(manifest)
    }
}
