//! A fact about a person or a home.

use super::vocabulary::FactKind;
use crate::domain::{Code, Day, HouseholdId, Period, PersonId, Quantity, Reference, SourceRef, Text};

/// Whom a fact is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// A person of the cohort.
    Person(PersonId),
    /// A home of the cohort: it concerns the families with a member living there on the day.
    Household(HouseholdId),
}

/// The rule that decided whom a fact is about, for example `given` (interchange files), `upn`, `name+born+postcode`, `uprn`.
pub type LinkRule = Text;

/// An event, spell, score or tally with its source line. Ordered by kind, subject, days, then the rest, ending in source
/// file and line, so that every list of facts has one order.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fact {
    /// What it says, an entry of the vocabulary.
    pub kind: FactKind,
    /// About whom.
    pub subject: Subject,
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
    /// The rule that linked it.
    pub rule: LinkRule,
}

impl Fact {
    /// The days of a spell or tally; for an event or score its one day.
    #[must_use]
    pub fn period(&self) -> Period {
        Period { from: self.from, to: self.to }
    }

    /// Whether the code is one of these.
    #[must_use]
    pub fn has_code(&self, codes: &[Code]) -> bool {
        self.code.as_ref().is_some_and(|code| codes.contains(code))
    }
}
