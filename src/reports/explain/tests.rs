//! The explanation word for word, and what it must never leave out.

use super::super::inputs::SourceFile;
use super::super::lines::WIDTH;
use super::super::specimens::*;
use super::*;
use crate::claims::OutlineEntry;

fn sources() -> SourceFiles {
    let file = SourceFile { name: "yot_offences_2016-Q3.csv".into(), feed: "yot_offences".into() };
    [(source(0, 1).file, file)].into()
}

#[test]
fn the_result_comes_first_then_each_letter_with_figures_and_facts() {
    assert_eq!(
        explain_family(&identified_family("f-10"), None, &sources(), &plan_outline(), &[]),
        "\
Family f-10 on 2017-03-31, Tri-borough outcomes plan (tri-borough)

Result     Can be claimed now. The result is shown and nothing blocks it.
Route      progress
Eligible   yes; problems at engagement: 1, 4
Criteria   tb-1a, tb-4a; progress met: tb-1a, tb-4a
Progress   met; the result has held since the month end 2017-02-28
Employment does not apply

✓ met      tb-1a  A child has a proven offence in the last 12 months
               2 in 2015-02-16 to 2016-02-15; the plan's figure is 1
               yot_offences_2016-Q3.csv:9   linked by upn
               yot_offences_2016-Q3.csv:12  linked by upn
✓ met      tb-1a:progress  Progress on 1a
✓ met        tb-1a-p1a  Children's offending is down by 33%
                 2 in 2016-10-01 to 2017-03-31 against 5 in 2015-02-16 to 2016-02-15; the plan's
                   figure is 3.35
                 lagged: The data end before the day asked, so the question was asked for the
                   last day they cover.
                 no-custody-feed: No custody data are received, so days in custody were not left
                   out.
                 111111111111:4               linked by upn
                 yot_offences_2016-Q3.csv:12  linked by upn
"
    );
}

#[test]
fn one_clause_shows_people_and_what_would_tell() {
    assert_eq!(
        explain_family(&waiting_family("f-2"), Some("tb-2a"), &sources(), &plan_outline(), &[]),
        "\
Family f-2 on 2017-03-31, Tri-borough outcomes plan (tri-borough)

✓ met        p-1
                 1/3 in 2015-09-01 to 2016-07-20; the plan's figure is 0.1
                 111111111111:4  linked by upn
? unknown    p-2
                 the plan's figure is 0.1
                 looked at 2015-09-01 to 2016-07-20
                 person-not-linked: The service's data do not name this person in a way that can
                   be matched; check identifiers.csv.
? unknown  tb-2a:progress  Progress on 2a
               in-arrears: A school term that counts has not been delivered yet; schools' data
                 come one or two terms late.
? unknown    tb-2a-p1a  Every child attends more than 90%
                 looked at 2016-04-04 to 2017-03-31
                 in-arrears: A school term that counts has not been delivered yet; schools' data
                   come one or two terms late.
                 could first be met on 2017-07-31 if nothing else happens
"
    );
}

#[test]
fn what_blocks_is_said_in_words() {
    let text = explain_family(&waiting_family("f-2"), None, &sources(), &plan_outline(), &[]);
    assert!(
        text.contains("Blocked by tb-2a A child missed more than 10% of school: cannot be decided yet"),
        "{text}"
    );
    assert!(text.contains("Blocked by no-plan: Record the day the family plan was agreed"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= WIDTH), "{text}");
}

#[test]
fn a_clause_that_is_not_asked_says_so() {
    let text = explain_family(&waiting_family("f-2"), Some("tb-6a"), &sources(), &plan_outline(), &[]);
    assert!(text.ends_with("tb-6a is not asked of this family.\n"), "{text}");
}

#[test]
fn a_way_that_serves_two_letters_is_told_once() {
    let mut outcome = identified_family("f-10");
    outcome.rows.push(row("tb-2a:progress", ClauseKind::Criterion, Truth::Met));
    outcome.result.criteria = vec!["tb-1a".into(), "tb-2a".into()];
    let mut outline = plan_outline();
    let way = outline.entry(&"tb-1a-p1a".into()).expect("the way").clone();
    let serves = ["tb-1a".into(), "tb-2a".into()].into();
    outline.add("tb-1a-p1a".into(), OutlineEntry { serves, ..way });
    let progress = outline.entry(&"tb-2a:progress".into()).expect("the letter").clone();
    outline.add("tb-2a:progress".into(), OutlineEntry { parts: vec!["tb-1a-p1a".into()], ..progress });
    let text = explain_family(&outcome, None, &sources(), &outline, &[]);
    assert_eq!(text.matches("figure is 3.35").count(), 1, "{text}");
    assert!(text.contains("Children's offending is down by 33% – told above"), "{text}");
}

#[test]
fn an_unknown_file_is_cited_by_its_digest() {
    let text =
        explain_family(&identified_family("f-10"), Some("tb-1a"), &SourceFiles::new(), &plan_outline(), &[]);
    assert!(text.contains("000000000000:9 "), "{text}");
}

#[test]
fn people_of_whom_there_is_no_more_to_say_share_a_line() {
    let mut outcome = waiting_family("f-2");
    for person in ["p-5", "p-4"] {
        let bare = row("tb-2a-p1a", ClauseKind::Progress, Truth::NotMet);
        outcome.rows.push(Row { person: Some(person.into()), ..bare });
    }
    let text = explain_family(&outcome, Some("tb-2a-p1a"), &sources(), &plan_outline(), &[]);
    assert!(text.contains("\n✗ not-met    p-4, p-5\n"), "{text}");
}

#[test]
fn a_group_shows_a_fact_only_if_no_clause_below_shows_it() {
    let mut outcome = identified_family("f-10");
    let progress =
        outcome.rows.iter_mut().find(|row| row.clause.as_str() == "tb-1a:progress").expect("the letter");
    progress.evidence = [source(1, 4), source(5, 1)].into();
    let text = explain_family(&outcome, Some("tb-1a:progress"), &sources(), &plan_outline(), &[]);
    assert_eq!(text.matches("111111111111:4").count(), 1, "{text}");
    assert_eq!(text.matches("555555555555:1").count(), 1, "{text}");
}
