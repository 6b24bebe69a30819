//! Who a key may mean: the people of the cohort who share a number, or name and birth date, with a row.
//!
//! Distinct keys and the roster come in; candidates by key go out, each with the ground it stands on. Nothing is decided.

use super::AskedKeys;
use super::join::{Numbered, join};
use super::roster::{Fit, PersonIx, Roster, RowForm};
use crate::domain::Day;
use std::collections::BTreeMap;

/// Why a person is a candidate, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Ground {
    /// The person's number at this place of the roster's list is on the row.
    Number(usize),
    /// Forename, surname and birth date are equal, and the postcode is one of the person's homes'.
    NameBornPostcode,
    /// Forename, surname and birth date are equal. Never enough for a link; it speaks against another person.
    NameBorn,
}

/// A person a key may mean.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Candidate {
    pub(super) person: PersonIx,
    pub(super) ground: Ground,
}

/// The candidates of every key that has any, by key.
pub(super) fn find(keys: &AskedKeys<'_>, roster: &Roster) -> BTreeMap<u32, Vec<Candidate>> {
    let (mut numbers, mut names) = (Numbered::new(), Numbered::new());
    for (key, keys) in keys.iter() {
        let row = RowForm::new(keys);
        numbers.extend(row.numbers.iter().map(|(scheme, value)| (key, number_text(scheme, value))));
        names.extend(name_text(&row.forename, &row.surname, row.born_on).map(|text| (key, text)));
    }
    let mut found: BTreeMap<u32, Vec<Candidate>> = BTreeMap::new();
    for (key, candidate) in by_number(numbers, roster).into_iter().chain(by_name(names, keys, roster)) {
        found.entry(key).or_default().push(candidate);
    }
    found.values_mut().for_each(|candidates| candidates.sort_unstable());
    found
}

fn by_number(left: Numbered, roster: &Roster) -> Vec<(u32, Candidate)> {
    let mut owners = Vec::new();
    let mut right = Numbered::new();
    for (person, known) in roster.iter() {
        for (place, number) in known.numbers.iter().enumerate() {
            let owner = u32::try_from(owners.len()).expect("the cohort's numbers are counted by 32 bits");
            right.push((owner, number_text(&number.scheme, &number.value)));
            owners.push(Candidate { person, ground: Ground::Number(place) });
        }
    }
    join(left, right).into_iter().map(|(key, owner)| (key, owners[owner as usize])).collect()
}

fn by_name(left: Numbered, keys: &AskedKeys<'_>, roster: &Roster) -> Vec<(u32, Candidate)> {
    let mut right = Numbered::new();
    for (person, known) in roster.iter() {
        let texts =
            known.names.iter().filter_map(|(forename, surname, born)| name_text(forename, surname, *born));
        right.extend(texts.map(|text| (person, text)));
    }
    let pairs = join(left, right).into_iter();
    pairs
        .map(|(key, person)| (key, Candidate { person, ground: name_ground(key, person, keys, roster) }))
        .collect()
}

fn name_ground(key: u32, person: PersonIx, keys: &AskedKeys<'_>, roster: &Roster) -> Ground {
    let row = RowForm::new(keys.get(key));
    match row.postcode_fit(roster.get(person)) {
        Fit::Agrees => Ground::NameBornPostcode,
        Fit::Differs | Fit::Unknown => Ground::NameBorn,
    }
}

fn number_text(scheme: &str, value: &str) -> String {
    format!("{scheme}\u{1f}{value}")
}

/// Both names and the birth date, if all are known.
fn name_text(forename: &str, surname: &str, born: Option<Day>) -> Option<String> {
    let born = born.filter(|_| !forename.is_empty() && !surname.is_empty())?;
    Some(format!("{forename}\u{1f}{surname}\u{1f}{}", born.number()))
}
