//! Youth offending: every quarter the cases decided in it and those still pending, in Windows-1252.

use super::{some_day, somebody};
use crate::domain::Day;
use crate::synth::random::Chance;
use crate::synth::sheet::{Form, Row};
use crate::synth::telling::{Told, british, british_or_blank, told};
use crate::synth::timetable::Delivery;
use crate::synth::world::{Borough, Offence, Person, PersonIx, Subject};

/// How the sender writes files.
pub const FORM: Form = Form {
    header: &[
        "yot_id",
        "surname",
        "forename",
        "dob",
        "postcode",
        "case_ref",
        "offence_date",
        "offence",
        "gravity",
        "outcome",
        "outcome_date",
    ],
    delimiter: ',',
    windows: true,
    mark: false,
    order: 5,
};

/// Outcomes a stranger's case may have, with weights.
const OUTCOMES: &[(&str, u32)] = &[
    ("conviction", 40),
    ("youth caution", 25),
    ("youth conditional caution", 10),
    ("community resolution", 15),
    ("pending", 5),
    ("NFA", 5),
];

/// Offences with their usual gravity.
pub const OFFENCES: &[(&str, u32)] = &[
    ("theft from shop", 3),
    ("criminal damage", 2),
    ("common assault", 3),
    ("public order", 2),
    ("possession of cannabis", 2),
    ("robbery", 6),
    ("burglary", 6),
    ("taking a vehicle", 4),
    ("possession of a bladed article", 4),
    ("actual bodily harm", 5),
];

/// The rows of a quarter about the cohort.
#[must_use]
pub fn rows(borough: &Borough, delivery: &Delivery, chance: &mut Chance) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, person) in borough.people.iter().enumerate() {
        for offence in &person.offences {
            if let Some(fields) = record(borough, (index, person), offence, delivery, chance) {
                rows.push(Row { fields, about: Some(Subject::Person(index)) });
            }
        }
    }
    rows
}

fn record(
    borough: &Borough,
    (index, person): (PersonIx, &Person),
    offence: &Offence,
    delivery: &Delivery,
    chance: &mut Chance,
) -> Option<Vec<String>> {
    let quarter = delivery.window;
    let decided_on = offence.decided_on.filter(|day| *day <= quarter.to);
    let reported_on = decided_on.unwrap_or(offence.known_on);
    if !quarter.contains(reported_on) {
        return None;
    }
    let number = person.yot.as_deref().unwrap_or_default();
    let who =
        told(borough, index, offence.day, number, &offence.told, chance).complete(person.born_on, number);
    let outcome = if decided_on.is_some() { offence.outcome.as_str() } else { "pending" };
    Some(fields(
        &who,
        &offence.case_ref,
        (offence.day, decided_on),
        (&offence.offence, offence.gravity),
        outcome,
    ))
}

fn fields(
    who: &Told,
    case: &str,
    (day, decided_on): (Day, Option<Day>),
    (offence, gravity): (&str, u32),
    outcome: &str,
) -> Vec<String> {
    vec![
        who.number.clone(),
        who.surname.to_uppercase(),
        who.forename.clone(),
        british_or_blank(who.born_on),
        who.postcode.clone(),
        case.to_owned(),
        british(day),
        offence.to_owned(),
        gravity.to_string(),
        outcome.to_owned(),
        british_or_blank(decided_on),
    ]
}

/// A case of somebody outside the cohort.
#[must_use]
pub fn stranger(delivery: &Delivery, number: usize, chance: &mut Chance) -> Vec<String> {
    let decided = some_day(delivery, chance);
    let day = decided.plus_days(-i32::try_from(chance.between(5, 110)).expect("small"));
    let mut who = somebody(day, (10, 17), chance);
    who.number = format!("Y{:06}", 500_000 + chance.below(499_999));
    let (offence, gravity) = *chance.pick(OFFENCES);
    let weights: Vec<u32> = OUTCOMES.iter().map(|(_, weight)| *weight).collect();
    let outcome = OUTCOMES[chance.weighted(&weights)].0;
    let decided_on = (outcome != "pending").then_some(decided);
    let case = format!("YC{}/{:05}", delivery.period.replace('-', ""), 20_000 + number);
    fields(&who, &case, (day, decided_on), (offence, gravity), outcome)
}
