//! Fewer than before: counts, values, shares or gravity in a stretch that ends on the day, against a baseline fixed at
//! engagement (readings R2 to R4, R25).

use super::rate;
use crate::domain::{Day, Quantity, SourceRef, Window};
use crate::facts::{Fact, FactKind, Subject};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::custody;
use crate::outcomes::family::Member;
use crate::outcomes::occurrences::{Occurrence, occurrences};
use crate::outcomes::order;
use crate::outcomes::plan::test::{Measure, Reduction, Span};
use crate::outcomes::terms;
use crate::outcomes::verdict::Reason;
use std::collections::BTreeSet;

/// One side of a comparison.
#[derive(Clone, Debug)]
struct Side {
    figure: Quantity,
    sources: Vec<SourceRef>,
    window: Window,
    covered: bool,
    /// The reach-back for custody days crossed a limit it may not cross.
    crossed: bool,
    seen: bool,
}

/// Whether there are so many percent fewer than before.
pub fn answer<'a>(test: &'a Reduction, ask: &Ask<'a>) -> Answer {
    let Some(people) = people(test, ask) else { return Answer::not_applicable() };
    let ask = &ask.of_people(people, ask.homes);
    if let Span::Terms(_) = test.window {
        return in_terms(test, ask);
    }
    if test.needs_prior && !ask.family.parameters.is("prior-event", "waive") {
        let earlier = ask.facts(&test.facts).iter().any(|fact| fact.from <= ask.engaged_on());
        if !earlier {
            return Answer::not_applicable();
        }
    }
    in_days(test, ask)
}

/// The people whose facts count; `None` where nobody does. Whoever is bound by an order on the day of engagement, where the
/// row speaks of them only.
fn people<'a>(test: &'a Reduction, ask: &Ask<'a>) -> Option<Vec<&'a Member<'a>>> {
    let mut people = ask.people.clone();
    if !test.bound_by.is_empty() {
        people.retain(|member| {
            let own = ask.of_people(vec![*member], ask.homes);
            own.facts(&test.bound_by).iter().any(|order| order.period().contains(ask.engaged_on()))
        });
    }
    (!people.is_empty()).then_some(people)
}

/// The lengths compared, measured and baseline, for a question asked on a day.
struct Lengths {
    measured: Window,
    baseline: Window,
    /// Months of each, or days where both are equal.
    weights: (i64, i64),
}

fn lengths(test: &Reduction, ask: &Ask<'_>, day: Day) -> Lengths {
    let engaged = ask.engaged_on();
    if !test.order.is_empty() {
        let days = order::days(&test.order, ask);
        if let Some(days) = days {
            let back = |day: Day| Window { from: day.plus_days(1 - days), to: day };
            return Lengths { measured: back(day), baseline: back(engaged), weights: (1, 1) };
        }
    }
    let measured = ask.window(&test.window, day);
    let preceding = test.may_precede && ask.family.parameters.is("baseline-anchor", "preceding");
    let anchor = if preceding { measured.from.before() } else { engaged };
    let months = ask.family.parameters.months(&test.window);
    match (ask.word("baseline-months"), months) {
        ("12", Some(months)) => {
            Lengths { measured, baseline: Window::last_months(12, anchor), weights: (i64::from(months), 12) }
        }
        _ => Lengths { measured, baseline: ask.window(&test.window, anchor), weights: (1, 1) },
    }
}

/// Everything a reduction in days needs to know once.
struct Question<'q, 'a> {
    test: &'a Reduction,
    ask: &'q Ask<'a>,
    facts: Vec<&'a Fact>,
    kinds: BTreeSet<FactKind>,
    custody: custody::Custody,
}

