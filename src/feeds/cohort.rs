//! The cohort folder: who the families are, who belongs to them, where they live and under which numbers.
//!
//! The bytes of `families.csv`, `people.csv`, `members.csv`, `residences.csv`, `identifiers.csv` and, where given,
//! `needs.csv` and `aliases.csv` come in; a checked [`Cohort`] and the problems found go out. A row that cannot be used
//! is left out and the rest counts. It never opens a file and never puts a value of a row into a message.

mod checks;
mod rows;
#[cfg(test)]
mod tests;

use super::table::{Fault, Table};
use crate::domain::cohort::{Cohort, CohortTables};
use crate::problem::{Kind, Place, Problem};

/// The files of a cohort folder by name, in any order. Names it does not know are passed over.
#[derive(Clone, Default, Debug)]
pub struct CohortFiles {
    /// File name without folders, and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

impl CohortFiles {
    /// The names of the files a cohort folder may hold; the first five it must hold.
    pub const NAMES: &'static [&'static str] = &[
        "families.csv",
        "people.csv",
        "members.csv",
        "residences.csv",
        "identifiers.csv",
        "needs.csv",
        "aliases.csv",
    ];

    /// How many of [`Self::NAMES`] a cohort folder must hold.
    const REQUIRED: usize = 5;

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.files.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.as_slice())
    }
}

/// What the cohort folder says.
#[derive(Clone, Debug)]
pub struct CohortRead {
    /// The families and people that can be used.
    pub cohort: Cohort,
    /// What is wrong, by file and line.
    pub problems: Vec<Problem>,
    /// Good rows of all files.
    pub rows: usize,
}

/// Reads the cohort. `is_plan` says whether the text of a family's `plan` names a plan there is, for example
/// `tri-borough` or `tri-borough@2016-12-12`.
#[must_use]
pub fn read(files: &CohortFiles, is_plan: &dyn Fn(&str) -> bool) -> CohortRead {
    let mut reader = rows::Reader::new(is_plan);
    for (index, name) in CohortFiles::NAMES.iter().enumerate() {
        let Some(bytes) = files.bytes(name) else {
            if index < CohortFiles::REQUIRED {
                reader.problems.push(missing_file(name));
            }
            continue;
        };
        match Table::read(bytes, rows::columns(name)) {
            Ok(table) => {
                reader
                    .problems
                    .extend(table.faults().iter().map(|(line, fault)| problem(name, *line, *fault)));
                reader.read(name, &table);
            }
            Err(missing) => reader.problems.extend(missing.iter().map(|column| missing_column(name, column))),
        }
    }
    finish(reader.tables, reader.problems)
}

fn finish(tables: CohortTables, mut problems: Vec<Problem>) -> CohortRead {
    let rows = tables.families.len()
        + tables.people.len()
        + tables.members.len()
        + tables.residences.len()
        + tables.identifiers.len()
        + tables.needs.len()
        + tables.aliases.len();
    let cohort = Cohort::new(tables);
    problems.sort();
    problems.dedup();
    CohortRead { cohort, problems, rows }
}

fn missing_file(name: &str) -> Problem {
    Problem::new(Kind::CohortFileMissing, Place::file(name), format!("the cohort folder has no {name}"))
        .with_hint("a cohort without such rows still needs the file, with its header")
}

fn missing_column(name: &str, column: &str) -> Problem {
    let place = Place::line(name, 1).with_column(column);
    Problem::new(Kind::CohortColumnMissing, place, format!("the header has no column {column}"))
        .with_hint(format!("expected columns: {}", rows::columns(name).join(", ")))
}

fn problem(name: &str, line: u32, fault: Fault) -> Problem {
    let place = Place::line(name, line);
    match fault {
        Fault::ExtraColumn(number) => {
            let detail = format!("column {number} is not one of this file's and is not read");
            Problem::new(Kind::CohortExtraColumn, place, detail)
        }
        Fault::FieldCount { found, expected } => {
            let detail = format!("the row has {found} fields, the header {expected}");
            Problem::new(Kind::CohortFieldCount, place, detail)
        }
        Fault::NotUtf8 => Problem::new(Kind::CohortBadValue, place, "the row is not UTF-8")
            .with_hint("save the file as UTF-8"),
    }
}
