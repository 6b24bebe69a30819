//! Rows that a third one joins.

use super::super::circles::joined;
use super::pair;

const PRIOR: i32 = -8000;

#[test]
fn two_likely_pairs_with_a_row_in_common_support_the_pair_of_the_others() {
    let found = joined(&[pair(0, 1, 9000), pair(1, 2, 9000)], PRIOR, 0);
    assert_eq!(found.iter().map(|(a, c, _)| (*a, *c)).collect::<Vec<_>>(), [(0, 2)]);
    // Both joining pairs and what is common of them, against at most one of the two.
    assert!((15_990..=16_010).contains(&found[0].2), "{found:?}");
}

#[test]
fn a_doubtful_pair_joins_nobody() {
    assert!(joined(&[pair(0, 1, 9000), pair(1, 2, 900)], PRIOR, 0).is_empty());
    assert!(joined(&[pair(0, 1, 9000)], PRIOR, 0).is_empty());
    assert!(joined(&[], PRIOR, 0).is_empty());
}

#[test]
fn the_better_of_two_joining_rows_counts_and_the_pair_is_named_once() {
    let weak = joined(&[pair(0, 1, 3000), pair(1, 3, 3000)], PRIOR, 0);
    let both = joined(&[pair(0, 1, 3000), pair(0, 2, 9000), pair(1, 3, 3000), pair(2, 3, 9000)], PRIOR, 0);
    let of = |found: &[(u32, u32, i32)], a, c| {
        let supports = found.iter().filter(|one| (one.0, one.1) == (a, c)).map(|one| one.2);
        supports.collect::<Vec<_>>()
    };
    let (weak, strong) = (of(&weak, 0, 3), of(&both, 0, 3));
    assert_eq!((weak.len(), strong.len()), (1, 1), "{both:?}");
    assert!(strong[0] > weak[0]);
}

#[test]
fn support_is_never_more_than_the_most_and_never_against() {
    let sure = joined(&[pair(0, 1, 60_000), pair(1, 2, 60_000)], PRIOR, 0);
    assert_eq!(sure, [(0, 2, 25_000)]);
    assert!(joined(&[pair(0, 1, 1500), pair(1, 2, 1500)], 2000, 0).iter().all(|one| one.2 > 0));
}

#[test]
fn a_row_that_is_like_a_hundred_others_joins_the_likeliest_only() {
    let crowd: Vec<_> = (1..=100).map(|other| pair(0, other, 2000 + 10 * other as i32)).collect();
    let found = joined(&crowd, PRIOR, 0);
    assert_eq!(found.len(), 24 * 23 / 2);
    assert!(found.iter().all(|(a, c, _)| *a > 76 && *c > 76), "{found:?}");
}
