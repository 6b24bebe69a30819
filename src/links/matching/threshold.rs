//! Which links are worth keeping: weights of the best pairs come in, a threshold goes out. No answers are known here.
//!
//! The threshold is the one with the best F1 to be expected. Before that, one question: are there matches at all? Some
//! strangers are more alike than their values one by one let expect, cousins or namesakes of one community. They come
//! with the people, not with the matches: where nothing else is found, they are what is found, and nothing is linked.

use super::model::probability;

/// Look-alikes for each person of the shorter file and each bit of weight.
const LOOK_ALIKES: f64 = 0.000_15;
/// Pairs so far away in weight, in thousandths of a bit, tell how many look-alikes there may be among them.
const NEAR: i32 = 2000;
/// Whatever is expected, the threshold is between these.
const LEAST: f64 = 0.05;
const MOST: f64 = 0.99;

/// The threshold for pairs of these weights, in thousandths of a bit; `people` are the rows of the shorter file.
pub(super) fn threshold(mut weights: Vec<i32>, people: usize) -> f64 {
    weights.sort_unstable_by(|a, b| b.cmp(a));
    let chances: Vec<f64> = weights.iter().map(|weight| probability(*weight)).collect();
    let careful = without_look_alikes(&weights, people);
    let none: f64 = careful.iter().map(|chance| 1.0 - chance).product();
    let kept = if none > best(&careful).0 { 0 } else { best(&chances).1 };
    let chance = |at: usize| chances.get(at).copied().unwrap_or(0.0);
    let (last, next) = (if kept == 0 { 1.0 } else { chance(kept - 1) }, chance(kept));
    // Anything between two neighbours would do; even odds are easiest to defend.
    let between = if last > 0.5 { (next + 1e-6).max(0.5).min(last) } else { last };
    libm::floor(between.clamp(LEAST, MOST) * 1e6) / 1e6
}

/// The best F1 to be expected of probabilities from high to low, and how many links it keeps.
fn best(chances: &[f64]) -> (f64, usize) {
    let all: f64 = chances.iter().sum();
    let (mut found, mut best) = (0.0, (0.0, 0));
    for (at, chance) in chances.iter().enumerate() {
        found += chance;
        let f1 = 2.0 * found / (at as f64 + 1.0 + all);
        if f1 > best.0 {
            best = (f1, at + 1);
        }
    }
    best
}

/// The probabilities of weights from high to low, less what is to be put down to look-alikes.
fn without_look_alikes(weights: &[i32], people: usize) -> Vec<f64> {
    let mut sums = vec![0.0];
    for weight in weights {
        sums.push(sums[sums.len() - 1] + probability(*weight));
    }
    let look_alikes = LOOK_ALIKES * people as f64 * f64::from(2 * NEAR) / 1000.0;
    let chance = |weight: &i32| {
        let from = weights.partition_point(|other| *other > weight + NEAR);
        let to = weights.partition_point(|other| *other >= weight - NEAR);
        probability(*weight) * (1.0 - look_alikes / (sums[to] - sums[from]).max(1e-9)).max(0.0)
    };
    // Nobody looks like that by chance.
    let sure = |weight: &i32| *weight > SURE;
    weights.iter().map(|weight| if sure(weight) { probability(*weight) } else { chance(weight) }).collect()
}

/// Above this weight, in thousandths of a bit, there are no look-alikes.
const SURE: i32 = 6000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pair_that_is_not_quite_sure_among_a_thousand_people_is_a_look_alike() {
        let threshold = threshold(vec![3680, -4000, -7700], 1155);
        assert!(threshold > probability(3680), "{threshold}");
    }

    #[test]
    fn the_same_pair_between_two_short_lists_is_linked() {
        assert!((threshold(vec![3680], 30) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_pair_less_likely_than_not_is_no_reason_to_link_anything() {
        assert!((threshold(vec![-4196], 1155) - 0.5).abs() < 1e-9);
        assert!((threshold(Vec::new(), 1155) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn one_sure_match_shows_that_there_are_matches() {
        assert!((threshold(vec![14_000, 3680, -4000], 1155) - 0.5).abs() < 1e-9);
    }

    #[test]
    fn where_much_is_in_doubt_the_threshold_is_below_even_odds() {
        let doubtful: Vec<i32> = (0..400).map(|at| 1500 - 10 * at).collect();
        let threshold = threshold(doubtful, 1000);
        assert!((0.3..0.5).contains(&threshold), "{threshold}");
    }
}
