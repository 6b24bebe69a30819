//! How rare each name, home and postcode is: rows come in, thousandths of a bit by value go out.
//!
//! A value seen fewer than five times is as rare as the average of such values, which smooths small files.

use super::compare::{FORENAME, PLACE, SURNAME, level};
use super::dictionary::Dictionary;
use super::model::{Model, power, thousandths};
use super::namesakes::Namesakes;
use super::people::{People, Side};
use std::collections::BTreeMap;

const COMMON: u32 = 5;
/// The most that rare names add, in thousandths of a bit.
const MOST_OF_NAMES: i32 = 2000;
/// The most that a rare postcode adds.
pub(super) const MOST_OF_PLACES: i32 = 1000;

/// Rarities by number of name, address and text.
pub(super) struct Rarities {
    pub(super) forenames: Vec<i32>,
    pub(super) surnames: Vec<i32>,
    pub(super) addresses: Vec<i32>,
    pub(super) postcodes: Vec<i32>,
    namesakes: Namesakes,
}

/// A smoothed table: rarities of all values, and that of the values too rare to tell.
fn table(people: &People, size: usize, which: fn(&Side) -> &Vec<u32>) -> (Vec<i32>, Vec<u32>, i32) {
    let mut counts = vec![0_u32; size];
    let sides = std::iter::once(&people.left).chain(people.right.as_ref());
    for side in sides {
        // A person who stands there in several forms does not make a name common.
        let mut held: Vec<(u32, u32)> =
            side.entity.iter().copied().zip(which(side).iter().copied()).collect();
        if held.windows(2).any(|two| two[0].0 >= two[1].0) {
            held.sort_unstable();
            held.dedup();
        }
        held.iter().for_each(|(_, value)| counts[*value as usize] += 1);
    }
    counts[0] = 0;
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let rare = || counts.iter().filter(|count| (1..COMMON).contains(*count));
    let (kinds, rows) = (rare().count().max(1), rare().map(|count| u64::from(*count)).sum::<u64>().max(1));
    let share = |count: f64| -thousandths(count / (all.max(1) as f64 + 20.0));
    let other = share(rows as f64 / kinds as f64);
    let bits =
        counts.iter().map(|count| if *count < COMMON { other } else { share(f64::from(*count)) }).collect();
    (bits, counts, other)
}

/// Rarities of the common values by name, and that of every other one.
pub(super) type Listed = (BTreeMap<String, i32>, i32);

impl Rarities {
    pub(super) fn new(people: &People) -> (Self, [Listed; 2]) {
        let (forenames, f_counts, f_other) = table(people, people.names.len(), |side| &side.forename);
        let (surnames, s_counts, s_other) = table(people, people.names.len(), |side| &side.surname);
        let listed = |bits: &[i32], counts: &[u32]| {
            let common = (0..counts.len()).filter(|name| counts[*name] >= COMMON);
            common
                .map(|name| {
                    (String::from_utf8_lossy(&people.names.get(name as u32).text).into_owned(), bits[name])
                })
                .collect()
        };
        let saved = [(listed(&forenames, &f_counts), f_other), (listed(&surnames, &s_counts), s_other)];
        (Self::with(people, forenames, surnames), saved)
    }

    /// Rarities of names from a saved model.
    pub(super) fn saved(people: &People, model: &Model) -> Self {
        let look_up = |list: &BTreeMap<String, i32>, other: i32| {
            let mut numbers = Dictionary::default();
            let known: Vec<i32> = list
                .iter()
                .map(|(name, bits)| {
                    numbers.enter(name.as_bytes());
                    *bits
                })
                .collect();
            let bits = |name: u32| {
                numbers.number(&people.names.get(name).text).map_or(other, |at| known[at as usize])
            };
            (0..people.names.len() as u32).map(bits).collect()
        };
        Self::with(
            people,
            look_up(&model.forenames, model.other_forename),
            look_up(&model.surnames, model.other_surname),
        )
    }

    fn with(people: &People, forenames: Vec<i32>, surnames: Vec<i32>) -> Self {
        let addresses = table(people, people.addresses.len(), |side| &side.address).0;
        let postcodes = table(people, people.texts.len(), |side| &side.postcode).0;
        Self { forenames, surnames, addresses, postcodes, namesakes: Namesakes::new(people) }
    }

    /// What the rarity of the values two rows share adds to what their levels say.
    pub(super) fn adjustment(&self, people: &People, model: &Model, levels: u64, i: u32, j: u32) -> i32 {
        let (l, r, i, j) = (&people.left, people.right(), i as usize, j as usize);
        let (forename, surname) = (level(levels, FORENAME), level(levels, SURNAME));
        let names = [l.forename[i], l.surname[i], r.forename[j], r.surname[j]];
        let mut names = self.of_names(model, (forename, surname), names);
        if forename == 1 && surname == 1 {
            let usual = |comparison: usize| model.comparisons[comparison].levels[1].rarity;
            let parts = usual(FORENAME) + usual(SURNAME);
            let chance = self.namesakes.chance(people, i as u32, j as u32, power(-parts - names));
            names = chance.map_or(names, |chance| names.min(-thousandths(chance) - parts));
        }
        let usual = |level: usize| model.comparisons[PLACE].levels[level].rarity;
        let place = match level(levels, PLACE) {
            1 | 2 if l.address[i] == r.address[j] && l.address[i] != 0 => {
                (self.addresses[l.address[i] as usize] - usual(1)).clamp(-8000, 0)
            }
            3 | 5 | 6 | 7 => (self.postcodes[l.postcode[i] as usize] - usual(6)).clamp(-8000, MOST_OF_PLACES),
            _ => 0,
        };
        names + place
    }

    /// The part of names before namesakes are counted, which only lowers it: by the levels of forename and surname, from
    /// forename and surname of the left and of the right row.
    pub(super) fn of_names(&self, model: &Model, levels: (usize, usize), [f, s, g, t]: [u32; 4]) -> i32 {
        let usual = |comparison: usize, level: usize| model.comparisons[comparison].levels[level].rarity;
        let forename = |name: u32| self.forenames[name as usize];
        let surname = |name: u32| self.surnames[name as usize];
        let mut sum = match levels.0 {
            1 => forename(f) - usual(FORENAME, 1),
            5 => {
                let both = forename(g).min(forename(s)) + surname(f).min(surname(t));
                (both - usual(FORENAME, 1) - usual(SURNAME, 1)).clamp(-6000, 3000)
            }
            2 | 3 => (forename(g).min(forename(f)) - usual(FORENAME, 1)).min(0) / 2,
            _ => 0,
        };
        sum += match levels.1 {
            1 => surname(s) - usual(SURNAME, 1),
            3 => (surname(t).min(surname(s)) - usual(SURNAME, 1)) / 2,
            _ => 0,
        };
        // Rare forenames and surnames come together in families and communities: their rarities do not add up.
        sum = sum.min(MOST_OF_NAMES);
        if (1..=4).contains(&levels.0) && (1..=3).contains(&levels.1) {
            sum -= self.namesakes.together;
        }
        sum
    }
}
