//! Everything the workspace holds by its ledgers: checked lines come in; the files that must be there, with their digests, and
//! what was purged or erased go out. The files themselves are not looked at, but for the manifests of published folders.

use super::archive::{Archive, Stored};
use super::chain::Line;
use super::files;
use super::ledger::Held;
use super::ledgers::Form;
use crate::domain::Digest;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The name of the file that lists a published folder.
pub const MANIFEST: &str = "manifest.json";

/// A file that must be there.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct File {
    /// What it is called by people.
    pub name: String,
    /// SHA-256 of its bytes as they lie on disk.
    pub digest: Digest,
}

/// What the workspace holds. Paths are from its folder, with `/`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Holdings {
    /// The files that must be there, by path.
    pub files: BTreeMap<String, File>,
    /// Everything ever archived: what it is called, and its digests.
    pub archived: Vec<(String, Stored)>,
    /// The published folders that are whole.
    pub folders: BTreeSet<String>,
    /// Digests of the raw bytes of archived files that were purged and did not come again since.
    pub purged: BTreeSet<Digest>,
    /// Texts that were erased, by ledger and the digest that stands for them.
    pub erased: BTreeSet<(String, String)>,
    /// Texts that must be there unless erased, likewise.
    pub sealed: BTreeSet<(String, String)>,
}

/// The part of a manifest that lists files.
#[derive(Deserialize)]
struct Listed {
    files: Vec<ListedFile>,
}

#[derive(Deserialize)]
struct ListedFile {
    file: String,
    sha256: String,
}

impl Holdings {
    /// What the lines of ledgers stand for. `added` says which change of the workspace added an entry of a ledger, so that
    /// bytes that came again after they were purged must be there again. A manifest that cannot be read lists nothing.
    #[must_use]
    pub fn of(
        root: &Path,
        ledgers: &[(Form, Vec<Line>)],
        added: &dyn Fn(&str, u64) -> Option<usize>,
    ) -> Self {
        let mut all = Self::default();
        let mut published = Vec::new();
        let mut emptied = BTreeSet::new();
        let mut came: BTreeMap<Digest, usize> = BTreeMap::new();
        let mut went: BTreeMap<Digest, usize> = BTreeMap::new();
        for (form, lines) in ledgers {
            for (entry, line) in (1..).zip(lines) {
                // A ledger that is longer than its heads say is damaged; what it holds is taken as the latest.
                let moment = || added(form.file, entry).unwrap_or(usize::MAX);
                all.sealed.extend(form.sealed(line).map(|digest| (form.file.to_owned(), digest.to_owned())));
                for held in form.holds(line).unwrap_or_default() {
                    match held {
                        Held::Archived(name, stored) => {
                            later(&mut came, stored.raw, moment());
                            all.archived.push((name, stored));
                        }
                        Held::Published(folder, manifest) => published.push((folder, manifest)),
                        Held::PurgedFile(raw) => later(&mut went, raw, moment()),
                        Held::PurgedFolder(folder) => _ = emptied.insert(folder),
                        Held::Erased(ledger, text) => _ = all.erased.insert((ledger, text.to_string())),
                    }
                }
            }
        }
        let stays_away = |(raw, went): &(&Digest, &usize)| came.get(*raw).is_none_or(|came| came <= *went);
        all.purged = went.iter().filter(stays_away).map(|(raw, _)| *raw).collect();
        for (name, stored) in &all.archived {
            let file = File { name: name.clone(), digest: stored.file };
            all.files.insert(Archive::name(&stored.raw), file);
        }
        for (folder, manifest) in published {
            all.publish(root, folder, manifest, &emptied);
        }
        all
    }

    fn publish(&mut self, root: &Path, folder: String, manifest: Digest, emptied: &BTreeSet<String>) {
        let mut add = |name: &str, digest: Digest| {
            let path = format!("{folder}/{name}");
            self.files.insert(path.clone(), File { name: path, digest });
        };
        add(MANIFEST, manifest);
        if emptied.contains(&folder) {
            return;
        }
        let bytes = files::read(&root.join(&folder).join(MANIFEST)).unwrap_or_default();
        let listed = serde_json::from_slice(&bytes).map_or_else(|_| Vec::new(), |Listed { files }| files);
        for one in &listed {
            if let Some(digest) = Digest::parse(&one.sha256) {
                add(&one.file, digest);
            }
        }
        self.folders.insert(folder);
    }

    /// Whether the ledgers stand for something at this path that may be kept.
    #[must_use]
    pub fn accounts_for(&self, path: &str) -> bool {
        self.folders.contains(path) || (self.files.contains_key(path) && !self.is_purged(path))
    }

    /// Whether the path is that of an archived file that was purged.
    #[must_use]
    pub fn is_purged(&self, path: &str) -> bool {
        Archive::parse_name(path).is_some_and(|raw| self.purged.contains(&raw))
    }
}

fn later(moments: &mut BTreeMap<Digest, usize>, raw: Digest, moment: usize) {
    let known = moments.entry(raw).or_insert(moment);
    *known = moment.max(*known);
}
