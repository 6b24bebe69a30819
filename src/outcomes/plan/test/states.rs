//! Tests of states: what is or was in force, steps taken, cases closed.

use super::{Number, Span, With};
use crate::domain::{Code, Quantity};
use crate::outcomes::plan::model::Selection;

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
    /// With `none`: one of these in force is enough by itself.
    pub or: Selection,
    /// Only those with an expected event of the same ref after the day and before the day so many months later.
    pub ahead: Option<With>,
    /// Also those in force on any day of this stretch up to the day.
    pub open_within: Option<Span>,
    /// A spell without an end counts only if it began in this stretch up to the day.
    pub endless_since: Option<Span>,
    /// It has lasted, without a gap, through so many whole terms of the calendar and at least a day more.
    pub longer_than_terms: Option<u32>,
    /// Only spells that a fact of these, known by the day, stands beside under the same ref.
    pub with: Selection,
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
    pub ended: Vec<Code>,
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
    /// Only spells in force after engagement, whenever they began.
    pub still_open: bool,
    /// It happened or began so long ago or longer, whether or not it stands.
    pub ago: Option<Span>,
    /// Only those whose ref is also the ref of one of these, whoever of the family that one is about.
    pub marked_by: Selection,
    /// At the home where the person still lives on the day.
    pub same_home: bool,
    /// Spells that leave the question open where one is in force and the step does not stand.
    pub doubtful: Selection,
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
    pub both: Vec<Vec<Code>>,
    /// Payments due in the stretch must all be made.
    pub payments: Selection,
    /// Only values of at least this, or blank, count.
    pub hours_at_least: Option<Quantity>,
    /// In terms: on the last day of each, and not on every school day.
    pub last_days: bool,
    /// In terms: all of them begin after the last of these ended.
    pub after_end_of: Selection,
    /// The stretch that stands holds one of these.
    pub including: Selection,
    /// One of the family, at least, had none on the day of engagement.
    pub newly: bool,
    /// With `attended`: so many weeks since engagement, in a row or not.
    pub any_weeks: bool,
    /// With `hours-at-least`: a blank number proves nothing, and leaves the question open where such a spell stands.
    pub hours_stated: bool,
    /// Spells that do not prove the state: unknown where one is in force and the state is not.
    pub unproven: Selection,
    /// The states that show that it does not stand; where they are named, no record of either is unknown.
    pub failed_by: Selection,
}

/// Closed and not opened again.
#[derive(Clone, Debug)]
pub struct Closed {
    /// The cases.
    pub facts: Selection,
    /// How long ago the last closing must lie.
    pub hold: Span,
    /// Closings that count; empty: all but the bad ones.
    pub good: Vec<Code>,
    /// Closings that do not count, beside the bad ones.
    pub also_bad: Vec<Code>,
    /// What must not have begun since.
    pub reopened_by: Selection,
    /// However the cases ended.
    pub any_ending: bool,
    /// Every case must have ended well, and not only the last of each person.
    pub all_good: bool,
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
    /// A spell that is over counts only if it was completed in this stretch up to the day.
    pub within: Option<Span>,
    /// Months are counted back from the day also for a spell that is over.
    pub present: bool,
}

/// Clean for a time after a completion, or after a start.
#[derive(Clone, Debug)]
pub struct CleanAfter {
    /// What was completed or started.
    pub step: Step,
    /// Counted from its first day and not from its completion.
    pub from_start: bool,
    /// How long.
    pub span: Span,
    /// What must not happen.
    pub facts: Selection,
    /// Dated by facts of these under the same ref, where there are any, and not by their own day.
    pub dated_by: Selection,
    /// Days in custody are left out.
    pub skip_custody: bool,
}

/// Nothing since the latest of some events, and so long since it (readings R15 and R9, fine points F11 and F17).
#[derive(Clone, Debug)]
pub struct QuietSince {
    /// From the latest of these, by its last day; without one, not applicable.
    pub latest_of: Selection,
    /// How long ago it must lie.
    pub span: Span,
    /// What must not have happened since.
    pub facts: Selection,
    /// Not applicable where one of these is on record.
    pub never: Selection,
}

/// Clean since help began, until it ended or the day asked, and for so long at least (reading R1).
#[derive(Clone, Debug)]
pub struct CleanSince {
    /// The help: its first spell begun after engagement gives the start and the end. Without one the day of the family's plan
    /// is the start.
    pub start_of: Selection,
    /// How long at least.
    pub at_least: Span,
    /// What must not happen anew: a fact under the ref of an earlier one is no new event.
    pub facts: Selection,
    /// One must be on record by the start, else not applicable (reading R15).
    pub needs_prior: bool,
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
