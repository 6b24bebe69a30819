//! Texts beside a chain: names and reasons that may have to be erased one day. The ledger holds the digest of a salt and the
//! text; salt and text stand here, in `texts/<ledger>`. Taking one away leaves every chain as it was.

use super::{chain, files};
use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder, in the workspace.
pub const FOLDER: &str = "texts";

pub use crate::claims::register::ERASED;

const COLUMNS: [&str; 3] = ["sha256", "salt", "text"];

/// The texts of one ledger, by digest.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Texts {
    rows: BTreeMap<String, (String, String)>,
}

impl Texts {
    /// Where the texts of a ledger stand, from the workspace's folder.
    #[must_use]
    pub fn name(ledger: &str) -> String {
        format!("{FOLDER}/{ledger}")
    }

    /// The texts of a ledger; none if the file is not there.
    ///
    /// # Errors
    /// If it cannot be read, or has a line that Hearth did not write.
    pub fn read(root: &Path, ledger: &str) -> Result<Self> {
        let path = path(root, ledger);
        if !path.exists() {
            return Ok(Self::default());
        }
        Ok(Self::parse(&Self::name(ledger), &files::read(&path)?)
            .map_err(|problem| Problems(vec![problem]))?)
    }

    /// Reads the bytes of the file called `name`.
    ///
    /// # Errors
    /// The first line that Hearth did not write, or whose text is not that of its digest.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Problem> {
        let mut rows = BTreeMap::new();
        for (at, fields) in chain::rows(name, bytes)? {
            if at == 1 && fields == COLUMNS {
                continue;
            }
            let [digest, salt, text] = fields.try_into().map_err(|_| altered(name, at))?;
            if at == 1 || seal(&salt, &text).to_string() != digest {
                return Err(altered(name, at));
            }
            rows.insert(digest, (salt, text));
        }
        Ok(Self { rows })
    }

    /// The text of a digest, if it is there. A blank text stands in the ledger itself.
    #[must_use]
    pub fn find(&self, digest: &str) -> Option<&str> {
        if digest.is_empty() { Some("") } else { self.rows.get(digest).map(|(_, text)| text.as_str()) }
    }

    /// The digests of all texts, sorted.
    pub fn digests(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// The texts without those of these digests, as the file is written.
    ///
    /// # Errors
    /// If they cannot be put into lines.
    pub fn without(&self, erased: &[String]) -> Result<Vec<u8>> {
        let mut bytes = header()?;
        for (digest, (salt, text)) in self.rows.iter().filter(|(digest, _)| !erased.contains(digest)) {
            bytes.extend(chain::render(&[digest, salt, text])?);
        }
        Ok(bytes)
    }
}

/// The file of a ledger's texts.
#[must_use]
pub fn path(root: &Path, ledger: &str) -> PathBuf {
    root.join(FOLDER).join(ledger)
}

/// The header as it is written.
///
/// # Errors
/// If it cannot be put into a line.
pub fn header() -> Result<Vec<u8>> {
    chain::render(&COLUMNS)
}

/// Seals a text: what stands in the ledger for it, and its line here. The salt is drawn so that nobody finds an erased name
/// by trying names.
///
/// # Errors
/// If the system gives no random bytes.
pub fn sealed(text: &str) -> Result<(String, Vec<u8>)> {
    let salt = &random()?.to_string()[..32];
    let digest = seal(salt, text).to_string();
    let line = chain::render(&[digest.as_str(), salt, text])?;
    Ok((digest, line))
}

/// Bytes that nobody can foresee.
///
/// # Errors
/// If the system gives none.
pub fn random() -> Result<Digest> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).context("the system gives no random bytes")?;
    Ok(Digest::new(bytes))
}

fn seal(salt: &str, text: &str) -> Digest {
    chain::digest_of(&["hearth text", salt, text])
}

fn altered(name: &str, line: u32) -> Problem {
    let detail = "the text is not the one that was written here";
    Problem::new(Kind::WorkspaceDigest, Place::line(name, line), detail)
        .with_hint("restore the file from a backup")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_sealed_otherwise_each_time() {
        let (first, line) = sealed("M. Ellery").expect("sealed");
        let (second, _) = sealed("M. Ellery").expect("sealed");
        assert_ne!(first, second);
        let texts = Texts::parse("t", &[header().expect("a header"), line].concat()).expect("right");
        assert_eq!((texts.find(&first), texts.find(&second)), (Some("M. Ellery"), None));
    }

    #[test]
    fn any_flipped_byte_is_found() {
        let (_, line) = sealed("a reason, with a comma").expect("sealed");
        let good = [header().expect("a header"), line].concat();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 4;
            assert!(Texts::parse("t", &bad).is_err(), "byte {at}");
        }
    }
}
