//! Until when an answer cannot change, if nothing new becomes known: the next day on which a fact, a stretch of coverage, a
//! birthday or a term enters or leaves what a clause looks at.
//!
//! The horizon errs towards asking again. Clauses whose weeks are counted back from the day are asked every time.

use super::ask::{Ask, Homes, Moment};
use super::family::{FamilyView, Member};
use super::plan::test::{Figure, Number, Span};
use super::plan::{Clause, NodeIx, Scope, Test};
use crate::domain::calendar::school_age;
use crate::domain::{Day, Window};
use crate::facts::{Fact, FactKind, Vocabulary};
use std::collections::BTreeSet;

/// Facts that tests look up beside their own selections.
const BESIDE: &[&str] =
    &["spell-end", "service-contact", "attestation", "nomination", "benefit-sanction", "earnings"];

/// More weeks than any table of the parameters counts back from a day (readings R18, R19); a plan's own are among its spans.
const LONGEST_WEEKS: i32 = 53;

/// When an answer may change.
#[derive(Debug)]
pub struct Changes {
    /// The days on which it may, in order.
    days: Vec<Day>,
    /// Up to this day it may on any; `None`: on every day that comes.
    restless: Option<Day>,
}

impl Changes {
    /// The first day after `day` on which the answer may be another; `None`: it stays.
    #[must_use]
    pub fn next(&self, day: Day) -> Option<Day> {
        let Some(restless) = self.restless else { return Some(day.after()) };
        if day < restless {
            return Some(day.after());
        }
        self.days.get(self.days.partition_point(|change| *change <= day)).copied()
    }
}

