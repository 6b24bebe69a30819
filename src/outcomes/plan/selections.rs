//! Which facts a test reads, for coverage, linting and reference pages.

use super::model::{Scope, Selection};
use super::test::{Number, Span, Step, Test, With};

impl Test {
    /// Every selection of facts the test reads.
    #[must_use]
    pub fn selections(&self) -> Vec<&Selection> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::selections).collect(),
            Self::Happened(t) => {
                let listed = [&t.facts, &t.of_spells, &t.where_open_since];
                t.with.iter().map(|with| &with.facts).chain(listed).collect()
            }
            Self::AtMost(t) => {
                let prior = t.prior.iter().flat_map(|prior| [&prior.facts, &prior.without]);
                let since = t.since_first.iter().map(|first| &first.facts);
                let listed = [&t.facts, &t.order, &t.marked_by];
                prior.chain(t.above_start_of.iter()).chain(since).chain(listed).collect()
            }
            Self::Rate(t) => t.out_of.iter().chain([&t.facts]).collect(),
            Self::Reduction(t) => vec![&t.facts, &t.bound_by, &t.order],
            Self::Open(t) => {
                let ahead = t.ahead.iter().map(|ahead| &ahead.facts);
                ahead.chain([&t.facts, &t.doubtful, &t.without, &t.or, &t.with]).collect()
            }
            Self::Step(t) => {
                let begun = [&t.not_before, &t.before_end_of, &t.marked_by];
                [&t.facts, &t.undone_by, &t.prior, &t.doubtful].into_iter().chain(begun).collect()
            }
            Self::Held(t) => {
                vec![&t.facts, &t.payments, &t.after_end_of, &t.including, &t.unproven, &t.failed_by]
            }
            Self::Closed(t) => vec![&t.facts, &t.reopened_by],
            Self::Engaged(t) => vec![&t.facts],
            Self::Score(t) => vec![&t.facts],
            Self::ScoreChange(t) => vec![&t.facts, &t.from_start_of, &t.from_latest_of],
            Self::Attested(t) => {
                let steps = t.after_step.iter().map(|(facts, _)| facts).chain([&t.after_end_of]);
                steps.chain(t.otherwise.iter().flat_map(|test| test.selections())).collect()
            }
            Self::AtRisk(t) => vec![&t.facts],
            Self::Quarter(t) => vec![&t.facts],
            Self::Due(t) => vec![&t.due, &t.done],
            Self::Latest(t) => vec![&t.facts],
            Self::QuietSince(t) => vec![&t.latest_of, &t.facts, &t.never],
            Self::Earning(t) => vec![&t.benefits],
            Self::OnlyOf(_, test) | Self::Not(test) | Self::ForLetters(_, test) => test.selections(),
            Self::Noted(t) => vec![&t.facts],
            Self::CleanAfter(t) => vec![&t.step.facts, &t.facts, &t.dated_by],
            Self::CleanSince(t) => vec![&t.start_of, &t.facts],
            Self::BenefitLeft(t) => vec![&t.facts],
            Self::NotSanctioned(t) => vec![&t.facts],
            Self::InWork(t) => vec![&t.benefits, &t.work, &t.self_reported, &t.longer],
            Self::OffBenefit(t) => vec![&t.facts, &t.longer],
            Self::LeavesSchool(t) => vec![&t.on_roll],
            Self::Nominated(_) | Self::AtHome(_) | Self::SameAs(_) | Self::NoMeasure | Self::Cohort => {
                Vec::new()
            }
        }
    }

    /// The facts that the parts in terms read: what must be covered for a run of terms to decide (fine point F5).
    #[must_use]
    pub fn term_facts(&self) -> Vec<&Selection> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::term_facts).collect(),
            Self::OnlyOf(_, test) | Self::Not(test) | Self::ForLetters(_, test) => test.term_facts(),
            _ if self.terms().is_none() => Vec::new(),
            Self::Held(t) => vec![&t.facts],
            _ => self.selections(),
        }
    }

    /// The letters that parts of the test are asked for only.
    #[must_use]
    pub fn letters(&self) -> Vec<&str> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::letters).collect(),
            Self::ForLetters(letters, test) => {
                letters.iter().map(|letter| &**letter).chain(test.letters()).collect()
            }
            Self::OnlyOf(_, test) | Self::Not(test) => test.letters(),
            _ => Vec::new(),
        }
    }

    /// What the test expects under the ref of a spell, and how far ahead.
    #[must_use]
    pub fn ahead(&self) -> Vec<&With> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::ahead).collect(),
            Self::OnlyOf(_, test) | Self::Not(test) | Self::ForLetters(_, test) => test.ahead(),
            Self::Open(test) => test.ahead.iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The window in terms, if the test or a part of it looks at terms.
    #[must_use]
    pub fn terms(&self) -> Option<u32> {
        let span = match self {
            Self::All(parts) | Self::Any(parts) => return parts.iter().find_map(Self::terms),
            Self::OnlyOf(_, test) | Self::Not(test) | Self::ForLetters(_, test) => return test.terms(),
            Self::Happened(t) => t.window.as_ref(),
            Self::AtMost(t) => Some(&t.window),
            Self::Rate(t) => Some(&t.window),
            Self::Reduction(t) => Some(&t.window),
            Self::Held(t) => Some(&t.span),
            Self::Score(t) => Some(&t.window),
            _ => None,
        };
        match span {
            Some(Span::Terms(number)) => Some(*number),
            _ => None,
        }
    }

    /// Every length of time the test looks back or forward by, those in terms left out.
    #[must_use]
    pub fn spans(&self) -> Vec<Span> {
        let months = |number: u32| Span::Months(Number::Fixed(number));
        let weeks = |number: u32| Span::Weeks(Number::Fixed(number));
        let mut spans: Vec<Span> = match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::spans).collect(),
            Self::OnlyOf(_, test) | Self::Not(test) | Self::ForLetters(_, test) => test.spans(),
            Self::Happened(t) => {
                let beside = t.with.iter().filter_map(|with| with.months).map(months);
                t.window.iter().cloned().chain(beside).collect()
            }
            Self::AtMost(t) => {
                let prior = t.prior.iter().filter_map(|prior| prior.window.clone());
                prior.chain([t.window.clone()]).collect()
            }
            Self::Rate(t) => vec![t.window.clone()],
            Self::Reduction(t) => vec![t.window.clone(), months(12)],
            Self::Open(t) => {
                t.begun_within.iter().chain(&t.open_within).chain(&t.endless_since).cloned().collect()
            }
            Self::Step(t) => t.held.iter().chain(&t.window).chain(&t.ago).cloned().collect(),
            Self::Held(t) => vec![t.span.clone()],
            Self::Closed(t) => vec![t.hold.clone()],
            Self::Engaged(t) => t.within.iter().cloned().chain([Span::Months(t.months.clone())]).collect(),
            Self::Score(t) => {
                t.held_at.iter().map(|(_, span)| span.clone()).chain([t.window.clone()]).collect()
            }
            Self::ScoreChange(t) => t.not_raised.iter().cloned().chain(t.within.map(months)).collect(),
            Self::Attested(t) => {
                let after = t.after_step.iter().map(|(_, number)| months(*number));
                let other = t.otherwise.iter().flat_map(|test| test.spans());
                t.window.iter().cloned().chain(after).chain(other).collect()
            }
            Self::Nominated(_) => vec![Span::Months(Number::Parameter("lookback-months".into()))],
            Self::CleanAfter(t) => t.step.held.iter().cloned().chain([t.span.clone()]).collect(),
            Self::Latest(t) => t.window.iter().chain(&t.held).cloned().collect(),
            Self::QuietSince(t) => vec![t.span.clone()],
            Self::Earning(t) => vec![t.window.clone(), months(1)],
            Self::CleanSince(t) => vec![t.at_least.clone()],
            Self::Due(t) => vec![Span::Days(Number::Fixed(t.grace_days))],
            Self::LeavesSchool(t) => vec![months(t.months)],
            Self::AtHome(t) => t.span.iter().cloned().collect(),
            Self::BenefitLeft(_) | Self::NotSanctioned(_) => vec![months(1)],
            Self::InWork(t) => vec![months(1), weeks(t.of)],
            Self::OffBenefit(t) => vec![months(1), weeks(t.of)],
            Self::AtRisk(_)
            | Self::Quarter(_)
            | Self::Noted(_)
            | Self::SameAs(_)
            | Self::NoMeasure
            | Self::Cohort => Vec::new(),
        };
        spans.retain(|span| !matches!(span, Span::Terms(_)));
        spans
    }

    /// The scopes that parts of the test are asked in only; an age that ends a part is one too.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        let before = |step: &Step| {
            let ends = step.before_birthday.map(|age| Scope { from_age: Some(age), ..Scope::ANYONE });
            ends.into_iter().collect()
        };
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::scopes).collect(),
            Self::OnlyOf(scope, test) => test.scopes().into_iter().chain([*scope]).collect(),
            Self::Not(test) | Self::ForLetters(_, test) => test.scopes(),
            Self::Step(step) => before(step),
            Self::CleanAfter(test) => before(&test.step),
            Self::Attested(test) => test.otherwise.iter().flat_map(|test| test.scopes()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether any primitive of the test satisfies `is`.
    pub fn any_primitive(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(|part| part.any_primitive(is)),
            Self::OnlyOf(_, test) | Self::Not(test) | Self::ForLetters(_, test) => test.any_primitive(is),
            primitive => is(primitive),
        }
    }
}