fn in_days<'a>(test: &'a Reduction, ask: &Ask<'a>) -> Answer {
    let question = Question {
        test,
        ask,
        facts: of_age(test, ask, ask.facts(&test.facts)),
        kinds: Ask::kinds(&[&test.facts]),
        custody: custody::Custody::of(ask, test.skip_custody),
    };
    let flags = |answer: Answer| {
        answer.flagged(Reason::NoCustodyFeed, test.skip_custody && question.custody.is_missing())
    };
    let at_day = lengths(test, ask, ask.day);
    let baseline = question.side(at_day.baseline, None, true);
    if let Some(answer) = question.already_failed(&at_day, &baseline) {
        return answer;
    }
    if at_day.measured.from <= ask.engaged_on() {
        let earliest = ask.over_on(&test.window, ask.engaged_on());
        return Answer::unknown(Reason::TooEarly).over(at_day.measured).at_earliest(Some(earliest));
    }
    let when = match ask.when(&question.kinds) {
        Ok(when) => when,
        Err(reason) => return Answer::unknown(reason).over(at_day.measured),
    };
    let lengths = lengths(test, ask, when.day);
    let baseline = if when.lagged { question.side(lengths.baseline, None, true) } else { baseline };
    let measured = question.side(lengths.measured, Some(ask.engaged_on()), false);
    if lengths.measured.from <= ask.engaged_on()
        || measured.crossed
        || baseline.window.to >= measured.window.from
    {
        return Answer::unknown(Reason::TooEarly).over(measured.window);
    }
    if !measured.covered || !baseline.covered {
        let mut answer = Answer::unknown(Reason::WindowNotCovered).over(measured.window);
        answer.baseline_window = Some(baseline.window);
        return answer;
    }
    let answer = compare(test, ask, &measured, &baseline, lengths.weights);
    let earliest = question.earliest(&answer, &baseline, lengths.weights);
    flags(answer.flagged(Reason::Lagged, when.lagged)).at_earliest(earliest)
}

impl<'a> Question<'_, 'a> {
    /// Counts one side. The window of each person reaches further back by the days in custody, but never to `limit`.
    fn side(&self, window: Window, limit: Option<Day>, baseline: bool) -> Side {
        let mut counted: Vec<&Fact> = Vec::new();
        let mut side = Side {
            figure: Quantity::ZERO,
            sources: Vec::new(),
            window,
            covered: true,
            crossed: false,
            seen: false,
        };
        for member in &self.ask.people {
            if baseline && member.joined_on().is_some_and(|joined| joined > self.ask.engaged_on()) {
                continue;
            }
            let own = self.custody.reach_back(member.id(), window);
            side.crossed |= limit.is_some_and(|limit| own.from <= limit && own != window);
            side.window.from = side.window.from.min(own.from);
            let one = self.ask.of_people(vec![*member], self.ask.homes);
            side.covered &= one.is_covered(&self.kinds, own);
            counted.extend(one.facts(&self.test.facts).into_iter().filter(|fact| own.contains(fact.from)));
        }
        counted.sort_by(|a, b| (a.from, a.source, *a).cmp(&(b.from, b.source, *b)));
        counted.dedup_by(|a, b| std::ptr::eq(*a, *b));
        let counted = occurrences(&of_age(self.test, self.ask, counted));
        side.figure = figure(self.test, self.ask, &counted);
        side.seen = !counted.is_empty();
        side.sources = counted.into_iter().flat_map(|occurrence| occurrence.sources).collect();
        side
    }

    /// What is known up to the day fails by itself: no later delivery can undo it (fine points F3, F14).
    fn already_failed(&self, lengths: &Lengths, baseline: &Side) -> Option<Answer> {
        if self.test.rise || !baseline.covered || !baseline.seen || baseline.figure.is_zero() {
            return None;
        }
        let engaged = self.ask.engaged_on();
        let known = Window::new(lengths.measured.from.max(engaged.after()), lengths.measured.to)?;
        let measured = self.side(known, Some(engaged), false);
        if measured.crossed {
            return None;
        }
        let answer = compare(self.test, self.ask, &measured, baseline, lengths.weights);
        (answer.truth == crate::outcomes::verdict::Truth::NotMet && measured.seen).then(|| {
            let earliest = self.earliest(&answer, baseline, lengths.weights);
            answer.at_earliest(earliest)
        })
    }

    /// The earliest day on which few enough remain in the stretch, if nothing else happens.
    fn earliest(&self, answer: &Answer, baseline: &Side, weights: (i64, i64)) -> Option<Day> {
        if answer.truth != crate::outcomes::verdict::Truth::NotMet
            || baseline.figure.is_zero()
            || self.test.rise
        {
            return None;
        }
        let after: Vec<&Fact> =
            self.facts.iter().copied().filter(|fact| fact.from > self.ask.engaged_on()).collect();
        let counted = occurrences(&after);
        (0..=counted.len()).find_map(|dropped| {
            let rest = figure(self.test, self.ask, &counted[dropped..]);
            let is_enough = enough(self.test, rest, baseline.figure, weights);
            let day =
                dropped.checked_sub(1).map(|last| self.ask.over_on(&self.test.window, counted[last].day));
            is_enough.then_some(day).flatten().map(|day| day.max(self.ask.day.after()))
        })
    }
}

