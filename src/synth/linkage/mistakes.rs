//! How people are written down: somebody as they are comes in, the fields of a row go out with the sender's forms and
//! mistakes. A council is careful and late; a feed is hasty.

use super::names::Names;
use super::person::{Born, Home};
use super::population::Somebody;
use crate::synth::random::Chance;
use crate::synth::world::Sex;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The fields of a row about a person, blank where nothing is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fields {
    /// Given name.
    pub forename: String,
    /// Family name.
    pub surname: String,
    /// Year, month and day.
    pub born_on: String,
    /// `F`, `M` or blank.
    pub sex: &'static str,
    /// Postcode.
    pub postcode: String,
    /// One line.
    pub address: String,
}

/// The row of the cohort: the surname and the home of then.
#[must_use]
pub fn by_council(somebody: &Somebody, chance: &mut Chance) -> Fields {
    let person = &somebody.person;
    let surname = somebody.former_surname.as_ref().unwrap_or(&person.surname);
    let missing = |mut text: String, chance: &mut Chance, per_mille| {
        if chance.per_mille(per_mille) {
            text.clear();
        }
        text
    };
    Fields {
        forename: slipped(person.forename.clone(), 4, chance),
        surname: slipped(surname.clone(), 4, chance),
        born_on: missing(born(person.born, 2, chance), chance, 5),
        sex: if chance.per_mille(5) { "" } else { person.sex.letter() },
        postcode: missing(somebody.home.postcode.clone(), chance, 10),
        address: missing(somebody.home.line(), chance, 5),
    }
}

/// A row of the feed: the surname and the home of now, mostly, and everything that goes wrong on the way.
#[must_use]
pub fn by_feed(somebody: &Somebody, newborn: bool, chance: &mut Chance) -> Fields {
    let home = match &somebody.moved_to {
        Some(new) if chance.percent(75) => new,
        _ => &somebody.home,
    };
    let mut fields = Fields {
        forename: forename(somebody, newborn, chance),
        surname: surname(somebody, chance),
        born_on: born(somebody.person.born, 10, chance),
        sex: sex(somebody.person.sex, chance),
        postcode: postcode(home, chance),
        address: address(home, chance),
    };
    if chance.per_mille(40) {
        fields.born_on.clear();
    }
    if chance.per_mille(10) {
        std::mem::swap(&mut fields.forename, &mut fields.surname);
    }
    if chance.percent(25) {
        fields.forename = fields.forename.to_uppercase();
        fields.surname = fields.surname.to_uppercase();
    }
    if chance.percent(50) {
        fields.forename = plain(&fields.forename);
        fields.surname = plain(&fields.surname);
    }
    fields
}

fn forename(somebody: &Somebody, newborn: bool, chance: &mut Chance) -> String {
    let name = &somebody.person.forename;
    if newborn && chance.percent(30) || chance.per_mille(2) {
        return (*chance.pick(&["Baby", "Infant", "Unknown", "Baby of", "Not known"])).to_owned();
    }
    if chance.per_mille(40)
        && let Some(other) = Names::builtin().other_form(name, chance)
    {
        return other.to_owned();
    }
    match chance.below(1000) {
        0..5 => String::new(),
        5..13 => name.chars().take(1).collect(),
        13..20 => format!("{name} {}", Names::builtin().group(chance).forename(somebody.person.sex, chance)),
        _ => slipped(name.clone(), 20, chance),
    }
}

fn surname(somebody: &Somebody, chance: &mut Chance) -> String {
    let before = somebody.former_surname.as_ref().filter(|_| chance.percent(20));
    let name = before.unwrap_or(&somebody.person.surname);
    if let Some((first, second)) = name.split_once('-')
        && chance.percent(30)
    {
        return (*chance.pick(&[first, second, &format!("{first} {second}")])).to_owned();
    }
    if chance.per_mille(4) { String::new() } else { slipped(name.clone(), 20, chance) }
}

/// Day and month swapped, a digit wrong, the first of January or the year before: each in this many of 1,000 cases.
fn born(born: Born, per_mille: u32, chance: &mut Chance) -> String {
    let Born { year, month, day } = born;
    let kind = chance.below(1000);
    match kind / per_mille {
        0 if day <= 12 => Born { year, month: day, day: month }.text(),
        1 => wrong_digit(born, chance).text(),
        2 => Born { year, month: 1, day: 1 }.text(),
        3 if chance.percent(30) => Born { year: year - 1, month, day }.text(),
        _ => born.text(),
    }
}

fn wrong_digit(born: Born, chance: &mut Chance) -> Born {
    let Born { year, month, day } = born;
    match chance.below(3) {
        0 => Born { year: year / 10 * 10 + chance.below(10), month, day },
        1 => Born { year, month: chance.between(1, 9), day: day.min(28) },
        _ => Born { year, month, day: (day / 10 * 10 + chance.between(1, 9)).min(28) },
    }
}

fn sex(sex: Sex, chance: &mut Chance) -> &'static str {
    match chance.below(1000) {
        0..30 => "",
        30..35 => {
            if sex == Sex::Female {
                "M"
            } else {
                "F"
            }
        }
        _ => sex.letter(),
    }
}

fn postcode(home: &Home, chance: &mut Chance) -> String {
    let code = &home.postcode;
    match chance.below(1000) {
        0..60 => String::new(),
        60..160 => code.replace(' ', ""),
        160..170 => code.replace('0', "O").replace('1', "I").replace('5', "S"),
        170..180 => slipped(code.clone(), 1000, chance),
        180..190 => code.split(' ').next().unwrap_or(code).to_owned(),
        190..220 => code.to_lowercase(),
        _ => code.clone(),
    }
}

fn address(home: &Home, chance: &mut Chance) -> String {
    if chance.per_mille(50) {
        return String::new();
    }
    let line = slipped(home.heard(chance), 15, chance);
    if chance.percent(15) { line.to_uppercase() } else { line }
}

/// The text with one letter lost, added, changed or exchanged with the next in this many of 1,000 cases.
fn slipped(text: String, per_mille: u32, chance: &mut Chance) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 || !chance.per_mille(per_mille) {
        return text;
    }
    let place = chance.index(letters.len() - 1);
    let letter = *chance.pick(&['a', 'e', 'i', 'o', 'u', 'r', 's', 't', 'l', 'n']);
    match chance.below(4) {
        0 => drop(letters.remove(place)),
        1 => letters.insert(place, letter),
        2 => letters[place] = letter,
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}

/// Without accents.
fn plain(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        text.nfd().filter(|letter| !is_combining_mark(*letter)).collect()
    }
}
