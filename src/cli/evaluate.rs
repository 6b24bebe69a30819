//! `hearth evaluate`: the pure core. Cohort, interchange facts, coverage and terms come in as files, the answers go out as
//! files; no workspace, nothing remembered.

use super::failure::Outcome;
use super::prepared::{Prepared, PreparedArguments};
use super::terminal::Terminal;
use super::values;
use crate::outcomes;
use crate::reports::answers;
use crate::workspace::files;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  hearth evaluate --cohort cohort --facts facts.csv --coverage coverage.csv --terms terms.csv \\
                  --plan tri-borough --as-of 2017-03-31 --out answers
  hearth evaluate ... --set hold-months=3 --set quarter=rolling";

/// Test families against a plan, from prepared facts: outcomes.csv and results.csv
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    prepared: PreparedArguments,

    /// The day the question is asked for
    #[arg(long, value_name = "DATE")]
    as_of: String,

    /// Folder for outcomes.csv, results.csv and rejects.csv; made if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Evaluates and writes the answers.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let as_of = values::day("--as-of", &arguments.as_of)?;
    let prepared = Prepared::read(&arguments.prepared, terminal)?;
    let outcomes = outcomes::evaluate(prepared.inputs(), as_of);
    files::make_folder(&arguments.out)?;
    let out = |name: &str| arguments.out.join(name);
    files::write(&out("outcomes.csv"), &answers::outcomes_csv(&outcomes))?;
    files::write(&out("results.csv"), &answers::results_csv(&outcomes))?;
    files::write(&out("rejects.csv"), &answers::rejects_csv(&prepared.rejects))?;
    Ok(prepared.close(terminal))
}
