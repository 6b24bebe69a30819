//! How a source writes a person down: the truth, or one of the mistakes and habits that sources have.
//!
//! A person and a day come in, names, birth date, number and address as the source has them go out. What really is so
//! stays in the world; nothing here decides what the source reports, only of whom.

use super::names::Names;
use super::random::Chance;
use super::sheet::plain;
use super::world::{Borough, PersonIx, Telling};
use crate::domain::Day;

/// A person as a row names them; blank where the source does not know.
#[derive(Clone, Default, Debug)]
pub struct Told {
    /// Given name.
    pub forename: String,
    /// Family name.
    pub surname: String,
    /// Day of birth.
    pub born_on: Option<Day>,
    /// The source's number for the person.
    pub number: String,
    /// Address in one line.
    pub address: String,
    /// Postcode.
    pub postcode: String,
    /// Property number.
    pub uprn: String,
}

/// The person as a source tells of them on `day`; `number` is the number the source keeps, `said` what it is known to say.
#[must_use]
pub fn told(
    borough: &Borough,
    person: PersonIx,
    day: Day,
    number: &str,
    said: &Telling,
    chance: &mut Chance,
) -> Told {
    let truth = &borough.people[person];
    let mut told = Told {
        forename: truth.forename.clone(),
        surname: truth.surname.clone(),
        born_on: Some(truth.born_on),
        number: number.to_owned(),
        ..Told::default()
    };
    if let Some(home) = truth.home_on(day) {
        let home = &borough.homes[home];
        told.address.clone_from(&home.address);
        told.postcode.clone_from(&home.postcode);
        told.uprn.clone_from(&home.uprn);
    }
    if !truth.tidy {
        use_alias(&mut told, &truth.aliases, chance);
        spoil(&mut told, chance);
    }
    overlay(&mut told, said);
    told
}

fn use_alias(told: &mut Told, aliases: &[Telling], chance: &mut Chance) {
    if !aliases.is_empty() && chance.percent(30) {
        overlay(told, chance.pick(aliases));
    }
}

fn overlay(told: &mut Told, said: &Telling) {
    if let Some(forename) = &said.forename {
        told.forename.clone_from(forename);
    }
    if let Some(surname) = &said.surname {
        told.surname.clone_from(surname);
    }
    if let Some(born_on) = said.born_on {
        told.born_on = Some(born_on);
    }
    if let Some(number) = &said.number {
        told.number.clone_from(number);
    }
    if let Some(postcode) = &said.postcode {
        told.postcode.clone_from(postcode);
    }
}

/// At most one slip in names and birth date, and now and then a missing number or postcode.
fn spoil(told: &mut Told, chance: &mut Chance) {
    match chance.below(1000) {
        0..25 => told.forename = Names::builtin().short(&told.forename),
        25..40 => told.surname = typo(&told.surname, chance),
        40..50 => told.forename = typo(&told.forename, chance),
        50..55 => std::mem::swap(&mut told.forename, &mut told.surname),
        55..85 => told.surname = one_barrel(&told.surname, chance),
        85..95 => told.born_on = told.born_on.map(swapped),
        95..105 => told.born_on = told.born_on.map(|day| day.plus_days(1)),
        105..120 => told.born_on = None,
        120..300 => {
            told.forename = plain(&told.forename);
            told.surname = plain(&told.surname);
        }
        _ => {}
    }
    if chance.per_mille(30) {
        told.number = String::new();
    }
    if chance.per_mille(40) {
        told.postcode = String::new();
    }
    if chance.per_mille(300) {
        told.uprn = String::new();
    }
}

/// Two neighbouring letters change places, or one is lost.
fn typo(name: &str, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return name.to_owned();
    }
    let place = 1 + chance.index(letters.len() - 3);
    if chance.percent(50) {
        letters.swap(place, place + 1);
    } else {
        let _ = letters.remove(place);
    }
    letters.into_iter().collect()
}

/// One half of a double-barrelled name.
fn one_barrel(name: &str, chance: &mut Chance) -> String {
    match name.split_once('-') {
        Some((first, second)) => (if chance.percent(50) { first } else { second }).to_owned(),
        None => name.to_owned(),
    }
}

/// Day and month changed over, where the calendar has such a day.
fn swapped(day: Day) -> Day {
    Day::new(day.year(), day.day_of_month(), day.month()).unwrap_or(day)
}

impl Told {
    /// With birth date and number filled in again, for senders that never leave them out.
    #[must_use]
    pub fn complete(mut self, born_on: Day, number: &str) -> Self {
        self.born_on = self.born_on.or(Some(born_on));
        if self.number.is_empty() {
            number.clone_into(&mut self.number);
        }
        self
    }
}

/// `dd/mm/yyyy`
#[must_use]
pub fn british(day: Day) -> String {
    format!("{:02}/{:02}/{:04}", day.day_of_month(), day.month(), day.year())
}

/// `dd/mm/yyyy`, or blank.
#[must_use]
pub fn british_or_blank(day: Option<Day>) -> String {
    day.map(british).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_month_change_over_only_where_there_is_such_a_day() {
        let day = Day::new(2004, 3, 12).expect("a day");
        assert_eq!(british(swapped(day)), "03/12/2004");
        let late = Day::new(2004, 3, 25).expect("a day");
        assert_eq!(swapped(late), late);
    }

    #[test]
    fn a_double_barrelled_name_is_halved_and_others_stay() {
        let mut chance = Chance::new(1);
        assert!(["Webb", "Okafor"].contains(&one_barrel("Webb-Okafor", &mut chance).as_str()));
        assert_eq!(one_barrel("Webb", &mut chance), "Webb");
    }
}
