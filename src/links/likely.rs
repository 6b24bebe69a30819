//! Whom the keys of people likely mean, by weight of evidence where no rule decides.
//!
//! Keys and cohort come in as the two person files of the matching core: a row for each key, a row for each name and home
//! of a person. Candidates with their weights go out. Nothing is decided, and the order of the keys changes nothing.

use super::AskedKeys;
use super::matching::{self, Cardinality, Matched, Model, Policy, Roles, Table};
use super::roster::PersonIx;
use super::weighing::Weighing;
use crate::domain::Day;
use crate::domain::cohort::{Cohort, Person, Residence, Sex};
use crate::facts::unlinked::RecordKeys;
use std::collections::BTreeMap;

/// Schemes that are compared, those of which a person has one number. They are always the same, so that a model fitted to
/// one month fits the next.
const SCHEMES: [&str; 4] = ["nhs", "nino", "pnc", "upn"];

const COLUMNS: usize = 8 + SCHEMES.len();

/// From so many keys on, of which so many are somebody's, a fitted model links and is worth keeping; one from fewer stands
/// mostly on starting chances, and may only ask.
const ENOUGH: usize = 1000;
const ENOUGH_FOUND: usize = 100;

/// Start of the random numbers that pick sample pairs.
const SEED: u64 = 1;

/// Someone a key may mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Guess {
    pub(super) person: PersonIx,
    /// Thousandths of a bit.
    pub(super) weight: i32,
    /// Whether forenames and birth dates are known and agree but for a slip.
    pub(super) is_alike: bool,
    /// The place among the pairs of the core.
    pub(super) pair: usize,
}

/// The candidates of all keys.
#[derive(Default)]
pub(super) struct Likely {
    matched: Option<Matched>,
    by_key: BTreeMap<u32, Vec<Guess>>,
    /// Whether the model was fitted here, to enough keys to be kept.
    is_learnt: bool,
    /// Whether weights may link, and not only ask.
    pub(super) may_link: bool,
}

impl Likely {
    /// Weighs every key that says who it is about against everybody of the cohort.
    pub(super) fn new(keys: &AskedKeys<'_>, cohort: &Cohort, weighing: &Weighing) -> Self {
        let mut rows: Vec<(&RecordKeys, u32)> =
            keys.iter().filter(|(_, keys)| says_who(keys)).map(|(key, keys)| (keys, key)).collect();
        rows.sort_unstable();
        let (forms, people) = forms(cohort);
        if rows.is_empty() || forms.is_empty() {
            return Self::default();
        }
        let (left, right) = (left_table(&rows), table(&forms));
        // Equal rows share a key, so that the number of a person's keys tells how variously they are written, and no more.
        let policy = Policy { cardinality: Cardinality::ManyToOne, households: true, company: false };
        let saved = weighing.model.as_ref();
        let matched = matching::candidates(&left, Some(&right), policy, SEED, saved)
            .expect("the columns are the same in every run, and a saved model was checked for them");
        let mut by_key: BTreeMap<u32, Vec<Guess>> = BTreeMap::new();
        for (pair, (left, right, weight)) in matched.weights().enumerate() {
            let person = people[right as usize];
            let guess = Guess { person, weight, is_alike: matched.is_alike_in_person(pair), pair };
            by_key.entry(rows[left as usize].1).or_default().push(guess);
        }
        by_key.values_mut().for_each(|list| {
            list.sort_by_key(|guess| (std::cmp::Reverse(guess.weight), guess.person));
        });
        let is_learnt = saved.is_none() && rows.len() >= ENOUGH && matched.has_found(ENOUGH_FOUND);
        Self { matched: Some(matched), by_key, is_learnt, may_link: is_learnt || saved.is_some() }
    }

