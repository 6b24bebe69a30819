//! `hearth purge`: personal bytes that may no longer be kept are removed; what stays verifiable and what can no longer be
//! replayed is said.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::replay::basis_of;
use super::terminal::Terminal;
use super::values;
use super::workspace::{WritingArguments, now};
use crate::domain::{Digest, PersonId};
use crate::workspace::purge::ToPurge;
use crate::workspace::{RunMade, Workspace};
use serde_json::json;
use std::collections::BTreeSet;

const EXAMPLES: &str = "\
Examples:
  hearth purge --before 2014-04-01 --dry-run      what would go, and what could no longer be replayed
  hearth purge --before 2014-04-01
  hearth purge --text 'M. Ellery'                 a name in the ledgers' names and reasons

Removed are deliveries that came before the day and are about days before it, cohort versions that came before it (not the one
that counts), and the files of runs for days before it. Ledgers, digests, manifests with their counts and the register stay, and
`hearth verify` still holds. Ids of families and people who were claimed for or decided about stay in the register and in manifests: they
are the council's own keys and refuse a second payment. Backups are yours to purge.";

/// Remove personal bytes that may no longer be kept
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Remove what is older than this day
    #[arg(long, value_name = "DAY", required_unless_present = "text", conflicts_with = "text")]
    before: Option<String>,

    /// Erase the names and reasons beside the ledgers that hold these words
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,

    /// Only say what would go
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// Purges.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let before = arguments.before.as_ref().map(|text| values::day("--before", text)).transpose()?;
    let (workspace, _lock) = arguments.workspace.open()?;
    if let Some(before) = before {
        let gone = workspace.to_purge(before)?;
        let lost = unreplayable(&workspace, &gone)?;
        if !arguments.dry_run {
            workspace.purge(&gone, now())?;
        }
        let account = workspace.account()?;
        let people: BTreeSet<&PersonId> = account.people().collect();
        terminal.json(&json!({
            "person_ids_kept": people.len(),
            "files": gone.files.values().collect::<Vec<_>>(),
            "runs": gone.runs.iter().map(label).collect::<Vec<_>>(),
            "not_replayable": lost,
            "done": !arguments.dry_run,
        }));
        terminal.line(&told(&gone, &lost, arguments.dry_run));
        terminal.line(&kept(people.len()));
        return Ok(Exit::Done);
    }
    let words = arguments.text.as_deref().map(str::trim).filter(|words| !words.is_empty());
    let words = words.ok_or_else(|| Failure::usage("--text: it is blank", "give the name to erase"))?;
    let found = workspace.texts_with(words)?;
    if !arguments.dry_run {
        workspace.erase(&found, now())?;
    }
    terminal.json(&json!({ "texts": found.len(), "done": !arguments.dry_run }));
    let verb = if arguments.dry_run { "would be erased" } else { "erased" };
    terminal.line(&format!(
        "{} names and reasons {verb}; the chains are as they were, and ids in the register and in manifests stay",
        found.len()
    ));
    Ok(Exit::Done)
}

/// What is not purged, in plain words.
fn kept(people: usize) -> String {
    if people == 0 {
        return "nobody was claimed for yet; of whoever is, the id stays in the register and in manifests"
            .to_owned();
    }
    let whose = if people == 1 { "the id of 1 person" } else { &format!("the ids of {people} people") };
    format!(
        "kept too: {whose} claimed for, in the register and in manifests; ids are the council's own keys and refuse a second payment"
    )
}

fn label(run: &RunMade) -> String {
    format!("{}/{}", run.as_of, run.name)
}

/// Runs that rest on what goes, or go themselves, each once; those of claims say so.
fn unreplayable(workspace: &Workspace, gone: &ToPurge) -> Result<Vec<String>, Failure> {
    let account = workspace.account()?;
    let going: BTreeSet<String> = gone.runs.iter().map(label).collect();
    let mut lost = Vec::new();
    for run in workspace.ledger::<RunMade>().read()? {
        let name = label(&run);
        let rests = basis_of(&workspace.run_folder(run.as_of, &run.name))
            .is_ok_and(|basis| rests_on(basis.digests().map(|(_, digest)| digest), gone));
        if !rests && !going.contains(&name) {
            continue;
        }
        let claims = account.claims().iter().filter(|(_, claim)| *claim.run == *name);
        let claims: Vec<String> = claims.map(|(claim, _)| claim.to_string()).collect();
        lost.push(if claims.is_empty() { name } else { format!("{name} (claim {})", claims.join(", ")) });
    }
    lost.sort();
    lost.dedup();
    Ok(lost)
}

fn rests_on(mut digests: impl Iterator<Item = Digest>, gone: &ToPurge) -> bool {
    digests.any(|digest| gone.files.contains_key(&digest))
}

fn told(gone: &ToPurge, lost: &[String], dry: bool) -> String {
    let verb = if dry { "would be removed" } else { "removed" };
    let mut lines =
        vec![format!("{} archived files and the files of {} runs {verb}", gone.files.len(), gone.runs.len())];
    if !lost.is_empty() {
        let verb = if dry { "could no longer be replayed" } else { "can no longer be replayed" };
        lines.push(format!("{verb}: {}", lost.join(", ")));
    }
    lines.push("ledgers, digests, manifests and the register are kept".to_owned());
    lines.join("\n")
}
