//! `hearth evaluate`: the pure core. Cohort, interchange facts, coverage and terms come in as files, the answers go out as
//! files; no workspace, nothing remembered.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use super::values;
use crate::domain::cohort::Cohort;
use crate::domain::{Day, SchoolCalendar};
use crate::facts::{Coverage, Fact, interchange};
use crate::feeds::cohort::{self, CohortFiles, CohortRead};
use crate::outcomes::plan::builtin;
use crate::outcomes::{self, Evidence, Parameters, Plan};
use crate::problem::{Problem, Severity};
use crate::reports::answers;
use crate::workspace::files;
use std::path::{Path, PathBuf};

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

/// What the files say, and the rows of them that cannot be used.
#[derive(Debug)]
struct Inputs {
    cohort: Cohort,
    facts: Vec<Fact>,
    coverage: Coverage,
    calendar: SchoolCalendar,
    /// Problems of the cohort files.
    problems: Vec<Problem>,
    /// Problems of the interchange files.
    rejects: Vec<Problem>,
}

impl Inputs {
    fn read(arguments: &Arguments) -> anyhow::Result<Self> {
        let files = CohortFiles { files: files::read_folder(&arguments.cohort)? };
        let CohortRead { cohort, problems, .. } = cohort::read(&files, &|_| true);
        let facts =
            interchange::read_facts(&name(&arguments.facts), &files::read(&arguments.facts)?, &cohort);
        let coverage = interchange::read_coverage(
            &name(&arguments.coverage),
            &files::read(&arguments.coverage)?,
            &cohort,
        );
        let calendar = interchange::read_terms(&name(&arguments.terms), &files::read(&arguments.terms)?);
        let rejects = [facts.rejects, coverage.rejects, calendar.rejects].concat();
        let (facts, coverage, calendar) = (facts.value, coverage.value, calendar.value);
        Ok(Self { cohort, facts, coverage, calendar, problems, rejects })
    }
}

/// The file's name without folders, as problems show it.
fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The built-in plan with this id.
fn plan(id: &str) -> Result<&'static Plan, Failure> {
    builtin::find(id).ok_or_else(|| {
        let known = builtin::ALL.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", ");
        Failure::usage(format!("no plan is called `{id}`"), format!("the plans are {known}"))
    })
}

/// The plan's parameters with what the command line sets.
fn parameters(plan: &Plan, settings: &[(String, String)]) -> Result<Parameters, Failure> {
    let mut parameters = Parameters::defaults(plan);
    for (key, value) in settings {
        parameters
            .set(key, value)
            .map_err(|problem| Failure::usage(problem.detail, problem.hint.unwrap_or_default()))?;
    }
    Ok(parameters)
}

/// Evaluates and writes the answers.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let request = Request::check(&arguments)?;
    let inputs = Inputs::read(&arguments)?;
    terminal.problems(inputs.problems.iter().chain(&inputs.rejects));
    let plan = plan(&request.plan)?;
    let parameters = parameters(plan, &request.settings)?;
    let evidence = Evidence::new(inputs.facts, Vec::new(), inputs.coverage, inputs.calendar);
    let outcomes = outcomes::evaluate(
        outcomes::Inputs { plan, parameters: &parameters, cohort: &inputs.cohort, evidence: &evidence },
        request.as_of,
    );
    files::make_folder(&arguments.out)?;
    let out = |name: &str| arguments.out.join(name);
    files::write(&out("outcomes.csv"), &answers::outcomes_csv(&outcomes))?;
    files::write(&out("results.csv"), &answers::results_csv(&outcomes))?;
    files::write(&out("rejects.csv"), &answers::rejects_csv(&inputs.rejects))?;
    for (name, value) in parameters.changed() {
        terminal.line(&format!("parameter {name} = {value}"));
    }
    let needs_person =
        inputs.problems.iter().chain(&inputs.rejects).any(|one| one.severity() == Severity::Error);
    Ok(if needs_person { Exit::NeedsPerson } else { Exit::Done })
}
