//! Everything that fell due was done: doses and checks, each under its own ref.

use crate::domain::Window;
use crate::facts::Fact;
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, When};
use crate::outcomes::plan::test::Due;
use crate::outcomes::verdict::Reason;

/// Whether each due one has been done by the day.
pub fn answer<'a>(test: &'a Due, ask: &Ask<'a>) -> Answer {
    let kinds = Ask::kinds(&[&test.due, &test.done]);
    // Asked on the last covered day; what is known to have been done since counts (fine point F14).
    let when = ask.when(&kinds).unwrap_or(When { day: ask.day, lagged: false });
    let limit = when.day.plus_days(-i32::try_from(test.grace_days).unwrap_or(0));
    let mut due: Vec<&Fact> = ask.facts(&test.due).into_iter().filter(|fact| fact.from <= limit).collect();
    let day = Window { from: when.day, to: when.day };
    if test.latest.is_some() {
        due = due.into_iter().next_back().into_iter().collect();
    }
    if due.is_empty() {
        let covered = ask.is_covered(&kinds, day);
        return if covered { Answer::not_applicable() } else { Answer::unknown(Reason::WindowNotCovered) };
    }
    let done = ask.facts(&test.done);
    let is_done = |fact: &&&Fact| {
        done.iter().any(|other| {
            other.reference.is_some()
                && other.reference == fact.reference
                && test.latest.as_ref().is_none_or(|code| other.code.as_ref() == Some(code))
        })
    };
    let missing = due.iter().filter(|fact| !is_done(fact)).count();
    let shown = |answer: Answer| answer.citing(due.iter().copied()).citing(done.iter().copied());
    if missing > 0 {
        let covered = ask.is_covered(&kinds, day);
        return shown(if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) });
    }
    if (test.one_after && !one_after(test, ask)) || (test.one_overdue && !one_overdue(test, ask)) {
        return shown(Answer::not_met());
    }
    if !ask.is_covered(&kinds, day) {
        return shown(Answer::unknown(Reason::WindowNotCovered));
    }
    shown(Answer::met()).flagged(Reason::Lagged, when.lagged)
}

/// Whether one was done in the family after engagement.
fn one_after<'a>(test: &'a Due, ask: &Ask<'a>) -> bool {
    let engaged = ask.engaged_on();
    ask.family.members_on(ask.day).any(|member| {
        test.done.iter().any(|selector| {
            member
                .facts(selector.kind)
                .any(|fact| ask.selects(selector, fact) && fact.from > engaged && fact.from <= ask.day)
        })
    })
}

/// Whether one that was overdue in the family on the day of engagement was done after it.
fn one_overdue<'a>(test: &'a Due, ask: &Ask<'a>) -> bool {
    let engaged = ask.engaged_on();
    let limit = engaged.plus_days(-i32::try_from(test.grace_days).unwrap_or(0));
    ask.family.members_on(ask.day).any(|member| {
        let of = |selection: &'a crate::outcomes::plan::Selection| -> Vec<&Fact> {
            let facts = selection.iter().flat_map(|one| {
                member.facts(one.kind).filter(move |fact| ask.selects(one, fact) && fact.from <= ask.day)
            });
            facts.collect()
        };
        let done = of(&test.done);
        of(&test.due).iter().filter(|due| due.from <= limit).any(|due| {
            let of_it =
                done.iter().filter(|fact| fact.reference.is_some() && fact.reference == due.reference);
            of_it.map(|fact| fact.from).min().is_some_and(|first| first > engaged)
        })
    })
}
