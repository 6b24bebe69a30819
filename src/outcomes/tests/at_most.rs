//! Something did not happen more often than so: no events, or at most a few, in a stretch that ends on the day.

use super::{signed, spells};
use crate::domain::{Day, Quantity, Window};
use crate::facts::{Fact, FactKind};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::occurrences::{Occurrence, occurrences};
use crate::outcomes::order;
use crate::outcomes::plan::test::{AtMost, Number, Prior, SinceFirst, Span};
use crate::outcomes::terms;
use crate::outcomes::verdict::{Reason, Truth};
use std::collections::BTreeSet;

/// Whether no more than so many happened. What is already counted fails at once; silence counts only inside coverage.
pub fn answer<'a>(test: &'a AtMost, ask: &Ask<'a>) -> Answer {
    if let Some(prior) = &test.prior
        && !has_prior(prior, ask)
    {
        return Answer::not_applicable();
    }
    if let Span::Terms(_) = test.window {
        return in_terms(test, ask);
    }
    if let Some(plans) = &test.above_start_of {
        return above_start(test, plans, ask);
    }
    if !test.order.is_empty() {
        return during_order(test, ask);
    }
    if let Some(first) = &test.since_first {
        return since_first(test, first, ask);
    }
    let answer = in_stretch(test, &test.window, ask);
    match &test.or_attested {
        Some(statement) if answer.reasons.contains(&Reason::WindowNotCovered) => {
            let signed = signed::attested(statement, ask);
            if signed.truth == Truth::Met { signed } else { answer }
        }
        _ => answer,
    }
}

/// In the days of the latest order, if they are fewer than the stretch (reading R20).
fn during_order<'a>(test: &'a AtMost, ask: &Ask<'a>) -> Answer {
    if order::latest(&test.order, ask).is_none() {
        return spells::none(ask, &Ask::kinds(&[&test.order]));
    }
    let days = order::days(&test.order, ask).and_then(|days| u32::try_from(days).ok());
    let span = days.map_or_else(|| test.window.clone(), |days| Span::Days(Number::Fixed(days)));
    in_stretch(test, &span, ask)
}

/// From the first day of the first of some facts counted in the stretch.
fn since_first<'a>(test: &'a AtMost, first: &'a SinceFirst, ask: &Ask<'a>) -> Answer {
    let stretch = ask.window(&test.window, ask.day);
    let counts = |fact: &&&Fact| {
        let day = if first.completed { ask.ended_on(fact) } else { Some(fact.from) };
        day.is_some_and(|day| stretch.contains(day))
    };
    let begins = ask.facts(&first.facts);
    let Some(start) = begins.iter().filter(counts).map(|fact| fact.from).min() else {
        return Answer::not_applicable();
    };
    let window = Window { from: start, to: ask.day };
    let counted = count(test, &facts(test, ask), window);
    let answer = if is_too_many(test, &counted) {
        Answer::not_met()
    } else if ask.is_covered(&Ask::kinds(&[&test.facts]), window) {
        Answer::met()
    } else {
        Answer::unknown(Reason::WindowNotCovered)
    };
    shown(test, answer, &counted).over(window)
}

fn facts<'a>(test: &'a AtMost, ask: &Ask<'a>) -> Vec<&'a Fact> {
    let mut found = ask.facts(&test.facts);
    found.retain(|fact| test.marked_by.is_empty() || ask.is_marked(fact, &test.marked_by));
    found
}

