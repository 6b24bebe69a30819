//! Taking in a cohort: the files of a folder come in and stay as one version; what is wrong with them goes out.

use super::definitions::plan_ids;
use super::entries::CohortFile;
use super::ingest::{Arrival, counts_later};
use super::{Moment, Workspace, files};
use crate::domain::Digest;
use crate::feeds::cohort::{self, CohortFiles};
use crate::outcomes::plan::versions::split_name;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::Result;
use std::path::Path;

/// The file by which a cohort is named.
const FAMILIES: &str = "families.csv";

/// What is told of a cohort.
#[derive(Clone, Debug)]
pub struct CohortReport {
    /// Its version; the earlier one if these files were there already.
    pub version: u32,
    /// Whether it is new.
    pub is_new: bool,
    /// Families and people that can be used.
    pub families: usize,
    /// People that can be used.
    pub people: usize,
    /// What is wrong with it, or worth knowing.
    pub problems: Vec<Problem>,
}

impl Workspace {
    /// Takes in the cohort files of a folder as a new version. The lock must be held.
    ///
    /// # Errors
    /// If a file that every cohort needs is missing (then nothing is kept), or if something cannot be read or written.
    pub fn ingest_cohort(&self, folder: &Path, arrival: Arrival) -> Result<CohortReport> {
        let mut all = files::read_folder(folder)?;
        all.retain(|(name, _)| CohortFiles::NAMES.contains(&name.as_str()));
        let definitions = self.definitions()?;
        let plans = plan_ids(&definitions);
        let all = CohortFiles { files: all };
        let read = cohort::read(&all, &|plan| plans.contains(&split_name(plan).0));
        let missing: Vec<Problem> =
            read.problems.iter().filter(|one| one.kind == Kind::CohortFileMissing).cloned().collect();
        if !missing.is_empty() {
            return Err(Problems(missing).into());
        }
        let counts_from = self.counts_from(arrival.received, arrival.put_in)?;
        let (version, is_new) = self.keep_cohort(&all, arrival, counts_from)?;
        let mut problems = read.problems;
        if is_new {
            problems.extend(counts_later(FAMILIES, arrival.received, counts_from));
        } else {
            problems.push(same_cohort(version));
        }
        let (families, people) = (read.cohort.families().len(), read.cohort.people().count());
        Ok(CohortReport { version, is_new, families, people, problems })
    }

    /// Archives the files and adds their version, unless the last version has the same bytes.
    fn keep_cohort(&self, all: &CohortFiles, arrival: Arrival, counts_from: Moment) -> Result<(u32, bool)> {
        let ledger = self.ledger::<CohortFile>();
        let known = ledger.read()?;
        let last = known.last().map_or(0, |one| one.version);
        let archive = self.archive();
        let announced = self.announce_files(all.files.iter().map(|(_, bytes)| Digest::of(bytes)))?;
        let mut lines = Vec::new();
        for (name, bytes) in &all.files {
            let stored = archive.put(bytes)?;
            lines.push(CohortFile {
                version: last + 1,
                file: name.clone(),
                received: arrival.received,
                put_in: arrival.put_in,
                counts_from,
                raw: stored.raw,
                stored: stored.file,
            });
        }
        let same = |version: u32| {
            let old = known.iter().filter(|one| one.version == version).map(|one| (&one.file, one.raw));
            old.eq(lines.iter().map(|one| (&one.file, one.raw)))
        };
        if same(last) {
            announced.done()?;
            return Ok((last, false));
        }
        ledger.append(&lines)?;
        announced.done()?;
        Ok((last + 1, true))
    }
}

fn same_cohort(version: u32) -> Problem {
    let detail = format!("these files are cohort version c{version:05}; they count once");
    Problem::new(Kind::SameFileTwice, Place::file(FAMILIES), detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrival(day: &str) -> Arrival {
        let received = Moment::parse(day).expect("a test moment");
        Arrival { received, put_in: received }
    }

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        write(
            "families.csv",
            "family_id,plan,borough,engaged_on,closed_on,assessed_on,planned_on,lead_worker_on\n",
        );
        write("people.csv", "person_id,forename,surname,born_on,sex,died_on\np-1,Ash,Elm,2001-02-03,F,\n");
        write("members.csv", "family_id,person_id,from,to,parenting\n");
        write("residences.csv", "person_id,household_id,uprn,address,postcode,ward,from,to\n");
        write("identifiers.csv", "person_id,scheme,value,from,to\n");
        folder
    }

    #[test]
    fn a_version_is_kept_once_until_a_file_changes() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace::init(root.path(), "x", b"term,from,to\n").expect("made");
        let cohort = folder();
        let version = |day: &str| {
            let report = workspace.ingest_cohort(cohort.path(), arrival(day)).expect("taken in");
            (report.version, report.is_new, report.people)
        };
        assert_eq!(version("2016-01-01"), (1, true, 1));
        assert_eq!(version("2016-02-01"), (1, false, 1));
        std::fs::write(cohort.path().join("people.csv"), "person_id,forename,surname,born_on,sex,died_on\n")
            .expect("changed");
        assert_eq!(version("2016-03-01"), (2, true, 0));
        let view = workspace.view(None).expect("read").expect("a view");
        assert_eq!(view.cohort.len(), 5);
    }

    #[test]
    fn a_folder_without_people_is_refused_whole() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace::init(root.path(), "x", b"term,from,to\n").expect("made");
        let cohort = folder();
        std::fs::remove_file(cohort.path().join("people.csv")).expect("removed");
        let error = workspace.ingest_cohort(cohort.path(), arrival("2016-01-01")).expect_err("refused");
        assert!(error.to_string().contains("[C101]"), "{error}");
        assert!(workspace.ledger::<CohortFile>().read().expect("read").is_empty());
    }
}
