//! Who competes with whom, and who is chosen; company, which is learnt from many pairs, says nothing here.

use super::super::company::Company;
use super::super::decide::{Pair, choose, compete};
use super::super::people::People;
use super::super::{Cardinality, Policy};
use super::{pair, people};

const HEADER: &str = "id,forename,surname,date_of_birth,postcode,address";
const ANNA: &str = "1,Anna,Carver,1990-05-06,ZZ1 1AA,7 Elm Road";
const SWAPPED: &str = "2,Carver,Anna,1990-05-06,ZZ1 1AA,7 Elm Road";
const NEARLY: &str = "6,Carver,Annabel,1990-05-06,ZZ1 1AA,7 Elm Road";
const TWIN: &str = "3,Brian,Carver,1990-05-06,ZZ1 1AA,7 Elm Road";
const MOTHER: &str = "4,A,Carver,1961-11-30,ZZ1 1AA,7 Elm Road";
const ELSEWHERE: &str = "5,Brian,Carver,1990-05-06,QQ9 9XX,9 Oak Lane";
const AGAIN: &str = "1,Brian,Carver,1990-05-06,ZZ1 1AA,7 Elm Road";

/// What competition takes off of two left rows that are equally like Anna.
fn taken_off(first: &str, second: &str, policy: Policy) -> [i32; 2] {
    let people = people(HEADER, &[first, second], &[ANNA]);
    let mut pairs = [pair(0, 0, 8000), pair(1, 0, 8000)];
    compete(&people, &mut pairs, policy, Some(&Company::saved(&[])));
    pairs.map(|pair| pair.competition)
}

#[test]
fn two_people_of_one_home_compete_for_one_person_and_a_tie_leaves_even_odds() {
    for other in [TWIN, MOTHER] {
        let [a, b] = taken_off(ANNA, other, Policy::default());
        assert!(a == b && (-8020..=-7980).contains(&a), "{other}: {a} {b}");
    }
}

#[test]
fn a_row_with_swapped_names_is_no_rival_of_the_same_person() {
    assert_eq!(taken_off(ANNA, SWAPPED, Policy::default()), [0, 0]);
    assert_eq!(taken_off(SWAPPED, ANNA, Policy::default()), [0, 0]);
    // The twin is still one, whichever way the names stand and however alike they are.
    assert!(taken_off(ANNA, NEARLY, Policy::default())[0] < -7000);
    assert!(taken_off(SWAPPED, TWIN, Policy::default())[0] < -7000);
}

#[test]
fn rows_of_one_id_or_of_two_homes_do_not_compete() {
    assert_eq!(taken_off(ANNA, AGAIN, Policy::default()), [0, 0]);
    assert_eq!(taken_off(ANNA, ELSEWHERE, Policy::default()), [0, 0]);
    let alone = Policy { households: false, ..Policy::default() };
    assert_eq!(taken_off(ANNA, TWIN, alone), [0, 0]);
}

#[test]
fn one_to_one_lets_everybody_compete_and_many_to_many_nobody() {
    let with = |cardinality| Policy { cardinality, ..Policy::default() };
    assert!(taken_off(ANNA, SWAPPED, with(Cardinality::OneToOne))[0] < -7000);
    assert!(taken_off(ANNA, ELSEWHERE, with(Cardinality::OneToOne))[0] < -7000);
    assert_eq!(taken_off(ANNA, TWIN, with(Cardinality::ManyToMany)), [0, 0]);
}

fn two_by_two() -> People {
    people(HEADER, &[ANNA, ELSEWHERE], &[ANNA, ELSEWHERE])
}

fn rows(pairs: &[Pair]) -> Vec<(u32, u32)> {
    pairs.iter().map(|pair| (pair.left, pair.right)).collect()
}

#[test]
fn two_candidates_of_one_row_share_its_probability() {
    let mut pairs = [pair(0, 0, 8000), pair(0, 1, 8000)];
    compete(&two_by_two(), &mut pairs, Policy::default(), Some(&Company::saved(&[])));
    assert!(pairs.iter().all(|pair| (-30..=0).contains(&pair.weight())), "{pairs:?}");
}

#[test]
fn of_equal_weights_the_earlier_rows_are_chosen() {
    let all = [pair(1, 1, 5000), pair(1, 0, 5000), pair(0, 1, 5000), pair(0, 0, 5000)];
    let chosen = |cardinality| {
        let policy = Policy { cardinality, ..Policy::default() };
        rows(&choose(&two_by_two(), all.to_vec(), policy))
    };
    assert_eq!(chosen(Cardinality::OneToOne), [(0, 0), (1, 1)]);
    assert_eq!(chosen(Cardinality::ManyToOne), [(0, 0), (1, 0)]);
}
