//! A state held without a break for so long: counted back from the day where it stands, in any block where it is over.

use super::{open, spells};
use crate::domain::{Day, Quantity, Window};
use crate::facts::{Fact, FactKind, Vocabulary};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::plan::Selection;
use crate::outcomes::plan::test::{Held, Span};
use crate::outcomes::terms;
use crate::outcomes::verdict::{Reason, Truth};
use std::collections::BTreeSet;

/// Whether the state was held.
pub fn answer<'a>(test: &'a Held, ask: &Ask<'a>) -> Answer {
    if let Span::Terms(_) = test.span {
        return in_terms(test, ask);
    }
    if test.one_spell || test.attended {
        return one_spell(test, ask);
    }
    standing(test, ask)
}

fn worth<'a>(test: &'a Held, ask: &Ask<'a>) -> Vec<&'a Fact> {
    let mut facts = ask.facts(&test.facts);
    facts.retain(|fact| !test.begun_after || fact.from > ask.engaged_on());
    if let Some(least) = test.hours_at_least {
        facts.retain(|fact| fact.value.map_or(!test.hours_stated, |hours| hours >= least));
    }
    facts
}

/// The joined days on which the state holds: of any of the spells, or of one of each list of codes at the same time.
fn stretches<'a>(test: &'a Held, facts: &[&'a Fact], until: Day) -> Vec<Window> {
    if test.both.is_empty() {
        return spells::joined(facts, until);
    }
    let mut common: Option<Vec<Window>> = None;
    for codes in &test.both {
        let of: Vec<&Fact> = facts.iter().copied().filter(|fact| fact.has_code(codes)).collect();
        let days = spells::joined(&of, until);
        common = Some(match common {
            None => days,
            Some(known) => {
                known.iter().flat_map(|one| days.iter().filter_map(|other| one.intersect(*other))).collect()
            }
        });
    }
    common.unwrap_or_default()
}

/// Counted back from the day: on every day of the stretch.
fn standing<'a>(test: &'a Held, ask: &Ask<'a>) -> Answer {
    let kinds = Ask::kinds(&[&test.facts, &test.payments]);
    let facts = worth(test, ask);
    let window = ask.window(&test.span, ask.day);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason).over(window),
    };
    let window = ask.window(&test.span, when.day);
    let shown = |answer: Answer| answer.citing(facts.iter().copied()).over(window);
    let held = stretches(test, &facts, when.day);
    let stands = |day: Day| stretches(test, &facts, day).iter().any(|stretch| stretch.contains(day));
    let current = held.iter().find(|stretch| stretch.contains(when.day));
    // What is known after the last covered day still fails (fine point F14).
    let Some(current) = current.filter(|_| stands(ask.day)) else {
        return shown(not_standing(test, ask, &kinds, when.day, current.is_some()));
    };
    let holds = |fact: &&&Fact| ask.is_among(&test.including, fact) && fact.period().overlaps(*current);
    if !test.including.is_empty() && !facts.iter().any(|fact| holds(&fact)) {
        return Answer::not_met().citing(facts).over(window);
    }
    let missed = missed_payments(test, ask, window);
    if !missed.is_empty() {
        return Answer::not_met().citing(missed).over(window);
    }
    if !ask.is_progress() {
        return shown(at_entry(ask, &facts, &kinds, *current, window));
    }
    if current.from > window.from || window.from <= ask.engaged_on() {
        let from = current.from.before().max(ask.engaged_on());
        return shown(Answer::unknown(Reason::TooEarly)).at_earliest(Some(ask.over_on(&test.span, from)));
    }
    match newly(test, ask, &kinds) {
        Truth::Met => shown(Answer::met()).flagged(Reason::Lagged, when.lagged),
        Truth::Unknown => shown(Answer::unknown(Reason::WindowNotCovered)),
        _ => shown(Answer::not_met()),
    }
}

/// Whether one of the family, at least, had none on the day of engagement, where the row asks that.
fn newly<'a>(test: &'a Held, ask: &Ask<'a>, kinds: &BTreeSet<FactKind>) -> Truth {
    let day = ask.engaged_on();
    let of_member = |member| -> Truth {
        let then = Ask { day, ..ask.of_people(vec![member], ask.homes) };
        let open = then.facts(&test.facts).iter().any(|fact| spells::is_open(fact, day));
        match (open, then.is_covered(kinds, Window { from: day, to: day })) {
            (true, _) => Truth::NotMet,
            (false, true) => Truth::Met,
            (false, false) => Truth::Unknown,
        }
    };
    if !test.newly {
        return Truth::Met;
    }
    let found: Vec<Truth> = ask.family.members_on(day).map(of_member).collect();
    [Truth::Met, Truth::Unknown].into_iter().find(|truth| found.contains(truth)).unwrap_or(Truth::NotMet)
}

