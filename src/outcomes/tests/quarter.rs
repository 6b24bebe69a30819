//! No event in the current quarter: the latest complete calendar quarter and all later covered days (reading R16, F12).

use crate::domain::{Day, Window};
use crate::facts::Fact;
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::plan::test::Quarter;
use crate::outcomes::verdict::Reason;

/// Whether nothing happened in the quarter nor after it.
pub fn answer<'a>(test: &'a Quarter, ask: &Ask<'a>) -> Answer {
    let facts = ask.facts(&test.facts);
    let engaged = ask.engaged_on();
    let found = |window: Window| -> Vec<&Fact> {
        facts.iter().copied().filter(|fact| fact.from > engaged && window.contains(fact.from)).collect()
    };
    let start = start(ask, ask.day);
    let window = Window { from: start, to: ask.day };
    let events = found(window);
    if !events.is_empty() {
        let last = events.last().map(|fact| fact.from.quarter_start().months_after(6).before());
        return Answer::not_met().citing(events).over(window).at_earliest(last);
    }
    if start <= engaged {
        let earliest = engaged.quarter_start().months_after(6).before();
        return Answer::unknown(Reason::TooEarly).over(window).at_earliest(Some(earliest));
    }
    let kinds = Ask::kinds(&[&test.facts]);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason).over(window),
    };
    let moved = Window { from: self::start(ask, when.day), to: when.day };
    let events = found(Window { from: moved.from, to: ask.day });
    if !events.is_empty() {
        return Answer::not_met().citing(events).over(moved);
    }
    if moved.from <= engaged {
        return Answer::unknown(Reason::TooEarly).over(moved);
    }
    if !ask.is_covered(&kinds, moved) {
        return Answer::unknown(Reason::WindowNotCovered).over(moved);
    }
    Answer::met().over(moved).flagged(Reason::Lagged, when.lagged)
}

/// The first day of the quarter asked on a day, by the parameter `quarter`: of the calendar quarter that ended last on or
/// before it, of the last three months, or of the quarter that runs.
fn start(ask: &Ask<'_>, day: Day) -> Day {
    match ask.word("quarter") {
        "rolling" => Window::last_months(3, day).from,
        "running" => day.quarter_start(),
        _ if day.after().quarter_start() == day.after() => day.quarter_start(),
        _ => day.quarter_start().before().quarter_start(),
    }
}
