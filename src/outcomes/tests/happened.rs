//! Something happened: events, or spells by their first or last day, counted or their values added.

use super::spells;
use crate::domain::calendar::year_group;
use crate::domain::{Quantity, Window};
use crate::facts::{Fact, FactKind, Subject};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::occurrences::{Occurrence, occurrences, occurrences_across};
use crate::outcomes::plan::test::{Happened, Measure, Span};
use crate::outcomes::terms;
use crate::outcomes::verdict::Reason;
use std::collections::BTreeSet;

/// Whether at least so many happened in the stretch. Found is met, whatever is covered; not found is not met only inside
/// coverage.
pub fn answer<'a>(test: &'a Happened, ask: &Ask<'a>) -> Answer {
    if !test.where_open_since.is_empty() && !was_open_since(test, ask) {
        return Answer::not_applicable();
    }
    if let Some(Span::Terms(_)) = &test.window {
        return in_terms(test, ask);
    }
    let window = match (&test.window, ask.moment) {
        (None, Moment::Entry) => Window { from: crate::domain::Day::from_number(-40_000), to: ask.day },
        (Some(span), Moment::Entry) => ask.window(span, ask.day),
        (_, Moment::Since(day)) => Window { from: day.after(), to: ask.day },
        (None, Moment::Progress) => Window { from: ask.engaged_on().after(), to: ask.day },
        (Some(span), Moment::Progress) => {
            let window = ask.window(span, ask.day);
            let from = if test.may_precede { window.from } else { window.from.max(ask.engaged_on().after()) };
            Window { from, to: window.to }
        }
    };
    let counted = count(test, ask, window);
    if is_enough(test, &counted) {
        return shown(test, Answer::met(), &counted).over(window);
    }
    let kinds = kinds(test);
    if let Some(answer) = without_contacts(test, ask) {
        return answer;
    }
    let answer =
        |truth: Answer, counted: &[Occurrence], window: Window| shown(test, truth, counted).over(window);
    if ask.is_covered(&kinds, window) {
        return answer(Answer::not_met(), &counted, window);
    }
    // A stretch that ends on the day is asked on the last covered day instead (fine point F14).
    if let (Some(span), true, Ok(when)) = (&test.window, ask.is_progress(), ask.when(&kinds)) {
        let moved = ask.window(span, when.day);
        if let Some(moved) = Window::new(moved.from.max(ask.engaged_on().after()), moved.to) {
            let counted = count(test, ask, moved);
            if is_enough(test, &counted) {
                return answer(Answer::met(), &counted, moved).flagged(Reason::Lagged, when.lagged);
            }
            if ask.is_covered(&kinds, moved) {
                return answer(Answer::not_met(), &counted, moved);
            }
        }
    }
    answer(Answer::unknown(Reason::WindowNotCovered), &counted, window)
}

/// A spell for which the provider sends no contact at all leaves it open (fine point F16).
fn without_contacts<'a>(test: &'a Happened, ask: &Ask<'a>) -> Option<Answer> {
    let after = |spell: &&Fact| spell.to.is_none_or(|last| last > ask.engaged_on());
    let mut spells = ask.facts(&test.of_spells);
    spells.retain(|spell| after(spell) && super::held::contacts(ask, spell).is_empty());
    (!spells.is_empty()).then(|| Answer::unknown(Reason::NoRecord).citing(spells))
}

fn kinds(test: &Happened) -> BTreeSet<FactKind> {
    let mut selections = vec![&test.facts, &test.of_spells];
    selections.extend(test.with.iter().map(|with| &with.facts));
    Ask::kinds(&selections)
}

fn in_terms<'a>(test: &'a Happened, ask: &Ask<'a>) -> Answer {
    let Some(runs) = ask.runs else { return Answer::unknown(Reason::InArrears) };
    let mut latest = None;
    for run in &runs.runs {
        let Some(window) = terms::reach(ask.family, &run.terms) else { continue };
        let counted = count(test, ask, window);
        let answer = |truth: Answer| shown(test, truth, &counted).over(window);
        if is_enough(test, &counted) {
            return answer(Answer::met()).flagged(Reason::Lagged, run.lagged && ask.is_progress());
        }
        if run.covered {
            return answer(Answer::not_met());
        }
        latest.get_or_insert_with(|| answer(Answer::unknown(Reason::InArrears)));
    }
    latest.unwrap_or_else(|| match &runs.too_early {
        Some(_) => Answer::unknown(Reason::TooEarly),
        None => Answer::unknown(Reason::WindowNotCovered),
    })
}

