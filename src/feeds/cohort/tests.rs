//! The cohort folder in small: what is read, and what is set aside with its code.

use super::*;
use crate::domain::{Day, FamilyId, PersonId};

const FAMILIES: &str = "family_id,plan,borough,engaged_on,closed_on,assessed_on,planned_on,lead_worker_on\n\
                        F1,harrow,,2016-01-05,,,,\n";
const PEOPLE: &str = "person_id,forename,surname,born_on,sex,died_on\nP1,Ann,Ash,2004-02-29,f,\n";
const MEMBERS: &str = "family_id,person_id,from,to,parenting\nF1,P1,2012-01-01,,No\n";
const RESIDENCES: &str = "person_id,household_id,uprn,address,postcode,ward,from,to\n\
                          P1,H1,100,1 Elm Road,ZZ1 1AA,,2012-01-01,\n";
const IDENTIFIERS: &str = "person_id,scheme,value,from,to\nP1,UPN,A123,,\n";

/// The five files, with one of them changed or one added.
fn folder(name: &str, text: &str) -> CohortFiles {
    let mut files: Vec<(String, Vec<u8>)> = CohortFiles::NAMES
        .iter()
        .zip([FAMILIES, PEOPLE, MEMBERS, RESIDENCES, IDENTIFIERS])
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .filter(|(known, _)| known != name)
        .collect();
    files.push((name.to_owned(), text.as_bytes().to_vec()));
    CohortFiles { files }
}

fn read_with(name: &str, text: &str) -> CohortRead {
    read(&folder(name, text), &|plan| plan == "harrow")
}

/// Codes, files and lines of what is wrong.
fn problems(read: &CohortRead) -> Vec<String> {
    read.problems.iter().map(|problem| format!("{} {}", problem.kind.code(), problem.place)).collect()
}

#[test]
fn a_good_folder_gives_its_people_without_a_problem() {
    let read = read_with("people.csv", PEOPLE);
    assert_eq!(problems(&read), [""; 0]);
    assert_eq!(read.rows, 5);
    let ann = read.cohort.person(&PersonId::from("P1")).expect("Ann is in the cohort");
    assert_eq!((ann.born_on, &*ann.forename), (Day::new(2004, 2, 29), "Ann"));
    assert_eq!(read.cohort.members(&FamilyId::from("F1"))[0].parenting, Some(false));
    assert_eq!(&*read.cohort.identifiers()[0].scheme, "upn");
}

#[test]
fn a_missing_file_is_named() {
    let mut files = folder("people.csv", PEOPLE);
    files.files.retain(|(name, _)| name != "residences.csv");
    assert_eq!(problems(&read(&files, &|_| true)), ["C101 residences.csv"]);
}

#[test]
fn a_missing_column_sets_the_file_aside() {
    let read = read_with("identifiers.csv", "person_id,scheme,from,to\nP1,upn,,\n");
    assert_eq!(problems(&read), ["C102 identifiers.csv:1:value"]);
}

#[test]
fn values_that_cannot_be_read_leave_the_row_out_and_the_rest_counts() {
    let text = "sex,person_id,forename,surname,born_on,died_on\n,P1,Ann,Ash,2004-02-29,\n\
                F,P2,Bo,Ash,31/12/2004,\nQ,P3,Cy,Ash,,\n,,Di,Ash,,\n,P5,Ed,Ash,2004-01-02,2004-01-01\n";
    let read = read_with("people.csv", text);
    let expected = [
        "C103 people.csv:3:born_on",
        "C103 people.csv:4:sex",
        "C103 people.csv:5:person_id",
        "C103 people.csv:6:died_on",
    ];
    assert_eq!(problems(&read), expected);
    assert_eq!(read.cohort.people().count(), 1);
}

#[test]
fn a_period_that_ends_before_it_begins_is_left_out() {
    let text =
        "family_id,person_id,from,to,parenting\nF1,P1,2016-01-02,2016-01-01,yes\nF1,P1,2016-01-01,,maybe\n";
    let read = read_with("members.csv", text);
    assert_eq!(problems(&read), ["C103 members.csv:2:to", "C103 members.csv:3:parenting"]);
}

