//! Which claims an auditor should look at whatever a random draw says: the rows that settle a claim come in, the
//! reasons to look at it go out. Nothing is drawn here.

use crate::domain::{Quantity, SourceRef};
use crate::links::is_by_weight;
use crate::outcomes::{Reason, Row, Truth};
use std::collections::BTreeSet;

/// Why a claim is always drawn for audit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AuditPick {
    /// A letter is settled by a step that shows no change.
    ProcessOnly,
    /// A signed override stands for a letter.
    Override,
    /// One more or one fewer counted event, or a fiftieth of a rate, would have decided otherwise.
    ThinMargin,
    /// A letter's progress rests on one record alone.
    SingleRecord,
    /// Everything that settled the claim comes from one feed.
    SingleSource,
    /// A record that settled it is linked by a person's decision or by probability, not by a stated rule.
    DoubtfulLink,
    /// A record that settled it came with a delivery that took the place of an earlier one.
    LateCorrection,
}

/// What is known of a record that settled a claim, beside what it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cited<'a> {
    /// The feed that delivered it; blank for cohort files and prepared facts, whose senders are not known.
    pub feed: &'a str,
    /// The rule that linked it.
    pub rule: &'a str,
    /// Whether its delivery took the place of an earlier one.
    pub is_correction: bool,
}

/// The picks that follow from where the records come from.
#[must_use]
pub fn picks_of_sources(cited: &[Cited<'_>]) -> BTreeSet<AuditPick> {
    let mut picks = BTreeSet::new();
    let feeds: BTreeSet<&str> = cited.iter().map(|one| one.feed).collect();
    if feeds.len() == 1 && !feeds.contains("") {
        picks.insert(AuditPick::SingleSource);
    }
    if cited.iter().any(|one| one.rule.starts_with("review") || is_by_weight(one.rule)) {
        picks.insert(AuditPick::DoubtfulLink);
    }
    if cited.iter().any(|one| one.is_correction) {
        picks.insert(AuditPick::LateCorrection);
    }
    picks
}

impl AuditPick {
    /// As written in `claims.csv`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProcessOnly => "process-only",
            Self::Override => "override",
            Self::ThinMargin => "thin-margin",
            Self::SingleRecord => "single-record",
            Self::SingleSource => "single-source",
            Self::DoubtfulLink => "doubtful-link",
            Self::LateCorrection => "late-correction",
        }
    }
}

/// The picks for one letter, or for the employment route, from the rows that settled it.
#[must_use]
pub fn picks(decisive: &[&Row]) -> BTreeSet<AuditPick> {
    let mut picks = BTreeSet::new();
    if decisive.iter().any(|row| row.reasons.contains(&Reason::ProcessOnly)) {
        picks.insert(AuditPick::ProcessOnly);
    }
    if decisive.iter().any(|row| is_thin(row)) {
        picks.insert(AuditPick::ThinMargin);
    }
    let records: BTreeSet<&SourceRef> = decisive.iter().flat_map(|row| &row.evidence).collect();
    if records.len() == 1 {
        picks.insert(AuditPick::SingleRecord);
    }
    picks
}

/// Whether a met row would turn with one counted event more or fewer, or, for a rate, with a change of a fiftieth of what
/// is asked. A test for none at all or for every week of its window has no margin to be thin, and one for a single event is a
/// single record.
fn is_thin(row: &Row) -> bool {
    let (Some(measured), Some(required)) = (row.measured, row.required) else {
        return false;
    };
    let weeks = row.window.map(|window| Quantity::whole(i64::from(window.days() / 7)));
    let has_no_margin = required.is_zero() || required == Quantity::whole(1) || weeks == Some(required);
    if row.truth != Truth::Met || has_no_margin {
        return false;
    }
    let is_count = measured.denominator() == 1 && (required >= Quantity::whole(1) || row.baseline.is_some());
    let step = if is_count {
        Some(Quantity::whole(1))
    } else {
        Quantity::ratio(1, 50).and_then(|part| part.times(required))
    };
    let gap = if measured <= required { required.minus(measured) } else { measured.minus(required) };
    gap.zip(step).is_some_and(|(gap, step)| gap < step)
}

#[cfg(test)]
mod tests {
    use super::super::specimens::*;
    use super::*;

    fn thin(measured: &str, required: &str) -> bool {
        picks(&[&figures(met("c"), measured, required)]).contains(&AuditPick::ThinMargin)
    }

    #[test]
    fn one_event_more_or_fewer_makes_a_margin_thin() {
        assert!(thin("3", "3.35"));
        assert!(!thin("2", "3.35"));
        assert!(thin("26", "26"));
        assert!(!thin("27", "26"));
    }

    #[test]
    fn a_rate_within_a_fiftieth_of_what_is_asked_is_thin() {
        assert!(thin("0.91", "0.9"));
        assert!(!thin("0.93", "0.9"));
    }

    #[test]
    fn a_test_for_none_is_never_thin() {
        assert!(!thin("0", "0"));
    }

    #[test]
    fn a_test_for_every_week_of_its_window_is_never_thin() {
        let weeks = Row { window: window("2017-01-01", "2017-04-01"), ..figures(met("c"), "13", "13") };
        assert!(!picks(&[&weeks]).contains(&AuditPick::ThinMargin));
    }

    #[test]
    fn a_row_that_is_not_met_is_never_thin() {
        assert!(picks(&[&figures(not_met("c"), "4", "3.35")]).is_empty());
    }

    #[test]
    fn where_records_come_from_gives_reasons_too() {
        let of = |feed, rule, is_correction| Cited { feed, rule, is_correction };
        let one = picks_of_sources(&[of("yot", "upn", false), of("yot", "upn", false)]);
        assert_eq!(one, [AuditPick::SingleSource].into());
        assert!(picks_of_sources(&[of("yot", "upn", false), of("police", "upn", false)]).is_empty());
        assert!(picks_of_sources(&[of("", "given", false)]).is_empty(), "prepared facts name no sender");
        let doubtful = picks_of_sources(&[of("yot", "review:r00001", true), of("police", "upn", false)]);
        assert_eq!(doubtful, [AuditPick::DoubtfulLink, AuditPick::LateCorrection].into());
    }

    #[test]
    fn one_record_cited_by_two_clauses_is_a_single_record() {
        let cited = |line| Row { evidence: [source(1, line)].into(), ..met("c") };
        assert!(picks(&[&cited(4), &cited(4)]).contains(&AuditPick::SingleRecord));
        assert!(!picks(&[&cited(4), &cited(5)]).contains(&AuditPick::SingleRecord));
        assert!(!picks(&[&met("c")]).contains(&AuditPick::SingleRecord));
    }
}
