//! What a test answers, and how answers are joined: Kleene's three values, with void and not-applicable parts dropping out.

use super::plan::Join;
use super::verdict::{Reason, Truth};
use crate::domain::{Day, Quantity, SourceRef, Window};
use crate::facts::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// The answer of a test, a clause or a group, with all that shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answer {
    /// The verdict.
    pub truth: Truth,
    /// Reason and flags.
    pub reasons: BTreeSet<Reason>,
    /// The figure measured.
    pub measured: Option<Quantity>,
    /// The figure it is compared with.
    pub baseline: Option<Quantity>,
    /// The figure asked for.
    pub required: Option<Quantity>,
    /// The days looked at.
    pub window: Option<Window>,
    /// The days of the baseline.
    pub baseline_window: Option<Window>,
    /// The facts counted.
    pub evidence: BTreeSet<SourceRef>,
    /// One line for a person.
    pub note: String,
    /// The earliest day it could be met if nothing else happens.
    pub earliest: Option<Day>,
    /// A reduction from 0 to 0 that drops out of its list (reading R4).
    pub dropped: bool,
    /// One of a list of reductions whose parts may drop out, or a list that holds one: one of them must be measured.
    pub listed: bool,
    /// Verdicts for each spell or event by itself, for parts that must be shown by one and the same.
    pub items: BTreeMap<SourceRef, Truth>,
}

impl Answer {
    /// A bare verdict.
    #[must_use]
    pub fn new(truth: Truth) -> Self {
        Self {
            truth,
            reasons: BTreeSet::new(),
            measured: None,
            baseline: None,
            required: None,
            window: None,
            baseline_window: None,
            evidence: BTreeSet::new(),
            note: String::new(),
            earliest: None,
            dropped: false,
            listed: false,
            items: BTreeMap::new(),
        }
    }

    /// Met.
    #[must_use]
    pub fn met() -> Self {
        Self::new(Truth::Met)
    }

    /// Not met.
    #[must_use]
    pub fn not_met() -> Self {
        Self::new(Truth::NotMet)
    }

    /// Met if so, else not met.
    #[must_use]
    pub fn of(met: bool) -> Self {
        Self::new(if met { Truth::Met } else { Truth::NotMet })
    }

    /// Unknown for this reason.
    #[must_use]
    pub fn unknown(reason: Reason) -> Self {
        Self::new(Truth::Unknown).because(reason)
    }

    /// Not applicable.
    #[must_use]
    pub fn not_applicable() -> Self {
        Self::new(Truth::NotApplicable)
    }

    /// Lapsed.
    #[must_use]
    pub fn void() -> Self {
        Self::new(Truth::Void)
    }

    /// With a reason or flag.
    #[must_use]
    pub fn because(mut self, reason: Reason) -> Self {
        self.reasons.insert(reason);
        self
    }

    /// With a flag, if it holds.
    #[must_use]
    pub fn flagged(self, reason: Reason, holds: bool) -> Self {
        if holds { self.because(reason) } else { self }
    }

    /// With the facts counted.
    #[must_use]
    pub fn citing<'f>(mut self, facts: impl IntoIterator<Item = &'f Fact>) -> Self {
        self.evidence.extend(facts.into_iter().map(|fact| fact.source));
        self
    }

    /// With sources.
    #[must_use]
    pub fn with_sources(mut self, sources: impl IntoIterator<Item = SourceRef>) -> Self {
        self.evidence.extend(sources);
        self
    }

    /// With the days looked at.
    #[must_use]
    pub fn over(mut self, window: Window) -> Self {
        self.window = Some(window);
        self
    }

    /// With the figure measured and the figure asked for.
    #[must_use]
    pub fn figures(mut self, measured: Quantity, required: impl Into<Option<Quantity>>) -> Self {
        self.measured = Some(measured);
        self.required = required.into();
        self
    }

    /// With a line for a person.
    #[must_use]
    pub fn noting(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// With the earliest day it could be met.
    #[must_use]
    pub fn at_earliest(mut self, day: Option<Day>) -> Self {
        self.earliest = day;
        self
    }

    /// Takes the figures, windows, note and evidence of the answer that decided, keeping this verdict.
    fn showing(mut self, decided: &[&Self]) -> Self {
        for answer in decided {
            self.reasons.extend(answer.reasons.iter().copied());
            self.evidence.extend(answer.evidence.iter().copied());
            if self.note.is_empty() {
                self.note.clone_from(&answer.note);
            }
        }
        if let [only] = decided {
            self.measured = only.measured;
            self.baseline = only.baseline;
            self.required = only.required;
            self.window = only.window;
            self.baseline_window = only.baseline_window;
        }
        self.earliest = decided.iter().filter_map(|answer| answer.earliest).max();
        self
    }
}

/// Joins verdicts. Void and not-applicable ones drop out; nothing left is void if one was void, else not applicable. A
/// reduction from nothing to nothing drops out of `all` too, but one of its list must be measured, else the answer is unknown
/// (reading R4).
#[must_use]
pub fn join<'a>(how: Join, answers: impl IntoIterator<Item = &'a Answer>) -> Answer {
    let all: Vec<&Answer> = answers.into_iter().collect();
    let drops = |answer: &Answer| match answer.truth {
        Truth::Void | Truth::NotApplicable => true,
        _ => how == Join::All && answer.dropped,
    };
    let mut counted: Vec<&Answer> = all.iter().copied().filter(|answer| !drops(answer)).collect();
    let listed = counted.iter().any(|answer| answer.listed);
    let dropped: Vec<&Answer> =
        all.iter().copied().filter(|answer| drops(answer) && answer.dropped).collect();
    let mut nothing = Answer::unknown(Reason::ZeroBaseline).showing(&dropped);
    nothing.dropped = true;
    if !dropped.is_empty() && !listed && (how == Join::All || counted.is_empty()) {
        counted.push(&nothing);
    }
    if counted.is_empty() {
        let void = all.iter().any(|answer| answer.truth == Truth::Void);
        return if void { Answer::void() } else { Answer::not_applicable() };
    }
    let mut joined = weigh(how, &counted);
    joined.listed = listed;
    joined.dropped = joined.truth == Truth::Unknown && counted.iter().all(|answer| answer.dropped);
    joined
}

/// The verdict of parts that all count.
fn weigh(how: Join, counted: &[&Answer]) -> Answer {
    let with = |truth: Truth| counted.iter().copied().filter(|a| a.truth == truth).collect::<Vec<_>>();
    let (met, not_met, unknown) = (with(Truth::Met), with(Truth::NotMet), with(Truth::Unknown));
    let needed = match how {
        Join::All => counted.len(),
        Join::Any | Join::Case => 1,
        Join::AtLeast(number) => usize::try_from(number).unwrap_or(usize::MAX),
    };
    if met.len() >= needed {
        let shown = if how == Join::Any { &met[..1] } else { &met[..] };
        return Answer::met().showing(shown);
    }
    if met.len() + unknown.len() < needed {
        return Answer::not_met().showing(&not_met);
    }
    Answer::new(Truth::Unknown).showing(&unknown)
}
