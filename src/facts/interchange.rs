//! The interchange form, for councils that prepare facts themselves and for tests: facts, coverage, school terms.
//!
//! The bytes of one CSV file and the cohort come in; facts, coverage or a calendar go out, and beside them a problem for
//! every row that cannot be used (the rejects). The person or household of a row is given, never linked: the rule of such
//! facts is `given`. Nothing is guessed and no file is opened.

#[cfg(test)]
mod tests;

use super::coverage::Coverage;
use super::fact::{Fact, Subject};
use super::vocabulary::{About, FactKind, Shape, Vocabulary};
use crate::domain::cohort::Cohort;
use crate::domain::{
    Code, Day, HouseholdId, PersonId, Quantity, Reference, SchoolCalendar, Term, Text, Window,
};
use crate::feeds::table::{Fault, Table, TableRow};
use crate::problem::{Kind, Place, Problem};

/// The columns of a facts file.
pub const FACT_COLUMNS: &[&str] =
    &["fact", "person_id", "household_id", "from", "to", "value", "of", "code", "ref"];

/// The columns of a coverage file.
pub const COVERAGE_COLUMNS: &[&str] = &["fact", "person_id", "from", "to"];

/// The columns of a file of school terms.
pub const TERM_COLUMNS: &[&str] = &["term", "from", "to"];

/// The rule of a fact whose person or household the file gives.
pub const GIVEN: &str = "given";

/// What one file says, and the rows of it that cannot be used.
#[derive(Clone, Debug)]
pub struct Read<T> {
    /// What the good rows say.
    pub value: T,
    /// One problem per row left out, by line. The file is the name given to the reading function.
    pub rejects: Vec<Problem>,
}

/// Reads facts, sorted. `file` is the name that problems show.
#[must_use]
pub fn read_facts(file: &str, bytes: &[u8], cohort: &Cohort) -> Read<Vec<Fact>> {
    let rule = Text::from(GIVEN);
    let mut read = read_rows(file, bytes, FACT_COLUMNS, |row| fact(row, cohort, &rule));
    read.value.sort();
    read
}

/// Reads coverage. A blank person means everyone; both days are needed. `file` is the name that problems show.
#[must_use]
pub fn read_coverage(file: &str, bytes: &[u8], cohort: &Cohort) -> Read<Coverage> {
    let read = read_rows(file, bytes, COVERAGE_COLUMNS, |row| covered(row, cohort));
    let mut coverage = Coverage::default();
    for (kind, person, window) in read.value {
        coverage.add(kind, person, window);
    }
    Read { value: coverage, rejects: read.rejects }
}

/// Reads school terms. A term that shares a day with an earlier line is left out. `file` is the name that problems show.
#[must_use]
pub fn read_terms(file: &str, bytes: &[u8]) -> Read<SchoolCalendar> {
    let mut known: Vec<Window> = Vec::new();
    let read = read_rows(file, bytes, TERM_COLUMNS, |row| {
        let term = term(row)?;
        if known.iter().any(|other| other.intersect(term.days).is_some()) {
            return Err(Flaw::new(Kind::InterchangeTerms, "from", "the term shares a day with one above"));
        }
        known.push(term.days);
        Ok(term)
    });
    let calendar = SchoolCalendar::new(read.value).expect("terms that share a day were left out");
    Read { value: calendar, rejects: read.rejects }
}

/// Why a row cannot be used.
struct Flaw {
    kind: Kind,
    column: &'static str,
    detail: &'static str,
}

impl Flaw {
    fn new(kind: Kind, column: &'static str, detail: &'static str) -> Self {
        Self { kind, column, detail }
    }
}

