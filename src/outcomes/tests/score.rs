//! A score or level against a figure.

use crate::domain::{Code, Quantity, Window};
use crate::facts::Fact;
use crate::outcomes::answer::{Answer, join};
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::plan::Join;
use crate::outcomes::plan::test::{AtRisk, Compare, Figure, Score, Span};
use crate::outcomes::terms;
use crate::outcomes::verdict::{Reason, Truth};

/// Whether the latest score in the stretch (or any of them) compares as asked.
pub fn answer<'a>(test: &'a Score, ask: &Ask<'a>) -> Answer {
    let window = match ask.moment {
        Moment::Since(day) => Window { from: day.after(), to: ask.day },
        _ => ask.window(&test.window, ask.day),
    };
    if let Span::Terms(_) = test.window {
        return in_terms(test, ask);
    }
    if let Some((level, span)) = &test.held_at {
        return held_at(test, ask, level, span);
    }
    let mut scores = ask.facts(&test.facts);
    let latest = scores.last().copied().filter(|_| test.standing);
    scores.retain(|fact| {
        window.contains(fact.from) || latest.is_some_and(|latest| std::ptr::eq(*fact, latest))
    });
    if test.first_listed {
        let first = test.facts.iter().find(|one| scores.iter().any(|fact| ask.selects(one, fact)));
        scores.retain(|fact| first.is_some_and(|one| ask.selects(one, fact)));
    }
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

/// The latest score of each term of a run.
fn in_terms<'a>(test: &'a Score, ask: &Ask<'a>) -> Answer {
    let (Some(runs), Some(required)) = (ask.runs, required(test, ask)) else {
        return Answer::unknown(Reason::InArrears);
    };
    let kinds = Ask::kinds(&[&test.facts]);
    let scores = ask.facts(&test.facts);
    let of_term = |term: usize| -> Answer {
        let Some(window) = terms::reach(ask.family, &[term]) else {
            return Answer::unknown(Reason::InArrears);
        };
        let latest = scores.iter().rev().find(|fact| window.contains(fact.from));
        let value = latest.and_then(|fact| figure(test, fact));
        let seen = ask.people.iter().all(|child| terms::is_seen(ask.family, child, &kinds, term));
        let answer = match value {
            Some(value) => Answer::of(compares(test.compare, value, required)),
            None if seen => Answer::not_met(),
            None => Answer::unknown(Reason::InArrears),
        };
        shown(answer, value, required, window).citing(latest.copied())
    };
    let mut latest = None;
    for run in &runs.runs {
        let is_asked =
            |term: &&usize| ask.people.iter().any(|child| terms::is_asked(ask.family, child, **term));
        let answers: Vec<Answer> = run.terms.iter().filter(is_asked).map(|term| of_term(*term)).collect();
        if answers.is_empty() {
            return Answer::not_applicable();
        }
        let answer = join(Join::All, &answers);
        if run.covered || answer.truth == Truth::NotMet {
            return answer.flagged(Reason::Lagged, run.lagged && ask.is_progress());
        }
        latest.get_or_insert(answer);
    }
    latest.unwrap_or_else(|| match &runs.too_early {
        Some(_) => Answer::unknown(Reason::TooEarly),
        None => Answer::unknown(Reason::WindowNotCovered),
    })
}

fn shown(mut answer: Answer, measured: Option<Quantity>, required: Quantity, window: Window) -> Answer {
    answer.measured = measured;
    answer.required = Some(required);
    answer.over(window)
}

fn figure(test: &Score, fact: &Fact) -> Option<Quantity> {
    if test.per_whole { fact.value?.over(fact.of?) } else { fact.value }
}

/// The rank of a named level in the panel's list, as any record of the evaluation gives it; 0 where none does.
fn rank(test: &Score, ask: &Ask<'_>, level: &Code) -> Quantity {
    let facts = &ask.family.evidence.facts;
    test.facts.iter().filter_map(|selector| facts.rank(selector.kind, level)).max().unwrap_or(Quantity::ZERO)
}

/// At or below a level at every score since one after engagement, for so long.
fn held_at<'a>(test: &'a Score, ask: &Ask<'a>, level: &Code, span: &Span) -> Answer {
    let rank = rank(test, ask, level);
    let kinds = Ask::kinds(&[&test.facts]);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason),
    };
    let scores: Vec<&Fact> =
        ask.facts(&test.facts).into_iter().filter(|fact| fact.from > ask.engaged_on()).collect();
    let is_low = |fact: &&Fact| fact.value.is_some_and(|value| value <= rank);
    let low = scores.iter().rev().take_while(|fact| is_low(fact)).count();
    let Some(first) = scores[scores.len() - low..].first().copied() else {
        let since = Window::new(ask.engaged_on().after(), when.day);
        let known = !scores.is_empty() || since.is_none_or(|since| ask.is_covered(&kinds, since));
        let answer = if known { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) };
        return answer.citing(scores.last().copied());
    };
    let over = ask.over_on(span, first.from);
    let window = Window { from: first.from, to: when.day.max(first.from) };
    let answer = if over > when.day {
        Answer::unknown(if over > ask.day { Reason::TooEarly } else { Reason::WindowNotCovered })
            .at_earliest(Some(over))
    } else if ask.is_covered(&kinds, window) {
        Answer::met().flagged(Reason::Lagged, when.lagged)
    } else {
        Answer::unknown(Reason::WindowNotCovered)
    };
    answer.citing(scores[scores.len() - low..].iter().copied()).over(window)
}

/// Whether the latest risk on record says that the person is at risk, or no longer; none is unknown (reading R17).
pub fn at_risk<'a>(test: &'a AtRisk, ask: &Ask<'a>) -> Answer {
    let Some(latest) = ask.facts(&test.facts).into_iter().next_back() else {
        return Answer::unknown(Reason::NoRecord);
    };
    let threshold = test.thresholds.iter().find(|(code, _)| latest.code.as_ref() == Some(code));
    let threshold = threshold.map_or(Quantity::whole(1), |(_, figure)| *figure);
    let at_risk = latest.value.is_some_and(|value| value >= threshold);
    Answer::of(at_risk != test.no_longer).citing([latest])
}

/// The figure, or the rank of the named level as the records of the evaluation give it; without any, 0.
fn required(test: &Score, ask: &Ask<'_>) -> Option<Quantity> {
    if let Some(level) = &test.above_level {
        return Some(rank(test, ask, level));
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
