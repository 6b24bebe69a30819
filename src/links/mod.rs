//! Links: whom each fact is about.
//!
//! Facts by keys and the cohort come in; facts of people and homes go out, each with the rule that linked it, and a
//! review queue for keys that fit but disagree. Candidates are found first (joins of distinct keys), then decided (one
//! decision per key and day), and the decision names its rule; another way to find or weigh candidates fits in between.
//! Nothing is merged silently: two people for one key, or a key with another birth date, is a question and never a guess.

mod candidates;
mod coverage;
mod decision;
mod homes;
mod join;
mod normalise;
mod people;
mod review;
mod roster;
mod schemes;
mod tallies;
#[cfg(test)]
mod tests;

pub use review::{ReviewCandidate, ReviewItem};
pub use tallies::{LinkTallies, Tally};

use crate::domain::Period;
use crate::domain::cohort::Cohort;
use crate::facts::unlinked::{About, KeyTable, UnlinkedCoverage, UnlinkedFact};
use crate::facts::{Coverage, Fact, LinkRule, Shape, Subject};
use review::{Doubt, ReviewQueue};

/// What linking gives. All lists are sorted; none depends on the order of the facts or keys that came in.
#[derive(Clone, Default, Debug)]
pub struct Linked {
    /// Facts of people and homes of the cohort.
    pub facts: Vec<Fact>,
    /// Facts that wait for a review, once for each candidate; their rule is the best one of that candidate.
    pub doubtful: Vec<Fact>,
    /// Coverage by person. A person in doubt has none of their own.
    pub coverage: Coverage,
    /// What a person must decide.
    pub review: Vec<ReviewItem>,
    /// How many facts and people each rule linked.
    pub tallies: LinkTallies,
}

/// Whom a key means on given days.
enum Meaning {
    /// Nobody of the cohort.
    Nobody,
    /// These, each by a rule: one person, or every household at one address.
    These(Vec<(Subject, LinkRule)>),
    /// One of several, or one with something against it.
    Doubt(Doubt),
}

/// Links facts and coverage to the cohort. Facts about nobody of the cohort are counted and left out.
#[must_use]
pub fn link(
    facts: Vec<UnlinkedFact>,
    keys: &KeyTable,
    coverage: &[UnlinkedCoverage],
    cohort: &Cohort,
) -> Linked {
    let roster = roster::Roster::new(cohort);
    let mut people = people::PersonLinks::new(keys, &roster);
    let homes = homes::HomeLinks::new(keys, cohort);
    let mut linked = Linked::default();
    let mut queue = ReviewQueue::default();
    for fact in facts {
        let meaning = match fact.about {
            About::Person(key) => people.meaning(key, days(&fact)),
            About::Household(key) => homes.meaning(key, fact.from),
        };
        take(&mut linked, &mut queue, fact, meaning);
    }
    linked.coverage = coverage::resolve(coverage, &roster, &mut people);
    linked.review = queue.into_items();
    linked.facts.sort();
    linked.doubtful.sort();
    linked
}

/// The days of a fact: one for an event or score, otherwise as many as it spans.
fn days(fact: &UnlinkedFact) -> Period {
    match fact.kind.shape() {
        Shape::Event | Shape::Score => Period { from: fact.from, to: Some(fact.from) },
        Shape::Spell | Shape::Tally => Period { from: fact.from, to: fact.to },
    }
}

fn take(linked: &mut Linked, queue: &mut ReviewQueue, fact: UnlinkedFact, meaning: Meaning) {
    match meaning {
        Meaning::Nobody => linked.tallies.not_linked(fact.about),
        Meaning::These(subjects) => {
            for (subject, rule) in subjects {
                linked.tallies.linked(&rule, &subject);
                linked.facts.push(about(&fact, subject, rule));
            }
        }
        Meaning::Doubt(doubt) => {
            for candidate in &doubt.candidates {
                linked.tallies.in_review(doubt.kind, &candidate.subject);
                let rule = candidate.rules.first().expect("a candidate has a rule").clone();
                linked.doubtful.push(about(&fact, candidate.subject.clone(), rule));
            }
            linked.tallies.fact_in_review(doubt.kind);
            queue.add(fact.about, fact.source, doubt);
        }
    }
}

fn about(fact: &UnlinkedFact, subject: Subject, rule: LinkRule) -> Fact {
    Fact {
        kind: fact.kind,
        subject,
        from: fact.from,
        to: fact.to,
        code: fact.code.clone(),
        reference: fact.reference.clone(),
        value: fact.value,
        of: fact.of,
        source: fact.source,
        rule,
    }
}
