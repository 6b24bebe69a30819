//! `hearth replay`: computes a run again from archived bytes and compares every byte.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use super::workspace::WorkspaceArguments;
use crate::pipeline::basis::program;
use crate::pipeline::{self, Basis, Manifest, first_difference};
use crate::workspace::runs::{MANIFEST, RunFolder};
use anyhow::{Context, anyhow};

const EXAMPLES: &str = "\
Examples:
  hearth replay 2017-03-31/0123456789ab
  hearth replay runs/2017-03-31/0123456789ab

Exit code 5 if anything differs: a file of the run, or an archived delivery.";

/// Compute a run again from archived bytes and compare every byte
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The run: its folder, `day/name`, the beginning of its name, or a day with one run
    run: String,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Replays and says whether anything differs.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let folder = workspace.find_run(&arguments.run)?;
    let basis = basis_of(&folder)?;
    workspace.check_archived(basis.digests()).map_err(differs)?;
    let computed = pipeline::run(&basis, &workspace.archive(), &terminal.progress()).map_err(differs)?.files;
    let found = read_all(&folder)?;
    if let Some(difference) = first_difference(&found, &computed) {
        return Err(Failure::from(anyhow!("{difference}"))
            .with_exit(Exit::Differs)
            .with_hint(advice(&basis)));
    }
    let (run, files) = (folder.label(), computed.len());
    terminal.json(&serde_json::json!({ "run": run, "files": files, "same": true }));
    terminal.line(&format!("{run}: {files} files computed again, every byte the same"));
    Ok(Exit::Done)
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

fn advice(basis: &Basis) -> String {
    if basis.program == program() {
        "the file was changed after the run was made; the archive still gives the computed bytes".to_owned()
    } else {
        format!(
            "the run was made by {}, this is {}: replay it with the program it was made with",
            basis.program,
            program()
        )
    }
}
