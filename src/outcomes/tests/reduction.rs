//! Fewer than before: counts, values, shares or gravity in a stretch that ends on the day, against a baseline fixed at
//! engagement (readings R2 to R4, R25).

use crate::domain::{Day, PersonId, Quantity, SourceRef, Window};
use crate::facts::{Fact, FactKind, Subject};
use crate::outcomes::answer::Answer;
use crate::outcomes::ask::Ask;
use crate::outcomes::custody;
use crate::outcomes::family::Member;
use crate::outcomes::occurrences::{Occurrence, occurrences};
use crate::outcomes::order;
use crate::outcomes::plan::test::{Measure, Reduction, Span};
use crate::outcomes::verdict::Reason;
use std::collections::BTreeSet;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub struct Side {
    /// What is compared.
    pub figure: Quantity,
    /// The rows counted.
    pub sources: Vec<SourceRef>,
    /// The days looked at.
    pub window: Window,
    /// Whether they are covered.
    pub covered: bool,
    /// The reach-back for custody days crossed a limit it may not cross.
    pub crossed: bool,
    /// Whether anything was counted.
    pub seen: bool,
    /// Covered, but nothing to take a share of.
    pub empty: bool,
    /// How many of each kind, where a row adds several (fine point F17).
    pub apart: String,
}

/// Whether there are so many percent fewer than before.
pub fn answer<'a>(test: &'a Reduction, ask: &Ask<'a>) -> Answer {
    let Some(people) = people(test, ask) else { return Answer::not_applicable() };
    let ask = &ask.of_people(people, ask.homes);
    if let Span::Terms(_) = test.window {
        return super::reduction_terms::answer(test, ask);
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
    let anchor = if is_preceding(test, ask) { measured.from.before() } else { engaged };
    let months = ask.family.parameters.months(&test.window);
    let weights = match (ask.word("baseline-months"), months) {
        ("12", Some(months)) => (i64::from(months), 12),
        _ => (1, 1),
    };
    Lengths { measured, baseline: before(test, ask, anchor), weights }
}

/// The baseline that ends on a day.
fn before(test: &Reduction, ask: &Ask<'_>, anchor: Day) -> Window {
    match (ask.word("baseline-months"), ask.family.parameters.months(&test.window)) {
        ("12", Some(_)) => Window::last_months(12, anchor),
        _ => ask.window(&test.window, anchor),
    }
}

/// Whether the baseline ends the day before the measured stretch begins: as the row prints, or as the parameter says.
pub fn is_preceding(test: &Reduction, ask: &Ask<'_>) -> bool {
    match ask.word("baseline-anchor") {
        "printed" => test.preceding,
        word => word == "preceding",
    }
}

impl Side {
    /// Nothing counted over these days, all of them covered.
    #[must_use]
    pub fn over(window: Window) -> Self {
        Self {
            figure: Quantity::ZERO,
            sources: Vec::new(),
            window,
            covered: true,
            crossed: false,
            seen: false,
            empty: false,
            apart: String::new(),
        }
    }
}

/// One side with these facts counted.
pub fn count_side(test: &Reduction, ask: &Ask<'_>, facts: Vec<&Fact>, window: Window) -> Side {
    let facts = of_age(test, ask, facts);
    let counted = occurrences(&facts);
    Side {
        figure: figure(test, ask, &counted),
        seen: !counted.is_empty(),
        sources: counted.into_iter().flat_map(|occurrence| occurrence.sources).collect(),
        apart: apart(test, &facts),
        ..Side::over(window)
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
    let baseline = question.baseline(&at_day);
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
    let baseline = if when.lagged { question.baseline(&lengths) } else { baseline };
    let measured = question.measured(lengths.measured);
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
    /// The measured side: the window of each person reaches further back by the days in custody, but never to engagement.
    fn measured(&self, window: Window) -> Side {
        let limit = self.ask.engaged_on();
        let mut side = self.side(window, false, &|person| self.custody.reach_back(person, window));
        side.crossed = self.ask.people.iter().any(|member| {
            let own = self.custody.reach_back(member.id(), window);
            own.from <= limit && own != window
        });
        side
    }

    /// The baseline; one that precedes the measured window slides back with it, also for days in custody.
    fn baseline(&self, lengths: &Lengths) -> Side {
        let (test, ask) = (self.test, self.ask);
        let preceding = test.order.is_empty() && is_preceding(test, ask);
        self.side(lengths.baseline, true, &|person| {
            let measured = self.custody.reach_back(person, lengths.measured);
            let own = if preceding { before(test, ask, measured.from.before()) } else { lengths.baseline };
            self.custody.reach_back(person, own)
        })
    }

    /// Counts one side, for each person in a window of their own.
    fn side(&self, window: Window, baseline: bool, own: &dyn Fn(&PersonId) -> Window) -> Side {
        let mut counted: Vec<&Fact> = Vec::new();
        let mut side = Side::over(window);
        for member in &self.ask.people {
            if baseline && member.joined_on().is_some_and(|joined| joined > self.ask.engaged_on()) {
                continue;
            }
            let own = own(member.id());
            side.window.from = side.window.from.min(own.from);
            side.window.to = side.window.to.min(own.to);
            let one = self.ask.of_people(vec![*member], self.ask.homes);
            side.covered &= one.is_covered(&self.kinds, own);
            counted.extend(one.facts(&self.test.facts).into_iter().filter(|fact| own.contains(fact.from)));
        }
        counted.sort_by(|a, b| (a.from, a.source, *a).cmp(&(b.from, b.source, *b)));
        counted.dedup_by(|a, b| std::ptr::eq(*a, *b));
        Side { covered: side.covered, ..count_side(self.test, self.ask, counted, side.window) }
    }

    /// What is known up to the day fails by itself: no later delivery can undo it (fine points F3, F14).
    fn already_failed(&self, lengths: &Lengths, baseline: &Side) -> Option<Answer> {
        if self.test.rise || !baseline.covered || !baseline.seen || baseline.figure.is_zero() {
            return None;
        }
        let engaged = self.ask.engaged_on();
        let known = Window::new(lengths.measured.from.max(engaged.after()), lengths.measured.to)?;
        let measured = self.measured(known);
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

/// How many of each kind of fact, where the row adds several kinds.
fn apart(test: &Reduction, counted: &[&Fact]) -> String {
    let kinds: BTreeSet<FactKind> = test.facts.iter().map(|selector| selector.kind).collect();
    if kinds.len() < 2 {
        return String::new();
    }
    let number = |kind: FactKind| {
        let own: Vec<&Fact> = counted.iter().copied().filter(|fact| fact.kind == kind).collect();
        format!("{} {}", kind.name(), occurrences(&own).len())
    };
    kinds.into_iter().map(number).collect::<Vec<_>>().join(", ")
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

/// The answer of two sides, both covered; `weights` are the months of each where they differ in length.
pub fn compare(
    test: &Reduction,
    ask: &Ask<'_>,
    measured: &Side,
    baseline: &Side,
    weights: (i64, i64),
) -> Answer {
    let dress = |mut answer: Answer| {
        answer.listed = test.zero_drops;
        answer.measured = Some(measured.figure);
        answer.baseline = Some(baseline.figure);
        answer.required = allowed(test, baseline.figure, weights);
        answer.baseline_window = Some(baseline.window);
        if !measured.apart.is_empty() {
            answer.note = format!("{} against {}", measured.apart, baseline.apart);
        }
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
