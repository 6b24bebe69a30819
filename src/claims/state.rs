//! Where a family stands, in one word, for counts and pictures.

use super::outline::progress_of;
use crate::domain::{ClauseId, Text};
use crate::outcomes::{FamilyOutcome, Truth};

/// Where a family stands on the day asked; every family is in exactly one state, the first that fits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum FamilyState {
    /// Can be claimed for now.
    Claimable,
    /// Claimed for before, itself or one of its members.
    Claimed,
    /// Progress or employment is shown; an assessment, plan or lead worker is not recorded.
    RecordMissing,
    /// Nothing has failed, but something cannot be decided yet.
    Undecided,
    /// A letter has failed, or another member has started one of the problems.
    NotYet,
    /// Every letter has lapsed.
    Lapsed,
    /// Was not shown to have two different problems at engagement.
    NotEligible,
}

impl FamilyState {
    /// All states, nearest to a claim first.
    pub const ALL: [Self; 7] = [
        Self::Claimable,
        Self::RecordMissing,
        Self::Undecided,
        Self::NotYet,
        Self::Lapsed,
        Self::NotEligible,
        Self::Claimed,
    ];

    /// The state of this family.
    #[must_use]
    pub fn of(outcome: &FamilyOutcome) -> Self {
        let result = &outcome.result;
        let has = |gate: &str| result.blocking.iter().any(|part| &**part == gate);
        if result.claimable {
            Self::Claimable
        } else if has("already-claimed") || has("member-claimed") {
            Self::Claimed
        } else if !result.eligible {
            Self::NotEligible
        } else if has("all-void") {
            Self::Lapsed
        } else if result.ssp == Truth::Met || result.employment == Truth::Met {
            Self::RecordMissing
        } else if has("new-start") || result.blocking.iter().any(|part| has_failed(outcome, part)) {
            Self::NotYet
        } else {
            Self::Undecided
        }
    }
}

/// Whether this part of what blocks is a letter whose progress is not met (rather than unknown).
fn has_failed(outcome: &FamilyOutcome, part: &Text) -> bool {
    let progress = progress_of(&ClauseId::new(part.clone()));
    outcome.rows.iter().any(|row| row.clause == progress && row.truth == Truth::NotMet)
}

#[cfg(test)]
mod tests {
    use super::super::specimens::*;
    use super::*;
    use crate::outcomes::Reason;

    #[test]
    fn a_failed_letter_outweighs_an_undecided_one() {
        let rows = [unknown("x:progress", Reason::InArrears), not_met("y:progress")];
        assert_eq!(FamilyState::of(&blocked(family("f", &rows), &["x", "y"])), FamilyState::NotYet);
        assert_eq!(FamilyState::of(&blocked(family("f", &rows), &["x"])), FamilyState::Undecided);
    }

    #[test]
    fn progress_without_a_plan_is_a_missing_record() {
        let mut outcome = blocked(family("f", &[met("x:progress")]), &["no-plan"]);
        outcome.result.ssp = Truth::Met;
        assert_eq!(FamilyState::of(&outcome), FamilyState::RecordMissing);
    }

    #[test]
    fn a_family_claimed_before_is_claimed_whatever_else_blocks() {
        let mut outcome = blocked(family("f", &[not_met("x:progress")]), &["x", "member-claimed"]);
        outcome.result.eligible = false;
        assert_eq!(FamilyState::of(&outcome), FamilyState::Claimed);
    }

    #[test]
    fn a_new_start_has_failed_though_every_letter_is_met() {
        let outcome = blocked(family("f", &[met("x:progress")]), &["new-start"]);
        assert_eq!(FamilyState::of(&outcome), FamilyState::NotYet);
    }
}
