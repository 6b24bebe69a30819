//! Tests of what someone measured, signed or noted.

use super::{Compare, Figure, Span, Test};
use crate::domain::{Code, Quantity};
use crate::outcomes::plan::model::Selection;

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
    pub above_level: Option<Code>,
    /// The latest score of all time stands until the next, also where it lies before the stretch.
    pub standing: bool,
    /// A level by name: at it or below since a score after engagement, for this long.
    pub held_at: Option<(Code, Span)>,
    /// The first of the listed facts with a score in the stretch decides, and not the latest of all.
    pub first_listed: bool,
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
    pub higher_is_better: Vec<Code>,
    /// Compared from the start of the first of these begun after engagement.
    pub from_start_of: Selection,
    /// Compared from the start of the latest of these in force since engagement.
    pub from_latest_of: Selection,
    /// The code is the name of the level and not of the tool: all scores are compared.
    pub by_level: bool,
    /// Reached within so many months of the first score.
    pub within: Option<u32>,
    /// Not raised again in this stretch.
    pub not_raised: Option<Span>,
    /// Not raised again since it was reached.
    pub stays: bool,
    /// No other tool that was used twice says worse.
    pub others_not_worse: bool,
}

/// Signed evidence (reading R27).
#[derive(Clone, Debug)]
pub struct Attested {
    /// The code it carries; the clause's id unless said otherwise.
    pub code: Code,
    /// In this stretch up to the day; `None`: after engagement.
    pub window: Option<Span>,
    /// The signer must not be who nominated the person for this.
    pub not_nominator: Option<Vec<Code>>,
    /// Dated after the end of one of these.
    pub after_end_of: Selection,
    /// Dated so many months or more after the first of these since engagement.
    pub after_step: Option<(Selection, u32)>,
    /// What shows it where nobody has signed.
    pub otherwise: Option<Box<Test>>,
}

/// A nomination (reading R23).
#[derive(Clone, Debug)]
pub struct Nominated {
    /// The codes that count.
    pub codes: Vec<Code>,
}

/// Progress noted at closure (fine point F15).
#[derive(Clone, Debug)]
pub struct Noted {
    /// The cases.
    pub facts: Selection,
    /// Closing codes that say it by themselves.
    pub codes: Vec<Code>,
    /// The attestation that may say it instead.
    pub attested: Code,
}

/// Whether the latest risk on record says that the person is still at risk.
#[derive(Clone, Debug)]
pub struct AtRisk {
    /// The scores.
    pub facts: Selection,
    /// From which figure a code says so; codes not named here from 1.
    pub thresholds: Vec<(Code, Quantity)>,
    /// The opposite is asked.
    pub no_longer: bool,
}

/// Everything that was due has been done.
#[derive(Clone, Debug)]
pub struct Due {
    /// What fell due, by its day.
    pub due: Selection,
    /// What shows that it was done, under the same ref.
    pub done: Selection,
    /// Only what fell due so many days ago or longer.
    pub grace_days: u32,
    /// One of the family, at least, was done after engagement.
    pub one_after: bool,
    /// Only the latest due one is asked, and it must have this code.
    pub latest: Option<Code>,
    /// One of the family, at least, was overdue at engagement and done after it.
    pub one_overdue: bool,
}

/// What the latest record says.
#[derive(Clone, Debug)]
pub struct Latest {
    /// The records, of which the latest decides.
    pub facts: Selection,
    /// Codes that say so; empty: the value decides.
    pub good: Vec<Code>,
    /// Values up to this say so.
    pub most: Option<Quantity>,
    /// In this stretch up to the day; for progress also after engagement.
    pub window: Option<Span>,
    /// It has said so since a record so long ago or longer.
    pub held: Option<Span>,
    /// It was said again in the stretch of `held`.
    pub recent: bool,
    /// No record leaves it open, also inside coverage.
    pub none_is_unknown: bool,
}
