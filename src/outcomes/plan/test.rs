//! What a clause can ask: a small closed set of primitives, and trees of them.
//!
//! Every primitive is asked of a group of people (one person, or all members added together) on a day. What the words mean
//! is documented beside each field; how they are evaluated is in `outcomes/tests/`.

use super::model::Selection;
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
    /// The same verdict as another clause.
    SameAs(Text),
    /// The plan has no measure of a family here (reading R14).
    NoMeasure,
}

/// Events, or spells by their first day.
#[derive(Clone, Debug)]
pub struct Happened {
    /// What counts.
    pub facts: Selection,
    /// Only in this stretch up to the day; without one, since engagement (progress).
    pub window: Option<Span>,
    /// How many distinct ones, or the least sum of their values.
    pub at_least: Quantity,
    /// Whether they are counted or their values added.
    pub measure: Measure,
    /// Ages in completed years on the day it happened.
    pub ages: Option<(u32, u32)>,
    /// Only while in Reception to Year 6.
    pub primary: bool,
    /// Only if a fact of these has the same ref, from its day to so many months later.
    pub with: Option<With>,
    /// Only values of at least this count.
    pub value_at_least: Option<Quantity>,
    /// Spells are counted by their last day and not their first.
    pub completed: bool,
    /// How the spell must have ended, if that is asked.
    pub ended: Option<Vec<crate::domain::Code>>,
}

/// A fact that must stand beside an event under the same ref.
#[derive(Clone, Debug)]
pub struct With {
    /// What it may be.
    pub facts: Selection,
    /// Up to so many months after the event; `None` without limit.
    pub months: Option<u32>,
}

/// No more than so many events.
#[derive(Clone, Debug)]
pub struct AtMost {
    /// What counts.
    pub facts: Selection,
    /// The stretch that ends on the day.
    pub window: Span,
    /// How many are allowed.
    pub most: Quantity,
    /// An earlier one must be on record, else it is not applicable (reading R15).
    pub prior: Option<Prior>,
    /// Spells open in the stretch count too, not only those that began in it.
    pub open: bool,
    /// Only ranks above the highest on or before the first day of this spell begun after engagement.
    pub above_start_of: Option<Selection>,
}

/// What must have happened before.
#[derive(Clone, Debug)]
pub struct Prior {
    /// What counts.
    pub facts: Selection,
    /// In this stretch up to engagement; `None` without limit.
    pub window: Option<Span>,
    /// None of these on or before engagement.
    pub without: Selection,
}

/// A share of tallies, added up before dividing.
#[derive(Clone, Debug)]
pub struct Rate {
    /// The tallies whose values are added.
    pub facts: Selection,
    /// The stretch: terms, or months up to the day.
    pub window: Span,
    /// How it compares.
    pub compare: Compare,
    /// The figure, in percent.
    pub percent: Figure,
    /// Each term on its own, where the parameter `attendance-average` says so.
    pub by_term: bool,
}

/// Fewer than before.
#[derive(Clone, Debug)]
pub struct Reduction {
    /// What counts.
    pub facts: Selection,
    /// The measured stretch.
    pub window: Span,
    /// At least so many percent less; `None`: strictly less.
    pub percent: Option<u32>,
    /// What is compared.
    pub measure: Measure,
    /// Ages in completed years on the day of the event.
    pub ages: Option<(u32, u32)>,
    /// Days in custody are left out (reading R4).
    pub skip_custody: bool,
    /// Only people bound by one of these on the day of engagement count.
    pub bound_by: Selection,
    /// An earlier event must be on record, else it is not applicable.
    pub needs_prior: bool,
    /// 0 to 0 drops out and 0 to more fails, as in a list of reductions (reading R4).
    pub zero_drops: bool,
    /// The plan prints a baseline just before the measured stretch.
    pub may_precede: bool,
    /// Order or 6 months, whichever is shorter (reading R20): the orders.
    pub order: Selection,
    /// More than before is asked and not less.
    pub rise: bool,
}

/// A state on the day.
#[derive(Clone, Debug)]
pub struct Open {
    /// The spells that count.
    pub facts: Selection,
    /// Also those begun in this stretch up to the day.
    pub begun_within: Option<Span>,
    /// The opposite: none of them is in force.
    pub none: bool,
    /// Spells that leave the question open when no other is in force.
    pub doubtful: Selection,
    /// None of these may be in force.
    pub without: Selection,
    /// Only values of at least this count.
    pub value_at_least: Option<Quantity>,
}

/// A step taken after engagement.
#[derive(Clone, Debug)]
pub struct Step {
    /// The events or spells that count.
    pub facts: Selection,
    /// It stands on the day.
    pub standing: bool,
    /// It began so long ago or longer, and stands.
    pub held: Option<Span>,
    /// It was completed: how it ended.
    pub ended: Vec<crate::domain::Code>,
    /// Begun in, or open in, this stretch up to the day.
    pub window: Option<Span>,
    /// Full time: hours blank or at least this.
    pub hours_at_least: Option<Quantity>,
    /// Before this birthday of the person.
    pub before_birthday: Option<u32>,
    /// None of these since.
    pub undone_by: Selection,
    /// One of these on or before engagement, else not applicable (reading R15).
    pub prior: Selection,
    /// Begun on or after the completion of one of these.
    pub not_before: Selection,
    /// Begun before the end of one of these held on the day of engagement.
    pub before_end_of: Selection,
    /// It may have begun before engagement.
    pub may_precede: bool,
    /// At least so many.
    pub at_least: u32,
}

