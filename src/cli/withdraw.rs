//! `hearth withdraw`: a delivery or cohort version that was taken in wrongly no longer counts.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use super::values;
use super::workspace::{WritingArguments, now};
use serde_json::json;

const EXAMPLES: &str = "\
Examples:
  hearth withdraw d00007 --reason 'another council sent us its file'
  hearth withdraw police_bulk_2016-11.csv --reason 'test data' --by 'M. Ellery'
  hearth withdraw c00003 --reason 'export of the wrong day' --known 2017-02-01

The bytes stay in the archive, and runs and claims that were made stay as they are. The delivery before it, if there is one,
counts again. --known-at a moment before shows the world with it.";

/// Take a wrongly ingested delivery or cohort version out of the view from now on
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Its number (d00007, c00003), file name, or the beginning of its digest
    delivery: String,

    /// Why; a person may read it years later
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// Who says so
    #[arg(long, value_name = "NAME", default_value = "")]
    by: String,

    /// Since when it is known, as 2017-02-01 or 2017-02-01T09:30:00Z [default: now]
    #[arg(long, value_name = "MOMENT")]
    known: Option<String>,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// Withdraws.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let reason = arguments.reason.trim();
    if reason.is_empty() {
        return Err(Failure::usage("--reason: it is blank", "say why, in a few words"));
    }
    let put_in = now();
    let known = arguments.known.as_ref().map(|text| values::moment("--known", text)).transpose()?;
    let (workspace, _lock) = arguments.workspace.open()?;
    let found = workspace.received_as(&arguments.delivery)?;
    let [what] = found.as_slice() else { return Err(not_one(&arguments.delivery, &found)) };
    let line = workspace.withdraw(what, known.unwrap_or(put_in), put_in, (arguments.by.trim(), reason))?;
    terminal.json(&json!({ "withdrawn": line.what, "counts_from": line.counts_from.to_string() }));
    terminal
        .line(&format!("{} no longer counts from {} on; its bytes are kept", line.what, line.counts_from));
    Ok(Exit::Done)
}

fn not_one(meant: &str, found: &[String]) -> Failure {
    if found.is_empty() {
        let message = format!("there is no delivery or cohort version `{meant}` that counts");
        return Failure::usage(message, "deliveries.csv and cohorts.csv of the workspace list all of them");
    }
    Failure::usage(format!("`{meant}` may be one of {}", found.join(", ")), "say which by its number")
}
