//! Whom a row is about: the key columns of a row come in, record keys go out.

use crate::domain::Text;
use crate::domain::cohort::Sex;
use crate::facts::unlinked::RecordKeys;
use crate::feeds::extract::Row;
use crate::feeds::identifiers::{self, Checked};
use crate::feeds::schema::{ColumnIx, KeyColumns};

/// The keys of the person a row is about; `None` if it names nobody.
pub fn person_keys(row: Row<'_>, columns: &KeyColumns) -> Option<RecordKeys> {
    let text = |column: Option<ColumnIx>| column.and_then(|column| row.text(column)).cloned();
    let number = |(scheme, column): &(Text, ColumnIx)| {
        let value = row.text(*column)?;
        Some((scheme.clone(), normal(value, identifiers::check(scheme, value))?))
    };
    let home = household_keys(row, columns).unwrap_or_default();
    let keys = RecordKeys {
        identifiers: columns.identifiers.iter().filter_map(number).collect(),
        forename: text(columns.forename),
        surname: text(columns.surname),
        born_on: columns.born_on.and_then(|column| row.day(column)),
        sex: text(columns.sex).and_then(|text| sex(&text)),
        ..home
    };
    let named = !keys.identifiers.is_empty() || keys.forename.is_some() || keys.surname.is_some();
    named.then_some(keys)
}

/// The keys of the home at a row's address; `None` if it has no address.
pub fn household_keys(row: Row<'_>, columns: &KeyColumns) -> Option<RecordKeys> {
    let text = |column: Option<ColumnIx>| column.and_then(|column| row.text(column));
    let postcode = text(columns.postcode).and_then(|text| {
        let checked = identifiers::check_postcode(text).map_or(Checked::Invalid, Checked::Valid);
        normal(text, checked)
    });
    let uprn = text(columns.uprn).and_then(|text| normal(text, identifiers::check_uprn(text)));
    let address = text(columns.address).cloned();
    let placed = address.is_some() || postcode.is_some() || uprn.is_some();
    placed.then(|| RecordKeys { address, postcode, uprn, ..RecordKeys::default() })
}

/// The normal form, sharing the text where it is in that form already.
fn normal(text: &Text, checked: Checked) -> Option<Text> {
    match checked {
        Checked::Valid(normal) if *normal == **text => Some(text.clone()),
        Checked::Valid(normal) => Some(normal.into()),
        Checked::Temporary | Checked::Invalid => None,
    }
}

fn sex(text: &str) -> Option<Sex> {
    match text {
        "F" | "f" => Some(Sex::Female),
        "M" | "m" => Some(Sex::Male),
        "X" | "x" => Some(Sex::Other),
        _ => None,
    }
}