#[test]
fn an_unknown_id_is_reported_and_a_set_aside_one_only_once() {
    let text = "family_id,person_id,from,to,parenting\nF9,P1,2012-01-01,,\nF1,P9,2012-01-01,,\n";
    let read = read_with("members.csv", text);
    assert_eq!(problems(&read), ["C104 members.csv:2:family_id", "C104 members.csv:3:person_id"]);

    let read = read_with("families.csv", &FAMILIES.replace("harrow", "narnia"));
    assert_eq!(problems(&read), ["C108 families.csv:2:plan"]);
    assert_eq!(read.cohort.families(), []);
}

#[test]
fn the_first_of_two_rows_with_one_id_counts() {
    let read = read_with("people.csv", &format!("{PEOPLE}P1,Zoe,Ash,,,\n"));
    assert_eq!(problems(&read), ["C105 people.csv:3:person_id"]);
    assert_eq!(&*read.cohort.person(&PersonId::from("P1")).expect("P1").forename, "Ann");
}

#[test]
fn two_open_families_at_once_are_a_warning_and_a_closed_one_is_not() {
    let families = format!("{FAMILIES}F2,harrow,,2014-01-05,2015-12-31,,,\nF3,harrow,,2016-01-05,,,,\n");
    let members = format!("{MEMBERS}F2,P1,2013-01-01,,\nF3,P1,2017-01-01,,\n");
    let mut files = folder("families.csv", &families);
    files.files.retain(|(name, _)| name != "members.csv");
    files.files.push(("members.csv".to_owned(), members.replace("2012-01-01", "2016-01-01").into_bytes()));
    let read = read(&files, &|_| true);
    assert_eq!(problems(&read), ["C106 members.csv:4"]);
    assert_eq!(read.cohort.memberships_of(&PersonId::from("P1")).len(), 3);
}

#[test]
fn two_homes_at_once_are_a_warning_and_a_move_on_a_shared_day_is_not() {
    let header = RESIDENCES.lines().next().expect("a header");
    let moved = format!("{header}\nP1,H1,,,,,2012-01-01,2016-05-01\nP1,H2,,,,,2016-05-01,\n");
    assert_eq!(problems(&read_with("residences.csv", &moved)), [""; 0]);
    let twice = format!("{header}\nP1,H1,,,,,2012-01-01,2016-05-02\nP1,H2,,,,,2016-05-01,\n");
    assert_eq!(problems(&read_with("residences.csv", &twice)), ["C107 residences.csv:3"]);
}

#[test]
fn a_row_of_another_width_and_an_extra_column_are_reported() {
    let text = "person_id,scheme,value,from,to,note\nP1,upn,A123,,,x\nP1,upn,A124,,\n";
    let read = read_with("identifiers.csv", text);
    assert_eq!(problems(&read), ["C110 identifiers.csv:1", "C109 identifiers.csv:3"]);
    assert_eq!(read.cohort.identifiers().len(), 1);
}

#[test]
fn needs_and_aliases_are_optional_and_checked() {
    let text = "family_id,criterion,person_id,identified_on,source\nF1,hw-1a,,2016-01-05,worker\n\
                F1,hw-1a,P9,2016-01-05,worker\nF1,hw-1b,P1,,worker\n";
    let read = read_with("needs.csv", text);
    assert_eq!(problems(&read), ["C104 needs.csv:3:person_id", "C103 needs.csv:4:identified_on"]);
    assert_eq!(read.cohort.needs(&FamilyId::from("F1"))[0].source.line, 2);
    let read = read_with("aliases.csv", "person_id,forename,surname,born_on\nP1,,Oak,\n");
    assert_eq!((problems(&read).len(), read.cohort.aliases().len()), (0, 1));
}

#[test]
fn no_message_holds_a_value_of_a_row() {
    let text = "person_id,forename,surname,born_on,sex,Quince\nPX77,Quince,Quince,Quince,Quince,2000\n";
    for name in CohortFiles::NAMES {
        for problem in read_with(name, text).problems {
            assert!(!problem.to_string().contains("Quince"), "{problem}");
        }
    }
}
