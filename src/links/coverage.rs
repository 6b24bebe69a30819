//! Coverage by person: what deliveries state about everyone, about an age band, or about the person of a row.
//!
//! Stated coverage and the linked keys come in; coverage of people of the cohort goes out. A key in doubt covers nobody.

use super::people::PersonLinks;
use super::roster::{Known, Roster};
use crate::domain::{Day, Period, Text, Window};
use crate::facts::unlinked::UnlinkedCoverage;
use crate::facts::{Coverage, FactKind};
use std::collections::BTreeMap;

/// An age that nobody reaches, so that a band without an upper end has one.
const NO_LAST_AGE: u32 = 150;

/// For whom a stated stretch is complete: only in these years of age, only with a number of this scheme.
type Limits<'a> = (Option<(u32, u32)>, Option<&'a Text>);

/// Resolves stated coverage.
pub(super) fn resolve(
    stated: &[UnlinkedCoverage],
    roster: &Roster,
    people: &mut PersonLinks<'_>,
) -> Coverage {
    let mut coverage = Coverage::default();
    // Stretches with the same limits are joined before they are cut to each person's days.
    let mut everyone: BTreeMap<Limits<'_>, Coverage> = BTreeMap::new();
    for stretch in stated {
        let limits = (stretch.ages, stretch.requires.as_ref());
        match stretch.who {
            None => everyone.entry(limits).or_default().add(stretch.kind, None, stretch.window),
            Some(key) => {
                let days = Period { from: stretch.window.from, to: Some(stretch.window.to) };
                if let Some(person) = people.person(key, days) {
                    add(&mut coverage, stretch.kind, limits, stretch.window, roster.get(person));
                }
            }
        }
    }
    coverage.extend(everyone.remove(&(None, None)).unwrap_or_default());
    for (limits, stretches) in &everyone {
        for (kind, _, window) in stretches.rows() {
            roster.iter().for_each(|(_, known)| add(&mut coverage, kind, *limits, window, known));
        }
    }
    coverage
}

/// Adds the days of the window on which the person is within the limits.
fn add(coverage: &mut Coverage, kind: FactKind, (ages, scheme): Limits<'_>, window: Window, known: &Known) {
    let days = match ages {
        None => Some(window),
        Some(band) => known.born_on.and_then(|born| days_of_age(born, band)?.intersect(window)),
    };
    let Some(days) = days else { return };
    let Some(scheme) = scheme else {
        coverage.add(kind, Some(known.id.clone()), days);
        return;
    };
    for number in known.numbers.iter().filter(|number| number.scheme == **scheme) {
        if let Some(held) = number.held_within(days) {
            coverage.add(kind, Some(known.id.clone()), held);
        }
    }
}

/// The days on which a person born on `born` is in this band of completed years, both ends included.
fn days_of_age(born: Day, (first, last): (u32, u32)) -> Option<Window> {
    let last = last.min(NO_LAST_AGE);
    Window::new(born.birthday(first.min(NO_LAST_AGE)), born.birthday(last + 1).before())
}
