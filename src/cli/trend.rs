//! `hearth trend`: families at every month end between two days, in one walk.

use super::failure::{Failure, Outcome};
use super::prepared::{Prepared, PreparedArguments};
use super::terminal::Terminal;
use super::values;
use crate::outcomes::evaluate::{evaluate_once, month_ends};
use crate::outcomes::trend;
use crate::reports::{answers, through_time};
use crate::workspace::files;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  hearth trend --cohort cohort --facts facts.csv --coverage coverage.csv --terms terms.csv \\
               --plan tri-borough --from 2016-04-30 --to 2017-03-31 --out trend

trend.csv has one row per family and month end with since when a result has held and whether one was lost, relapses.csv the month ends at which a result was lost,
earliest.csv the earliest day each missing part could be met if nothing else happens.";

/// Test families at every month end between two days: since when results have held, and relapses
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    prepared: PreparedArguments,

    /// The first day; the first month end on or after it is the first asked
    #[arg(long, value_name = "DATE")]
    from: String,

    /// The last day; the last month end on or before it is the last asked
    #[arg(long, value_name = "DATE")]
    to: String,

    /// Folder for trend.csv, relapses.csv, earliest.csv and rejects.csv; made if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Walks and writes what was found.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let from = values::day("--from", &arguments.from)?;
    let to = values::day("--to", &arguments.to)?;
    if from > to {
        return Err(Failure::usage("--from lies after --to", "the first day comes first"));
    }
    let Some(last) = month_ends(from, to).last() else {
        let message = format!("no month ends between {from} and {to}");
        return Err(Failure::usage(message, "months are asked on their last day"));
    };
    let prepared = Prepared::read(&arguments.prepared, terminal)?;
    let trends = trend::trend(prepared.inputs(), from, to);
    let outcomes = evaluate_once(prepared.inputs(), last);
    files::make_folder(&arguments.out)?;
    let out = |name: &str| arguments.out.join(name);
    files::write(&out("trend.csv"), &through_time::trend_csv(&trends))?;
    files::write(&out("rejects.csv"), &answers::rejects_csv(&prepared.rejects))?;
    files::write(&out("relapses.csv"), &through_time::relapses_csv(&trends))?;
    files::write(&out("earliest.csv"), &through_time::earliest_csv(&outcomes))?;
    let relapses: usize = trends.iter().map(|trend| trend.relapses().count()).sum();
    terminal.line(&format!("{} families, {relapses} relapses up to {last}", trends.len()));
    Ok(prepared.close(terminal))
}