/// In a stretch that ends on the day, or on the last covered day before it.
fn in_stretch<'a>(test: &'a AtMost, span: &Span, ask: &Ask<'a>) -> Answer {
    let facts = facts(test, ask);
    let engaged = ask.engaged_on();
    let window = ask.window(span, ask.day);
    let kinds = Ask::kinds(&[&test.facts]);
    let since = |window: Window| Window::new(window.from.max(engaged.after()), window.to);
    let known = if ask.is_progress() { since(window) } else { Some(window) };
    if let Some(counted) =
        known.map(|known| count(test, &facts, known)).filter(|counted| is_too_many(test, counted))
    {
        return failed(test, ask, &counted, (span, window));
    }
    if ask.is_progress() && window.from <= engaged {
        let earliest = ask.over_on(span, engaged);
        return Answer::unknown(Reason::TooEarly).over(window).at_earliest(Some(earliest));
    }
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => {
            return moved_failure(test, ask, &facts, (span, &kinds))
                .unwrap_or(Answer::unknown(reason).over(window));
        }
    };
    let moved = ask.window(span, when.day);
    let counted = count(test, &facts, moved);
    if let Some(counted) =
        since(moved).map(|known| count(test, &facts, known)).filter(|c| is_too_many(test, c))
    {
        return failed(test, ask, &counted, (span, moved));
    }
    if ask.is_progress() && moved.from <= engaged {
        return Answer::unknown(Reason::TooEarly).over(moved);
    }
    if !ask.is_covered(&kinds, moved) {
        return Answer::unknown(Reason::WindowNotCovered).over(moved);
    }
    shown(test, Answer::met(), &counted).over(moved).flagged(Reason::Lagged, when.lagged)
}

/// Where data ended too long ago to be asked at all: events in the last stretch that was covered still fail.
fn moved_failure(
    test: &AtMost,
    ask: &Ask<'_>,
    facts: &[&Fact],
    (span, kinds): (&Span, &BTreeSet<FactKind>),
) -> Option<Answer> {
    let last = ask.last_covered(kinds)?;
    let moved = ask.window(span, last);
    let known = Window::new(moved.from.max(ask.engaged_on().after()), moved.to)?;
    let earliest = ask.day.months_before(ask.family.parameters.number("window-lag"));
    let counted = count(test, facts, known);
    (last >= earliest && is_too_many(test, &counted)).then(|| failed(test, ask, &counted, (span, moved)))
}

fn failed(test: &AtMost, ask: &Ask<'_>, counted: &[Occurrence], (span, window): (&Span, Window)) -> Answer {
    // If nothing else happens, the stretch is clean once the last one too many has left it.
    let most = usize::try_from(test.most.numerator() / test.most.denominator()).unwrap_or(0);
    let leaving = counted.len().checked_sub(most + 1).and_then(|index| counted.get(index));
    let earliest = leaving.map(|occurrence| ask.over_on(span, occurrence.day));
    shown(test, Answer::not_met(), counted).over(window).at_earliest(earliest)
}

fn is_too_many(test: &AtMost, counted: &[Occurrence]) -> bool {
    number(counted) > test.most
}

fn number(counted: &[Occurrence]) -> Quantity {
    Quantity::whole(i64::try_from(counted.len()).unwrap_or(i64::MAX))
}

fn shown(test: &AtMost, answer: Answer, counted: &[Occurrence]) -> Answer {
    let sources = counted.iter().flat_map(|occurrence| occurrence.sources.iter().copied());
    answer.figures(number(counted), test.most).with_sources(sources)
}

fn count(test: &AtMost, facts: &[&Fact], window: Window) -> Vec<Occurrence> {
    let inside = |fact: &&&Fact| window.contains(fact.from) || (test.open && fact.period().overlaps(window));
    let counted: Vec<&Fact> = facts.iter().filter(inside).copied().collect();
    occurrences(&counted)
}

/// An earlier event on or before engagement, and none of those that rule it out.
fn has_prior<'a>(prior: &'a Prior, ask: &Ask<'a>) -> bool {
    if ask.family.parameters.is("prior-event", "waive") {
        return true;
    }
    let engaged = ask.engaged_on();
    let window = prior.window.as_ref().map(|span| ask.window(span, engaged));
    let before =
        |fact: &&Fact| fact.from <= engaged && window.is_none_or(|window| window.contains(fact.from));
    ask.facts(&prior.facts).iter().any(before)
        && !ask.facts(&prior.without).iter().any(|fact| fact.from <= engaged)
}

