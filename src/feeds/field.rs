//! One field of a row: its text comes in, a typed value by the form its column states goes out, or what is wrong with it.

use super::date::day_of_number;
use super::extract::Value;
use super::schema::{Bound, Field, Form};
use crate::domain::{Day, Quantity, Text};
use crate::problem::Kind;

/// Reads a trimmed field. The second part tells that a retired code was taken for its present meaning.
///
/// # Errors
/// The kind of fault.
pub fn read_field<'t>(
    field: &'t Field,
    text: &'t str,
    missing: &[Text],
    received_on: Day,
) -> Result<(Value<'t>, bool), Kind> {
    if text.is_empty() || missing.iter().any(|value| &**value == text) {
        return if field.required { Err(Kind::MissingValue) } else { Ok((Value::Blank, false)) };
    }
    if field.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(text)) {
        return Err(Kind::BadPattern);
    }
    if let Some((_, meaning)) = field.retired.iter().find(|(retired, _)| &**retired == text) {
        return Ok((Value::Text(meaning), true));
    }
    if !field.codes.is_empty() && !field.codes.iter().any(|code| &**code == text) {
        return Err(Kind::UnknownCode);
    }
    let value = match &field.form {
        Form::Text => Value::Text(text),
        Form::Whole => Value::Number(in_range(field, whole(text).ok_or(Kind::BadNumber)?)?),
        Form::Decimal => Value::Number(in_range(field, Quantity::parse(text).ok_or(Kind::BadNumber)?)?),
        Form::Date(form) => Value::Day(possible(field, form.read(text).ok_or(Kind::BadDate)?, received_on)?),
        Form::DayNumber => {
            let number = in_range(field, whole(text).ok_or(Kind::BadDate)?)?;
            let day = day_of_number(number.numerator()).ok_or(Kind::BadDate)?;
            Value::Day(possible(field, day, received_on)?)
        }
    };
    Ok((value, false))
}

/// Digits with at most a minus before them.
fn whole(text: &str) -> Option<Quantity> {
    Quantity::parse(text).filter(|_| !text.contains(['.', '/']))
}

fn in_range(field: &Field, number: Quantity) -> Result<Quantity, Kind> {
    let below = matches!(field.minimum, Some(Bound::Number(least)) if number < least);
    let above = matches!(field.maximum, Some(Bound::Number(most)) if number > most);
    if below || above { Err(Kind::OutOfRange) } else { Ok(number) }
}

fn possible(field: &Field, day: Day, received_on: Day) -> Result<Day, Kind> {
    if day > received_on && !field.may_be_future {
        return Err(Kind::FutureDate);
    }
    let below = matches!(field.minimum, Some(Bound::Day(least)) if day < least);
    let above = matches!(field.maximum, Some(Bound::Day(most)) if day > most);
    if below || above { Err(Kind::OutOfRange) } else { Ok(day) }
}

/// What is wrong with a field, in words for the sender, without its value.
#[must_use]
pub fn describe(kind: Kind, field: &Field) -> String {
    let name = &field.name;
    match kind {
        Kind::MissingValue => format!("`{name}` is blank and must not be"),
        Kind::BadPattern => format!("`{name}` does not have the form the schema states"),
        Kind::UnknownCode => format!("`{name}` is not in the list of codes"),
        Kind::RetiredCode => {
            format!("`{name}` is a code no longer used; it is taken for its present meaning")
        }
        Kind::BadNumber => format!("`{name}` is not a number of the form the schema states"),
        Kind::BadDate => match &field.form {
            Form::Date(form) => format!("`{name}` is not a day written {}", form.shown()),
            _ => format!("`{name}` is not the number of a day"),
        },
        Kind::FutureDate => format!("`{name}` lies after the day the file was received"),
        Kind::OutOfRange => format!("`{name}` lies outside the range the schema states"),
        Kind::BadIdentifier => format!("`{name}` fails its check and is not used as a key"),
        Kind::TemporaryIdentifier => {
            format!("`{name}` is a temporary or administrative number and is not used as a key")
        }
        Kind::BadPostcode => format!("`{name}` does not have the form of a postcode and is not used"),
        Kind::DatesOutOfOrder => format!("`{name}` lies before a day it must follow"),
        Kind::SumsDisagree => format!("the parts do not add up to `{name}`"),
        _ => format!("`{name}`: {}", kind.title()),
    }
}