/// The occurrences that count in a stretch of days.
fn count<'a>(test: &'a Happened, ask: &Ask<'a>, window: Window) -> Vec<Occurrence> {
    let mut facts = ask.facts(&test.facts);
    facts.retain(|fact| {
        let day = if test.completed { ask.ended_on(fact) } else { Some(fact.from) };
        day.is_some_and(|day| window.contains(day))
            && (test.of_spells.is_empty() || is_of_spells(test, ask, fact))
            && (!test.standing || ask.moment != Moment::Entry || fact.to.is_none_or(|last| last >= ask.day))
            && (!test.finished || ask.ended_on(fact).is_some())
            && is_of_age(test, ask, fact)
            && test.value_at_least.is_none_or(|least| fact.value.is_some_and(|value| value >= least))
            && test.with.as_ref().is_none_or(|with| stands_beside(with, ask, fact))
            && test
                .ended
                .as_ref()
                .is_none_or(|codes| spells::end_code(ask, fact).is_some_and(|code| codes.contains(&code)))
    });
    if test.across { occurrences_across(&facts) } else { occurrences(&facts) }
}

/// Whether one of the cases that the row is about was in force at or after engagement.
fn was_open_since<'a>(test: &'a Happened, ask: &Ask<'a>) -> bool {
    let cases = ask.facts(&test.where_open_since);
    cases.iter().any(|case| case.to.is_none_or(|last| last >= ask.engaged_on()))
}

fn is_enough(test: &Happened, counted: &[Occurrence]) -> bool {
    measured(test, counted) >= test.at_least
}

fn measured(test: &Happened, counted: &[Occurrence]) -> Quantity {
    match test.measure {
        Measure::Value => counted.iter().fold(Quantity::ZERO, |sum, o| sum.plus(o.value).unwrap_or(sum)),
        _ => Quantity::whole(i64::try_from(counted.len()).unwrap_or(i64::MAX)),
    }
}

fn shown(test: &Happened, answer: Answer, counted: &[Occurrence]) -> Answer {
    let sources = counted.iter().flat_map(|occurrence| occurrence.sources.iter().copied());
    answer.figures(measured(test, counted), test.at_least).with_sources(sources)
}

fn is_of_age(test: &Happened, ask: &Ask<'_>, fact: &Fact) -> bool {
    let born = || match &fact.subject {
        Subject::Person(id) => ask.family.member(id).and_then(|member| member.person.born_on),
        Subject::Household(_) => None,
    };
    let of_home = matches!(fact.subject, Subject::Household(_));
    let in_band = of_home
        || test.ages.is_none_or(|(from, to)| {
            born().and_then(|born| born.age_on(fact.from)).is_some_and(|age| (from..=to).contains(&age))
        });
    let primary = !test.primary || born().is_some_and(|born| (0..=6).contains(&year_group(born, fact.from)));
    in_band && primary
}

/// Whether a contact belongs to one of the spells: same person, same ref.
fn is_of_spells<'a>(test: &'a Happened, ask: &Ask<'a>, fact: &Fact) -> bool {
    fact.reference.is_some()
        && ask
            .facts(&test.of_spells)
            .iter()
            .any(|spell| spell.reference == fact.reference && spell.subject == fact.subject)
}

fn stands_beside<'a>(with: &'a crate::outcomes::plan::test::With, ask: &Ask<'a>, fact: &'a Fact) -> bool {
    let in_time = |other: &Fact| {
        with.months
            .is_none_or(|months| other.from >= fact.from && other.from <= fact.from.months_after(months))
    };
    with.facts.iter().any(|selector| {
        ask.same_case(fact, selector.kind).iter().any(|other| ask.selects(selector, other) && in_time(other))
    })
}