/// The days on which one person may begin to meet a criterion, or no longer meet it, in order.
#[must_use]
pub fn starts(view: &FamilyView<'_>, member: &Member<'_>, criterion: NodeIx) -> Vec<Day> {
    let leaves = view.plan.leaves(criterion);
    let clauses: Vec<&Clause> =
        leaves.iter().filter_map(|leaf| view.plan.node(*leaf).clause.as_ref()).collect();
    let tests: Vec<&Test> = clauses.iter().map(|clause| &clause.test).collect();
    let kinds: BTreeSet<FactKind> =
        clauses.iter().flat_map(|clause| kinds(&[&clause.test], clause)).collect();
    let facts = facts(view, &[member], &kinds, false);
    let mut spans: Vec<Span> = tests.iter().flat_map(|test| test.spans()).collect();
    spans.sort_by_key(|span| format!("{span:?}"));
    spans.dedup();
    let mut days = edges(view, &[member], &kinds, false);
    if tests.iter().any(|test| test.terms().is_some()) {
        days.extend(term_days(view));
    }
    days.extend(ages(view, &[member], &tests));
    days.extend(expected(&facts, &tests));
    days.extend(figures(view, &tests));
    days.extend(facts.iter().flat_map(|fact| [Some(fact.from), fact.to]).flatten());
    let mut found = near(view, &days, &spans, &tests);
    for clause in &clauses {
        found.extend(scope_days(view, member, clause.scope).iter().flat_map(|day| [*day, day.after()]));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The days on which the answer of a clause may change. Who is asked is for the caller to compare.
#[must_use]
pub fn changes(view: &FamilyView<'_>, index: NodeIx, clause: &Clause, people: &[&Member<'_>]) -> Changes {
    let tests: Vec<&Test> = std::iter::once(&clause.test).chain(&clause.arm).collect();
    let mut kinds = kinds(&tests, clause);
    let in_terms = tests.iter().any(|test| test.terms().is_some());
    let mut beside = BTreeSet::new();
    if in_terms {
        // Runs of terms are chosen for the whole way, by who is asked for any part of it.
        for leaf in view.plan.leaves(view.plan.way_of(index)) {
            if let Some(other) = &view.plan.node(leaf).clause {
                kinds.extend(self::kinds(&[&other.test], other));
                let asked = view.members.iter().flat_map(|member| scope_days(view, member, other.scope));
                beside.extend(asked);
            }
        }
    }
    let facts = facts(view, people, &kinds, in_terms);
    let spans = spans(&tests, clause);
    let mut days = edges(view, people, &kinds, in_terms);
    days.extend(ages(view, people, &tests));
    days.extend(expected(&facts, &tests));
    days.extend(figures(view, &tests));
    days.extend(beside);
    days.extend(facts.iter().flat_map(|fact| [Some(fact.from), fact.to]).flatten());
    let restless = if is_steady(&tests, &facts) {
        Some(view.engaged_on)
    } else {
        quiet_from(view, &facts, &days, &spans)
    };
    Changes { days: near(view, &days, &spans, &tests), restless }
}

/// The day from which an answer that moves between the edges of days stands still, since all it looks at lies further back
/// than it reaches; `None`: never, as a spell that lengthens what it looks at has no end.
fn quiet_from(view: &FamilyView<'_>, facts: &[&Fact], days: &BTreeSet<Day>, spans: &[Span]) -> Option<Day> {
    let mut lengthened = 0;
    for fact in facts.iter().filter(|fact| matches!(fact.kind.name(), "custody" | "supervision")) {
        lengthened += fact.to?.days_since(fact.from) + 1;
    }
    let ask = plain(view);
    let longest = spans.iter().map(|span| ask.window(span, view.as_of).days()).max().unwrap_or(0);
    let last = days.last().copied().unwrap_or(view.engaged_on);
    Some(last.plus_days(2 * longest + 2 * LONGEST_WEEKS * 7 + lengthened))
}

/// The days on which someone may come into the scope of a clause or leave it, in order: birthdays, school age and year
/// groups, joining and leaving, moving, deaths, and ages in months of the family's children.
#[must_use]
pub fn scopes(view: &FamilyView<'_>) -> Vec<Day> {
    let mut scopes: Vec<Scope> = Vec::new();
    for scope in view.plan.nodes.iter().filter_map(|node| node.clause.as_ref()).map(|clause| clause.scope) {
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let members: Vec<&Member<'_>> = view.members.iter().collect();
    let mut days = edges(view, &members, &BTreeSet::new(), true);
    for member in members {
        days.extend(scopes.iter().flat_map(|scope| scope_days(view, member, *scope)));
        days.extend(member.person.born_on.map(|born| born.birthday(18)));
    }
    let near = days.iter().flat_map(|day| [*day, day.after()]);
    near.collect::<BTreeSet<Day>>().into_iter().collect()
}

/// The days on which one member may come into a scope or leave it by age.
fn scope_days(view: &FamilyView<'_>, member: &Member<'_>, scope: Scope) -> Vec<Day> {
    let mut days = Vec::new();
    if let Some(months) = scope.with_child_under {
        let born = view.members.iter().filter_map(|member| member.person.born_on);
        days.extend(born.flat_map(|born| [born, born.months_after(months)]));
    }
    let Some(born) = member.person.born_on else { return days };
    days.extend(scope.from_age.map(|age| born.birthday(age)));
    days.extend(scope.to_age.map(|age| born.birthday(age + 1)));
    days.extend(scope.child_or_parenting.then(|| born.birthday(18)));
    days.extend(scope.newborn.then(|| born.plus_days(42)));
    if scope.school_age {
        let school = school_age(born);
        days.extend([school.from, school.to]);
    }
    if scope.primary || scope.past_reception {
        days.extend((1..=19).filter_map(|age| Day::new(born.birthday(age).year(), 9, 1)));
    }
    days
}

/// The days on which a test itself looks at someone's age.
fn ages(view: &FamilyView<'_>, people: &[&Member<'_>], tests: &[&Test]) -> BTreeSet<Day> {
    let mut days = BTreeSet::new();
    for scope in tests.iter().flat_map(|test| test.scopes()) {
        days.extend(people.iter().flat_map(|member| scope_days(view, member, scope)));
    }
    let (leaves, ask) = (|test: &Test| matches!(test, Test::LeavesSchool(_)), plain(view));
    for test in tests.iter().filter(|test| test.any_primitive(&leaves)) {
        for born in people.iter().filter_map(|member| member.person.born_on) {
            // So long before the last day of school as the test looks ahead.
            let last = school_age(born).to;
            days.extend(test.spans().iter().map(|span| ask.window(span, last).from.before()));
            days.extend([last, born.birthday(18)]);
        }
    }
    days
}

/// The days from which an expected day lies near enough, where a test looks so many months ahead.
fn expected(facts: &[&Fact], tests: &[&Test]) -> Vec<Day> {
    let mut days = Vec::new();
    for ahead in tests.iter().flat_map(|test| test.ahead()) {
        let Some(months) = ahead.months else { continue };
        let is_named = |fact: &&&Fact| ahead.facts.iter().any(|selector| selector.kind == fact.kind);
        days.extend(facts.iter().filter(is_named).map(|fact| fact.from.months_before(months)));
    }
    days
}

/// The days on which a figure that a test compares with changes.
fn figures(view: &FamilyView<'_>, tests: &[&Test]) -> Vec<Day> {
    let is_dated = |test: &Test| match test {
        Test::Rate(test) => matches!(test.percent, Figure::Dated(_)),
        Test::Score(test) => matches!(test.figure, Figure::Dated(_)),
        _ => false,
    };
    if !tests.iter().any(|test| test.any_primitive(&is_dated)) {
        return Vec::new();
    }
    let values = view.plan.figures.values().flatten();
    values.flat_map(|value| [Some(value.since), value.until]).flatten().collect()
}

/// The kinds of facts that a clause looks at, whatever its days.
#[must_use]
pub fn kinds_of(clause: &Clause) -> BTreeSet<FactKind> {
    let tests: Vec<&Test> = std::iter::once(&clause.test).chain(&clause.arm).collect();
    kinds(&tests, clause)
}

fn kinds(tests: &[&Test], clause: &Clause) -> BTreeSet<FactKind> {
    let mut kinds: BTreeSet<FactKind> = tests
        .iter()
        .flat_map(|test| test.selections())
        .chain([&clause.contrary, &clause.seen_in])
        .chain(clause.where_held.iter().map(|held| &held.facts))
        .flat_map(|selection| selection.iter().map(|selector| selector.kind))
        .collect();
    kinds.extend(BESIDE.iter().filter_map(|name| Vocabulary::builtin().find(name)));
    let skips = |test: &Test| match test {
        Test::Reduction(test) => test.skip_custody,
        Test::CleanAfter(test) => test.skip_custody,
        _ => false,
    };
    if tests.iter().any(|test| test.any_primitive(&skips)) {
        kinds.extend(Vocabulary::builtin().find("custody"));
    }
    // A later row of another kind may set a fact aside.
    let aside: Vec<FactKind> =
        kinds.iter().filter_map(|kind| kind.cancelled_by()).map(|(kind, _)| kind).collect();
    kinds.extend(aside);
    kinds
}

fn facts<'a>(
    view: &FamilyView<'a>,
    people: &[&Member<'a>],
    kinds: &BTreeSet<FactKind>,
    everyone: bool,
) -> Vec<&'a Fact> {
    let mut found = Vec::new();
    let members: Vec<&Member<'a>> = if everyone { view.members.iter().collect() } else { people.to_vec() };
    for member in members {
        for kind in kinds {
            found.extend(member.facts(*kind));
            for home in member.residences {
                found.extend(view.home_facts(home.household.as_str(), *kind));
            }
        }
    }
    found
}

