//! The random part of an audit sample: seed, share and families come in, the families drawn go out. Anyone can draw it again
//! by hand: each family's number is the SHA-256 of `seed:family`, and the smallest numbers are drawn.

use crate::domain::{Digest, FamilyId};
use std::collections::BTreeSet;
use std::fmt;

/// How a sample is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draw {
    /// What makes the draw this one; any text.
    pub seed: String,
    /// So many percent of the families, rounded up.
    pub percent: u32,
    /// At least so many, or all if there are fewer.
    pub at_least: u32,
}

impl Draw {
    /// Percent of a claim's families unless a programme says otherwise.
    pub const PERCENT: u32 = 10;
    /// Fewest families unless a programme says otherwise.
    pub const AT_LEAST: u32 = 5;

    /// How many of so many families are drawn.
    #[must_use]
    pub fn size(&self, families: usize) -> usize {
        let share = (families * self.percent as usize).div_ceil(100);
        share.max(self.at_least as usize).min(families)
    }

    /// The families drawn.
    #[must_use]
    pub fn of<'f>(&self, families: impl IntoIterator<Item = &'f FamilyId>) -> BTreeSet<FamilyId> {
        let number = |family: &FamilyId| Digest::of(format!("{}:{family}", self.seed).as_bytes());
        let mut numbered: Vec<(Digest, &FamilyId)> =
            families.into_iter().map(|family| (number(family), family)).collect();
        numbered.sort();
        let size = self.size(numbered.len());
        numbered.into_iter().take(size).map(|(_, family)| family.clone()).collect()
    }

    /// Reads what is displayed.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (rest, seed) = text.split_once(" percent, at least ")?;
        let (at_least, seed) = seed.split_once(", seed ")?;
        Some(Self { seed: seed.to_owned(), percent: rest.parse().ok()?, at_least: at_least.parse().ok()? })
    }
}

impl fmt::Display for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} percent, at least {}, seed {}", self.percent, self.at_least, self.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(seed: &str) -> Draw {
        Draw { seed: seed.to_owned(), percent: 10, at_least: 5 }
    }

    fn families(number: usize) -> Vec<FamilyId> {
        (1..=number).map(|at| FamilyId::from(format!("F{at:04}").as_str())).collect()
    }

    #[test]
    fn a_tenth_is_drawn_and_never_fewer_than_five_if_there_are_five() {
        let sizes = [0, 3, 5, 49, 50, 51, 200].map(|number| draw("x").size(number));
        assert_eq!(sizes, [0, 3, 5, 5, 5, 6, 20]);
    }

    #[test]
    fn the_same_seed_draws_the_same_whatever_the_order() {
        let mut all = families(60);
        let drawn = draw("spring").of(&all);
        all.reverse();
        assert_eq!(draw("spring").of(&all), drawn);
        assert_eq!(drawn.len(), 6);
        assert_ne!(draw("autumn").of(&all), drawn);
    }

    #[test]
    fn the_smallest_sha256_of_seed_and_family_is_drawn_first() {
        // printf 'spring:F0001' | sha256sum, and so on for three families.
        let one = Draw { percent: 1, at_least: 1, ..draw("spring") };
        let all = families(3);
        let by_hand = all.iter().min_by_key(|family| Digest::of(format!("spring:{family}").as_bytes()));
        assert_eq!(one.of(&all).first(), by_hand);
    }

    #[test]
    fn a_draw_is_read_back_from_the_register() {
        assert_eq!(Draw::parse(&draw("a, seed b").to_string()), Some(draw("a, seed b")));
    }
}
