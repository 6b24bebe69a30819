//! `hearth replay`: computes a run again from archived bytes and compares every byte.

mod claim;

pub use claim::known_now;

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use super::workspace::WorkspaceArguments;
use crate::domain::Digest;
use crate::pipeline::basis::{program, program_digest};
use crate::pipeline::{self, Basis, Manifest, RunOutput, first_difference};
use crate::workspace::runs::{MANIFEST, RunFolder};
use crate::workspace::{Progress, Workspace};
use anyhow::{Context, anyhow};

const EXAMPLES: &str = "\
Examples:
  hearth replay 2017-03-31/0123456789ab
  hearth replay runs/2017-03-31/0123456789ab
  hearth replay k001                      the run a claim rests on, and every line of the claim
  hearth replay k001 --now                and what would be claimed otherwise today, and why
  hearth replay claims --now              the same for every claim that went in

Exit code 5 if anything differs: a file of the run, an archived delivery, a line of a claim. With --now, exit code 1 if a
family would be claimed for otherwise.";

/// Compute a run, or a claim, again from archived bytes and compare every byte
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The run: its folder, `day/name`, the beginning of its name, or a day with one run; or a claim, or `claims` for all
    /// that went in
    run: String,

    /// For a claim: also say which families would be claimed for otherwise with what is known now, and why
    #[arg(long)]
    now: bool,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Replays and says whether anything differs.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let account = workspace.account()?;
    if account.claims().contains_key(arguments.run.as_str()) || arguments.run == "claims" {
        return claim::run(&workspace, &account, &arguments.run, arguments.now, terminal);
    }
    if arguments.now {
        return Err(Failure::usage("--now is for a claim", "name a claim, or `claims` for all that went in"));
    }
    let folder = workspace.find_run(&arguments.run)?;
    let replayed = again(&workspace, &folder, &terminal.progress())?;
    let (run, files) = (folder.label(), replayed.output.files.len());
    terminal.json(&serde_json::json!({ "run": run, "files": files, "same": true }));
    terminal.line(&format!("{run}: {files} files computed again, every byte the same"));
    if let Some(other) = other_program(&replayed.basis) {
        terminal.line(&other);
    }
    Ok(Exit::Done)
}

/// By which other program a run was made, in words; `None` if by this one.
fn other_program(basis: &Basis) -> Option<String> {
    let made = (&basis.program, basis.program_sha256);
    (made != (&program(), program_digest())).then(|| {
        let digest = |digest: Option<Digest>| digest.map_or_else(|| "unknown".to_owned(), |one| one.short());
        format!(
            "made by {} ({}), computed again by {} ({})",
            basis.program,
            digest(basis.program_sha256),
            program(),
            digest(program_digest())
        )
    })
}

/// A run, computed again with no difference.
#[derive(Debug)]
pub struct Replayed {
    /// What it went out from.
    pub basis: Basis,
    /// What came out, the same to the byte.
    pub output: RunOutput,
}

/// Computes a run again.
///
/// # Errors
/// If a file of it, or an archived one, is not as it was: exit code 5.
pub fn again(
    workspace: &Workspace,
    folder: &RunFolder,
    progress: &dyn Progress,
) -> Result<Replayed, Failure> {
    workspace.check_kept(folder)?;
    let basis = basis_of(folder)?;
    workspace.check_archived(basis.digests()).map_err(differs)?;
    let output = pipeline::run(&basis, &workspace.archive(), progress).map_err(differs)?;
    if let Some(difference) = first_difference(&read_all(folder)?, &output.files) {
        return Err(Failure::from(anyhow!("{difference}"))
            .with_exit(Exit::Differs)
            .with_hint(advice(&basis)));
    }
    Ok(Replayed { basis, output })
}

/// The run that was made last.
///
/// # Errors
/// If there is none.
pub fn last_run(workspace: &Workspace) -> Result<RunFolder, Failure> {
    let last = workspace.last_run()?.ok_or_else(|| {
        Failure::from(anyhow!("there is no run yet")).with_hint("`hearth run --as-of DATE` makes one")
    })?;
    Ok(workspace.run_folder(last.as_of, &last.name))
}

/// What a run went out from, as its manifest says.
///
/// # Errors
/// If the manifest cannot be read; that is a difference.
pub fn basis_of(folder: &RunFolder) -> Result<Basis, Failure> {
    let bytes = folder.read(MANIFEST)?;
    let manifest = Manifest::parse(&bytes)
        .map_err(|error| anyhow!("{MANIFEST}: cannot be read: {error}"))
        .map_err(|error| Failure::from(error).with_exit(Exit::Differs))?;
    Ok(manifest.basis)
}

fn read_all(folder: &RunFolder) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let names = folder.files().with_context(|| format!("run {}", folder.label()))?;
    names.into_iter().map(|name| folder.read(&name).map(|bytes| (name, bytes))).collect()
}

/// Archived bytes that changed make the replay differ.
fn differs(error: anyhow::Error) -> Failure {
    let failure = Failure::from(error);
    if failure.exit == Exit::Damaged { failure.with_exit(Exit::Differs) } else { failure }
}

/// What to think of a difference: of the program, or of the run's own files.
fn advice(basis: &Basis) -> String {
    match other_program(basis) {
        None => {
            "data: the file was changed after the run was made; the archive still gives the computed bytes"
                .to_owned()
        }
        Some(other) => format!("program: {other}; replay it with the program it was made with"),
    }
}
