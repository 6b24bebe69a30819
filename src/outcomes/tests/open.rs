//! A state in force on the day of engagement, or none; and what follows from where and how old someone is.

use super::spells;
use crate::domain::calendar::school_leaving_day;
use crate::domain::{Day, Digest, Window};
use crate::facts::{Fact, FactKind, coverage};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::{Ask, Moment};
use crate::outcomes::plan::Selection;
use crate::outcomes::plan::test::{AtHome, LeavesSchool, Open, Span, With};
use crate::outcomes::verdict::Reason;
use std::collections::{BTreeMap, BTreeSet};

/// Whether one of the spells is in force, or begun lately; or that none is.
pub fn answer<'a>(test: &'a Open, ask: &Ask<'a>) -> Answer {
    if ask.is_progress() && !test.none && test.begun_within.is_none() && test.open_within.is_none() {
        return present(test, ask);
    }
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
    if let Some(span) = test.begun_within.as_ref().or(test.open_within.as_ref()) {
        return lately(test, ask, stretch(span, ask), &kinds);
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

/// Begun, or in force, in a stretch up to the day.
fn lately<'a>(test: &'a Open, ask: &Ask<'a>, window: Window, kinds: &BTreeSet<FactKind>) -> Answer {
    let counts = |fact: &&Fact| {
        window.contains(fact.from) || (test.open_within.is_some() && fact.period().overlaps(window))
    };
    let found: Vec<&Fact> = worth(test, ask, ask.facts(&test.facts)).into_iter().filter(counts).collect();
    if !found.is_empty() {
        return Answer::met().citing(found).over(window);
    }
    let covered = ask.is_covered(kinds, window);
    if covered { Answer::not_met() } else { Answer::unknown(Reason::WindowNotCovered) }.over(window)
}

/// In force on the last covered day, and not known to have ended since (fine point F14).
fn present<'a>(test: &'a Open, ask: &Ask<'a>) -> Answer {
    let kinds = Ask::kinds(&[&test.facts]);
    let on = |day: Day| Window { from: day, to: day };
    let when = match ask.when(&kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason).over(on(ask.day)),
    };
    let facts = worth(test, ask, ask.facts(&test.facts));
    let open = |day: Day| -> Vec<&Fact> {
        facts.iter().copied().filter(|fact| spells::is_open(fact, day)).collect()
    };
    let (standing, known) = (open(when.day), open(ask.day));
    if !standing.is_empty() && !known.is_empty() {
        return Answer::met().citing(standing).over(on(when.day)).flagged(Reason::Lagged, when.lagged);
    }
    if !standing.is_empty() || ask.is_covered(&kinds, on(when.day)) {
        return Answer::not_met().citing(standing).over(on(when.day));
    }
    Answer::unknown(Reason::WindowNotCovered).over(on(when.day))
}

fn stretch(span: &Span, ask: &Ask<'_>) -> Window {
    match ask.moment {
        Moment::Since(day) => Window { from: day.after(), to: ask.day },
        _ => ask.window(span, ask.day),
    }
}

fn worth<'a>(test: &'a Open, ask: &Ask<'a>, mut facts: Vec<&'a Fact>) -> Vec<&'a Fact> {
    if let Some(least) = test.value_at_least {
        facts.retain(|fact| fact.value.is_none_or(|value| value >= least));
    }
    if let Some(span) = &test.endless_since {
        let window = stretch(span, ask);
        facts.retain(|fact| fact.to.is_some() || window.contains(fact.from));
    }
    if !test.with.is_empty() {
        facts.retain(|fact| {
            test.with.iter().any(|selector| {
                ask.same_case(fact, selector.kind).iter().any(|other| ask.selects(selector, other))
            })
        });
    }
    facts
}

fn standing<'a>(test: &'a Open, ask: &Ask<'a>) -> Vec<&'a Fact> {
    let mut current = worth(test, ask, ask.facts(&test.facts));
    current.retain(|fact| {
        is_current(ask, fact) && test.ahead.as_ref().is_none_or(|ahead| is_ahead(ahead, ask, fact))
    });
    if test.longer_than_terms.is_some_and(|terms| !is_longer_than(terms, ask, &current)) {
        return Vec::new();
    }
    current
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

/// Whether the spells have lasted, joined, through so many whole terms and a day more.
fn is_longer_than(terms: u32, ask: &Ask<'_>, spells: &[&Fact]) -> bool {
    let count = usize::try_from(terms).unwrap_or(usize::MAX).max(1);
    let held = spells::joined(spells, ask.day);
    ask.family.evidence.calendar.terms().windows(count).any(|run| {
        let (first, last) = (&run[0].days, &run[count - 1].days);
        held.iter().any(|stretch| {
            stretch.contains(first.from)
                && stretch.contains(last.to)
                && (stretch.from < first.from || stretch.to > last.to)
        })
    })
}

/// The spells of a selection in force on the day asked.
pub fn open_on<'a>(ask: &Ask<'a>, selection: &'a Selection) -> Vec<&'a Fact> {
    ask.facts(selection).into_iter().filter(|fact| is_current(ask, fact)).collect()
}

/// Whether a spell is in force on the day asked. One without an end is current for `current-months` after the last day its
/// source covers (reading R16); where the source covers nothing at all, its own first day is the last it was seen.
pub fn is_current<'a>(ask: &Ask<'a>, fact: &'a Fact) -> bool {
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
