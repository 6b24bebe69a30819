//! The council's folder on disk: archive of deliveries and cohorts, ledgers, settings, runs, locks and as-known-at views.
//!
//! The only module beside `cli` that touches files. Nothing is ever changed in place or lost: new states are written to a
//! temporary name and renamed, and ledgers only grow.
//!
//! ```text
//! hearth.toml        settings, for people to edit
//! definitions/       the council's own definitions: calendar.csv, feeds/*.json, plans/*.toml
//! archive/ab/ab...gz every delivery, cohort file and used definition, named by its SHA-256
//! deliveries.csv     ledger of deliveries
//! cohorts.csv        ledger of cohort versions
//! definitions.csv    ledger of definitions that runs used
//! withdrawals.csv    ledger of deliveries and cohort versions that no longer count
//! runs.csv           ledger of runs
//! erasures.csv       ledger of names and reasons that were erased
//! purged.csv         ledger of files whose bytes were removed
//! register.csv       ledger of claims and overrides
//! reviews.csv        ledger of decisions about links
//! .night.json        what `status` and the next night are to know; may be lost
//! heads.csv          ledger of the ledgers: how long each is, and its head
//! texts/             names and reasons that stand in a ledger as digests only
//! runs/<day>/<name>/ one run
//! ```

mod announced;
pub mod archive;
pub mod chain;
pub mod cohort;
pub mod definitions;
pub mod due;
pub mod entries;
mod examine;
pub mod fault;
pub mod files;
pub mod heads;
pub mod holdings;
pub mod inbox;
pub mod ingest;
pub mod interchange;
pub mod layouts;
pub mod ledger;
pub mod ledgers;
pub mod lock;
mod migrate;
pub mod moment;
pub mod night;
pub mod plans;
pub mod progress;
pub mod purge;
pub mod register;
pub mod reviews;
pub mod runs;
pub mod settings;
pub mod texts;
pub mod transaction;
pub mod verify;
pub mod view;
mod withdraw;

pub use archive::{Archive, Bytes, Stored};
pub use definitions::Definition;
pub use entries::{CohortFile, Delivery, Erasure, Purged, RunMade, UsedDefinition, Withdrawal};
pub use ingest::{Arrival, Fate, FileReport};
pub use layouts::Layouts;
pub use lock::Lock;
pub use moment::Moment;
pub use progress::Progress;
pub use register::RegisterEntry;
pub use reviews::LinkReview;
pub use settings::Settings;
pub use view::View;

use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::{Context, Result};
use heads::Heads;
use holdings::Holdings;
use ledger::{Entry, Ledger};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A workspace that was found and whose settings are right.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Workspace {
    root: PathBuf,
    settings: Settings,
}

impl Workspace {
    /// Whether the folder is a workspace.
    #[must_use]
    pub fn exists(root: &Path) -> bool {
        root.join(settings::FILE).exists()
    }

    /// Makes a workspace. What an interrupted attempt left is used; nothing that is there is overwritten. The settings come
    /// last: the folder is a workspace only once it is whole.
    ///
    /// # Errors
    /// If something cannot be written.
    pub fn init(root: &Path, plan: &str, calendar: &[u8]) -> Result<Self> {
        for folder in ["archive", "runs", "definitions/feeds", "definitions/plans"] {
            files::make_folder(&root.join(folder))?;
        }
        Heads::create(root)?;
        let own_calendar = root.join(definitions::FOLDER).join(definitions::CALENDAR);
        if !own_calendar.exists() {
            files::write(&own_calendar, calendar)?;
        }
        if !Self::exists(root) {
            files::write(&root.join(settings::FILE), Settings::template(plan).as_bytes())?;
        }
        Self::open(root)
    }

    /// Opens a workspace; one that an older program made is brought to today's form first, under the lock.
    ///
    /// # Errors
    /// W101 if the folder is none, W102 if a newer program made it, W105 if its settings are wrong.
    pub fn open(root: &Path) -> Result<Self> {
        if !Self::exists(root) {
            let detail = format!("{} has no {}", root.display(), settings::FILE);
            let problem = Problem::new(Kind::WorkspaceNotFound, Place::file(settings::FILE), detail)
                .with_hint(
                    "`hearth init DIR` makes a workspace; --workspace DIR or HEARTH_WORKSPACE names one",
                );
            return Err(Problems(vec![problem]).into());
        }
        let mut settings = read_settings(root)?;
        if settings.format < settings::FORMAT {
            migrate::migrate(root)?;
            settings = read_settings(root)?;
        }
        Ok(Self { root: root.to_owned(), settings })
    }