/// Held up to the day of engagement; a spell without an end must have been seen lately (reading R16).
fn at_entry(
    ask: &Ask<'_>,
    facts: &[&Fact],
    kinds: &BTreeSet<FactKind>,
    current: Window,
    window: Window,
) -> Answer {
    if !facts.iter().any(|fact| open::is_current(ask, fact)) {
        return Answer::unknown(Reason::WindowNotCovered);
    }
    if current.from <= window.from {
        return Answer::met();
    }
    if ask.is_covered(kinds, window) { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }
}

/// The state does not stand on the day, or is known to have ended since.
fn not_standing<'a>(
    test: &'a Held,
    ask: &Ask<'a>,
    kinds: &BTreeSet<FactKind>,
    day: Day,
    ended: bool,
) -> Answer {
    let in_force = |selection: &'a Selection| -> Vec<&'a Fact> {
        let spells = ask.facts(selection).into_iter();
        spells.filter(|fact| spells::is_open(fact, day) || spells::is_open(fact, ask.day)).collect()
    };
    let failing = in_force(&test.failed_by);
    if !failing.is_empty() {
        return Answer::not_met().citing(failing);
    }
    let mut unproven = in_force(&test.unproven);
    if test.hours_stated {
        unproven.extend(in_force(&test.facts).into_iter().filter(|fact| fact.value.is_none()));
    }
    let covered = ended || ask.is_covered(kinds, Window { from: day, to: day });
    if covered && (!test.failed_by.is_empty() || !unproven.is_empty()) {
        return Answer::unknown(Reason::NoRecord).citing(unproven);
    }
    if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }
}

fn missed_payments<'a>(test: &'a Held, ask: &Ask<'a>, window: Window) -> Vec<&'a Fact> {
    let due = ask.facts(&test.payments).into_iter().filter(|tally| tally.period().overlaps(window));
    due.filter(|tally| tally.value.unwrap_or(Quantity::ZERO) < tally.of.unwrap_or(Quantity::ZERO)).collect()
}

/// One and the same spell: back from the day while it is open, in any block when it has ended (reading R18).
fn one_spell<'a>(test: &'a Held, ask: &Ask<'a>) -> Answer {
    let kinds = Ask::kinds(&[&test.facts]);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason),
    };
    let facts: Vec<&Fact> = worth(test, ask).into_iter().filter(|fact| fact.from <= when.day).collect();
    let answers: Vec<(&Fact, Answer)> =
        facts.into_iter().map(|fact| (fact, of_spell(test, ask, fact, when.day))).collect();
    let items = answers.iter().map(|(fact, answer)| (fact.source, answer.truth)).collect();
    let best = [Truth::Met, Truth::Unknown, Truth::NotMet]
        .into_iter()
        .find_map(|truth| answers.iter().find(|(_, answer)| answer.truth == truth))
        .map(|(_, answer)| answer.clone().flagged(Reason::Lagged, when.lagged && answer.truth == Truth::Met));
    let mut answer = best.unwrap_or_else(|| {
        let since = Window::new(ask.engaged_on().after(), when.day);
        let covered = since.is_none_or(|since| ask.is_covered(&kinds, since));
        if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }
    });
    answer.items = items;
    answer
}

/// So many weeks since engagement with an attended contact, in a row or not; without contacts, whole weeks of the spell.
fn weeks_of_spell<'a>(test: &'a Held, ask: &Ask<'a>, fact: &'a Fact, day: Day) -> Answer {
    let needed = ask.window(&test.span, day).days() / 7;
    let last = spells::last_day(ask, fact).filter(|last| *last < day);
    let (first, until) = (fact.from.max(ask.engaged_on().after()), last.unwrap_or(day));
    let inside = |contact: &&Day| (first..=until).contains(*contact);
    let weeks = match attended_days(test, ask, fact) {
        Some(days) => {
            let weeks: BTreeSet<i32> =
                days.iter().filter(inside).map(|contact| until.days_since(*contact) / 7).collect();
            i32::try_from(weeks.len()).unwrap_or(i32::MAX)
        }
        None => Window::new(first, until).map_or(0, Window::days) / 7,
    };
    let answer = match (weeks >= needed, last) {
        (true, _) => Answer::met(),
        (false, Some(_)) => Answer::not_met(),
        (false, None) => {
            Answer::unknown(Reason::TooEarly).at_earliest(Some(day.plus_days(7 * (needed - weeks))))
        }
    };
    let figure = |number: i32| Quantity::whole(i64::from(number));
    answer.citing([fact]).figures(figure(weeks), figure(needed))
}

