//! One row of a cohort file to one value, and the checks that a single row allows.
//!
//! Tables come in, in the order families, people, then the files that refer to them; cohort tables and problems go out.

use super::super::table::{Table, TableRow};
use super::checks;
use crate::domain::cohort::{
    Alias, CohortTables, Family, Identifier, Membership, Need, Person, Residence, Sex,
};
use crate::domain::{ClauseId, Day, FamilyId, HouseholdId, Period, PersonId, Text};
use crate::problem::{Kind, Place, Problem};
use std::collections::BTreeMap;

/// The columns of a cohort file.
pub(super) fn columns(file: &str) -> &'static [&'static str] {
    match file {
        "families.csv" => &[
            "family_id",
            "plan",
            "borough",
            "engaged_on",
            "closed_on",
            "assessed_on",
            "planned_on",
            "lead_worker_on",
        ],
        "people.csv" => &["person_id", "forename", "surname", "born_on", "sex", "died_on"],
        "members.csv" => &["family_id", "person_id", "from", "to", "parenting"],
        "residences.csv" => {
            &["person_id", "household_id", "uprn", "address", "postcode", "ward", "from", "to"]
        }
        "identifiers.csv" => &["person_id", "scheme", "value", "from", "to"],
        "needs.csv" => &["family_id", "criterion", "person_id", "identified_on", "source"],
        _ => &["person_id", "forename", "surname", "born_on"],
    }
}

/// What a row lacks; the row is left out.
struct Fault {
    kind: Kind,
    column: &'static str,
    detail: String,
}

impl Fault {
    fn value(column: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: Kind::CohortBadValue, column, detail: detail.into() }
    }
}

/// Gathers the tables of a cohort file by file.
pub(super) struct Reader<'a> {
    is_plan: &'a dyn Fn(&str) -> bool,
    pub(super) tables: CohortTables,
    pub(super) problems: Vec<Problem>,
    /// Every id of the two id files and its first line, also of rows left out: one mistake is reported once.
    families: BTreeMap<FamilyId, u32>,
    people: BTreeMap<PersonId, u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(is_plan: &'a dyn Fn(&str) -> bool) -> Self {
        Self {
            is_plan,
            tables: CohortTables::default(),
            problems: Vec::new(),
            families: BTreeMap::new(),
            people: BTreeMap::new(),
        }
    }

    /// Reads one file. `families.csv` and `people.csv` must come before the others.
    pub(super) fn read(&mut self, file: &'static str, table: &Table) {
        let mut lines = Vec::new();
        for row in table.rows() {
            match self.take(file, row) {
                Ok(()) => lines.push(row.line()),
                Err(fault) => {
                    let place = Place::line(file, row.line()).with_column(fault.column);
                    self.problems.push(Problem::new(fault.kind, place, fault.detail));
                }
            }
        }
        match file {
            "members.csv" => self.problems.extend(checks::two_families(&self.tables, &lines)),
            "residences.csv" => self.problems.extend(checks::two_homes(&self.tables.residences, &lines)),
            _ => {}
        }
    }

    fn take(&mut self, file: &str, row: TableRow<'_>) -> Result<(), Fault> {
        match file {
            "families.csv" => self.family(row).map(|family| self.tables.families.push(family)),
            "people.csv" => self.person(row).map(|person| self.tables.people.push(person)),
            "members.csv" => self.membership(row).map(|member| self.tables.members.push(member)),
            "residences.csv" => self.residence(row).map(|home| self.tables.residences.push(home)),
            "identifiers.csv" => self.identifier(row).map(|number| self.tables.identifiers.push(number)),
            "needs.csv" => self.need(row).map(|need| self.tables.needs.push(need)),
            _ => self.alias(row).map(|alias| self.tables.aliases.push(alias)),
        }
    }

    fn family(&mut self, row: TableRow<'_>) -> Result<Family, Fault> {
        let id = FamilyId::from(required(row, "family_id")?);
        first_line(&mut self.families, &id, row.line(), "family_id")?;
        let plan = row.get("plan");
        if !(self.is_plan)(plan) {
            let detail = "there is no plan of this name".to_owned();
            return Err(Fault { kind: Kind::CohortUnknownPlan, column: "plan", detail });
        }
        Ok(Family {
            id,
            plan: plan.into(),
            borough: row.get("borough").into(),
            engaged_on: day(row, "engaged_on")?,
            closed_on: day(row, "closed_on")?,
            assessed_on: day(row, "assessed_on")?,
            planned_on: day(row, "planned_on")?,
            lead_worker_on: day(row, "lead_worker_on")?,
            source: row.source(),
        })
    }

    fn person(&mut self, row: TableRow<'_>) -> Result<Person, Fault> {
        let id = PersonId::from(required(row, "person_id")?);
        first_line(&mut self.people, &id, row.line(), "person_id")?;
        let (born_on, died_on) = (day(row, "born_on")?, day(row, "died_on")?);
        if born_on.zip(died_on).is_some_and(|(born, died)| died < born) {
            return Err(Fault::value("died_on", "the day of death lies before the date of birth"));
        }
        Ok(Person {
            id,
            forename: row.get("forename").into(),
            surname: row.get("surname").into(),
            born_on,
            sex: sex(row)?,
            died_on,
            source: row.source(),
        })
    }

    fn membership(&self, row: TableRow<'_>) -> Result<Membership, Fault> {
        Ok(Membership {
            family: self.known_family(row)?,
            person: self.known_person(row)?,
            period: period(row)?,
            parenting: yes_no(row, "parenting")?,
        })
    }

    fn residence(&self, row: TableRow<'_>) -> Result<Residence, Fault> {
        Ok(Residence {
            person: self.known_person(row)?,
            household: HouseholdId::from(required(row, "household_id")?),
            uprn: text(row, "uprn"),
            address: row.get("address").into(),
            postcode: row.get("postcode").into(),
            ward: row.get("ward").into(),
            period: period(row)?,
        })
    }

    fn identifier(&self, row: TableRow<'_>) -> Result<Identifier, Fault> {
        let (from, to) = (day(row, "from")?, day(row, "to")?);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(Fault::value("to", "the last day lies before the first"));
        }
        Ok(Identifier {
            person: self.known_person(row)?,
            scheme: required(row, "scheme")?.to_lowercase().into(),
            value: required(row, "value")?.into(),
            from,
            to,
        })
    }

    fn need(&self, row: TableRow<'_>) -> Result<Need, Fault> {
        Ok(Need {
            family: self.known_family(row)?,
            criterion: ClauseId::from(required(row, "criterion")?),
            person: text(row, "person_id").map(|_| self.known_person(row)).transpose()?,
            identified_on: required_day(row, "identified_on")?,
            source_name: row.get("source").into(),
            source: row.source(),
        })
    }

    fn alias(&self, row: TableRow<'_>) -> Result<Alias, Fault> {
        Ok(Alias {
            person: self.known_person(row)?,
            forename: row.get("forename").into(),
            surname: row.get("surname").into(),
            born_on: day(row, "born_on")?,
        })
    }

    fn known_family(&self, row: TableRow<'_>) -> Result<FamilyId, Fault> {
        let id = FamilyId::from(required(row, "family_id")?);
        if self.families.contains_key(&id) {
            return Ok(id);
        }
        let detail = "this family is not in families.csv".to_owned();
        Err(Fault { kind: Kind::CohortUnknownId, column: "family_id", detail })
    }

    fn known_person(&self, row: TableRow<'_>) -> Result<PersonId, Fault> {
        let id = PersonId::from(required(row, "person_id")?);
        if self.people.contains_key(&id) {
            return Ok(id);
        }
        let detail = "this person is not in people.csv".to_owned();
        Err(Fault { kind: Kind::CohortUnknownId, column: "person_id", detail })
    }
}

