//! Leaving an out-of-work benefit and staying in work (readings R18, R19).

use super::{open, spells};
use crate::domain::{Day, Quantity, Window};
use crate::facts::{Fact, FactKind, Vocabulary};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::plan::Selection;
use crate::outcomes::plan::test::{Arm, Benefits, Earning, InWork, NotSanctioned, OffBenefit};
use crate::outcomes::verdict::Reason;
use std::collections::BTreeSet;

/// The awards in force on the day of engagement.
pub fn held<'a>(ask: &Ask<'a>, benefits: &'a Selection) -> Vec<&'a Fact> {
    let entry = Ask { day: ask.engaged_on(), moment: Moment::Entry, ..ask.clone() };
    open::open_on(&entry, benefits)
}

/// Which arm the awards held at engagement take: the longer for one of its benefits, for two benefits at once, or for an
/// unknown regime; `None` without any.
fn arm<'a>(ask: &Ask<'a>, benefits: &'a Selection, longer: &'a Selection) -> Option<Arm> {
    let awards = held(ask, benefits);
    let codes: BTreeSet<_> = awards.iter().filter_map(|award| award.code.as_ref()).collect();
    if awards.is_empty() {
        return None;
    }
    let is_longer = codes.len() > 1 || awards.iter().any(|award| ask.is_among(longer, award));
    Some(if is_longer { Arm::Longer } else { Arm::Shorter })
}

fn find(name: &str) -> FactKind {
    Vocabulary::builtin().find(name).expect("the vocabulary has the facts of work")
}

/// The days on which an out-of-work benefit was in payment up to `until`. An award of Universal Credit is left out where
/// earnings reached the threshold in every assessment period of the days (parameter `uc-in-work`).
fn benefit_days<'a>(ask: &Ask<'a>, benefits: &'a Selection, window: Window) -> Vec<Window> {
    let mut awards = ask.facts(benefits);
    awards.retain(|award| award.from <= window.to);
    if ask.word("uc-in-work") == "earnings" && earned_enough(ask, window) {
        awards.retain(|award| !award.code.as_ref().is_some_and(|code| code.as_str().starts_with("uc-")));
    }
    spells::joined(&awards, window.to)
}

/// Whether assessment periods cover every day of the window and each reached its threshold.
fn earned_enough(ask: &Ask<'_>, window: Window) -> bool {
    let kind = find("earnings");
    let periods: Vec<&Fact> = ask
        .people
        .iter()
        .flat_map(|member| member.facts(kind))
        .filter(|period| period.period().overlaps(window))
        .collect();
    is_gapless(&periods, window) && periods.iter().all(|period| reaches_threshold(ask, period))
}

/// Whether the person is on the benefit on the day and every assessment period that ended in the stretch reached its
/// threshold. The period that runs on the day has not ended; a missing one leaves it open.
pub fn earning<'a>(test: &'a Earning, ask: &Ask<'a>) -> Answer {
    let kind = find("earnings");
    let mut kinds = Ask::kinds(&[&test.benefits]);
    kinds.insert(kind);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason),
    };
    let window = ask.window(&test.window, when.day);
    let own = ask.people.iter().flat_map(|member| member.facts(kind));
    let periods: Vec<&Fact> =
        own.filter(|period| period.to.is_some_and(|last| window.contains(last) || last > when.day)).collect();
    let awards: Vec<&Fact> =
        ask.facts(&test.benefits).into_iter().filter(|award| spells::is_open(award, when.day)).collect();
    let shown = |answer: Answer| answer.citing(periods.iter().copied()).citing(awards.clone()).over(window);
    let ended = |period: &&&Fact| period.to.is_some_and(|last| last <= ask.day);
    if awards.is_empty() || periods.iter().filter(ended).any(|period| !reaches_threshold(ask, period)) {
        return shown(Answer::not_met());
    }
    if window.from <= ask.engaged_on() {
        let earliest = ask.over_on(&test.window, ask.engaged_on());
        return shown(Answer::unknown(Reason::TooEarly)).at_earliest(Some(earliest));
    }
    if !ask.is_covered(&kinds, window) {
        return shown(Answer::unknown(Reason::WindowNotCovered));
    }
    let known: Vec<&Fact> = periods.iter().copied().filter(|period| period.from <= when.day).collect();
    if is_gapless(&known, window) {
        shown(Answer::met()).flagged(Reason::Lagged, when.lagged)
    } else {
        shown(Answer::unknown(Reason::NoRecord))
    }
}

fn reaches_threshold(ask: &Ask<'_>, period: &Fact) -> bool {
    let threshold = period.of.or_else(|| ask.family.plan.figure("uc-earnings-threshold", period.from));
    threshold.is_some_and(|threshold| period.value.unwrap_or(Quantity::ZERO) >= threshold)
}

