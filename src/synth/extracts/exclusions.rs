//! Exclusions: every term those of the two terms before, so that each stands in two files; only the older term is complete.

use super::{some_day, somebody};
use crate::domain::Day;
use crate::synth::names::Names;
use crate::synth::numbers;
use crate::synth::random::Chance;
use crate::synth::sheet::{Form, Row};
use crate::synth::telling::{Told, british, british_or_blank, told};
use crate::synth::timetable::{Delivery, Timetable};
use crate::synth::world::{Borough, Exclusion, Subject};

/// How the sender writes files.
pub const FORM: Form = Form {
    header: &[
        "upn",
        "surname",
        "forename",
        "dob",
        "school",
        "exclusion_ref",
        "start_date",
        "category",
        "sessions",
        "reason",
        "withdrawn",
    ],
    delimiter: ',',
    windows: false,
    mark: false,
    order: 5,
};

/// Reason codes of the national list.
pub const REASONS: &[&str] = &["PP", "PA", "VP", "VA", "BU", "DM", "TH", "DB", "DA", "OT"];

/// Until when senders wrote `FIXD` for what is `SUSP` since.
const RENAMED_ON: (i32, u32, u32) = (2016, 1, 1);

/// The rows of a delivery about the cohort.
#[must_use]
pub fn rows(borough: &Borough, timetable: &Timetable, delivery: &Delivery, chance: &mut Chance) -> Vec<Row> {
    let mut rows = Vec::new();
    for (index, person) in borough.people.iter().enumerate() {
        for exclusion in person.exclusions.iter().filter(|item| carried(item.day, timetable, delivery)) {
            let number = person.upn.as_deref().unwrap_or_default();
            let who = told(borough, index, exclusion.day, number, &exclusion.told, chance)
                .complete(person.born_on, "");
            let fields = fields(&who, &person.school, exclusion, delivery.received_on);
            rows.push(Row { fields, about: Some(Subject::Person(index)) });
        }
    }
    rows
}

fn carried(day: Day, timetable: &Timetable, delivery: &Delivery) -> bool {
    delivery.terms.iter().any(|term| timetable.calendar.reach(*term).contains(day))
}

fn fields(who: &Told, school: &str, exclusion: &Exclusion, received_on: Day) -> Vec<String> {
    let (year, month, day) = RENAMED_ON;
    let old = Day::new(year, month, day).is_some_and(|renamed| received_on < renamed);
    let category = if old && exclusion.category == "SUSP" { "FIXD" } else { &exclusion.category };
    let withdrawn = exclusion.withdrawn_on.is_some_and(|day| day <= received_on);
    vec![
        who.number.clone(),
        who.surname.clone(),
        who.forename.clone(),
        british_or_blank(who.born_on),
        school.to_owned(),
        exclusion.reference.clone(),
        british(exclusion.day),
        category.to_owned(),
        exclusion.sessions.to_string(),
        exclusion.reason.clone(),
        (if withdrawn { "Y" } else { "N" }).to_owned(),
    ]
}

/// An exclusion of somebody outside the cohort.
#[must_use]
pub fn stranger(delivery: &Delivery, number: usize, chance: &mut Chance) -> Vec<String> {
    let day = some_day(delivery, chance);
    let mut who = somebody(day, (7, 15), chance);
    who.number = numbers::upn(2_000_000 + chance.below(7_000_000), 2009);
    let category = if chance.percent(3) { "PERM" } else { "SUSP" };
    let exclusion = Exclusion {
        day,
        category: category.to_owned(),
        sessions: 2 * chance.between(1, 5),
        reason: (*chance.pick(REASONS)).to_owned(),
        reference: format!("X{}/{:05}", delivery.period, 20_000 + number),
        withdrawn_on: None,
        told: Default::default(),
    };
    let school = Names::builtin().school("secondary", chance);
    fields(&who, &school, &exclusion, delivery.received_on)
}
