//! Seeded chance: a seed comes in, the same choices go out on every machine and in every version.
//!
//! SplitMix64, with a fork for every family and file so that one more family changes nothing about the others. No floats.

/// A stream of choices.
#[derive(Clone, Debug)]
pub struct Chance(u64);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

impl Chance {
    /// The stream that begins with this seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(mix(seed ^ GOLDEN))
    }

    /// A stream of its own for the thing named `label` with this number; it does not move this stream.
    #[must_use]
    pub fn fork(&self, label: &str, number: u64) -> Self {
        let named = label.bytes().fold(self.0, |state, byte| mix(state ^ u64::from(byte)));
        Self(mix(named.wrapping_add(number.wrapping_mul(GOLDEN))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number from 0 to `bound - 1`; 0 when the bound is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        let scaled = (self.next() >> 32) * u64::from(bound);
        u32::try_from(scaled >> 32).expect("the high half of a 32-bit product has 32 bits")
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in `percent` of 100 cases.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// True in `count` of 1,000 cases.
    pub fn per_mille(&mut self, count: u32) -> bool {
        self.below(1000) < count
    }

    /// An index into a list of `len` things.
    pub fn index(&mut self, len: usize) -> usize {
        let bound = u32::try_from(len).expect("lists are short");
        self.below(bound) as usize
    }

    /// One of these.
    ///
    /// # Panics
    /// If there are none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    /// The index of one of these weights, each as likely as it is heavy.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if left < *weight {
                return index;
            }
            left -= weight;
        }
        0
    }
}

fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_choices_for_ever() {
        let mut chance = Chance::new(7);
        let drawn: Vec<u32> = (0..6).map(|_| chance.below(1000)).collect();
        let mut again = Chance::new(7);
        assert_eq!(drawn, (0..6).map(|_| again.below(1000)).collect::<Vec<_>>());
        assert_ne!(drawn, {
            let mut other = Chance::new(8);
            (0..6).map(|_| other.below(1000)).collect::<Vec<_>>()
        });
    }

    #[test]
    fn a_fork_does_not_move_its_parent() {
        let mut left = Chance::new(1);
        let mut right = Chance::new(1);
        let _ = right.fork("family", 3).below(10);
        assert_eq!(left.below(1_000_000), right.below(1_000_000));
        assert_ne!(left.fork("family", 3).below(1 << 30), left.fork("family", 4).below(1 << 30));
    }

    #[test]
    fn choices_stay_within_their_bounds() {
        let mut chance = Chance::new(3);
        for _ in 0..1000 {
            assert!((3..=5).contains(&chance.between(3, 5)));
            assert!(chance.weighted(&[0, 1, 2]) > 0);
        }
    }
}
