//! Cases closed, long enough ago, and not opened again (reading R9).

use super::spells;
use crate::domain::{Code, Day, PersonId, Window};
use crate::facts::{Fact, Subject};
use crate::outcomes::answer::{Answer, join};
use crate::outcomes::ask::Ask;
use crate::outcomes::plan::Join;
use crate::outcomes::plan::test::Closed;
use crate::outcomes::verdict::{Reason, Truth};
use std::collections::BTreeMap;

/// Endings that are no progress.
const BAD: &[&str] = &[
    "moved-away",
    "died",
    "transferred",
    "disengaged",
    "refused",
    "aged-out",
    "adopted",
    "stepped-up",
    "breached",
    "recalled",
    "resentenced",
    "custody",
    "left-early",
    "not-suitable",
    "sanction",
];

/// Whether all cases closed, a good way, long enough ago, with nothing since.
pub fn answer<'a>(test: &'a Closed, ask: &Ask<'a>) -> Answer {
    let engaged = ask.engaged_on();
    let mut cases = ask.facts(&test.facts);
    cases.retain(|case| test.any_time || case.to.is_none_or(|last| last >= engaged));
    let kinds = Ask::kinds(&[&test.facts, &test.reopened_by]);
    if cases.is_empty() {
        return spells::none(ask, &Ask::kinds(&[&test.facts]));
    }
    if test.from_start {
        return since_start(test, ask, &cases);
    }
    let open: Vec<&Fact> =
        cases.iter().copied().filter(|case| spells::last_day(ask, case).is_none()).collect();
    if !open.is_empty() {
        return Answer::not_met().citing(open);
    }
    let lasts: Vec<Day> = cases.iter().filter_map(|case| spells::last_day(ask, case)).collect();
    let Some(last) = lasts.into_iter().max() else { return Answer::not_applicable() };
    let again: Vec<&Fact> = reopenings(test, ask, &cases, last);
    if !again.is_empty() {
        return Answer::not_met().citing(again).citing(cases);
    }
    let ended = if test.all_good { cases.clone() } else { last_cases(&cases) };
    let endings: Vec<Answer> = ended.into_iter().map(|case| ending(test, ask, case)).collect();
    let ended_well = join(Join::All, &endings);
    if ended_well.truth != Truth::Met {
        return ended_well;
    }
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason).citing(cases),
    };
    let window = Window::new(last.after(), when.day);
    let over = ask.over_on(&test.hold, last);
    if over > when.day {
        let reason = if over > ask.day { Reason::TooEarly } else { Reason::WindowNotCovered };
        return Answer::unknown(reason).citing(cases).at_earliest(Some(over));
    }
    let mut answer = if window.is_none_or(|window| ask.is_covered(&kinds, window)) {
        Answer::met().flagged(Reason::Lagged, when.lagged)
    } else {
        Answer::unknown(Reason::WindowNotCovered)
    };
    answer.window = window;
    answer.citing(cases)
}

/// New cases, findings and accepted referrals after a child's own last closing, or after the last of all for a child who
/// had no case.
fn reopenings<'a>(test: &'a Closed, ask: &Ask<'a>, cases: &[&'a Fact], last: Day) -> Vec<&'a Fact> {
    let mut closings: BTreeMap<&Subject, Day> = BTreeMap::new();
    for case in cases {
        if let Some(day) = spells::last_day(ask, case) {
            let known = closings.entry(&case.subject).or_insert(day);
            *known = day.max(*known);
        }
    }
    let is_since = |fact: &&Fact| fact.from > closings.get(&fact.subject).copied().unwrap_or(last);
    let accepted =
        |fact: &&Fact| fact.kind.name() != "referral" || fact.value.is_none_or(|value| !value.is_zero());
    ask.facts(&test.reopened_by).into_iter().filter(is_since).filter(accepted).collect()
}

/// The case of each person that ended last.
fn last_cases<'a>(cases: &[&'a Fact]) -> Vec<&'a Fact> {
    let mut last: BTreeMap<Option<&PersonId>, &'a Fact> = BTreeMap::new();
    for case in cases {
        let about = match &case.subject {
            Subject::Person(person) => Some(person),
            Subject::Household(_) => None,
        };
        let known = last.entry(about).or_insert(case);
        if (case.to, case.source) > (known.to, known.source) {
            *known = case;
        }
    }
    last.into_values().collect()
}

fn ending<'a>(test: &Closed, ask: &Ask<'a>, case: &'a Fact) -> Answer {
    if case.to.is_some_and(|last| last <= ask.engaged_on()) && !test.any_time {
        return Answer::not_met().citing([case]);
    }
    if test.any_ending {
        return Answer::met().citing([case]);
    }
    let Some(row) = spells::end_row(ask, case) else {
        return Answer::unknown(Reason::NoRecord).citing([case]);
    };
    let good = row
        .code
        .as_ref()
        .is_some_and(|code| if test.good.is_empty() { !is_bad(code) } else { test.good.contains(code) })
        && !row.has_code(&test.also_bad);
    Answer::of(good).citing([case, row])
}

fn is_bad(code: &Code) -> bool {
    BAD.contains(&code.as_str())
}

/// Counted from the start of the first case; what was broken off before cannot last any more (fine point F2).
fn since_start(test: &Closed, ask: &Ask<'_>, cases: &[&Fact]) -> Answer {
    let Some(first) = cases.iter().map(|case| case.from).min() else { return Answer::not_applicable() };
    let over = ask.over_on(&test.hold, first);
    let ended_short = |case: &&Fact| spells::last_day(ask, case).is_some_and(|last| last < over);
    let broken_off = |case: &&Fact| ended_short(case) && ending(test, ask, case).truth == Truth::NotMet;
    let answer = if cases.iter().all(broken_off) {
        Answer::not_met()
    } else if over <= ask.day {
        Answer::met()
    } else {
        Answer::unknown(Reason::TooEarly).at_earliest(Some(over))
    };
    answer.citing(cases.iter().copied())
}
