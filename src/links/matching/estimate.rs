//! Fits a model to two files without labels: rows come in, a [`Model`] goes out.
//!
//! Strangers are read from random pairs and value counts, the same person and relatives by expectation-maximisation over
//! the candidates of a sample of rows. Sums run in a fixed order over integers' counts, and starting chances count as a
//! few pairs already seen, so that a file with few rows or no matches gives a sensible model.

use super::block::{Index, Search};
use super::checks;
use super::compare::{self, BORN, FORENAME, LevelStart, PLACE, SURNAME, compare, level};
use super::dictionary::mix;
use super::model::{Comparison, Level, Model, power, thousandths};
use super::people::People;
use super::rarity::Rarities;
use super::roles::{Cardinality, Policy};
use rayon::prelude::*;
use std::collections::BTreeMap;

const RANDOM_PAIRS: u64 = 200_000;
const SAMPLED_ROWS: usize = 20_000;
const ROUNDS: usize = 25;
/// Of fewer possible pairs there is nothing to learn: the starting chances stand.
const FEWEST_PAIRS: f64 = 400.0;

/// The greatest share of left rows that is taken to have a match.
const MOST_LINKED: f64 = 0.95;

/// So many pairs of one person, and of relatives, count as already seen at the starting chances: look-alikes of a file with
/// few matches must not make themselves likely.
const SEEN_SAME: f64 = 30.0;
const SEEN_RELATIVES: f64 = 60.0;

/// How often one person has another date of birth, where dates have no slips.
const OTHER_DATES: f64 = 0.08;

const SWAPPED: usize = 5;

/// Chances of each level of each comparison.
type Chances = Vec<Vec<f64>>;

