//! Decisions about links: the lines of their ledger come in, those that stand at a moment go out.
//!
//! A decision is never edited: another entry takes it back. Who decided, about whom and why are texts that can be erased; a
//! decision whose person was erased settles nothing any more.

use super::ledger::Entry;
use super::moment::Moment;
use crate::domain::{HouseholdId, PersonId};
use crate::facts::Subject;
use crate::links::{LinkDecision, PairKey, Said, decision_name};
use std::collections::BTreeMap;

/// What an entry says.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Saying {
    /// A decision about the pair.
    Decided(Said),
    /// The decision of this number no longer counts.
    Reversed(u32),
}

/// A line of the ledger of decisions about links.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LinkReview {
    /// Its number, from 1 in the order put in, written `r00001`.
    pub number: u32,
    /// The moment from which it counts.
    pub decided: Moment,
    /// When it was put into the workspace.
    pub put_in: Moment,
    /// The pair.
    pub pair: PairKey,
    /// What it says.
    pub saying: Saying,
    /// The person or home of the pair, written `person:<id>` or `home:<id>`.
    pub subject: String,
    /// Who decided.
    pub by: String,
    /// Why.
    pub reason: String,
}

impl LinkReview {
    /// Its number as it is written.
    #[must_use]
    pub fn name(&self) -> String {
        decision_name(self.number)
    }
}

/// A person or home as a decision names it.
#[must_use]
pub fn subject_text(subject: &Subject) -> String {
    match subject {
        Subject::Person(id) => format!("person:{id}"),
        Subject::Household(id) => format!("home:{id}"),
    }
}

/// Reads a person or home as a decision names it.
#[must_use]
pub fn parse_subject(text: &str) -> Option<Subject> {
    match text.split_once(':')? {
        ("person", id) => Some(Subject::Person(PersonId::new(id))),
        ("home", id) => Some(Subject::Household(HouseholdId::new(id))),
        _ => None,
    }
}

impl Entry for LinkReview {
    const FILE: &'static str = "reviews.csv";
    const COLUMNS: &'static [&'static str] =
        &["decision", "decided", "put_in", "pair", "says", "reverses", "subject", "by", "reason"];
    const ERASABLE: &'static [&'static str] = &["subject", "by", "reason"];

    fn fields(&self) -> Vec<String> {
        let (says, reverses) = match self.saying {
            Saying::Decided(said) => (said.as_str(), String::new()),
            Saying::Reversed(number) => ("reverse", decision_name(number)),
        };
        vec![
            self.name(),
            self.decided.to_string(),
            self.put_in.to_string(),
            self.pair.to_string(),
            says.to_owned(),
            reverses,
            self.subject.clone(),
            self.by.clone(),
            self.reason.clone(),
        ]
    }

    fn parse(fields: &[&str]) -> Option<Self> {
        let [name, decided, put_in, pair, says, reverses, subject, by, reason] = fields else { return None };
        let saying = match (Said::parse(says), *says) {
            (Some(said), _) if reverses.is_empty() => Saying::Decided(said),
            (None, "reverse") => Saying::Reversed(parse_name(reverses)?),
            _ => return None,
        };
        Some(Self {
            number: parse_name(name)?,
            decided: Moment::parse(decided)?,
            put_in: Moment::parse(put_in)?,
            pair: PairKey::parse(pair)?,
            saying,
            subject: (*subject).to_owned(),
            by: (*by).to_owned(),
            reason: (*reason).to_owned(),
        })
    }
}

/// Reads a decision's number, written `r00001`.
#[must_use]
pub fn parse_name(text: &str) -> Option<u32> {
    text.strip_prefix('r')?.parse().ok()
}

/// The decisions that stand at a moment, by number: those not taken back by then; of several about one pair the one that
/// counts from the latest moment, and of those the last put in.
#[must_use]
pub fn standing(reviews: &[LinkReview], known_at: Moment) -> Vec<&LinkReview> {
    let mut known: Vec<&LinkReview> = reviews.iter().filter(|one| one.decided <= known_at).collect();
    known.sort_by_key(|one| (one.decided, one.number));
    let mut standing: BTreeMap<PairKey, &LinkReview> = BTreeMap::new();
    for review in known {
        match review.saying {
            Saying::Decided(_) => drop(standing.insert(review.pair, review)),
            Saying::Reversed(number) => {
                if standing.get(&review.pair).is_some_and(|one| one.number == number) {
                    standing.remove(&review.pair);
                }
            }
        }
    }
    let mut standing: Vec<&LinkReview> = standing.into_values().collect();
    standing.sort_by_key(|one| one.number);
    standing
}

impl LinkReview {
    /// What linking is told; `None` for a line that takes another back, and where the person or home was erased.
    #[must_use]
    pub fn decision(&self) -> Option<LinkDecision> {
        let Saying::Decided(said) = self.saying else { return None };
        Some(LinkDecision {
            number: self.number,
            pair: self.pair,
            subject: parse_subject(&self.subject)?,
            said,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Moment {
        Moment::parse(text).expect("a test moment")
    }

    fn review(number: u32, decided: &str, pair: &str, saying: Saying) -> LinkReview {
        LinkReview {
            number,
            decided: moment(decided),
            put_in: moment("2018-01-01"),
            pair: PairKey::parse(&format!("{pair}{pair}{pair}-{pair}{pair}{pair}")).expect("a test pair"),
            saying,
            subject: "person:maya".to_owned(),
            by: "M. Ellery".to_owned(),
            reason: "the school says so, \"by phone\"".to_owned(),
        }
    }

    const ACCEPT: Saying = Saying::Decided(Said::Accept);
    const REJECT: Saying = Saying::Decided(Said::Reject);

    fn numbers(reviews: &[LinkReview], known_at: &str) -> Vec<u32> {
        standing(reviews, moment(known_at)).iter().map(|one| one.number).collect()
    }

    #[test]
    fn every_line_comes_back_as_it_was_written() {
        for saying in [ACCEPT, REJECT, Saying::Reversed(12)] {
            let entry = review(7, "2017-01-05", "ab12", saying);
            let fields = entry.fields();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            assert_eq!(LinkReview::parse(&fields), Some(entry));
        }
    }

    #[test]
    fn a_decision_counts_from_its_moment_until_it_is_taken_back() {
        let all = [
            review(1, "2017-01-05", "ab12", ACCEPT),
            review(2, "2017-01-06", "cd34", REJECT),
            review(3, "2017-02-01", "ab12", Saying::Reversed(1)),
        ];
        assert_eq!(numbers(&all, "2017-01-04"), [0u32; 0]);
        assert_eq!(numbers(&all, "2017-01-05"), [1]);
        assert_eq!(numbers(&all, "2017-01-31"), [1, 2]);
        assert_eq!(numbers(&all, "2017-02-01"), [2]);
    }

    #[test]
    fn a_pair_decided_again_goes_by_the_later_word() {
        let all = [
            review(1, "2017-01-05", "ab12", ACCEPT),
            review(2, "2017-02-01", "ab12", Saying::Reversed(1)),
            review(3, "2017-02-02", "ab12", REJECT),
        ];
        assert_eq!(numbers(&all, "2017-02-02"), [3]);
    }

    #[test]
    fn whoever_was_erased_is_nobody_s_link() {
        let mut erased = review(1, "2017-01-05", "ab12", ACCEPT);
        assert_eq!(erased.decision().map(|one| one.subject), Some(Subject::Person("maya".into())));
        erased.subject = crate::workspace::texts::ERASED.to_owned();
        assert_eq!(erased.decision(), None);
    }
}