    /// Who a key may mean, the likeliest first.
    pub(super) fn of(&self, key: u32) -> &[Guess] {
        self.by_key.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    /// The keys that may mean somebody.
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> {
        self.by_key.keys().copied()
    }

    /// What the core found, the weight of each pair by key and person, and whether the model is worth keeping.
    pub(super) fn into_parts(self) -> (Option<Matched>, BTreeMap<u32, Vec<Guess>>, bool) {
        (self.matched, self.by_key, self.is_learnt)
    }
}

/// Whether a model has the comparisons that keys and cohort are compared by.
pub(super) fn is_fitting(model: &Model) -> bool {
    let blank = || table(&[[const { String::new() }; COLUMNS]]);
    matching::candidates(&blank(), Some(&blank()), Policy::default(), SEED, Some(model)).is_ok()
}

/// A number alone is for the rules.
fn says_who(keys: &RecordKeys) -> bool {
    keys.surname.is_some() || (keys.forename.is_some() && keys.born_on.is_some())
}

fn roles() -> Roles {
    let identifiers = SCHEMES.iter().enumerate().map(|(at, scheme)| ((*scheme).to_owned(), 8 + at));
    Roles {
        id: Some(0),
        forename: Some(1),
        surname: Some(2),
        born_on: Some(3),
        sex: Some(4),
        address: vec![5],
        postcode: Some(6),
        uprn: Some(7),
        identifiers: identifiers.collect(),
        born_format: Some("%Y-%m-%d".to_owned()),
        ..Roles::default()
    }
}

type Cells = [String; COLUMNS];

fn table(rows: &[Cells]) -> Table {
    let cells = rows.iter().map(|row| row.iter().map(String::as_str).collect());
    Table::from_rows(roles(), COLUMNS, cells)
}

fn left_table(rows: &[(&RecordKeys, u32)]) -> Table {
    let cells: Vec<Cells> = rows.iter().enumerate().map(|(at, (keys, _))| left_cells(at, keys)).collect();
    table(&cells)
}

fn left_cells(at: usize, keys: &RecordKeys) -> Cells {
    let text = |text: &Option<crate::domain::Text>| text.as_deref().unwrap_or_default().to_owned();
    let number = |scheme: &str| {
        let own = keys.identifiers.iter().find(|(known, _)| &**known == scheme);
        own.map(|(_, value)| super::normalise::identifier(scheme, value)).unwrap_or_default()
    };
    let [nhs, nino, pnc, upn] = SCHEMES.map(number);
    [
        at.to_string(),
        text(&keys.forename),
        text(&keys.surname),
        born(keys.born_on),
        sex(keys.sex),
        text(&keys.address),
        text(&keys.postcode),
        text(&keys.uprn),
        nhs,
        nino,
        pnc,
        upn,
    ]
}

/// A row for each name and home of each person, and whose each row is.
fn forms(cohort: &Cohort) -> (Vec<Cells>, Vec<PersonIx>) {
    let mut others: BTreeMap<_, Vec<[String; 3]>> = BTreeMap::new();
    for alias in cohort.aliases() {
        let Some(person) = cohort.person(&alias.person) else { continue };
        let or = |own: &str, of_person: &str| (if own.is_empty() { of_person } else { own }).to_owned();
        others.entry(&alias.person).or_default().push([
            or(&alias.forename, &person.forename),
            or(&alias.surname, &person.surname),
            born(alias.born_on.or(person.born_on)),
        ]);
    }
    let mut numbers: BTreeMap<_, [Vec<String>; 4]> = BTreeMap::new();
    for number in cohort.identifiers() {
        if let Some(at) = SCHEMES.iter().position(|scheme| **scheme == *number.scheme) {
            let value = super::normalise::identifier(&number.scheme, &number.value);
            numbers.entry(&number.person).or_default()[at].push(value);
        }
    }
    let (mut rows, mut people) = (Vec::new(), Vec::new());
    for (place, person) in (0..).zip(cohort.people()) {
        let names = others.remove(&person.id).unwrap_or_default();
        let numbers = numbers.remove(&person.id).unwrap_or_default();
        let own = forms_of(person, &names, cohort.residences(&person.id), &numbers);
        people.resize(people.len() + own.len(), place);
        rows.extend(own);
    }
    (rows, people)
}

/// Every name with every home; each further number of a scheme on a row of its own.
fn forms_of(
    person: &Person,
    aliases: &[[String; 3]],
    homes: &[Residence],
    numbers: &[Vec<String>; 4],
) -> Vec<Cells> {
    let mut names = vec![[person.forename.to_string(), person.surname.to_string(), born(person.born_on)]];
    names.extend_from_slice(aliases);
    names.sort();
    names.dedup();
    let mut places: Vec<[String; 3]> = homes
        .iter()
        .map(|home| {
            let uprn = home.uprn.as_deref().map(super::normalise::uprn).unwrap_or_default();
            [home.address.to_string(), home.postcode.to_string(), uprn]
        })
        .collect();
    places.sort();
    places.dedup();
    if places.is_empty() {
        places.push(Default::default());
    }
    let most = numbers.iter().map(Vec::len).max().unwrap_or(0).max(1);
    let mut rows = Vec::new();
    for [forename, surname, born] in &names {
        for [address, postcode, uprn] in &places {
            for at in 0..most {
                let number = |of: usize| {
                    let own = &numbers[of];
                    own.get(at).or(own.first()).cloned().unwrap_or_default()
                };
                rows.push([
                    person.id.to_string(),
                    forename.clone(),
                    surname.clone(),
                    born.clone(),
                    sex(person.sex),
                    address.clone(),
                    postcode.clone(),
                    uprn.clone(),
                    number(0),
                    number(1),
                    number(2),
                    number(3),
                ]);
            }
        }
    }
    rows
}

fn born(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn sex(sex: Option<Sex>) -> String {
    match sex {
        Some(Sex::Female) => "F",
        Some(Sex::Male) => "M",
        Some(Sex::Other) | None => "",
    }
    .to_owned()
}
