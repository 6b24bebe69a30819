//! The `fields` of a Table Schema, and what the `hearth` block adds to single columns.

use super::super::document::Section;
use super::super::{Bound, Field, Form};
use super::columns::Columns;
use crate::domain::{Quantity, Text};
use crate::feeds::date::DateForm;
use crate::problem::Kind;
use serde_json::Value;

/// The columns, in order.
pub fn read_fields(root: &Section<'_>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for section in root.sections("fields") {
        let field = read_field(&section);
        section.finish();
        if fields.iter().any(|known| known.name == field.name) {
            section.wrong("name", "two columns have this name");
        }
        fields.push(field);
    }
    fields
}

fn read_field(section: &Section<'_>) -> Field {
    let name: Text = section.needed_text("name").into();
    let title = section.text("title").unwrap_or_default().into();
    let description = section.text("description").unwrap_or_default().into();
    section.value("example");
    let form = read_form(section);
    let constraints = section.section("constraints");
    let mut field = Field {
        name,
        title,
        description,
        form,
        required: false,
        codes: Vec::new(),
        retired: Vec::new(),
        pattern: None,
        minimum: None,
        maximum: None,
        aliases: Vec::new(),
        optional: false,
        may_be_future: false,
    };
    if let Some(constraints) = constraints {
        field.required = constraints.flag("required");
        field.codes = constraints.texts("enum").into_iter().map(|(text, _)| text.into()).collect();
        field.pattern = read_pattern(&constraints);
        field.minimum = read_bound(&constraints, "minimum", &field.form);
        field.maximum = read_bound(&constraints, "maximum", &field.form);
        constraints.finish();
    }
    field
}

fn read_form(section: &Section<'_>) -> Form {
    let kind = section.needed_text("type");
    let format = section.text("format");
    if kind == "date" {
        return match format {
            None | Some("default") => Form::Date(DateForm::iso()),
            Some(format) => {
                let form = DateForm::parse(format);
                if form.is_none() {
                    section
                        .wrong("format", "a date form needs %d, %m and %Y once each, and nothing to guess");
                }
                Form::Date(form.unwrap_or_else(DateForm::iso))
            }
        };
    }
    if format.is_some_and(|format| format != "default") {
        section.wrong("format", "only dates have a form of their own");
    }
    match kind {
        "string" => Form::Text,
        "integer" => Form::Whole,
        "number" => Form::Decimal,
        _ => {
            if section.has("type") {
                section.wrong("type", "the types are string, integer, number and date");
            }
            Form::Text
        }
    }
}

/// A pattern holds for the whole value, as Table Schema has it.
fn read_pattern(constraints: &Section<'_>) -> Option<regex::Regex> {
    let pattern = constraints.text("pattern")?;
    let regex = regex::Regex::new(&format!("^(?:{pattern})$")).ok();
    if regex.is_none() {
        constraints.wrong("pattern", "this is not a regular expression");
    }
    regex
}

/// Numbers may be written as numbers or texts, days in the form of the column.
fn read_bound(constraints: &Section<'_>, key: &'static str, form: &Form) -> Option<Bound> {
    let value = constraints.value(key)?;
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => String::new(),
    };
    let bound = match form {
        Form::Date(form) => form.read(&text).map(Bound::Day),
        Form::Text => None,
        Form::Whole | Form::Decimal | Form::DayNumber => Quantity::parse(&text).map(Bound::Number),
    };
    if bound.is_none() {
        constraints.wrong(key, "this is not a value of the column");
    }
    bound
}

/// Aliases, optional columns, retired codes, day numbers and columns that may lie ahead.
pub fn refine_fields(fields: &mut [Field], hearth: &Section<'_>) {
    let document = hearth.document();
    for (names, mark) in [
        ("optional_columns", (|field| field.optional = true) as fn(&mut Field)),
        ("future", |field| field.may_be_future = true),
        ("day_numbers", |field| field.form = Form::DayNumber),
    ] {
        for (name, path) in hearth.texts(names) {
            if let Some(column) = Columns::new(fields).find(document, name, &path) {
                mark(&mut fields[column]);
            }
        }
    }
    if let Some(aliases) = hearth.section("aliases") {
        for (name, value, path) in aliases.entries() {
            let Some(column) = Columns::new(fields).find(document, name, &path) else { continue };
            let texts = value.as_array().map(Vec::as_slice).unwrap_or_default();
            fields[column].aliases = texts.iter().filter_map(Value::as_str).map(Text::from).collect();
            if fields[column].aliases.is_empty() || fields[column].aliases.len() != texts.len() {
                document.report_value(Kind::SchemaBadValue, &path, "a list of texts is needed here", None);
            }
        }
    }
    read_retired(fields, hearth);
}

fn read_retired(fields: &mut [Field], hearth: &Section<'_>) {
    let document = hearth.document();
    let Some(retired) = hearth.section("retired") else { return };
    for (name, value, path) in retired.entries() {
        let Some(column) = Columns::new(fields).find(document, name, &path) else { continue };
        let Value::Object(codes) = value else {
            document.report_value(Kind::SchemaBadValue, &path, "an object is needed here", None);
            continue;
        };
        let mut pairs: Vec<(Text, Text)> = Vec::new();
        for (old, new) in codes {
            let path = format!("{path}/{old}");
            let new = new.as_str().unwrap_or_default();
            let columns = Columns::new(fields);
            columns.check_code(document, column, old, &path);
            columns.check_code(document, column, new, &path);
            if new.is_empty() {
                document.report_value(Kind::SchemaBadValue, &path, "the code it now means is needed", None);
            }
            pairs.push((old.as_str().into(), new.into()));
        }
        fields[column].retired = pairs;
    }
}
