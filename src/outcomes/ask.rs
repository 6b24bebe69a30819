//! One question put to a group of people on a day: which facts count, which days are covered, when the question is asked.

use super::family::{FamilyView, Member};
use super::plan::test::{Number, Span};
use super::plan::{Codes, Selection, Selector};
use super::terms::Runs;
use super::verdict::Reason;
use crate::domain::{ClauseId, Code, Day, Window};
use crate::facts::{Fact, FactKind, coverage};
use std::collections::BTreeSet;

/// What the question is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    /// Identification on the day of engagement.
    Entry,
    /// Identification by facts dated after this day (a new start by another member).
    Since(Day),
    /// Progress after engagement.
    Progress,
}

/// Which facts about homes count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Homes {
    /// Facts about people only.
    Never,
    /// Facts about people, and about the homes where they lived that day.
    Too,
    /// Facts about homes only.
    Only,
}

/// A question.
#[derive(Clone)]
pub struct Ask<'a> {
    /// The family.
    pub family: &'a FamilyView<'a>,
    /// The people whose facts are added together.
    pub people: Vec<&'a Member<'a>>,
    /// Whether facts about homes count.
    pub homes: Homes,
    /// The day asked: engagement for identification, as-of for progress.
    pub day: Day,
    /// What the question is for.
    pub moment: Moment,
    /// The runs of terms to try, for tests that look at terms.
    pub runs: Option<&'a Runs>,
    /// The letter whose progress is asked.
    pub letter: Option<&'a ClauseId>,
    /// The letter was entered by a state or judgement (reading R4).
    pub entered_by_state: bool,
}

/// When a question is asked: on its day, or on the last covered day before it (fine point F14).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct When {
    /// The day.
    pub day: Day,
    /// Whether it is earlier than the day asked.
    pub lagged: bool,
}

impl<'a> Ask<'a> {
    /// The same question with only these people.
    #[must_use]
    pub fn of_people(&self, people: Vec<&'a Member<'a>>, homes: Homes) -> Self {
        Self { people, homes, ..self.clone() }
    }

    /// The day of engagement.
    #[must_use]
    pub fn engaged_on(&self) -> Day {
        self.family.engaged_on
    }

    /// A parameter's value in words.
    #[must_use]
    pub fn word(&self, name: &str) -> &str {
        self.family.parameters.word(name)
    }

    /// A number of the plan, or a parameter's.
    #[must_use]
    pub fn number(&self, number: &Number) -> u32 {
        self.family.parameters.resolve(number)
    }

    /// Whether the question is about progress.
    #[must_use]
    pub fn is_progress(&self) -> bool {
        self.moment == Moment::Progress
    }

    /// The stretch of days of this length that ends on `day`. A stretch of terms has no days of its own here.
    #[must_use]
    pub fn window(&self, span: &Span, day: Day) -> Window {
        match span {
            Span::Months(number) => Window::last_months(self.number(number), day),
            Span::Weeks(number) => Window::last_weeks(self.number(number), day),
            Span::Days(number) => {
                let days = i32::try_from(self.number(number)).unwrap_or(i32::MAX);
                Window { from: day.plus_days(1 - days), to: day }
            }
            Span::Terms(_) => Window { from: day, to: day },
        }
    }

    /// The day on which a stretch of this length that begins after `from` is over.
    #[must_use]
    pub fn over_on(&self, span: &Span, from: Day) -> Day {
        match span {
            Span::Months(number) => {
                let months = self.number(number);
                let candidate = from.months_after(months);
                if Window::last_months(months, candidate).from > from { candidate } else { candidate.after() }
            }
            _ => {
                let days = self.window(span, from).days();
                from.plus_days(days)
            }
        }
    }

    /// The first day on which so many weeks all lie after engagement.
    #[must_use]
    pub fn over_on_weeks(&self, weeks: u32) -> Day {
        self.engaged_on().plus_days(7 * i32::try_from(weeks).unwrap_or(0))
    }

