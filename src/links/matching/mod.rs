//! Matching: which rows of two person files are about one person.
//!
//! Two tables come in, pairs of rows with probability, weight and the rule that decided go out, each weight in parts that add
//! up exactly. Parameters are fitted to the files themselves without labels, or taken from a saved model. Nothing is read
//! or written here, and the same files give the same pairs whatever the number of threads.

mod addresses;
mod block;
mod cards;
mod checks;
mod circles;
mod company;
mod compare;
mod dates;
mod decide;
mod dictionary;
mod estimate;
mod explain;
mod households;
mod model;
mod names;
mod namesakes;
mod people;
mod placed;
mod plain;
mod rarity;
mod roles;
mod same_place;
mod sift;
mod table;
mod text;
mod threshold;

#[cfg(test)]
mod tests;

pub use explain::{Beside, Explanation};
pub use model::{Model, probability};
pub use plain::{Plain, plain};
pub use roles::{Cardinality, Config, Policy, Roles};
pub use same_place::{SamePlace, same_places};
pub use table::{Table, header};

use block::{Index, Search};
use cards::Card;
use company::Company;
use decide::Pair;
use explain::Others;
use households::{Kin, Says};
use people::People;
use rarity::Rarities;
use rayon::prelude::*;
use sift::{Likenesses, Sift};

/// Pairs below this weight, in thousandths of a bit, are not kept.
const LEAST: i32 = -9000;

/// What linking gives.
#[derive(Clone, Debug)]
pub struct Matched {
    people: People,
    pairs: Vec<Pair>,
    others: Others,
    /// The model used, with the threshold chosen.
    pub model: Model,
    /// The threshold that the probabilities suggest.
    pub threshold: f64,
    /// How many pairs of rows share a key and were looked at.
    pub compared: u64,
}

/// One part of a weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The comparison's name.
    pub name: String,
    /// Its level in words.
    pub level: String,
    /// Thousandths of a bit.
    pub bits: i32,
}

/// A link, or a pair that might be one.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Row of the left table.
    pub left: u32,
    /// Row of the right table.
    pub right: u32,
    /// From 0 to 1.
    pub probability: f64,
    /// Thousandths of a bit.
    pub weight: i32,
    /// The named rule that decided.
    pub rule: String,
}

/// Links two tables, or one with itself; with a saved model nothing is fitted.
///
/// # Errors
/// When the saved model was fitted to files with other identifiers or other columns.
pub fn link(
    left: &Table,
    right: Option<&Table>,
    policy: Policy,
    seed: u64,
    saved: Option<&Model>,
) -> Result<Matched, String> {
    let policy = policy_of(policy, right);
    let Matched { people, pairs, others, mut model, compared, .. } =
        candidates(left, right, policy, seed, saved)?;
    let pairs = decide::choose(&people, pairs, policy);
    let threshold = if saved.is_some() { model.threshold() } else { chosen(&people, &pairs) };
    model.threshold = libm::round(threshold * 1e6) as u32;
    Ok(Matched { people, pairs, others, model, threshold, compared })
}

/// In one file anybody may be anybody.
fn policy_of(policy: Policy, right: Option<&Table>) -> Policy {
    if right.is_none() { Policy { cardinality: Cardinality::ManyToMany, ..policy } } else { policy }
}

/// Weighs the candidates of every row as [`link`] does and keeps them all, the best pair of rows for each pair of ids, so
/// that whoever asks can see who else it might be. The threshold is the saved model's, or even odds.
///
/// # Errors
/// As for [`link`].
pub fn candidates(
    left: &Table,
    right: Option<&Table>,
    policy: Policy,
    seed: u64,
    saved: Option<&Model>,
) -> Result<Matched, String> {
    let policy = policy_of(policy, right);
    let people = People::new(left, right);
    if saved.is_some_and(|model| !estimate::fits(&people, model)) {
        return Err("the model was fitted to files whose columns play other roles".to_owned());
    }
    let index = Index::new(&people);
    let (mut model, rarities) = match saved {
        Some(model) => (model.clone(), Rarities::saved(&people, model)),
        None => estimate::estimate(&people, &index, policy, seed),
    };
    let (mut pairs, compared) = compared(&people, &index, &model, &rarities);
    let silent = || (!policy.company).then(|| Company::saved(&[]));
    let known = silent().or_else(|| saved.map(|model| Company::saved(&model.company)));
    let mut company = decide::compete(&people, &mut pairs, policy, known.as_ref());
    if policy.households {
        for round in 0..2 {
            let kin = Kin::new(&people, &pairs);
            if round == 0 && saved.is_none() {
                kin.weigh(&people, &pairs, &mut model);
            }
            pairs = with_kin(&people, &kin, &model, &rarities, pairs);
            company = decide::compete(&people, &mut pairs, policy, known.as_ref());
        }
    }
    if people.right.is_none() {
        pairs = with_third_rows(&people, &model, &rarities, pairs, company.third());
    }
    company.gains().clone_into(&mut model.company);
    let others = Others::new(&people, &pairs);
    let pairs = decide::one_form(&people, pairs);
    let threshold = if saved.is_some() { model.threshold() } else { 0.5 };
    Ok(Matched { people, pairs, others, model, threshold, compared })
}

