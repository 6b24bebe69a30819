//! The pair that a person decides about: what a row says of somebody, and what the cohort says of one person or home.
//!
//! Both sides come in, in the form to compare; a key of fixed length goes out. It holds no value that can be read back, and
//! it changes as soon as anything that is compared changes: a decision never outlives its evidence.

use super::roster::{Known, RowForm};
use crate::domain::cohort::Sex;
use crate::domain::{Digest, HouseholdId};
use std::collections::BTreeSet;
use std::fmt;

/// Bytes of each half of a key: long enough that no two of a million rows meet by chance in both.
const HALF: usize = 6;

/// One half of a key.
pub(super) type Half = [u8; HALF];

/// The key of a pair. Written as two groups of twelve hex digits, `<row>-<person or home>`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PairKey {
    row: Half,
    subject: Half,
}

impl PairKey {
    pub(super) fn new(row: Half, subject: Half) -> Self {
        Self { row, subject }
    }

    /// The half that stands for what the row says.
    pub(super) fn row(self) -> Half {
        self.row
    }

    /// Whether both are about what the same row says.
    #[must_use]
    pub fn is_same_row(self, other: Self) -> bool {
        self.row == other.row
    }

    /// Reads a key as it is written.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (row, subject) = text.split_once('-')?;
        Some(Self { row: half(row)?, subject: half(subject)? })
    }
}

impl fmt::Display for PairKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.row.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str("-")?;
        self.subject.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

fn half(text: &str) -> Option<Half> {
    let digits = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let mut bytes = Half::default();
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    (digits && text.len() == 2 * HALF).then_some(bytes)
}

/// Fields with their names, each closed by a mark that no field in the form to compare can hold.
#[derive(Default)]
struct Fields(String);

impl Fields {
    fn add(&mut self, name: &str, value: &str) {
        self.0.push_str(name);
        self.0.push('\u{1e}');
        self.0.push_str(value);
        self.0.push('\u{1f}');
    }

    fn half(&self) -> Half {
        let digest = Digest::of(self.0.as_bytes()).to_string();
        half(&digest[..2 * HALF]).expect("a digest is written in hex digits")
    }
}

fn letter(sex: Option<Sex>) -> &'static str {
    match sex {
        None => "",
        Some(Sex::Female) => "F",
        Some(Sex::Male) => "M",
        Some(Sex::Other) => "X",
    }
}

/// What a row says of a person.
pub(super) fn of_row(row: &RowForm) -> Half {
    let mut fields = Fields::default();
    fields.add("forename", &row.forename);
    fields.add("surname", &row.surname);
    fields.add("born", &row.born_on.map(|day| day.to_string()).unwrap_or_default());
    fields.add("sex", letter(row.sex));
    fields.add("postcode", &row.postcode);
    row.numbers.iter().for_each(|(scheme, value)| fields.add(scheme, value));
    fields.half()
}

/// What the cohort says of a person, as far as this row can be compared with it: a new postcode is no new evidence about a
/// row that has none.
fn of_person(row: &RowForm, known: &Known) -> Half {
    let mut fields = Fields::default();
    fields.add("person", known.id.as_str());
    for (forename, surname, born) in &known.names {
        fields.add("forename", if row.forename.is_empty() { "" } else { forename });
        fields.add("surname", if row.surname.is_empty() { "" } else { surname });
        let born = born.filter(|_| row.born_on.is_some());
        fields.add("born", &born.map(|day| day.to_string()).unwrap_or_default());
    }
    if row.sex.is_some() {
        fields.add("sex", letter(known.sex));
    }
    if !row.postcode.is_empty() {
        known.postcodes.iter().for_each(|postcode| fields.add("postcode", postcode));
    }
    let schemes: BTreeSet<&str> = row.numbers.iter().map(|(scheme, _)| scheme.as_str()).collect();
    let compared = known.numbers.iter().filter(|number| schemes.contains(number.scheme.as_str()));
    let numbers: BTreeSet<(&str, String)> =
        compared.map(|one| (one.scheme.as_str(), one.held_text())).collect();
    numbers.iter().for_each(|(scheme, held)| fields.add(scheme, held));
    fields.half()
}

/// The key of a row and a person.
pub(super) fn of_person_and(row: &RowForm, known: &Known) -> PairKey {
    PairKey { row: of_row(row), subject: of_person(row, known) }
}

/// What a row says of an address.
pub(super) fn of_place(uprn: &str, place: &str, postcode: &str) -> Half {
    let mut fields = Fields::default();
    fields.add("uprn", uprn);
    fields.add("place", place);
    fields.add("postcode", postcode);
    fields.half()
}

/// What the cohort says of a home: property numbers and places of everybody's stays in it.
pub(super) fn of_home<'a>(home: &HouseholdId, stays: impl Iterator<Item = (&'a str, &'a str)>) -> Half {
    let mut fields = Fields::default();
    fields.add("home", home.as_str());
    let places: BTreeSet<(&str, &str)> = stays.collect();
    places.iter().for_each(|(uprn, place)| fields.add(uprn, place));
    fields.half()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_is_written_and_nothing_else_is() {
        let key = PairKey::new(*b"\x00\x01\xfe\xff\x10\x20", *b"abcdef");
        assert_eq!(key.to_string(), "0001feff1020-616263646566");
        assert_eq!(PairKey::parse(&key.to_string()), Some(key));
        for text in [
            "",
            "-",
            "0001feff1020-61626364656",
            "0001feff1020",
            "0001FEFF1020-616263646566",
            "+001feff1020-616263646566",
        ] {
            assert_eq!(PairKey::parse(text), None, "{text}");
        }
    }
}
