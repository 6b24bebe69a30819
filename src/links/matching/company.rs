//! How many rows of the other file one person has: pairs with their weights come in, what the company of a row says for or
//! against one more row goes out.
//!
//! Where most people have one row, a person who has none so far is likelier to be the one looked for than chance alone
//! would have it, and a person who has one already is far less likely to have a second; where people come with ten rows,
//! neither holds. How it is with these files is learnt from the pairs themselves. Nothing is ruled out here.

use super::model::{power, probability, thousandths};

/// So many rows of one person are told apart; what holds for the last holds for more.
const MOST: usize = 12;
/// Rows already seen that come as chance would have it.
const SEEN: f64 = 2.0;
/// Most that company adds or takes off, in thousandths of a bit.
const BOUND: i32 = 8000;
/// Other rows that are looked at beside one: the likeliest.
const NEAREST: usize = 16;
const ROUNDS: usize = 6;

/// What a first row, a second, a third and so on gain over chance, in thousandths of a bit.
#[derive(Clone, Debug)]
pub(super) struct Company {
    gains: Vec<i32>,
    /// How much likelier each number of rows is than chance would have it.
    prior: Counts,
}

/// Chances of none, one, two and so on of some rows.
type Counts = [f64; MOST + 1];

impl Company {
    /// From a saved model; where none is saved, company says nothing.
    pub(super) fn saved(gains: &[i32]) -> Self {
        let mut prior = [1.0; MOST + 1];
        for at in 0..MOST {
            prior[at + 1] = prior[at] * power(gains.get(at).copied().unwrap_or(0));
        }
        Self { gains: gains.to_vec(), prior }
    }

    pub(super) fn gains(&self) -> &[i32] {
        &self.gains
    }

    /// What a second row beside a first gains, which within one file makes three rows of one person.
    pub(super) fn third(&self) -> i32 {
        self.gains.get(1).copied().unwrap_or(0)
    }

    /// Learns from the weights of the rows of each person; `people` is how many there are, with and without rows.
    pub(super) fn learn(rows: &[Vec<i32>], people: usize) -> Self {
        let counts: Vec<Counts> = rows.iter().map(|weights| counts(weights.iter().copied())).collect();
        let without = people.saturating_sub(rows.len()) as f64;
        let mut company = Self::saved(&[]);
        for _ in 0..ROUNDS {
            let mut sum = [0.0; MOST + 1];
            sum[0] = without;
            for counts in &counts {
                let all: f64 = counts.iter().zip(&company.prior).map(|(count, prior)| count * prior).sum();
                for at in 0..=MOST {
                    sum[at] += counts[at] * company.prior[at] / all.max(1e-300);
                }
            }
            company = Self::saved(&gains(&sum));
        }
        company
    }

    /// What a row gains beside others of the same person, by their weights, in thousandths of a bit.
    pub(super) fn says(&self, others: impl Iterator<Item = i32>) -> i32 {
        let (Some(first), Some(last)) = (self.gains.first(), self.gains.last()) else { return 0 };
        let mut others: Vec<i32> = others.collect();
        if others.is_empty() {
            return *first;
        }
        others.sort_unstable_by(|a, b| b.cmp(a));
        others.truncate(NEAREST);
        let (prior, counts, last) = (&self.prior, counts(others.into_iter()), power(*last));
        let next = |at: usize| prior.get(at + 1).copied().unwrap_or(prior[MOST] * last);
        let (mut with, mut without) = (0.0, 0.0);
        for (at, count) in counts.iter().enumerate() {
            with += count * next(at);
            without += count * prior[at];
        }
        thousandths(with / without.max(1e-300)).clamp(-BOUND, BOUND)
    }
}

/// From how many people have so many rows: what each further row gains over rows that come by chance.
fn gains(people: &Counts) -> Vec<i32> {
    let all: f64 = people.iter().sum();
    let mean = people.iter().enumerate().map(|(at, people)| at as f64 * people).sum::<f64>() / all.max(1.0);
    let mean = mean.max(1e-9);
    let (mut chance, mut seen) = (libm::exp(-mean), [0.0; MOST + 1]);
    for at in 0..=MOST {
        seen[at] = people[at] + SEEN * chance;
        chance *= mean / (at as f64 + 1.0);
    }
    let gain = |at: usize| {
        let one = (at as f64 + 1.0) * seen[at + 1] / seen[at].max(1e-300);
        if at == 0 {
            return thousandths(one / mean).clamp(0, BOUND);
        }
        // Where most people have ten rows, the few with two tell nothing about a third: what is still to come does.
        let with: f64 = seen[at..].iter().sum();
        let further: f64 = seen[at..].iter().enumerate().map(|(more, people)| more as f64 * people).sum();
        // The rows of one stranger are alike as well: they must not speak for each other.
        thousandths(one.max(further / with.max(1e-300)) / mean).clamp(-BOUND, 0)
    };
    (0..MOST).map(gain).collect()
}

/// The chances that none, one, two and so on of rows with these weights are the person.
fn counts(weights: impl Iterator<Item = i32>) -> Counts {
    let mut counts = [0.0; MOST + 1];
    counts[0] = 1.0;
    for weight in weights {
        let (yes, no) = (probability(weight), probability(-weight));
        counts[MOST] += counts[MOST - 1] * yes;
        for at in (1..MOST).rev() {
            counts[at] = counts[at] * no + counts[at - 1] * yes;
        }
        counts[0] *= no;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Company of a hundred people of whom so many have rows, as many as said, all sure.
    fn company(rows: &[(usize, usize)]) -> Company {
        let sure = rows.iter().flat_map(|(people, rows)| vec![vec![20_000; *rows]; *people]);
        Company::learn(&sure.collect::<Vec<_>>(), 100)
    }

    #[test]
    fn where_most_people_have_one_row_the_one_without_is_likelier() {
        let company = company(&[(80, 1)]);
        let (first, second) = (company.says([].into_iter()), company.says([12_000].into_iter()));
        assert!((2000..4000).contains(&first), "{first}");
        assert!(second < -4000, "{second}");
    }

    #[test]
    fn a_doubtful_row_is_little_company() {
        let company = company(&[(80, 1)]);
        let alone = company.says([].into_iter());
        let beside = company.says([-3000].into_iter());
        assert!(beside < alone && beside > alone - 1500, "{alone} {beside}");
    }

    #[test]
    fn rows_that_come_by_chance_say_nothing() {
        let company = company(&[(37, 1), (18, 2), (6, 3), (2, 4)]);
        for others in 0..4 {
            let said = company.says(vec![20_000; others].into_iter());
            assert!(said.abs() < 500, "{others}: {said}");
        }
    }

    #[test]
    fn where_people_have_ten_rows_others_are_no_rivals_and_no_support() {
        let company = company(&[(60, 10)]);
        for others in [1, 5, 8] {
            let said = company.says(vec![20_000; others].into_iter());
            assert!((-500..=0).contains(&said), "{others}: {said}");
        }
    }

    #[test]
    fn a_model_saved_without_company_says_nothing() {
        assert_eq!(Company::saved(&[]).says([20_000].into_iter()), 0);
    }
}
