//! What feed rows say before anyone knows whom they are about: facts and coverage by keys instead of by person.
//!
//! Mapping makes these from rows, linking turns them into facts of people and homes of the cohort. A key is only what a
//! row gave and what passed its check; nothing here compares keys with the cohort.
#![expect(clippy::disallowed_types, reason = "hash maps are looked up only and never listed")]

use super::vocabulary::FactKind;
use crate::domain::cohort::Sex;
use crate::domain::{Code, Day, Quantity, Reference, SourceRef, Text, Window};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// One entry of a [`KeyTable`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KeyIx(pub u32);

/// What a feed row says of who a fact is about. Blank fields are `None`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct RecordKeys {
    /// Scheme (`upn`, `nino`, `yot`, ...) and the normalised value. Only values that passed their check.
    pub identifiers: Vec<(Text, Text)>,
    /// Given name as written, without blanks around it.
    pub forename: Option<Text>,
    /// Family name as written, without blanks around it.
    pub surname: Option<Text>,
    /// Date of birth.
    pub born_on: Option<Day>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Address in one line, as written.
    pub address: Option<Text>,
    /// Postcode in capitals without blanks; only if it has the form of one.
    pub postcode: Option<Text>,
    /// Unique Property Reference Number: digits without leading zeros.
    pub uprn: Option<Text>,
}

/// The distinct keys of all rows. Equal keys share one entry, so that a million rows stay small.
#[derive(Clone, Default)]
pub struct KeyTable {
    keys: Vec<RecordKeys>,
    /// Where a key with this hash stands; looked up only, never listed, so that its order cannot reach an output.
    places: HashMap<u64, KeyIx>,
}

impl KeyTable {
    /// The entry of these keys, new or known.
    ///
    /// # Panics
    /// Beyond 4,294,967,295 distinct keys.
    pub fn intern(&mut self, keys: RecordKeys) -> KeyIx {
        let mut salt = 0u64;
        loop {
            let hash = hash_of(&keys, salt);
            match self.places.get(&hash) {
                Some(known) if *self.get(*known) == keys => return *known,
                // Two different keys with one hash: try the next.
                Some(_) => salt += 1,
                None => {
                    let index = KeyIx(u32::try_from(self.keys.len()).expect("keys are numbered by 32 bits"));
                    self.keys.push(keys);
                    self.places.insert(hash, index);
                    return index;
                }
            }
        }
    }

    /// What this entry holds.
    ///
    /// # Panics
    /// If the index comes from another table.
    #[must_use]
    pub fn get(&self, index: KeyIx) -> &RecordKeys {
        &self.keys[index.0 as usize]
    }

    /// The number of distinct keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no keys.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// All entries in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = (KeyIx, &RecordKeys)> {
        (0u32..).map(KeyIx).zip(&self.keys)
    }

    /// Takes in another table; gives the new entry of each of its entries, in their order.
    pub fn merge(&mut self, other: Self) -> Vec<KeyIx> {
        other.keys.into_iter().map(|keys| self.intern(keys)).collect()
    }
}

fn hash_of(keys: &RecordKeys, salt: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    salt.hash(&mut hasher);
    keys.hash(&mut hasher);
    hasher.finish()
}

/// Whom a fact is about, by keys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum About {
    /// A person.
    Person(KeyIx),
    /// The home at an address on the day of the fact.
    Household(KeyIx),
}

/// A fact by keys. Days and figures are as in [`super::Fact`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct UnlinkedFact {
    /// What it says, an entry of the vocabulary.
    pub kind: FactKind,
    /// About whom.
    pub about: About,
    /// The day (event, score), or the first day (spell, tally).
    pub from: Day,
    /// The last day (spell, tally); `None` for events and scores, and for a spell still open.
    pub to: Option<Day>,
    /// Subtype or level.
    pub code: Option<Code>,
    /// What ties the facts of one case together.
    pub reference: Option<Reference>,
    /// The number or level; the part of a tally.
    pub value: Option<Quantity>,
    /// The whole of a tally; the top of a scale.
    pub of: Option<Quantity>,
    /// File and line.
    pub source: SourceRef,
}

/// Days for which a delivery is complete about a fact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct UnlinkedCoverage {
    /// The fact.
    pub kind: FactKind,
    /// The days.
    pub window: Window,
    /// Only while a person's age in completed years is in this band, both ends included.
    pub ages: Option<(u32, u32)>,
    /// Only people who have an identifier of this scheme in the cohort.
    pub requires: Option<Text>,
    /// About whom; `None` means everyone.
    pub who: Option<KeyIx>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(surname: &str) -> RecordKeys {
        RecordKeys { surname: Some(surname.into()), ..RecordKeys::default() }
    }

    #[test]
    fn equal_keys_share_one_entry() {
        let mut table = KeyTable::default();
        let first = table.intern(named("Ash"));
        let second = table.intern(named("Oak"));
        assert_eq!(table.intern(named("Ash")), first);
        assert_eq!((table.len(), table.get(second)), (2, &named("Oak")));
    }

    #[test]
    fn a_merged_table_says_where_its_entries_went() {
        let mut table = KeyTable::default();
        table.intern(named("Ash"));
        let mut other = KeyTable::default();
        other.intern(named("Oak"));
        other.intern(named("Ash"));
        assert_eq!(table.merge(other), [KeyIx(1), KeyIx(0)]);
    }
}
