//! From compared pairs to links: weights come in, competition between candidates is settled, links go out.
//!
//! Nothing is linked twice where the policy says once: the candidates of one row share its probability, and two rows of one
//! home that are two people compete for one person.

use super::company::Company;
use super::compare::{BORN, FORENAME, PLACE, SURNAME, level};
use super::dates;
use super::model::{minus_log_one_plus, power};
use super::names::Alike;
use super::people::People;
use super::roles::{Cardinality, Policy};
use rayon::prelude::*;

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

/// Lets candidates compete. Pairs are in order of left and right row. What company says is learnt from the pairs, unless
/// it is known from a saved model.
pub(super) fn compete(
    people: &People,
    pairs: &mut [Pair],
    policy: Policy,
    known: Option<&Company>,
) -> Company {
    pairs.iter_mut().for_each(|pair| pair.competition = 0);
    let once = policy.cardinality != Cardinality::ManyToMany;
    if once {
        pairs.chunk_by_mut(|a, b| a.left == b.left).for_each(|run| share_row(people, run));
    }
    let (l, r) = (&people.left.entity, &people.right().entity);
    let ends = |at: u32| {
        let pair = &pairs[at as usize];
        let right = (r[pair.right as usize], l[pair.left as usize], at);
        let left = (l[pair.left as usize], r[pair.right as usize], at);
        [Some(right), (people.right.is_none()).then_some(left)]
    };
    let mut order: Vec<(u32, u32, u32)> = (0..pairs.len() as u32)
        .filter(|at| pairs[*at as usize].weight() > NOTICED)
        .flat_map(ends)
        .flatten()
        .collect();
    order.par_sort_unstable();
    let company = known.cloned().unwrap_or_else(|| learnt(people, pairs, &order));
    let said: Vec<(u32, i32)> = order
        .par_chunk_by(|a, b| a.0 == b.0)
        .filter(|run| run.len() <= CROWD)
        .flat_map_iter(|run| of_one_person(people, pairs, policy, &company, run))
        .collect();
    if once {
        pairs.iter_mut().for_each(|pair| pair.competition = 0);
    }
    said.into_iter().for_each(|(at, bits)| pairs[at as usize].competition += bits);
    if once {
        // Whatever each gained, together they are no more than one person.
        pairs.chunk_by_mut(|a, b| a.left == b.left).for_each(|run| share_row(people, run));
    }
    company
}

/// Pairs below this weight are nobody's company.
const NOTICED: i32 = -7000;
/// A person whom more rows than this might be is left alone.
const CROWD: usize = 2000;

/// Lets the candidates of a left row that is one right person at most share its probability, by their weights so far.
fn share_row(people: &People, run: &mut [Pair]) {
    if run.len() < 2 {
        return;
    }
    let odds: Vec<f64> = run.iter().map(|pair| power(pair.weight())).collect();
    let person: Vec<u32> = run.iter().map(|pair| people.right().entity[pair.right as usize]).collect();
    for (at, pair) in run.iter_mut().enumerate() {
        let others: f64 =
            (0..odds.len()).filter(|other| person[*other] != person[at]).map(|other| odds[other]).sum();
        pair.competition += taken_off(others);
    }
}

/// How many rows the people of the files have, from pairs in order of one person, the other and place.
fn learnt(people: &People, pairs: &[Pair], order: &[(u32, u32, u32)]) -> Company {
    let weight = |at: &u32| pairs[*at as usize].weight();
    let rows: Vec<Vec<i32>> = order
        .chunk_by(|a, b| a.0 == b.0)
        .map(|run| {
            let others = run.chunk_by(|a, b| a.1 == b.1);
            others.filter_map(|run| run.iter().map(|(.., at)| weight(at)).max()).collect()
        })
        .collect();
    let mut entities = people.right().entity.clone();
    entities.sort_unstable();
    entities.dedup();
    Company::learn(&rows, entities.len())
}

/// Whether more agrees than what a whole home has in common: without it nobody gains by being free, since a newborn or
/// a lodger is as likely.
fn tells_who(pair: &Pair) -> bool {
    let home = (1..=4).contains(&level(pair.levels, PLACE));
    !home || level(pair.levels, FORENAME) != 0 || (1..=3).contains(&level(pair.levels, BORN))
}

/// What the pairs of one person gain and lose by each other.
fn of_one_person(
    people: &People,
    pairs: &[Pair],
    policy: Policy,
    company: &Company,
    run: &[(u32, u32, u32)],
) -> Vec<(u32, i32)> {
    let pair = |one: &(u32, u32, u32)| &pairs[one.2 as usize];
    let rival = |one: &(u32, u32, u32), other: &(u32, u32, u32)| {
        one.1 != other.1 && rivals(people, pair(one), pair(other), policy)
    };
    let gains: Vec<i32> = run
        .iter()
        .map(|one| {
            let others = run.iter().filter(|other| other.1 != one.1 && !rival(one, other));
            let said = company.says(others.map(|other| pair(other).weight()));
            if tells_who(pair(one)) { said } else { said.min(0) }
        })
        .collect();
    let loss = |(at, one): (usize, &(u32, u32, u32))| {
        let others = run.iter().zip(&gains).filter(|(other, _)| rival(one, other));
        let others: f64 = others.map(|(other, gain)| power(pair(other).weight() + gain)).sum();
        (one.2, gains[at] + taken_off(others))
    };
    run.iter().enumerate().map(loss).collect()
}

fn taken_off(others: f64) -> i32 {
    if others < 0.0002 { 0 } else { minus_log_one_plus(super::model::thousandths(others)) }
}

/// Whether two left rows cannot both be the right person.
fn rivals(people: &People, a: &Pair, b: &Pair, policy: Policy) -> bool {
    let left = &people.left;
    let (i, k) = (a.left as usize, b.left as usize);
    match policy.cardinality {
        Cardinality::OneToOne => return true,
        Cardinality::ManyToMany => return false,
        Cardinality::ManyToOne => {}
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

/// Keeps the best pair of rows for each pair of ids, in order of the ids.
pub(super) fn one_form(people: &People, mut pairs: Vec<Pair>) -> Vec<Pair> {
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
    pairs
}

/// Keeps what the policy allows, in order of weight, left and right row; of pairs of which each pair of ids has one.
pub(super) fn choose(people: &People, mut pairs: Vec<Pair>, policy: Policy) -> Vec<Pair> {
    let (l, r) = (&people.left.entity, &people.right().entity);
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