fn of_age<'a>(test: &Reduction, ask: &Ask<'_>, mut facts: Vec<&'a Fact>) -> Vec<&'a Fact> {
    if let Some((from, to)) = test.ages {
        facts.retain(|fact| match &fact.subject {
            Subject::Person(id) => ask
                .family
                .member(id)
                .and_then(|member| member.person.age_on(fact.from))
                .is_some_and(|age| (from..=to).contains(&age)),
            Subject::Household(_) => false,
        });
    }
    facts
}

fn figure(test: &Reduction, ask: &Ask<'_>, counted: &[Occurrence]) -> Quantity {
    let count = i64::try_from(counted.len()).unwrap_or(i64::MAX);
    let sum = || counted.iter().fold(Quantity::ZERO, |sum, one| sum.plus(one.value).unwrap_or(sum));
    match test.measure {
        Measure::Count | Measure::Share => Quantity::whole(count),
        Measure::Value => sum(),
        Measure::Gravity => match ask.word("gravity") {
            "sum" => sum(),
            "mean" => sum().over(Quantity::whole(count)).unwrap_or(Quantity::ZERO),
            _ => counted.iter().map(|one| one.value).max().unwrap_or(Quantity::ZERO),
        },
    }
}

/// Whether `measured` is little enough against `baseline`, in whole numbers (reading R3): 100·c·mb against (100−p)·b·mc.
fn enough(test: &Reduction, measured: Quantity, baseline: Quantity, (mc, mb): (i64, i64)) -> bool {
    // The highest or mean gravity is no rate: it is compared as it stands, whatever the lengths.
    let (mc, mb) = if test.measure == Measure::Gravity { (1, 1) } else { (mc, mb) };
    let (Some(left), Some(right)) =
        (measured.times(Quantity::whole(mb)), baseline.times(Quantity::whole(mc)))
    else {
        return false;
    };
    if test.rise {
        return left > right;
    }
    match test.percent {
        None => left < right,
        Some(percent) => {
            let left = left.times(Quantity::whole(100));
            let right = right.times(Quantity::whole(100 - i64::from(percent)));
            left.zip(right).is_some_and(|(left, right)| left <= right)
        }
    }
}

fn compare(test: &Reduction, ask: &Ask<'_>, measured: &Side, baseline: &Side, weights: (i64, i64)) -> Answer {
    let dress = |mut answer: Answer| {
        answer.measured = Some(measured.figure);
        answer.baseline = Some(baseline.figure);
        answer.required = allowed(test, baseline.figure, weights);
        answer.baseline_window = Some(baseline.window);
        let sources = measured.sources.iter().chain(&baseline.sources).copied();
        answer.over(measured.window).with_sources(sources)
    };
    if baseline.figure.is_zero() && !test.rise {
        return dress(from_zero(test, ask, measured.figure.is_zero()));
    }
    dress(Answer::of(enough(test, measured.figure, baseline.figure, weights)))
}

