//! Rows of one person within one file: pairs already likely come in, support for the pairs that a third row joins goes out.
//!
//! If a row is the same person as two others, those two are one person as well, however far apart their writing has
//! drifted. Such support is never more than both joining pairs carry.

use super::decide::Pair;
use super::model::{minus_log_one_plus, power, thousandths};

/// Least weight of a joining pair, in thousandths of a bit.
const LIKELY: i32 = 1000;
/// Most support, in thousandths of a bit.
const MOST: i32 = 25_000;
/// Most rows that are joined through one row: the likeliest.
const NEAREST: usize = 24;

/// Rows joined by a third one, in order, each pair once, with the greatest support; `third` is what a third row of one
/// person gains over chance in this file, 0 or less.
pub(super) fn joined(pairs: &[Pair], prior: i32, third: i32) -> Vec<(u32, u32, i32)> {
    let mut near: Vec<(u32, i32, u32)> = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.weight() > LIKELY) {
        near.push((pair.left, -pair.weight(), pair.right));
        near.push((pair.right, -pair.weight(), pair.left));
    }
    near.sort_unstable();
    let mut found: Vec<(u32, u32, i32)> = Vec::new();
    for run in near.chunk_by(|a, b| a.0 == b.0) {
        let run = &run[..run.len().min(NEAREST)];
        for (at, (_, first, a)) in run.iter().enumerate() {
            for (_, second, c) in &run[at + 1..] {
                let support = support(-first, -second, prior - third);
                if support > 0 {
                    found.push(((*a).min(*c), (*a).max(*c), support));
                }
            }
        }
    }
    found.sort_unstable_by_key(|(a, c, support)| (*a, *c, -support));
    found.dedup_by_key(|(a, c, _)| (*a, *c));
    found
}

/// What two pairs with a row in common say of their other two rows: all three are one person, against at most one pair.
fn support(first: i32, second: i32, prior: i32) -> i32 {
    let all = -minus_log_one_plus(first + second - prior);
    (all - thousandths(1.0 + power(first) + power(second))).clamp(0, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: u32, right: u32, bits: i32) -> Pair {
        let none = Pair {
            left,
            right,
            levels: 0,
            bits: 0,
            rarity: 0,
            kin: 0,
            third: 0,
            relatives: 0,
            competition: 0,
        };
        Pair { bits, ..none }
    }

    #[test]
    fn a_third_row_counts_where_people_have_three_rows() {
        let found = joined(&[pair(0, 1, 9000), pair(1, 2, 8000)], -12_000, 0);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0, found[0].1), (0, 2));
        assert!(found[0].2 > 15_000, "{}", found[0].2);
    }

    #[test]
    fn a_third_row_counts_less_where_nobody_has_three() {
        let pairs = [pair(0, 1, 9000), pair(1, 2, 1500)];
        let usual = joined(&pairs, -12_000, 0)[0].2;
        assert_eq!(joined(&pairs, -12_000, -8000)[0].2, usual - 8000);
        assert!(joined(&[pair(0, 1, 3000), pair(1, 2, 1500)], -5000, -8000).is_empty());
    }
}
