//! Which three terms count: runs of consecutive terms that may lag behind the day asked (reading R7, fine point F5).

use super::family::{FamilyView, Member};
use crate::domain::calendar::school_age;
use crate::domain::{Day, Window};
use crate::facts::FactKind;
use std::collections::BTreeSet;

/// A run of consecutive terms.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// Indexes into the school calendar, oldest first.
    pub terms: Vec<usize>,
    /// Whether it is not the latest that could be asked.
    pub lagged: bool,
    /// Whether every child in scope is covered for every term fact that the way reads.
    pub covered: bool,
}

/// The runs to try for one way, latest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Runs {
    /// Runs that lie after engagement (or, for identification, on or before it).
    pub runs: Vec<Run>,
    /// Terms of the latest run when it is too early: part of it lies before engagement.
    pub too_early: Option<Vec<usize>>,
}

/// The term facts of a way with the children each is asked of.
pub struct TermFacts<'a, 'f> {
    /// What the way reads, and of whom.
    pub reads: Vec<(BTreeSet<FactKind>, Vec<&'f Member<'a>>)>,
    /// How many terms.
    pub count: usize,
}

/// The runs for a way asked on `day`; with `engaged_on`, each term must end (or start) after it.
#[must_use]
pub fn runs(family: &FamilyView<'_>, facts: &TermFacts<'_, '_>, day: Day, engaged_on: Option<Day>) -> Runs {
    let calendar = &family.evidence.calendar;
    let mut found = Runs::default();
    let Some(latest) = calendar.latest_ended(day) else { return found };
    let lag = usize::try_from(family.parameters.number("term-lag")).unwrap_or(0);
    for back in 0..=lag {
        let Some(last) = latest.checked_sub(back) else { break };
        let Some(first) = (last + 1).checked_sub(facts.count) else { break };
        let terms: Vec<usize> = (first..=last).collect();
        if engaged_on.is_some_and(|engaged| !is_after(family, first, engaged)) {
            if back == 0 {
                found.too_early = Some(terms);
            }
            break;
        }
        let covered = facts.reads.iter().all(|(kinds, children)| {
            children.iter().all(|child| terms.iter().all(|term| is_seen(family, child, kinds, *term)))
        });
        found.runs.push(Run { terms, lagged: back > 0, covered });
    }
    found
}

/// Whether a term lies after engagement, by the parameter `terms-after`.
#[must_use]
pub fn is_after(family: &FamilyView<'_>, term: usize, engaged_on: Day) -> bool {
    let days = family.evidence.calendar.terms()[term].days;
    if family.parameters.is("terms-after", "start") { days.from > engaged_on } else { days.to > engaged_on }
}

/// Whether a term is asked of a child: it begins within the child's school age. A child without a birth date is asked.
#[must_use]
pub fn is_asked(family: &FamilyView<'_>, child: &Member<'_>, term: usize) -> bool {
    let days = family.evidence.calendar.terms()[term].days;
    child.person.born_on.is_none_or(|born| school_age(born).contains(days.from))
}

/// Whether a term is not asked of a child or is covered for all these facts.
#[must_use]
pub fn is_seen(family: &FamilyView<'_>, child: &Member<'_>, kinds: &BTreeSet<FactKind>, term: usize) -> bool {
    !is_asked(family, child, term)
        || kinds
            .iter()
            .all(|kind| child.is_covered(family.evidence, *kind, family.evidence.calendar.terms()[term].days))
}

/// The days of the terms, holidays after each included: an exclusion or move between terms belongs to the term before.
#[must_use]
pub fn reach(family: &FamilyView<'_>, terms: &[usize]) -> Option<Window> {
    let calendar = &family.evidence.calendar;
    let (first, last) = (terms.first()?, terms.last()?);
    Window::new(calendar.reach(*first).from, calendar.reach(*last).to)
}

/// From the first day of the first term to the last day of the last.
#[must_use]
pub fn days(family: &FamilyView<'_>, terms: &[usize]) -> Option<Window> {
    let calendar = &family.evidence.calendar;
    let (first, last) = (terms.first()?, terms.last()?);
    Window::new(calendar.terms()[*first].days.from, calendar.terms()[*last].days.to)
}
