//! The first record of a file, matched with the columns of its feed's schema.
//!
//! Header names come in, the place of each column goes out, or why the file as a whole cannot be used. Capitals and small
//! letters are alike and aliases count; the order is free.

use super::schema::{FeedSchema, Field};
use crate::problem::{Kind, Place, Problem};

/// Where each column of the schema stands in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// For each column of the schema its place; `None` for an optional one that is absent.
    pub places: Vec<Option<usize>>,
    /// The names as given, to know the header again.
    pub names: Vec<String>,
}

/// Matches the names of a header, given at `place`; the second part are warnings.
///
/// # Errors
/// Why the file cannot be used: `F103`, `F104` or one `F101` for each missing column.
pub fn match_header(
    names: Vec<String>,
    schema: &FeedSchema,
    place: &Place,
) -> Result<(Header, Vec<Problem>), Vec<Problem>> {
    if let Some(problem) = wrong_delimiter(&names, schema, place) {
        return Err(vec![problem]);
    }
    let places: Vec<Option<usize>> =
        schema.fields.iter().map(|field| names.iter().position(|name| is_called(field, name))).collect();
    let fields = || schema.fields.iter().zip(&places).filter(|(field, _)| !field.optional);
    let missing: Vec<&Field> = fields().filter(|(_, at)| at.is_none()).map(|(field, _)| field).collect();
    if missing.len() >= 2 && missing.len() * 3 >= fields().count() {
        let detail =
            format!("{} of {} columns of {} are missing", missing.len(), fields().count(), schema.feed);
        let problem = Problem::new(Kind::NotThisFeed, place.clone(), detail);
        return Err(vec![problem.with_hint("this is probably a file of another feed in the wrong place")]);
    }
    if !missing.is_empty() {
        return Err(missing.into_iter().map(|field| missing_column(field, place)).collect());
    }
    let extra = (0..names.len()).filter(|index| !places.contains(&Some(*index)));
    let warnings = extra.map(|index| extra_column(index, &names[index], schema, place)).collect();
    Ok((Header { places, names }, warnings))
}

fn is_called(field: &Field, name: &str) -> bool {
    field.name.eq_ignore_ascii_case(name)
        || field.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
}

fn wrong_delimiter(names: &[String], schema: &FeedSchema, place: &Place) -> Option<Problem> {
    let [only] = names else { return None };
    let others = [b',', b';', b'|', b'\t'].into_iter().filter(|other| *other != schema.delimiter);
    let (count, found) = others.map(|other| (only.matches(char::from(other)).count(), other)).max()?;
    if count == 0 || schema.fields.len() == 1 {
        return None;
    }
    let shown = |byte: u8| if byte == b'\t' { "a tab".to_owned() } else { format!("`{}`", char::from(byte)) };
    let detail =
        format!("the header is one field: the schema expects {} between fields", shown(schema.delimiter));
    let hint = format!(
        "the file seems to have {} between fields; ask the sender, or correct the schema",
        shown(found)
    );
    Some(Problem::new(Kind::WrongDelimiter, place.clone(), detail).with_hint(hint))
}

fn missing_column(field: &Field, place: &Place) -> Problem {
    let place = place.clone().with_column(&*field.name);
    let problem = Problem::new(Kind::MissingColumn, place, format!("the column `{}` is missing", field.name));
    problem.with_hint("if the sender renamed it, add the new name to the schema's aliases")
}

/// A header that is not the schema's may be anything, also personal data: only its number is told.
fn extra_column(index: usize, name: &str, schema: &FeedSchema, place: &Place) -> Problem {
    let again = schema.fields.iter().find(|field| is_called(field, name));
    let detail = match again {
        Some(field) => format!("column {} is `{}` once more and is not read", index + 1, field.name),
        None => format!("column {} is not in the schema and is not read", index + 1),
    };
    Problem::new(Kind::ExtraColumn, place.clone().with_column((index + 1).to_string()), detail)
}
