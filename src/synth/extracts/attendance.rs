//! Attendance: every term the half days possible, attended and missed, one row per pupil and school.

use super::somebody;
use crate::synth::names::Names;
use crate::synth::numbers;
use crate::synth::random::Chance;
use crate::synth::sheet::{Form, Row};
use crate::synth::telling::{Told, british_or_blank, told};
use crate::synth::timetable::Delivery;
use crate::synth::world::{Borough, Subject, TermRecord};

/// How the sender writes files.
pub const FORM: Form = Form {
    header: &[
        "upn",
        "surname",
        "forename",
        "dob",
        "school",
        "sessions_possible",
        "sessions_attended",
        "sessions_authorised",
        "sessions_unauthorised",
    ],
    delimiter: ',',
    windows: false,
    mark: false,
    order: 4,
};

/// The rows of a term about the cohort.
#[must_use]
pub fn rows(borough: &Borough, delivery: &Delivery, chance: &mut Chance) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, person) in borough.people.iter().enumerate() {
        for record in person.terms.iter().filter(|record| delivery.terms.contains(&record.term)) {
            let number = person.upn.as_deref().unwrap_or_default();
            let mut who = told(borough, index, delivery.window.to, number, &record.told, chance)
                .complete(person.born_on, "");
            if !person.tidy && chance.per_mille(6) {
                who.number = numbers::spoilt_upn(&who.number);
            }
            rows.push(Row { fields: fields(&who, record), about: Some(Subject::Person(index)) });
        }
    }
    rows
}

fn fields(who: &Told, record: &TermRecord) -> Vec<String> {
    let attended = record.possible - record.authorised - record.unauthorised;
    vec![
        who.number.clone(),
        who.surname.clone(),
        who.forename.clone(),
        british_or_blank(who.born_on),
        record.school.clone(),
        record.possible.to_string(),
        attended.to_string(),
        record.authorised.to_string(),
        record.unauthorised.to_string(),
    ]
}

/// A pupil outside the cohort.
#[must_use]
pub fn stranger(number: usize, chance: &mut Chance) -> Vec<String> {
    let day = crate::domain::Day::new(2015, 9, 1).expect("a day");
    let mut who = somebody(day, (5, 15), chance);
    let serial = 2_000_000 + u32::try_from(number).unwrap_or(0) % 7_000_000;
    who.number = numbers::upn(serial, 2009);
    let stage = if chance.percent(55) { "primary" } else { "secondary" };
    let possible = 2 * chance.between(55, 72);
    let record = TermRecord {
        term: 0,
        possible,
        authorised: possible * chance.below(8) / 100,
        unauthorised: possible * chance.below(5) / 100,
        school: Names::builtin().school(stage, chance),
        told: Default::default(),
    };
    fields(&who, &record)
}
