//! A walk through many days answers what each day answers by itself.

use super::cases::{folders, inputs};
use hearth::domain::Day;
use hearth::outcomes::evaluate::{evaluate_once, month_ends};
use hearth::outcomes::plan::builtin;
use hearth::outcomes::{Inputs, Parameters, evaluate, trend::trend};
use std::collections::BTreeMap;

fn agrees_at_every_month_end(plan: &str) {
    let definition = builtin::find(plan).unwrap();
    let parameters = Parameters::defaults(definition);
    for folder in folders(plan) {
        let to = Day::parse_iso(&folder.file_name().unwrap().to_string_lossy()).unwrap();
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

#[test]
fn a_walk_past_the_last_delivery_says_what_each_month_says_by_itself() {
    for (plan, _) in builtin::ALL {
        let definition = builtin::find(plan).unwrap();
        let parameters = Parameters::defaults(definition);
        let folder = &folders(plan)[0];
        let from = Day::parse_iso(&folder.file_name().unwrap().to_string_lossy()).unwrap();
        let (cohort, evidence) = inputs(folder);
        let inputs =
            Inputs { plan: definition, parameters: &parameters, cohort: &cohort, evidence: &evidence };
        let to = from.months_after(30).month_end();
        let mut walked = BTreeMap::new();
        for one in trend(inputs, from, to) {
            for (day, mut result) in one.points {
                result.first_met_on = None;
                walked.insert((day, one.family.clone()), result);
            }
        }
        for day in month_ends(from, to).skip(3).step_by(3) {
            for outcome in evaluate_once(inputs, day) {
                let point = walked.get(&(day, outcome.family.clone()));
                assert_eq!(point, Some(&outcome.result), "{plan} {} at {day}", outcome.family);
            }
        }
    }
}
