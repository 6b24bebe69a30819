//! A state in force on the day of engagement, or none; and what follows from where and how old someone is.

use super::spells;
use crate::domain::calendar::school_leaving_day;
use crate::domain::{Day, Digest, Window};
use crate::facts::{Fact, coverage};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::plan::Selection;
use crate::outcomes::plan::test::{AtHome, LeavesSchool, Open, Span, With};
use crate::outcomes::verdict::Reason;
use std::collections::BTreeMap;

/// Whether one of the spells is in force, or begun lately; or that none is.
pub fn answer<'a>(test: &'a Open, ask: &Ask<'a>) -> Answer {
    // That nothing is in force is shown by all that is known, also where only later facts are asked for.
    let all = Ask { moment: if test.none { Moment::Progress } else { ask.moment }, ..ask.clone() };
    let standing = standing(test, if test.none && ask.moment != Moment::Entry { &all } else { ask });
    let kinds = Ask::kinds(&[&test.facts]);
    let on_day = Window { from: ask.day, to: ask.day };
    if test.none {
        let instead = open_on(ask, &test.or);
        if !instead.is_empty() {
            return Answer::met().citing(instead).over(on_day);
        }
        return if standing.is_empty() {
            let covered = ask.is_covered(&kinds, on_day);
            if covered { Answer::met() } else { Answer::unknown(Reason::WindowNotCovered) }.over(on_day)
        } else {
            Answer::not_met().citing(standing).over(on_day)
        };
    }
    if !standing.is_empty() {
        let barred = open_on(ask, &test.without);
        return if barred.is_empty() {
            Answer::met().citing(standing).over(on_day)
        } else {
            Answer::not_met().citing(barred).over(on_day)
        };
    }
    if let Some(span) = &test.begun_within {
        let window = stretch(span, ask);
        let begun = |fact: &&Fact| window.contains(fact.from);
        let found: Vec<&Fact> = worth(test, ask.facts(&test.facts)).into_iter().filter(begun).collect();
        if !found.is_empty() {
            return Answer::met().citing(found).over(window);
        }
        let covered = ask.is_covered(&kinds, window);
        return if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }
            .over(window);
    }
    let doubtful = open_on(ask, &test.doubtful);
    if !doubtful.is_empty() {
        return Answer::unknown(Reason::NoRecord).citing(doubtful).over(on_day);
    }
    // A spell without an end whose source stopped too long ago may have ended since.
    if ask.is_covered(&kinds, on_day) {
        Answer::not_met().over(on_day)
    } else {
        Answer::unknown(Reason::WindowNotCovered).over(on_day)
    }
}

fn stretch(span: &Span, ask: &Ask<'_>) -> Window {
    match ask.moment {
        Moment::Since(day) => Window { from: day.after(), to: ask.day },
        _ => ask.window(span, ask.day),
    }
}

fn worth<'a>(test: &Open, mut facts: Vec<&'a Fact>) -> Vec<&'a Fact> {
    if let Some(least) = test.value_at_least {
        facts.retain(|fact| fact.value.is_none_or(|value| value >= least));
    }
    facts
}

fn standing<'a>(test: &'a Open, ask: &Ask<'a>) -> Vec<&'a Fact> {
    let mut facts = worth(test, ask.facts(&test.facts));
    facts.retain(|fact| {
        is_current(ask, fact) && test.ahead.as_ref().is_none_or(|ahead| is_ahead(ahead, ask, fact))
    });
    facts
}

/// Whether the expected day under the ref of a spell lies after the day and before the day so many months later. Of several
/// rows for one case the last delivered one counts: the last line of a file, the latest day of several files.
fn is_ahead<'a>(ahead: &'a With, ask: &Ask<'a>, fact: &'a Fact) -> bool {
    let mut last: BTreeMap<Digest, &Fact> = BTreeMap::new();
    for row in ask.facts_ever(&ahead.facts) {
        let same = row.subject == fact.subject && row.reference.is_some() && row.reference == fact.reference;
        if same && last.get(&row.source.file).is_none_or(|known| known.source.line < row.source.line) {
            last.insert(row.source.file, row);
        }
    }
    let limit = ahead.months.map(|months| ask.day.months_after(months));
    let expected = last.into_values().map(|row| row.from).max();
    expected.is_some_and(|day| day > ask.day && limit.is_none_or(|limit| day < limit))
}

