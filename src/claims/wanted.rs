//! The analyst's shopping list: near misses and outcomes come in; which feed's missing days leave how many families without
//! an answer goes out, the feed that would tell most first. Which feeds a council receives is not known here.

use super::near_miss::NearMiss;
use super::outline::Outlines;
use crate::domain::{ClauseId, FamilyId, Text};
use crate::facts::FactKind;
use crate::outcomes::{ClauseKind, FamilyOutcome, Reason, Row, Truth};
use std::collections::{BTreeMap, BTreeSet};

/// What one feed would tell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The feed, by name; any of those that can supply the facts.
    pub feed: Text,
    /// The facts of it that lack.
    pub facts: BTreeSet<FactKind>,
    /// Eligible families that wait for an answer it could give.
    pub families: usize,
    /// Of these, families that lack nothing that it could not tell.
    pub alone: usize,
    /// Families not shown eligible for which it could tell whether a letter was met at engagement.
    pub at_entry: usize,
    /// The clauses left open in families that wait.
    pub clauses: BTreeSet<ClauseId>,
}

#[derive(Default)]
struct Tally<'a> {
    facts: BTreeSet<FactKind>,
    waiting: BTreeMap<&'a FamilyId, usize>,
    at_entry: BTreeSet<&'a FamilyId>,
    clauses: BTreeSet<ClauseId>,
}

/// Feeds by how many families their missing days leave open: most waiting families first, then most that lack nothing else,
/// then most at entry, then by name.
#[must_use]
pub fn wanted(outcomes: &[FamilyOutcome], missing: &[NearMiss], outlines: &Outlines) -> Vec<Wanted> {
    let mut feeds: BTreeMap<Text, Tally<'_>> = BTreeMap::new();
    let mut parts: BTreeMap<&FamilyId, usize> = BTreeMap::new();
    for part in missing {
        parts.insert(&part.family, part.parts);
        if part.row.as_ref().is_some_and(lacks_data) {
            for (feed, facts) in by_feed(&part.reads) {
                let tally = feeds.entry(feed).or_default();
                tally.facts.extend(facts);
                tally.clauses.insert(part.clause.clone());
                *tally.waiting.entry(&part.family).or_default() += 1;
            }
        }
    }
    for outcome in outcomes.iter().filter(|outcome| !outcome.result.eligible) {
        for (feed, facts) in by_feed(&at_entry(outcome, outlines)) {
            let tally = feeds.entry(feed).or_default();
            tally.facts.extend(facts);
            tally.at_entry.insert(&outcome.family);
        }
    }
    let mut wanted: Vec<Wanted> =
        feeds.into_iter().map(|(feed, tally)| counted(feed, tally, &parts)).collect();
    wanted.sort_by(|a, b| {
        (b.families, b.alone, b.at_entry, &a.feed).cmp(&(a.families, a.alone, a.at_entry, &b.feed))
    });
    wanted
}

fn counted(feed: Text, tally: Tally<'_>, parts: &BTreeMap<&FamilyId, usize>) -> Wanted {
    let Tally { facts, waiting, at_entry, clauses } = tally;
    let alone = waiting.iter().filter(|(family, told)| parts.get(*family) == Some(told)).count();
    Wanted { feed, facts, families: waiting.len(), alone, at_entry: at_entry.len(), clauses }
}

/// Whether more data would tell: the days asked are not complete, or a record is not there.
fn lacks_data(row: &Row) -> bool {
    let lacking = |reason: &Reason| {
        matches!(
            reason,
            Reason::WindowNotCovered | Reason::InArrears | Reason::NoRecord | Reason::PersonNotLinked
        )
    };
    row.truth == Truth::Unknown && row.reasons.iter().any(lacking)
}

/// The facts that would tell which letters the family met at engagement.
fn at_entry(outcome: &FamilyOutcome, outlines: &Outlines) -> BTreeSet<FactKind> {
    let open = outcome
        .rows
        .iter()
        .filter(|row| row.person.is_none() && row.kind == ClauseKind::Identification && lacks_data(row));
    let outline = outlines.get(&outcome.plan);
    open.filter_map(|row| outline?.entry(&row.clause)).flat_map(|entry| entry.reads.iter().copied()).collect()
}

fn by_feed(facts: &BTreeSet<FactKind>) -> BTreeMap<Text, BTreeSet<FactKind>> {
    let mut feeds: BTreeMap<Text, BTreeSet<FactKind>> = BTreeMap::new();
    for fact in facts {
        for feed in &fact.entry().feeds {
            feeds.entry(feed.clone()).or_default().insert(*fact);
        }
    }
    feeds
}

#[cfg(test)]
mod tests {
    use super::super::near_misses;
    use super::super::outline::{Join, OutlineEntry};
    use super::super::specimens::*;
    use super::*;
    use crate::facts::Vocabulary;

    fn fact(name: &str) -> FactKind {
        Vocabulary::builtin().find(name).expect("a fact of the vocabulary")
    }

    /// Letter `x` asks for both `p`, told by DWP, and `q`, told by schools.
    fn outlines() -> Outlines {
        let mut plan = outline(&[("x:progress", Join::All, &["p", "q"])]);
        for (id, name) in [("p", "benefit"), ("q", "exclusion"), ("x", "benefit")] {
            let entry = plan.entry(&"p".into()).expect("an entry").clone();
            plan.add(id.into(), OutlineEntry { reads: [fact(name)].into(), ..entry });
        }
        [("tri-borough".into(), plan)].into()
    }

    fn list(outcomes: &[FamilyOutcome]) -> Vec<(String, usize, usize, usize)> {
        let missing = near_misses(outcomes, &outlines());
        let wanted = wanted(outcomes, &missing, &outlines());
        wanted.iter().map(|one| (one.feed.to_string(), one.families, one.alone, one.at_entry)).collect()
    }

    fn waiting(id: &str, p: Row, q: Row) -> FamilyOutcome {
        blocked(family(id, &[unknown("x:progress", Reason::InArrears), p, q]), &["x"])
    }

    #[test]
    fn the_feed_that_leaves_most_families_open_comes_first() {
        let late = |id| unknown(id, Reason::WindowNotCovered);
        let outcomes = [waiting("f-1", late("p"), late("q")), waiting("f-2", met("p"), late("q"))];
        let list = list(&outcomes);
        let of = |feed: &str| list.iter().find(|one| one.0 == feed).map(|one| (one.1, one.2));
        assert_eq!(of("education_exclusions"), Some((2, 1)));
        assert_eq!(of("dwp_adms"), Some((1, 0)));
        assert_eq!(list[0].1, 2);
    }

    #[test]
    fn what_only_time_can_tell_is_not_wanted_of_a_feed() {
        let outcome = waiting("f-1", unknown("p", Reason::TooEarly), met("q"));
        assert!(list(&[outcome]).is_empty());
    }

    #[test]
    fn a_family_that_is_not_shown_eligible_is_counted_at_entry() {
        let identification =
            Row { kind: ClauseKind::Identification, ..unknown("x", Reason::WindowNotCovered) };
        let mut outcome = family("f-1", &[identification]);
        outcome.result.eligible = false;
        assert!(list(&[outcome]).contains(&("dwp_adms".to_owned(), 0, 0, 1)));
    }
}
