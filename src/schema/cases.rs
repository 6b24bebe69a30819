//! Worked cases of a plan: a folder of cohort files, facts, coverage, terms and expected rows comes in, what the plan answers
//! otherwise goes out, with which verdicts of which clauses the cases show.

use crate::domain::{ClauseId, Day};
use crate::facts::interchange;
use crate::feeds::cohort::{self, CohortFiles};
use crate::outcomes::plan::Plan;
use crate::outcomes::verdict::Truth;
use crate::outcomes::{Evidence, Rules, evaluate};
use crate::problem::{Kind, Place, Problem, nearest};
use crate::reports::answers;
use std::collections::BTreeMap;

/// The files that a folder of cases has beside its cohort files.
pub const FILES: [&str; 4] = ["facts.csv", "coverage.csv", "terms.csv", "expected.csv"];

/// The columns of `expected.csv` that are read; `why` and others are for people.
pub const COLUMNS: [&str; 5] = ["family_id", "clause", "person_id", "verdict", "reason"];

/// A folder of cases.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseFolder {
    /// Its name, as it is shown.
    pub name: String,
    /// The day asked.
    pub as_of: Day,
    /// Its files by name.
    pub files: Vec<(String, Vec<u8>)>,
}

/// An expected row that is answered otherwise.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Difference {
    /// The folder.
    pub folder: String,
    /// The line of `expected.csv`.
    pub line: u64,
    /// The family.
    pub family: String,
    /// The clause, or `@` and a column of the results.
    pub clause: String,
    /// The person; blank for the family's row.
    pub person: String,
    /// What was expected, with the reason in brackets if one was.
    pub expected: String,
    /// What was answered.
    pub found: String,
}

/// How often the cases show each verdict of a clause: expected and answered.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Shown {
    /// Rows that expect it met.
    pub met: usize,
    /// Rows that expect it not met.
    pub not_met: usize,
    /// Rows that expect it unknown.
    pub unknown: usize,
    /// Rows that expect it void or not applicable.
    pub other: usize,
}

impl Shown {
    fn count(&mut self, verdict: &str) {
        let number = match verdict {
            "met" => &mut self.met,
            "not-met" => &mut self.not_met,
            "unknown" => &mut self.unknown,
            _ => &mut self.other,
        };
        *number += 1;
    }
}

/// What came of all cases of a plan.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CasesRun {
    /// How many rows were expected.
    pub asked: usize,
    /// Those answered otherwise, by folder and line.
    pub differences: Vec<Difference>,
    /// What the cases show of every clause of the plan, by clause.
    pub shown: BTreeMap<ClauseId, Shown>,
}

