//! The page: self-contained, complete, escaped and the same for the same results.

use super::super::specimens::*;
use super::*;
use crate::claims::{Claim, NearMiss, Outlines, Register, Wanted, near_misses, propose};
use crate::links::ReviewItem;
use crate::outcomes::FamilyOutcome;
use crate::reports::inputs::{ChangedParameter, FeedStatus, RestsOn, SourceFiles};

/// A month's results, owned, for tests.
struct Specimen {
    outcomes: Vec<FamilyOutcome>,
    outlines: Outlines,
    feeds: Vec<FeedStatus>,
    review: Vec<ReviewItem>,
    sources: SourceFiles,
    changed: Vec<ChangedParameter>,
    rests_on: Vec<RestsOn>,
}

fn specimen() -> Specimen {
    let mut waiting = waiting_family("f-2");
    waiting.result.eligible = true;
    waiting.result.blocking = vec!["tb-2a".into(), "no-plan".into()];
    Specimen {
        outcomes: vec![waiting, identified_family("f-10")],
        outlines: [("tri-borough".into(), plan_outline())].into(),
        feeds: vec![feed_status("yot_offences")],
        review: Vec::new(),
        sources: source_files(),
        changed: Vec::new(),
        rests_on: Vec::new(),
    }
}

fn month<'a>(specimen: &'a Specimen, claims: &'a [Claim], near: &'a [NearMiss]) -> Month<'a> {
    Month {
        council: "Borough of Example",
        as_of: day("2017-03-31"),
        known_at: "2017-03-31T23:59:59Z",
        program: "hearth 0.1.0",
        outcomes: &specimen.outcomes,
        claims,
        near_misses: near,
        wanted: &[],
        outlines: &specimen.outlines,
        feeds: &specimen.feeds,
        review: &specimen.review,
        links: &[],
        decisions: &[],
        sources: &specimen.sources,
        changed: &specimen.changed,
        rests_on: &specimen.rests_on,
    }
}

fn render(specimen: &Specimen) -> String {
    let claims = propose(&specimen.outcomes, &Register::default(), &specimen.outlines);
    let near = near_misses(&specimen.outcomes, &specimen.outlines);
    text(report_html(&month(specimen, &claims, &near)))
}

#[test]
fn the_page_asks_for_no_other_file() {
    let page = render(&specimen());
    for outside in ["http:", "https:", "src=", "url(", "@import", "<script", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn headlines_count_families_claims_and_decided_answers() {
    let page = render(&specimen());
    for figure in [
        "<dt>families tested</dt><dd>2</dd>",
        "<dt>can be claimed for now</dt><dd>1</dd>",
        "<dt>of eligible families can be decided</dt><dd>50%</dd>",
        "<dt>of clause answers can be decided</dt><dd>50%</dd>",
    ] {
        assert!(page.contains(figure), "{figure}");
    }
    assert!(page.contains("1 of 2 families can be claimed for now: 1 by progress."));
}

#[test]
fn near_misses_say_what_is_missing_and_who_would_tell() {
    let page = render(&specimen());
    assert!(page.contains("<span class=\"one\">tb-2a-p1a</span>Every child attends more than 90%"));
    assert!(page.contains("not received: exclusion, school-sessions"));
    assert!(page.contains("31 July 2017"));
    assert!(page.contains("Record the day the family plan was agreed in families.csv."));
}

#[test]
fn parts_that_lack_the_same_share_a_row_and_received_feeds_are_named() {
    let mut specimen = specimen();
    specimen.feeds[0].covers = [fact("exclusion"), fact("school-sessions")].into();
    let near = near_misses(&specimen.outcomes, &specimen.outlines);
    let month = month(&specimen, &[], &near);
    let [family] = &rows::near_families(&month)[..] else { panic!("one family waits") };
    assert_eq!(family.parts.len(), 2);
    assert_eq!(family.parts[0].feeds, ["Youth offending team: offences".to_owned()].into());
    let doubled: Vec<_> = near.iter().flat_map(|part| [part.clone(), part.clone()]).collect();
    let month = Month { near_misses: &doubled, ..month };
    assert_eq!(rows::near_families(&month)[0].parts[0].asked.len(), 2);
}

#[test]
fn text_from_outside_is_escaped() {
    let mut specimen = specimen();
    specimen.feeds[0].title = "<b>offences</b> & co".into();
    let page = render(&specimen);
    assert!(!page.contains("<b>offences"));
    assert!(page.contains("&lt;b&gt;offences&lt;"));
}

#[test]
fn the_order_of_the_inputs_does_not_show() {
    let mut one = specimen();
    one.feeds.push(feed_status("police_bulk"));
    let mut other = specimen();
    other.outcomes.reverse();
    other.feeds.insert(0, feed_status("police_bulk"));
    assert_eq!(render(&one), render(&other));
}

#[test]
fn a_month_without_anything_still_makes_a_page() {
    let empty = Specimen {
        outcomes: Vec::new(),
        outlines: Outlines::new(),
        feeds: Vec::new(),
        review: Vec::new(),
        sources: source_files(),
        changed: Vec::new(),
        rests_on: Vec::new(),
    };
    let page = render(&empty);
    assert!(page.contains("No family can be claimed for on this day."));
    assert!(page.contains("No feed is set up."));
    assert!(page.ends_with("</html>\n"));
}

#[test]
fn every_table_has_a_caption_and_every_picture_words() {
    let page = render(&specimen());
    assert_eq!(page.matches("<table>").count(), page.matches("<caption>").count());
    assert_eq!(
        page.matches("<svg class=\"chart\"").count(),
        page.matches("role=\"img\" aria-label=").count()
    );
}

#[test]
fn waiting_links_are_counted_by_feed_and_reason() {
    let mut specimen = specimen();
    specimen.feeds.push(FeedStatus { title: "DWP: benefits".into(), ..feed_status("dwp_adms") });
    specimen.review = vec![waiting_link(), waiting_link()];
    let page = render(&specimen);
    assert!(page.contains("<th scope=\"row\">DWP: benefits</th><td>two candidates</td>"));
    assert!(page.contains("2 links wait for somebody to decide"));
}

#[test]
fn feeds_that_would_tell_more_are_listed_and_the_rest_counted() {
    let specimen = specimen();
    let one = |number: usize| Wanted {
        feed: format!("feed-{number}").into(),
        facts: [fact("offence")].into(),
        families: 100 - number,
        alone: 1,
        at_entry: 3,
        clauses: ["p".into()].into(),
    };
    let wanted: Vec<Wanted> = (0..17).map(one).collect();
    let page = text(report_html(&Month { wanted: &wanted, ..month(&specimen, &[], &[]) }));
    assert!(page.contains("<th scope=\"row\">feed-0</th><td>not received</td>"));
    assert!(page.contains("2 more are listed in wanted.csv"));
    assert!(!page.contains("feed-15"));
}
