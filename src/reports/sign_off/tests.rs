//! The sign-off page of the built-in plans.

use super::*;
use crate::outcomes::plan::builtin;

fn page(plan: &str) -> SignOff {
    SignOff::of(builtin::find(plan).expect("a built-in plan"))
}

#[test]
fn every_parameter_whose_reading_governs_stands_with_its_value_and_what_else_it_may_be() {
    let page = page("tri-borough");
    let all: Vec<&SignedParameter> = page.readings.iter().flat_map(|reading| &reading.parameters).collect();
    let known = |name: &str| all.iter().find(|one| one.name == name).copied();
    let hold = known("hold-months").expect("a parameter of R9");
    assert_eq!((hold.value.as_str(), hold.allowed.as_str()), ("6", "1 to 12"));
    let lapse = known("age-18").expect("a parameter of R12");
    assert_eq!((lapse.value.as_str(), lapse.allowed.as_str()), ("lapse", "follow, achieved"));
    assert!(known("interchangeable").is_none(), "no outcome of this plan stands in for another");
}

#[test]
fn figures_that_are_ours_stand_with_their_clause() {
    let page = page("tri-borough");
    let of = |id: &str| page.figures.iter().find(|item| item.id == id).map(|item| item.text.as_str());
    assert_eq!(of("tb-4e-b"), Some("Rent owed for 8 weeks or more counts as significant."));
    assert!(of("longer").is_some() && of("uc-earnings-threshold").is_some());
    assert_eq!(page.without_way, ["tb-1f", "tb-4e"]);
}

#[test]
fn inferred_links_stand_with_their_letters() {
    let links = page("hackney").links;
    assert_eq!(links.len(), 21);
    assert_eq!((links[0].id.as_str(), links[0].text.as_str()), ("hk-1.1", "hk-1a, hk-1f"));
    assert!(page("harrow").links.is_empty());
}

#[test]
fn the_page_is_two_pages_of_print_and_no_line_is_too_long() {
    for plan in builtin::ids() {
        let text = text(&page(plan));
        assert!(text.lines().all(|line| line.chars().count() <= 116), "{plan}");
        assert!(text.lines().count() <= 2 * 85, "{plan}: {} lines", text.lines().count());
    }
}

#[test]
fn the_html_holds_what_the_text_holds_and_needs_nothing_else() {
    for plan in builtin::ids() {
        let page = page(plan);
        let html = html(&page);
        for item in page.figures.iter().chain(&page.links) {
            assert!(html.contains(&item.id), "{}", item.id);
        }
        for reading in &page.readings {
            assert!(html.contains(&format!(">{}<", reading.code)), "{}", reading.code);
        }
        assert!(!html.contains("<script") && !html.contains("href=") && !html.contains("src="));
    }
}
