//! How much evidence links and how much asks: the two thresholds and the model of a run come in, what a weight is worth
//! goes out.
//!
//! A link by weight is accepted where at most one of so many such links is expected to be wrong, and put to a person where
//! it is likelier than a given percentage.

use super::likely::Guess;
use super::matching::{self, Model};
use super::roster::PersonIx;
use crate::problem::{Kind, Place, Problem};
use std::collections::BTreeSet;

/// The file of a model in the definitions of a workspace and in the folder of a run.
pub const MODEL: &str = "link-model.json";

/// The thresholds and the model by which a run weighs links.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weighing {
    /// Of so many links by weight one may be expected to be wrong: the parameter `link-accept`. 0 accepts none.
    pub accept: u32,
    /// A person is asked about candidates from so many percent on: the parameter `link-review`. Above 100 asks of none.
    pub review: u32,
    /// The model to weigh by; none fits one to the keys and the cohort.
    pub model: Option<Model>,
}

impl Default for Weighing {
    fn default() -> Self {
        Self { accept: 10_000, review: 50, model: None }
    }
}

/// A candidate so many thousandths of a bit behind the first is no part of the question: odds of 30 to 1.
const FAR_BEHIND: i32 = 5000;

/// Thousandths of a bit from which a probability is reached.
fn bits(odds: f64) -> i32 {
    libm::ceil(libm::log2(odds) * 1000.0) as i32
}

impl Weighing {
    /// Whether a link of this weight is accepted.
    pub(super) fn accepts(&self, weight: i32) -> bool {
        self.accept > 1 && weight >= bits(f64::from(self.accept) - 1.0)
    }

    /// Whether an address written otherwise links.
    pub(super) fn links_by_likeness(&self) -> bool {
        self.accept > 1
    }

    /// Whether a person is asked at all.
    pub(super) fn asks(&self) -> bool {
        self.review <= 100
    }

    /// Those about whom a person is asked, of candidates with the likeliest first: none, unless it is likely enough to be one
    /// of them; else all but those far behind the first. Two alike are half as likely each, and no less a question.
    ///
    /// Whoever a person ruled out leaves their share to the others and to nobody.
    pub(super) fn likely(&self, guesses: &[Guess], rejected: &BTreeSet<PersonIx>) -> BTreeSet<PersonIx> {
        let (out, left): (Vec<&Guess>, Vec<&Guess>) =
            guesses.iter().partition(|guess| rejected.contains(&guess.person));
        let Some(first) = left.first() else { return BTreeSet::new() };
        let sum = |list: &[&Guess]| list.iter().map(|guess| probability(guess.weight)).sum::<f64>();
        let all = sum(&left) / (1.0 - sum(&out)).max(1e-12);
        // Shares of equals add up to a little less than they should, by rounding and by those who are not looked at.
        if self.review > 100 || 100.0 * all + 0.5 < f64::from(self.review) {
            return BTreeSet::new();
        }
        let near = left.iter().take_while(|guess| guess.weight + FAR_BEHIND >= first.weight);
        near.map(|guess| guess.person).collect()
    }
}

/// Reads a saved model for a run.
///
/// # Errors
/// A problem that says what is wrong with the text, or that the model was fitted to other columns than a run compares.
pub fn check_model(text: &str) -> Result<Model, Problem> {
    let wrong = |what: String| {
        Problem::new(Kind::LinkModelUnusable, Place::file(MODEL), what)
            .with_hint("take the file of that name from the folder of an earlier run, or remove it")
    };
    let model = Model::parse(text).map_err(wrong)?;
    if super::likely::is_fitting(&model) {
        Ok(model)
    } else {
        Err(wrong("the model was fitted to files whose columns play other roles".to_owned()))
    }
}

/// The probability, from 0 to 1, of a weight in thousandths of a bit.
#[must_use]
pub fn probability(weight: i32) -> f64 {
    matching::probability(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_accepted_from_the_weight_at_which_one_of_so_many_is_wrong() {
        let weighing = Weighing { accept: 10_000, ..Weighing::default() };
        assert!((probability(13_288) - 0.9999).abs() < 1e-6);
        assert!(weighing.accepts(13_288) && !weighing.accepts(13_287));
        let one_of_two = Weighing { accept: 2, ..weighing };
        assert!(one_of_two.accepts(0) && !one_of_two.accepts(-1));
    }

    #[test]
    fn none_is_accepted_where_none_may_be() {
        for accept in [0, 1] {
            assert!(!Weighing { accept, ..Weighing::default() }.accepts(200_000));
        }
    }

    #[test]
    fn a_person_is_asked_from_the_weight_of_the_percentage_on() {
        let asks = |review: u32, weights: &[i32], rejected: &[u32]| {
            let guess =
                |(person, weight): (u32, &i32)| Guess { person, weight: *weight, is_alike: true, pair: 0 };
            let guesses: Vec<Guess> = (0..).zip(weights).map(guess).collect();
            let rejected = rejected.iter().copied().collect();
            Weighing { review, ..Weighing::default() }.likely(&guesses, &rejected).len()
        };
        assert_eq!((asks(50, &[0], &[]), asks(50, &[-100], &[])), (1, 0));
        assert_eq!((asks(20, &[-2000], &[]), asks(20, &[-2100], &[])), (1, 0), "odds of one to four");
        assert_eq!((asks(0, &[-9000], &[]), asks(101, &[9000], &[]), asks(50, &[], &[])), (1, 0, 0));
        assert_eq!(asks(50, &[-10, -10], &[]), 2, "two alike");
        assert_eq!(asks(50, &[6000, 1001, 999], &[]), 2, "the last is far behind");
        assert_eq!(asks(50, &[2000, -2300], &[0]), 1, "of those left, if it is not the first");
        assert_eq!((asks(50, &[2000], &[0]), asks(50, &[2000, -9000], &[0])), (0, 0));
    }
}
