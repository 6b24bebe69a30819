//! Families through time as CSV: the month ends, the relapses, and when what is missing could be met.

use super::table::{Table, blank_or, joined, yes_no};
use crate::outcomes::trend::FamilyTrend;
use crate::outcomes::{ClauseKind, FamilyOutcome, Truth};

/// `trend.csv`: one line per family and month end, sorted by family and day.
#[must_use]
pub fn trend_csv(trends: &[FamilyTrend]) -> Vec<u8> {
    let mut table = Table::new(&[
        "plan",
        "family_id",
        "month_end",
        "eligible",
        "criteria",
        "criteria_met",
        "ssp",
        "employment",
        "claimable",
        "route",
        "first_met_on",
        "relapsed",
        "blocking",
    ]);
    for trend in trends {
        let relapses: Vec<_> = trend.relapses().collect();
        for (day, result) in &trend.points {
            table.row([
                trend.plan.to_string(),
                trend.family.to_string(),
                day.to_string(),
                yes_no(result.eligible).to_owned(),
                joined(&result.criteria),
                joined(&result.criteria_met),
                result.ssp.to_string(),
                result.employment.to_string(),
                yes_no(result.claimable).to_owned(),
                result.route.to_string(),
                blank_or(result.first_met_on.as_ref()),
                yes_no(relapses.contains(day)).to_owned(),
                joined(&result.blocking),
            ]);
        }
    }
    table.into_bytes()
}

/// `relapses.csv`: the month ends at which a result that had held was lost, with since when it had held.
#[must_use]
pub fn relapses_csv(trends: &[FamilyTrend]) -> Vec<u8> {
    let mut table = Table::new(&["family_id", "lost_on", "held_since", "blocking"]);
    for trend in trends {
        for day in trend.relapses() {
            let before = trend.points.iter().rev().find(|(at, _)| *at < day);
            let lost = trend.points.iter().find(|(at, _)| *at == day);
            table.row([
                trend.family.to_string(),
                day.to_string(),
                blank_or(before.and_then(|(_, result)| result.first_met_on.as_ref())),
                lost.map_or(String::new(), |(_, result)| joined(&result.blocking)),
            ]);
        }
    }
    table.into_bytes()
}

/// `earliest.csv`: for each part of a progress or employment way that is not met, the earliest day it could be if nothing
/// else happens; blank where no day can be told.
#[must_use]
pub fn earliest_csv(outcomes: &[FamilyOutcome]) -> Vec<u8> {
    let mut table = Table::new(&["family_id", "clause", "person_id", "verdict", "earliest"]);
    for outcome in outcomes {
        for row in &outcome.rows {
            let part = matches!(row.kind, ClauseKind::Progress | ClauseKind::Employment);
            if part && matches!(row.truth, Truth::NotMet | Truth::Unknown) {
                table.row([
                    outcome.family.to_string(),
                    row.clause.to_string(),
                    blank_or(row.person.as_ref()),
                    row.truth.to_string(),
                    blank_or(row.earliest.as_ref()),
                ]);
            }
        }
    }
    table.into_bytes()
}
