//! A walk through many days answers what each day answers by itself.

use super::borough;
use super::cases::{folders, inputs, inputs_of, read_folder};
use hearth::domain::Day;
use hearth::outcomes::evaluate::{evaluate_once, month_ends};
use hearth::outcomes::plan::builtin;
use hearth::outcomes::{Inputs, Parameters, evaluate, trend::trend};
use std::collections::BTreeMap;
use std::path::Path;

/// The day of a case folder: its name, but for a word after it.
fn day_of(folder: &Path) -> Day {
    Day::parse_iso(&folder.file_name().unwrap().to_string_lossy()[..10]).unwrap()
}

fn agrees_at_every_month_end(plan: &str) {
    let definition = builtin::find(plan).unwrap();
    let parameters = Parameters::defaults(definition);
    for folder in folders(plan) {
        let to = day_of(&folder);
        let (cohort, evidence) = inputs(&folder);
        let inputs =
            Inputs { plan: definition, parameters: &parameters, cohort: &cohort, evidence: &evidence };
        let from = to.months_before(11).month_end();
        let walked: BTreeMap<_, _> =
            trend(inputs, from, to).into_iter().map(|one| (one.family.clone(), one)).collect();
        let mut compared = 0;
        for months in [11, 6, 1, 0] {
            let day = to.months_before(months).month_end();
            for outcome in evaluate(inputs, day) {
                let point = walked[&outcome.family]
                    .points
                    .iter()
                    .find(|(at, _)| *at == day)
                    .map(|(_, result)| result);
                assert_eq!(point, Some(&outcome.result), "{plan} {} at {day}", outcome.family);
                compared += 1;
            }
        }
        assert!(compared > 60, "{compared} family months compared");
    }
}

#[test]
fn a_walk_through_the_months_says_what_each_month_says_by_itself() {
    for (plan, _) in builtin::ALL {
        agrees_at_every_month_end(plan);
    }
}

/// Compares every third month end of a walk with that day asked by itself; gives how many family months were compared.
fn agrees_with_days_by_themselves(inputs: Inputs<'_>, from: Day, to: Day) -> usize {
    let mut walked = BTreeMap::new();
    for one in trend(inputs, from, to) {
        for (day, mut result) in one.points {
            result.first_met_on = None;
            walked.insert((day, one.family.clone()), result);
        }
    }
    let mut compared = 0;
    for day in month_ends(from, to).step_by(3) {
        for outcome in evaluate_once(inputs, day) {
            let point = walked.get(&(day, outcome.family.clone()));
            assert_eq!(point, Some(&outcome.result), "{} {} at {day}", inputs.plan.id, outcome.family);
            compared += 1;
        }
    }
    compared
}

#[test]
fn a_walk_past_the_last_delivery_says_what_each_month_says_by_itself() {
    for (plan, _) in builtin::ALL {
        let definition = builtin::find(plan).unwrap();
        let parameters = Parameters::defaults(definition);
        let folder = &folders(plan)[0];
        let from = day_of(folder);
        let (cohort, evidence) = inputs(folder);
        let inputs =
            Inputs { plan: definition, parameters: &parameters, cohort: &cohort, evidence: &evidence };
        assert!(agrees_with_days_by_themselves(inputs, from, from.months_after(30).month_end()) > 500);
    }
}

#[test]
fn a_walk_with_facts_that_wait_for_a_review_says_what_each_month_says_by_itself() {
    let (cohort, evidence) = borough::evidence(60, "2017-04-30");
    assert!(!evidence.doubtful.is_empty());
    let plan = builtin::find("tri-borough").unwrap();
    let parameters = Parameters::defaults(plan);
    let inputs = Inputs { plan, parameters: &parameters, cohort: &cohort, evidence: &evidence };
    let (from, to) = (Day::parse_iso("2016-03-31").unwrap(), Day::parse_iso("2019-03-31").unwrap());
    assert!(agrees_with_days_by_themselves(inputs, from, to) > 500);
}

#[test]
fn a_walk_up_to_an_expected_release_says_what_each_month_says_by_itself() {
    let folder = folders("hackney").into_iter().find(|folder| folder.ends_with("2017-03-31")).unwrap();
    let mut texts = read_folder(&folder);
    let people = texts["people.csv"].clone();
    let adults = people.lines().filter_map(|line| line.split(',').next()).filter(|id| id.ends_with("-a1"));
    let facts = texts.get_mut("facts.csv").unwrap();
    for (number, id) in adults.enumerate() {
        let month = 1 + number % 12;
        facts.push_str(&format!("custody,{id},,2017-04-10,,,,sentenced,stay-{number}\n"));
        facts.push_str(&format!("release-due,{id},,2019-{month:02}-15,,,,,stay-{number}\n"));
    }
    let (cohort, evidence) = inputs_of(&texts);
    let plan = builtin::find("hackney").unwrap();
    let parameters = Parameters::defaults(plan);
    let inputs = Inputs { plan, parameters: &parameters, cohort: &cohort, evidence: &evidence };
    let from = day_of(&folder);
    assert!(agrees_with_days_by_themselves(inputs, from, from.months_after(33).month_end()) > 500);
}
