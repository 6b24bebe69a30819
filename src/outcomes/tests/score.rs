//! A score or level against a figure.

use crate::domain::{Quantity, Window};
use crate::facts::Fact;
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::plan::test::{Compare, Figure, Score};
use crate::outcomes::verdict::Reason;

/// Whether the latest score in the stretch (or any of them) compares as asked.
pub fn answer<'a>(test: &'a Score, ask: &Ask<'a>) -> Answer {
    let window = match ask.moment {
        Moment::Since(day) => Window { from: day.after(), to: ask.day },
        _ => ask.window(&test.window, ask.day),
    };
    let scores: Vec<&Fact> =
        ask.facts(&test.facts).into_iter().filter(|fact| window.contains(fact.from)).collect();
    let asked: Vec<&Fact> =
        if test.any { scores.clone() } else { scores.last().copied().into_iter().collect() };
    let Some(required) = required(test, ask) else { return Answer::unknown(Reason::NoRecord).over(window) };
    let found = asked
        .iter()
        .find(|fact| figure(test, fact).is_some_and(|value| compares(test.compare, value, required)));
    if let Some(fact) = found {
        return shown(Answer::met(), figure(test, fact), required, window).citing([*fact]);
    }
    let kinds = Ask::kinds(&[&test.facts]);
    let latest = asked.last();
    let answer = if latest.is_some() || ask.is_covered(&kinds, window) {
        Answer::not_met()
    } else {
        Answer::unknown(Reason::WindowNotCovered)
    };
    shown(answer, latest.and_then(|fact| figure(test, fact)), required, window).citing(latest.copied())
}

fn shown(mut answer: Answer, measured: Option<Quantity>, required: Quantity, window: Window) -> Answer {
    answer.measured = measured;
    answer.required = Some(required);
    answer.over(window)
}

fn figure(test: &Score, fact: &Fact) -> Option<Quantity> {
    if test.per_whole { fact.value?.over(fact.of?) } else { fact.value }
}

/// The figure, or the rank of the named level as the records of the evaluation give it; without any, 0.
fn required(test: &Score, ask: &Ask<'_>) -> Option<Quantity> {
    if let Some(level) = &test.above_level {
        let named =
            test.facts.iter().flat_map(|selector| ask.people.iter().flat_map(|one| one.facts(selector.kind)));
        let rank = named.filter(|fact| fact.code.as_ref() == Some(level)).filter_map(|fact| fact.value).max();
        return Some(rank.unwrap_or(Quantity::ZERO));
    }
    match &test.figure {
        Figure::Fixed(figure) => Some(*figure),
        Figure::Dated(name) => ask.family.plan.figure(name, ask.day),
    }
}

fn compares(how: Compare, value: Quantity, required: Quantity) -> bool {
    match how {
        Compare::MoreThan => value > required,
        Compare::AtLeast => value >= required,
        Compare::LessThan => value < required,
        Compare::AtMost => value <= required,
    }
}
