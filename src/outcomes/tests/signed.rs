//! What someone signed for: attestations, nominations, progress noted at closure.

use super::spells;
use crate::domain::{Code, Day, Quantity, Window};
use crate::facts::{Fact, FactKind, Vocabulary};
use crate::outcomes::answer::{Answer, join};
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::plan::Join;
use crate::outcomes::plan::test::{Attested, Nominated, Noted};
use crate::outcomes::verdict::Reason;
use std::collections::BTreeSet;

fn kind(name: &str) -> FactKind {
    Vocabulary::builtin().find(name).expect("the vocabulary has attestation and nomination")
}

/// Agency, signer and tool of a reference `agency/signer/tool`; blank parts are `None`.
fn parts(fact: &Fact) -> (Option<&str>, Option<&str>, Option<&str>) {
    let mut parts = fact.reference.as_ref().map_or("", |reference| reference.as_str()).splitn(3, '/');
    let mut next = || parts.next().map(str::trim).filter(|part| !part.is_empty());
    (next(), next(), next())
}

/// The facts of one kind with one of these codes that count for the people asked, their homes included.
fn with_codes<'a>(ask: &Ask<'a>, kind: FactKind, codes: &[Code]) -> Vec<&'a Fact> {
    let mut found: Vec<&'a Fact> = Vec::new();
    for member in &ask.people {
        found.extend(member.facts(kind).filter(|fact| fact.has_code(codes)));
        for residence in member.residences {
            let home = ask.family.home_facts(residence.household.as_str(), kind);
            found.extend(home.filter(|fact| residence.period.contains(fact.from) && fact.has_code(codes)));
        }
    }
    found.retain(|fact| fact.from <= ask.day);
    found.sort_by_key(|a| (a.from, a.source));
    found.dedup_by(|a, b| std::ptr::eq(*a, *b));
    found
}

/// Signed evidence of value 1, dated after engagement or in the stretch; the latest decides.
pub fn attested<'a>(test: &'a Attested, ask: &Ask<'a>) -> Answer {
    let window = match (&test.window, ask.moment) {
        (Some(span), Moment::Entry) => ask.window(span, ask.day),
        (_, Moment::Since(day)) => Window { from: day.after(), to: ask.day },
        _ => Window { from: after(test, ask).after(), to: ask.day },
    };
    let kind = kind("attestation");
    let mut signed = with_codes(ask, kind, std::slice::from_ref(&test.code));
    signed.retain(|fact| window.contains(fact.from) && parts(fact).1.is_some());
    if let Some(codes) = &test.not_nominator {
        let nominators: BTreeSet<_> = with_codes(ask, self::kind("nomination"), codes)
            .iter()
            .map(|fact| (parts(fact).0, parts(fact).1))
            .collect();
        signed.retain(|fact| !nominators.contains(&(parts(fact).0, parts(fact).1)));
    }
    let Some(latest) = signed.last() else {
        let covered = window.from > window.to || ask.is_covered(&BTreeSet::from([kind]), window);
        let absent = if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) };
        return match &test.otherwise {
            Some(other) => join(Join::Any, [&super::answer(other, ask), &absent.over(window)]),
            None => absent.over(window),
        };
    };
    if latest.value != Some(Quantity::whole(1)) {
        return Answer::not_met().citing([*latest]).over(window);
    }
    let tool = parts(latest).2.is_some();
    if !tool && ask.word("attestation-tool") == "require" {
        return Answer::unknown(Reason::NoRecord).citing([*latest]).over(window);
    }
    Answer::met().citing([*latest]).over(window).flagged(Reason::NoTool, !tool && ask.is_progress())
}

/// The day after which an attestation counts: engagement, or the end of what it speaks of.
fn after<'a>(test: &'a Attested, ask: &Ask<'a>) -> Day {
    if let Some((steps, months)) = &test.after_step {
        let first = ask.facts(steps).into_iter().map(|fact| fact.from).find(|day| *day > ask.engaged_on());
        return first.map_or(ask.day, |day| day.months_after(*months).before());
    }
    let ended = ask.facts(&test.after_end_of).into_iter().filter_map(|fact| ask.ended_on(fact)).max();
    ended.map_or(ask.engaged_on(), |day| day.max(ask.engaged_on()))
}

/// A nomination with agency, signer and day in the look-back.
pub fn nominated<'a>(test: &'a Nominated, ask: &Ask<'a>) -> Answer {
    let window = match ask.moment {
        Moment::Since(day) => Window { from: day.after(), to: ask.day },
        _ => Window::last_months(ask.family.parameters.number("lookback-months"), ask.day),
    };
    let kind = kind("nomination");
    let mut found = with_codes(ask, kind, &test.codes);
    found.retain(|fact| window.contains(fact.from) && parts(fact).0.is_some() && parts(fact).1.is_some());
    if !found.is_empty() {
        return Answer::met().citing(found).over(window);
    }
    let covered = ask.is_covered(&BTreeSet::from([kind]), window);
    if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }.over(window)
}

/// Progress noted when the case closed (fine point F15): value 1 or one of the codes on the row that ended it, or a signed
/// attestation; 0 is not met, neither is unknown.
pub fn noted<'a>(test: &'a Noted, ask: &Ask<'a>) -> Answer {
    let signed = Attested {
        code: test.attested.clone(),
        window: None,
        not_nominator: None,
        after_end_of: Vec::new(),
        after_step: None,
        otherwise: None,
    };
    let cases = ask.facts(&test.facts);
    if cases.is_empty() {
        return Answer::not_applicable();
    }
    let rows: Vec<&Fact> = cases
        .into_iter()
        .filter_map(|case| spells::end_row(ask, case))
        .filter(|row| row.from > ask.engaged_on())
        .collect();
    let latest = rows.into_iter().max_by_key(|row| (row.from, row.source));
    let by_code = latest.filter(|row| row.has_code(&test.codes));
    let value = latest.and_then(|row| row.value);
    if by_code.is_some() || value == Some(Quantity::whole(1)) {
        return Answer::met().citing(latest);
    }
    let attestation = attested_now(&signed, ask);
    match attestation {
        Some(fact) if fact.value == Some(Quantity::whole(1)) => {
            Answer::met().citing([fact]).flagged(Reason::NoTool, parts(fact).2.is_none())
        }
        Some(fact) => Answer::not_met().citing([fact]),
        None if value.is_some() => Answer::not_met().citing(latest),
        None => Answer::unknown(Reason::NoRecord).citing(latest),
    }
}

fn attested_now<'a>(test: &Attested, ask: &Ask<'a>) -> Option<&'a Fact> {
    let mut signed = with_codes(ask, kind("attestation"), std::slice::from_ref(&test.code));
    signed.retain(|fact| fact.from > ask.engaged_on() && parts(fact).1.is_some());
    signed.last().copied()
}
