//! What the latest record says, and since when records have said so.

use crate::domain::{Quantity, Window};
use crate::facts::Fact;
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::plan::test::Latest;
use crate::outcomes::verdict::Reason;

/// Whether the latest record says so, and has for long enough.
pub fn answer<'a>(test: &'a Latest, ask: &Ask<'a>) -> Answer {
    let window = stretch(test, ask);
    let mut records = ask.facts(&test.facts);
    records.retain(|fact| window.contains(fact.from));
    let Some(latest) = records.last().copied() else { return none(test, ask, window) };
    let good = records.iter().rev().take_while(|fact| is_good(test, fact)).count();
    let run = &records[records.len() - good..];
    let Some(first) = run.first().copied() else {
        return Answer::not_met().citing([latest]).over(window);
    };
    let Some(span) = &test.held else { return Answer::met().citing([latest]).over(window) };
    let over = ask.over_on(span, first.from);
    let cited = |answer: Answer| answer.citing(run.iter().copied()).over(window);
    if over > ask.day {
        return cited(Answer::unknown(Reason::TooEarly)).at_earliest(Some(over));
    }
    let when = match ask.when(&Ask::kinds(&[&test.facts])) {
        Ok(when) => when,
        Err(reason) => return cited(Answer::unknown(reason)),
    };
    if over > when.day {
        return cited(Answer::unknown(Reason::WindowNotCovered));
    }
    if test.recent && !ask.window(span, when.day).contains(latest.from) && latest.from <= when.day {
        return cited(Answer::unknown(Reason::NoRecord));
    }
    cited(Answer::met()).flagged(Reason::Lagged, when.lagged)
}

/// The days in which records count: up to the day, for progress after engagement.
fn stretch(test: &Latest, ask: &Ask<'_>) -> Window {
    let whole = Window { from: crate::domain::Day::from_number(-40_000), to: ask.day };
    let asked = test.window.as_ref().map_or(whole, |span| ask.window(span, ask.day));
    let from = match ask.moment {
        Moment::Entry => asked.from,
        Moment::Since(day) => day.after(),
        Moment::Progress => asked.from.max(ask.engaged_on().after()),
    };
    Window { from: from.min(ask.day), to: ask.day }
}

/// No record: not met inside coverage, unless the row leaves it open.
fn none(test: &Latest, ask: &Ask<'_>, window: Window) -> Answer {
    if test.none_is_unknown {
        return Answer::unknown(Reason::NoRecord).over(window);
    }
    let kinds = Ask::kinds(&[&test.facts]);
    let answer = match ask.when(&kinds) {
        Ok(when) => {
            let known = Window::new(window.from.min(when.day), when.day);
            let covered = known.is_none_or(|known| ask.is_covered(&kinds, known));
            if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }
        }
        Err(reason) => Answer::unknown(reason),
    };
    answer.over(window)
}

fn is_good(test: &Latest, fact: &Fact) -> bool {
    let by_code = test.good.is_empty() || fact.has_code(&test.good);
    let by_value = test.most.is_none_or(|most: Quantity| fact.value.is_some_and(|value| value <= most));
    by_code && by_value
}
