//! The archive: bytes come in and are kept as received, compressed, named by the SHA-256 of the raw bytes; the same bytes
//! come out, or an error. Nothing is ever changed or removed.

use super::files;
use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::Result;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Where bytes are found by their digest.
pub trait Bytes: Sync {
    /// The bytes with this SHA-256.
    ///
    /// # Errors
    /// If they are not there, cannot be read or are no longer what was received.
    fn bytes(&self, raw: &Digest) -> Result<Vec<u8>>;
}

/// The folder `archive/`: `ab/abcdef....gz`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Archive {
    folder: PathBuf,
}

/// What the archive keeps of some bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Stored {
    /// SHA-256 of the bytes as received.
    pub raw: Digest,
    /// SHA-256 of the compressed file.
    pub file: Digest,
}

impl Archive {
    /// The archive in this folder.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps bytes; those it has already are not written again.
    ///
    /// # Errors
    /// If they cannot be written, or if what it has of them is damaged.
    pub fn put(&self, bytes: &[u8]) -> Result<Stored> {
        let raw = Digest::of(bytes);
        let path = self.path(&raw);
        if path.exists() {
            let stored = files::read(&path)?;
            unpack(&raw, &stored)?;
            return Ok(Stored { raw, file: Digest::of(&stored) });
        }
        let packed = pack(bytes)?;
        files::make_folder(path.parent().unwrap_or(&self.folder))?;
        files::write(&path, &packed)?;
        Ok(Stored { raw, file: Digest::of(&packed) })
    }

    /// Whether it has a file of these bytes, whatever is in it.
    #[must_use]
    pub fn has(&self, raw: &Digest) -> bool {
        self.path(raw).exists()
    }

    /// Whether the compressed file is still the one that was stored. Cheap: nothing is unpacked.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn is_intact(&self, stored: &Stored) -> Result<bool> {
        let path = self.path(&stored.raw);
        Ok(path.exists() && Digest::of(&files::read(&path)?) == stored.file)
    }

    /// The file's name under the workspace, for messages.
    #[must_use]
    pub fn name(raw: &Digest) -> String {
        let hex = raw.to_string();
        format!("archive/{}/{hex}.gz", &hex[..2])
    }

    /// The digest in a name that [`Self::name`] gives; `None` for any other.
    #[must_use]
    pub fn parse_name(name: &str) -> Option<Digest> {
        let raw = Digest::parse(name.strip_suffix(".gz")?.rsplit('/').next()?)?;
        (Self::name(&raw) == name).then_some(raw)
    }

    fn path(&self, raw: &Digest) -> PathBuf {
        let hex = raw.to_string();
        self.folder.join(&hex[..2]).join(format!("{hex}.gz"))
    }

    /// The folders with archived files.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let found = files::list(&self.folder).unwrap_or_default();
        found.into_iter().filter(|path: &PathBuf| Path::is_dir(path)).collect()
    }
}

impl Bytes for Archive {
    fn bytes(&self, raw: &Digest) -> Result<Vec<u8>> {
        let path = self.path(raw);
        if !path.exists() {
            return Err(damaged(raw, "the archived file is not there"));
        }
        unpack(raw, &files::read(&path)?)
    }
}

/// Compresses without a time or a name, so that the same bytes give the same file.
fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

fn unpack(raw: &Digest, packed: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut decoder = GzDecoder::new(packed);
    let unpacked = decoder.read_to_end(&mut bytes);
    if unpacked.is_err() || Digest::of(&bytes) != *raw {
        return Err(damaged(raw, "the archived file is not what was received"));
    }
    Ok(bytes)
}

fn damaged(raw: &Digest, detail: &str) -> anyhow::Error {
    let problem = Problem::new(Kind::WorkspaceDigest, Place::file(Archive::name(raw)), detail)
        .with_hint("restore the file from a backup; what was received can only be had again from the sender");
    Problems(vec![problem]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> (tempfile::TempDir, Archive) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let archive = Archive::new(folder.path().join("archive"));
        (folder, archive)
    }

    #[test]
    fn bytes_come_back_as_they_went_in_and_are_stored_once() {
        let (_folder, archive) = archive();
        let first = archive.put(b"a,b\n1,2\n").expect("stored");
        let again = archive.put(b"a,b\n1,2\n").expect("recognised");
        assert_eq!(first, again);
        assert_eq!(archive.bytes(&first.raw).expect("read back"), b"a,b\n1,2\n");
        assert!(archive.is_intact(&first).expect("readable"));
    }

    #[test]
    fn any_flipped_byte_of_the_stored_file_is_found() {
        let (_folder, archive) = archive();
        let stored = archive.put(b"some bytes that were received").expect("stored");
        let path = archive.path(&stored.raw);
        let good = std::fs::read(&path).expect("the stored file");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            std::fs::write(&path, &bad).expect("the file is damaged");
            assert!(!archive.is_intact(&stored).expect("readable"), "byte {at}");
        }
    }

    #[test]
    fn bytes_that_are_no_longer_what_was_received_are_refused() {
        let (_folder, archive) = archive();
        let stored = archive.put(b"right").expect("stored");
        std::fs::write(archive.path(&stored.raw), pack(b"wrong").expect("packed")).expect("replaced");
        let error = archive.bytes(&stored.raw).expect_err("refused").to_string();
        assert!(error.contains("[W103]") && error.contains(&stored.raw.to_string()), "{error}");
    }
}