fn chosen(people: &People, pairs: &[Pair]) -> f64 {
    threshold::threshold(
        pairs.iter().map(Pair::weight).collect(),
        people.left.len().min(people.right().len()),
    )
}

fn weighed(
    people: &People,
    model: &Model,
    rarities: &Rarities,
    levels: u64,
    (left, right): (u32, u32),
) -> Pair {
    let rarity = rarities.adjustment(people, model, levels, left, right);
    let bits = model.same(levels, 0);
    Pair {
        left,
        right,
        levels,
        bits,
        rarity,
        kin: 0,
        third: 0,
        relatives: model.correction(levels, rarity),
        competition: 0,
    }
}

/// The pairs that share a key and may be kept, and how many share one.
fn compared(people: &People, index: &Index, model: &Model, rarities: &Rarities) -> (Vec<Pair>, u64) {
    const ROWS: usize = 2048;
    let rows = people.left.len();
    let sift = Sift::new(people, model, rarities, LEAST);
    let (lists, counts): (Vec<Vec<Pair>>, Vec<u64>) = (0..rows.div_ceil(ROWS))
        .into_par_iter()
        .map_init(Likenesses::new, |seen, chunk| {
            let (mut search, mut list, mut count) = (Search::default(), Vec::new(), 0);
            for row in chunk * ROWS..((chunk + 1) * ROWS).min(rows) {
                index.candidates(people, row, &mut search);
                let card = Card::new(people, &people.left, row);
                for other in search.found.iter().filter(|at| people.right.is_some() || **at as usize > row) {
                    count += 1;
                    let cards = (&card, index.card(*other));
                    if let Some(levels) = sift.levels(seen, cards, (row as u32, *other)) {
                        let pair = weighed(people, model, rarities, levels, (row as u32, *other));
                        if pair.alone() > LEAST {
                            list.push(pair);
                        }
                    }
                }
            }
            (list, count)
        })
        .unzip();
    (lists.concat(), counts.iter().sum())
}

/// Adds what a third row of the same file says, and the pairs that only such a row brings together.
fn with_third_rows(
    people: &People,
    model: &Model,
    rarities: &Rarities,
    mut pairs: Vec<Pair>,
    third: i32,
) -> Vec<Pair> {
    let known = pairs.len();
    for (left, right, support) in circles::joined(&pairs, model.prior, third) {
        match pairs[..known].binary_search_by_key(&(left, right), |pair| (pair.left, pair.right)) {
            Ok(at) => pairs[at].third = support,
            Err(_) => {
                let levels = compare::compare(people, left, right);
                let pair = weighed(people, model, rarities, levels, (left, right));
                pairs.push(Pair { third: support, ..pair });
            }
        }
    }
    pairs.retain(|pair| pair.alone() > LEAST);
    pairs
}

