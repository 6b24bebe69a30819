//! Numbers that fail their own check.

use super::super::checks::CHECKED_LEVELS;
use super::super::compare::{self, FIRST_EXTRA};
use super::super::people::People;
use super::super::{Policy, Table, link};
use super::{lines, table};

/// How two numbers agree, in words.
fn level(scheme: &str, left: &str, right: &str) -> &'static str {
    let of = |number: &str| table(&format!("id,surname,{scheme}"), &lines(&[&format!("1,Carver,{number}")]));
    let people = People::new(&of(left), Some(&of(right)));
    CHECKED_LEVELS[compare::level(compare::compare(&people, 0, 0), FIRST_EXTRA)].0
}

#[test]
fn numbers_are_compared_in_their_normal_form() {
    assert_eq!(level("nhs_number", "943 476 5919", "9434765919"), "equal");
    assert_eq!(level("nino", "AB 12 34 56 C", "ab123456"), "equal");
    assert_eq!(level("upn", "P123456789123", "p123456789123"), "equal");
    assert_eq!(level("nhs", "9434765919", ""), "missing");
}

#[test]
fn a_number_that_fails_its_check_agrees_less_and_speaks_hardly_against() {
    for (scheme, sound, wrong, other) in [
        ("nhs", "9434765919", "9434765917", "4010232137"),
        ("nino", "AB123456", "BG123456", "CE987654"),
        ("upn", "P123456789123", "A123456789123", "T004199988970"),
    ] {
        assert_eq!(level(scheme, wrong, wrong), "equal but fails its check", "{scheme}");
        assert_eq!(level(scheme, wrong, other), "differ but fails its check", "{scheme}");
        assert_eq!(level(scheme, other, wrong), "differ but fails its check", "{scheme}");
        assert_eq!(level(scheme, sound, other), "differ", "{scheme}");
    }
    assert_eq!(level("upn", "UN5", "UN5"), "equal but fails its check");
}

#[test]
fn a_slip_spoils_a_sound_number_and_never_leads_to_another() {
    assert_eq!(level("nhs", "9434765919", "9434765918"), "one slip");
    assert_eq!(level("nhs", "9434765917", "9434765918"), "differ but fails its check");
    // The form of a NINO does not show a slip.
    assert_eq!(level("nino", "AB123456", "AB123457"), "one slip");
    assert_eq!(level("nino", "BG123456", "BG123457"), "one slip");
    assert_eq!(level("nino", "AB12n456C", "AB123456C"), "one slip");
}

/// A sound NHS number for each of the first numbers.
fn nhs(number: usize) -> String {
    let sound = |nine: &usize| {
        let digits = nine.to_string();
        let sum: usize =
            digits.bytes().zip((2..=10).rev()).map(|(digit, by)| usize::from(digit - b'0') * by).sum();
        let check = (11 - sum % 11) % 11;
        (check < 10).then(|| format!("{digits}{check}"))
    };
    (400_000_000..).step_by(7_919).filter_map(|nine| sound(&nine)).nth(number).expect("there are enough")
}

fn file(change: impl Fn(usize) -> Option<&'static str>) -> Table {
    const NAMES: [&str; 7] = ["Abbott", "Bello", "Carver", "Dunne", "Eriksen", "Farrow", "Gill"];
    let row = |number: usize| {
        let own = nhs(number);
        let value = change(number).unwrap_or(&own);
        let born = format!("{}-{:02}-{:02}", 1950 + number % 50, number % 12 + 1, number % 28 + 1);
        format!("{number},{},{},{born},{value}", NAMES[number % 7], NAMES[number / 7 % 7])
    };
    table("id,forename,surname,date_of_birth,nhs", &(0..90).map(row).collect::<Vec<_>>())
}

#[test]
fn pairs_with_failing_numbers_are_linked_with_less_weight() {
    let left = file(|number| (number == 10).then_some("1234567890"));
    let right = file(|number| match number {
        10 => Some("1234567890"),
        20 => Some("9999999998"),
        _ => None,
    });
    let matched = link(&left, Some(&right), Policy::default(), 1, None).expect("nothing is saved");
    let links = matched.links(0.5);
    let bits = |row: u32| {
        let (link, at) = links.iter().find(|(link, _)| link.left == row).expect("it is linked");
        assert_eq!(link.right, row);
        let parts = matched.parts(*at);
        let part = parts.iter().find(|part| part.name == "nhs").expect("there is such a column");
        (part.level.clone(), part.bits)
    };
    let (equal, fails, differ) = (bits(30).1, bits(10), bits(20));
    assert_eq!((fails.0.as_str(), fails.1), ("equal but fails its check", equal / 2));
    assert_eq!(differ.0, "differ but fails its check");
    assert!((-1000..=0).contains(&differ.1), "{differ:?}");
    let rule = |row: u32| links.iter().find(|(link, _)| link.left == row).map(|(link, _)| link.rule.clone());
    assert_eq!(rule(30).as_deref(), Some("nhs+born"));
    assert_ne!(rule(10).as_deref(), Some("nhs+born"));
}

#[test]
fn a_column_in_which_nearly_all_fail_holds_something_else() {
    let pseudonyms: Vec<String> =
        (0..120).map(|number| format!("{number},Carver,x{:08}", number * 7919)).collect();
    let table = table("id,surname,nhs", &pseudonyms);
    let people = People::new(&table, Some(&table));
    let level = |i, j| CHECKED_LEVELS[compare::level(compare::compare(&people, i, j), FIRST_EXTRA)].0;
    assert_eq!((level(3, 3), level(3, 50)), ("equal", "differ"));
}
