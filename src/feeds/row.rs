//! One record of a file: its fields come in, typed values go out, or its faults.

use super::encoding::Decoding;
use super::extract::Value;
use super::field::{describe, read_field};
use super::identifiers::{self, Checked};
use super::schema::{CheckRule, ColumnIx, Condition, FeedSchema};
use crate::domain::{Day, Quantity};
use crate::problem::{Kind, Severity};
use std::borrow::Cow;

/// Something wrong with a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What kind.
    pub kind: Kind,
    /// The column.
    pub column: ColumnIx,
    /// `Error`: the row is rejected.
    pub severity: Severity,
}

/// What a row must be read by.
#[derive(Clone, Copy)]
pub struct RowForm<'s> {
    /// The layout.
    pub schema: &'s FeedSchema,
    /// The place of each column.
    pub places: &'s [Option<usize>],
    /// How bytes are read.
    pub decoding: Decoding,
    /// No event can lie after this day.
    pub received_on: Day,
}

impl<'s> RowForm<'s> {
    /// The trimmed texts of the schema's columns.
    ///
    /// # Errors
    /// The column whose bytes cannot be read.
    pub fn texts<'r>(&self, field: impl Fn(usize) -> &'r [u8]) -> Result<Vec<Cow<'r, str>>, ColumnIx> {
        let text = |(column, place): (ColumnIx, &Option<usize>)| {
            let bytes = place.map_or(&b""[..], &field);
            self.decoding.text(bytes.trim_ascii()).ok_or(column)
        };
        self.places.iter().enumerate().map(text).collect()
    }

    /// The values of the texts, and everything that is wrong with them. A value with a fault is blank.
    pub fn values<'t>(&self, texts: &'t [Cow<'_, str>], faults: &mut Vec<Fault>) -> Vec<Value<'t>>
    where
        's: 't,
    {
        let mut values = Vec::with_capacity(texts.len());
        for (column, (field, text)) in self.schema.fields.iter().zip(texts).enumerate() {
            let read = read_field(field, text, &self.schema.missing_values, self.received_on);
            if let Ok((_, true)) = read {
                faults.push(Fault { kind: Kind::RetiredCode, column, severity: Severity::Warning });
            }
            values.push(match read {
                Ok((value, _)) => value,
                Err(kind) => {
                    faults.push(Fault { kind, column, severity: Severity::Error });
                    Value::Blank
                }
            });
        }
        for check in &self.schema.checks {
            let Some((kind, column)) = broken(&check.rule, &mut values) else { continue };
            // A field that could not be read is blank here: it has its fault already.
            let told = faults.iter().any(|fault| fault.column == column && fault.severity == Severity::Error);
            if !told {
                faults.push(Fault { kind, column, severity: check.severity });
            }
        }
        values
    }

    /// A fault in words.
    #[must_use]
    pub fn describe(&self, fault: &Fault) -> String {
        describe(fault.kind, &self.schema.fields[fault.column])
    }
}

/// What a check finds wrong. Numbers and postcodes get their normal form, or are marked as no keys.
fn broken(rule: &CheckRule, values: &mut [Value<'_>]) -> Option<(Kind, ColumnIx)> {
    match rule {
        CheckRule::Identifier { scheme, column } => {
            let Value::Text(text) = values[*column] else { return None };
            let (value, kind) = match identifiers::check(scheme, text) {
                Checked::Valid(normal) => (Value::Normal(normal), None),
                Checked::Temporary => (Value::Doubtful(text), Some(Kind::TemporaryIdentifier)),
                Checked::Invalid => (Value::Doubtful(text), Some(Kind::BadIdentifier)),
            };
            values[*column] = value;
            kind.map(|kind| (kind, *column))
        }
        CheckRule::Postcode { column } => {
            let Value::Text(text) = values[*column] else { return None };
            let normal = identifiers::check_postcode(text);
            let kind = normal.is_none().then_some((Kind::BadPostcode, *column));
            values[*column] = normal.map_or(Value::Doubtful(text), Value::Normal);
            kind
        }
        CheckRule::Order { first, then } => {
            let (Value::Day(first), Value::Day(last)) = (&values[*first], &values[*then]) else {
                return None;
            };
            (last < first).then_some((Kind::DatesOutOfOrder, *then))
        }
        CheckRule::Sum { parts, whole, exactly } => {
            let number = |column: &ColumnIx| {
                if let Value::Number(number) = values[*column] { Some(number) } else { None }
            };
            let total = number(whole)?;
            let sum = parts.iter().try_fold(Quantity::ZERO, |sum, part| sum.plus(number(part)?))?;
            (sum > total || (*exactly && sum != total)).then_some((Kind::SumsDisagree, *whole))
        }
        CheckRule::Present { column, when } => {
            let needed =
                values[*column] == Value::Blank && when.iter().all(|condition| holds(condition, values));
            needed.then_some((Kind::MissingValue, *column))
        }
    }
}

fn holds(condition: &Condition, values: &[Value<'_>]) -> bool {
    let text = match &values[condition.column] {
        Value::Text(text) | Value::Doubtful(text) => text,
        Value::Normal(text) => text.as_str(),
        _ => "",
    };
    condition.values.iter().any(|value| &**value == text)
}
