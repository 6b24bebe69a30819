//! A share of tallies: sessions attended of sessions possible, schools added before dividing.

use crate::domain::{Quantity, Window};
use crate::facts::Fact;
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::occurrences::occurrences;
use crate::outcomes::plan::Selection;
use crate::outcomes::plan::test::{Compare, Figure, Rate, Span};
use crate::outcomes::terms;
use crate::outcomes::verdict::Reason;
use std::collections::BTreeMap;

/// Part and whole of the tallies in a stretch.
#[derive(Clone, Debug, Default)]
pub struct Share<'a> {
    /// Added values of the tallies that count.
    pub part: i64,
    /// Added wholes, each school and period once.
    pub whole: i64,
    /// The rows.
    pub rows: Vec<&'a Fact>,
}

impl Share<'_> {
    /// Part over whole.
    #[must_use]
    pub fn ratio(&self) -> Option<Quantity> {
        Quantity::ratio(self.part, self.whole)
    }
}

/// Adds up the tallies of a selection that begin in the window. The whole of one ref and period counts once, however many
/// codes it is split into.
pub fn share<'a>(ask: &Ask<'a>, selection: &'a Selection, window: Window) -> Share<'a> {
    let mut found = Share::default();
    let mut wholes: BTreeMap<_, i64> = BTreeMap::new();
    for selector in selection {
        for member in &ask.people {
            for fact in member.facts(selector.kind) {
                let last = fact.to.unwrap_or(fact.from);
                if !window.contains(fact.from) || last > ask.day.max(window.to) {
                    continue;
                }
                let whole = wholes
                    .entry((fact.subject.clone(), fact.reference.clone(), fact.from, fact.to))
                    .or_default();
                *whole = (*whole).max(fact.of.map_or(0, Quantity::numerator));
                if ask.selects(selector, fact) {
                    found.part += fact.value.map_or(0, Quantity::numerator);
                    found.rows.push(fact);
                }
            }
        }
    }
    found.whole = wholes.values().sum();
    found
}

/// Whether the share compares as asked.
pub fn answer<'a>(test: &'a Rate, ask: &Ask<'a>) -> Answer {
    match test.window {
        Span::Terms(_) => in_terms(test, ask),
        _ => in_months(test, ask),
    }
}

fn in_months<'a>(test: &'a Rate, ask: &Ask<'a>) -> Answer {
    let kinds = Ask::kinds(&[&test.facts]);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason),
    };
    let window = ask.window(&test.window, when.day);
    if ask.is_progress() && window.from <= ask.engaged_on() {
        return Answer::unknown(Reason::TooEarly)
            .over(window)
            .at_earliest(Some(ask.over_on(&test.window, ask.engaged_on())));
    }
    if !ask.is_covered(&kinds, window) {
        return Answer::unknown(Reason::WindowNotCovered).over(window);
    }
    let share = match &test.out_of {
        Some(whole) => events(test, whole, ask, window),
        None => share(ask, &test.facts, window),
    };
    if share.whole < i64::from(test.fewest) {
        let reason =
            if test.out_of.is_some() { Answer::not_met() } else { Answer::unknown(Reason::NoRecord) };
        return reason.citing(share.rows).over(window);
    }
    figure(test, ask, &share, window).flagged(Reason::Lagged, when.lagged)
}

/// Events that count out of all of these, each kind of row once a day and person.
fn events<'a>(test: &'a Rate, whole: &'a Selection, ask: &Ask<'a>, window: Window) -> Share<'a> {
    let inside = |fact: &&Fact| window.contains(fact.from);
    let all: Vec<&Fact> = ask.facts(whole).into_iter().filter(inside).collect();
    let (counted, others): (Vec<&Fact>, Vec<&Fact>) =
        all.iter().copied().partition(|fact| ask.is_among(&test.facts, fact));
    let number = |facts: &[&Fact]| i64::try_from(occurrences(facts).len()).unwrap_or(i64::MAX);
    let part = number(&counted);
    Share { part, whole: part + number(&others), rows: all }
}

