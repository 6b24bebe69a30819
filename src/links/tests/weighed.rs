//! Links by weight in a town of a few hundred: who is linked where no rule names anybody, who waits, and what is shown of it.

use super::*;
use crate::domain::cohort::{CohortTables, Person, Residence, Sex};
use crate::domain::{Period, PersonId};
use crate::links::{LinkDecision, Said};

const FORENAMES: [&str; 20] = [
    "Amber", "Bryn", "Callum", "Daisy", "Edith", "Farah", "Gwen", "Hamid", "Idris", "Joan", "Kezia", "Lewis",
    "Maud", "Nadia", "Owen", "Priya", "Quentin", "Rhona", "Silas", "Tessa",
];
const BEGINNINGS: [&str; 20] = [
    "Ash", "Birch", "Cald", "Dun", "Ells", "Farn", "Gros", "Hal", "Inch", "Jarv", "Kel", "Lang", "Marl",
    "Nor", "Oak", "Pem", "Quar", "Ross", "Stan", "Thorn",
];
const ENDINGS: [&str; 10] = ["ton", "ley", "worth", "by", "ford", "wick", "croft", "dale", "hurst", "mere"];

const PEOPLE: usize = 300;

/// A number below `of`, scattered by what it is for.
fn scattered(at: usize, what: u64, of: usize) -> usize {
    let mixed =
        (at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ what.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    let mixed = (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed >> 33) as usize % of
}

/// Name, birth date, address and postcode of an inhabitant; three live at each address under one surname.
fn inhabitant(at: usize) -> [String; 5] {
    let home = at / 3;
    let surname = format!("{}{}", BEGINNINGS[scattered(home, 1, 20)], ENDINGS[scattered(home, 2, 10)]);
    let forename = FORENAMES[scattered(at, 3, 20)].to_owned();
    let (year, month, of_month) =
        (1950 + scattered(at, 4, 65), 1 + scattered(at, 5, 12), 1 + scattered(at, 6, 28));
    let born = format!("{year}-{month:02}-{of_month:02}");
    let address = format!("{} {} Road", 1 + home, BEGINNINGS[scattered(home, 7, 20)]);
    let postcode = format!("ZZ{} {}AB", 1 + scattered(home, 8, 9), scattered(home, 9, 10));
    [forename, surname, born, address, postcode]
}

fn keys_of([forename, surname, born, address, postcode]: &[String; 5]) -> RecordKeys {
    RecordKeys { address: text(address), ..person(forename, surname, born, postcode) }
}

/// Everybody, and whoever is given besides.
fn town(besides: &[[String; 5]]) -> Cohort {
    let mut tables = CohortTables::default();
    let all = (0..PEOPLE).map(inhabitant).chain(besides.iter().cloned());
    for (at, [forename, surname, born, address, postcode]) in all.enumerate() {
        let id = PersonId::from(format!("p{at:03}").as_str());
        tables.people.push(Person {
            id: id.clone(),
            forename: forename.as_str().into(),
            surname: surname.as_str().into(),
            born_on: Some(day(&born)),
            sex: Some(if at % 2 == 0 { Sex::Female } else { Sex::Male }),
            died_on: None,
            source: source(2),
        });
        tables.residences.push(Residence {
            person: id,
            household: format!("h-{address}").as_str().into(),
            uprn: None,
            address: address.as_str().into(),
            postcode: postcode.as_str().into(),
            ward: Text::from(""),
            period: Period { from: day("2010-01-01"), to: None },
        });
    }
    Cohort::new(tables)
}

/// Rows of half the town as they should be, of as many strangers, and the rows given, on the first lines.
fn linked_with(
    cohort: &Cohort,
    rows: &[RecordKeys],
    decisions: &[LinkDecision],
    weighing: &Weighing,
) -> Linked {
    let mut keys = KeyTable::default();
    let known = (0..PEOPLE).step_by(2).map(|at| keys_of(&inhabitant(at)));
    let strangers = (0..1000).map(|at| {
        let [forename, ..] = inhabitant(at + 31);
        let [_, surname, ..] = inhabitant(at * 3 + 200);
        let [.., born, _, _] = inhabitant(at + 77);
        keys_of(&[forename, format!("{surname}son"), born, format!("{at} Far Lane"), "YY1 1YY".to_owned()])
    });
    let all = rows.iter().cloned().chain(known).chain(strangers);
    let facts = (2..)
        .zip(all)
        .map(|(line, row)| event("arrest", About::Person(keys.intern(row)), "2016-03-01", line));
    link(facts.collect(), &keys, &[], cohort, &LinkDecisions::new(decisions.iter().cloned()), weighing)
}

/// What became of the first row.
fn first(linked: &Linked) -> String {
    let line = source(2);
    if let Some(fact) = linked.facts.iter().find(|fact| fact.source == line) {
        return format!("{} by {}", subject(fact), fact.rule);
    }
    let item = linked.review.iter().find(|item| item.sources.contains(&line));
    item.map_or("nobody".to_owned(), |item| {
        let people = item.candidates.iter().map(|one| match &one.subject {
            Subject::Person(id) => id.as_str(),
            Subject::Household(id) => id.as_str(),
        });
        format!("{} {}", item.kind.code(), people.collect::<Vec<_>>().join(" "))
    })
}

/// A town of a few hundred rarely gives the certainty that a borough does.
fn eager() -> Weighing {
    Weighing { accept: 100, ..Weighing::default() }
}

fn whom(row: RecordKeys) -> String {
    first(&linked_with(&town(&[]), &[row], &[], &eager()))
}

fn with_field(at: usize, place: usize, value: &str) -> RecordKeys {
    let mut fields = inhabitant(at);
    fields[place] = value.to_owned();
    keys_of(&fields)
}

#[test]
fn a_slip_in_a_name_is_linked_by_weight() {
    let [_, surname, ..] = inhabitant(100);
    assert_eq!(whom(with_field(100, 1, &format!("{surname}e"))), "p100 by strong");
}

#[test]
fn a_person_who_moved_is_found_and_a_stranger_is_not() {
    let mut moved = inhabitant(100);
    (moved[3], moved[4]) = ("2 Other Street".to_owned(), "YY9 9YY".to_owned());
    let answer = whom(keys_of(&moved));
    assert!(["p100 by strong", "L106 p100"].contains(&answer.as_str()), "{answer}");
    moved[2] = "1971-10-09".to_owned();
    assert_eq!(whom(keys_of(&moved)), "nobody");
}

#[test]
fn a_birth_date_that_is_not_known_or_another_is_never_linked_by_weight() {
    let mut row = keys_of(&inhabitant(100));
    row.born_on = None;
    assert_eq!(whom(row), "L106 p100");
    let answer = whom(with_field(100, 2, "1931-11-30"));
    assert!(!answer.contains("by"), "{answer}");
}

#[test]
fn a_twin_or_a_newborn_who_is_not_in_the_cohort_is_never_linked_to_the_sibling() {
    for (forename, born) in [("Zebedee", None), ("Yolanda", Some("2016-02-20"))] {
        let mut fields = inhabitant(100);
        fields[0] = forename.to_owned();
        fields[2] = born.map_or(fields[2].clone(), str::to_owned);
        let answer = whom(keys_of(&fields));
        assert!(!answer.contains("by"), "{forename}: {answer}");
    }
}

#[test]
fn two_people_who_fit_alike_wait_together() {
    let mut other = inhabitant(100);
    (other[3], other[4]) = ("77 Ross Road".to_owned(), "ZZ8 8AB".to_owned());
    let cohort = town(&[other]);
    let mut row = inhabitant(100);
    (row[3], row[4]) = (String::new(), String::new());
    assert_eq!(first(&linked_with(&cohort, &[keys_of(&row)], &[], &eager())), "L106 p100 p300");
}

#[test]
fn who_is_left_when_the_likeliest_is_ruled_out_still_waits() {
    let mut other = inhabitant(100);
    (other[3], other[4]) = ("77 Ross Road".to_owned(), "ZZ8 8AB".to_owned());
    let cohort = town(&[other]);
    let mut row = inhabitant(100);
    (row[3], row[4]) = (String::new(), String::new());
    let row = [keys_of(&row)];
    let asked = linked_with(&cohort, &row, &[], &eager());
    let item = asked.review.iter().find(|item| item.sources.contains(&source(2))).expect("it waits");
    let candidate = &item.candidates[0];
    let (pair, subject) = (candidate.pair, candidate.subject.clone());
    let decision = LinkDecision { number: 1, pair, subject, said: Said::Reject };
    assert_eq!(first(&linked_with(&cohort, &row, &[decision], &eager())), "L106 p300");
}

#[test]
fn few_rows_or_few_matches_only_ask() {
    let [_, surname, ..] = inhabitant(100);
    let mut keys = KeyTable::default();
    let mut known: Vec<RecordKeys> = (0..PEOPLE).map(|at| keys_of(&inhabitant(at))).collect();
    known[0] = with_field(100, 1, &format!("{surname}e"));
    let facts = (2..)
        .zip(known)
        .map(|(line, row)| event("arrest", About::Person(keys.intern(row)), "2016-03-01", line));
    let linked = link(facts.collect(), &keys, &[], &town(&[]), &none(), &eager());
    assert!(linked.facts.iter().all(|fact| &*fact.rule != "strong"));
    assert_eq!((first(&linked).as_str(), linked.weights.learnt()), ("L106 p100", None));
}

#[test]
fn a_link_by_weight_tells_of_what_happened_and_covers_nothing() {
    let [_, surname, ..] = inhabitant(100);
    let slip = with_field(100, 1, &format!("{surname}e"));
    let cohort = town(&[]);
    let model = linked_with(&cohort, &[], &[], &eager()).weights.model().expect("fitted");
    let weighing = Weighing { model: crate::links::check_model(&model).ok(), ..eager() };
    let kind = Vocabulary::builtin().find("offence").expect("a fact of the vocabulary");
    let covered = |row: RecordKeys| {
        let mut keys = KeyTable::default();
        let key = keys.intern(row);
        let window = crate::domain::Window::new(day("2016-01-01"), day("2016-03-31")).expect("a window");
        let who = Some(key);
        let stated = crate::facts::UnlinkedCoverage { kind, window, ages: None, requires: None, who };
        let fact = event("arrest", About::Person(key), "2016-03-01", 2);
        let linked = link(vec![fact], &keys, &[stated], &cohort, &none(), &weighing);
        (first(&linked), linked.coverage.of(kind, &PersonId::from("p100")).len())
    };
    assert_eq!(covered(slip), ("p100 by strong".to_owned(), 0));
    assert_eq!(covered(keys_of(&inhabitant(100))), ("p100 by name+born+postcode".to_owned(), 1));
}

#[test]
fn thresholds_can_stop_links_and_questions() {
    let [_, surname, ..] = inhabitant(100);
    let row = [with_field(100, 1, &format!("{surname}e"))];
    let with = |accept, review| {
        let weighing = Weighing { accept, review, model: None };
        first(&linked_with(&town(&[]), &row, &[], &weighing))
    };
    assert_eq!((with(100, 50).as_str(), with(0, 50).as_str()), ("p100 by strong", "L106 p100"));
    assert_eq!(with(0, 101), "nobody");
}

#[test]
fn a_rejected_person_is_not_linked_by_weight_and_an_accepted_one_is_by_the_decision() {
    let [_, surname, ..] = inhabitant(100);
    let row = [with_field(100, 1, &format!("{surname}e"))];
    let cohort = town(&[]);
    let linked = linked_with(&cohort, &row, &[], &eager());
    let link = linked.links.iter().find(|link| &*link.rule == "strong").expect("the link by weight");
    assert!(link.weight.is_some_and(|weight| weight >= 6_630));
    let decided = |said| {
        let decision = LinkDecision { number: 1, pair: link.pair, subject: link.subject.clone(), said };
        first(&linked_with(&cohort, &row, &[decision], &eager()))
    };
    assert_eq!(
        (decided(Said::Reject).as_str(), decided(Said::Accept).as_str()),
        ("nobody", "p100 by review:r00001")
    );
}

#[test]
fn the_parts_of_every_weight_add_up_exactly() {
    let [_, surname, ..] = inhabitant(100);
    let linked = linked_with(&town(&[]), &[with_field(100, 1, &format!("{surname}e"))], &[], &eager());
    let mut seen = 0;
    for fact in linked.facts.iter().chain(&linked.doubtful) {
        let Subject::Person(person) = &fact.subject else { continue };
        let weighed = linked.weights.of(&fact.source, person).expect("who is linked was compared");
        assert_eq!(weighed.parts.iter().map(|part| part.bits).sum::<i32>(), weighed.weight, "{fact:?}");
        seen += 1;
    }
    assert!(seen >= PEOPLE / 2, "{seen}");
    assert_eq!(linked.weights.of(&source(9999), &PersonId::from("p100")), None);
    assert_eq!(linked.weights.of(&source(2), &PersonId::from("nobody")), None);
}

#[test]
fn a_saved_model_gives_the_same_links_also_where_only_one_row_comes() {
    let [_, surname, ..] = inhabitant(100);
    let row = [with_field(100, 1, &format!("{surname}e"))];
    let cohort = town(&[]);
    let fitted = linked_with(&cohort, &row, &[], &eager());
    let text = fitted.weights.model().expect("something was weighed");
    let model = Some(crate::links::check_model(&text).expect("a model of a run fits a run"));
    let weighing = Weighing { model, ..eager() };
    let again = linked_with(&cohort, &row, &[], &weighing);
    assert_eq!((&again.facts, &again.review, &again.links), (&fitted.facts, &fitted.review, &fitted.links));
    assert_eq!(again.weights.model().expect("used again"), text);
    let mut keys = KeyTable::default();
    let fact = event("arrest", About::Person(keys.intern(row[0].clone())), "2016-03-01", 2);
    assert_eq!(first(&link(vec![fact], &keys, &[], &cohort, &none(), &weighing)), "p100 by strong");
}

#[test]
fn a_model_of_other_columns_or_none_at_all_is_a_problem() {
    let model = linked_with(&town(&[]), &[], &[], &eager()).weights.model().expect("weighed");
    let other = model.replacen("\"upn\"", "\"occupation\"", 1);
    let prior = model.lines().find(|line| line.contains("\"prior\":")).expect("it has a prior");
    let huge = model.replacen(prior, "  \"prior\": 2000000000,", 1);
    for text in ["{", "", &other, &model.replacen("\"version\": 1", "\"version\": 9", 1), &huge] {
        let problem = crate::links::check_model(text).expect_err("not a model of a run");
        assert_eq!(problem.kind.code(), "S106");
        assert!(!problem.to_string().contains("Ashton"), "{problem}");
    }
}
