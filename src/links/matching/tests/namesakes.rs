//! How many people bear a full name.

use super::super::namesakes::Namesakes;
use super::super::people::People;
use super::{lines, people, table};

const HEADER: &str = "id,forename,surname,date_of_birth,postcode,address";
const EXPECTED: f64 = 0.001;

/// Fillers with names of their own, so that the files have a size.
fn fillers() -> Vec<String> {
    let letter = |number: usize| char::from(b'a' + (number % 20) as u8);
    (0..60)
        .map(|number| {
            let (a, b) = (letter(number), letter(number / 20 + 3));
            format!("f{number},Fore{a}{b},Sur{b}{a},19{}-03-0{},ZZ1 1AA,", 40 + number, number % 9 + 1)
        })
        .collect()
}

/// The chance that a stranger has the name of the first rows, which are one person's, in files with these further rows.
fn chance(first: &str, further: &[String]) -> f64 {
    let left = table(HEADER, &lines(&[first]));
    let right = table(HEADER, &[lines(&[first]), further.to_vec(), fillers()].concat());
    let people = People::new(&left, Some(&right));
    Namesakes::new(&people).chance(&people, 0, 0, EXPECTED).expect("the right file has the name")
}

#[test]
fn a_name_that_many_people_bear_is_likelier_a_strangers() {
    let first = "1,Anna,Carver,1990-05-06,ZZ1 1AA,";
    let others: Vec<String> =
        (1..=9).map(|number| format!("n{number},Anna,Carver,196{number}-02-03,ZZ2 2AA,")).collect();
    let (alone, among) = (chance(first, &[]), chance(first, &others));
    assert!(among > 10.0 * alone, "{alone} {among}");
}

#[test]
fn many_rows_about_one_person_are_one_person() {
    let first = "1,Anna,Carver,1990-05-06,ZZ1 1AA,";
    let again: Vec<String> = (0..20).map(|number| format!("a{number},Anna,Carver,1990-05-06,,")).collect();
    let (once, often) = (chance(first, &[]), chance(first, &again));
    assert!(often <= once && often > once / 2.0, "{once} {often}");
}

#[test]
fn people_without_a_date_of_birth_are_told_apart_by_address() {
    let first = "1,Anna,Carver,,ZZ1 1AA,1 Elm Road";
    let at = |street: &str, number: usize| format!("d{number},Anna,Carver,,ZZ1 1AA,{street}");
    let one: Vec<String> = (0..6).map(|number| at("2 Oak Lane", number)).collect();
    let several: Vec<String> = (0..6).map(|number| at(&format!("{} Oak Lane", number + 2), number)).collect();
    assert!(chance(first, &several) > 3.0 * chance(first, &one));
}

#[test]
fn a_name_that_the_right_file_does_not_have_has_no_chance() {
    let people = people(HEADER, &["1,Anna,Carver,1990-05-06,,"], &["2,Boris,Quill,1990-05-06,,"]);
    assert_eq!(Namesakes::new(&people).chance(&people, 0, 0, EXPECTED), None);
    let nameless = super::people(HEADER, &["1,,Carver,1990-05-06,,"], &["2,Anna,Carver,1990-05-06,,"]);
    assert_eq!(Namesakes::new(&nameless).chance(&nameless, 0, 0, EXPECTED), None);
}

/// How much commoner full names are than their parts, in a right file of four hundred rows.
fn together(name: impl Fn(usize) -> (usize, usize)) -> i32 {
    let fore = ["Anna", "Brian", "Chloe", "David", "Ellen", "Femi", "Grace", "Hassan", "Irene", "Jakub"];
    let sur =
        ["Abbott", "Bello", "Carver", "Dunne", "Eriksen", "Farrow", "Gill", "Hussain", "Ingram", "Jarvis"];
    let row = |number: usize| {
        let (f, s) = name(number);
        format!("{number},{},{},{}-01-02,,", fore[f % 10], sur[s % 10], 1900 + number % 100)
    };
    let right = table(HEADER, &(0..400).map(row).collect::<Vec<_>>());
    Namesakes::new(&People::new(&table(HEADER, &lines(&["1,Anna,Abbott,1990-01-02,,"])), Some(&right)))
        .together
}

#[test]
fn names_that_go_together_in_families_are_commoner_than_their_parts_say() {
    let (mixed, families) = (together(|number| (number, number / 10)), together(|number| (number, number)));
    assert!(mixed < 100, "{mixed}");
    assert!((3000..=4000).contains(&families), "{families}");
}

#[test]
fn in_one_file_nothing_is_said_of_names_that_go_together() {
    let rows: Vec<String> =
        (0..50).map(|number| format!("{number},Anna,Abbott,19{},,", 10 + number)).collect();
    let people = People::new(&table(HEADER, &rows), None);
    assert_eq!(Namesakes::new(&people).together, 0);
}