    /// Its folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Takes the lock, finishes what a killed process had begun and sweeps up what it left half written.
    ///
    /// # Errors
    /// W104 if another process holds it; W106 to W108 if a ledger was changed, cut or lost.
    pub fn lock(&self) -> Result<Lock> {
        let lock = Lock::take(&self.root)?;
        transaction::recover(&self.root)?;
        self.check_ledgers()?;
        self.recover()?;
        Ok(lock)
    }

    /// The same for [`Self::verify`], which tells of damaged ledgers and unfinished commands itself and changes nothing.
    ///
    /// # Errors
    /// W104 if another process holds it; an error of the world if the workspace cannot be written to.
    pub fn lock_to_verify(&self) -> Result<Lock> {
        Lock::take(&self.root)
    }

    fn recover(&self) -> Result<()> {
        self.recover_announced()?;
        self.finish_erasures()?;
        self.sweep();
        Ok(())
    }

    /// Its archive.
    #[must_use]
    pub fn archive(&self) -> Archive {
        Archive::new(self.root.join("archive"))
    }

    /// One of its ledgers.
    #[must_use]
    pub fn ledger<E: Entry>(&self) -> Ledger<E> {
        Ledger::new(&self.root)
    }

    /// The definitions in force, sorted by kind and name.
    ///
    /// # Errors
    /// If one of the workspace's own cannot be read.
    pub fn definitions(&self) -> Result<Vec<Definition>> {
        definitions::in_force(&self.root)
    }

    /// What counted at a moment, by default the latest; `None` if nothing was ever received.
    ///
    /// # Errors
    /// If a ledger cannot be read.
    pub fn view(&self, known_at: Option<Moment>) -> Result<Option<View>> {
        let deliveries = self.ledger::<Delivery>().read()?;
        let cohorts = self.ledger::<CohortFile>().read()?;
        let withdrawals = self.ledger::<Withdrawal>().read()?;
        let entries = self.register_entries(known_at)?;
        let Some(view) = View::new(&deliveries, &cohorts, &withdrawals, known_at) else { return Ok(None) };
        let reviews = self.ledger::<LinkReview>().read()?;
        // Without a moment everything counts, also a claim made or a link decided after the last delivery.
        let decided = reviews.iter().map(|one| one.decided).filter(|_| known_at.is_none());
        let last = entries.last().map(|entry| entry.at).into_iter().chain(decided).max();
        let view = match last.filter(|last| *last > view.known_at) {
            Some(last) => View::new(&deliveries, &cohorts, &withdrawals, Some(last)),
            None => Some(view),
        };
        let Some(view) = view else { return Ok(None) };
        let view = self.without_purged(view)?;
        Ok(Some(View {
            corrections: corrections(&view, &deliveries),
            account: register::account(&entries),
            reviews: reviews::standing(&reviews, view.known_at).into_iter().cloned().collect(),
            ..view
        }))
    }

    /// The view without deliveries whose bytes were purged; they stand apart.
    fn without_purged(&self, mut view: View) -> Result<View> {
        let purged = self.purged()?;
        if purged.is_empty() {
            return Ok(view);
        }
        (view.purged, view.deliveries) =
            view.deliveries.into_iter().partition(|one| purged.contains_key(&one.raw));
        let gone = |one: &CohortFile| purged.get(&one.raw).map(|purged| purge::is_purged(&one.file, purged));
        let lost = view.cohort.iter().filter_map(gone);
        let lost: Vec<Problem> = lost.collect();
        if lost.is_empty() { Ok(view) } else { Err(Problems(lost).into()) }
    }

    /// Everything the archive must hold, by the ledgers: what each thing is called, and its digests.
    ///
    /// # Errors
    /// If a ledger cannot be read.
    pub fn archived(&self) -> Result<Vec<(String, Stored)>> {
        let Holdings { archived, purged, .. } = self.holdings()?;
        Ok(archived.into_iter().filter(|(_, stored)| !purged.contains(&stored.raw)).collect())
    }

