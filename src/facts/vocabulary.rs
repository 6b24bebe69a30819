//! The list of facts Hearth knows (`schemas/facts.csv`): shape, subject, codes, units, feeds.

use crate::domain::{Digest, Text};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The four shapes of facts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Shape {
    /// Happened on a day.
    Event,
    /// A state from one day to another, or still open.
    Spell,
    /// A number or level on a day.
    Score,
    /// A count out of a count over a period.
    Tally,
}

/// Whom a fact may be about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum About {
    /// A person only.
    Person,
    /// A home only.
    Household,
    /// Either.
    Either,
}

/// One entry of the vocabulary, as an index into it; ordered by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactKind(u16);

/// What the vocabulary says of one fact.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The fact's name, for example `school-sessions`.
    pub name: Text,
    /// `crime`, `education`, ...
    pub domain: Text,
    /// Its shape.
    pub shape: Shape,
    /// Whom it may be about.
    pub about: About,
    /// The codes it may have; empty where it has none.
    pub codes: Vec<Text>,
    /// Whether any code is accepted.
    pub free_codes: bool,
    /// What the value means; blank where there is none.
    pub value: Text,
    /// What the whole means; blank where there is none.
    pub of: Text,
    /// What the reference means.
    pub reference: Text,
    /// The feeds that supply it.
    pub feeds: Vec<Text>,
    /// When two rows are one event.
    pub one_event: OneEvent,
    /// The `fact/code` that, under the same ref, sets a row aside; blank where there is none.
    pub cancelled_by: Text,
    /// Whether the fact is complete where the spell it belongs to is covered, and has no coverage of its own.
    pub borrowed_coverage: bool,
    /// What counts and what does not.
    pub note: Text,
}

/// When two rows are one event (reading R26): always with the same ref on the same day, or the same person or home on the
/// same day; for some facts also with the same ref on other days, or within one family on one day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OneEvent {
    /// Same day, and same ref or same subject.
    Day,
    /// Same ref on whatever day, or same day and subject.
    RefOrDay,
    /// As `RefOrDay`, and one family on one day.
    FamilyDay,
}

/// The facts Hearth knows. There is one vocabulary, built into the program.
#[derive(Debug)]
pub struct Vocabulary {
    entries: Vec<Entry>,
    by_name: BTreeMap<Text, FactKind>,
}

const SOURCE: &str = include_str!("../../schemas/facts.csv");

impl Vocabulary {
    /// The built-in vocabulary.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Vocabulary> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::parse(SOURCE).expect("the built-in vocabulary is checked by a test"))
    }

    fn parse(source: &str) -> Option<Self> {
        let mut reader = csv::Reader::from_reader(source.as_bytes());
        let mut entries = Vec::new();
        for record in reader.records() {
            entries.push(parse_entry(&record.ok()?)?);
        }
        entries.sort_by(|a: &Entry, b: &Entry| a.name.cmp(&b.name));
        let by_name = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| Some((entry.name.clone(), FactKind(u16::try_from(index).ok()?))))
            .collect::<Option<BTreeMap<_, _>>>()?;
        (by_name.len() == entries.len()).then_some(Self { entries, by_name })
    }

    /// The digest of the built-in vocabulary's text.
    #[must_use]
    pub fn digest() -> Digest {
        Digest::of(SOURCE.as_bytes())
    }

    /// The fact with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<FactKind> {
        self.by_name.get(name).copied()
    }

    /// All entries, by name.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

fn parse_entry(record: &csv::StringRecord) -> Option<Entry> {
    let list =
        |text: &str| text.split(';').filter(|part| !part.is_empty()).map(Text::from).collect::<Vec<_>>();
    let codes = list(record.get(4)?);
    let free_codes = codes.len() == 1 && &*codes[0] == "free";
    Some(Entry {
        name: record.get(0)?.into(),
        domain: record.get(1)?.into(),
        shape: match record.get(2)? {
            "event" => Shape::Event,
            "spell" => Shape::Spell,
            "score" => Shape::Score,
            "tally" => Shape::Tally,
            _ => return None,
        },
        about: match record.get(3)? {
            "person" => About::Person,
            "household" => About::Household,
            "either" => About::Either,
            _ => return None,
        },
        codes: if free_codes { Vec::new() } else { codes },
        free_codes,
        value: record.get(5)?.into(),
        of: record.get(6)?.into(),
        reference: record.get(7)?.into(),
        feeds: list(record.get(8)?),
        one_event: match record.get(10)? {
            "day" => OneEvent::Day,
            "ref-or-day" => OneEvent::RefOrDay,
            "family-day" => OneEvent::FamilyDay,
            _ => return None,
        },
        cancelled_by: record.get(11)?.into(),
        borrowed_coverage: record.get(12)? == "of-the-spell",
        note: record.get(13)?.into(),
    })
}

impl FactKind {
    /// What the vocabulary says of it.
    #[must_use]
    pub fn entry(self) -> &'static Entry {
        &Vocabulary::builtin().entries[usize::from(self.0)]
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        &self.entry().name
    }

    /// Its shape.
    #[must_use]
    pub fn shape(self) -> Shape {
        self.entry().shape
    }

    /// The fact and code that, under the same ref, set a row aside: a cleared accusation, a withdrawn exclusion.
    #[must_use]
    pub fn cancelled_by(self) -> Option<(Self, &'static str)> {
        let (fact, code) = self.entry().cancelled_by.split_once('/')?;
        Some((Vocabulary::builtin().find(fact)?, code))
    }

    /// Whether the fact is complete where the spell it belongs to is covered, and has no coverage of its own.
    #[must_use]
    pub fn has_borrowed_coverage(self) -> bool {
        self.entry().borrowed_coverage
    }

    /// Whether the fact may have this code; a blank code is always allowed.
    #[must_use]
    pub fn allows_code(self, code: &str) -> bool {
        let entry = self.entry();
        code.is_empty() || entry.free_codes || entry.codes.iter().any(|known| &**known == code)
    }
}

impl std::fmt::Debug for FactKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_vocabulary_is_read() {
        let vocabulary = Vocabulary::builtin();
        let offence = vocabulary.find("offence").expect("offence is a fact");
        assert_eq!(offence.shape(), Shape::Event);
        assert!(offence.allows_code("convicted"));
        assert!(!offence.allows_code("acquitted"));
        assert!(vocabulary.find("nomination").expect("nomination is a fact").allows_code("tb-1f"));
    }
}
