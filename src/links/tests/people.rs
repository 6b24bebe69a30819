//! Rows about people in small: who is linked by which rule, and which rows wait for a review.

use super::*;
use crate::facts::LinkRule;
use crate::problem::Kind;

fn link_people(cohort: &Cohort, rows: &[(RecordKeys, &str)]) -> Linked {
    let mut keys = KeyTable::default();
    let mut facts = Vec::new();
    for (line, (row, on)) in (2..).zip(rows) {
        facts.push(event("arrest", About::Person(keys.intern(row.clone())), on, line));
    }
    link(facts, &keys, &[], cohort, &none(), &Weighing::default())
}

/// Whom one row is linked to on a day of 2016.
fn whom(row: RecordKeys) -> String {
    answer(&link_people(&borough(), &[(row, "2016-03-01")]))
}

#[test]
fn a_number_is_confirmed_by_the_birth_date() {
    assert_eq!(whom(with(person("Maya", "Brook", "2005-03-01", ""), "upn", "M111")), "maya by upn+born");
    assert_eq!(whom(with(person("", "", "1980-05-05", ""), "nino", "ZZ 12 34 56")), "zoe by nino+born");
}

#[test]
fn without_a_birth_date_the_name_confirms_or_a_strong_number_stands_alone() {
    assert_eq!(whom(with(person("Maya", "Brook", "", ""), "upn", "M111")), "maya by upn+name");
    assert_eq!(whom(with(person("", "", "", ""), "upn", "M111")), "maya by upn");
    assert_eq!(whom(with(person("Maya", "Jones", "", ""), "upn", "M111")), "maya by upn");
    assert_eq!(whom(with(person("Noor", "Cole", "1985-01-01", ""), "yot", "Y900")), "nobirth by yot+name");
}

#[test]
fn a_local_number_with_nothing_beside_it_waits_for_review() {
    assert_eq!(whom(with(person("", "", "", ""), "yot", "Y300")), "L104 tom");
    assert_eq!(whom(with(person("Tom", "Jones", "", ""), "yot", "Y300")), "L104 tom");
    assert_eq!(whom(with(person("Kit", "Jones", "", ""), "upn", "M111")), "L104 maya");
}

#[test]
fn a_number_with_another_birth_date_waits_for_review_and_is_never_linked() {
    let linked = link_people(
        &borough(),
        &[(with(person("Maya", "Brook", "2005-01-03", "ZZ11AA"), "upn", "M111"), "2016-03-01")],
    );
    assert_eq!(answer(&linked), "L103 maya");
    assert_eq!(linked.facts, []);
    let candidate = &linked.review[0].candidates[0];
    let codes = |codes: &[Text]| codes.join(" ");
    assert_eq!(codes(&candidate.agrees), "forename surname postcode upn");
    assert_eq!(codes(&candidate.differs), "born");
    assert_eq!(codes(&candidate.rules), "upn");
}

#[test]
fn name_birth_date_and_postcode_link_without_a_number() {
    assert_eq!(whom(person("Maya", "Brook", "2005-03-01", "ZZ11AA")), "maya by name+born+postcode");
}

#[test]
fn a_name_and_birth_date_without_that_postcode_are_likely_and_wait() {
    for postcode in ["ZZ99ZZ", ""] {
        let row = person("Maya", "Brook", "2005-03-01", postcode);
        let linked = link_people(&borough(), &[(row, "2016-03-01")]);
        assert_eq!(answer(&linked), "L106 maya", "{postcode}");
        let candidate = &linked.review[0].candidates[0];
        assert_eq!(candidate.rules, [Text::from("name+born")]);
        assert!(candidate.weight.is_some_and(|weight| (0..13_288).contains(&weight)), "{candidate:?}");
    }
}

#[test]
fn the_postcode_of_a_former_home_counts() {
    for postcode in ["ZZ22BB", "ZZ33CC"] {
        assert_eq!(whom(person("Sam", "Reed", "2004-01-01", postcode)), "reed-sam by name+born+postcode");
    }
}

