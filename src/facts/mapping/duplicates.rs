//! Which rows count when records come more than once: in one file, or again in the files of later periods.
//!
//! The extracts of one feed come in, oldest period first; for each the rows that count go out. A record that comes again
//! unchanged counts once, by its earliest line. One that comes again changed counts as it stands latest.
#![expect(clippy::disallowed_types, reason = "hash maps are looked up only and never listed")]

use crate::domain::Text;
use crate::feeds::Extract;
use crate::feeds::extract::{Cell, Row};
use crate::feeds::findings::Findings;
use crate::feeds::schema::ColumnIx;
use crate::problem::{Kind, Problem, Severity};
use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Which rows of each extract count.
pub struct Counting {
    pub counts: Vec<Vec<bool>>,
    pub problems: Vec<Problem>,
}

/// What tells a record, or all else it says. Two hashes of 64 bits each: a million records meet by chance once in 10^26 files.
type Print = (u64, u64);

/// Settles which rows count.
pub fn settle(extracts: &[&Extract<'_>]) -> Counting {
    let prints: Vec<Vec<(Print, Print)>> = extracts
        .par_iter()
        .map(|extract| extract.rows.iter().map(|row| prints_of(extract, row)).collect())
        .collect();
    let mut counts: Vec<Vec<bool>> = prints.iter().map(|rows| vec![true; rows.len()]).collect();
    let mut problems = Vec::new();
    // The file and row that stand for a record.
    let mut known: HashMap<Print, (u32, u32)> = HashMap::new();
    for (file, rows) in prints.iter().enumerate() {
        let extract = extracts[file];
        if !extract.schema.record.across {
            known.clear();
        }
        let mut findings = Findings::default();
        for (index, (record, content)) in rows.iter().enumerate() {
            let here = (place(file), place(index));
            let Some(standing) = known.get_mut(record) else {
                known.insert(*record, here);
                continue;
            };
            let earlier = (standing.0 as usize, standing.1 as usize);
            let changed = prints[earlier.0][earlier.1].1 != *content;
            if earlier.0 == file {
                let line = extract.rows.row(index).line();
                findings.note(Kind::DuplicateRow, Severity::Warning, line, None::<&Text>, || detail(changed));
            }
            if changed {
                counts[earlier.0][earlier.1] = false;
                *standing = here;
            } else {
                counts[file][index] = false;
            }
        }
        problems.extend(findings.into_problems(&extract.file));
    }
    Counting { counts, problems }
}

fn place(index: usize) -> u32 {
    u32::try_from(index).expect("there are fewer than 2^32 files and rows")
}

fn detail(changed: bool) -> String {
    if changed {
        "the record stands earlier in this file with other values; the later counts".to_owned()
    } else {
        "the record stands earlier in this file; it counts once".to_owned()
    }
}

/// A row that names nobody is told from others by its address too.
fn prints_of(extract: &Extract<'_>, row: Row<'_>) -> (Print, Print) {
    let schema = extract.schema;
    let keys = &schema.keys;
    let names = keys.identifiers.iter().map(|(_, column)| *column).chain(keys.forename).chain(keys.surname);
    let named = names.into_iter().any(|column| row.cell(column) != Cell::Blank);
    let home = [keys.address, keys.postcode, keys.uprn].into_iter().flatten().filter(|_| !named);
    let record = schema.record.columns.iter().copied().chain(home);
    let rest = (0..schema.fields.len()).filter(|column| !schema.record.columns.contains(column));
    (print(row, record), print(row, rest))
}

fn print(row: Row<'_>, columns: impl Iterator<Item = ColumnIx>) -> Print {
    let (mut first, mut second) = (DefaultHasher::new(), DefaultHasher::new());
    second.write_u8(1);
    for column in columns {
        for hasher in [&mut first, &mut second] {
            match row.cell(column) {
                Cell::Blank => hasher.write_u8(0),
                Cell::Text(text) | Cell::Doubtful(text) => text.hash(hasher),
                Cell::Day(day) => day.hash(hasher),
                Cell::Number(number) => number.hash(hasher),
            }
        }
    }
    (first.finish(), second.finish())
}
