//! From compared pairs to links: weights come in, competition between candidates is settled, links go out.
//!
//! Nothing is linked twice where the policy says once: the candidates of one row share its probability, and two rows of one
//! home that are two people compete for one person.

use super::compare::{BORN, FORENAME, PLACE, SURNAME, level};
use super::dates;
use super::model::{minus_log_one_plus, power, probability};
use super::names::Alike;
use super::people::People;
use super::roles::{Cardinality, Policy};

/// Two rows that were compared; weights in thousandths of a bit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) levels: u64,
    /// Prior and levels.
    pub(super) bits: i32,
    /// Rarity of the values shared.
    pub(super) rarity: i32,
    /// What relatives say.
    pub(super) kin: i32,
    /// What a third row says that is likely the same person as both.
    pub(super) third: i32,
    /// What the chance of a relative takes off.
    pub(super) relatives: i32,
    /// What other candidates take off.
    pub(super) competition: i32,
}

impl Pair {
    /// The weight without competition.
    pub(super) fn alone(&self) -> i32 {
        self.bits + self.rarity + self.kin + self.third + self.relatives
    }

    /// The weight.
    pub(super) fn weight(&self) -> i32 {
        self.alone() + self.competition
    }
}

/// Lets candidates compete. Pairs are in order of left and right row.
pub(super) fn compete(people: &People, pairs: &mut [Pair], policy: Policy) {
    pairs.iter_mut().for_each(|pair| pair.competition = 0);
    if policy.cardinality == Cardinality::ManyToMany {
        return;
    }
    let right = people.right();
    for run in pairs.chunk_by_mut(|a, b| a.left == b.left) {
        if run.len() > 1 {
            let odds: Vec<f64> = run.iter().map(|pair| power(pair.alone())).collect();
            let person: Vec<u32> = run.iter().map(|pair| right.entity[pair.right as usize]).collect();
            for (at, pair) in run.iter_mut().enumerate() {
                let others: f64 = (0..odds.len())
                    .filter(|other| person[*other] != person[at])
                    .map(|other| odds[other])
                    .sum();
                pair.competition = taken_off(others);
            }
        }
    }
    let mut order: Vec<u32> =
        (0..pairs.len() as u32).filter(|at| pairs[*at as usize].weight() > -7000).collect();
    order.sort_unstable_by_key(|at| (right.entity[pairs[*at as usize].right as usize], *at));
    let mut taken: Vec<(u32, i32)> = Vec::new();
    for run in order.chunk_by(|a, b| {
        right.entity[pairs[*a as usize].right as usize] == right.entity[pairs[*b as usize].right as usize]
    }) {
        for at in run.iter().filter(|_| run.len() > 1 && run.len() <= 2000) {
            let pair = &pairs[*at as usize];
            let rival = |other: &&u32| rivals(people, pair, &pairs[**other as usize], policy);
            let others: f64 =
                run.iter().filter(rival).map(|other| power(pairs[*other as usize].weight())).sum();
            taken.push((*at, taken_off(others)));
        }
    }
    taken.into_iter().for_each(|(at, bits)| pairs[at as usize].competition += bits);
}

fn taken_off(others: f64) -> i32 {
    if others < 0.0002 { 0 } else { minus_log_one_plus(super::model::thousandths(others)) }
}

/// Whether two left rows cannot both be the right person.
fn rivals(people: &People, a: &Pair, b: &Pair, policy: Policy) -> bool {
    let left = &people.left;
    let (i, k) = (a.left as usize, b.left as usize);
    if left.entity[i] == left.entity[k] {
        return false;
    }
    if policy.cardinality == Cardinality::OneToOne {
        return true;
    }
    if !policy.households || left.household[i] == 0 || left.household[i] != left.household[k] {
        return false;
    }
    let (f, g) = (left.forename[i], left.forename[k]);
    // Exactly: a name nearly that of the other may be a twin's.
    let swapped = (f, left.surname[i]) == (left.surname[k], g);
    let named_apart = f != 0 && g != 0 && !swapped && people.names.alike(f, g) > Alike::Initial;
    let (d, e) = (left.born[i], left.born[k]);
    named_apart || (d != 0 && e != 0 && dates::agree(d, e) > dates::Agree::TwoParts)
}

/// Keeps what the policy allows, in order of left row, weight and right row.
pub(super) fn choose(people: &People, mut pairs: Vec<Pair>, policy: Policy) -> Vec<Pair> {
    let (l, r) = (&people.left.entity, &people.right().entity);
    pairs.sort_unstable_by_key(|pair| {
        (
            l[pair.left as usize],
            r[pair.right as usize],
            std::cmp::Reverse(pair.weight()),
            pair.left,
            pair.right,
        )
    });
    pairs.dedup_by_key(|pair| (l[pair.left as usize], r[pair.right as usize]));
    if policy.cardinality == Cardinality::ManyToMany {
        return pairs;
    }
    pairs.sort_unstable_by_key(|pair| (std::cmp::Reverse(pair.weight()), pair.left, pair.right));
    let mut left_taken = vec![false; people.left.len()];
    let mut right_taken = vec![false; people.right().len()];
    pairs.retain(|pair| {
        let (i, j) = (l[pair.left as usize] as usize, r[pair.right as usize] as usize);
        let free = !left_taken[i] && (policy.cardinality == Cardinality::ManyToOne || !right_taken[j]);
        if free {
            left_taken[i] = true;
            right_taken[j] = true;
        }
        free
    });
    pairs
}

/// The threshold with the best F1 to be expected, from the probabilities alone.
pub(super) fn threshold(pairs: &[Pair]) -> f64 {
    let mut weights: Vec<i32> = pairs.iter().map(Pair::weight).collect();
    weights.sort_unstable_by(|a, b| b.cmp(a));
    let all: f64 = weights.iter().map(|weight| probability(*weight)).sum();
    let (mut found, mut best, mut at, mut below) = (0.0, 0.0, 0.5, 0.0);
    for (count, weight) in weights.iter().enumerate() {
        found += probability(*weight);
        let f1 = 2.0 * found / (count as f64 + 1.0 + all);
        if f1 > best {
            (best, at) = (f1, probability(*weight));
            below = weights.get(count + 1).map_or(0.0, |next| probability(*next));
        }
    }
    // Anything between two neighbours would do; even odds are easiest to defend.
    let between = if at > 0.5 { (below + 1e-6).max(0.5).min(at) } else { at };
    libm::floor(between.clamp(0.05, 0.95) * 1e6) / 1e6
}

/// The named rule that decided.
pub(super) fn rule(people: &People, pair: &Pair) -> String {
    let level = |comparison: usize| level(pair.levels, comparison);
    let identifier = people
        .extra
        .iter()
        .enumerate()
        .find(|(at, (_, number))| *number && level(super::compare::FIRST_EXTRA + at) == 1);
    let (forename, surname) = ((1..=5).contains(&level(FORENAME)), (1..=3).contains(&level(SURNAME)));
    if let Some((_, (name, _))) = identifier {
        if (1..=3).contains(&level(BORN)) {
            return format!("{name}+born");
        }
        if forename && surname {
            return format!("{name}+name");
        }
    }
    let full =
        level(FORENAME) == 1 && level(SURNAME) == 1 && level(BORN) == 1 && (1..=3).contains(&level(PLACE));
    match pair.weight() {
        _ if full => "full-agreement",
        _ if pair.kin > 0 => "household",
        6644.. => "strong",
        _ => "model",
    }
    .to_owned()
}