/// A state held.
#[derive(Clone, Debug)]
pub struct Held {
    /// The spells that count; abutting and overlapping ones join.
    pub facts: Selection,
    /// How long.
    pub span: Span,
    /// Begun after engagement.
    pub begun_after: bool,
    /// Weeks count when they hold an attended contact, where the provider sends contacts.
    pub attended: bool,
    /// One and the same spell.
    pub one_spell: bool,
    /// Both of these codes must be in force on every day, in one row or two.
    pub both: Vec<Vec<crate::domain::Code>>,
    /// Payments due in the stretch must all be made.
    pub payments: Selection,
    /// Only values of at least this, or blank, count.
    pub hours_at_least: Option<Quantity>,
}

/// Closed and not opened again.
#[derive(Clone, Debug)]
pub struct Closed {
    /// The cases.
    pub facts: Selection,
    /// How long ago the last closing must lie.
    pub hold: Span,
    /// Closings that count; empty: all but the bad ones.
    pub good: Vec<crate::domain::Code>,
    /// What must not have begun since.
    pub reopened_by: Selection,
    /// Cases counted from any time, not only those seen open at or after engagement.
    pub any_time: bool,
    /// Counted from the start of the case and not its end (tb-3b).
    pub from_start: bool,
}

/// Kept up with a service (reading R17).
#[derive(Clone, Debug)]
pub struct Engaged {
    /// The spells.
    pub facts: Selection,
    /// A contact in each of so many months.
    pub months: Number,
    /// Begun after engagement.
    pub begun_after: bool,
}

/// A score.
#[derive(Clone, Debug)]
pub struct Score {
    /// The scores that count.
    pub facts: Selection,
    /// In this stretch up to the day.
    pub window: Span,
    /// The figure; of the value, or of value over whole when `per_whole`.
    pub figure: Figure,
    /// How it compares.
    pub compare: Compare,
    /// Value divided by the whole.
    pub per_whole: bool,
    /// Any score in the stretch, not only the latest.
    pub any: bool,
    /// A level by name: above this one.
    pub above_level: Option<crate::domain::Code>,
    /// Held at or below for this long.
    pub held: Option<Span>,
}

/// A score against an earlier one (reading R25).
#[derive(Clone, Debug)]
pub struct ScoreChange {
    /// The scores; the same code is compared.
    pub facts: Selection,
    /// Least change in points; `None`: the tool's own.
    pub step: Option<u32>,
    /// Least change in percent of the first.
    pub percent: Option<u32>,
    /// Codes where higher is better.
    pub higher_is_better: Vec<crate::domain::Code>,
    /// Compared from the start of the first of these begun after engagement.
    pub from_start_of: Selection,
    /// Reached within so many months of engagement.
    pub within: Option<u32>,
    /// Not raised again in this stretch.
    pub not_raised: Option<Span>,
}

/// Signed evidence (reading R27).
#[derive(Clone, Debug)]
pub struct Attested {
    /// The code it carries; the clause's id unless said otherwise.
    pub code: crate::domain::Code,
    /// In this stretch up to the day; `None`: after engagement.
    pub window: Option<Span>,
    /// The signer must not be who nominated the person for this.
    pub not_nominator: Option<Vec<crate::domain::Code>>,
    /// Dated after the end of one of these.
    pub after_end_of: Selection,
}

/// A nomination (reading R23).
#[derive(Clone, Debug)]
pub struct Nominated {
    /// The codes that count.
    pub codes: Vec<crate::domain::Code>,
}

/// Progress noted at closure (fine point F15).
#[derive(Clone, Debug)]
pub struct Noted {
    /// The cases.
    pub facts: Selection,
    /// Closing codes that say it by themselves.
    pub codes: Vec<crate::domain::Code>,
    /// The attestation that may say it instead.
    pub attested: crate::domain::Code,
}

/// Clean for a time after a completion.
#[derive(Clone, Debug)]
pub struct CleanAfter {
    /// What was completed.
    pub completed: Step,
    /// How long.
    pub span: Span,
    /// What must not happen.
    pub facts: Selection,
    /// Days in custody are left out.
    pub skip_custody: bool,
}

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

/// School age ends soon.
#[derive(Clone, Debug)]
pub struct LeavesSchool {
    /// Within so many months of the day.
    pub months: u32,
    /// On roll that day.
    pub on_roll: Selection,
    /// Or has left already and is under 18.
    pub or_left: bool,
}

/// Where someone lives.
#[derive(Clone, Debug)]
pub struct AtHome {
    /// With the family on every day of this stretch.
    pub span: Option<Span>,
}