fn in_terms<'a>(test: &'a Rate, ask: &Ask<'a>) -> Answer {
    let Some(runs) = ask.runs else { return Answer::unknown(Reason::InArrears) };
    let mut latest = None;
    for run in runs.runs.iter().filter(|run| !(test.latest && run.lagged)) {
        let asked: Vec<usize> = run
            .terms
            .iter()
            .copied()
            .filter(|term| ask.people.iter().any(|child| terms::is_asked(ask.family, child, *term)))
            .collect();
        if asked.is_empty() {
            return Answer::not_applicable();
        }
        let answer = in_run(test, ask, &asked);
        if run.covered || (each_term(test, ask) && answer.truth == crate::outcomes::verdict::Truth::NotMet) {
            return answer.flagged(Reason::Lagged, run.lagged && ask.is_progress());
        }
        latest.get_or_insert(answer);
    }
    latest.unwrap_or_else(|| match &runs.too_early {
        Some(_) => Answer::unknown(Reason::TooEarly),
        None => Answer::unknown(Reason::WindowNotCovered),
    })
}

fn each_term(test: &Rate, ask: &Ask<'_>) -> bool {
    test.by_term && ask.family.parameters.is("attendance-average", "each")
}

/// The share over one run: together, or in each term.
fn in_run<'a>(test: &'a Rate, ask: &Ask<'a>, run: &[usize]) -> Answer {
    let kinds = Ask::kinds(&[&test.facts]);
    if each_term(test, ask) {
        let answers: Vec<Answer> = run.iter().map(|term| pooled(test, ask, &[*term], &kinds)).collect();
        return crate::outcomes::answer::join(crate::outcomes::plan::Join::All, &answers);
    }
    pooled(test, ask, run, &kinds)
}

fn pooled<'a>(
    test: &'a Rate,
    ask: &Ask<'a>,
    run: &[usize],
    kinds: &std::collections::BTreeSet<crate::facts::FactKind>,
) -> Answer {
    let Some(window) = terms::reach(ask.family, run) else { return Answer::unknown(Reason::InArrears) };
    let shown = terms::days(ask.family, run).unwrap_or(window);
    let seen =
        run.iter().all(|term| ask.people.iter().all(|child| terms::is_seen(ask.family, child, kinds, *term)));
    if !seen {
        return Answer::unknown(Reason::InArrears).over(shown);
    }
    // A term without any session possible is no observation.
    let empty = run.iter().any(|term| {
        terms::reach(ask.family, &[*term]).is_none_or(|days| share(ask, &test.facts, days).whole == 0)
    });
    if empty {
        return Answer::unknown(Reason::NoRecord).over(shown);
    }
    figure(test, ask, &share(ask, &test.facts, window), shown)
}

fn figure(test: &Rate, ask: &Ask<'_>, share: &Share<'_>, window: Window) -> Answer {
    let percent = match &test.percent {
        Figure::Fixed(percent) => Some(*percent),
        Figure::Dated(name) => ask.family.plan.figure(name, window.to),
    };
    let (Some(percent), Some(ratio)) = (percent, share.ratio()) else {
        return Answer::unknown(Reason::NoRecord).over(window);
    };
    let required = percent.over(Quantity::whole(100)).unwrap_or(percent);
    let met = match test.compare {
        Compare::MoreThan => ratio > required,
        Compare::AtLeast => ratio >= required,
        Compare::LessThan => ratio < required,
        Compare::AtMost => ratio <= required,
    };
    Answer::of(met).figures(ratio, required).citing(share.rows.iter().copied()).over(window).noting(format!(
        "{} of {} {}",
        share.part,
        share.whole,
        if test.out_of.is_some() { "events" } else { "sessions" }
    ))
}
