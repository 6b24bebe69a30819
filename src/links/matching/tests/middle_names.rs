//! Forenames in several columns.

use super::super::compare::{self, FORENAME, MIDDLE};
use super::super::people::People;
use super::{configured, lines, table};

const THREE: &str = "[left]\nforenames = [\"first\", \"middle\", \"third\"]\nsurname = \"surname\"\n";
const TWO: &str = "[left]\nforenames = [\"first\", \"middle\"]\nsurname = \"surname\"\n";

/// The levels of forename and middle names of a row with three columns and one with two.
fn levels(three: &str, two: &str) -> (&'static str, &'static str) {
    let left = configured(THREE, "id,first,middle,third,surname", &lines(&[three]));
    let right = configured(TWO, "id,first,middle,surname", &lines(&[two]));
    let people = People::new(&left, Some(&right));
    let levels = compare::compare(&people, 0, 0);
    let name = |at, list: &[compare::LevelStart]| list[compare::level(levels, at)].0;
    (name(FORENAME, compare::FORENAME_LEVELS), name(MIDDLE, compare::MIDDLE_LEVELS))
}

#[test]
fn middle_names_in_two_columns_are_those_in_one() {
    assert_eq!(levels("1,Anna,Jane,Mary,Carver", "2,Anna,Jane Mary,Carver"), ("equal", "equal"));
    assert_eq!(levels("1,Anna,Jane,Mary,Carver", "2,Anna,Mary,Carver"), ("equal", "equal"));
    assert_eq!(levels("1,Anna,,Mary,Carver", "2,Anna,Mary,Carver"), ("equal", "equal"));
    assert_eq!(levels("1,Anna,Jane,Mary,Carver", "2,Anna,J,Carver"), ("equal", "same initial"));
    assert_eq!(levels("1,Anna,Jane,Mary,Carver", "2,Anna,Olga,Carver"), ("equal", "differ"));
    assert_eq!(levels("1,Anna,,,Carver", "2,Anna,Olga,Carver"), ("equal", "missing"));
}

#[test]
fn who_goes_by_any_of_the_middle_names_is_known_by_it() {
    assert_eq!(levels("1,Anna,Jane,Mary,Carver", "2,Mary,,Carver").0, "other forename");
    assert_eq!(levels("1,Anna,Jane,Mary,Carver", "2,Jane,,Carver").0, "other forename");
    assert_eq!(levels("1,Anna,Jane,Mary,Carver", "2,Olga,,Carver").0, "differ");
}

#[test]
fn columns_of_middle_names_are_known_by_their_names() {
    let table =
        table("id,forename,middle_name_2,middle_name_1,surname", &lines(&["1,Anna,Mary,Jane,Carver"]));
    assert_eq!((table.roles.forename, table.roles.middle), (Some(1), vec![2, 3]));
}

#[test]
fn what_both_sides_share_may_be_stated_once_with_parts_of_dates() {
    let config =
        "[both]\nborn-year = \"y\"\nborn-month = \"m\"\nborn-day = \"d\"\n[left]\nforename = \"first\"\n";
    let table = configured(config, "id,first,y,m,d", &lines(&["1,Anna,1990,5,6"]));
    assert_eq!(table.roles.born_parts, [Some(2), Some(3), Some(4)]);
}
