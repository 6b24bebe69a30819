//! The parts of the `hearth` block that relate columns: checks, the record key, the keys of people and homes, snapshots.

use super::super::document::Section;
use super::super::{Check, CheckRule, ColumnIx, Form, KeyColumns, RecordKey, Snapshot};
use super::columns::Columns;
use crate::problem::Severity;

const CHECKS: &str = "the checks are upn, nino, nhs, uprn, postcode, order, sum and present";

pub fn read_checks(hearth: &Section<'_>, columns: &Columns<'_>) -> Vec<Check> {
    let mut checks = Vec::new();
    for section in hearth.sections("checks") {
        let rule = read_check(&section, columns);
        let severity = read_severity(&section);
        section.finish();
        if let (Some(rule), Some(severity)) = (rule, severity) {
            checks.push(Check { rule, severity });
        }
    }
    checks
}

fn read_severity(section: &Section<'_>) -> Option<Severity> {
    match section.needed_text("severity") {
        "warn" => Some(Severity::Warning),
        "reject" => Some(Severity::Error),
        _ => {
            if section.has("severity") {
                section.wrong("severity", "a check warns or rejects: `warn` or `reject`");
            }
            None
        }
    }
}

fn read_check(section: &Section<'_>, columns: &Columns<'_>) -> Option<CheckRule> {
    match section.needed_text("check") {
        scheme @ ("upn" | "nino" | "nhs" | "uprn") => {
            let column = columns.needed(section, "column");
            Some(CheckRule::Identifier { scheme: scheme.into(), column: column? })
        }
        "postcode" => Some(CheckRule::Postcode { column: columns.needed(section, "column")? }),
        "order" => {
            let first = dated(section, columns, "first");
            let then = dated(section, columns, "then");
            Some(CheckRule::Order { first: first?, then: then? })
        }
        "sum" => read_sum(section, columns),
        "present" => {
            let column = columns.needed(section, "column");
            let when = columns.conditions(section, "when");
            Some(CheckRule::Present { column: column?, when })
        }
        _ => {
            if section.has("check") {
                section.wrong("check", CHECKS);
            }
            None
        }
    }
}

fn read_sum(section: &Section<'_>, columns: &Columns<'_>) -> Option<CheckRule> {
    let parts = columns.list(section, "parts");
    let whole = columns.needed(section, "whole");
    let compare = section.needed_text("compare");
    if !matches!(compare, "" | "equal" | "at-most") {
        section.wrong("compare", "parts are `equal` to the whole or `at-most` the whole");
    }
    let whole = whole?;
    if parts.iter().chain([&whole]).any(|column| !is_number(columns, *column)) {
        section.wrong("parts", "parts and whole must be numbers");
    }
    Some(CheckRule::Sum { parts, whole, exactly: compare == "equal" })
}

fn is_number(columns: &Columns<'_>, column: ColumnIx) -> bool {
    matches!(columns.field(column).form, Form::Whole | Form::Decimal)
}

/// A column that holds days.
pub fn dated(section: &Section<'_>, columns: &Columns<'_>, key: &'static str) -> Option<ColumnIx> {
    let column = columns.needed(section, key)?;
    if !matches!(columns.field(column).form, Form::Date(_) | Form::DayNumber) {
        section.wrong(key, format!("`{}` does not hold days", columns.field(column).name));
        return None;
    }
    Some(column)
}

pub fn read_record(hearth: &Section<'_>, columns: &Columns<'_>) -> Option<RecordKey> {
    hearth.needs("record");
    let record = hearth.section("record")?;
    let key = RecordKey { columns: columns.list(&record, "columns"), across: record.flag("across") };
    record.finish();
    Some(key)
}

pub fn read_keys(hearth: &Section<'_>, columns: &Columns<'_>) -> Option<KeyColumns> {
    hearth.needs("keys");
    let keys = hearth.section("keys")?;
    let schemes = keys.text_map("identifiers");
    let found = KeyColumns {
        identifiers: schemes
            .into_iter()
            .filter_map(|(scheme, name, path)| Some((scheme, columns.find(keys.document(), &name, &path)?)))
            .collect(),
        forename: columns.one(&keys, "forename"),
        surname: columns.one(&keys, "surname"),
        born_on: keys.has("born_on").then(|| dated(&keys, columns, "born_on")).flatten(),
        sex: columns.one(&keys, "sex"),
        address: columns.one(&keys, "address"),
        postcode: columns.one(&keys, "postcode"),
        uprn: columns.one(&keys, "uprn"),
    };
    keys.finish();
    Some(found)
}

pub fn read_snapshot(hearth: &Section<'_>, columns: &Columns<'_>) -> Option<Snapshot> {
    let section = hearth.section("snapshot")?;
    section.needs("confirmed");
    let snapshot = Snapshot {
        confirmed: columns.conditions(&section, "confirmed"),
        person: columns.list(&section, "person"),
        award: columns.list(&section, "award"),
    };
    section.finish();
    Some(snapshot)
}
