//! Prepared inputs named on the command line: a cohort folder and interchange files, the plan and its parameters. They come
//! in as paths, what they say goes out; nothing is remembered.

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::values;
use crate::domain::cohort::Cohort;
use crate::facts::interchange;
use crate::feeds::cohort::{self, CohortFiles, CohortRead};
use crate::outcomes::plan::builtin;
use crate::outcomes::{self, Evidence, Parameters, Plan};
use crate::problem::{Problem, Severity};
use crate::workspace::files;
use std::path::{Path, PathBuf};

/// The files and the plan.
#[derive(clap::Args, Debug)]
pub struct PreparedArguments {
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

    /// A parameter with another value than the plan's; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
}

/// What the files say, and the rows of them that cannot be used.
pub struct Prepared {
    plan: &'static Plan,
    /// The values of the run.
    pub parameters: Parameters,
    cohort: Cohort,
    evidence: Evidence,
    problems: Vec<Problem>,
    /// Problems of the interchange files.
    pub rejects: Vec<Problem>,
}

impl Prepared {
    /// Reads the files and finds the plan; problems are shown.
    ///
    /// # Errors
    /// An unknown plan or parameter, or a file that cannot be read.
    pub fn read(arguments: &PreparedArguments, terminal: &Terminal) -> Result<Self, Failure> {
        let plan = plan(&arguments.plan)?;
        let parameters = parameters(plan, &arguments.settings)?;
        let folder = CohortFiles { files: files::read_folder(&arguments.cohort)? };
        let CohortRead { cohort, problems, .. } = cohort::read(&folder, &|_| true);
        let read = |path: &Path| -> Result<_, Failure> { Ok((name(path), files::read(path)?)) };
        let (file, bytes) = read(&arguments.facts)?;
        let facts = interchange::read_facts(&file, &bytes, &cohort);
        let (file, bytes) = read(&arguments.coverage)?;
        let coverage = interchange::read_coverage(&file, &bytes, &cohort);
        let (file, bytes) = read(&arguments.terms)?;
        let terms = interchange::read_terms(&file, &bytes);
        let rejects = [facts.rejects, coverage.rejects, terms.rejects].concat();
        terminal.problems(problems.iter().chain(&rejects));
        let evidence = Evidence::new(facts.value, Vec::new(), coverage.value, terms.value);
        Ok(Self { plan, parameters, cohort, evidence, problems, rejects })
    }

    /// What an evaluation rests on.
    #[must_use]
    pub fn inputs(&self) -> outcomes::Inputs<'_> {
        outcomes::Inputs {
            plan: self.plan,
            parameters: &self.parameters,
            cohort: &self.cohort,
            evidence: &self.evidence,
        }
    }

    /// Says which parameters differ, and whether the inputs need a person.
    pub fn close(&self, terminal: &Terminal) -> Exit {
        for (name, value) in self.parameters.changed() {
            terminal.line(&format!("parameter {name} = {value}"));
        }
        let wrong = |problem: &Problem| problem.severity() == Severity::Error;
        if self.problems.iter().chain(&self.rejects).any(wrong) { Exit::NeedsPerson } else { Exit::Done }
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
fn parameters(plan: &Plan, settings: &[String]) -> Result<Parameters, Failure> {
    let mut parameters = Parameters::defaults(plan);
    for setting in settings {
        let (key, value) = values::setting(setting)?;
        parameters
            .set(&key, &value)
            .map_err(|problem| Failure::usage(problem.detail, problem.hint.unwrap_or_default()))?;
    }
    Ok(parameters)
}