#[test]
fn twins_are_told_apart_by_forename() {
    assert_eq!(whom(person("Mia", "Brook", "2005-03-01", "ZZ11AA")), "mia by name+born+postcode");
    assert_eq!(whom(person("M", "Brook", "2005-03-01", "ZZ11AA")), "nobody");
}

#[test]
fn the_number_of_one_twin_under_the_name_of_the_other_is_a_conflict() {
    let row = with(person("Mia", "Brook", "2005-03-01", ""), "upn", "M111");
    assert_eq!(whom(row), "L101 maya mia");
}

#[test]
fn a_child_of_a_step_family_is_linked_under_either_surname() {
    for (forename, surname, born) in [
        ("Tom", "Archer", "2003-07-07"),
        ("Tom", "Smith O'Neil", "2003-07-07"),
        ("Tommy", "Archer", "2003-07-08"),
    ] {
        assert_eq!(whom(person(forename, surname, born, "ZZ11AA")), "tom by name+born+postcode");
    }
    assert_eq!(whom(with(person("", "", "2003-07-08", ""), "upn", "T333")), "tom by upn+born");
}

#[test]
fn accents_and_double_barrels_make_no_difference() {
    for (forename, surname) in
        [("ZOE", "SMITH ONEIL"), ("Zoe\u{308}", "Smith‐O’Neil"), ("zoë", "smitho'neil")]
    {
        assert_eq!(whom(person(forename, surname, "1980-05-05", "ZZ11AA")), "zoe by name+born+postcode");
    }
    assert_eq!(whom(person("Zoë", "Smith", "1980-05-05", "ZZ11AA")), "nobody");
}

#[test]
fn one_forename_and_birth_date_in_two_families_are_two_people() {
    assert_eq!(whom(person("Sam", "Cole", "2004-01-01", "ZZ22BB")), "cole-sam by name+born+postcode");
    assert_eq!(whom(person("Sam", "Reed", "2004-01-01", "ZZ22BB")), "reed-sam by name+born+postcode");
}

#[test]
fn two_numbers_that_name_two_people_are_a_conflict() {
    let row = with(with(person("Tom", "Archer", "2003-07-07", ""), "upn", "M111"), "yot", "Y300");
    assert_eq!(whom(row), "L101 maya tom");
}

#[test]
fn a_number_and_a_full_name_that_name_two_people_are_a_conflict() {
    let row = with(person("Maya", "Brook", "2005-03-01", "ZZ11AA"), "nino", "ZZ123456C");
    assert_eq!(whom(row), "L101 maya zoe");
}

#[test]
fn another_number_than_the_person_has_is_a_conflict() {
    let row = with(person("Maya", "Brook", "2005-03-01", "ZZ11AA"), "upn", "M999");
    assert_eq!(whom(row), "L101 maya");
    let row = with(with(person("", "", "1980-05-05", ""), "submission", "S1"), "nino", "ZZ999999A");
    assert_eq!(whom(row), "L101 zoe");
}

#[test]
fn a_number_in_a_scheme_of_several_or_unknown_to_the_cohort_does_not_speak_against() {
    let row = with(person("Tom", "Archer", "2003-07-07", "ZZ11AA"), "yot", "Y999");
    assert_eq!(whom(row), "tom by name+born+postcode");
    let row = with(person("Sam", "Reed", "2004-01-01", "ZZ33CC"), "upn", "M999");
    assert_eq!(whom(row), "reed-sam by name+born+postcode");
}

#[test]
fn a_row_that_fits_two_people_alike_waits_for_review() {
    let people = "maya-2,Maya,Brook,2005-03-01,F,\n";
    let mut cohort = borough_with("people.csv", people);
    assert_eq!(
        answer(&link_people(&cohort, &[(person("Maya", "Brook", "2005-03-01", "ZZ11AA"), "2016-03-01")])),
        "maya by name+born+postcode",
        "the second Maya lives nowhere"
    );
    cohort = borough_with("identifiers.csv", "zoe,upn,M111,,\n");
    let row = with(person("Maya", "Brook", "2005-03-01", ""), "upn", "M111");
    let linked = link_people(&cohort, &[(row, "2016-03-01")]);
    assert_eq!(answer(&linked), "L102 maya zoe");
    assert_eq!(linked.review[0].kind, Kind::LinkTwoCandidates);
}