/// Whether the answer moves only at the edges of days: weeks counted back from the day, custody reaching back and orders of
/// varying length move in between.
fn is_steady(tests: &[&Test], facts: &[&Fact]) -> bool {
    let has = |name: &str| facts.iter().any(|fact| fact.kind.name() == name);
    let moves = |test: &Test| match test {
        Test::InWork(_) | Test::OffBenefit(_) => has("employment") || has("benefit"),
        Test::BenefitLeft(_) => has("earnings"),
        Test::Held(test) => test.attended && has("service-contact"),
        Test::AtMost(test) => !test.order.is_empty() && has("supervision"),
        Test::Reduction(test) => {
            (test.skip_custody && has("custody")) || (!test.order.is_empty() && has("supervision"))
        }
        Test::CleanAfter(test) => test.skip_custody && has("custody"),
        _ => false,
    };
    !tests.iter().any(|test| test.any_primitive(&moves))
}

fn spans(tests: &[&Test], clause: &Clause) -> Vec<Span> {
    let parameter = |name: &str| Span::Months(Number::Parameter(name.into()));
    let mut spans: Vec<Span> = tests.iter().flat_map(|test| test.spans()).collect();
    spans.push(parameter("window-lag"));
    if !clause.contrary.is_empty() {
        spans.push(parameter("hold-months"));
    }
    spans
}

