//! Days in custody are left out of offence windows, which then reach further back (reading R4, fine point F6).

use super::ask::Ask;
use crate::domain::{Day, PersonId, Window};
use crate::facts::{FactKind, Vocabulary};
use std::collections::BTreeMap;

/// The custody days of the people asked.
#[derive(Debug)]
pub struct Custody {
    stretches: BTreeMap<PersonId, Vec<Window>>,
    missing: bool,
}

impl Custody {
    /// Their custody spells up to the day asked; none where the row or the parameter `custody-days` does not leave them out.
    #[must_use]
    pub fn of(ask: &Ask<'_>, skip: bool) -> Self {
        let kind = Vocabulary::builtin().find("custody");
        let (Some(kind), true) = (kind, skip && ask.word("custody-days") == "skip") else {
            return Self { stretches: BTreeMap::new(), missing: false };
        };
        let stretches = ask.people.iter().map(|member| {
            let facts: Vec<_> = member.facts(kind).filter(|fact| fact.from <= ask.day).collect();
            (member.id().clone(), super::tests::joined_spells(&facts, ask.day))
        });
        Self { stretches: stretches.collect(), missing: is_missing(ask, kind) }
    }

    /// Whether no custody feed is covered at all for the people asked, so that windows are computed without it.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.missing
    }

    /// The window, reaching so far back that it holds as many days out of custody as it is long.
    #[must_use]
    pub fn reach_back(&self, person: &PersonId, window: Window) -> Window {
        let Some(stretches) = self.stretches.get(person).filter(|stretches| !stretches.is_empty()) else {
            return window;
        };
        let inside = |day: Day| stretches.iter().any(|stretch| stretch.contains(day));
        let mut free = 0;
        let mut from = window.to;
        let limit = window.to.plus_days(-36_500);
        loop {
            free += i32::from(!inside(from));
            if free >= window.days() || from <= limit {
                return Window { from, to: window.to };
            }
            from = from.before();
        }
    }

    /// The last day of a window that runs on for as many days as it holds in custody.
    #[must_use]
    pub fn run_on(&self, ask: &Ask<'_>, window: Window) -> Day {
        let stretches: Vec<Window> =
            ask.people.iter().filter_map(|one| self.stretches.get(one.id())).flatten().copied().collect();
        let mut last = window.to;
        loop {
            let held = super::tests::days_held(&stretches, Window { from: window.from, to: last });
            let next = window.to.plus_days(held);
            if next == last {
                return last;
            }
            last = next;
        }
    }
}

fn is_missing(ask: &Ask<'_>, kind: FactKind) -> bool {
    ask.people.iter().any(|member| member.covered(ask.family.evidence, kind).is_empty())
}
