//! Prepared inputs named on the command line: a cohort folder and interchange files, the plan and its parameters. They come
//! in as paths, what they say goes out; nothing is remembered.

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;
use super::{plans, values};
use crate::domain::cohort::Cohort;
use crate::facts::interchange;
use crate::feeds::cohort::{self, CohortFiles, CohortRead};
use crate::outcomes::rules::Applied;
use crate::outcomes::{Evidence, Rules};
use crate::problem::{Problem, Severity};
use crate::workspace::files;
use std::collections::BTreeSet;
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

    /// The outcomes plan: its id, an id with a version (tri-borough@6.3) for every family, or a folder of plan files
    #[arg(long, value_name = "PLAN")]
    plan: String,

    /// A parameter with another value than the plan's; may be given several times
    #[arg(long = "set", value_name = "KEY=VALUE")]
    settings: Vec<String>,
}

/// What the files say, and the rows of them that cannot be used.
pub struct Prepared {
    rules: Rules,
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
        let rules = rules(arguments)?;
        let folder = CohortFiles { files: files::read_folder(&arguments.cohort)? };
        let CohortRead { cohort, problems, .. } = cohort::read(&folder, &|plan| rules.bears(plan));
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
        Ok(Self { rules, cohort, evidence, problems, rejects })
    }

    /// What an evaluation rests on.
    #[must_use]
    pub fn inputs(&self) -> Applied<'_> {
        self.rules.applied(&self.cohort, &self.evidence)
    }

    /// Says which parameters differ, and whether the inputs need a person.
    pub fn close(&self, terminal: &Terminal) -> Exit {
        let changed = self.rules.all().flat_map(|(_, parameters)| parameters.changed());
        for (name, value) in changed.collect::<BTreeSet<_>>() {
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

/// The versions of the plan with what the command line sets.
fn rules(arguments: &PreparedArguments) -> Result<Rules, Failure> {
    let found = plans::find(&arguments.plan, None)?;
    let settings =
        arguments.settings.iter().map(|text| values::setting(text)).collect::<Result<Vec<_>, _>>()?;
    Ok(Rules::new(found.versions, found.named.as_deref(), &settings)?)
}