fn read_rows<T>(
    file: &str,
    bytes: &[u8],
    columns: &'static [&'static str],
    mut take: impl FnMut(TableRow<'_>) -> Result<T, Flaw>,
) -> Read<Vec<T>> {
    let table = match Table::read(bytes, columns) {
        Ok(table) => table,
        Err(missing) => return Read { value: Vec::new(), rejects: vec![no_header(file, columns, &missing)] },
    };
    let mut rejects: Vec<_> = table.faults().iter().map(|(line, fault)| unfit(file, *line, *fault)).collect();
    let mut value = Vec::new();
    for row in table.rows() {
        match take(row) {
            Ok(good) => value.push(good),
            Err(flaw) => {
                let place = Place::line(file, row.line()).with_column(flaw.column);
                rejects.push(Problem::new(flaw.kind, place, flaw.detail));
            }
        }
    }
    rejects.sort();
    Read { value, rejects }
}

fn no_header(file: &str, columns: &[&str], missing: &[&str]) -> Problem {
    let detail = format!("the header lacks {}", missing.join(", "));
    Problem::new(Kind::InterchangeHeader, Place::line(file, 1), detail)
        .with_hint(format!("expected columns: {}", columns.join(", ")))
}

fn unfit(file: &str, line: u32, fault: Fault) -> Problem {
    let (kind, detail) = match fault {
        Fault::ExtraColumn(number) => {
            (Kind::InterchangeHeader, format!("column {number} is not one of this form's and is not read"))
        }
        Fault::FieldCount { found, expected } => {
            (Kind::InterchangeFieldCount, format!("the row has {found} fields, the header {expected}"))
        }
        Fault::NotUtf8 => (Kind::InterchangeNotUtf8, "the row is not UTF-8".to_owned()),
    };
    Problem::new(kind, Place::line(file, line), detail)
}

fn fact(row: TableRow<'_>, cohort: &Cohort, rule: &Text) -> Result<Fact, Flaw> {
    let kind = kind(row)?;
    let code = row.get("code");
    if !kind.allows_code(code) {
        return Err(Flaw::new(Kind::InterchangeUnknownCode, "code", "the code is not in the fact's list"));
    }
    let (from, to) = days(row, kind.shape())?;
    let (value, of) = (quantity(row, "value")?, quantity(row, "of")?);
    check_figures(kind, value.is_some() || !code.is_empty(), value, of)?;
    Ok(Fact {
        kind,
        subject: subject(row, kind, cohort)?,
        from,
        to,
        code: Some(code).filter(|code| !code.is_empty()).map(Code::from),
        reference: Some(row.get("ref")).filter(|text| !text.is_empty()).map(Reference::from),
        value,
        of,
        source: row.source(),
        rule: rule.clone(),
    })
}

fn kind(row: TableRow<'_>) -> Result<FactKind, Flaw> {
    Vocabulary::builtin()
        .find(row.get("fact"))
        .ok_or_else(|| Flaw::new(Kind::InterchangeUnknownFact, "fact", "the fact is not in the vocabulary"))
}

/// First and last day as the shape has them. An event or score may repeat its day as `to`, which says nothing more.
fn days(row: TableRow<'_>, shape: Shape) -> Result<(Day, Option<Day>), Flaw> {
    let (from, to) = (needed_day(row, "from")?, day(row, "to")?);
    if to.is_some_and(|to| to < from) {
        return Err(Flaw::new(Kind::InterchangeOrder, "to", "the last day lies before the first"));
    }
    match shape {
        Shape::Spell => Ok((from, to)),
        Shape::Tally if to.is_none() => {
            Err(Flaw::new(Kind::InterchangeBadDate, "to", "a tally needs its last day"))
        }
        Shape::Tally => Ok((from, to)),
        Shape::Event | Shape::Score if to.is_some_and(|to| to > from) => {
            Err(Flaw::new(Kind::InterchangeBadDate, "to", "an event or score has one day only"))
        }
        Shape::Event | Shape::Score => Ok((from, None)),
    }
}

