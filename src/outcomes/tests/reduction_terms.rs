//! Reductions counted in school terms: the run of terms that decides, against the terms before engagement.

use super::rate;
use super::reduction::{Side, compare, count_side, is_preceding};
use crate::domain::{Quantity, Window};
use crate::facts::{Fact, FactKind};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::plan::test::{Measure, Reduction, Span};
use crate::outcomes::terms;
use crate::outcomes::verdict::{Reason, Truth};
use std::collections::BTreeSet;

/// Whether there are so many percent fewer, or more, in the run of terms than in the terms before.
pub fn answer<'a>(test: &'a Reduction, ask: &Ask<'a>) -> Answer {
    let Some(runs) = ask.runs else { return Answer::unknown(Reason::InArrears) };
    let kinds = Ask::kinds(&[&test.facts]);
    let mut latest = None;
    for run in &runs.runs {
        let Some(before) = before(test, ask, &run.terms) else {
            return Answer::unknown(Reason::WindowNotCovered);
        };
        let baseline = side(test, ask, &before, &kinds);
        let measured = side(test, ask, &run.terms, &kinds);
        let fails = baseline.covered && baseline.seen && !test.rise && test.measure != Measure::Share;
        let answer = compare(test, ask, &measured, &baseline, (1, 1));
        if fails && answer.truth == Truth::NotMet {
            return answer;
        }
        if run.covered {
            return if baseline.covered && measured.covered {
                answer.flagged(Reason::Lagged, run.lagged)
            } else {
                uncovered(&measured, &baseline)
            };
        }
        latest.get_or_insert((measured, baseline, answer));
    }
    match latest {
        Some((measured, baseline, answer)) if measured.covered && baseline.covered => answer,
        Some((measured, baseline, _)) => uncovered(&measured, &baseline),
        None if runs.too_early.is_some() => Answer::unknown(Reason::TooEarly),
        None => Answer::unknown(Reason::WindowNotCovered),
    }
}

/// The terms of the baseline: the latest that had ended by engagement, or those just before the run.
fn before(test: &Reduction, ask: &Ask<'_>, run: &[usize]) -> Option<Vec<usize>> {
    let Span::Terms(count) = test.window else { return None };
    let count = usize::try_from(count).ok()?;
    let last = if is_preceding(test, ask) {
        run.first()?.checked_sub(1)?
    } else {
        ask.family.evidence.calendar.latest_ended(ask.engaged_on())?
    };
    Some(((last + 1).checked_sub(count)?..=last).collect())
}

fn uncovered(measured: &Side, baseline: &Side) -> Answer {
    let reason = if measured.empty || baseline.empty {
        Reason::NoRecord
    } else if measured.covered {
        Reason::WindowNotCovered
    } else {
        Reason::InArrears
    };
    let mut answer = Answer::unknown(reason).over(measured.window);
    answer.baseline_window = Some(baseline.window);
    answer
}

fn side<'a>(test: &'a Reduction, ask: &Ask<'a>, run: &[usize], kinds: &BTreeSet<FactKind>) -> Side {
    let window = terms::reach(ask.family, run).unwrap_or(Window { from: ask.day, to: ask.day });
    let covered =
        run.iter().all(|term| ask.people.iter().all(|child| terms::is_seen(ask.family, child, kinds, *term)));
    if test.measure == Measure::Share {
        let share = rate::share(ask, &test.facts, window);
        return Side {
            figure: share.ratio().unwrap_or(Quantity::ZERO),
            sources: share.rows.iter().map(|fact| fact.source).collect(),
            covered: covered && share.whole > 0,
            empty: covered && share.whole == 0,
            seen: share.part > 0,
            ..Side::over(window)
        };
    }
    let facts: Vec<&Fact> =
        ask.facts(&test.facts).into_iter().filter(|fact| window.contains(fact.from)).collect();
    Side { covered, ..count_side(test, ask, facts, window) }
}
