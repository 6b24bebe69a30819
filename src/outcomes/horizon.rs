//! Until when an answer cannot change, if nothing new becomes known: the next day on which a fact, a stretch of coverage, a
//! birthday or a term enters or leaves what a clause looks at.
//!
//! The horizon errs towards asking again. Clauses whose weeks are counted back from the day are asked every time.

use super::ask::{Ask, Homes, Moment};
use super::family::{FamilyView, Member};
use super::plan::model::Criterion;
use super::plan::test::{Number, Span};
use super::plan::{Clause, NodeIx, Test};
use crate::domain::{Day, Window};
use crate::facts::{Fact, FactKind, Vocabulary};
use std::collections::BTreeSet;

/// Facts that tests look up beside their own selections.
const BESIDE: &[&str] =
    &["spell-end", "service-contact", "attestation", "nomination", "benefit-sanction", "earnings", "offence"];

/// The days on which one person may begin to meet criteria, or no longer meet them, in order.
#[must_use]
pub fn starts(view: &FamilyView<'_>, member: &Member<'_>, asked: &dyn Fn(&Criterion) -> bool) -> Vec<Day> {
    let criteria = view.plan.nodes.iter().filter(|node| node.criterion.as_ref().is_some_and(asked));
    let clauses: Vec<&Clause> = criteria.filter_map(|node| node.clause.as_ref()).collect();
    let tests: Vec<&Test> = clauses.iter().map(|clause| &clause.test).collect();
    let kinds: BTreeSet<FactKind> =
        clauses.iter().flat_map(|clause| kinds(&[&clause.test], clause)).collect();
    let facts = facts(view, &[member], &kinds, false);
    let mut spans: Vec<Span> = tests.iter().flat_map(|test| test.spans()).collect();
    spans.sort_by_key(|span| format!("{span:?}"));
    spans.dedup();
    let mut days = edges(view, &[member], &kinds, true);
    days.extend(facts.iter().flat_map(|fact| [Some(fact.from), fact.to]).flatten());
    near(view, &days, &spans, &tests)
}

/// The days on which the answer of a clause may change, in order; `None` where it may change on any day.
#[must_use]
pub fn changes(
    view: &FamilyView<'_>,
    index: NodeIx,
    clause: &Clause,
    people: &[&Member<'_>],
) -> Option<Vec<Day>> {
    let tests: Vec<&Test> = std::iter::once(&clause.test).chain(&clause.arm).collect();
    let mut kinds = kinds(&tests, clause);
    let in_terms = tests.iter().any(|test| test.terms().is_some());
    if in_terms {
        // Runs of terms are chosen for the whole way.
        for leaf in view.plan.leaves(view.plan.way_of(index)) {
            if let Some(other) = &view.plan.node(leaf).clause {
                kinds.extend(self::kinds(&[&other.test], other));
            }
        }
    }
    let facts = facts(view, people, &kinds, in_terms);
    if !is_steady(&tests, &facts) {
        return None;
    }
    let spans = spans(&tests, clause);
    let mut days = edges(view, people, &kinds, in_terms);
    days.extend(facts.iter().flat_map(|fact| [Some(fact.from), fact.to]).flatten());
    Some(near(view, &days, &spans, &tests))
}

/// The days on which someone may come into the scope of a clause or leave it, in order: birthdays, school age and year
/// groups, joining and leaving, moving, deaths, and ages in months of the family's children.
#[must_use]
pub fn scopes(view: &FamilyView<'_>) -> Vec<Day> {
    let months: BTreeSet<u32> = view
        .plan
        .nodes
        .iter()
        .filter_map(|node| node.clause.as_ref())
        .filter_map(|clause| clause.scope.with_child_under)
        .collect();
    let members: Vec<&Member<'_>> = view.members.iter().collect();
    let mut days = edges(view, &members, &BTreeSet::new(), true);
    for born in members.iter().filter_map(|member| member.person.born_on) {
        days.extend(months.iter().map(|months| born.months_after(*months)));
        days.extend((1..=19).filter_map(|age| Day::new(born.birthday(age).year(), 9, 1)));
        let school = crate::domain::calendar::school_age(born);
        days.extend([school.from, school.to]);
    }
    let near = days.iter().flat_map(|day| [*day, day.after()]);
    near.collect::<BTreeSet<Day>>().into_iter().collect()
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
        if let Some(born) = member.person.born_on {
            let birthdays = (1..=25).map(|age| born.birthday(age)).chain([born.plus_days(42)]);
            days.extend(birthdays.filter(|day| *day > view.engaged_on));
        }
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
        days.extend(view.evidence.calendar.terms().iter().flat_map(|term| both(&term.days)));
    }
    days
}

/// The days after engagement at which one of the given days, or a stretch of the given lengths after one, begins or ends,
/// each with its neighbours.
fn near(view: &FamilyView<'_>, days: &BTreeSet<Day>, spans: &[Span], tests: &[&Test]) -> Vec<Day> {
    let ask = Ask {
        family: view,
        people: Vec::new(),
        homes: Homes::Never,
        day: view.as_of,
        moment: Moment::Progress,
        runs: None,
        letter: None,
        entered_by_state: false,
    };
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
