//! Removing what may no longer be kept: a day, or words that a text holds, come in; bytes go, and a line of a ledger says so.
//! Digests, counts, verdict counts of manifests and the register stay, and so does every chain.

use super::announced::Announced;
use super::archive::Archive;
use super::entries::{CohortFile, Delivery, Erasure, Purged, RunMade, run_path};
use super::holdings::MANIFEST;
use super::ledgers;
use super::texts::{self, Texts};
use super::{Moment, Workspace, files};
use crate::domain::{Day, Digest};
use crate::problem::{Kind, Place, Problem};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What is to be removed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ToPurge {
    /// Archived files: the digest of the raw bytes, and what they are called.
    pub files: BTreeMap<Digest, String>,
    /// Runs of which only the manifest is kept.
    pub runs: Vec<RunMade>,
}

impl Workspace {
    /// What may go that is older than a day: deliveries that came before it and are about days before it, cohort versions
    /// that came before it but for the one that counts, and the files of runs that asked for a day before it. Bytes that
    /// something else stands for stay.
    ///
    /// # Errors
    /// If a ledger cannot be read.
    pub fn to_purge(&self, before: Day) -> Result<ToPurge> {
        let counting = self.view(None)?.and_then(|view| view.cohort.first().map(|one| one.version));
        let mut gone = BTreeMap::new();
        let mut kept = BTreeSet::new();
        for one in self.ledger::<Delivery>().read()? {
            let old = one.period.to < before && one.received.day() < before;
            if old { _ = gone.insert(one.raw, one.file) } else { _ = kept.insert(one.raw) }
        }
        for one in self.ledger::<CohortFile>().read()? {
            let old = one.received.day() < before && Some(one.version) != counting;
            let name = format!("{} of {}", one.file, one.label());
            if old { _ = gone.insert(one.raw, name) } else { _ = kept.insert(one.raw) }
        }
        let purged = self.ledger::<Purged>().read()?;
        let away = self.holdings()?.purged;
        gone.retain(|raw, _| !kept.contains(raw) && !away.contains(raw));
        let mut runs = self.ledger::<RunMade>().read()?;
        runs.retain(|run| {
            let path = run_path(run.as_of, &run.name);
            run.as_of < before && !purged.iter().any(|one| one.name == path)
        });
        Ok(ToPurge { files: gone, runs })
    }

    /// Removes it. The lock must be held.
    ///
    /// # Errors
    /// If something cannot be read, written or removed; what is left is removed when the lock is next taken.
    pub fn purge(&self, gone: &ToPurge, made: Moment) -> Result<()> {
        let mut paths: Vec<String> = gone.files.keys().map(Archive::name).collect();
        let mut lines = Vec::new();
        for (raw, name) in &gone.files {
            lines.push(Purged { made, name: name.clone(), raw: *raw });
        }
        for run in &gone.runs {
            let folder = self.run_folder(run.as_of, &run.name);
            let name = run_path(run.as_of, &run.name);
            let files = folder.files()?.into_iter().filter(|file| file != MANIFEST);
            paths.extend(files.map(|file| format!("{name}/{file}")));
            lines.push(Purged { made, name, raw: run.manifest });
        }
        let announced = Announced::write(&self.root, &paths)?;
        self.ledger::<Purged>().append(&lines)?;
        for path in &paths {
            files::remove_all(&self.root.join(path))?;
        }
        announced.done()
    }

    /// What was purged and did not come again, and when: archived files by the digest of their raw bytes, runs by that of
    /// their manifest.
    ///
    /// # Errors
    /// If the ledger cannot be read.
    pub fn purged(&self) -> Result<BTreeMap<Digest, Purged>> {
        let purged = self.ledger::<Purged>().read()?;
        if purged.is_empty() {
            return Ok(BTreeMap::new());
        }
        let away = self.holdings()?.purged;
        let stays = purged.into_iter().filter(|one| one.is_folder() || away.contains(&one.raw));
        Ok(stays.map(|one| (one.raw, one)).collect())
    }

    /// How many texts beside the ledgers hold these words, by ledger.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn texts_with(&self, words: &str) -> Result<Vec<(String, Digest)>> {
        let mut found = Vec::new();
        for form in ledgers::ALL.iter().filter(|form| !form.erasable.is_empty()) {
            let texts = Texts::read(&self.root, form.file)?;
            let with = texts.digests().filter(|one| texts.find(one).is_some_and(|text| text.contains(words)));
            found.extend(with.filter_map(Digest::parse).map(|text| (form.file.to_owned(), text)));
        }
        Ok(found)
    }

    /// Erases texts beside the ledgers. The lock must be held.
    ///
    /// # Errors
    /// If something cannot be read or written; what is left is erased when the lock is next taken.
    pub fn erase(&self, found: &[(String, Digest)], made: Moment) -> Result<()> {
        let line = |(ledger, text): &(String, Digest)| Erasure { made, ledger: ledger.clone(), text: *text };
        self.ledger::<Erasure>().append(&found.iter().map(line).collect::<Vec<_>>())?;
        self.finish_erasures()
    }

    /// Takes away the texts that the ledger of erasures names.
    pub(super) fn finish_erasures(&self) -> Result<()> {
        let erased = self.ledger::<Erasure>().read()?;
        let ledgers: BTreeSet<&str> = erased.iter().map(|one| one.ledger.as_str()).collect();
        for ledger in ledgers {
            let own = erased.iter().filter(|one| one.ledger == ledger);
            let own: Vec<String> = own.map(|one| one.text.to_string()).collect();
            let texts = Texts::read(&self.root, ledger)?;
            if own.iter().any(|text| texts.find(text).is_some()) {
                files::write(&texts::path(&self.root, ledger), &texts.without(&own)?)?;
            }
        }
        Ok(())
    }
}

/// Says that something cannot be had because it was purged.
pub(super) fn is_purged(name: &str, purged: &Purged) -> Problem {
    let detail = format!("it was purged on {} and cannot be had any more", purged.made.day());
    Problem::new(Kind::WorkspacePurged, Place::file(name), detail)
        .with_hint("its digests and counts are kept; a backup from before may still have it")
}
