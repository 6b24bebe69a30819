//! Numbers that carry a check within themselves: a number as written comes in, its normal form goes out and whether it
//! passes; of two numbers, how much their agreement is worth.
//!
//! A number that fails was mistyped or made up. That two rows share it still counts, by half; that one row has another proves
//! next to nothing. No pair is left out for it.

use super::compare::LevelStart;
use super::model::Comparison;
use crate::feeds::identifiers::{self, Checked};
use std::borrow::Cow;

/// Levels of a number with a check. Those at the end are never fitted: their bits follow from those of the others.
pub(super) const CHECKED_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.93, 0.02, 0.00002),
    ("one slip", 0.04, 0.003, 0.0002),
    ("differ", 0.03, 0.977, 0.99978),
    ("equal but fails its check", 0.0, 0.0, 0.0),
    ("differ but fails its check", 0.0, 0.0, 0.0),
];

const EQUAL: usize = 1;
const SLIP: usize = 2;
const DIFFER: usize = 3;
const EQUAL_FAILS: usize = 4;
const DIFFER_FAILS: usize = 5;

/// The most that another number says against a pair if one of the two fails, in thousandths of a bit.
const MOST_AGAINST: i32 = 1000;
/// From so many numbers on a column in which nine in ten fail is taken to hold something else, such as pseudonyms.
const ENOUGH: u32 = 100;

/// The scheme with a check that the name of an identifier stands for.
pub(super) fn scheme(name: &str) -> Option<&'static str> {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    match plain.to_ascii_lowercase().as_str() {
        "nhs" | "nhsnumber" | "nhsno" => Some("nhs"),
        "nino" | "ni" | "ninumber" | "nationalinsurancenumber" => Some("nino"),
        "upn" | "uniquepupilnumber" => Some("upn"),
        _ => None,
    }
}

/// The columns of identifiers by place, each with its scheme, and which of their numbers fail.
#[derive(Clone, Debug, Default)]
pub(super) struct Checks {
    schemes: Vec<Option<&'static str>>,
    /// A bit for each column, by number of text; shorter than the texts where the last of them pass.
    failing: Vec<u8>,
    seen: [(u32, u32); 8],
}

impl Checks {
    /// For identifiers and other columns in their order, eight at most.
    pub(super) fn new(columns: &[(String, bool)]) -> Self {
        let of = |(name, identifier): &(String, bool)| if *identifier { scheme(name) } else { None };
        Self { schemes: columns.iter().map(of).collect(), ..Self::default() }
    }

    /// The form in which a number is compared, and whether it passes.
    pub(super) fn form<'a>(&self, column: usize, compact: &'a str) -> (Cow<'a, str>, bool) {
        let Some(scheme) = self.schemes[column].filter(|_| !compact.is_empty()) else {
            return (compact.into(), true);
        };
        match identifiers::check(scheme, compact) {
            Checked::Valid(normal) => (normal.into(), true),
            // A mistyped one leaves out its suffix as well, so that a slip stays one.
            _ if scheme == "nino" && compact.chars().count() == 9 => {
                (compact.strip_suffix(['A', 'B', 'C', 'D']).unwrap_or(compact).into(), false)
            }
            Checked::Temporary | Checked::Invalid => (compact.into(), false),
        }
    }

    /// Takes down one number of a column.
    pub(super) fn note(&mut self, column: usize, text: u32, passes: bool) {
        if text == 0 || self.schemes[column].is_none() {
            return;
        }
        self.seen[column].0 += 1;
        if !passes {
            self.seen[column].1 += 1;
            let text = text as usize;
            if self.failing.len() <= text {
                self.failing.resize(text + 1, 0);
            }
            self.failing[text] |= 1 << column;
        }
    }

    /// After the last number: a column in which nearly all fail has no check.
    pub(super) fn settle(&mut self) {
        for (scheme, (seen, failed)) in self.schemes.iter_mut().zip(self.seen) {
            if seen >= ENOUGH && u64::from(failed) * 10 > u64::from(seen) * 9 {
                *scheme = None;
            }
        }
    }

    fn fails(&self, column: usize, text: u32) -> bool {
        self.failing.get(text as usize).is_some_and(|bits| bits >> column & 1 == 1)
    }

    /// The level of two numbers of which the level without a check is known.
    pub(super) fn level(&self, column: usize, level: u64, (a, b): (u32, u32)) -> u64 {
        let Some(scheme) = self.schemes[column] else { return level };
        let failing = usize::from(self.fails(column, a)) + usize::from(self.fails(column, b));
        let shows_slips = scheme != "nino";
        let level = match (level as usize, failing) {
            (EQUAL, 1..) => EQUAL_FAILS,
            (DIFFER, 1..) => DIFFER_FAILS,
            // No slip of one sign leads from one sound number to another.
            (SLIP, 0) if shows_slips => DIFFER,
            (SLIP, 2) if shows_slips => DIFFER_FAILS,
            (level, _) => level,
        };
        level as u64
    }
}

/// Sets the bits of the levels that are never fitted.
pub(super) fn weigh(comparisons: &mut [Comparison]) {
    let checked = comparisons.iter_mut().map(|one| &mut one.levels);
    for levels in checked.filter(|levels| {
        levels.get(EQUAL_FAILS).is_some_and(|level| level.name == CHECKED_LEVELS[EQUAL_FAILS].0)
    }) {
        let (equal, differ) = (levels[EQUAL].clone(), levels[DIFFER].clone());
        levels[EQUAL_FAILS].same = equal.same / 2;
        levels[EQUAL_FAILS].relatives = equal.relatives / 2;
        levels[DIFFER_FAILS].same = (differ.same / 8).clamp(-MOST_AGAINST, 0);
        levels[DIFFER_FAILS].relatives = (differ.relatives / 8).clamp(-MOST_AGAINST, MOST_AGAINST);
    }
}
