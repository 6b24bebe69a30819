//! The facts a row gives and the coverage a delivery states, checked against the facts there are.

use super::super::document::Section;
use super::super::{CodeSource, CoverageRule, DaySource, FactForm, FactNames, FactRule, Form, NumberSource};
use super::columns::Columns;
use super::rules::dated;
use crate::domain::{Quantity, Text};
use crate::problem::{Kind, nearest};
use serde_json::Value;

pub fn read_facts(hearth: &Section<'_>, columns: &Columns<'_>, names: &dyn FactNames) -> Vec<FactRule> {
    hearth.needs("facts");
    let mut rules = Vec::new();
    for section in hearth.sections("facts") {
        rules.extend(read_fact(&section, columns, names));
        section.finish();
    }
    rules
}

/// The name and form of the fact that a rule is about.
fn fact_of<'v>(section: &Section<'_>, names: &'v dyn FactNames) -> Option<(Text, FactForm<'v>)> {
    section.needs("fact");
    let name = section.text("fact")?;
    let form = names.fact(name);
    if form.is_none() {
        let near = nearest(name, names.names().into_iter());
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        let detail = format!("`{name}` is not a fact of the vocabulary");
        section.report(Kind::SchemaUnknownFact, "fact", detail, hint);
    }
    Some((name.into(), form?))
}

fn read_fact(section: &Section<'_>, columns: &Columns<'_>, names: &dyn FactNames) -> Option<FactRule> {
    let fact = fact_of(section, names);
    let form = fact.as_ref().map(|(_, form)| *form);
    let household = read_about(section, form);
    let when = columns.conditions(section, "when");
    section.needs("from");
    let from = read_day(section, "from", columns);
    let to = read_day(section, "to", columns);
    let code = read_code(section, columns, form);
    let value = read_number(section, "value", columns);
    let of = read_number(section, "of", columns);
    let reference = read_reference(section, columns);
    if let Some(form) = form {
        if to.is_some() && !form.lasts {
            section.wrong("to", "the fact happens on one day and has no last day");
        }
        for key in ["to", "value", "of"] {
            if form.tally {
                section.needs(key);
            }
        }
    }
    Some(FactRule { fact: fact?.0, household, when, from: from?, to, code, value, of, reference })
}

fn read_about(section: &Section<'_>, form: Option<FactForm<'_>>) -> bool {
    let about = section.text("about").unwrap_or("person");
    if !matches!(about, "person" | "household") {
        section.wrong("about", "a fact is about a person or a household");
    }
    let household = about == "household";
    let fits = form.is_none_or(|form| if household { form.household } else { form.person });
    if !fits {
        let key = if section.has("about") { "about" } else { "fact" };
        section.wrong(key, format!("the fact is never about a {about}"));
    }
    household
}

fn read_day(section: &Section<'_>, key: &'static str, columns: &Columns<'_>) -> Option<DaySource> {
    let source = section.section(key)?;
    let day = if source.has("period") {
        match source.text("period") {
            Some("first") => Some(DaySource::PeriodFirst),
            Some("last") => Some(DaySource::PeriodLast),
            _ => {
                source.wrong("period", "a period has a `first` and a `last` day");
                None
            }
        }
    } else {
        dated(&source, columns, "column").map(DaySource::Column)
    };
    source.finish();
    day
}

fn read_code(section: &Section<'_>, columns: &Columns<'_>, form: Option<FactForm<'_>>) -> Option<CodeSource> {
    let source = section.section("code")?;
    let check = |source: &Section<'_>, key: &str, code: &str| {
        let known = form.is_none_or(|form| form.any_code || form.codes.iter().any(|known| &**known == code));
        if !known {
            let codes = form.map(|form| form.codes).unwrap_or_default();
            let near = nearest(code, codes.iter().map(|known| &**known));
            let hint = near.map(|near| format!("did you mean `{near}`?"));
            source.report(Kind::SchemaUnknownFact, key, format!("the fact has no code `{code}`"), hint);
        }
    };
    let code = if let Some(constant) = source.text("constant") {
        check(&source, "constant", constant);
        Some(CodeSource::Constant(constant.into()))
    } else {
        columns.needed(&source, "column").map(|column| {
            if !source.has("map") {
                let codes = &columns.field(column).codes;
                codes.iter().for_each(|code| check(&source, "column", code));
                if codes.is_empty() && form.is_some_and(|form| !form.any_code) {
                    source.wrong("column", "the column has no list of codes: a map is needed");
                }
                return CodeSource::Column(column);
            }
            let mut codes = Vec::new();
            for (value, code, path) in source.text_map("map") {
                columns.check_code(source.document(), column, &value, &path);
                check(&source, &format!("map/{value}"), &code);
                codes.push((value, code));
            }
            let otherwise = source.text("otherwise").map(Text::from);
            if let Some(code) = &otherwise {
                check(&source, "otherwise", code);
            }
            CodeSource::Map { column, codes, otherwise }
        })
    };
    source.finish();
    code
}

fn read_number(section: &Section<'_>, key: &'static str, columns: &Columns<'_>) -> Option<NumberSource> {
    let source = section.section(key)?;
    let number = if let Some(constant) = source.value("constant") {
        let written = if let Value::Number(number) = constant { number.to_string() } else { String::new() };
        let number = Quantity::parse(&written);
        if number.is_none() {
            source.wrong("constant", "a number is needed here");
        }
        number.map(NumberSource::Constant)
    } else {
        let column = columns.needed(&source, "column");
        let over = source.whole("over").unwrap_or(1);
        if over == 0 {
            source.wrong("over", "nothing can be divided by 0");
        }
        column.and_then(|column| {
            if !matches!(columns.field(column).form, Form::Whole | Form::Decimal) {
                source.wrong("column", "the column does not hold numbers");
                return None;
            }
            Some(NumberSource::Column { column, over })
        })
    };
    source.finish();
    number
}

fn read_reference(section: &Section<'_>, columns: &Columns<'_>) -> Vec<usize> {
    let Some(source) = section.section("ref") else { return Vec::new() };
    let found = if source.has("columns") {
        columns.list(&source, "columns")
    } else {
        columns.needed(&source, "column").into_iter().collect()
    };
    source.finish();
    found
}

pub fn read_coverage(hearth: &Section<'_>, names: &dyn FactNames) -> Vec<CoverageRule> {
    hearth.needs("coverage");
    let mut rules = Vec::new();
    for section in hearth.sections("coverage") {
        let fact = fact_of(&section, names);
        let who = section.text("who").unwrap_or("everyone");
        if !matches!(who, "everyone" | "row") {
            section.wrong("who", "coverage is for `everyone` or for the person of each `row`");
        }
        let ages = read_ages(&section);
        let requires = section.text("requires").map(Text::from);
        let terms_before = section.whole("terms_before").unwrap_or(0);
        let settle_months = section.whole("settle_months").unwrap_or(0);
        section.finish();
        if let Some((fact, _)) = fact {
            rules.push(CoverageRule { fact, row: who == "row", ages, requires, terms_before, settle_months });
        }
    }
    rules
}

fn read_ages(section: &Section<'_>) -> Option<(u32, u32)> {
    let value = section.value("ages")?;
    let ages: Option<Vec<u32>> = value.as_array().and_then(|ages| {
        ages.iter().map(|age| age.as_u64().and_then(|age| u32::try_from(age).ok())).collect()
    });
    match ages.as_deref() {
        Some([first, last]) if first <= last => Some((*first, *last)),
        _ => {
            section.wrong("ages", "ages are a first and a last age in completed years");
            None
        }
    }
}