/// Nothing improves from nothing (reading R4).
fn from_zero(test: &Reduction, ask: &Ask<'_>, still_zero: bool) -> Answer {
    if test.measure == Measure::Gravity && still_zero && test.percent == Some(0) {
        return Answer::met();
    }
    if test.zero_drops {
        return if still_zero {
            let mut answer = Answer::not_applicable();
            answer.dropped = true;
            answer
        } else {
            Answer::not_met()
        };
    }
    let by_entry = match ask.word("zero-baseline") {
        "met-if-zero" => true,
        "by-entry" => ask.entered_by_state,
        _ => false,
    };
    if by_entry && still_zero {
        return Answer::met().because(Reason::ZeroBaseline);
    }
    Answer::unknown(Reason::ZeroBaseline)
}

/// The most that would be met: (100−p)·b·mc / (100·mb).
fn allowed(test: &Reduction, baseline: Quantity, (mc, mb): (i64, i64)) -> Option<Quantity> {
    let (mc, mb) = if test.measure == Measure::Gravity { (1, 1) } else { (mc, mb) };
    let part = 100 - i64::from(test.percent.unwrap_or(0));
    baseline.times(Quantity::ratio(part * mc, 100 * mb)?)
}

fn in_terms<'a>(test: &'a Reduction, ask: &Ask<'a>) -> Answer {
    let Some(runs) = ask.runs else { return Answer::unknown(Reason::InArrears) };
    let calendar = &ask.family.evidence.calendar;
    let kinds = Ask::kinds(&[&test.facts]);
    let Span::Terms(count) = test.window else { return Answer::not_applicable() };
    let count = usize::try_from(count).unwrap_or(3);
    let before: Option<Vec<usize>> = calendar
        .latest_ended(ask.engaged_on())
        .and_then(|last| Some(((last + 1).checked_sub(count)?..=last).collect()));
    let Some(before) = before else { return Answer::unknown(Reason::WindowNotCovered) };
    let baseline = term_side(test, ask, &before, &kinds);
    let mut latest = None;
    for run in &runs.runs {
        let measured = term_side(test, ask, &run.terms, &kinds);
        let fails = baseline.covered && baseline.seen && !test.rise && test.measure != Measure::Share;
        let answer = compare(test, ask, &measured, &baseline, (1, 1));
        if fails && answer.truth == crate::outcomes::verdict::Truth::NotMet {
            return answer;
        }
        if run.covered {
            return if baseline.covered {
                answer.flagged(Reason::Lagged, run.lagged)
            } else {
                uncovered(&measured, &baseline)
            };
        }
        latest.get_or_insert((measured, answer));
    }
    match latest {
        Some((measured, answer)) if measured.covered && baseline.covered => answer,
        Some((measured, _)) => uncovered(&measured, &baseline),
        None if runs.too_early.is_some() => Answer::unknown(Reason::TooEarly),
        None => Answer::unknown(Reason::WindowNotCovered),
    }
}

fn uncovered(measured: &Side, baseline: &Side) -> Answer {
    let reason = if measured.covered { Reason::WindowNotCovered } else { Reason::InArrears };
    let mut answer = Answer::unknown(reason).over(measured.window);
    answer.baseline_window = Some(baseline.window);
    answer
}

fn term_side<'a>(test: &'a Reduction, ask: &Ask<'a>, run: &[usize], kinds: &BTreeSet<FactKind>) -> Side {
    let window = terms::reach(ask.family, run).unwrap_or(Window { from: ask.day, to: ask.day });
    let covered =
        run.iter().all(|term| ask.people.iter().all(|child| terms::is_seen(ask.family, child, kinds, *term)));
    if test.measure == Measure::Share {
        let share = rate::share(ask, &test.facts, window);
        return Side {
            figure: share.ratio().unwrap_or(Quantity::ZERO),
            sources: share.rows.iter().map(|fact| fact.source).collect(),
            window,
            covered: covered && share.whole > 0,
            crossed: false,
            seen: share.part > 0,
        };
    }
    let facts: Vec<&Fact> =
        ask.facts(&test.facts).into_iter().filter(|fact| window.contains(fact.from)).collect();
    let counted = occurrences(&of_age(test, ask, facts));
    Side {
        figure: figure(test, ask, &counted),
        sources: counted.iter().flat_map(|one| one.sources.iter().copied()).collect(),
        window,
        covered,
        crossed: false,
        seen: !counted.is_empty(),
    }
}
