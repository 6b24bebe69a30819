//! What a clause can ask: a small closed set of primitives, and trees of them.
//!
//! Every primitive is asked of a group of people (one person, or all members added together) on a day. What the words mean
//! is documented beside each field; how they are evaluated is in `outcomes/tests/`.

mod happenings;
mod records;
mod states;
mod work;

pub use happenings::{AtMost, Happened, Prior, Quarter, Rate, Reduction, SinceFirst, With};
pub use records::{AtRisk, Attested, Due, Latest, Nominated, Noted, Score, ScoreChange};
pub use states::{
    AtHome, CleanAfter, CleanSince, Closed, Engaged, Held, LeavesSchool, Open, QuietSince, Step,
};
pub use work::{Arm, Benefits, Earning, InWork, NotSanctioned, OffBenefit};

use crate::domain::{Quantity, Text};

/// A number of the plan, or a parameter that gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Number {
    /// As printed or read.
    Fixed(u32),
    /// The parameter's value.
    Parameter(Text),
}

/// A length of time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Span {
    /// Calendar months.
    Months(Number),
    /// Seven-day weeks.
    Weeks(Number),
    /// Days.
    Days(Number),
    /// Consecutive school terms.
    Terms(u32),
}

/// A figure to compare with: fixed, or dated under a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Figure {
    /// As printed or read.
    Fixed(Quantity),
    /// The plan's dated figure of this name.
    Dated(Text),
}

/// What is added up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Measure {
    /// Distinct events.
    Count,
    /// The events' values; a blank value counts 1.
    Value,
    /// Value of the tallies over their whole.
    Share,
    /// Gravity of the offences, by the parameter `gravity`.
    Gravity,
}

/// How a share compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compare {
    /// Greater than the figure.
    MoreThan,
    /// The figure or more.
    AtLeast,
    /// Less than the figure.
    LessThan,
    /// The figure or less.
    AtMost,
}

/// A test, or a tree of tests.
#[derive(Clone, Debug)]
pub enum Test {
    /// Every one.
    All(Vec<Test>),
    /// One of them.
    Any(Vec<Test>),
    /// Something happened.
    Happened(Happened),
    /// Something did not happen more often than so.
    AtMost(AtMost),
    /// A share of tallies.
    Rate(Rate),
    /// Less than before (or more than before).
    Reduction(Reduction),
    /// A state in force on the day of engagement, or none.
    Open(Open),
    /// A step taken after engagement, which may have to stand or to have been completed.
    Step(Step),
    /// A state held without a break.
    Held(Held),
    /// Cases closed and not opened again.
    Closed(Closed),
    /// A service kept up with.
    Engaged(Engaged),
    /// The latest score against a figure.
    Score(Score),
    /// A score against an earlier one.
    ScoreChange(ScoreChange),
    /// Signed evidence.
    Attested(Attested),
    /// A professional's nomination.
    Nominated(Nominated),
    /// Progress noted when a case closed.
    Noted(Noted),
    /// Nothing in the months after something was completed.
    CleanAfter(CleanAfter),
    /// Nothing anew since help began.
    CleanSince(CleanSince),
    /// An out-of-work benefit held at engagement was left.
    BenefitLeft(Benefits),
    /// How a benefit was left.
    NotSanctioned(NotSanctioned),
    /// Weeks in work, by the benefit left.
    InWork(InWork),
    /// Weeks off benefit, by the benefit left.
    OffBenefit(OffBenefit),
    /// School age ends within so many months of the day.
    LeavesSchool(LeavesSchool),
    /// Lives, or has lived without a break, with the family.
    AtHome(AtHome),
    /// Still at risk, or no longer.
    AtRisk(AtRisk),
    /// Nothing in the current quarter.
    Quarter(Quarter),
    /// Everything due was done.
    Due(Due),
    /// A test asked only of people in this scope on the day; not applicable to others.
    OnlyOf(super::model::Scope, Box<Test>),
    /// What the latest record says.
    Latest(Latest),
    /// Nothing since the latest of some events.
    QuietSince(QuietSince),
    /// Earnings at the threshold.
    Earning(Earning),
    /// The opposite of a test.
    Not(Box<Test>),
    /// A test asked only for these letters; not applicable for others.
    ForLetters(Vec<Text>, Box<Test>),
    /// The same verdict as another clause.
    SameAs(Text),
    /// The plan has no measure of a family here (reading R14).
    NoMeasure,
    /// A figure of the whole cohort: no family has a row for it.
    Cohort,
}
