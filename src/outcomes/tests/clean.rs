//! Nothing of a kind for a time with a start of its own: after a completion, or since help began.

use super::{spells, step};
use crate::domain::{Day, Window};
use crate::facts::{Fact, FactKind};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::custody::Custody;
use crate::outcomes::plan::test::{CleanAfter, CleanSince};
use crate::outcomes::verdict::{Reason, Truth};
use std::collections::BTreeSet;

/// Nothing of these in the months after the completion or the start (fine point F6); an event inside them fails at once.
pub fn after<'a>(test: &'a CleanAfter, ask: &Ask<'a>) -> Answer {
    let Some(anchor) = anchor(test, ask) else {
        let done = step::answer(&test.step, ask);
        return Answer { truth: if done.truth == Truth::Met { Truth::NotMet } else { done.truth }, ..done };
    };
    let custody = Custody::of(ask, test.skip_custody);
    let end = ask.over_on(&test.span, anchor.from);
    let from = anchor.from.after();
    let last = custody.run_on(ask, Window { from, to: end });
    let window = Window { from, to: last };
    let events: Vec<&Fact> = ask
        .facts(&test.facts)
        .into_iter()
        .filter(|fact| days_of(test, ask, fact).iter().any(|day| window.contains(*day)))
        .collect();
    if !events.is_empty() {
        return Answer::not_met().citing(events).citing([anchor]).over(window);
    }
    let answer = if last > ask.day {
        Answer::unknown(Reason::TooEarly).at_earliest(Some(last))
    } else if ask.is_covered(&Ask::kinds(&[&test.facts]), window) {
        Answer::met().flagged(Reason::NoCustodyFeed, custody.is_missing())
    } else {
        Answer::unknown(Reason::WindowNotCovered)
    };
    answer.citing([anchor]).over(window)
}

/// The row from whose day the time is counted: the first completion after engagement, or the first start.
fn anchor<'a>(test: &'a CleanAfter, ask: &Ask<'a>) -> Option<&'a Fact> {
    let steps = step::candidates(&test.step, ask);
    if test.from_start {
        return steps.into_iter().min_by_key(|fact| fact.from);
    }
    steps
        .into_iter()
        .filter(|fact| step::completed(&test.step, ask, fact).truth == Truth::Met)
        .filter_map(|fact| spells::end_row(ask, fact))
        .min_by_key(|row| row.from)
}

/// The days a fact counts for: its own, or those of the facts under the same ref that date it.
fn days_of<'a>(test: &'a CleanAfter, ask: &Ask<'a>, fact: &'a Fact) -> Vec<Day> {
    let dating = test.dated_by.iter().filter(|selector| selector.kind != fact.kind);
    let days: Vec<Day> = dating
        .flat_map(|selector| {
            ask.same_case(fact, selector.kind).into_iter().filter(|other| ask.selects(selector, other))
        })
        .map(|other| other.from)
        .collect();
    if days.is_empty() { vec![fact.from] } else { days }
}

/// The help counted from, and the days it lasted.
struct Help<'a> {
    spell: Option<&'a Fact>,
    start: Day,
    end: Option<Day>,
}

/// Nothing new since help began, until it ended or the day asked, and for so long at least (reading R1).
pub fn since<'a>(test: &'a CleanSince, ask: &Ask<'a>) -> Answer {
    let Some(help) = help(test, ask) else { return Answer::unknown(Reason::NoRecord) };
    let facts = ask.facts(&test.facts);
    let (earlier, later): (Vec<&Fact>, Vec<&Fact>) = facts.iter().partition(|fact| fact.from <= help.start);
    if earlier.is_empty() && test.needs_prior && !ask.family.parameters.is("prior-event", "waive") {
        return Answer::not_applicable();
    }
    let least = ask.over_on(&test.at_least, help.start);
    let window = |day: Day| Window {
        from: help.start.after(),
        to: help.end.filter(|end| *end < day).unwrap_or(day).max(least),
    };
    let known =
        |fact: &&&Fact| fact.reference.is_some() && earlier.iter().any(|e| e.reference == fact.reference);
    let shown = |answer: Answer| answer.citing(help.spell).citing(earlier.iter().copied());
    let asked = window(ask.day);
    let again: Vec<&Fact> =
        later.iter().filter(|fact| !known(fact) && asked.contains(fact.from)).copied().collect();
    if !again.is_empty() {
        return shown(Answer::not_met()).citing(again).over(asked);
    }
    if least > ask.day {
        return shown(Answer::unknown(Reason::TooEarly)).over(asked).at_earliest(Some(least));
    }
    let kinds = kinds_read(test, &help);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(_) if ask.is_covered(&kinds, asked) => return shown(Answer::met()).over(asked),
        Err(reason) => return shown(Answer::unknown(reason)).over(asked),
    };
    let moved = window(when.day);
    if moved.to > when.day || !ask.is_covered(&kinds, moved) {
        return shown(Answer::unknown(Reason::WindowNotCovered)).over(moved);
    }
    shown(Answer::met()).over(moved).flagged(Reason::Lagged, moved != asked)
}

/// The first spell begun after engagement; without one, the day of the family's plan. `None` without either.
fn help<'a>(test: &'a CleanSince, ask: &Ask<'a>) -> Option<Help<'a>> {
    let spell = ask.facts(&test.start_of).into_iter().find(|fact| fact.from > ask.engaged_on());
    match spell {
        Some(spell) => {
            Some(Help { spell: Some(spell), start: spell.from, end: spells::last_day(ask, spell) })
        }
        None => {
            let planned = ask.family.family.planned_on?;
            Some(Help { spell: None, start: planned, end: None })
        }
    }
}

/// What must be covered: the events, and, where no help is on record, the help too.
fn kinds_read(test: &CleanSince, help: &Help<'_>) -> BTreeSet<FactKind> {
    match help.spell {
        Some(_) => Ask::kinds(&[&test.facts]),
        None => Ask::kinds(&[&test.facts, &test.start_of]),
    }
}