fn in_terms<'a>(test: &'a AtMost, ask: &Ask<'a>) -> Answer {
    let Some(runs) = ask.runs else { return Answer::unknown(Reason::InArrears) };
    let facts = facts(test, ask);
    let kinds = Ask::kinds(&[&test.facts]);
    let asked = |run: &[usize]| {
        run.iter().any(|term| ask.people.iter().any(|child| terms::is_asked(ask.family, child, *term)))
    };
    let mut latest = None;
    for run in &runs.runs {
        let Some(window) = terms::reach(ask.family, &run.terms) else { continue };
        if !asked(&run.terms) {
            return Answer::not_applicable();
        }
        let counted = count(test, &facts, window);
        if is_too_many(test, &counted) {
            return shown(test, Answer::not_met(), &counted).over(window);
        }
        if run.covered {
            return shown(test, Answer::met(), &counted).over(window).flagged(Reason::Lagged, run.lagged);
        }
        latest.get_or_insert((run, window, counted));
    }
    if let Some((run, window, counted)) = latest {
        let own = run
            .terms
            .iter()
            .all(|term| ask.people.iter().all(|child| terms::is_seen(ask.family, child, &kinds, *term)));
        let answer = if own { Answer::met() } else { Answer::unknown(Reason::InArrears) };
        return shown(test, answer, &counted).over(window);
    }
    too_early_terms(test, ask, &facts, runs.too_early.as_deref())
}

/// The latest run lies partly before engagement: events in its later terms may have failed it already.
fn too_early_terms(test: &AtMost, ask: &Ask<'_>, facts: &[&Fact], run: Option<&[usize]>) -> Answer {
    let Some(run) = run else { return Answer::unknown(Reason::WindowNotCovered) };
    let after: Vec<usize> =
        run.iter().copied().filter(|term| terms::is_after(ask.family, *term, ask.engaged_on())).collect();
    if let Some(window) = terms::reach(ask.family, &after) {
        let counted = count(test, facts, window);
        if is_too_many(test, &counted) {
            return shown(test, Answer::not_met(), &counted).over(window);
        }
    }
    Answer::unknown(Reason::TooEarly)
}

/// No step of a higher rank than the highest on or before the first day of the plan that stands.
fn above_start<'a>(test: &'a AtMost, plans: &'a crate::outcomes::plan::Selection, ask: &Ask<'a>) -> Answer {
    let begun: Vec<&Fact> =
        ask.facts(plans).into_iter().filter(|plan| plan.from > ask.engaged_on()).collect();
    let stretches = spells::joined(&begun, ask.day);
    let Some(plan) = stretches.last() else { return Answer::not_applicable() };
    let steps = ask.facts(&test.facts);
    let rank = |fact: &&&Fact| fact.value.unwrap_or(Quantity::ZERO);
    let before = steps.iter().filter(|step| step.from <= plan.from).max_by_key(rank);
    let ceiling = before.map(|step| step.value.unwrap_or(Quantity::ZERO));
    let kinds = Ask::kinds(&[&test.facts]);
    let stretch = |day: Day| -> Window {
        let window = ask.window(&test.window, day);
        let begun = plan.from.after();
        let from = if test.open { begun } else { window.from.max(begun) };
        Window { from: from.min(day), to: day }
    };
    let higher = |window: Window| -> Vec<&Fact> {
        let above = |step: &&&Fact| ceiling.is_none_or(|ceiling| rank(step) > ceiling);
        steps.iter().filter(|step| window.contains(step.from)).filter(above).copied().collect()
    };
    let window = stretch(ask.day);
    let found = higher(window);
    if !found.is_empty() {
        return Answer::not_met().citing(found).over(window);
    }
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason).over(window),
    };
    let moved = stretch(when.day);
    if !ask.is_covered(&kinds, moved) {
        return Answer::unknown(Reason::WindowNotCovered).over(moved);
    }
    Answer::met().citing(before.into_iter().copied()).over(moved).flagged(Reason::Lagged, when.lagged)
}
