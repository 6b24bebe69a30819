//! A service kept up with: an attended contact in each of the last months, and enough of them kept (reading R17).

use super::{held, spells};
use crate::domain::{Day, Quantity, Window};
use crate::facts::Fact;
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::plan::test::{Engaged, Span};
use crate::outcomes::verdict::{Reason, Truth};

/// Endings that complete a service.
const COMPLETED: &[&str] = &[
    "completed",
    "achieved",
    "complied",
    "needs-met",
    "problem-managed",
    "good-progress",
    "drug-free",
    "occasional-use",
];

/// Whether one spell, open or completed after engagement, was kept up with.
pub fn answer<'a>(test: &'a Engaged, ask: &Ask<'a>) -> Answer {
    let kinds = Ask::kinds(&[&test.facts]);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason),
    };
    let mut facts = ask.facts(&test.facts);
    facts.retain(|fact| fact.from <= when.day && (!test.begun_after || fact.from > ask.engaged_on()));
    let mut answers = Vec::new();
    for fact in facts {
        let Some(anchor) = anchor(test, ask, fact, when.day) else { continue };
        let lagged = when.lagged && anchor == when.day;
        answers.push(of_spell(test, ask, fact, anchor).flagged(Reason::Lagged, lagged));
    }
    let best = [Truth::Met, Truth::Unknown, Truth::NotMet]
        .into_iter()
        .find_map(|truth| answers.iter().find(|answer| answer.truth == truth).cloned());
    best.map(|mut answer| {
        if answer.truth != Truth::Met {
            answer.reasons.remove(&Reason::Lagged);
        }
        answer
    })
    .unwrap_or_else(|| {
        let day = Window { from: when.day, to: when.day };
        if ask.is_covered(&kinds, day) {
            Answer::not_met()
        } else {
            Answer::unknown(Reason::WindowNotCovered)
        }
    })
}

/// The day months are counted back from: the day asked while the spell is open, its completion after engagement otherwise.
fn anchor<'a>(test: &Engaged, ask: &Ask<'a>, fact: &'a Fact, day: Day) -> Option<Day> {
    let last = spells::last_day(ask, fact).filter(|last| *last < day);
    if test.present {
        let window = Window::last_months(ask.number(&test.months), day);
        return Some(day).filter(|_| last.is_none_or(|last| last >= window.from));
    }
    let in_time =
        |last: &Day| test.within.as_ref().is_none_or(|span| *last >= ask.window(span, ask.day).from);
    match last {
        None => Some(day),
        Some(last) => {
            let code = spells::end_code(ask, fact)?;
            let completed = last > ask.engaged_on() && COMPLETED.contains(&code.as_str());
            completed.then_some(last).filter(in_time)
        }
    }
}

fn of_spell<'a>(test: &Engaged, ask: &Ask<'a>, fact: &'a Fact, anchor: Day) -> Answer {
    let contacts = held::contacts(ask, fact);
    if contacts.is_empty() {
        return Answer::unknown(Reason::NoRecord).citing([fact]);
    }
    let months = ask.number(&test.months);
    let window = Window::last_months(months, anchor);
    if window.from <= ask.engaged_on() {
        let earliest = Window::last_months(months, ask.engaged_on()).to.months_after(months).after();
        return Answer::unknown(Reason::TooEarly).citing([fact]).over(window).at_earliest(Some(earliest));
    }
    let inside: Vec<&Fact> = contacts.into_iter().filter(|contact| window.contains(contact.from)).collect();
    let kept: Vec<&Fact> = inside.iter().copied().filter(|contact| held::is_attended(contact)).collect();
    let missed = inside.iter().filter(|contact| is_missed(contact)).count();
    let month =
        |back: u32| Window { from: anchor.months_before(back + 1).after(), to: anchor.months_before(back) };
    let without: Vec<Window> = (0..months)
        .map(month)
        .filter(|month| !kept.iter().any(|contact| month.contains(contact.from)))
        .collect();
    let share = i64::from(ask.family.parameters.number("attended-share"));
    let (kept_number, all) = (to_number(kept.len()), to_number(kept.len() + missed));
    let enough = 100 * kept_number >= share * all;
    // A service that stands and began too lately has not had all its months yet (fine point F2).
    let stands = spells::last_day(ask, fact).is_none_or(|last| last >= anchor);
    let verdict =
        if stands && enough && !without.is_empty() && without.iter().all(|month| month.to < fact.from) {
            let span = Span::Months(test.months.clone());
            Answer::unknown(Reason::TooEarly).at_earliest(Some(ask.over_on(&span, fact.from.before())))
        } else {
            Answer::of(without.is_empty() && enough)
        };
    let mut answer = verdict.citing([fact]).citing(inside).over(window);
    answer.measured = Quantity::ratio(kept_number, all);
    answer.required = Quantity::ratio(share, 100);
    answer
}

fn is_missed(contact: &Fact) -> bool {
    contact.code.as_ref().is_some_and(|code| matches!(code.as_str(), "missed" | "review-disengaged"))
}

fn to_number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
