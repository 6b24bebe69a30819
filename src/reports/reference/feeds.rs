//! The page of feeds: checked schemas come in, columns, checks, facts and coverage in plain English go out.

use super::{cell, joined, opening};
use crate::feeds::schema::{
    Bound, Check, CheckRule, CodeSource, ColumnIx, Condition, CoverageRule, DaySource, Every, FactRule,
    FeedSchema, Field, Form, NumberSource,
};
use crate::problem::Severity;
use std::fmt::Write as _;

/// The page of all feeds, in the order given.
#[must_use]
pub fn feeds(schemas: &[FeedSchema]) -> String {
    let mut page = opening(
        "Feeds",
        "The feeds that are built in, as their schemas in `schemas/feeds/` describe them. A workspace can replace a schema \
         or add one under `definitions/feeds/`.",
    );
    schemas.iter().for_each(|schema| feed(&mut page, schema));
    page
}

fn feed(page: &mut String, schema: &FeedSchema) {
    let _ = writeln!(page, "\n## `{}`: {}\n\n{}\n", schema.feed, schema.title, schema.description);
    for line in layout(schema) {
        let _ = writeln!(page, "- {line}");
    }
    let _ = writeln!(page, "\n### Columns\n\n| column | form | needed | what it holds |\n|---|---|---|---|");
    for field in &schema.fields {
        let needed = if field.required { "yes" } else { "" };
        let (form, holds) = (cell(&form(field)), cell(&holds(field)));
        let _ = writeln!(page, "| `{}` | {form} | {needed} | {holds} |", field.name);
    }
    list(page, "Checks", schema.checks.iter().map(|one| check(schema, one)));
    list(page, "Facts", schema.facts.iter().map(|one| fact(schema, one)));
    list(page, "Coverage", schema.coverage.iter().map(coverage));
}

fn list(page: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<_> = items.collect();
    if !items.is_empty() {
        let _ = writeln!(page, "\n### {title}\n");
        for item in items {
            let _ = writeln!(page, "- {item}");
        }
    }
}

fn layout(schema: &FeedSchema) -> Vec<String> {
    let every = match schema.rhythm.every {
        Every::Month => "month",
        Every::Quarter => "quarter",
        Every::Term => "school term",
    };
    let late = match schema.rhythm.due_terms {
        0 => String::new(),
        1 => " one term later and".to_owned(),
        terms => format!(" {terms} terms later and"),
    };
    let delimiter = match schema.delimiter {
        b'\t' => "a tab".to_owned(),
        byte => format!("`{}`", char::from(byte)),
    };
    let limit = schema.reject_limit;
    let mut lines = vec![
        format!("From: {}, in this layout since {}", schema.sender, schema.since),
        format!("File name: `{}`", schema.names.text()),
        format!("Comes every {every}, expected{late} {} days after the end", schema.rhythm.due_days),
        format!("Encoding: {}", joined_by(" or ", schema.encodings.iter().map(|one| one.name().to_owned()))),
        format!("Delimiter: {delimiter}"),
        format!("Same record: same {}", columns(schema, &schema.record.columns)),
        format!("Too many rejects: more than {} rows and more than {} percent", limit.rows, limit.percent),
    ];
    if schema.record.across {
        lines.push("A record may come again in later deliveries; the last one stands".to_owned());
    }
    if let Some(snapshot) = &schema.snapshot {
        lines.push(format!(
            "A snapshot: only rows with {} say something sure",
            conditions(schema, &snapshot.confirmed)
        ));
    }
    lines
}

fn form(field: &Field) -> String {
    let form = match &field.form {
        Form::Text if !field.codes.is_empty() => "one of the codes".to_owned(),
        Form::Text => "text".to_owned(),
        Form::Whole => "whole number".to_owned(),
        Form::Decimal => "decimal number".to_owned(),
        Form::Date(form) => format!("day, {}", form.shown()),
        Form::DayNumber => "day, as a spreadsheet's number".to_owned(),
    };
    let bound = |bound: Bound| match bound {
        Bound::Number(number) => number.to_string(),
        Bound::Day(day) => day.to_string(),
    };
    match (field.minimum, field.maximum) {
        (None, None) => form,
        (Some(least), None) => format!("{form}, from {}", bound(least)),
        (None, Some(most)) => format!("{form}, up to {}", bound(most)),
        (Some(least), Some(most)) => format!("{form}, {} to {}", bound(least), bound(most)),
    }
}

fn holds(field: &Field) -> String {
    let mut parts = vec![format!("{}.", field.title)];
    if !field.description.is_empty() {
        parts.push(field.description.to_string());
    }
    let live = field.codes.iter().filter(|code| field.retired.iter().all(|(old, _)| old != *code));
    let live = joined(live.map(|code| format!("`{code}`")));
    if !live.is_empty() {
        parts.push(format!("Codes: {live}."));
    }
    let retired = field.retired.iter().map(|(old, new)| format!("`{old}` now means `{new}`"));
    if !field.retired.is_empty() {
        parts.push(format!("Retired: {}.", joined(retired)));
    }
    if !field.aliases.is_empty() {
        parts.push(format!("Also called {}.", joined(field.aliases.iter().map(|name| format!("`{name}`")))));
    }
    if field.optional {
        parts.push("The column may be missing.".to_owned());
    }
    parts.join(" ")
}