fn of_spell<'a>(test: &'a Held, ask: &Ask<'a>, fact: &'a Fact, day: Day) -> Answer {
    if test.any_weeks {
        return weeks_of_spell(test, ask, fact, day);
    }
    let length = ask.window(&test.span, day).days();
    let contacts = attended_days(test, ask, fact);
    let last = spells::last_day(ask, fact).filter(|last| *last < day);
    let first = fact.from.max(ask.engaged_on().after());
    let until = last.unwrap_or(day);
    let counts = |end: Day| -> bool {
        let window = Window { from: end.plus_days(1 - length), to: end };
        window.from >= first && weeks_count(contacts.as_deref(), window)
    };
    let met = if last.is_some() {
        (0..)
            .map(|back| until.plus_days(-back))
            .take_while(|end| end.plus_days(1 - length) >= first)
            .any(counts)
    } else {
        counts(until)
    };
    let window = Window { from: until.plus_days(1 - length), to: until };
    let answer = match (met, last) {
        (true, _) => Answer::met(),
        (false, Some(_)) => Answer::not_met(),
        (false, None) => Answer::unknown(Reason::TooEarly)
            .at_earliest(Some(first.plus_days(length - 1)).filter(|end| *end > day)),
    };
    answer.citing([fact]).over(window)
}

/// The days of attended contacts of a spell; `None` where the row does not ask for them or the provider sends none.
fn attended_days<'a>(test: &Held, ask: &Ask<'a>, fact: &'a Fact) -> Option<Vec<Day>> {
    if !test.attended {
        return None;
    }
    let contacts = contacts(ask, fact);
    let attended =
        contacts.iter().filter(|contact| is_attended(contact)).map(|contact| contact.from).collect();
    (!contacts.is_empty()).then_some(attended)
}

/// The contacts recorded for a spell.
pub fn contacts<'a>(ask: &Ask<'a>, fact: &'a Fact) -> Vec<&'a Fact> {
    Vocabulary::builtin().find("service-contact").map_or(Vec::new(), |kind| ask.same_case(fact, kind))
}

/// Whether a contact was kept: attended, one-to-one, or a review that found the person engaged.
#[must_use]
pub fn is_attended(contact: &Fact) -> bool {
    contact
        .code
        .as_ref()
        .is_some_and(|code| matches!(code.as_str(), "attended" | "one-to-one" | "review-engaged"))
}

/// Whether each week of a window, counted back from its end, holds an attended contact; without contacts every week does.
fn weeks_count(contacts: Option<&[Day]>, window: Window) -> bool {
    let Some(contacts) = contacts else { return true };
    (0..window.days() / 7).all(|week| {
        let to = window.to.plus_days(-7 * week);
        let week = Window { from: to.plus_days(-6), to };
        contacts.iter().any(|day| week.contains(*day))
    })
}

/// Monday to Friday.
fn school_days(days: Window) -> impl Iterator<Item = Day> {
    (0..days.days()).map(move |number| days.from.plus_days(number)).filter(|day| !day.is_weekend())
}

/// Whether the terms do not all begin after the last of the spells that the row names ended.
fn is_before_end<'a>(test: &'a Held, ask: &Ask<'a>, terms: &[usize]) -> bool {
    let named = ask.facts(&test.after_end_of);
    let ended = named.iter().filter_map(|fact| spells::last_day(ask, fact)).max();
    let first = terms.first().map(|term| ask.family.evidence.calendar.terms()[*term].days.from);
    ended.zip(first).is_some_and(|(ended, first)| first <= ended)
}

/// Held on every school day of the run of terms.
fn in_terms<'a>(test: &'a Held, ask: &Ask<'a>) -> Answer {
    let Some(runs) = ask.runs else { return Answer::unknown(Reason::InArrears) };
    let facts = worth(test, ask);
    let kinds = Ask::kinds(&[&test.facts]);
    let mut latest = None;
    for run in &runs.runs {
        let asked: Vec<usize> = run
            .terms
            .iter()
            .copied()
            .filter(|term| ask.people.iter().any(|child| terms::is_asked(ask.family, child, *term)))
            .collect();
        if asked.is_empty() {
            return Answer::not_applicable();
        }
        let held = stretches(test, &facts, ask.day);
        let all = asked.iter().all(|term| {
            let days = ask.family.evidence.calendar.terms()[*term].days;
            let is_held = |day: Day| held.iter().any(|stretch| stretch.contains(day));
            if test.last_days { is_held(days.to) } else { school_days(days).all(is_held) }
        });
        let window = terms::days(ask.family, &asked);
        let shown = |mut answer: Answer| {
            answer.window = window;
            answer.citing(facts.iter().copied())
        };
        if is_before_end(test, ask, &asked) {
            return shown(Answer::unknown(Reason::TooEarly));
        }
        if run.covered {
            return shown(Answer::of(all)).flagged(Reason::Lagged, run.lagged && all);
        }
        let own = asked
            .iter()
            .all(|term| ask.people.iter().all(|one| terms::is_seen(ask.family, one, &kinds, *term)));
        latest.get_or_insert_with(|| {
            shown(if own { Answer::of(all) } else { Answer::unknown(Reason::InArrears) })
        });
    }
    latest.unwrap_or_else(|| match &runs.too_early {
        Some(_) => Answer::unknown(Reason::TooEarly),
        None => Answer::unknown(Reason::WindowNotCovered),
    })
}
