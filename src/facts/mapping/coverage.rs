//! For which days deliveries are complete, as the coverage rules of their schemas say.
//!
//! Only whole deliveries cover everyone. Deliveries that follow one another without a gap cover one unbroken stretch; where
//! facts arrive late, the end of each stretch is not complete yet.

use super::rows::kind_of;
use crate::domain::{SchoolCalendar, Text, Window};
use crate::facts::unlinked::UnlinkedCoverage;
use crate::facts::vocabulary::FactKind;
use crate::feeds::period::term;
use crate::feeds::schema::CoverageRule;
use crate::feeds::{DeliveryPeriod, Extract};
use std::collections::BTreeMap;

/// What deliveries of one feed say for everyone, apart from the days: fact, ages, identifier, months to settle.
type Statement = (FactKind, Option<(u32, u32)>, Option<Text>, u32);

/// The coverage for everyone that the extracts of one feed state. `settle_months` stands for the months of every rule that
/// has any.
pub fn everyone(
    extracts: &[Extract<'_>],
    calendar: &SchoolCalendar,
    settle_months: Option<u32>,
) -> Vec<UnlinkedCoverage> {
    let mut stated: BTreeMap<Statement, Vec<Window>> = BTreeMap::new();
    for extract in extracts.iter().filter(|extract| extract.whole) {
        for rule in extract.schema.coverage.iter().filter(|rule| !rule.row) {
            let settle =
                if rule.settle_months == 0 { 0 } else { settle_months.unwrap_or(rule.settle_months) };
            let statement = (kind_of(&rule.fact), rule.ages, rule.requires.clone(), settle);
            stated.entry(statement).or_default().extend(window(rule, &extract.period, calendar));
        }
    }
    let mut coverage = Vec::new();
    for ((kind, ages, requires, settle), windows) in stated {
        for window in runs(windows).into_iter().filter_map(|run| settled(run, settle)) {
            coverage.push(UnlinkedCoverage { kind, window, ages, requires: requires.clone(), who: None });
        }
    }
    coverage
}

/// The days a rule speaks of. A term before stands for itself and the holiday after it.
pub fn window(rule: &CoverageRule, period: &DeliveryPeriod, calendar: &SchoolCalendar) -> Option<Window> {
    if rule.terms_before == 0 {
        return Some(period.days);
    }
    let index = term(&period.name, calendar)?.checked_sub(rule.terms_before as usize)?;
    Some(calendar.reach(index))
}

/// Windows joined where they overlap or abut.
fn runs(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_unstable();
    let mut runs: Vec<Window> = Vec::new();
    for window in windows {
        match runs.last_mut() {
            Some(run) if window.from <= run.to.after() => run.to = run.to.max(window.to),
            _ => runs.push(window),
        }
    }
    runs
}

/// A run without its last months, counted from the day after it so that whole months leave whole months.
fn settled(run: Window, months: u32) -> Option<Window> {
    Window::new(run.from, run.to.after().months_before(months).before())
}
