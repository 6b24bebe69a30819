//! The pairs of a run: the bytes of `review.csv`, `links.csv` and `link-decisions.csv` come in; each pair once goes out, and
//! the one that a person means by the beginning of its key.

use crate::domain::{HouseholdId, PersonId};
use crate::facts::Subject;
use crate::links::PairKey;
use std::collections::BTreeMap;

/// A pair as a run shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pair {
    /// What a decision about it is kept under.
    pub key: PairKey,
    /// The person or home.
    pub subject: Subject,
    /// How it stands in the run.
    pub state: State,
}

/// How a pair stands in a run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// It waits for a decision: the cells of its line of `review.csv`, by column.
    Waiting(BTreeMap<String, String>),
    /// It is linked by this rule.
    Linked(String),
    /// A decision about it stands, and is applied or stale.
    Decided(String),
}

/// The pairs of a run, those that wait first, in the order of the files.
#[derive(Clone, Default, Debug)]
pub struct Pairs(Vec<Pair>);

impl Pairs {
    /// Reads the tables of a run. A table that a run of an older program lacks is given as no bytes.
    #[must_use]
    pub fn read(review: &[u8], links: &[u8], decisions: &[u8]) -> Self {
        let waiting = rows(review).map(|row| (row.clone(), State::Waiting(row)));
        let linked = rows(links).map(|row| (row.clone(), State::Linked(cell(&row, "rule"))));
        let decided = rows(decisions).map(|row| (row.clone(), State::Decided(cell(&row, "state"))));
        let mut pairs: Vec<Pair> = Vec::new();
        let mut known: BTreeMap<PairKey, ()> = BTreeMap::new();
        for (row, state) in waiting.chain(linked).chain(decided) {
            let (Some(key), Some(subject)) = (PairKey::parse(&cell(&row, "pair")), subject(&row)) else {
                continue;
            };
            if known.insert(key, ()).is_none() {
                pairs.push(Pair { key, subject, state });
            }
        }
        Self(pairs)
    }

    /// Those that wait for a decision, in the order of the queue.
    pub fn waiting(&self) -> impl Iterator<Item = (&Pair, &BTreeMap<String, String>)> {
        self.0.iter().filter_map(|pair| match &pair.state {
            State::Waiting(row) => Some((pair, row)),
            State::Linked(_) | State::Decided(_) => None,
        })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Pair> {
        self.0.iter()
    }

    /// The pair with this key.
    #[must_use]
    pub fn get(&self, key: PairKey) -> Option<&Pair> {
        self.0.iter().find(|pair| pair.key == key)
    }

    /// The pairs whose key begins so; with a hyphen, those of which both halves do.
    #[must_use]
    pub fn beginning(&self, typed: &str) -> Vec<&Pair> {
        let (row, subject) = typed.split_once('-').unwrap_or((typed, ""));
        let begins = |key: PairKey| {
            let text = key.to_string();
            text.split_once('-').is_some_and(|(a, b)| a.starts_with(row) && b.starts_with(subject))
        };
        self.0.iter().filter(|pair| begins(pair.key)).collect()
    }
}

fn rows(bytes: &[u8]) -> impl Iterator<Item = BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let columns: Vec<String> =
        reader.headers().map(|row| row.iter().map(ToOwned::to_owned).collect()).unwrap_or_default();
    let rows: Vec<_> = reader.records().map_while(Result::ok).collect();
    rows.into_iter().map(move |row| columns.iter().cloned().zip(row.iter().map(ToOwned::to_owned)).collect())
}

fn cell(row: &BTreeMap<String, String>, column: &str) -> String {
    row.get(column).cloned().unwrap_or_default()
}

fn subject(row: &BTreeMap<String, String>) -> Option<Subject> {
    let id = row.get("candidate")?.as_str();
    match row.get("about")?.as_str() {
        "person" => Some(Subject::Person(PersonId::new(id))),
        "home" => Some(Subject::Household(HouseholdId::new(id))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_is_meant_by_the_beginnings_of_its_halves() {
        let review = b"about,candidate,pair\nperson,mia,00112233aabb-44556677ccdd\nperson,maya,00112233aabb-99556677ccdd\n";
        let links = b"about,candidate,rule,pair\nperson,tom,upn,ff112233aabb-44556677ccdd\n";
        let pairs = Pairs::read(review, links, b"");
        let found = |typed: &str| pairs.beginning(typed).len();
        assert_eq!((found("0011"), found("0011-4"), found("-4"), found("ff"), found("01")), (2, 1, 2, 1, 0));
        assert_eq!(pairs.waiting().count(), 2);
    }
}
