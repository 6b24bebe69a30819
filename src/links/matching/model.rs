//! The numbers that turn agreement into a weight: bits for each level of each comparison, priors and frequencies of names.
//!
//! All are whole thousandths of a bit, so that printed parts add up exactly and a saved model gives the same bytes. A
//! model knows three kinds of pairs: the same person, relatives of one home, and strangers.

use super::compare::{BORN, FORENAME, level};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Forenames from this level on are at most alike in sound.
const ALIKE_AT_MOST: usize = 7;
/// No weight is greater, for or against.
const MOST_BITS: i32 = 200_000;
/// How much likelier twins are than their levels say, in thousandths of a bit.
const TWINS: i32 = 4000;

/// A level's evidence, in thousandths of a bit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Level {
    pub(super) name: String,
    /// For the same person against strangers.
    pub(super) same: i32,
    /// For relatives against strangers.
    pub(super) relatives: i32,
    /// How rare the level is between strangers.
    pub(super) rarity: i32,
}

/// One comparison's levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Comparison {
    pub(super) name: String,
    pub(super) levels: Vec<Level>,
}

/// A fitted model; it can be saved and used again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// The version of the form of the file.
    pub(super) version: u32,
    /// The threshold chosen from the data it was fitted on, in millionths.
    pub(super) threshold: u32,
    pub(super) prior: i32,
    pub(super) prior_relatives: i32,
    /// Evidence of a relative linked to the same home, and of relatives linked to another only.
    pub(super) relative_linked: i32,
    pub(super) relatives_elsewhere: i32,
    /// What a first row of a person, a second and so on gain over chance.
    #[serde(default)]
    pub(super) company: Vec<i32>,
    pub(super) comparisons: Vec<Comparison>,
    /// How rare forenames and surnames are, those that are common enough to tell.
    pub(super) forenames: BTreeMap<String, i32>,
    pub(super) surnames: BTreeMap<String, i32>,
    /// How rare every other name is.
    pub(super) other_forename: i32,
    pub(super) other_surname: i32,
}

/// log2 in thousandths.
pub(super) fn thousandths(ratio: f64) -> i32 {
    libm::round(libm::log2(ratio.max(1e-12)) * 1000.0) as i32
}

/// 2 to the power of thousandths of a bit.
pub(super) fn power(thousandths: i32) -> f64 {
    libm::exp2(f64::from(thousandths.clamp(-200_000, 200_000)) / 1000.0)
}

/// The probability, from 0 to 1, of a weight in thousandths of a bit.
#[must_use]
pub fn probability(weight: i32) -> f64 {
    1.0 / (1.0 + power(-weight))
}

impl Model {
    /// The model as text, for a file.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("numbers and names can be written") + "\n"
    }

    /// Reads a saved model.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        let model: Self = serde_json::from_str(text).map_err(|error| {
            // What stands there may be somebody's name.
            format!("line {}, column {}: not a saved model", error.line(), error.column())
        })?;
        if model.version != 1 {
            return Err(format!("version {} of a model is not known", model.version));
        }
        if model.weights().any(|weight| !(-MOST_BITS..=MOST_BITS).contains(&weight)) {
            return Err(format!("a weight is beyond {} bits", MOST_BITS / 1000));
        }
        Ok(model)
    }

    /// Every weight in it, in thousandths of a bit.
    fn weights(&self) -> impl Iterator<Item = i32> {
        let levels = self.comparisons.iter().flat_map(|one| &one.levels);
        let levels = levels.flat_map(|level| [level.same, level.relatives, level.rarity]);
        let names = self.forenames.values().chain(self.surnames.values()).chain(&self.company).copied();
        let own = [
            self.prior,
            self.prior_relatives,
            self.relative_linked,
            self.relatives_elsewhere,
            self.other_forename,
            self.other_surname,
        ];
        levels.chain(names).chain(own)
    }

    /// The threshold chosen when the model was fitted.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        f64::from(self.threshold) / 1e6
    }

    /// Evidence for the same person: prior, levels and the adjustments given.
    pub(super) fn same(&self, levels: u64, adjustment: i32) -> i32 {
        let bits = self.comparisons.iter().enumerate().map(|(at, one)| one.levels[level(levels, at)].same);
        self.prior + adjustment + bits.sum::<i32>()
    }

    /// What the chance of a relative takes off.
    pub(super) fn correction(&self, levels: u64, adjustment: i32) -> i32 {
        let bits =
            self.comparisons.iter().enumerate().map(|(at, one)| one.levels[level(levels, at)].relatives);
        let likeliest = minus_log_one_plus(self.prior_relatives + adjustment + bits.sum::<i32>());
        // Twins share home, surname and birthday, and often the sound of their names: the levels taken one by one make
        // them rarer than they are.
        let twins = level(levels, FORENAME) >= ALIKE_AT_MOST && level(levels, BORN) == 1;
        if twins && likeliest < 0 { likeliest - TWINS } else { likeliest }
    }
}

/// -log2(1 + 2^x), in thousandths.
pub(super) fn minus_log_one_plus(x: i32) -> i32 {
    match x {
        ..-12_000 => 0,
        20_000.. => -x,
        _ => -thousandths(1.0 + power(x)),
    }
}
