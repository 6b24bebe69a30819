//! What an evaluation answers: rows of verdicts with figures, windows and evidence, and the family's result.

use crate::domain::{ClauseId, Day, FamilyId, PersonId, Quantity, SourceRef, Text, Window};
use crate::facts::LinkRule;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The five verdicts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Truth {
    /// The evidence shows it.
    Met,
    /// The evidence shows it is not so.
    NotMet,
    /// Cannot tell; a reason says why.
    Unknown,
    /// The criterion has lapsed (third birthday, eighteenth birthday).
    Void,
    /// It serves no criterion this family has, or asks nobody.
    NotApplicable,
}

impl Truth {
    /// As written in the answer files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not-met",
            Self::Unknown => "unknown",
            Self::Void => "void",
            Self::NotApplicable => "not-applicable",
        }
    }
}

/// Why a verdict is unknown, or what a reader must know beside it. The list is closed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Reason {
    /// Evidence against it outside the test itself.
    ContraryEvidence,
    /// A corrected reading of a misprinted row.
    CorrectedReading,
    /// A term that is not covered yet.
    InArrears,
    /// Another outcome stands in.
    Interchanged,
    /// Asked on the last covered day.
    Lagged,
    /// A link waits for review.
    LinkInReview,
    /// Another member has started one of the family's problems.
    NewStart,
    /// Computed without custody days.
    NoCustodyFeed,
    /// The plan has no measure that can be taken.
    NoMeasure,
    /// The record that would tell is missing.
    NoRecord,
    /// An attestation names no measuring tool.
    NoTool,
    /// Shown by another member than the one who triggered the letter.
    OtherMember,
    /// The person is not linked in the source.
    PersonNotLinked,
    /// A step that shows no change.
    ProcessOnly,
    /// The window is not over, or begins before engagement.
    TooEarly,
    /// The source is not complete for the window.
    WindowNotCovered,
    /// Nothing before, so nothing to reduce.
    ZeroBaseline,
}

impl Reason {
    /// As written in the answer files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ContraryEvidence => "contrary-evidence",
            Self::CorrectedReading => "corrected-reading",
            Self::InArrears => "in-arrears",
            Self::Interchanged => "interchanged",
            Self::Lagged => "lagged",
            Self::LinkInReview => "link-in-review",
            Self::NewStart => "new-start",
            Self::NoCustodyFeed => "no-custody-feed",
            Self::NoMeasure => "no-measure",
            Self::NoRecord => "no-record",
            Self::NoTool => "no-tool",
            Self::OtherMember => "other-member",
            Self::PersonNotLinked => "person-not-linked",
            Self::ProcessOnly => "process-only",
            Self::TooEarly => "too-early",
            Self::WindowNotCovered => "window-not-covered",
            Self::ZeroBaseline => "zero-baseline",
        }
    }
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClauseKind {
    /// A criterion, or a case of one, at engagement.
    Identification,
    /// A clause of a way to show progress.
    Progress,
    /// A clause of the employment route.
    Employment,
    /// A printed list of outcomes.
    OutcomeGroup,
    /// A group of parts.
    Group,
    /// The progress of an identified letter.
    Criterion,
}

impl ClauseKind {
    /// As written in the answer files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identification => "identification",
            Self::Progress => "progress",
            Self::Employment => "employment",
            Self::OutcomeGroup => "outcome_group",
            Self::Group => "group",
            Self::Criterion => "criterion",
        }
    }
}

/// One row of `outcomes.csv`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// Clause, group or letter; `tb-1a:progress` for a letter's progress.
    pub clause: ClauseId,
    /// What the row is about.
    pub kind: ClauseKind,
    /// The person asked; `None` for the family's row.
    pub person: Option<PersonId>,
    /// The verdict.
    pub truth: Truth,
    /// Reason and flags.
    pub reasons: BTreeSet<Reason>,
    /// The figure measured.
    pub measured: Option<Quantity>,
    /// The figure it is compared with.
    pub baseline: Option<Quantity>,
    /// The figure the plan asks for.
    pub required: Option<Quantity>,
    /// The days looked at.
    pub window: Option<Window>,
    /// The days of the baseline.
    pub baseline_window: Option<Window>,
    /// The facts counted.
    pub evidence: BTreeSet<SourceRef>,
    /// For people: one line on how the figures compare; not part of `outcomes.csv`.
    pub note: Text,
    /// The earliest day this row could be met if nothing else happens; only for rows that are not met yet.
    pub earliest: Option<Day>,
}

/// One row of `results.csv`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FamilyResult {
    /// At least two different problems, each on a fact of its own.
    pub eligible: bool,
    /// Problem numbers, in order.
    pub problems: Vec<Text>,
    /// Letters identified, in order.
    pub criteria: Vec<ClauseId>,
    /// Letters whose progress is met, in order.
    pub criteria_met: Vec<ClauseId>,
    /// Significant and sustained progress.
    pub ssp: Truth,
    /// `new-start` where that is why.
    pub ssp_reasons: BTreeSet<Reason>,
    /// Continuous employment.
    pub employment: Truth,
    /// Whether the family can be claimed for now.
    pub claimable: bool,
    /// `ssp`, `employment` or blank.
    pub route: Text,
    /// The earliest month end from which the result has held without a break up to the day asked.
    pub first_met_on: Option<Day>,
    /// What blocks: letters and gates.
    pub blocking: Vec<Text>,
    /// Letters for which a signed override stands, in order; added by the register. Their verdicts stay as computed.
    pub overridden: Vec<ClauseId>,
}

/// All that is said of one family on one day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FamilyOutcome {
    /// The day asked.
    pub as_of: Day,
    /// The plan, with its version where one is named.
    pub plan: Text,
    /// The family.
    pub family: FamilyId,
    /// Verdicts, sorted by clause and person.
    pub rows: Vec<Row>,
    /// The family's result.
    pub result: FamilyResult,
    /// Letters of the family's problems that another member has newly met, and who, where they block (reading R24).
    pub new_starts: Vec<(ClauseId, PersonId)>,
    /// Which rule linked each fact cited as evidence.
    pub links: BTreeMap<SourceRef, LinkRule>,
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reasons joined as the answer files write them.
#[must_use]
pub fn join_reasons(reasons: &BTreeSet<Reason>) -> String {
    reasons.iter().map(|reason| reason.as_str()).collect::<Vec<_>>().join(";")
}