/// The spells of a selection in force on the day asked.
pub fn open_on<'a>(ask: &Ask<'a>, selection: &'a Selection) -> Vec<&'a Fact> {
    ask.facts(selection).into_iter().filter(|fact| is_current(ask, fact)).collect()
}

/// Whether a spell is in force on the day asked. One without an end is current for `current-months` after the last day its
/// source covers (reading R16); where the source covers nothing at all, its own first day is the last it was seen.
fn is_current<'a>(ask: &Ask<'a>, fact: &'a Fact) -> bool {
    // By later facts a letter is met on the first day of a spell, also where it has ended since (reading R24).
    if matches!(ask.moment, Moment::Since(_)) {
        return true;
    }
    if !spells::is_open(fact, ask.day) {
        return false;
    }
    if ask.moment != Moment::Entry || fact.to.is_some() {
        return true;
    }
    let covered = ask.people.iter().filter_map(|member| {
        let windows = member.covered(ask.family.evidence, fact.kind);
        coverage::last_covered(&windows, ask.day)
    });
    let seen: Day = covered.max().map_or(fact.from, |day| day.max(fact.from));
    seen >= ask.day.months_before(ask.family.parameters.number("current-months"))
}

/// Whether school age ends within so many months of the day.
pub fn leaves_school<'a>(test: &'a LeavesSchool, ask: &Ask<'a>) -> Answer {
    let Some(born) = ask.people.first().and_then(|member| member.person.born_on) else {
        return Answer::unknown(Reason::NoRecord);
    };
    let leaving = school_leaving_day(born);
    let window = Window { from: ask.day.after(), to: ask.day.months_after(test.months) };
    let soon = window.contains(leaving);
    let left = test.or_left && leaving <= ask.day && born.age_on(ask.day).is_some_and(|age| age < 18);
    if !(soon || left) {
        return Answer::not_met().over(window);
    }
    if test.on_roll.is_empty() || left {
        return Answer::met().over(window);
    }
    let roll = open_on(ask, &test.on_roll);
    if !roll.is_empty() {
        return Answer::met().citing(roll).over(window);
    }
    let covered = ask.is_covered(&Ask::kinds(&[&test.on_roll]), Window { from: ask.day, to: ask.day });
    if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }.over(window)
}

/// Whether the person lives with the family: on every day of a stretch, or, without one, whether no residence has ended
/// without another after it.
pub fn at_home<'a>(test: &'a AtHome, ask: &Ask<'a>) -> Answer {
    let Some(span) = &test.span else {
        let ended = ask.people.iter().any(|member| {
            !member.residences.is_empty()
                && !member.residences.iter().any(|home| home.period.contains(ask.day))
        });
        return Answer::of(!ended);
    };
    let window = ask.window(span, ask.day);
    if window.from <= ask.engaged_on() {
        return Answer::unknown(Reason::TooEarly)
            .over(window)
            .at_earliest(Some(ask.over_on(span, ask.engaged_on())));
    }
    let others: Vec<_> = ask.family.members.iter().collect();
    let with_family = ask.people.iter().all(|member| {
        (0..window.days()).map(|day| window.from.plus_days(day)).all(|day| {
            member.residences.iter().filter(|home| home.period.contains(day)).any(|home| {
                others.iter().any(|other| {
                    other.id() != member.id()
                        && other.belongs_on(day)
                        && other
                            .residences
                            .iter()
                            .any(|own| own.household == home.household && own.period.contains(day))
                })
            })
        })
    });
    Answer::of(with_family).over(window)
}
