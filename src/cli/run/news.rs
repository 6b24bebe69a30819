//! What a run says with `--if-changed`: the run last told of comes in, what is new since goes out in words; nothing if
//! nothing is. Families are counted and not named, for the words may go into a mail.

use super::super::failure::Failure;
use super::super::replay::basis_of;
use super::super::table::Table;
use super::super::terminal::Terminal;
use super::fail_on::lying;
use super::{Made, told};
use crate::pipeline::Basis;
use crate::pipeline::news::{News, RunShown, Turned};
use crate::pipeline::two_runs::{Cause, RunRead};
use crate::workspace::Workspace;
use crate::workspace::night::{Night, Quarantined, Told};
use crate::workspace::runs::RunFolder;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// How many causes are named.
const MOST_CAUSES: usize = 20;

/// What a person was told of.
#[derive(Debug)]
pub struct Before {
    quarantined: BTreeSet<String>,
    run: Option<Shown>,
}

/// A run's files.
#[derive(Debug)]
struct Shown {
    label: String,
    basis: Basis,
    files: [Vec<u8>; 4],
}

/// What is to be said.
#[derive(Debug)]
pub struct Notice {
    /// In words.
    pub text: String,
    /// For programs.
    pub value: Value,
}

impl Shown {
    /// Reads a run; `None` if its files were purged.
    fn read(folder: &RunFolder) -> Option<Self> {
        let read = |name: &str| folder.read(name).ok();
        let files = [read("results.csv")?, read("outcomes.csv")?, read("review.csv")?, read("coverage.csv")?];
        Some(Self { label: folder.label(), basis: basis_of(folder).ok()?, files })
    }

    fn as_shown(&self) -> RunShown<'_> {
        let [results, outcomes, review, coverage] = &self.files;
        RunShown { read: RunRead { basis: &self.basis, results, outcomes }, review, coverage }
    }
}

impl Before {
    /// What the workspace remembers to have told; nothing the first time.
    #[must_use]
    pub fn of(workspace: &Workspace) -> Self {
        let told = workspace.night().told.unwrap_or_default();
        let run = workspace.find_run(&told.run).ok().filter(|_| !told.run.is_empty());
        Self { quarantined: told.quarantined, run: run.as_ref().and_then(Shown::read) }
    }

    /// What is new of a run and the quarantines; `None` if nothing is.
    ///
    /// # Errors
    /// If the files of the run cannot be read.
    pub fn notice(
        &self,
        workspace: &Workspace,
        made: &Made,
        quarantined: &Quarantined,
    ) -> Result<Option<Notice>, Failure> {
        let aside: Vec<String> = names(quarantined).difference(&self.quarantined).cloned().collect();
        let news = match &self.run {
            None => None,
            Some(old) if old.label == made.folder.label() => None,
            Some(old) => {
                let new = Shown::read(&made.folder).ok_or_else(|| {
                    anyhow::anyhow!("{}: its files cannot be read", made.folder.path.display())
                })?;
                let news = News::of(old.as_shown(), new.as_shown(), &workspace.archive())?;
                Some(news).filter(|news| !news.is_none())
            }
        };
        let is_first = self.run.is_none();
        // A quarantine that cannot be looked into is told every night: nobody knows what it holds by now.
        let is_aside = !aside.is_empty() || !quarantined.closed.is_empty();
        if !is_first && news.is_none() && !is_aside {
            return Ok(None);
        }
        let mut lines: Vec<String> = Vec::new();
        match (&self.run, &news) {
            (Some(old), Some(news)) => lines.push(in_words(old, made, news)),
            (None, _) => lines.push(told(made)),
            (Some(_), None) => {}
        }
        if is_aside {
            lines.extend(lying(quarantined));
        }
        let since = self.run.as_ref().map(|run| &run.label);
        let closed: Vec<String> = quarantined.closed.iter().map(|one| one.place.to_string()).collect();
        let value = json!({ "since": since, "news": news, "new_in_quarantine": aside,
                            "closed_quarantines": closed });
        Ok(Some(Notice { text: lines.join("\n"), value }))
    }
}

/// Remembers that all of this was told, unless it could not be said.
///
/// # Errors
/// If it cannot be written.
pub fn remember(
    workspace: &Workspace,
    made: &Made,
    quarantined: &Quarantined,
    terminal: &Terminal,
) -> Result<(), Failure> {
    if terminal.failed() {
        return Ok(());
    }
    let told = Told { run: made.folder.label(), quarantined: names(quarantined) };
    Ok(workspace.remember(&Night { told: Some(told), ..workspace.night() })?)
}

/// The files in quarantine with their folder.
fn names(quarantined: &Quarantined) -> BTreeSet<String> {
    let all =
        quarantined.files.iter().flat_map(|(folder, names)| names.iter().map(move |name| (folder, name)));
    all.map(|(folder, name)| format!("{folder}/{name}")).collect()
}

fn in_words(old: &Shown, made: &Made, news: &News) -> String {
    let mut lines = vec![format!("new in {} since {}", made.folder.label(), old.label)];
    lines.extend(causes(&news.compared.causes));
    lines.push(String::new());
    let results = news.compared.changed.iter().filter(|one| !one.result.is_empty()).count();
    lines.push(format!(
        "results differ for {results} of {} families; some clause for {}",
        news.compared.tested.len(),
        news.compared.changed.len()
    ));
    let number = |set: &BTreeSet<String>| set.len().to_string();
    lines.extend(turned("can be claimed for", &news.claimable, number));
    lines.extend(turned("links waiting for a decision", &news.waiting, number));
    lines.extend(turned("late", &news.late, |set| set.iter().cloned().collect::<Vec<_>>().join(", ")));
    lines.push(format!("which: hearth diff {} {}", old.label, made.folder.label()));
    lines.push(format!("report: {}", made.folder.path.join("report.html").display()));
    lines.join("\n")
}

fn causes(all: &[Cause]) -> Vec<String> {
    if all.is_empty() {
        return Vec::new();
    }
    let mut table = Table::new(&["because of", "which", "was", "now"]);
    for one in all.iter().take(MOST_CAUSES) {
        table.row([one.kind.as_str(), &one.what, &one.was, &one.now]);
    }
    let more = all.len().saturating_sub(MOST_CAUSES);
    let more = (more > 0).then(|| format!("... and {more} more"));
    ["".to_owned(), table.render()].into_iter().chain(more).collect()
}

/// `late: new adms; no longer yot`, if anything turned.
fn turned(what: &str, turned: &Turned, words: impl Fn(&BTreeSet<String>) -> String) -> Option<String> {
    let part =
        |word: &str, set: &BTreeSet<String>| (!set.is_empty()).then(|| format!("{word} {}", words(set)));
    let parts: Vec<String> =
        part("new", &turned.came).into_iter().chain(part("no longer", &turned.went)).collect();
    (!parts.is_empty()).then(|| format!("{what}: {}", parts.join("; ")))
}
