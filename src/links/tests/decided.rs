//! What people decide about rows goes before every rule, for as long as its evidence is what it was.

use super::*;
use crate::domain::{HouseholdId, PersonId};
use crate::links::{Fate, LinkDecision, PairKey, ReviewItem, Said};

fn facts(about: &[About]) -> Vec<UnlinkedFact> {
    (2..).zip(about).map(|(line, about)| event("arrest", *about, "2016-03-01", line)).collect()
}

/// Links one row about a person and one about the address of the second, by what was decided.
fn linked(cohort: &Cohort, row: &RecordKeys, decisions: &[LinkDecision]) -> Linked {
    let mut keys = KeyTable::default();
    let key = keys.intern(row.clone());
    link(
        facts(&[About::Person(key)]),
        &keys,
        &[],
        cohort,
        &LinkDecisions::new(decisions.iter().cloned()),
        &Weighing::default(),
    )
}

fn linked_home(cohort: &Cohort, row: &RecordKeys, decisions: &[LinkDecision]) -> Linked {
    let mut keys = KeyTable::default();
    let key = keys.intern(row.clone());
    let callout = event("police-callout", About::Household(key), "2016-03-01", 2);
    link(
        vec![callout],
        &keys,
        &[],
        cohort,
        &LinkDecisions::new(decisions.iter().cloned()),
        &Weighing::default(),
    )
}

fn pair_of(item: &ReviewItem, whom: &str) -> PairKey {
    let is = |subject: &Subject| match subject {
        Subject::Person(id) => id.as_str() == whom,
        Subject::Household(id) => id.as_str() == whom,
    };
    item.candidates.iter().find(|candidate| is(&candidate.subject)).expect("a candidate").pair
}

fn decision(number: u32, pair: PairKey, whom: &str, said: Said) -> LinkDecision {
    LinkDecision { number, pair, subject: Subject::Person(PersonId::new(whom)), said }
}

/// A row that has Maya's number and her sister's name.
fn twins_mixed() -> RecordKeys {
    with(person("Mia", "Brook", "2005-03-01", "ZZ11AA"), "upn", "M111")
}

fn asked(row: &RecordKeys) -> ReviewItem {
    linked(&borough(), row, &[]).review.remove(0)
}

#[test]
fn an_accepted_pair_is_linked_by_the_decision_and_leaves_the_queue() {
    let pair = pair_of(&asked(&twins_mixed()), "mia");
    let decided = linked(&borough(), &twins_mixed(), &[decision(4, pair, "mia", Said::Accept)]);
    assert_eq!(answer(&decided), "mia by review:r00004");
    assert!(decided.review.is_empty() && decided.doubtful.is_empty());
    assert_eq!(decided.decisions[0].1, Fate::Applied { facts: 1 });
}

#[test]
fn a_rejected_candidate_leaves_the_others_in_the_queue() {
    let item = asked(&twins_mixed());
    let not_maya = decision(1, pair_of(&item, "maya"), "maya", Said::Reject);
    let left = linked(&borough(), &twins_mixed(), std::slice::from_ref(&not_maya));
    assert_eq!(answer(&left), "L101 mia");
    let not_mia = decision(2, pair_of(&item, "mia"), "mia", Said::Reject);
    let none = linked(&borough(), &twins_mixed(), &[not_maya, not_mia]);
    assert_eq!(answer(&none), "nobody");
}

#[test]
fn a_rejected_link_is_no_link_though_a_rule_would_make_it() {
    let row = with(person("Maya", "Brook", "2005-03-01", ""), "upn", "M111");
    assert_eq!(answer(&linked(&borough(), &row, &[])), "maya by upn+born");
    let pair = linked(&borough(), &row, &[]).links[0].pair;
    let decided = linked(&borough(), &row, &[decision(1, pair, "maya", Said::Reject)]);
    assert_eq!(answer(&decided), "nobody");
}

#[test]
fn one_row_accepted_as_two_people_is_nobody_s_until_one_is_taken_back() {
    let item = asked(&twins_mixed());
    let both = ["maya", "mia"].map(|whom| decision(1, pair_of(&item, whom), whom, Said::Accept));
    assert_eq!(answer(&linked(&borough(), &twins_mixed(), &both)), "L101 maya mia");
}

#[test]
fn a_decision_holds_however_the_row_is_written() {
    let pair = pair_of(&asked(&twins_mixed()), "mia");
    let shouted = with(person("MIA", "brook ", "2005-03-01", "ZZ11AA"), "upn", "M111");
    let decided = linked(&borough(), &shouted, &[decision(1, pair, "mia", Said::Accept)]);
    assert_eq!(answer(&decided), "mia by review:r00001");
}

#[test]
fn a_row_that_says_something_else_is_a_new_question() {
    let pair = pair_of(&asked(&twins_mixed()), "mia");
    let other = with(person("Mia", "Brook", "2005-03-01", "ZZ22BB"), "upn", "M111");
    let decided = linked(&borough(), &other, &[decision(1, pair, "mia", Said::Accept)]);
    assert_eq!(answer(&decided), "L101 maya mia");
    assert_eq!(decided.decisions[0].1, Fate::NoRow);
}

#[test]
fn a_person_of_whom_the_cohort_says_something_else_is_a_new_question() {
    let pair = pair_of(&asked(&twins_mixed()), "mia");
    let accepted = [decision(1, pair, "mia", Said::Accept)];
    let moved = borough_with("residences.csv", "mia,H-AUNT,900,2 Sea View,ZZ9 9ZZ,,2011-01-01,2011-12-31\n");
    let decided = linked(&moved, &twins_mixed(), &accepted);
    assert_eq!((answer(&decided).as_str(), decided.decisions[0].1), ("L101 maya mia", Fate::Changed));
    let not_compared = borough_with("identifiers.csv", "mia,nhs,9434765919,,\n");
    assert_eq!(answer(&linked(&not_compared, &twins_mixed(), &accepted)), "mia by review:r00001");
}

#[test]
fn a_decision_about_somebody_who_is_not_in_the_cohort_is_stale() {
    let pair = pair_of(&asked(&twins_mixed()), "mia");
    let decided = linked(&borough(), &twins_mixed(), &[decision(1, pair, "somebody", Said::Accept)]);
    assert_eq!((answer(&decided).as_str(), decided.decisions[0].1), ("L101 maya mia", Fate::Gone));
}

#[test]
fn an_accepted_home_is_meant_on_the_days_somebody_lived_there() {
    let row = place("", "Flat 1, 20 High Street", "ZZ22BB");
    let known = linked_home(&borough(), &row, &[]);
    assert_eq!(answer(&known), "H-REED-OLD by address+postcode");
    let pair = known.links[0].pair;
    let home = |said| LinkDecision {
        number: 9,
        pair,
        subject: Subject::Household(HouseholdId::new("H-REED-OLD")),
        said,
    };
    assert_eq!(answer(&linked_home(&borough(), &row, &[home(Said::Accept)])), "H-REED-OLD by review:r00009");
    assert_eq!(answer(&linked_home(&borough(), &row, &[home(Said::Reject)])), "nobody");
    let mut keys = KeyTable::default();
    let key = keys.intern(row);
    let after = event("police-callout", About::Household(key), "2016-07-01", 2);
    let accepted = LinkDecisions::new([home(Said::Accept)]);
    assert_eq!(answer(&link(vec![after], &keys, &[], &borough(), &accepted, &Weighing::default())), "nobody");
}