/// A score needs a value or a level; a tally a value and a whole, unless the vocabulary lets the whole be blank.
fn check_figures(
    kind: FactKind,
    has_level: bool,
    value: Option<Quantity>,
    of: Option<Quantity>,
) -> Result<(), Flaw> {
    let flaw = |column, detail| Err(Flaw::new(Kind::InterchangeBadNumber, column, detail));
    let whole_needed = !kind.entry().of.is_empty() && !kind.entry().of.contains("blank");
    match kind.shape() {
        Shape::Score if !has_level => flaw("value", "a score needs a value or a level"),
        Shape::Tally if value.is_none() => flaw("value", "a tally needs its count"),
        Shape::Tally if of.is_none() && whole_needed => flaw("of", "a tally needs the whole it is a part of"),
        _ => Ok(()),
    }
}

fn subject(row: TableRow<'_>, kind: FactKind, cohort: &Cohort) -> Result<Subject, Flaw> {
    let flaw = |column, detail| Err(Flaw::new(Kind::InterchangeUnknownPerson, column, detail));
    match (row.get("person_id"), row.get("household_id")) {
        ("", "") => flaw("person_id", "the row names neither a person nor a household"),
        ("", _) if kind.entry().about == About::Person => {
            flaw("household_id", "the fact is about a person only")
        }
        ("", household) => {
            let household = HouseholdId::from(household);
            match cohort.residents(&household) {
                [] => flaw("household_id", "the household is not in the cohort"),
                _ => Ok(Subject::Household(household)),
            }
        }
        (_, "") if kind.entry().about == About::Household => {
            flaw("person_id", "the fact is about a household only")
        }
        (person, "") => known_person(person, cohort).map(Subject::Person),
        _ => flaw("household_id", "the row names both a person and a household"),
    }
}

fn known_person(id: &str, cohort: &Cohort) -> Result<PersonId, Flaw> {
    let id = PersonId::from(id);
    match cohort.person(&id) {
        Some(_) => Ok(id),
        None => {
            Err(Flaw::new(Kind::InterchangeUnknownPerson, "person_id", "the person is not in the cohort"))
        }
    }
}

fn covered(row: TableRow<'_>, cohort: &Cohort) -> Result<(FactKind, Option<PersonId>, Window), Flaw> {
    let kind = kind(row)?;
    let window = window(row)?;
    let person = match row.get("person_id") {
        "" => None,
        id => Some(known_person(id, cohort)?),
    };
    Ok((kind, person, window))
}

fn term(row: TableRow<'_>) -> Result<Term, Flaw> {
    if row.get("term").is_empty() {
        return Err(Flaw::new(Kind::InterchangeTermName, "term", "the term has no name"));
    }
    Ok(Term { name: row.get("term").into(), days: window(row)? })
}

fn window(row: TableRow<'_>) -> Result<Window, Flaw> {
    Window::new(needed_day(row, "from")?, needed_day(row, "to")?)
        .ok_or_else(|| Flaw::new(Kind::InterchangeOrder, "to", "the last day lies before the first"))
}

fn needed_day(row: TableRow<'_>, column: &'static str) -> Result<Day, Flaw> {
    day(row, column)?.ok_or_else(|| Flaw::new(Kind::InterchangeBadDate, column, "the day is missing"))
}

fn day(row: TableRow<'_>, column: &'static str) -> Result<Option<Day>, Flaw> {
    match row.get(column) {
        "" => Ok(None),
        text => Day::parse_iso(text)
            .map(Some)
            .ok_or_else(|| Flaw::new(Kind::InterchangeBadDate, column, "it is not a day written YYYY-MM-DD")),
    }
}

fn quantity(row: TableRow<'_>, column: &'static str) -> Result<Option<Quantity>, Flaw> {
    match row.get(column) {
        "" => Ok(None),
        text => Quantity::parse(text)
            .map(Some)
            .ok_or_else(|| Flaw::new(Kind::InterchangeBadNumber, column, "it is not an exact number")),
    }
}
