//! Tests of leaving benefit and staying in work.

use super::Span;
use crate::outcomes::plan::model::Selection;

/// The out-of-work benefits of a plan.
#[derive(Clone, Debug)]
pub struct Benefits {
    /// The awards that count as out of work.
    pub facts: Selection,
}

/// How the benefit left was ended.
#[derive(Clone, Debug)]
pub struct NotSanctioned {
    /// The awards.
    pub facts: Selection,
}

/// Weeks in work.
#[derive(Clone, Debug)]
pub struct InWork {
    /// The out-of-work awards, for the benefit held at engagement.
    pub benefits: Selection,
    /// The proof of work that counts.
    pub work: Selection,
    /// Proof that is not enough by itself.
    pub self_reported: Selection,
    /// Which benefits this arm is for; `None`: whatever the benefit.
    pub arm: Option<Arm>,
    /// The benefits that take the longer arm.
    pub longer: Selection,
    /// Weeks needed.
    pub weeks: u32,
    /// Out of so many.
    pub of: u32,
}

/// Which kind of benefit an arm is for (reading R19).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arm {
    /// 13 consecutive weeks.
    Shorter,
    /// 26 weeks of 30.
    Longer,
}

/// Earnings while on a benefit: every assessment period reaches its threshold.
#[derive(Clone, Debug)]
pub struct Earning {
    /// The awards, one of which is in payment on the day.
    pub benefits: Selection,
    /// The assessment periods that ended in this stretch.
    pub window: Span,
}

/// Weeks off benefit.
#[derive(Clone, Debug)]
pub struct OffBenefit {
    /// The out-of-work awards.
    pub facts: Selection,
    /// Which benefits this arm is for.
    pub arm: Option<Arm>,
    /// The benefits that take the longer arm.
    pub longer: Selection,
    /// Weeks needed.
    pub weeks: u32,
    /// Out of so many.
    pub of: u32,
}