/// Adds what relatives say, and the pairs that only relatives bring together.
fn with_kin(
    people: &People,
    kin: &Kin,
    model: &Model,
    rarities: &Rarities,
    mut pairs: Vec<Pair>,
) -> Vec<Pair> {
    let heard = |pair: &mut Pair| {
        pair.kin = match kin.says(people, pair) {
            Says::Nothing => 0,
            Says::Linked => model.relative_linked,
            Says::Elsewhere => model.relatives_elsewhere,
        };
        pair.relatives = model.correction(pair.levels, pair.rarity + pair.kin.max(0));
    };
    let mut known = pairs.iter().map(|pair| (pair.left, pair.right)).peekable();
    let mut within = kin.within(people);
    within.retain(|pair| {
        while known.next_if(|before| before < pair).is_some() {}
        known.peek() != Some(pair)
    });
    let found: Vec<Pair> = within
        .into_par_iter()
        .map(|(left, right)| {
            let levels = compare::compare(people, left, right);
            let mut pair = weighed(people, model, rarities, levels, (left, right));
            heard(&mut pair);
            pair
        })
        .filter(|pair| pair.alone() > LEAST)
        .collect();
    pairs.par_iter_mut().for_each(heard);
    pairs.retain(|pair| pair.alone() > LEAST);
    pairs.extend(found);
    pairs.par_sort_unstable_by_key(|pair| (pair.left, pair.right));
    pairs
}

impl Matched {
    /// Links at or above a probability, in the order of the policy's choice; sort them by id for output.
    #[must_use]
    pub fn links(&self, least: f64) -> Vec<(Link, usize)> {
        let link = |(at, pair): (usize, &Pair)| {
            let probability = model::probability(pair.weight());
            let link = || Link {
                left: pair.left,
                right: pair.right,
                probability,
                weight: pair.weight(),
                rule: decide::rule(&self.people, pair),
            };
            (probability >= least).then(|| (link(), at))
        };
        self.pairs.iter().enumerate().filter_map(link).collect()
    }

    /// Whether forenames and birth dates of a pair are known and agree but for a slip, a variant or the order of names:
    /// what those of twins, of brothers and sisters and of namesakes of two generations do not.
    #[must_use]
    pub fn is_alike_in_person(&self, at: usize) -> bool {
        let level = |comparison| compare::level(self.pairs[at].levels, comparison);
        matches!(level(compare::FORENAME), 1..=3 | 5 | 6 | 10) && (1..=3).contains(&level(compare::BORN))
    }

    /// Whether somebody is as good as surely found for so many left rows: fewer teach little.
    #[must_use]
    pub fn has_found(&self, rows: usize) -> bool {
        const SURE: i32 = 10_000;
        let mut found: Vec<u32> =
            self.pairs.iter().filter(|pair| pair.weight() >= SURE).map(|pair| pair.left).collect();
        found.sort_unstable();
        found.dedup();
        found.len() >= rows
    }

    /// Left row, right row and weight in thousandths of a bit of every pair kept, in the order of their places.
    pub(super) fn weights(&self) -> impl Iterator<Item = (u32, u32, i32)> {
        self.pairs.iter().map(|pair| (pair.left, pair.right, pair.weight()))
    }

    /// The names of the parts in their order, and whether the part has levels.
    pub fn columns(&self) -> impl Iterator<Item = (&str, bool)> {
        let compared = self.model.comparisons.iter().map(|one| (one.name.as_str(), true));
        let further = [
            ("relatives", true),
            ("third_row", true),
            ("competition", true),
            ("prior", false),
            ("term_frequency", false),
            ("household", false),
        ];
        compared.chain(further)
    }

    /// The parts of a link's weight, in a fixed order; they add up to it exactly.
    #[must_use]
    pub fn parts(&self, at: usize) -> Vec<Part> {
        let pair = &self.pairs[at];
        let part = |name: &str, level: &str, bits: i32| Part {
            name: name.to_owned(),
            level: level.to_owned(),
            bits,
        };
        let compared = self.model.comparisons.iter().enumerate().map(|(at, one)| {
            let level = &one.levels[compare::level(pair.levels, at)];
            part(&one.name, &level.name, level.same)
        });
        let kin = match pair.kin {
            0 => "nothing known",
            1.. => "linked to this home",
            _ => "linked elsewhere",
        };
        let third = if pair.third == 0 { "none" } else { "same as both" };
        let rivals = match pair.competition {
            0 => "none",
            1.. => "no other candidate",
            _ => "other candidates",
        };
        let mut parts: Vec<Part> = compared.collect();
        parts.push(part("relatives", kin, pair.kin));
        parts.push(part("third_row", third, pair.third));
        parts.push(part("competition", rivals, pair.competition));
        parts.push(part("prior", "", self.model.prior));
        parts.push(part("term_frequency", "", pair.rarity));
        parts.push(part("household", "", pair.relatives));
        parts
    }
}
