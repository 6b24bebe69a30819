//! Which facts a test reads, for coverage, linting and reference pages.

use super::model::Selection;
use super::test::Test;

impl Test {
    /// Every selection of facts the test reads.
    #[must_use]
    pub fn selections(&self) -> Vec<&Selection> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::selections).collect(),
            Self::Happened(t) => t.with.iter().map(|with| &with.facts).chain([&t.facts]).collect(),
            Self::AtMost(t) => {
                let prior = t.prior.iter().flat_map(|prior| [&prior.facts, &prior.without]);
                prior.chain(t.above_start_of.iter()).chain([&t.facts]).collect()
            }
            Self::Rate(t) => vec![&t.facts],
            Self::Reduction(t) => vec![&t.facts, &t.bound_by, &t.order],
            Self::Open(t) => vec![&t.facts, &t.doubtful, &t.without],
            Self::Step(t) => vec![&t.facts, &t.undone_by, &t.prior, &t.not_before, &t.before_end_of],
            Self::Held(t) => vec![&t.facts, &t.payments],
            Self::Closed(t) => vec![&t.facts, &t.reopened_by],
            Self::Engaged(t) => vec![&t.facts],
            Self::Score(t) => vec![&t.facts],
            Self::ScoreChange(t) => vec![&t.facts, &t.from_start_of],
            Self::Attested(t) => {
                t.after_step.iter().map(|(facts, _)| facts).chain([&t.after_end_of]).collect()
            }
            Self::AtRisk(t) => vec![&t.facts],
            Self::Quarter(t) => vec![&t.facts],
            Self::Due(t) => vec![&t.due, &t.done],
            Self::OnlyOf(_, test) => test.selections(),
            Self::Noted(t) => vec![&t.facts],
            Self::CleanAfter(t) => vec![&t.completed.facts, &t.facts],
            Self::BenefitLeft(t) => vec![&t.facts],
            Self::NotSanctioned(t) => vec![&t.facts],
            Self::InWork(t) => vec![&t.benefits, &t.work, &t.self_reported, &t.longer],
            Self::OffBenefit(t) => vec![&t.facts, &t.longer],
            Self::LeavesSchool(t) => vec![&t.on_roll],
            Self::Nominated(_) | Self::AtHome(_) | Self::SameAs(_) | Self::NoMeasure => Vec::new(),
        }
    }

    /// The window in terms, if the test or a part of it looks at terms.
    #[must_use]
    pub fn terms(&self) -> Option<u32> {
        use super::test::Span::Terms;
        let span = match self {
            Self::All(parts) | Self::Any(parts) => return parts.iter().find_map(Self::terms),
            Self::OnlyOf(_, test) => return test.terms(),
            Self::Happened(t) => t.window.as_ref(),
            Self::AtMost(t) => Some(&t.window),
            Self::Rate(t) => Some(&t.window),
            Self::Reduction(t) => Some(&t.window),
            Self::Held(t) => Some(&t.span),
            _ => None,
        };
        match span {
            Some(Terms(number)) => Some(*number),
            _ => None,
        }
    }
}