    fn codes(&self, codes: &'a Codes) -> Option<&'a [Code]> {
        match codes {
            Codes::Any => None,
            Codes::Listed(list) => Some(list),
            Codes::Named(name) => {
                let set = self.family.plan.sets.get(name)?;
                let key =
                    set.parameter.as_deref().map_or("", |parameter| self.family.parameters.word(parameter));
                set.lists.get(key).map(Vec::as_slice)
            }
        }
    }

    /// Whether a fact is one that a selector names.
    #[must_use]
    pub fn selects(&self, selector: &'a Selector, fact: &Fact) -> bool {
        fact.kind == selector.kind && self.codes(&selector.codes).is_none_or(|codes| fact.has_code(codes))
    }

    /// Whether a fact is among a selection.
    #[must_use]
    pub fn is_among(&self, selection: &'a Selection, fact: &Fact) -> bool {
        selection.iter().any(|selector| self.selects(selector, fact))
    }

    /// The facts of a selection that had happened or begun by the day, in order of their first day.
    #[must_use]
    pub fn facts(&self, selection: &'a Selection) -> Vec<&'a Fact> {
        let mut found = self.facts_ever(selection);
        found.retain(|fact| fact.from <= self.day);
        if let Moment::Since(day) = self.moment {
            found.retain(|fact| fact.from > day);
        }
        found
    }

    /// The facts of a selection, whenever they lie: only an expected release may lie in the future.
    #[must_use]
    pub fn facts_ever(&self, selection: &'a Selection) -> Vec<&'a Fact> {
        let mut found: Vec<&'a Fact> = Vec::new();
        for selector in selection {
            if self.homes != Homes::Only {
                for member in &self.people {
                    found.extend(member.facts(selector.kind).filter(|fact| self.selects(selector, fact)));
                }
            }
            if self.homes != Homes::Never {
                self.home_facts(selector, &mut found);
            }
        }
        found.sort_by(|a, b| (a.from, a.source, *a).cmp(&(b.from, b.source, *b)));
        found.dedup_by(|a, b| std::ptr::eq(*a, *b));
        self.without_cancelled(found)
    }

    fn home_facts(&self, selector: &'a Selector, found: &mut Vec<&'a Fact>) {
        for member in &self.people {
            for residence in member.residences {
                let facts = self.family.home_facts(residence.household.as_str(), selector.kind);
                found.extend(
                    facts.filter(|fact| residence.period.contains(fact.from) && self.selects(selector, fact)),
                );
            }
        }
    }

    /// Leaves out facts that a later row under the same ref has set aside: a cleared accusation, a withdrawn exclusion.
    fn without_cancelled(&self, mut found: Vec<&'a Fact>) -> Vec<&'a Fact> {
        let cancelled = |fact: &&'a Fact| {
            let (Some(reference), Some((kind, code))) = (&fact.reference, fact.kind.cancelled_by()) else {
                return false;
            };
            let about = self.people.iter().flat_map(|member| member.facts(kind));
            about
                .filter(|other| other.subject == fact.subject && other.reference.as_ref() == Some(reference))
                .any(|other| other.code.as_ref().is_some_and(|other| other.as_str() == code))
        };
        found.retain(|fact| !cancelled(fact));
        found
    }

    /// The last day of a fact, if it lies on or before the day asked.
    #[must_use]
    pub fn ended_on(&self, fact: &Fact) -> Option<Day> {
        fact.to.filter(|last| *last <= self.day)
    }

    /// Whether the ref of a fact is also the ref of one of these, whoever of the family that one is about.
    #[must_use]
    pub fn is_marked(&self, fact: &Fact, marks: &'a Selection) -> bool {
        fact.reference.is_some()
            && self.family.members.iter().any(|member| {
                marks.iter().any(|mark| {
                    member
                        .facts(mark.kind)
                        .any(|other| other.reference == fact.reference && self.selects(mark, other))
                })
            })
    }

    /// The facts of this kind under the same ref and about the same person or home.
    pub fn same_case(&self, fact: &'a Fact, kind: FactKind) -> Vec<&'a Fact> {
        let Some(reference) = &fact.reference else { return Vec::new() };
        let mut found: Vec<&'a Fact> = Vec::new();
        for member in self.family.members.iter() {
            let own = member.facts(kind).filter(|other| other.reference.as_ref() == Some(reference));
            found.extend(own.filter(|other| other.subject == fact.subject));
        }
        if let crate::facts::Subject::Household(home) = &fact.subject {
            let own = self.family.home_facts(home.as_str(), kind);
            found.extend(own.filter(|other| other.reference.as_ref() == Some(reference)));
        }
        found.retain(|other| other.from <= self.day);
        found.sort_by_key(|a| (a.from, a.source));
        found.dedup_by(|a, b| std::ptr::eq(*a, *b));
        found
    }

    /// The kinds of a selection that have coverage of their own.
    #[must_use]
    pub fn kinds(selections: &[&Selection]) -> BTreeSet<FactKind> {
        let kinds = selections.iter().flat_map(|selection| selection.iter()).map(|selector| selector.kind);
        kinds.filter(|kind| !kind.has_borrowed_coverage()).collect()
    }

    /// Whether every day of the window is covered for all these people and kinds.
    #[must_use]
    pub fn is_covered(&self, kinds: &BTreeSet<FactKind>, window: Window) -> bool {
        let evidence = self.family.evidence;
        self.people.iter().all(|member| kinds.iter().all(|kind| member.is_covered(evidence, *kind, window)))
    }

    /// The last day on or before the day asked up to which all these people and kinds have been covered.
    #[must_use]
    pub fn last_covered(&self, kinds: &BTreeSet<FactKind>) -> Option<Day> {
        let mut last = self.day;
        for member in &self.people {
            for kind in kinds {
                let windows = member.covered(self.family.evidence, *kind);
                last = last.min(coverage::last_covered(&windows, self.day)?);
            }
        }
        Some(last)
    }

    /// When the question is asked, given what is covered (fine point F14).
    ///
    /// # Errors
    /// `window-not-covered` where coverage ended longer ago than `window-lag` allows.
    pub fn when(&self, kinds: &BTreeSet<FactKind>) -> Result<When, Reason> {
        if !self.is_progress() {
            return Ok(When { day: self.day, lagged: false });
        }
        let earliest = self.day.months_before(self.family.parameters.number("window-lag"));
        match self.last_covered(kinds) {
            Some(day) if day >= earliest => Ok(When { day, lagged: day < self.day }),
            _ => Err(Reason::WindowNotCovered),
        }
    }
}
