//! News: a run that a person was told of and a later one come in, as their folders show them; what the later has that nobody
//! was told of goes out: what two runs compared differ in, links that wait since, feeds that are late since.

use super::compare_runs;
use super::two_runs::{FamilyDiffers, RunRead, RunsCompared, rows};
use crate::workspace::Bytes;
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeSet;

/// A run as its folder shows it.
#[derive(Clone, Copy, Debug)]
pub struct RunShown<'a> {
    /// What it went out from, and its answers.
    pub read: RunRead<'a>,
    /// The bytes of its `review.csv`.
    pub review: &'a [u8],
    /// The bytes of its `coverage.csv`.
    pub coverage: &'a [u8],
}

/// What a later run has that an earlier one had not, or otherwise.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct News {
    /// What the runs went out from differently, and the families with other answers.
    pub compared: RunsCompared,
    /// Families that can be claimed for.
    pub claimable: Turned,
    /// Pairs of a link that waits for a person.
    pub waiting: Turned,
    /// Feeds that are late.
    pub late: Turned,
}

/// What came into a state, and what left it.
#[derive(Clone, PartialEq, Eq, Serialize, Default, Debug)]
pub struct Turned {
    /// Not in the earlier run.
    pub came: BTreeSet<String>,
    /// Not in the later run.
    pub went: BTreeSet<String>,
}

impl News {
    /// What is new.
    ///
    /// # Errors
    /// Definitions of the later run that are not in the archive.
    pub fn of(old: RunShown<'_>, new: RunShown<'_>, bytes: &dyn Bytes) -> Result<Self> {
        let compared = compare_runs(old.read, new.read, bytes)?;
        Ok(Self {
            claimable: claimable(&compared.changed),
            waiting: Turned::between(&waiting(old.review), &waiting(new.review)),
            late: Turned::between(&late(old.coverage), &late(new.coverage)),
            compared,
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_none(&self) -> bool {
        let RunsCompared { causes, changed, .. } = &self.compared;
        causes.is_empty() && changed.is_empty() && self.waiting.is_none() && self.late.is_none()
    }
}

impl Turned {
    fn between(was: &BTreeSet<String>, now: &BTreeSet<String>) -> Self {
        Self { came: now.difference(was).cloned().collect(), went: was.difference(now).cloned().collect() }
    }

    /// Whether nothing came and nothing went.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.came.is_empty() && self.went.is_empty()
    }
}

fn claimable(changed: &[FamilyDiffers]) -> Turned {
    let mut turned = Turned::default();
    for family in changed {
        for cell in family.result.iter().filter(|cell| cell.column == "claimable") {
            if cell.now == "yes" {
                turned.came.insert(family.family.clone());
            } else if cell.was == "yes" {
                turned.went.insert(family.family.clone());
            }
        }
    }
    turned
}

/// The pairs of `review.csv`.
fn waiting(review: &[u8]) -> BTreeSet<String> {
    rows(review, &["pair", "link", "candidate"])
        .into_keys()
        .filter_map(|key| key.into_iter().next())
        .collect()
}

/// The feeds of `coverage.csv` that are late.
fn late(coverage: &[u8]) -> BTreeSet<String> {
    let is_late = |days: Option<&String>| days.is_some_and(|days| !matches!(days.as_str(), "" | "0"));
    rows(coverage, &["feed"])
        .into_iter()
        .filter(|(_, cells)| is_late(cells.get("late_days")))
        .filter_map(|(key, _)| key.into_iter().next())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::two_runs::CellDiffers;
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_pair_is_new_once_however_many_facts_it_gains() {
        let was = b"link,candidate,facts,pair\n1,p-1,2,aa\n1,p-2,2,ab\n";
        let now = b"link,candidate,facts,pair\n1,p-9,1,cc\n2,p-1,5,aa\n2,p-2,5,ab\n";
        let turned = Turned::between(&waiting(was), &waiting(now));
        assert_eq!(turned, Turned { came: set(&["cc"]), went: set(&[]) });
        assert!(Turned::between(&waiting(was), &waiting(was)).is_none());
    }

    #[test]
    fn a_feed_that_is_late_for_longer_is_no_news() {
        let coverage =
            |days: [u32; 2]| format!("feed,late_days\nadms,{}\nyot,{}\n", days[0], days[1]).into_bytes();
        let turned = |was, now| Turned::between(&late(&coverage(was)), &late(&coverage(now)));
        assert!(turned([0, 3], [0, 34]).is_none());
        assert_eq!(turned([0, 3], [1, 0]), Turned { came: set(&["adms"]), went: set(&["yot"]) });
    }

    #[test]
    fn families_turn_claimable_and_back() {
        let cell = |was: &str, now: &str| CellDiffers {
            column: "claimable".to_owned(),
            was: was.to_owned(),
            now: now.to_owned(),
        };
        let family = |family: &str, was: &str, now: &str| FamilyDiffers {
            family: family.to_owned(),
            result: vec![cell(was, now)],
            clauses: Vec::new(),
        };
        let changed = [family("f-1", "no", "yes"), family("f-2", "yes", ""), family("f-3", "", "no")];
        assert_eq!(claimable(&changed), Turned { came: set(&["f-1"]), went: set(&["f-2"]) });
    }
}