#[test]
fn two_namesakes_at_one_postcode_wait_for_review_unless_a_number_tells() {
    let people = "cole-sam-2,Sam,Cole,2004-01-01,M,\n";
    let homes = "cole-sam-2,H-COLE,,\"Flat 2, 20 High Street\",ZZ2 2BB,,2012-01-01,\n";
    let texts = [
        FAMILIES.to_owned(),
        format!("{PEOPLE}{people}"),
        MEMBERS.to_owned(),
        format!("{RESIDENCES}{homes}"),
    ];
    let identifiers = format!("{IDENTIFIERS}cole-sam-2,upn,C555,,\n");
    let files = CohortFiles::NAMES.iter().zip(texts.into_iter().chain([identifiers]));
    let files = files.map(|(name, text)| ((*name).to_owned(), text.into_bytes())).collect();
    let cohort = read(&CohortFiles { files }, &|_| true).cohort;
    let row = person("Sam", "Cole", "2004-01-01", "ZZ22BB");
    let told = with(row.clone(), "upn", "C555");
    assert_eq!(answer(&link_people(&cohort, &[(row, "2016-03-01")])), "L102 cole-sam cole-sam-2");
    assert_eq!(answer(&link_people(&cohort, &[(told, "2016-03-01")])), "cole-sam-2 by upn+born");
}

#[test]
fn a_number_counts_only_on_the_days_it_holds() {
    let row = with(person("", "", "2004-01-01", ""), "yot", "Y100");
    let on = |day| answer(&link_people(&borough(), &[(row.clone(), day)]));
    assert_eq!(on("2015-12-31"), "reed-sam by yot+born");
    assert_eq!(on("2016-01-01"), "cole-sam by yot+born");
}

#[test]
fn what_weight_says_is_asked_for_each_day_where_a_number_holds_for_a_time() {
    let cohort = borough_with("identifiers.csv", "maya,nhs,9434765919,2010-01-01,2014-12-31\n");
    let row = with(person("Maya", "Brook", "2005-03-01", ""), "nhs", "9434765870");
    let on = |days: [&str; 2]| {
        let linked = link_people(&cohort, &[(row.clone(), days[0]), (row.clone(), days[1])]);
        let mut lines: Vec<u32> =
            linked.review.iter().flat_map(|item| &item.sources).map(|one| one.line).collect();
        lines.sort_unstable();
        lines.len()
    };
    assert_eq!(on(["2012-03-01", "2016-03-01"]), on(["2016-03-01", "2012-03-01"]), "in whatever order");
}

#[test]
fn a_number_that_is_somebodys_on_other_days_leaves_weight_to_ask_at_most() {
    let row = with(person("Sam", "Reed", "2004-01-01", "ZZ99ZZ"), "yot", "Y100");
    assert_eq!(answer(&link_people(&borough(), &[(row, "2016-03-01")])), "L101 cole-sam reed-sam");
    let cohort = borough_with("identifiers.csv", "maya,nhs,9434765919,2010-01-01,2014-12-31\n");
    let row = with(person("Maya", "Brook", "2005-03-01", ""), "nhs", "9434765919");
    assert_eq!(answer(&link_people(&cohort, &[(row, "2016-03-01")])), "L106 maya");
}

