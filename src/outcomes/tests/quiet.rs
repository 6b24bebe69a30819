//! Nothing since the latest of some events, and so long since it: counted from that event and not from engagement.

use super::spells;
use crate::domain::{Day, Window};
use crate::facts::{Fact, Shape};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::occurrences::occurrences;
use crate::outcomes::plan::test::QuietSince;
use crate::outcomes::verdict::Reason;

/// Whether nothing has happened since the latest of the events, and it lies long enough ago (fine point F6).
pub fn answer<'a>(test: &'a QuietSince, ask: &Ask<'a>) -> Answer {
    if !ask.facts(&test.never).is_empty() {
        return Answer::not_applicable();
    }
    let kinds = Ask::kinds(&[&test.latest_of, &test.facts]);
    let events = ask.facts(&test.latest_of);
    let Some((day, latest)) = events.iter().map(|fact| (last_day(ask, fact), *fact)).max_by_key(order) else {
        return spells::none(ask, &kinds);
    };
    let later: Vec<&Fact> = ask.facts(&test.facts).into_iter().filter(|fact| fact.from > day).collect();
    let later: Vec<&Fact> = later.into_iter().filter(|fact| occurrences(&[latest, fact]).len() > 1).collect();
    let window = Window { from: day.after().min(ask.day), to: ask.day };
    let cited = |answer: Answer| answer.citing([latest]).over(window);
    if !later.is_empty() {
        return cited(Answer::not_met()).citing(later);
    }
    let over = ask.over_on(&test.span, day);
    if over > ask.day {
        return cited(Answer::unknown(Reason::TooEarly)).at_earliest(Some(over));
    }
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return cited(Answer::unknown(reason)),
    };
    let known = Window { from: window.from.min(when.day), to: when.day };
    if over > when.day || !ask.is_covered(&kinds, known) {
        return cited(Answer::unknown(Reason::WindowNotCovered));
    }
    Answer::met().citing([latest]).over(known).flagged(Reason::Lagged, when.lagged)
}

fn order(found: &(Day, &Fact)) -> (Day, crate::domain::SourceRef) {
    (found.0, found.1.source)
}

/// The day of an event; the last day of a spell, or the day asked while it is open.
fn last_day<'a>(ask: &Ask<'a>, fact: &'a Fact) -> Day {
    match fact.kind.shape() {
        Shape::Spell => spells::last_day(ask, fact).unwrap_or(ask.day),
        _ => fact.from,
    }
}
