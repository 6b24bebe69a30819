//! Which candidates are worth a full comparison: two cards come in, whether the weight can reach the least that is kept
//! goes out.
//!
//! What is cheap to tell (names by number, the date of birth) counts exactly, everything else at its best. A pair left out
//! here would have been left out after the full comparison as well.

use super::cards::Card;
use super::compare::{self, BORN, FIRST_EXTRA, FORENAME, PLACE, SEX, SURNAME};
use super::model::Model;
use super::names::{Alike, Names};
use super::people::People;
use super::rarity::{MOST_OF_PLACES, Rarities};

/// How alike names are, remembered: of pairs met again and again, as those of common names are.
pub(super) struct Likenesses(Vec<u64>);

impl Likenesses {
    const SIZE: usize = 1 << 14;

    pub(super) fn new() -> Self {
        Self(vec![u64::MAX; Self::SIZE])
    }

    fn alike(&mut self, names: &Names, a: u32, b: u32) -> Alike {
        if a == b {
            return Alike::Equal;
        }
        let key = (u64::from(a) << 32) | u64::from(b);
        let slot = &mut self.0[(key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 50) as usize];
        if *slot >> 4 != key & (u64::MAX >> 4) {
            *slot = (key << 4) | names.alike(a, b) as u64;
        }
        Alike::ALL[(*slot & 15) as usize]
    }
}

/// The most that each comparison can add.
pub(super) struct Sift<'a> {
    people: &'a People,
    model: &'a Model,
    rarities: &'a Rarities,
    least: i32,
    /// Bits by comparison and level.
    bits: Vec<Vec<i32>>,
    middle: i32,
    places: Places,
}

/// The most bits of a place, by what is known of it at a glance.
struct Places {
    equal: i32,
    one_postcode: i32,
    one_postcode_apart: i32,
    two_postcodes: i32,
    two_postcodes_apart: i32,
    postcode_alone: i32,
    sector: i32,
}

impl Places {
    fn new(bits: &[i32]) -> Self {
        let most = |levels: &[usize]| levels.iter().map(|level| bits[*level]).max().unwrap_or(0);
        Self {
            equal: most(&[1, 2]),
            one_postcode: most(&[1, 3, 5, 6]) + MOST_OF_PLACES,
            one_postcode_apart: most(&[5, 6]) + MOST_OF_PLACES,
            two_postcodes: most(&[2, 4, 8, 9, 10, 11]),
            two_postcodes_apart: most(&[8, 9, 10, 11]),
            postcode_alone: bits[7] + MOST_OF_PLACES,
            sector: most(&[9, 10, 11]),
        }
    }

    fn most(&self, l: &Card, r: &Card) -> i32 {
        let one = l.postcode != 0 && l.postcode == r.postcode;
        match (l.address, r.address) {
            (0, _) | (_, 0) if one => self.postcode_alone,
            (0, _) | (_, 0) if l.postcode == 0 || r.postcode == 0 => 0,
            (0, _) | (_, 0) => self.sector,
            (a, b) if a == b => self.equal,
            _ => match (one, l.numbers_may_fit(r)) {
                (true, true) => self.one_postcode,
                (true, false) => self.one_postcode_apart,
                (false, true) => self.two_postcodes,
                (false, false) => self.two_postcodes_apart,
            },
        }
    }
}

impl<'a> Sift<'a> {
    pub(super) fn new(people: &'a People, model: &'a Model, rarities: &'a Rarities, least: i32) -> Self {
        let bits: Vec<Vec<i32>> =
            model.comparisons.iter().map(|one| one.levels.iter().map(|level| level.same).collect()).collect();
        let most = |comparison: usize| bits[comparison].iter().copied().max().unwrap_or(0).max(0);
        Self {
            people,
            model,
            rarities,
            least,
            middle: most(compare::MIDDLE),
            places: Places::new(&bits[PLACE]),
            bits,
        }
    }

    /// The levels of a pair whose weight may be above the least.
    pub(super) fn levels(
        &self,
        seen: &mut Likenesses,
        (l, r): (&Card, &Card),
        rows: (u32, u32),
    ) -> Option<u64> {
        let names = compare::names(l, r, |a, b| seen.alike(&self.people.names, a, b));
        let (forename, surname) = (names.0 as usize, names.1 as usize);
        let mut most = self.model.prior
            + self.bits[FORENAME][forename]
            + self.bits[SURNAME][surname]
            + self.bits[BORN][compare::born(l, r) as usize]
            + self.rarities.of_names(
                self.model,
                (forename, surname),
                [l.forename, l.surname, r.forename, r.surname],
            );
        most += match (l.sex, r.sex) {
            _ if forename == 1 => 0,
            (0, _) | (_, 0) => 0,
            (a, b) if a == b => self.bits[SEX][1],
            _ => self.bits[SEX][2],
        };
        if l.middle != 0 && r.middle != 0 {
            most += self.middle;
        }
        if self.people.numbered {
            most += self.most_of_numbers(rows.0 as usize, rows.1 as usize);
        }
        let mut place = self.places.most(l, r);
        if self.people.homes_numbered {
            place = place.max(self.places.equal);
        }
        if most + place <= self.least {
            return None;
        }
        let place = compare::place(self.people, l, r, rows);
        let rare = if matches!(place, 3 | 5 | 6 | 7) { MOST_OF_PLACES } else { 0 };
        if most + self.bits[PLACE][place as usize] + rare <= self.least {
            return None;
        }
        Some(compare::levels(self.people, (l, r), rows, names, place))
    }

    /// The most that numbers and other columns can add.
    fn most_of_numbers(&self, i: usize, j: usize) -> i32 {
        let (l, r) = (&self.people.left, self.people.right());
        let columns =
            [(&l.phone, &r.phone), (&l.email, &r.email)].into_iter().chain(l.extra.iter().zip(&r.extra));
        let most = |(at, (l, r)): (usize, (&Vec<u32>, &Vec<u32>))| {
            let bits = &self.bits[FIRST_EXTRA - 2 + at];
            match (l[i], r[j]) {
                (0, _) | (_, 0) => 0,
                // A number that fails its check has levels of its own.
                (a, b) if a == b => bits[1].max(bits.get(4).copied().unwrap_or(bits[1])),
                _ => bits[2].max(bits[3]).max(bits.get(5).copied().unwrap_or(bits[3])),
            }
        };
        columns.enumerate().map(most).sum()
    }
}