/// Whether assessment periods hold every day of a window, but for the one that runs at its end and has not ended.
fn is_gapless(periods: &[&Fact], window: Window) -> bool {
    let Some(last) = periods.iter().filter_map(|period| period.to).max() else { return false };
    let until = if last.months_after(1) >= window.to { last.min(window.to) } else { window.to };
    let covered = spells::joined(periods, window.to);
    Window::new(window.from, until).is_some_and(|asked| spells::days_within(&covered, asked) == asked.days())
}

/// The benefit held at engagement ended after it and no out-of-work benefit is in payment on the day.
pub fn benefit_left<'a>(test: &'a Benefits, ask: &Ask<'a>) -> Answer {
    let awards = held(ask, &test.facts);
    let kinds = Ask::kinds(&[&test.facts]);
    if awards.is_empty() {
        // That none was held is known only where the day of engagement is covered.
        let day = Window { from: ask.engaged_on(), to: ask.engaged_on() };
        let known = ask.is_covered(&kinds, day);
        return if known {
            Answer::not_applicable()
        } else {
            Answer::unknown(Reason::WindowNotCovered).over(day)
        };
    }
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason).citing(awards),
    };
    let day = Window { from: when.day, to: when.day };
    let month = Window::last_months(1, when.day);
    let open = spells::days_within(&benefit_days(ask, &test.facts, month), day) > 0;
    let known_later: Vec<&Fact> =
        ask.facts(&test.facts).into_iter().filter(|award| award.from > when.day).collect();
    if open || !known_later.is_empty() {
        let standing: Vec<&Fact> =
            ask.facts(&test.facts).into_iter().filter(|award| spells::is_open(award, when.day)).collect();
        return Answer::not_met().citing(awards).citing(standing).citing(known_later).over(day);
    }
    let last = awards.iter().filter_map(|award| award.to).max().unwrap_or(ask.engaged_on());
    let since = Window::new(last.max(ask.engaged_on()).after(), when.day);
    if since.is_some_and(|since| !ask.is_covered(&kinds, since)) {
        return Answer::unknown(Reason::WindowNotCovered).citing(awards).over(day);
    }
    Answer::met().citing(awards).over(day).flagged(Reason::Lagged, when.lagged)
}

/// How the benefit left was ended: known, and not by a sanction.
pub fn not_sanctioned<'a>(test: &'a NotSanctioned, ask: &Ask<'a>) -> Answer {
    let left: Vec<&Fact> =
        held(ask, &test.facts).into_iter().filter(|award| ask.ended_on(award).is_some()).collect();
    let Some(award) = left.into_iter().max_by_key(|award| (award.to, award.source)) else {
        return Answer::not_applicable();
    };
    let last = ask.ended_on(award).unwrap_or(ask.day);
    let sanction = ask.people.iter().flat_map(|member| member.facts(find("benefit-sanction")));
    let open: Vec<&Fact> = sanction.filter(|fact| spells::is_open(fact, last)).collect();
    if !open.is_empty() {
        return Answer::not_met().citing(open).citing([award]);
    }
    match spells::end_row(ask, award) {
        None => Answer::unknown(Reason::NoRecord).citing([award]),
        Some(row) => {
            let sanctioned = row.code.as_ref().is_some_and(|code| code.as_str() == "sanction");
            Answer::of(!sanctioned).citing([award, row])
        }
    }
}

/// Which arm a clause is asked for; `None` where the facts pick the other one, or nobody held a benefit.
fn asked_arm<'a>(
    ask: &Ask<'a>,
    benefits: &'a Selection,
    longer: &'a Selection,
    wanted: Option<Arm>,
    (weeks, of): (u32, u32),
) -> Option<(u32, u32)> {
    let arm = arm(ask, benefits, longer)?;
    if wanted.is_some_and(|wanted| wanted != arm) {
        return None;
    }
    if wanted.is_none() && ask.word("employment-weeks") == "table" && !longer.is_empty() {
        return Some(if arm == Arm::Longer { (26, 30) } else { (13, 13) });
    }
    Some((weeks, of))
}

