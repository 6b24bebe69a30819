//! Tests that count what happened: events, tallies, reductions.

use super::{Compare, Figure, Measure, Span};
use crate::domain::{Code, Quantity};
use crate::outcomes::plan::model::Selection;

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
    /// Only if a fact of these stands beside it under the same ref.
    pub with: Option<With>,
    /// Only values of at least this count.
    pub value_at_least: Option<Quantity>,
    /// Only spells that have ended by the day asked.
    pub finished: bool,
    /// Spells are counted by their last day and not their first.
    pub completed: bool,
    /// How the spell must have ended, if that is asked.
    pub ended: Option<Vec<Code>>,
    /// Only contacts of these spells: same person, same ref.
    pub of_spells: Selection,
    /// Only spells that have not ended before the day asked.
    pub standing: bool,
    /// It may have happened before engagement.
    pub may_precede: bool,
    /// Facts of different kinds under one ref, or of the family on one day, are one event (reading R26).
    pub across: bool,
    /// Only where one of these was in force at or after engagement, else not applicable.
    pub where_open_since: Selection,
}

/// A fact that must stand beside an event under the same ref.
#[derive(Clone, Debug)]
pub struct With {
    /// What it may be.
    pub facts: Selection,
    /// From the day of the event to so many months after it; `None`: known by the day asked, whenever it is dated.
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
    /// Order or 6 months, whichever is shorter (reading R20): the orders. Not applicable to whoever has had none since
    /// engagement.
    pub order: Selection,
    /// Not the whole stretch, but from the first day of the first of these counted in it; without one, not applicable.
    pub since_first: Option<SinceFirst>,
    /// Only those whose ref is also the ref of one of these, whoever of the family that one is about.
    pub marked_by: Selection,
    /// Signed evidence may show it where the stretch is not covered.
    pub or_attested: Option<super::Attested>,
}

/// Where a stretch begins: with the first of some facts counted in it.
#[derive(Clone, Debug)]
pub struct SinceFirst {
    /// What begins it.
    pub facts: Selection,
    /// Spells are counted by their last day and not their first.
    pub completed: bool,
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
    /// Events are counted, and not tallies added: out of all of these.
    pub out_of: Option<Selection>,
    /// Out of at least so many; fewer are not met.
    pub fewest: u32,
    /// Only the latest run is asked: it may not lag.
    pub latest: bool,
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
    /// The plan prints a baseline that ends the day before the measured stretch begins.
    pub preceding: bool,
    /// Order or 6 months, whichever is shorter (reading R20): the orders.
    pub order: Selection,
    /// More than before is asked and not less.
    pub rise: bool,
}

/// No event in the current quarter (reading R16, fine point F12).
#[derive(Clone, Debug)]
pub struct Quarter {
    /// What must not happen.
    pub facts: Selection,
}