fn check(schema: &FeedSchema, check: &Check) -> String {
    let rule = match &check.rule {
        CheckRule::Identifier { scheme, column } => {
            format!("{} is a {} that passes its own check", name(schema, *column), scheme.to_uppercase())
        }
        CheckRule::Postcode { column } => format!("{} has the form of a postcode", name(schema, *column)),
        CheckRule::Order { first, then } => {
            format!("{} does not lie after {}", name(schema, *first), name(schema, *then))
        }
        CheckRule::Sum { parts, whole, exactly } => {
            let sum = joined_by(" + ", parts.iter().map(|part| name(schema, *part)));
            let sign = if *exactly { "is" } else { "is at most" };
            format!("{sum} {sign} {}", name(schema, *whole))
        }
        CheckRule::Present { column, when } => {
            format!("{} has a value where {}", name(schema, *column), conditions(schema, when))
        }
    };
    match check.severity {
        Severity::Warning => format!("{rule}; if not, the row counts with a warning"),
        Severity::Error => format!("{rule}; if not, the row is rejected"),
    }
}

fn fact(schema: &FeedSchema, rule: &FactRule) -> String {
    let mut text = format!("`{}`", rule.fact);
    if rule.household {
        text.push_str(" about the home");
    }
    if !rule.when.is_empty() {
        let _ = write!(text, " where {}", conditions(schema, &rule.when));
    }
    let lasts = rule.to.is_some() || schema.snapshot.is_some();
    let _ = write!(text, "; {} {}", if lasts { "from" } else { "on" }, day(schema, rule.from));
    if let Some(to) = rule.to {
        let _ = write!(text, " to {}", day(schema, to));
    }
    if let Some(source) = &rule.code {
        let _ = write!(text, "; code {}", code(schema, source));
    }
    if let Some(value) = rule.value {
        let _ = write!(text, "; value {}", number(schema, value));
    }
    if let Some(of) = rule.of {
        let _ = write!(text, " out of {}", number(schema, of));
    }
    if !rule.reference.is_empty() {
        let _ = write!(text, "; reference {}", columns(schema, &rule.reference));
    }
    text
}

fn day(schema: &FeedSchema, source: DaySource) -> String {
    match source {
        DaySource::Column(column) => name(schema, column),
        DaySource::PeriodFirst => "the first day of the period".to_owned(),
        DaySource::PeriodLast => "the last day of the period".to_owned(),
    }
}

fn code(schema: &FeedSchema, source: &CodeSource) -> String {
    match source {
        CodeSource::Constant(code) => format!("`{code}`"),
        CodeSource::Column(column) => name(schema, *column),
        CodeSource::Map { column, codes, otherwise } => {
            let pairs = joined(codes.iter().map(|(from, to)| format!("`{from}` → `{to}`")));
            let rest = match otherwise {
                Some(code) => format!("anything else → `{code}`"),
                None => "anything else gives no fact".to_owned(),
            };
            format!("by {}: {pairs}; {rest}", name(schema, *column))
        }
    }
}

fn number(schema: &FeedSchema, source: NumberSource) -> String {
    match source {
        NumberSource::Constant(number) => number.to_string(),
        NumberSource::Column { column, over: 1 } => name(schema, column),
        NumberSource::Column { column, over } => format!("{} divided by {over}", name(schema, column)),
    }
}

fn coverage(rule: &CoverageRule) -> String {
    let mut who = if rule.row { "each person of its rows".to_owned() } else { "everyone".to_owned() };
    if let Some(scheme) = &rule.requires {
        let _ = write!(who, " with a {}", scheme.to_uppercase());
    }
    if let Some((youngest, oldest)) = rule.ages {
        let _ = write!(who, " aged {youngest} to {oldest}");
    }
    let mut text = format!("`{}` for {who}", rule.fact);
    match rule.terms_before {
        0 => {}
        1 => text.push_str(", over the term before the one the file is named for"),
        terms => {
            let _ = write!(text, ", over the term {terms} terms before the one the file is named for");
        }
    }
    if rule.settle_months > 0 {
        let _ = write!(text, ", but for the last {} months", rule.settle_months);
    }
    text
}

fn conditions(schema: &FeedSchema, all: &[Condition]) -> String {
    joined_by(" and ", all.iter().map(|one| condition(schema, one)))
}

fn condition(schema: &FeedSchema, condition: &Condition) -> String {
    let values = condition.values.iter().map(|value| match &**value {
        "" => "blank".to_owned(),
        value => format!("`{value}`"),
    });
    format!("{} is {}", name(schema, condition.column), joined_by(" or ", values))
}

fn columns(schema: &FeedSchema, all: &[ColumnIx]) -> String {
    joined(all.iter().map(|column| name(schema, *column)))
}

fn name(schema: &FeedSchema, column: ColumnIx) -> String {
    schema.fields.get(column).map_or_else(String::new, |field| format!("`{}`", field.name))
}

fn joined_by(between: &str, parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(between)
}