/// Whole weeks in proven work, off the benefit, counted back from the day.
pub fn in_work<'a>(test: &'a InWork, ask: &Ask<'a>) -> Answer {
    let Some((weeks, of)) = asked_arm(ask, &test.benefits, &test.longer, test.arm, (test.weeks, test.of))
    else {
        return Answer::not_applicable();
    };
    let kinds = Ask::kinds(&[&test.work, &test.benefits]);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason),
    };
    let jobs = ask.facts(&test.work);
    let window = Window::last_weeks(of, when.day);
    let work = spells::joined(&jobs, when.day);
    let off = benefit_days(ask, &test.benefits, window);
    let counted = count_weeks(ask, (&work, &off), of, when.day);
    let figures = |answer: Answer| {
        let (measured, required) = (Quantity::whole(i64::from(counted)), Quantity::whole(i64::from(weeks)));
        answer.figures(measured, required).over(window)
    };
    let today = Window { from: when.day, to: when.day };
    if spells::days_within(&off, today) > 0 && ask.is_covered(&kinds, today) {
        let standing: Vec<&Fact> =
            ask.facts(&test.benefits).into_iter().filter(|award| spells::is_open(award, when.day)).collect();
        return figures(Answer::not_met()).citing(standing);
    }
    let works = work.iter().any(|job| job.contains(when.day) && job.to > ask.engaged_on());
    if !works {
        let any_block = ask.word("employment-period") == "any-block"
            && had_block(ask, test, (&jobs, weeks, of), when.day);
        if any_block {
            return figures(Answer::met()).citing(jobs).flagged(Reason::Lagged, when.lagged);
        }
        return figures(not_working(test, ask, &kinds, when.day)).citing(jobs);
    }
    if counted >= weeks && window.from > ask.engaged_on() {
        if !ask.is_covered(&kinds, window) {
            return figures(Answer::unknown(Reason::WindowNotCovered)).citing(jobs);
        }
        return figures(Answer::met()).citing(jobs).flagged(Reason::Lagged, when.lagged);
    }
    let missing = i32::try_from(weeks - counted.min(weeks)).unwrap_or(0);
    let earliest = when.day.plus_days(7 * missing).max(ask.over_on_weeks(of));
    figures(Answer::unknown(Reason::TooEarly)).citing(jobs).at_earliest(Some(earliest))
}

/// Nobody is in proven work on the day: work shown by self-report alone cannot be told (fine point F8).
fn not_working<'a>(test: &'a InWork, ask: &Ask<'a>, kinds: &BTreeSet<FactKind>, day: Day) -> Answer {
    let said: Vec<&Fact> =
        ask.facts(&test.self_reported).into_iter().filter(|job| spells::is_open(job, day)).collect();
    if !said.is_empty() {
        return Answer::unknown(Reason::NoRecord).citing(said);
    }
    if ask.is_covered(kinds, Window { from: day, to: day }) {
        Answer::not_met()
    } else {
        Answer::unknown(Reason::WindowNotCovered)
    }
}

/// How many of the last `of` weeks count: every day in work (or one, by `week-counts`), none on benefit, all after engagement.
fn count_weeks(ask: &Ask<'_>, (work, benefit): (&[Window], &[Window]), of: u32, day: Day) -> u32 {
    let any_day = ask.word("week-counts") == "any-day";
    let counts = |back: u32| {
        let to = day.plus_days(-7 * i32::try_from(back).unwrap_or(0));
        let week = Window { from: to.plus_days(-6), to };
        let worked = spells::days_within(work, week);
        let enough = if any_day { worked > 0 } else { worked == 7 };
        week.from > ask.engaged_on() && enough && spells::days_within(benefit, week) == 0
    };
    (0..of).map(|back| u32::from(counts(back))).sum()
}

/// Whether any earlier day had enough weeks behind it (parameter `employment-period`).
fn had_block<'a>(
    ask: &Ask<'a>,
    test: &'a InWork,
    (jobs, weeks, of): (&[&'a Fact], u32, u32),
    day: Day,
) -> bool {
    let work = spells::joined(jobs, day);
    let first = Window::last_weeks(of, day).days();
    let off = benefit_days(ask, &test.benefits, Window { from: ask.engaged_on(), to: day });
    let mut at = ask.engaged_on().plus_days(first);
    while at <= day {
        if count_weeks(ask, (&work, &off), of, at) >= weeks {
            return true;
        }
        at = at.after();
    }
    false
}

/// Whole weeks off benefit, counted back from the day.
pub fn off_benefit<'a>(test: &'a OffBenefit, ask: &Ask<'a>) -> Answer {
    let Some((weeks, of)) = asked_arm(ask, &test.facts, &test.longer, test.arm, (test.weeks, test.of)) else {
        return Answer::not_applicable();
    };
    let kinds = Ask::kinds(&[&test.facts]);
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason),
    };
    let awards = ask.facts(&test.facts);
    let window = Window::last_weeks(of, when.day);
    let benefit = benefit_days(ask, &test.facts, window);
    let everything = [Window { from: ask.engaged_on(), to: when.day }];
    let counted = count_weeks(ask, (&everything, &benefit), of, when.day);
    let shown = |answer: Answer| {
        let (measured, required) = (Quantity::whole(i64::from(counted)), Quantity::whole(i64::from(weeks)));
        answer.figures(measured, required).over(window).citing(awards.iter().copied())
    };
    if spells::days_within(&benefit, Window { from: when.day, to: when.day }) > 0 {
        return shown(Answer::not_met());
    }
    if counted >= weeks && window.from > ask.engaged_on() {
        if !ask.is_covered(&kinds, window) {
            return shown(Answer::unknown(Reason::WindowNotCovered));
        }
        return shown(Answer::met()).flagged(Reason::Lagged, when.lagged);
    }
    let missing = i32::try_from(weeks - counted.min(weeks)).unwrap_or(0);
    let earliest = when.day.plus_days(7 * missing).max(ask.over_on_weeks(of));
    shown(Answer::unknown(Reason::TooEarly)).at_earliest(Some(earliest))
}
