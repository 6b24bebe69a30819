//! The audit sample: seed, share, families and their risks come in, the families drawn go out. Anyone can draw the random part
//! again by hand: each family's number is the SHA-256 of `seed:family`, and the smallest numbers are drawn.

use crate::domain::{Digest, FamilyId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How much of a claim is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// So many percent of the families, rounded up.
    pub percent: u32,
    /// At least so many, or all if there are fewer.
    pub at_least: u32,
}

impl Default for Share {
    /// What is drawn unless a programme says otherwise.
    fn default() -> Self {
        Self { percent: 10, at_least: 5 }
    }
}

/// How a sample is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draw {
    /// What makes the draw this one; any text.
    pub seed: String,
    /// How much is drawn.
    pub share: Share,
}

/// Families drawn, each with why.
pub type Sample = BTreeMap<FamilyId, BTreeSet<String>>;

/// The word that stands in the register for a family that was drawn at random.
pub const RANDOM: &str = "random";

/// What a draw adds to a sample: of the families that stand in a claim those drawn at random and those with a risk, but for
/// those that were drawn before. After families were taken back the same draw gives those that come next by its seed, so that
/// the share is whole again and nobody drawn leaves.
#[must_use]
pub fn drawn(
    standing: &BTreeSet<&FamilyId>,
    before: &BTreeSet<&FamilyId>,
    draw: &Draw,
    risks: &Sample,
) -> Sample {
    let is_new = |family: &FamilyId| standing.contains(family) && !before.contains(family);
    let risky = risks.iter().filter(|(family, why)| is_new(family) && !why.is_empty());
    let mut sample: Sample = risky.map(|(family, why)| (family.clone(), why.clone())).collect();
    for family in draw.of(standing.iter().copied()).into_iter().filter(is_new) {
        sample.entry(family).or_default().insert(RANDOM.to_owned());
    }
    sample
}

impl Draw {
    /// How many of so many families are drawn.
    #[must_use]
    pub fn size(&self, families: usize) -> usize {
        let share = (families * self.share.percent as usize).div_ceil(100);
        share.max(self.share.at_least as usize).min(families)
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
        let share = Share { percent: rest.parse().ok()?, at_least: at_least.parse().ok()? };
        Some(Self { seed: seed.to_owned(), share })
    }
}

impl fmt::Display for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} percent, at least {}, seed {}", self.share.percent, self.share.at_least, self.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(seed: &str) -> Draw {
        Draw { seed: seed.to_owned(), share: Share::default() }
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
        let one = Draw { share: Share { percent: 1, at_least: 1 }, ..draw("spring") };
        let all = families(3);
        let by_hand = all.iter().min_by_key(|family| Digest::of(format!("spring:{family}").as_bytes()));
        assert_eq!(one.of(&all).first(), by_hand);
    }

    #[test]
    fn a_draw_is_read_back_from_the_register() {
        assert_eq!(Draw::parse(&draw("a, seed b").to_string()), Some(draw("a, seed b")));
    }

    #[test]
    fn after_families_were_taken_back_the_next_by_the_seed_are_drawn_and_nobody_leaves() {
        let all = families(60);
        let before = draw("spring").of(&all);
        let gone: BTreeSet<&FamilyId> = before.iter().take(2).collect();
        let standing: BTreeSet<&FamilyId> = all.iter().filter(|family| !gone.contains(family)).collect();
        let before: BTreeSet<&FamilyId> = before.iter().collect();
        let added = drawn(&standing, &before, &draw("spring"), &Sample::new());
        assert_eq!(added.len(), 2, "6 of 58 are drawn, 4 of them were");
        let number = |family: &FamilyId| Digest::of(format!("spring:{family}").as_bytes());
        let last = before.iter().map(|family| number(family)).max();
        assert!(added.keys().all(|family| Some(number(family)) > last));
    }

    #[test]
    fn a_family_with_a_risk_is_drawn_once_with_every_reason_while_it_stands() {
        let all = families(3);
        let risk = |family: &FamilyId| (family.clone(), BTreeSet::from(["override".to_owned()]));
        let risks: Sample = [risk(&all[0]), risk(&FamilyId::from("F9999"))].into();
        let standing: BTreeSet<&FamilyId> = all.iter().collect();
        let sample = drawn(&standing, &BTreeSet::new(), &draw("spring"), &risks);
        assert_eq!(sample[&all[0]].iter().map(String::as_str).collect::<Vec<_>>(), ["override", "random"]);
        assert_eq!(sample.len(), 3);
        assert!(drawn(&standing, &standing, &draw("autumn"), &risks).is_empty());
    }
}
