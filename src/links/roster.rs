//! The people of the cohort as sources may know them: names, birth dates, postcodes, numbers, in the form to compare.
//!
//! The cohort comes in; one entry per person goes out, numbered in the order of their ids.

use super::{normalise, schemes};
use crate::domain::cohort::{Cohort, Person, Sex};
use crate::domain::{Day, Period, PersonId, Window};
use crate::facts::unlinked::RecordKeys;
use std::collections::{BTreeMap, BTreeSet};

/// A person's place in the roster.
pub(super) type PersonIx = u32;

/// A number that names a person on some days.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) scheme: String,
    pub(super) value: String,
    from: Option<Day>,
    to: Option<Day>,
}

impl Number {
    /// Whether the number held on any of these days.
    pub(super) fn holds(&self, days: Period) -> bool {
        self.to.is_none_or(|to| days.from <= to)
            && self.from.zip(days.to).is_none_or(|(from, last)| from <= last)
    }

    /// Whether the number has held and will hold on every day.
    pub(super) fn holds_always(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// The number and the days on which it holds, as one text.
    pub(super) fn held_text(&self) -> String {
        let day = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        format!("{} {}..{}", self.value, day(self.from), day(self.to))
    }

    /// The days of the window on which the number held.
    pub(super) fn held_within(&self, window: Window) -> Option<Window> {
        let from = self.from.map_or(window.from, |from| from.max(window.from));
        Window::new(from, self.to.map_or(window.to, |to| to.min(window.to)))
    }
}

/// One person, in the form to compare.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: PersonId,
    pub(super) born_on: Option<Day>,
    pub(super) sex: Option<Sex>,
    /// Forename, surname and birth date, as in the cohort and as in each alias.
    pub(super) names: BTreeSet<(String, String, Option<Day>)>,
    pub(super) postcodes: BTreeSet<String>,
    pub(super) numbers: Vec<Number>,
}

impl Known {
    fn new(person: &Person) -> Self {
        let name = (normalise::name(&person.forename), normalise::name(&person.surname), person.born_on);
        Self {
            id: person.id.clone(),
            born_on: person.born_on,
            sex: person.sex,
            names: BTreeSet::from([name]),
            postcodes: BTreeSet::new(),
            numbers: Vec::new(),
        }
    }
}

/// The people of the cohort by number.
pub(super) struct Roster {
    people: Vec<Known>,
}

impl Roster {
    pub(super) fn new(cohort: &Cohort) -> Self {
        let mut people: Vec<Known> = cohort.people().map(Known::new).collect();
        let places: BTreeMap<PersonId, usize> =
            people.iter().enumerate().map(|(place, known)| (known.id.clone(), place)).collect();
        for known in &mut people {
            let homes = cohort.residences(&known.id).iter();
            let postcodes = homes.map(|home| normalise::postcode(&home.postcode));
            known.postcodes = postcodes.filter(|postcode| !postcode.is_empty()).collect();
        }
        for alias in cohort.aliases() {
            let Some(person) = cohort.person(&alias.person) else { continue };
            let or =
                |own: &str, of_person: &str| normalise::name(if own.is_empty() { of_person } else { own });
            let (forename, surname) =
                (or(&alias.forename, &person.forename), or(&alias.surname, &person.surname));
            people[places[&person.id]].names.insert((forename, surname, alias.born_on.or(person.born_on)));
        }
        for number in cohort.identifiers() {
            let Some(place) = places.get(&number.person) else { continue };
            let value = normalise::identifier(&number.scheme, &number.value);
            let scheme = number.scheme.to_string();
            people[*place].numbers.push(Number { scheme, value, from: number.from, to: number.to });
        }
        Self { people }
    }

    /// The person with this number.
    pub(super) fn get(&self, person: PersonIx) -> &Known {
        &self.people[person as usize]
    }

    /// The place of the person with this id.
    pub(super) fn find(&self, id: &PersonId) -> Option<PersonIx> {
        let place = self.people.binary_search_by(|known| known.id.cmp(id)).ok()?;
        Some(PersonIx::try_from(place).expect("people are numbered by 32 bits"))
    }

