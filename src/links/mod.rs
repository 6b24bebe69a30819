//! Links: whom each fact is about.
//!
//! Facts by keys and the cohort come in; facts of people and homes go out, each with the rule that linked it, and a
//! review queue for keys that fit but disagree. Candidates are found first (joins of distinct keys, then the matching core),
//! then decided (one decision per key and day: rules first, then weight), and the decision names its rule.
//! Nothing is merged silently: two people for one key, or a key with another birth date, is a question and never a guess.

mod candidates;
mod coverage;
mod decided;
mod decision;
mod homes;
mod join;
mod likely;
mod made;
pub mod matching;
mod normalise;
mod pair;
mod people;
mod review;
mod roster;
mod schemes;
mod tallies;
#[cfg(test)]
mod tests;
mod weighing;
mod weights;

pub use decided::{Fate, LinkDecision, LinkDecisions, Said, name as decision_name};
pub use decision::is_by_weight;
pub use made::LinkMade;
pub use matching::Model;
pub use pair::PairKey;
pub use review::{ReviewCandidate, ReviewItem, Stake};
pub use tallies::{LinkTallies, Tally};
pub use weighing::{MODEL, Weighing, check_model, probability};
pub use weights::{Weighed, Weights};

use crate::domain::Period;
use crate::domain::cohort::Cohort;
use crate::facts::unlinked::{About, KeyIx, KeyTable, RecordKeys, UnlinkedCoverage, UnlinkedFact};
use crate::facts::{Coverage, Fact, LinkRule, Shape, Subject};
use decided::Fates;
use made::LinksMade;
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
    /// Every link made, by person or home.
    pub links: Vec<LinkMade>,
    /// What became of each decision, by number.
    pub decisions: Vec<(LinkDecision, Fate)>,
    /// The evidence for people, bit by bit, and the model it was weighed by.
    pub weights: Weights,
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

/// Links facts and coverage to the cohort; what people decided goes before every rule, every rule before weight. Facts about
/// nobody of the cohort are counted and left out.
#[must_use]
pub fn link(
    facts: Vec<UnlinkedFact>,
    keys: &KeyTable,
    coverage: &[UnlinkedCoverage],
    cohort: &Cohort,
    decisions: &LinkDecisions,
    weighing: &Weighing,
) -> Linked {
    let roster = roster::Roster::new(cohort);
    let mut fates = Fates::default();
    let asked = AskedKeys::people(keys, &facts, coverage);
    let likely = likely::Likely::new(&asked, cohort, weighing);
    let mut people = people::PersonLinks::new(&asked, &roster, (&likely, weighing), decisions, &mut fates);
    let homes =
        homes::HomeLinks::new(&AskedKeys::homes(keys, &facts), cohort, weighing, decisions, &mut fates);
    let mut linked = Linked::default();
    let mut rows = Vec::new();
    let (mut queue, mut made) = (ReviewQueue::default(), LinksMade::default());
    for fact in facts {
        let meaning = match fact.about {
            About::Person(key) => people.meaning(key, days(&fact)),
            About::Household(key) => homes.meaning(key, fact.from),
        };
        fates.count(match fact.about {
            About::Person(key) => people.decisions(key),
            About::Household(key) => homes.decisions(key),
        });
        if let (About::Person(key), Meaning::These(_) | Meaning::Doubt(_)) = (fact.about, &meaning) {
            rows.push((fact.source, key.0));
        }
        take(&mut linked, (&mut queue, &mut made), fact, meaning);
    }
    linked.coverage = coverage::resolve(coverage, &roster, &mut people);
    linked.review = queue.into_items(keys);
    linked.links = made.into_links(|about, subject| match (about, subject) {
        (About::Person(key), Subject::Person(person)) => people.pair(key, person),
        (About::Household(key), Subject::Household(home)) => Some((homes.pair_of(key, home)?, None)),
        _ => None,
    });
    linked.decisions = fates.of(decisions);
    linked.weights = Weights::new(likely, rows, &roster);
    linked.facts.sort();
    linked.doubtful.sort();
    linked
}

/// The keys that are asked for as people, or as homes; the others are not worth a look.
struct AskedKeys<'a> {
    table: &'a KeyTable,
    asked: Vec<bool>,
}

impl<'a> AskedKeys<'a> {
    fn new(table: &'a KeyTable, wanted: impl Iterator<Item = KeyIx>) -> Self {
        let mut asked = vec![false; table.len()];
        wanted.for_each(|key| asked[key.0 as usize] = true);
        Self { table, asked }
    }

    fn people(table: &'a KeyTable, facts: &[UnlinkedFact], coverage: &[UnlinkedCoverage]) -> Self {
        let of_facts = facts.iter().filter_map(|fact| match fact.about {
            About::Person(key) => Some(key),
            About::Household(_) => None,
        });
        Self::new(table, of_facts.chain(coverage.iter().filter_map(|stretch| stretch.who)))
    }

    fn homes(table: &'a KeyTable, facts: &[UnlinkedFact]) -> Self {
        let of_facts = facts.iter().filter_map(|fact| match fact.about {
            About::Household(key) => Some(key),
            About::Person(_) => None,
        });
        Self::new(table, of_facts)
    }

    /// The number of each key and what it holds.
    fn iter(&self) -> impl Iterator<Item = (u32, &'a RecordKeys)> {
        self.table.iter().zip(&self.asked).filter(|(_, asked)| **asked).map(|((key, keys), _)| (key.0, keys))
    }

    fn get(&self, key: u32) -> &'a RecordKeys {
        self.table.get(KeyIx(key))
    }
}

/// The days of a fact: one for an event or score, otherwise as many as it spans.
fn days(fact: &UnlinkedFact) -> Period {
    match fact.kind.shape() {
        Shape::Event | Shape::Score => Period { from: fact.from, to: Some(fact.from) },
        Shape::Spell | Shape::Tally => Period { from: fact.from, to: fact.to },
    }
}

fn take(
    linked: &mut Linked,
    (queue, made): (&mut ReviewQueue, &mut LinksMade),
    fact: UnlinkedFact,
    meaning: Meaning,
) {
    match meaning {
        Meaning::Nobody => linked.tallies.not_linked(fact.about),
        Meaning::These(subjects) => {
            for (subject, rule) in subjects {
                linked.tallies.linked(&rule, &subject);
                made.add(fact.about, &subject, &rule, fact.source);
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
