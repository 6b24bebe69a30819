//! What is asked of every candidate, kept together: rows come in, one small record each goes out.
//!
//! A long file has many candidates that differ in almost everything; a look at two cards leaves them out without
//! a comparison.

use super::addresses::Door;
use super::dates;
use super::people::{People, Side};
use rayon::prelude::*;

/// A row's values that tell most. Numbers are those of [`Side`]; 0 is missing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Card {
    pub(super) forename: u32,
    pub(super) surname: u32,
    pub(super) middle: u32,
    /// The digits of the date of birth, see [`dates::digits`].
    pub(super) born: u32,
    pub(super) postcode: u32,
    pub(super) address: u32,
    /// See [`Door::parts`].
    pub(super) parts: u32,
    forename_sound: u32,
    surname_sound: u32,
    forename_initial: u8,
    surname_initial: u8,
    pub(super) sex: u8,
}

impl Card {
    pub(super) fn new(people: &People, side: &Side, row: usize) -> Self {
        let (forename, surname) = (side.forename[row], side.surname[row]);
        let (f, s) = (people.names.heard(forename), people.names.heard(surname));
        Self {
            forename,
            surname,
            middle: side.middle[row],
            born: dates::digits(side.born[row]),
            postcode: side.postcode[row],
            address: side.address[row],
            parts: people.addresses.door(side.address[row]).parts,
            forename_sound: f.sound,
            surname_sound: s.sound,
            forename_initial: f.initial,
            surname_initial: s.initial,
            sex: side.sex[row] as u8,
        }
    }

    /// The cards of a file.
    pub(super) fn all(people: &People, side: &Side) -> Vec<Self> {
        (0..side.len()).into_par_iter().map(|row| Self::new(people, side, row)).collect()
    }

    /// How much two rows have in common at first sight, from 0.
    pub(super) fn common(&self, other: &Self) -> u32 {
        let alike = |sounds: (u32, u32), initials: (u8, u8)| match sounds {
            (0, _) | (_, 0) => 1,
            (x, y) if x == y => 2,
            _ => u32::from(initials.0 == initials.1),
        };
        let mut score = alike(
            (self.forename_sound, other.forename_sound),
            (self.forename_initial, other.forename_initial),
        ) + alike(
            (self.surname_sound, other.surname_sound),
            (self.surname_initial, other.surname_initial),
        );
        if self.forename_sound != 0
            && (self.forename_sound == other.surname_sound || self.surname_sound == other.forename_sound)
        {
            score += 2;
        }
        score += match (self.born, other.born) {
            (0, _) | (_, 0) => 1,
            (a, b) => dates::parts_equal(a, b),
        };
        score += u32::from(self.postcode != 0 && self.postcode == other.postcode);
        score + u32::from(self.address != 0 && self.address == other.address)
    }

    /// Whether the numbers of two addresses may fit.
    pub(super) fn numbers_may_fit(&self, other: &Self) -> bool {
        Door::may_fit(self.parts, other.parts)
    }
}
