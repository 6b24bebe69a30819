//! How many people bear a full name: rows come in, the number of other people with the full name of two rows goes out.
//!
//! Forenames and surnames go together in families and communities, so that a full name can be far commoner than its parts
//! let expect. People are told apart by date of birth, or where there is none by address: twenty rows about one person are
//! one person.

use super::dictionary::mix;
use super::model::thousandths;
use super::people::{People, Side};
use rayon::prelude::*;

/// How much the parts of a name count, in people seen.
const PARTS: f64 = 0.2;

/// People by full name, of the names that both files have.
pub(super) struct Namesakes {
    /// Hash of the name, place in `counts`; 0 is empty. Its length is a power of two.
    slots: Vec<(u64, u32)>,
    counts: Vec<u32>,
    people: f64,
    /// How much commoner equal full names are than their parts let expect, in thousandths of a bit.
    pub(super) together: i32,
}

impl Namesakes {
    pub(super) fn new(people: &People) -> Self {
        let right = people.right();
        let size = (right.len() * 2).next_power_of_two().max(64);
        let mut namesakes = Self { slots: vec![(0, 0); size], counts: Vec::new(), people: 0.0, together: 0 };
        for row in 0..right.len() {
            namesakes.enter(name(right, row));
        }
        if people.right.is_some() {
            namesakes.together = namesakes.together(right);
        }
        let mut seen: Vec<(u32, u32)> = Vec::new();
        let mut named = 0_u64;
        for side in std::iter::once(&people.left).chain(people.right.as_ref()) {
            for row in 0..side.len() {
                let Some(at) = namesakes.find(name(side, row)) else { continue };
                named += 1;
                let who = if side.born[row] == 0 { side.address[row] | (1 << 31) } else { side.born[row] };
                seen.push((at, who));
            }
        }
        seen.par_sort_unstable();
        seen.dedup();
        seen.iter().for_each(|(at, _)| namesakes.counts[*at as usize] += 1);
        let rows = people.left.len() + people.right.as_ref().map_or(0, Side::len);
        namesakes.people = rows as f64 * seen.len() as f64 / named.max(1) as f64;
        namesakes
    }

    /// From a file in which most rows are people of their own.
    fn together(&self, side: &Side) -> i32 {
        const SEEN: f64 = 4.0;
        let named = (0..side.len()).filter(|row| side.forename[*row] != 0 && side.surname[*row] != 0);
        let mut counts = [vec![0_u32; self.counts.len()], Vec::new(), Vec::new()];
        let mut rows = 0.0;
        for row in named {
            let at = self.find(name(side, row)).unwrap_or(0);
            for (counts, value) in counts.iter_mut().zip([at, side.forename[row], side.surname[row]]) {
                if counts.len() <= value as usize {
                    counts.resize(value as usize + 1, 0);
                }
                counts[value as usize] += 1;
            }
            rows += 1.0;
        }
        let pairs = |counts: &[u32]| -> f64 {
            counts.iter().map(|count| f64::from(*count) * (f64::from(*count) - 1.0) / 2.0).sum()
        };
        let [full, forename, surname] = counts.map(|counts| pairs(&counts));
        let expected = forename * surname / (rows * (rows - 1.0) / 2.0_f64).max(1.0);
        thousandths((full + SEEN) / (expected + SEEN)).clamp(0, 4000)
    }

    fn enter(&mut self, name: u64) {
        let mask = self.slots.len() - 1;
        let mut slot = name as usize & mask;
        while self.slots[slot].0 != 0 && self.slots[slot].0 != name {
            slot = (slot + 1) & mask;
        }
        if name != 0 && self.slots[slot].0 == 0 {
            self.slots[slot] = (name, self.counts.len() as u32);
            self.counts.push(0);
        }
    }

    fn find(&self, name: u64) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let mut slot = name as usize & mask;
        while name != 0 && self.slots[slot].0 != 0 {
            if self.slots[slot].0 == name {
                return Some(self.slots[slot].1);
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    /// The chance that a stranger bears the full name that two rows share, where its parts let expect `expected`.
    pub(super) fn chance(&self, people: &People, i: u32, j: u32, expected: f64) -> Option<f64> {
        let (l, r, i, j) = (&people.left, people.right(), i as usize, j as usize);
        let at = self.find(name(l, i))?;
        let own = if l.born[i] != 0 && l.born[i] == r.born[j] { 1 } else { 2 };
        let others = f64::from(self.counts[at as usize].saturating_sub(own));
        Some((others + PARTS) / (self.people + PARTS / expected.max(1e-12)))
    }
}

/// A hash of the full name of a row; 0 without one.
fn name(side: &Side, row: usize) -> u64 {
    match (side.forename[row], side.surname[row]) {
        (0, _) | (_, 0) => 0,
        (forename, surname) => mix(mix(0x6e61, u64::from(forename)), u64::from(surname)).max(1),
    }
}