/// The days on which anything but a fact begins or ends.
fn edges(
    view: &FamilyView<'_>,
    people: &[&Member<'_>],
    kinds: &BTreeSet<FactKind>,
    in_terms: bool,
) -> BTreeSet<Day> {
    let mut days = BTreeSet::from([view.engaged_on]);
    days.extend(view.family.planned_on);
    let both = |window: &Window| [window.from, window.to];
    for member in people {
        for kind in kinds {
            days.extend(member.covered(view.evidence, *kind).iter().flat_map(both));
        }
        days.extend(member.person.born_on.filter(|born| *born > view.engaged_on));
    }
    for member in view.members.iter() {
        let homes = member.residences.iter().map(|home| home.period);
        let stays = member.memberships.iter().map(|membership| membership.period);
        days.extend(homes.chain(stays).flat_map(|period| [Some(period.from), period.to]).flatten());
        days.extend(member.person.died_on);
        if in_terms {
            for kind in kinds {
                days.extend(member.covered(view.evidence, *kind).iter().flat_map(both));
            }
        }
    }
    if in_terms {
        days.extend(term_days(view));
    }
    days
}

fn term_days<'v>(view: &'v FamilyView<'_>) -> impl Iterator<Item = Day> + 'v {
    view.evidence.calendar.terms().iter().flat_map(|term| [term.days.from, term.days.to])
}

/// A question to nobody, to measure lengths of time by.
fn plain<'a>(view: &'a FamilyView<'a>) -> Ask<'a> {
    Ask {
        family: view,
        people: Vec::new(),
        homes: Homes::Never,
        day: view.as_of,
        moment: Moment::Progress,
        runs: None,
        letter: None,
        entered_by_state: false,
    }
}

/// The days after engagement at which one of the given days, or a stretch of the given lengths after one, begins or ends,
/// each with its neighbours.
fn near(view: &FamilyView<'_>, days: &BTreeSet<Day>, spans: &[Span], tests: &[&Test]) -> Vec<Day> {
    let ask = plain(view);
    let monthly = tests.iter().any(|test| test.any_primitive(&|test| matches!(test, Test::Engaged(_))));
    let mut lengths: Vec<Span> = Vec::new();
    for span in spans {
        match span {
            // A service is asked month by month.
            Span::Months(number) if monthly => {
                lengths.extend((1..=ask.number(number)).map(|months| Span::Months(Number::Fixed(months))));
            }
            other => lengths.push(other.clone()),
        }
    }
    lengths.sort_by_key(|length| ask.window(length, view.as_of).days());
    lengths.dedup_by_key(|length| ask.window(length, view.as_of).days());
    // Two lengths after a day is the furthest that anything is still looked at.
    let reach = lengths.last().map_or(0, |length| 2 * ask.window(length, view.as_of).days() + 7);
    let mut found: Vec<Day> = Vec::new();
    let mut offer = |day: Day| {
        if day >= view.engaged_on.before() {
            found.extend([day.before(), day, day.after(), day.plus_days(2)]);
            // So many months before the last days of a long month is the last day of a short one.
            let over = day.month_end().after();
            found.extend((over.days_since(day) <= 4).then_some(over));
        }
    };
    for day in days.iter().filter(|day| day.plus_days(reach) >= view.engaged_on) {
        offer(*day);
        for length in &lengths {
            let over = ask.over_on(length, *day);
            offer(over);
            for other in &lengths {
                offer(ask.over_on(other, over));
            }
        }
    }
    if tests.iter().any(|test| test.any_primitive(&|test| matches!(test, Test::Quarter(_)))) {
        let first = view.engaged_on.quarter_start();
        (0..80).for_each(|quarter| offer(first.months_after(3 * quarter)));
    }
    found.sort_unstable();
    found.dedup();
    found
}