    /// Checks that the archive still holds the stored file of each of these digests, and that the ledgers know them.
    ///
    /// # Errors
    /// W103 for every file that is not there, was changed or is not in a ledger; W109 for those that were purged.
    pub fn check_archived(&self, digests: impl IntoIterator<Item = (String, Digest)>) -> Result<()> {
        let known: BTreeMap<Digest, Digest> =
            self.archived()?.into_iter().map(|(_, stored)| (stored.raw, stored.file)).collect();
        let (archive, purged) = (self.archive(), self.purged()?);
        let mut problems = Vec::new();
        for (name, raw) in digests {
            let intact = match known.get(&raw) {
                Some(file) => archive.is_intact(&Stored { raw, file: *file })?,
                None => false,
            };
            if !intact {
                let gone = purged.get(&raw).filter(|_| !known.contains_key(&raw));
                problems.push(gone.map_or_else(|| altered(&name, &raw), |one| purge::is_purged(&name, one)));
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems).into()) }
    }

    fn sweep(&self) {
        let mut folders = self.archive().folders();
        let named = [texts::FOLDER, definitions::FOLDER].map(|folder| self.root.join(folder));
        folders.extend(named.into_iter().chain([self.root.clone()]));
        folders.extend(files::list(&self.root.join("runs")).unwrap_or_default());
        folders.iter().for_each(|folder| files::sweep(folder));
    }
}

fn read_settings(root: &Path) -> Result<Settings> {
    let text = String::from_utf8(files::read(&root.join(settings::FILE))?)
        .with_context(|| format!("{} cannot be read as UTF-8", settings::FILE))?;
    Ok(Settings::check(&text).map_err(Problems)?)
}

/// The deliveries of a view that took the place of another of the same feed and period.
fn corrections(view: &View, all: &[Delivery]) -> BTreeSet<Digest> {
    let replaces = |one: &&Delivery| {
        all.iter().any(|old| {
            (&old.feed, old.period) == (&one.feed, one.period)
                && old.raw != one.raw
                && old.counts_from <= view.known_at
        })
    };
    view.deliveries.iter().filter(replaces).map(|one| one.raw).collect()
}

fn altered(name: &str, raw: &Digest) -> Problem {
    let detail = format!("{name} is not in the archive as it was received");
    Problem::new(Kind::WorkspaceDigest, Place::file(Archive::name(raw)), detail)
        .with_hint("restore the archived file from a backup")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn making_a_workspace_twice_changes_nothing() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().join("hearth");
        Workspace::init(&root, "tri-borough", b"term,from,to\n").expect("made");
        let again = Workspace::init(&root, "harrow", b"other").expect("opened");
        assert_eq!(&*again.settings().plan, "tri-borough");
        let calendar = std::fs::read(root.join("definitions/calendar.csv")).expect("the calendar");
        assert_eq!(calendar, b"term,from,to\n");
    }

    #[test]
    fn a_folder_without_settings_is_no_workspace() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let error = Workspace::open(folder.path()).expect_err("none").to_string();
        assert!(error.contains("[W101]"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn everything_in_it_is_for_the_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace::init(&folder.path().join("hearth"), "x", b"").expect("made");
        let stored = workspace.archive().put(b"bytes").expect("stored");
        let paths = ["", "heads.csv", "hearth.toml", "archive", &Archive::name(&stored.raw)];
        for path in paths {
            let mode = std::fs::metadata(workspace.root().join(path)).expect("there").permissions().mode();
            assert_eq!(mode & 0o077, 0, "{path}");
        }
    }

    #[test]
    fn what_a_killed_process_left_half_written_is_swept_up() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let workspace = Workspace::init(folder.path(), "x", b"").expect("made");
        let left = folder.path().join(".deliveries.csv.999.tmp");
        std::fs::write(&left, "half").expect("left behind");
        let run = folder.path().join("runs/2017-03-31/.abc.999.tmp");
        std::fs::create_dir_all(run.join("charts")).expect("left behind");
        workspace.lock().expect("free");
        assert!(!left.exists() && !run.exists());
    }
}
