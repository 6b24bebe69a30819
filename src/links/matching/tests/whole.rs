//! Two whole files in small: what company says, and files without matches.

use super::super::{Config, Model, Policy, Table, link};

const FORENAMES: [&str; 12] = [
    "Alice", "Bruno", "Carla", "Dennis", "Edith", "Felix", "Greta", "Hugo", "Ingrid", "Jonas", "Klara",
    "Ludwig",
];
const SURNAMES: [&str; 10] =
    ["Abbott", "Barker", "Cooper", "Dawson", "Ellis", "Fletcher", "Gardner", "Hughes", "Irving", "Jenkins"];

/// People from one number to another, each of a name and a date of their own.
fn people(numbers: std::ops::Range<usize>) -> Table {
    let rows: Vec<[String; 4]> = numbers
        .map(|at| {
            let born = format!("{}-{:02}-{:02}", 1950 + at * 7 % 60, 1 + at % 12, 1 + at * 5 % 28);
            let surname = SURNAMES[at / FORENAMES.len() % SURNAMES.len()];
            [format!("{at:04}"), FORENAMES[at % FORENAMES.len()].to_owned(), surname.to_owned(), born]
        })
        .collect();
    let header = ["id", "forename", "surname", "born_on"].map(str::to_owned);
    let roles = Config::default().left(&header).expect("the header says what is what");
    Table::from_rows(roles, 4, rows.iter().map(|row| row.iter().map(String::as_str).collect()))
}

#[test]
fn two_files_about_different_people_give_no_link() {
    let (left, right) = (people(0..60), people(60..110));
    let matched = link(&left, Some(&right), Policy::default(), 1, None).expect("a new model");
    assert_eq!(matched.links(matched.threshold), []);
}

#[test]
fn company_is_a_part_of_the_weight_and_is_kept_in_the_model() {
    let (left, right) = (people(0..80), people(40..100));
    let matched = link(&left, Some(&right), Policy::default(), 1, None).expect("a new model");
    let links = matched.links(matched.threshold);
    assert_eq!(links.len(), 40);
    for (link, at) in &links {
        let parts = matched.parts(*at);
        let company = parts.iter().find(|part| part.name == "competition").expect("a part");
        assert_eq!(company.level, "no other candidate");
        assert_eq!(parts.iter().map(|part| part.bits).sum::<i32>(), link.weight);
    }
    let saved = Model::parse(&matched.model.to_text()).expect("a saved model");
    let again =
        super::super::link(&left, Some(&right), Policy::default(), 1, Some(&saved)).expect("its own columns");
    assert_eq!(again.links(again.threshold), links);
}