    /// Everyone, by id.
    pub(super) fn iter(&self) -> impl Iterator<Item = (PersonIx, &Known)> {
        (0..).zip(&self.people)
    }
}

/// How two values compare.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fit {
    /// Both are known and equal.
    Agrees,
    /// Both are known and not equal.
    Differs,
    /// One is not known.
    Unknown,
}

impl Fit {
    fn of(known: bool, equal: bool) -> Self {
        match (known, equal) {
            (false, _) => Self::Unknown,
            (true, true) => Self::Agrees,
            (true, false) => Self::Differs,
        }
    }
}

/// What a row says of a person, in the form to compare.
#[derive(Clone, Debug)]
pub(super) struct RowForm {
    pub(super) forename: String,
    pub(super) surname: String,
    pub(super) born_on: Option<Day>,
    pub(super) sex: Option<Sex>,
    pub(super) postcode: String,
    /// Scheme and value, strongest scheme first.
    pub(super) numbers: Vec<(String, String)>,
}

impl RowForm {
    pub(super) fn new(keys: &RecordKeys) -> Self {
        let form = |text: &Option<crate::domain::Text>, to: fn(&str) -> String| {
            text.as_deref().map(to).unwrap_or_default()
        };
        let mut numbers: Vec<_> =
            keys.identifiers.iter().map(|(scheme, value)| number_form(scheme, value)).collect();
        numbers.sort_by(|a, b| (schemes::rank(&a.0), a).cmp(&(schemes::rank(&b.0), b)));
        numbers.dedup();
        Self {
            forename: form(&keys.forename, normalise::name),
            surname: form(&keys.surname, normalise::name),
            born_on: keys.born_on,
            sex: keys.sex,
            postcode: form(&keys.postcode, normalise::postcode),
            numbers,
        }
    }

    pub(super) fn forename_fit(&self, person: &Known) -> Fit {
        let mut names =
            person.names.iter().map(|(forename, _, _)| forename).filter(|name| !name.is_empty()).peekable();
        let known = !self.forename.is_empty() && names.peek().is_some();
        Fit::of(known, names.any(|name| *name == self.forename))
    }

    pub(super) fn surname_fit(&self, person: &Known) -> Fit {
        let mut names =
            person.names.iter().map(|(_, surname, _)| surname).filter(|name| !name.is_empty()).peekable();
        let known = !self.surname.is_empty() && names.peek().is_some();
        Fit::of(known, names.any(|name| *name == self.surname))
    }

    pub(super) fn born_fit(&self, person: &Known) -> Fit {
        let mut days = person.names.iter().filter_map(|(_, _, born)| *born).peekable();
        let known = self.born_on.is_some() && days.peek().is_some();
        Fit::of(known, days.any(|born| Some(born) == self.born_on))
    }

    pub(super) fn sex_fit(&self, person: &Known) -> Fit {
        Fit::of(self.sex.is_some() && person.sex.is_some(), self.sex == person.sex)
    }

    pub(super) fn postcode_fit(&self, person: &Known) -> Fit {
        let known = !self.postcode.is_empty() && !person.postcodes.is_empty();
        Fit::of(known, person.postcodes.contains(&self.postcode))
    }

    /// How the row's numbers of a scheme compare with those of the person that held on these days.
    pub(super) fn number_fit(&self, scheme: &str, person: &Known, days: Period) -> Fit {
        let own: Vec<&str> =
            self.numbers.iter().filter(|(own, _)| own == scheme).map(|(_, v)| v.as_str()).collect();
        let mut held =
            person.numbers.iter().filter(|number| number.scheme == scheme && number.holds(days)).peekable();
        let known = !own.is_empty() && held.peek().is_some();
        Fit::of(known, held.any(|number| own.contains(&number.value.as_str())))
    }
}

/// A scheme and a number in the form to compare.
fn number_form(scheme: &str, value: &str) -> (String, String) {
    (scheme.to_owned(), normalise::identifier(scheme, value))
}
