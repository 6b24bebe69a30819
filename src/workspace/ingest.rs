//! Taking in deliveries and cohorts: paths come in; archived bytes and ledger lines stay, and for each file what became of
//! it goes out. One file that cannot be used never keeps the others out.

use super::announced::Announced;
use super::entries::{Delivery, Purged};
use super::examine::{Candidate, Examiner};
use super::progress::Progress;
use super::{Archive, Moment, Workspace, files, view};
use crate::domain::{Digest, Text, Window};
use crate::feeds::Counts;
use crate::problem::{Kind, Place, Problem, Severity};
use anyhow::Result;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// When things came.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arrival {
    /// When they really came: from then on they count.
    pub received: Moment,
    /// When they are put in.
    pub put_in: Moment,
}

/// What became of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Fate {
    /// It is in the archive and the ledger.
    Taken,
    /// Its bytes were there already.
    Known,
    /// Its bytes were there, and were removed because they may not be kept.
    Purged,
    /// It cannot be used as it is.
    SetAside,
    /// It could not be read from where it lies.
    Unreadable,
}

/// What is told of one file.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// Its name without folders.
    pub file: String,
    /// What became of it.
    pub fate: Fate,
    /// The feed and the days covered, where they could be told.
    pub feed: Option<(Text, Window)>,
    /// Rows and rejected rows.
    pub counts: Counts,
    /// What is wrong with it, or worth knowing.
    pub problems: Vec<Problem>,
}

impl FileReport {
    /// A report of a file that has one problem and no rows.
    #[must_use]
    pub fn new(file: &str, fate: Fate, problem: Problem) -> Self {
        let counts = Counts::default();
        Self { file: file.to_owned(), fate, feed: None, counts, problems: vec![problem] }
    }
}

impl Workspace {
    /// Takes in files, and the files in folders and the folders below them, and those that a pattern fits. The lock must be
    /// held. The order of the paths does not matter.
    ///
    /// # Errors
    /// Mistakes in definitions, or if the archive or the ledger cannot be read or written. Then no delivery was added.
    pub fn ingest(
        &self,
        paths: &[PathBuf],
        arrival: Arrival,
        progress: &dyn Progress,
    ) -> Result<Vec<FileReport>> {
        let (found, mut reports) = gather(paths);
        let examiner = Examiner::new(self, arrival, false)?;
        reports.extend(self.take_in(&found, &examiner, progress)?);
        Ok(reports)
    }

    /// Takes in these files, in this order, and gives a report of each. The lock must be held.
    pub(super) fn take_in(
        &self,
        found: &[PathBuf],
        examiner: &Examiner,
        progress: &dyn Progress,
    ) -> Result<Vec<FileReport>> {
        progress.stage("Reading deliveries", found.len());
        let mut reports = Vec::new();
        let candidates: Vec<Candidate> = found
            .par_iter()
            .map(|path| {
                let candidate = examiner.examine(path);
                progress.step();
                candidate
            })
            .collect();
        let ledger = self.ledger::<Delivery>();
        let mut known = ledger.read()?;
        let before = known.len();
        let withdrawn = self.withdrawn()?;
        let purged = self.purged()?;
        let announced = self.announce_files(candidates.iter().filter_map(Candidate::raw))?;
        for candidate in candidates {
            reports.push(self.settle(candidate, &mut known, &withdrawn, &purged)?);
        }
        ledger.append(&known[before..])?;
        announced.done()?;
        Ok(reports)
    }

    /// Notes the archived files of these digests that are about to come.
    pub(super) fn announce_files(&self, raws: impl Iterator<Item = Digest>) -> Result<Announced> {
        let names = raws.map(|raw| Archive::name(&raw));
        let new: Vec<String> = names.filter(|name| !self.root.join(name).exists()).collect();
        Announced::write(&self.root, &new)
    }

    /// Archives a candidate and adds it to the deliveries, unless its bytes are there and were not withdrawn.
    fn settle(
        &self,
        candidate: Candidate,
        known: &mut Vec<Delivery>,
        withdrawn: &BTreeSet<String>,
        purged: &BTreeMap<Digest, Purged>,
    ) -> Result<FileReport> {
        let Candidate { mut report, taken } = candidate;
        let Some((mut delivery, bytes)) = taken else { return Ok(report) };
        // A nil return holds nobody's data, and is the same whatever its period.
        if let Some(gone) = purged.get(&delivery.raw).filter(|_| delivery.rows > 0) {
            report.fate = Fate::Purged;
            report.problems = vec![purged_file(&report.file, gone)];
            return Ok(report);
        }
        let counting = |one: &&Delivery| !withdrawn.contains(&one.label());
        if let Some(earlier) = known.iter().filter(counting).find(|one| is_same(one, &delivery)) {
            report.fate = Fate::Known;
            report.problems = vec![same_file(&report.file, earlier)];
            return Ok(report);
        }
        if let Some(earlier) = view::standing_for(known.iter().filter(counting), &delivery) {
            report.problems.push(corrected(&report.file, earlier, &delivery));
        }
        report.problems.extend(counts_later(&report.file, delivery.received, delivery.counts_from));
        delivery.number = known.last().map_or(0, |last| last.number) + 1;
        delivery.stored = self.archive().put(&bytes)?.file;
        known.push(delivery);
        Ok(report)
    }
}