#[test]
fn a_spell_is_linked_by_a_number_that_held_on_any_of_its_days() {
    let cohort = borough_with("identifiers.csv", "mia,nhs,9990001111,2016-01-01,2016-12-31\n");
    let mut keys = KeyTable::default();
    let key = keys.intern(with(person("", "", "2005-03-01", ""), "nhs", "9990001111"));
    let spell = |to: Option<&str>| {
        let mut spell = event("young-carer", About::Person(key), "2015-06-01", 2);
        spell.to = to.map(day);
        answer(&link(vec![spell], &keys, &[], &cohort, &none(), &Weighing::default()))
    };
    assert_eq!(spell(Some("2016-01-01")), "mia by nhs+born");
    assert_eq!(spell(Some("2015-12-31")), "nobody");
    assert_eq!(spell(None), "mia by nhs+born");
}

#[test]
fn a_row_whose_temporary_number_was_not_taken_as_a_key_is_linked_by_name() {
    assert_eq!(whom(person("Maya", "Brook", "2005-03-01", "ZZ11AA")), "maya by name+born+postcode");
}

#[test]
fn facts_in_review_are_given_once_for_each_candidate_and_keep_all_their_rows() {
    let row = with(person("Mia", "Brook", "2005-03-01", ""), "upn", "M111");
    let linked = link_people(
        &borough(),
        &[(row.clone(), "2016-03-01"), (row.clone(), "2016-03-02"), (row, "2016-03-03")],
    );
    assert_eq!((linked.facts.len(), linked.doubtful.len(), linked.review.len()), (0, 6, 1));
    let item = &linked.review[0];
    assert_eq!((item.facts, item.sources.as_slice()), (3, &[source(2), source(3), source(4)][..]));
    let rules: Vec<_> = item.candidates.iter().map(|candidate| candidate.rules.join(" ")).collect();
    assert_eq!(rules, ["upn+born", "name+born"]);
}

#[test]
fn tallies_count_people_and_facts_by_rule_and_strangers_by_key() {
    let maya = with(person("Maya", "Brook", "2005-03-01", ""), "upn", "M111");
    let wrong = with(person("Mia", "Brook", "2005-04-01", ""), "upn", "M222");
    let stranger = person("Ivy", "Stone", "1990-01-01", "ZZ99ZZ");
    let rows = [
        (maya.clone(), "2016-03-01"),
        (maya, "2016-03-02"),
        (wrong, "2016-03-01"),
        (stranger.clone(), "2016-03-01"),
        (stranger, "2016-03-02"),
    ];
    let tallies = link_people(&borough(), &rows).tallies;
    let rules: Vec<_> =
        tallies.rules().map(|(rule, tally)| (LinkRule::clone(rule), tally.subjects, tally.facts)).collect();
    assert_eq!(rules, [("upn+born".into(), 1, 2)]);
    let review: Vec<_> =
        tallies.review().map(|(kind, tally)| (kind.code(), tally.subjects, tally.facts)).collect();
    assert_eq!(review, [("L103", 1, 1)]);
    assert_eq!((tallies.unlinked_people().subjects, tallies.unlinked_people().facts), (1, 2));
}

#[test]
fn the_order_of_rows_and_keys_changes_nothing() {
    let rows = [
        (with(person("Maya", "Brook", "2005-03-01", ""), "upn", "M111"), "2016-03-01"),
        (with(person("Mia", "Brook", "2005-03-01", ""), "upn", "M111"), "2016-03-02"),
        (with(person("Mia", "Brook", "2005-04-01", ""), "upn", "M222"), "2016-03-02"),
        (person("Zoe", "Smith-O'Neil", "1980-05-05", "ZZ11AA"), "2016-03-03"),
    ];
    let run = |order: &[usize]| {
        let mut keys = KeyTable::default();
        let facts = order.iter().map(|place| {
            let (row, on) = &rows[*place];
            let line = u32::try_from(place + 2).expect("a small number");
            event("arrest", About::Person(keys.intern(row.clone())), on, line)
        });
        let facts = facts.collect();
        let linked = link(facts, &keys, &[], &borough(), &none(), &Weighing::default());
        (linked.facts, linked.doubtful, linked.review)
    };
    assert_eq!(run(&[0, 1, 2, 3]), run(&[3, 1, 0, 2]));
}
