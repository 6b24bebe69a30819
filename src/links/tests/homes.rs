//! Rows about an address in small: which homes they mean on which day, and which wait for a review.

use super::*;

/// Which homes a call-out to this place on this day is linked to.
fn which(row: RecordKeys, on: &str) -> String {
    which_of(&borough(), row, on)
}

fn which_of(cohort: &Cohort, row: RecordKeys, on: &str) -> String {
    let mut keys = KeyTable::default();
    let key = keys.intern(row);
    answer(&link(
        vec![event("police-callout", About::Household(key), on, 2)],
        &keys,
        &[],
        cohort,
        &none(),
        &Weighing::default(),
    ))
}

#[test]
fn a_call_out_is_linked_by_property_number_else_by_address_and_postcode() {
    assert_eq!(which(place("0100", "", ""), "2016-03-01"), "H-BROOK by uprn");
    assert_eq!(which(place("", "14 ELM RD", "ZZ11AA"), "2016-03-01"), "H-BROOK by address+postcode");
    assert_eq!(which(place("", "15 Elm Road", "ZZ11AA"), "2016-03-01"), "nobody");
}

#[test]
fn a_call_out_to_the_old_home_after_the_move_is_about_none_of_the_family() {
    for old in [place("200", "", ""), place("", "Flat 1, 20 High Street", "ZZ22BB")] {
        assert_ne!(which(old.clone(), "2016-05-31"), "nobody");
        assert_ne!(which(old.clone(), "2016-06-01"), "nobody", "the day of the move");
        assert_eq!(which(old, "2016-06-02"), "nobody");
    }
}

#[test]
fn a_call_out_to_the_new_home_counts_from_the_day_of_the_move() {
    assert_eq!(which(place("300", "", ""), "2016-05-31"), "nobody");
    assert_eq!(which(place("300", "", ""), "2016-06-01"), "H-REED-NEW by uprn");
}

#[test]
fn flats_of_one_house_are_told_apart_and_the_house_alone_is_no_flat() {
    let on = "2016-03-01";
    assert_eq!(which(place("", "flat 2 20 high st", "ZZ22BB"), on), "H-COLE by address+postcode");
    assert_eq!(which(place("", "20 High Street, Flat 1", "ZZ22BB"), on), "H-REED-OLD by address+postcode");
    assert_eq!(which(place("", "20 High Street", "ZZ22BB"), on), "nobody");
}

#[test]
fn an_address_written_otherwise_is_linked_and_one_with_more_differences_waits() {
    let on = "2016-03-01";
    for written in ["Elm Road 14", "Road Elm, 14"] {
        assert_eq!(which(place("", written, "ZZ11AA"), on), "H-BROOK by address-alike", "{written}");
    }
    for (written, postcode) in [("14 Elm Road", ""), ("14 Elm Road", "ZZ11AB")] {
        assert_eq!(which(place("", written, postcode), on), "L106 H-BROOK", "{written} {postcode}");
    }
    assert_eq!(which(place("", "20B High Street", "ZZ22BB"), on), "L106 H-COLE", "flat 2 as a letter");
    assert_eq!(
        which(place("200", "Elm Road 14", "ZZ11AA"), "2017-03-01"),
        "L106 H-BROOK",
        "another's number"
    );
    assert_eq!(which(place("", "14 Elm Road", "YY99YY"), on), "nobody");
    assert_eq!(which(place("", "Elm Road 14", "ZZ11AA"), "2011-12-31"), "nobody", "nobody lived there yet");
}

#[test]
fn a_property_number_unknown_to_the_cohort_leaves_the_address_to_speak() {
    assert_eq!(which(place("999", "14 Elm Road", "ZZ11AA"), "2016-03-01"), "H-BROOK by address+postcode");
}

#[test]
fn a_property_number_and_an_address_of_different_homes_are_a_conflict() {
    let row = place("200", "14 Elm Road", "ZZ11AA");
    assert_eq!(which(row.clone(), "2016-03-01"), "L101 H-BROOK H-REED-OLD");
    let mut keys = KeyTable::default();
    let key = keys.intern(row);
    let callout = event("police-callout", About::Household(key), "2016-03-01", 2);
    let item = &link(vec![callout], &keys, &[], &borough(), &none(), &Weighing::default()).review[0];
    let codes = |codes: &[Text]| codes.join(" ");
    assert_eq!(codes(&item.candidates[0].agrees), "address postcode");
    assert_eq!(codes(&item.candidates[0].differs), "uprn");
    assert_eq!(codes(&item.candidates[1].rules), "uprn");
}

#[test]
fn one_address_with_two_property_numbers_waits_for_review() {
    let cohort =
        borough_with("residences.csv", "nobirth,H-X,101,14 Elm Road,ZZ1 1AA,,2011-01-01,2011-06-30\n");
    assert_eq!(
        which_of(&cohort, place("", "14 Elm Road", "ZZ11AA"), "2011-03-01"),
        "H-X by address+postcode"
    );
    let cohort = borough_with(
        "residences.csv",
        "maya,H-X,101,14 Elm Road,ZZ1 1AA,,2011-01-01,2011-06-30\n\
         mia,H-Y,102,14 Elm Road,ZZ1 1AA,,2011-01-01,2011-06-30\n",
    );
    assert_eq!(which_of(&cohort, place("", "14 Elm Road", "ZZ11AA"), "2011-03-01"), "L102 H-X H-Y");
    assert_eq!(which_of(&cohort, place("101", "", ""), "2011-03-01"), "H-X by uprn");
}

#[test]
fn two_households_at_one_property_are_both_meant() {
    let cohort = borough_with(
        "residences.csv",
        "maya,H-X,400,9 Oak Road,ZZ1 1AA,,2011-01-01,2011-06-30\n\
         mia,H-Y,400,9 Oak Road,ZZ1 1AA,,2011-01-01,2011-06-30\n",
    );
    assert_eq!(which_of(&cohort, place("400", "", ""), "2011-03-01"), "H-X by uprn, H-Y by uprn");
    let twice = "H-X by address+postcode, H-Y by address+postcode";
    assert_eq!(which_of(&cohort, place("", "9 Oak Rd", "ZZ11AA"), "2011-03-01"), twice);
}
