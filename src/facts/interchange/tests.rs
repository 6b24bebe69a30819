//! The interchange form in small: what is read, and what is set aside with its code.

use super::*;
use crate::domain::cohort::{CohortTables, Person, Residence};
use crate::domain::{Digest, Period, SourceRef};

fn day(text: &str) -> Day {
    Day::parse_iso(text).expect("a test day")
}

/// One person, P1, living in H1.
fn cohort() -> Cohort {
    let source = SourceRef { file: Digest::of(b""), line: 2 };
    let person = Person {
        id: PersonId::from("P1"),
        forename: "Ann".into(),
        surname: "Ash".into(),
        born_on: None,
        sex: None,
        died_on: None,
        source,
    };
    let home = Residence {
        person: PersonId::from("P1"),
        household: HouseholdId::from("H1"),
        uprn: None,
        address: "".into(),
        postcode: "".into(),
        ward: "".into(),
        period: Period::new(day("2012-01-01"), None).expect("an open period"),
    };
    Cohort::new(CohortTables { people: vec![person], residences: vec![home], ..CohortTables::default() })
}

fn facts(rows: &str) -> Read<Vec<Fact>> {
    let text = format!("{}\n{rows}", FACT_COLUMNS.join(","));
    read_facts("facts.csv", text.as_bytes(), &cohort())
}

/// Codes and lines of the rejects.
fn codes<T>(read: &Read<T>) -> Vec<String> {
    let line = |problem: &Problem| problem.place.line.expect("every reject has a line");
    read.rejects.iter().map(|problem| format!("{} {}", problem.kind.code(), line(problem))).collect()
}

#[test]
fn the_four_shapes_are_read_with_their_line_and_the_rule_given() {
    let read = facts(
        "offence,P1,,2016-03-01,,5,8,convicted,case-1\n\
         benefit,P1,,2016-03-01,,,,jsa,\n\
         rent-account,,H1,2016-03-01,,310.50,120,,\n\
         school-sessions,P1,,2016-01-04,2016-03-24,50,60,attended,school\n",
    );
    assert_eq!(codes(&read), [""; 0]);
    let offence = read.value.iter().find(|fact| fact.kind.name() == "offence").expect("the offence");
    assert_eq!((offence.from, offence.to, offence.source.line), (day("2016-03-01"), None, 2));
    assert_eq!((offence.value, &*offence.rule), (Some(Quantity::whole(5)), GIVEN));
    let rent = read.value.iter().find(|fact| fact.kind.name() == "rent-account").expect("the rent");
    assert_eq!(rent.subject, Subject::Household(HouseholdId::from("H1")));
    assert_eq!(rent.value, Quantity::ratio(621, 2));
}

#[test]
fn facts_come_out_in_one_order_whatever_the_order_of_the_rows() {
    let rows = ["offence,P1,,2016-03-02,,,,charged,a\n", "arrest,P1,,2016-03-01,,,,,a\n"];
    let days = |read: Read<Vec<Fact>>| read.value.into_iter().map(|fact| fact.from).collect::<Vec<_>>();
    assert_eq!(days(facts(&rows.concat())), days(facts(&[rows[1], rows[0]].concat())));
}

#[test]
fn every_flaw_has_its_code_and_the_rest_still_counts() {
    let read = facts(
        "flying,P1,,2016-03-01,,,,,\n\
         offence,P1,,2016-03-01,,,,acquitted,\n\
         offence,P1,,01/03/2016,,,,charged,\n\
         benefit,P1,,2016-03-02,2016-03-01,,,jsa,\n\
         offence,P9,,2016-03-01,,,,charged,\n\
         offence,P1,,2016-03-01,,five,,charged,\n\
         offence,P1,,2016-03-01\n\
         offence,P1,,2016-03-01,,,,charged,\n",
    );
    assert_eq!(codes(&read), ["X101 2", "X102 3", "X103 4", "X104 5", "X105 6", "X106 7", "X108 8"]);
    assert_eq!(read.value.len(), 1);
}