/// Whether these bytes came before. Nil returns of different periods are alike and yet not the same.
fn is_same(earlier: &Delivery, delivery: &Delivery) -> bool {
    let same_period = earlier.feed == delivery.feed && earlier.period == delivery.period;
    earlier.raw == delivery.raw && (same_period || delivery.rows > 0)
}

/// The files meant, each once, sorted by name and then by path; and reports of what could not be listed.
fn gather(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<FileReport>) {
    let mut found = BTreeSet::new();
    let mut reports = Vec::new();
    let mut waiting: Vec<PathBuf> = paths.iter().flat_map(|path| filled_in(path)).collect();
    while let Some(path) = waiting.pop() {
        if !path.is_dir() {
            found.insert((file_name(&path), path));
            continue;
        }
        match files::list(&path) {
            Ok(below) => {
                waiting.extend(below.into_iter().filter(|path| !is_hidden(path) && !is_linked_folder(path)))
            }
            Err(error) => reports.push(unreadable(&path, &error)),
        }
    }
    (found.into_iter().map(|(_, path)| path).collect(), reports)
}

/// The paths that a pattern such as `police_*.csv` fits, where no shell has filled it in. A path that is there, or that fits
/// nothing, stays as it is.
fn filled_in(path: &Path) -> Vec<PathBuf> {
    let fitting = path.to_str().filter(|_| !path.exists()).and_then(|pattern| glob::glob(pattern).ok());
    let found: Vec<PathBuf> = fitting.into_iter().flatten().filter_map(Result::ok).collect();
    if found.is_empty() { vec![path.to_owned()] } else { found }
}

/// Files that a system leaves in folders, such as `.DS_Store`, are no deliveries.
fn is_hidden(path: &Path) -> bool {
    file_name(path).starts_with('.')
}

/// A link to a folder may lead in a circle.
fn is_linked_folder(path: &Path) -> bool {
    path.is_symlink() && path.is_dir()
}

/// The last part of a path.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// A report of a file or folder that cannot be read.
pub(super) fn unreadable(path: &Path, error: &anyhow::Error) -> FileReport {
    let file = file_name(path);
    let problem = Problem::new(
        Kind::UnreadableFile,
        Place::file(&file),
        format!("it cannot be read: {}", error.root_cause()),
    );
    FileReport::new(&file, Fate::Unreadable, problem)
}

fn purged_file(file: &str, gone: &Purged) -> Problem {
    let detail = format!("these bytes were purged on {} and are not taken in again", gone.made.day());
    Problem::new(Kind::WorkspacePurged, Place::file(file), detail)
        .with_severity(Severity::Warning)
        .with_hint("take the old file away from where deliveries are read from")
}

fn same_file(file: &str, earlier: &Delivery) -> Problem {
    let detail =
        format!("these bytes came before as {} on {}; they count once", earlier.file, earlier.received.day());
    Problem::new(Kind::SameFileTwice, Place::file(file), detail)
}

/// What is told of a thing that counts later than it was received, if it does.
pub(super) fn counts_later(file: &str, received: Moment, counts_from: Moment) -> Option<Problem> {
    (counts_from > received).then(|| {
        let detail = format!(
            "it counts from {counts_from} on, not from {received}: a claim that went in was told what was known by then"
        );
        Problem::new(Kind::CountsLater, Place::file(file), detail)
            .with_hint("`hearth replay claims --now` says whether a claim would be another with it")
    })
}

fn corrected(file: &str, earlier: &Delivery, delivery: &Delivery) -> Problem {
    let from = delivery.counts_from;
    let detail = if delivery.received >= earlier.received {
        format!(
            "it takes the place of {}, received on {}, from {from} on",
            earlier.file,
            earlier.received.day()
        )
    } else {
        format!("{}, received later on {}, stands in its place", earlier.file, earlier.received.day())
    };
    Problem::new(Kind::CorrectedFile, Place::file(file), detail)
}