/// Runs the cases.
///
/// # Errors
/// Every row of the files that cannot be used, and every expected row of a clause that the plan does not have: a case that
/// is not read as it is meant shows nothing.
pub fn run(rules: &Rules, folders: &[CaseFolder]) -> Result<CasesRun, Vec<Problem>> {
    let (plan, _) = rules.main();
    let mut run = CasesRun {
        shown: plan.by_id.keys().map(|id| (id.clone(), Shown::default())).collect(),
        ..CasesRun::default()
    };
    let mut problems = Vec::new();
    for folder in folders {
        match answered(rules, folder).and_then(|answers| Ok((answers, expected(rules, folder)?))) {
            Ok((answers, expected)) => expected.iter().for_each(|row| run.compare(folder, &answers, row)),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(run) } else { Err(problems) }
}

impl CasesRun {
    fn compare(&mut self, folder: &CaseFolder, answers: &Answers, row: &Expected) {
        self.asked += 1;
        let (verdict, reasons) = answers.of(row);
        let given = |wanted: &str| wanted.is_empty() || reasons.split(';').any(|one| one == wanted);
        let reason_fits = row.reason.split(';').all(given);
        if verdict == row.verdict && reason_fits {
            // A row that is answered otherwise shows nothing.
            if let Some(shown) = self.shown.get_mut(row.clause.as_str()) {
                shown.count(&row.verdict);
            }
            return;
        }
        self.differences.push(Difference {
            folder: folder.name.clone(),
            line: row.line,
            family: row.family.clone(),
            clause: row.clause.clone(),
            person: row.person.clone(),
            expected: with_reason(&row.verdict, &row.reason),
            found: with_reason(verdict, reasons),
        });
    }
}

fn with_reason(verdict: &str, reason: &str) -> String {
    if reason.is_empty() { verdict.to_owned() } else { format!("{verdict} ({reason})") }
}

/// An expected row.
struct Expected {
    line: u64,
    family: String,
    clause: String,
    person: String,
    verdict: String,
    reason: String,
}

/// The answer files, as a reader of them sees them.
struct Answers {
    /// Verdict and reasons by family, clause and person.
    verdicts: BTreeMap<[String; 3], [String; 2]>,
    /// Cells by family and column.
    results: BTreeMap<[String; 2], String>,
}

impl Answers {
    /// Verdict and reasons; a row that is absent is not applicable.
    fn of(&self, row: &Expected) -> (&str, &str) {
        if let Some(column) = row.clause.strip_prefix('@') {
            let cell = self.results.get(&[row.family.clone(), column.to_owned()]);
            return (cell.map_or("", String::as_str), "");
        }
        let key = [row.family.clone(), row.clause.clone(), row.person.clone()];
        self.verdicts
            .get(&key)
            .map_or((Truth::NotApplicable.as_str(), ""), |[verdict, reasons]| (verdict, reasons))
    }
}

fn answered(rules: &Rules, folder: &CaseFolder) -> Result<Answers, Vec<Problem>> {
    let files = CohortFiles { files: folder.files.clone() };
    let cohort::CohortRead { cohort, problems, .. } = cohort::read(&files, &|plan| rules.bears(plan));
    let facts = interchange::read_facts("facts.csv", folder.bytes("facts.csv"), &cohort);
    let coverage = interchange::read_coverage("coverage.csv", folder.bytes("coverage.csv"), &cohort);
    let terms = interchange::read_terms("terms.csv", folder.bytes("terms.csv"));
    let mut rejects = [problems, facts.rejects, coverage.rejects, terms.rejects].concat();
    rejects.retain(|problem| problem.severity() == crate::problem::Severity::Error);
    if !rejects.is_empty() {
        return Err(rejects.into_iter().map(|problem| folder.named(problem)).collect());
    }
    let evidence = Evidence::new(facts.value, Vec::new(), coverage.value, terms.value);
    let outcomes = evaluate(rules.applied(&cohort, &evidence), folder.as_of);
    let verdicts = table(&answers::outcomes_csv(&outcomes)).into_iter().map(|mut row| {
        let mut cell = |column: &str| row.remove(column).unwrap_or_default();
        ([cell("family_id"), cell("clause"), cell("person_id")], [cell("verdict"), cell("reason")])
    });
    let results = table(&answers::results_csv(&outcomes)).into_iter().flat_map(|row| {
        let family = row.get("family_id").cloned().unwrap_or_default();
        row.into_iter().map(move |(column, cell)| ([family.clone(), column], cell))
    });
    Ok(Answers { verdicts: verdicts.collect(), results: results.collect() })
}

/// The rows of a CSV file that Hearth wrote.
fn table(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let columns: Vec<String> =
        reader.headers().map(|row| row.iter().map(ToOwned::to_owned).collect()).unwrap_or_default();
    let rows = reader.records().map_while(Result::ok);
    rows.map(|row| columns.iter().cloned().zip(row.iter().map(ToOwned::to_owned)).collect()).collect()
}

impl CaseFolder {
    fn bytes(&self, name: &str) -> &[u8] {
        self.files.iter().find(|(file, _)| file == name).map_or(&[], |(_, bytes)| bytes)
    }

    /// The problem with the folder before the file's name.
    fn named(&self, mut problem: Problem) -> Problem {
        problem.place.file = format!("{}/{}", self.name, problem.place.file);
        problem
    }

    fn wrong(&self, line: u64, kind: Kind, detail: impl Into<String>) -> Problem {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        Problem::new(kind, Place::line(format!("{}/expected.csv", self.name), line), detail)
    }
}

fn expected(rules: &Rules, folder: &CaseFolder) -> Result<Vec<Expected>, Vec<Problem>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(folder.bytes("expected.csv"));
    let header = reader.headers().cloned().unwrap_or_default();
    let place = |column: &&str| header.iter().position(|name| name == *column);
    let [Some(family), Some(clause), Some(person), Some(verdict), Some(reason)] =
        COLUMNS.each_ref().map(place)
    else {
        let detail = format!("the columns are {}", COLUMNS.join(", "));
        return Err(vec![folder.wrong(1, Kind::InterchangeHeader, detail)]);
    };
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let Ok(record) = record else {
            problems.push(folder.wrong(0, Kind::InterchangeNotUtf8, "a row is not UTF-8"));
            continue;
        };
        let cell = |at: usize| record.get(at).unwrap_or_default().to_owned();
        let line = record.position().map_or(0, csv::Position::line);
        let row = Expected {
            line,
            family: cell(family),
            clause: cell(clause),
            person: cell(person),
            verdict: cell(verdict),
            reason: cell(reason),
        };
        problems.extend(unknown_clause(rules.main().0, folder, &row));
        rows.push(row);
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

fn unknown_clause(plan: &Plan, folder: &CaseFolder, row: &Expected) -> Option<Problem> {
    let id = row.clause.strip_suffix(":progress").unwrap_or(&row.clause);
    if id.starts_with('@') || plan.find(id).is_some() {
        return None;
    }
    let detail = format!("`{}` has no clause `{}`", plan.id, row.clause);
    let problem = folder.wrong(row.line, Kind::PlanUnknownClause, detail);
    let near = nearest(id, plan.by_id.keys().map(ClauseId::as_str));
    Some(near.map_or(problem.clone(), |near| problem.with_hint(format!("did you mean `{near}`?"))))
}