fn starts(people: &People) -> Vec<(String, &'static [LevelStart])> {
    let fixed: [(&str, &'static [LevelStart]); 8] = [
        ("forename", compare::FORENAME_LEVELS),
        ("middle", compare::MIDDLE_LEVELS),
        ("surname", compare::SURNAME_LEVELS),
        ("born_on", compare::BORN_LEVELS),
        ("sex", compare::SEX_LEVELS),
        ("address", compare::PLACE_LEVELS),
        ("phone", compare::PHONE_LEVELS),
        ("email", compare::PHONE_LEVELS),
    ];
    let mut all: Vec<_> = fixed.iter().map(|(name, levels)| ((*name).to_owned(), *levels)).collect();
    for (name, identifier) in &people.extra {
        let levels = match (identifier, checks::scheme(name)) {
            (false, _) => compare::OTHER_LEVELS,
            (true, None) => compare::NUMBER_LEVELS,
            (true, Some(_)) => checks::CHECKED_LEVELS,
        };
        all.push((name.clone(), levels));
    }
    all
}

fn pick(starts: &[(String, &'static [LevelStart])], which: fn(&LevelStart) -> f64) -> Chances {
    starts.iter().map(|(_, levels)| levels.iter().map(which).collect()).collect()
}

/// Counts with starting chances as pairs already seen, as chances again. Level 0 and told levels stay 0.
fn smoothed(counts: &[f64], start: &[f64], strength: f64) -> Vec<f64> {
    let whole: f64 =
        counts.iter().zip(start).filter(|(_, start)| **start > 0.0).map(|(count, _)| count).sum::<f64>()
            + strength;
    let sum: f64 = start.iter().sum::<f64>().max(1e-12);
    counts
        .iter()
        .zip(start)
        .map(|(count, start)| if *start > 0.0 { (count + strength * start / sum) / whole } else { 0.0 })
        .collect()
}

/// Whether a saved model has the comparisons of these files, level by level.
pub(super) fn fits(people: &People, model: &Model) -> bool {
    let starts = starts(people);
    let alike = |one: &Comparison, start: &(String, &[LevelStart])| {
        one.name == start.0 && one.levels.len() == start.1.len()
    };
    model.comparisons.len() == starts.len()
        && model.comparisons.iter().zip(&starts).all(|(one, start)| alike(one, start))
}

/// Fits a model.
pub(super) fn estimate(people: &People, index: &Index, policy: Policy, seed: u64) -> (Model, Rarities) {
    let starts = starts(people);
    let all = chances_of_strangers(people, &starts, seed);
    let (rarities, saved) = Rarities::new(people);
    let mut model = Model {
        version: 1,
        threshold: 0,
        prior: 0,
        prior_relatives: 0,
        relative_linked: 0,
        relatives_elsewhere: 0,
        company: Vec::new(),
        comparisons: Vec::new(),
        forenames: BTreeMap::new(),
        surnames: BTreeMap::new(),
        other_forename: 0,
        other_surname: 0,
    };
    [(model.forenames, model.other_forename), (model.surnames, model.other_surname)] = saved;
    let one = policy.cardinality != Cardinality::ManyToMany;
    let mut fit = Fit::new(&starts, all, if one { people.right().len() as f64 } else { 0.0 });
    fit.write(&starts, &mut model);
    let patterns = patterns(people, index, &model, &rarities);
    let rows = people.left.len().min(SAMPLED_ROWS);
    fit.run(&starts, &patterns, rows as f64 * people.right().len() as f64);
    fit.write(&starts, &mut model);
    (model, rarities)
}

/// Chances of each level over all pairs, from random pairs and, for equal values, from their counts.
fn chances_of_strangers(people: &People, starts: &[(String, &'static [LevelStart])], seed: u64) -> Chances {
    let (n, m) = (people.left.len() as u64, people.right().len() as u64);
    let mut counts: Chances = starts.iter().map(|(_, levels)| vec![0.0; levels.len()]).collect();
    let total = (n * m).min(RANDOM_PAIRS);
    let every = n * m <= RANDOM_PAIRS;
    let levels: Vec<u64> = (0..total)
        .into_par_iter()
        .filter_map(|step| {
            let at = if every { step } else { mix(mix(seed, 77), step) % (n * m) };
            let (i, j) = ((at / m) as u32, (at % m) as u32);
            (people.right.is_some() || i != j).then(|| compare(people, i, j))
        })
        .collect();
    for one in levels {
        counts.iter_mut().enumerate().for_each(|(at, counts)| counts[level(one, at)] += 1.0);
    }
    let mut chances: Chances = counts
        .iter()
        .zip(pick(starts, |level| level.3))
        .map(|(counts, start)| smoothed(counts, &start, 2.0))
        .collect();
    let exact = |which: fn(&super::people::Side) -> &Vec<u32>| equal_chance(people, which);
    set(&mut chances[FORENAME], 1, exact(|side| &side.forename));
    set(&mut chances[SURNAME], 1, exact(|side| &side.surname));
    set(&mut chances[BORN], 1, exact(|side| &side.born));
    set(&mut chances[BORN], 2, swapped_chance(&people.left.born, &people.right().born));
    let address = exact(|side| &side.address);
    if address.is_some() {
        set(&mut chances[PLACE], 1, address);
    } else {
        set(&mut chances[PLACE], 7, exact(|side| &side.postcode));
    }
    for at in 0..people.extra.len() {
        let values = |side: &super::people::Side| side.extra[at].clone();
        set(
            &mut chances[compare::FIRST_EXTRA + at],
            1,
            equal_chance_of(&values(&people.left), &values(people.right()), people.right.is_none()),
        );
    }
    chances
}

/// Puts one chance in its place; the others share the rest as before.
fn set(chances: &mut [f64], at: usize, chance: Option<f64>) {
    let Some(chance) = chance else { return };
    let chance = chance.clamp(1e-8, 0.9);
    let rest: f64 = 1.0 - chances[at];
    let factor = (1.0 - chance) / rest.max(1e-9);
    chances.iter_mut().for_each(|one| *one *= factor);
    chances[at] = chance;
}

fn equal_chance(people: &People, which: fn(&super::people::Side) -> &Vec<u32>) -> Option<f64> {
    equal_chance_of(which(&people.left), which(people.right()), people.right.is_none())
}

fn equal_chance_of(left: &[u32], right: &[u32], same_file: bool) -> Option<f64> {
    let size = left.iter().chain(right).max().map_or(0, |most| *most as usize + 1);
    if size > 200_000_000 {
        return None;
    }
    let count = |rows: &[u32]| {
        let mut counts = vec![0_u32; size];
        rows.iter().for_each(|value| counts[*value as usize] += 1);
        counts
    };
    let (a, b) = (count(left), count(right));
    let known = |counts: &[u32]| counts.iter().skip(1).map(|count| f64::from(*count)).sum::<f64>();
    let (n, m) = (known(&a), known(&b));
    if n < 1.0 || m < 1.0 {
        return None;
    }
    let equal: f64 = a.iter().zip(&b).skip(1).map(|(x, y)| f64::from(*x) * f64::from(*y)).sum();
    let own = if same_file { n } else { 0.0 };
    Some((equal - own + 0.5) / (n * m - own + 1.0))
}

/// The chance that day and month of one date are month and day of another.
fn swapped_chance(left: &[u32], right: &[u32]) -> Option<f64> {
    let swap = |date: u32| {
        let (year, month, day) = super::dates::split(date);
        year * 10_000 + day * 100 + month
    };
    let able = |date: u32| date != 0 && date / 100 % 100 <= 12 && date % 100 <= 12 && swap(date) != date;
    let mut dates: Vec<u32> = right.iter().copied().filter(|date| able(*date)).collect();
    dates.sort_unstable();
    let known = |dates: &[u32]| dates.iter().filter(|date| **date != 0).count() as f64;
    let pairs = known(left) * known(right);
    let place = |date: u32| dates.partition_point(|one| *one < date);
    let found: usize = left
        .par_iter()
        .filter(|date| able(**date))
        .map(|date| place(swap(*date) + 1) - place(swap(*date)))
        .sum();
    (pairs > 0.0).then(|| (found as f64 + 0.5) / (pairs + 1.0))
}

/// A combination of levels, its rarity in whole bits, and how many candidates have it.
type Pattern = (u64, i32, f64);

fn patterns(people: &People, index: &Index, model: &Model, rarities: &Rarities) -> Vec<Pattern> {
    let rows = people.left.len();
    let sampled = rows.min(SAMPLED_ROWS);
    let row_of = |at: usize| (at as u64 * rows as u64 / sampled as u64) as usize;
    let lists: Vec<Vec<(u64, i32)>> = (0..sampled.div_ceil(500))
        .into_par_iter()
        .map(|chunk| {
            let (mut search, mut list) = (Search::default(), Vec::new());
            for row in (chunk * 500..(chunk * 500 + 500).min(sampled)).map(row_of) {
                index.candidates(people, row, &mut search);
                let others = || search.found.iter().copied();
                for other in others().filter(|other| people.right.is_some() || *other as usize != row) {
                    let levels = compare(people, row as u32, other);
                    let rarity = rarities.adjustment(people, model, levels, row as u32, other);
                    list.push((levels, (rarity + 500).div_euclid(1000)));
                }
            }
            list
        })
        .collect();
    let mut all: Vec<(u64, i32)> = lists.into_iter().flatten().collect();
    all.par_sort_unstable();
    all.chunk_by(|a, b| a == b).map(|run| (run[0].0, run[0].1, run.len() as f64)).collect()
}

/// Chances as they are being fitted.
struct Fit {
    same: Chances,
    relatives: Chances,
    /// Over all pairs, and of strangers alone.
    all: Chances,
    strangers: Chances,
    share: f64,
    share_relatives: f64,
    /// Right rows of which a left row is one at most; 0 where it may be several.
    rivals: f64,
}

impl Fit {
    fn new(starts: &[(String, &'static [LevelStart])], all: Chances, rivals: f64) -> Self {
        Self {
            same: pick(starts, |level| level.1),
            relatives: pick(starts, |level| level.2),
            strangers: all.clone(),
            all,
            share: 0.0,
            share_relatives: 0.0,
            rivals,
        }
    }

    fn run(&mut self, starts: &[(String, &'static [LevelStart])], patterns: &[Pattern], pairs: f64) {
        let pairs = pairs.max(1.0);
        self.swap();
        self.share = (0.3 * libm::sqrt(pairs) / pairs).min(0.3);
        self.share_relatives = self.share * 0.3;
        if pairs < FEWEST_PAIRS {
            return;
        }
        for _ in 0..ROUNDS {
            let empty: Chances = starts.iter().map(|(_, levels)| vec![0.0; levels.len()]).collect();
            let (mut same, mut relatives) = (empty.clone(), empty);
            let (mut sum, mut sum_relatives) = (0.0, 0.0);
            for (levels, rarity, count) in patterns {
                let (p, q) = self.posterior(*levels, *rarity);
                sum += p * count;
                sum_relatives += q * count;
                for at in 0..starts.len() {
                    same[at][level(*levels, at)] += p * count;
                    relatives[at][level(*levels, at)] += q * count;
                }
            }
            self.share = ((sum + 0.5) / (pairs + 1.0)).min(0.5);
            self.share_relatives = ((sum_relatives + 0.5) / (pairs + 1.0)).min(0.3);
            let start = (pick(starts, |level| level.1), pick(starts, |level| level.2));
            for at in 0..starts.len() {
                self.same[at] = smoothed(&same[at], &start.0[at], SEEN_SAME);
                self.relatives[at] = smoothed(&relatives[at], &start.1[at], SEEN_RELATIVES);
            }
            self.hold();
            self.subtract();
        }
    }

    /// Relatives seldom share a forename or a birthday; without this the class would swallow slips of the pen.
    /// One person seldom has two birthdays; without this namesakes would be taken for movers. Where dates have many slips
    /// of the pen, other dates are not so seldom.
    fn hold(&mut self) {
        let slips = self.same[BORN][2] + self.same[BORN][3];
        cap(&mut self.same[BORN], &[4, 5, 6, 8], OTHER_DATES + slips / 2.0);
        cap(&mut self.relatives[FORENAME], &[1, 2, 3, 4, 5], 0.02);
        cap(&mut self.relatives[BORN], &[1, 2, 3, 4], 0.06);
    }

    fn subtract(&mut self) {
        let rest = (1.0 - self.share - self.share_relatives).max(0.1);
        for at in 0..self.all.len() {
            let mut sum = 0.0;
            for level in 0..self.all[at].len() {
                let all = self.all[at][level];
                let own = (all
                    - self.share * self.same[at][level]
                    - self.share_relatives * self.relatives[at][level])
                    / rest;
                self.strangers[at][level] = if all > 0.0 { own.max(all * 0.1) } else { 0.0 };
                sum += self.strangers[at][level];
            }
            self.strangers[at].iter_mut().for_each(|one| *one /= sum.max(1e-12));
        }
        self.swap();
    }

    /// Names in each other's place agree as seldom between strangers as names in their own: a form filled in the wrong
    /// order tells nothing about whose it is.
    fn swap(&mut self) {
        let swapped = self.same[FORENAME][SWAPPED];
        self.strangers[FORENAME][SWAPPED] =
            swapped * self.strangers[FORENAME][1] * self.strangers[SURNAME][1];
        self.relatives[FORENAME][SWAPPED] =
            swapped * self.relatives[FORENAME][1] * self.relatives[SURNAME][1];
    }

    /// The chance that a pattern is the same person, and that it is relatives.
    fn posterior(&self, levels: u64, rarity: i32) -> (f64, f64) {
        let (mut same, mut relatives, mut strangers) =
            (self.share, self.share_relatives, 1.0 - self.share - self.share_relatives);
        strangers *= power(-1000 * rarity);
        for at in 0..self.same.len() {
            let level = level(levels, at);
            if self.same[at][level] > 0.0 {
                same *= self.same[at][level];
                relatives *= self.relatives[at][level];
                strangers *= self.strangers[at][level];
            }
        }
        let sum = same + relatives + strangers;
        (same / sum, relatives / sum)
    }

    fn write(&self, starts: &[(String, &'static [LevelStart])], model: &mut Model) {
        let rest = 1.0 - self.share - self.share_relatives;
        // Where a left row is one right row at most and most of them are, hardly any is nobody.
        let nobody = 1.0 - (self.share * self.rivals).min(MOST_LINKED);
        model.prior = thousandths(self.share / nobody);
        model.prior_relatives = thousandths(self.share_relatives / rest);
        let bits = |a: f64, b: f64| if a > 0.0 && b > 0.0 { thousandths(a / b) } else { 0 };
        model.comparisons = starts
            .iter()
            .enumerate()
            .map(|(at, (name, levels))| Comparison {
                name: name.clone(),
                levels: levels
                    .iter()
                    .enumerate()
                    .map(|(level, (name, ..))| Level {
                        name: (*name).to_owned(),
                        same: bits(self.same[at][level], self.strangers[at][level]),
                        relatives: bits(self.relatives[at][level], self.strangers[at][level]),
                        rarity: -bits(self.strangers[at][level], 1.0),
                    })
                    .collect(),
            })
            .collect();
        // Names that differ never speak for one person, however many brothers and sisters a file holds.
        let bits = &mut model.comparisons[SURNAME].levels[7].same;
        *bits = (*bits).min(0);
        for (level, most) in [(7, 1000), (8, -1000), (9, -2000), (11, -500)] {
            let bits = &mut model.comparisons[FORENAME].levels[level].same;
            *bits = (*bits).min(most);
        }
        checks::weigh(&mut model.comparisons);
    }
}

fn cap(chances: &mut [f64], levels: &[usize], most: f64) {
    let sum: f64 = levels.iter().map(|level| chances[*level]).sum();
    if sum > most {
        let (down, up) = (most / sum, (1.0 - most) / (1.0 - sum).max(1e-9));
        chances
            .iter_mut()
            .enumerate()
            .for_each(|(level, chance)| *chance *= if levels.contains(&level) { down } else { up });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The share of other dates that is left after one person's dates were fitted with so many slips.
    fn other_dates(slips: f64) -> f64 {
        let starts = vec![("forename".to_owned(), compare::FORENAME_LEVELS); 8];
        let mut starts: Vec<(String, &'static [LevelStart])> = starts;
        starts[BORN] = ("born_on".to_owned(), compare::BORN_LEVELS);
        let all = pick(&starts, |level| level.3);
        let mut fit = Fit::new(&starts, all, 0.0);
        fit.same[BORN] = vec![0.0, 0.8 - slips, slips / 2.0, slips / 2.0, 0.05, 0.05, 0.05, 0.0, 0.05];
        fit.hold();
        [4, 5, 6, 8].iter().map(|level| fit.same[BORN][*level]).sum()
    }

    #[test]
    fn other_dates_of_one_person_are_as_seldom_as_slips_let_expect() {
        let (clean, noisy) = (other_dates(0.0), other_dates(0.16));
        assert!((clean - 0.08).abs() < 1e-9, "{clean}");
        assert!((noisy - 0.16).abs() < 1e-9, "{noisy}");
    }

    #[test]
    fn a_few_look_alikes_do_not_make_themselves_likely() {
        let (seen, start) = ([0.0, 0.0, 1.0], [0.0, 0.95, 0.05]);
        let fitted = smoothed(&seen, &start, SEEN_SAME);
        assert!(fitted[2] < 0.09, "{fitted:?}");
    }
}
