//! How rare each name, home and postcode is: rows come in, thousandths of a bit by value go out.
//!
//! A value seen fewer than five times is as rare as the average of such values, which smooths small files.

use super::dictionary::Dictionary;
use super::model::{Model, thousandths};
use super::people::{People, Side};
use std::collections::BTreeMap;

const COMMON: u32 = 5;
/// The most that rare names add, in thousandths of a bit.
const MOST_OF_NAMES: i32 = 2000;

/// Rarities by number of name, address and text.
pub(super) struct Rarities {
    pub(super) forenames: Vec<i32>,
    pub(super) surnames: Vec<i32>,
    pub(super) addresses: Vec<i32>,
    pub(super) postcodes: Vec<i32>,
}

/// A smoothed table: rarities of all values, and that of the values too rare to tell.
fn table(people: &People, size: usize, which: fn(&Side) -> &Vec<u32>) -> (Vec<i32>, Vec<u32>, i32) {
    let mut counts = vec![0_u32; size];
    let sides = std::iter::once(&people.left).chain(people.right.as_ref());
    sides.flat_map(which).for_each(|value| counts[*value as usize] += 1);
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
        Self { forenames, surnames, addresses, postcodes }
    }

    /// What the rarity of the values two rows share adds to what their levels say.
    pub(super) fn adjustment(&self, people: &People, model: &Model, levels: u64, i: u32, j: u32) -> i32 {
        let (l, r, i, j) = (&people.left, people.right(), i as usize, j as usize);
        let usual = |comparison: usize, level: usize| model.comparisons[comparison].levels[level].rarity;
        let level = |comparison: usize| super::compare::level(levels, comparison);
        let mut sum = 0;
        match level(0) {
            1 => sum += self.forenames[l.forename[i] as usize] - usual(0, 1),
            5 => {
                let both = self.forenames[r.forename[j] as usize].min(self.forenames[l.surname[i] as usize])
                    + self.surnames[l.forename[i] as usize].min(self.surnames[r.surname[j] as usize]);
                sum += (both - usual(0, 5)).clamp(-6000, 3000);
            }
            2 | 3 => {
                sum += (self.forenames[l.forename[i] as usize].min(self.forenames[r.forename[j] as usize])
                    - usual(0, 1))
                .min(0)
                    / 2
            }
            _ => {}
        }
        match level(2) {
            1 => sum += self.surnames[l.surname[i] as usize] - usual(2, 1),
            3 => {
                sum += (self.surnames[l.surname[i] as usize].min(self.surnames[r.surname[j] as usize])
                    - usual(2, 1))
                    / 2
            }
            _ => {}
        }
        // Rare forenames and surnames come together in families and communities: their rarities do not add up.
        sum = sum.min(MOST_OF_NAMES);
        match level(5) {
            1 | 2 if l.address[i] == r.address[j] && l.address[i] != 0 => {
                sum += (self.addresses[l.address[i] as usize] - usual(5, 1)).clamp(-8000, 0)
            }
            3 | 5 | 6 | 7 => sum += (self.postcodes[l.postcode[i] as usize] - usual(5, 6)).clamp(-8000, 1000),
            _ => {}
        }
        sum
    }
}