#[test]
fn a_row_names_one_person_or_one_household_as_the_fact_allows() {
    let read = facts(
        "police-callout,,,2016-03-01,,,,domestic,\n\
         police-callout,P1,H1,2016-03-01,,,,domestic,\n\
         police-callout,,H9,2016-03-01,,,,domestic,\n\
         offence,,H1,2016-03-01,,,,charged,\n\
         rent-account,P1,,2016-03-01,,1,1,,\n\
         police-callout,P1,,2016-03-01,,,,domestic,\n",
    );
    assert_eq!(codes(&read), ["X105 2", "X105 3", "X105 4", "X105 5", "X105 6"]);
    assert_eq!(read.value.len(), 1);
}

#[test]
fn a_tally_needs_its_last_day_its_count_and_its_whole() {
    let read = facts(
        "school-sessions,P1,,2016-01-04,,50,60,attended,\n\
         school-sessions,P1,,2016-01-04,2016-03-24,,60,attended,\n\
         school-sessions,P1,,2016-01-04,2016-03-24,50,,attended,\n\
         earnings,P1,,2016-01-04,2016-02-03,900,,,\n",
    );
    assert_eq!(codes(&read), ["X103 2", "X106 3", "X106 4"]);
    assert_eq!(read.value[0].kind.name(), "earnings");
}

#[test]
fn a_spell_without_a_last_day_is_open_and_an_event_has_one_day_only() {
    let read = facts(
        "benefit,P1,,2016-03-01,,,,jsa,\n\
         offence,P1,,2016-03-01,2016-03-02,,,charged,\n\
         arrest,P1,,2016-03-01,2016-03-01,,,,\n",
    );
    assert_eq!(codes(&read), ["X103 3"]);
    assert!(read.value.iter().all(|fact| fact.to.is_none()));
}

#[test]
fn coverage_needs_both_days_and_a_blank_person_means_everyone() {
    let text = "fact,person_id,from,to\narrest,,2016-01-01,2016-03-31\narrest,P1,2016-04-01,2016-06-30\n\
                arrest,P1,2016-07-01,\narrest,P9,2016-01-01,2016-03-31\narrest,,2016-03-31,2016-01-01\n";
    let read = read_coverage("coverage.csv", text.as_bytes(), &cohort());
    assert_eq!(codes(&read), ["X103 4", "X105 5", "X104 6"]);
    let arrest = Vocabulary::builtin().find("arrest").expect("arrest is a fact");
    let half = Window::new(day("2016-01-01"), day("2016-06-30")).expect("half a year");
    assert_eq!(read.value.of(arrest, &PersonId::from("P1")), [half]);
}

#[test]
fn a_term_that_shares_a_day_with_one_above_is_left_out() {
    let text = "term,from,to\nspring 2016,2016-01-04,2016-03-24\nautumn 2015,2015-09-02,2016-01-04\n\
                summer 2016,2016-04-11,2016-07-20\n,2016-09-02,2016-12-20\n";
    let read = read_terms("terms.csv", text.as_bytes());
    assert_eq!(codes(&read), ["X109 3", "X110 5"]);
    let names: Vec<_> = read.value.terms().iter().map(|term| &*term.name).collect();
    assert_eq!(names, ["spring 2016", "summer 2016"]);
}

#[test]
fn a_file_without_the_columns_gives_one_reject_and_no_rows() {
    let read = read_terms("terms.csv", b"name,from,to\nspring 2016,2016-01-04,2016-03-24\n");
    assert_eq!(codes(&read), ["X107 1"]);
    assert_eq!(read.value.terms(), []);
    assert_eq!(codes(&read_facts("facts.csv", b"", &cohort())), ["X107 1"]);
}

#[test]
fn a_row_that_is_not_utf8_is_left_out() {
    let read = read_terms("terms.csv", b"term,from,to\nsummer \xE9t\xE9,2016-04-11,2016-07-20\n");
    assert_eq!(codes(&read), ["X111 2"]);
}