fn first_line<Id: Ord + Clone>(
    seen: &mut BTreeMap<Id, u32>,
    id: &Id,
    line: u32,
    column: &'static str,
) -> Result<(), Fault> {
    match seen.get(id) {
        Some(first) => {
            let detail = format!("this id stands on line {first} already, which counts");
            Err(Fault { kind: Kind::CohortDuplicateId, column, detail })
        }
        None => {
            seen.insert(id.clone(), line);
            Ok(())
        }
    }
}

fn text(row: TableRow<'_>, column: &str) -> Option<Text> {
    Some(row.get(column)).filter(|field| !field.is_empty()).map(Text::from)
}

fn required<'a>(row: TableRow<'a>, column: &'static str) -> Result<&'a str, Fault> {
    Some(row.get(column)).filter(|field| !field.is_empty()).ok_or_else(|| Fault::value(column, "it is blank"))
}

fn day(row: TableRow<'_>, column: &'static str) -> Result<Option<Day>, Fault> {
    let field = row.get(column);
    if field.is_empty() {
        return Ok(None);
    }
    Day::parse_iso(field).map(Some).ok_or_else(|| Fault::value(column, "it is not a day written YYYY-MM-DD"))
}

fn required_day(row: TableRow<'_>, column: &'static str) -> Result<Day, Fault> {
    day(row, column)?.ok_or_else(|| Fault::value(column, "it is blank"))
}

fn period(row: TableRow<'_>) -> Result<Period, Fault> {
    Period::new(required_day(row, "from")?, day(row, "to")?)
        .ok_or_else(|| Fault::value("to", "the last day lies before the first"))
}

fn yes_no(row: TableRow<'_>, column: &'static str) -> Result<Option<bool>, Fault> {
    match row.get(column).to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "yes" => Ok(Some(true)),
        "no" => Ok(Some(false)),
        _ => Err(Fault::value(column, "it is neither yes, no nor blank")),
    }
}

fn sex(row: TableRow<'_>) -> Result<Option<Sex>, Fault> {
    match row.get("sex").to_ascii_uppercase().as_str() {
        "" => Ok(None),
        "F" => Ok(Some(Sex::Female)),
        "M" => Ok(Some(Sex::Male)),
        "X" => Ok(Some(Sex::Other)),
        _ => Err(Fault::value("sex", "it is neither F, M, X nor blank")),
    }
}
