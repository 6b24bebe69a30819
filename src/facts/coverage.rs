//! For which days a source is complete: the only thing that turns silence into evidence of nothing.

use super::vocabulary::FactKind;
use crate::domain::{Day, PersonId, Window};
use std::collections::BTreeMap;

/// The days for which each fact is complete, for everyone or for one person. Windows are kept merged and in order.
#[derive(Clone, Default, Debug)]
pub struct Coverage {
    everyone: BTreeMap<FactKind, Vec<Window>>,
    person: BTreeMap<(FactKind, PersonId), Vec<Window>>,
}

impl Coverage {
    /// Adds days for which `kind` is complete: for `person`, or for everyone when `None`.
    pub fn add(&mut self, kind: FactKind, person: Option<PersonId>, window: Window) {
        let windows = match person {
            Some(person) => self.person.entry((kind, person)).or_default(),
            None => self.everyone.entry(kind).or_default(),
        };
        windows.push(window);
        Window::join_all(windows);
    }

    /// Takes in all that another coverage says.
    pub fn extend(&mut self, other: Self) {
        for (kind, windows) in other.everyone {
            let own = self.everyone.entry(kind).or_default();
            own.extend(windows);
            Window::join_all(own);
        }
        for (key, windows) in other.person {
            let own = self.person.entry(key).or_default();
            own.extend(windows);
            Window::join_all(own);
        }
    }

    /// The merged days for which `kind` is complete for `person` (everyone's days and the person's own).
    #[must_use]
    pub fn of(&self, kind: FactKind, person: &PersonId) -> Vec<Window> {
        let mut windows = self.everyone.get(&kind).cloned().unwrap_or_default();
        if let Some(own) = self.person.get(&(kind, person.clone())) {
            windows.extend(own.iter().copied());
            Window::join_all(&mut windows);
        }
        windows
    }

    /// Every stated stretch, facts in order of name; the person is `None` for everyone's.
    pub fn rows(&self) -> impl Iterator<Item = (FactKind, Option<&PersonId>, Window)> {
        let everyone = self
            .everyone
            .iter()
            .flat_map(|(kind, windows)| windows.iter().map(|window| (*kind, None, *window)));
        let own = self.person.iter().flat_map(|((kind, person), windows)| {
            windows.iter().map(move |window| (*kind, Some(person), *window))
        });
        everyone.chain(own)
    }
}

/// Whether every day of `window` lies in one of the merged `windows`.
#[must_use]
pub fn covers(windows: &[Window], window: Window) -> bool {
    windows.iter().any(|known| known.from <= window.from && window.to <= known.to)
}

/// The last covered day on or before `day`.
#[must_use]
pub fn last_covered(windows: &[Window], day: Day) -> Option<Day> {
    windows.iter().rev().find(|known| known.from <= day).map(|known| known.to.min(day))
}
