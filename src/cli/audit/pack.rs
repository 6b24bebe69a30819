//! `hearth audit pack`: the evidence of families of a claim, each on one page with the lines as they were received.

use crate::claims::Account;
use crate::claims::register::{Step, rules};
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::replay::basis_of;
use crate::cli::terminal::Terminal;
use crate::cli::workspace::WorkspaceArguments;
use crate::domain::FamilyId;
use crate::pipeline::packs::packs;
use crate::reports::pack::PackDecision;
use crate::workspace::{Workspace, files};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  hearth audit pack k001 F0014 --out packs
  hearth audit pack k001 --out packs              every family of the claim

Packs name people and hold original lines: keep them where only the auditor can read them. The same pack always comes out.";

/// Write the evidence of families of a claim, each on a page of its own
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The claim
    claim: String,

    /// The families [default: all of the claim]
    families: Vec<String>,

    /// The folder to write to
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Writes.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let (id, account) = (arguments.claim.as_str(), workspace.account()?);
    let claim = rules::claim(&account, id)?;
    let named: Vec<FamilyId> = arguments.families.iter().map(|id| FamilyId::from(id.as_str())).collect();
    if let Some(stranger) = named.iter().find(|family| !claim.families.contains_key(*family)) {
        let hint = format!("`hearth claim list {id}` lists its families");
        return Err(Failure::usage(format!("{id}: family {stranger} is not in the claim"), hint));
    }
    let families = if named.is_empty() { claim.families.keys().cloned().collect() } else { named };
    write(&workspace, &account, id, &families, &arguments.out, terminal)?;
    Ok(Exit::Done)
}

/// Writes the packs of these families into a folder.
///
/// # Errors
/// If the claim's run cannot be made again, or a pack cannot be written.
pub fn write(
    workspace: &Workspace,
    account: &Account,
    id: &str,
    families: &[FamilyId],
    out: &Path,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let claim = rules::claim(account, id)?;
    let basis = basis_of(&workspace.find_run(&claim.run)?)?;
    let (archive, progress) = (workspace.archive(), terminal.progress());
    let decisions = decisions(workspace)?;
    let pages = packs(&basis, &archive, (id, claim), families, &decisions, &progress)?;
    drop(progress);
    files::make_folder(out)?;
    for (family, page) in &pages {
        files::write(&out.join(format!("{id}-{}.html", file_name(family))), page)?;
    }
    terminal.line(&format!("{} evidence packs in {}", pages.len(), out.display()));
    Ok(())
}

/// A family's id as a file name: what could lead elsewhere is left out.
fn file_name(family: &FamilyId) -> String {
    family.as_str().chars().map(|c| if c.is_alphanumeric() || "-_".contains(c) { c } else { '_' }).collect()
}

/// The signed decisions that were made for each family.
fn decisions(workspace: &Workspace) -> Result<BTreeMap<FamilyId, Vec<PackDecision>>, Failure> {
    let mut decisions: BTreeMap<FamilyId, Vec<PackDecision>> = BTreeMap::new();
    for entry in workspace.register_entries(None)? {
        let line = &entry.line;
        if let (Step::Overridden, Some(family)) = (line.step, &line.family) {
            decisions.entry(family.clone()).or_default().push(PackDecision {
                letter: line.detail.to_string(),
                entry: entry.name(),
                day: entry.at.day().to_string(),
                who: line.who.to_string(),
                reason: line.reason.to_string(),
            });
        }
    }
    Ok(decisions)
}
