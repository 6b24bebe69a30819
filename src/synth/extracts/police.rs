//! Police: every month victims, suspects, accused, custody, anti-social behaviour and call-outs, most of them about
//! people the council does not know; pipes between fields, Windows-1252.

use super::{some_day, somebody};
use crate::domain::Day;
use crate::synth::random::Chance;
use crate::synth::sheet::{Form, Row};
use crate::synth::telling::{Told, british, british_or_blank, told};
use crate::synth::timetable::Delivery;
use crate::synth::world::{Borough, Incident, Subject};

/// How the sender writes files.
pub const FORM: Form = Form {
    header: &[
        "incident_no",
        "event_date",
        "record_type",
        "offence_class",
        "domestic",
        "surname",
        "forename",
        "dob",
        "address",
        "postcode",
        "uprn",
        "status",
        "release_date",
    ],
    delimiter: '|',
    windows: true,
    mark: false,
    order: 0,
};

/// Offence classes of records about people.
pub const CLASSES: &[&str] = &[
    "theft",
    "violence without injury",
    "violence with injury",
    "criminal damage",
    "public order",
    "drugs",
    "robbery",
    "burglary",
    "vehicle crime",
];

/// Classes of anti-social behaviour.
pub const NUISANCES: &[&str] =
    &["noise", "nuisance", "neighbour dispute", "damage", "vehicle", "drugs", "rowdy behaviour"];

/// Classes of call-outs.
pub const CALLS: &[&str] = &["domestic", "concern for welfare", "disturbance"];

const RECORDS: &[(&str, u32)] =
    &[("victim", 34), ("suspect", 22), ("accused", 12), ("custody", 8), ("asb", 14), ("callout", 10)];

/// The rows of a month about the cohort.
#[must_use]
pub fn rows(borough: &Borough, delivery: &Delivery, chance: &mut Chance) -> Vec<Row> {
    let month = delivery.window;
    let mut rows = Vec::new();
    for incident in borough.incidents.iter().filter(|incident| month.contains(incident.sent_on)) {
        let who = match incident.subject {
            Subject::Person(person) => told(borough, person, incident.day, "", &incident.told, chance),
            Subject::Home(home) => {
                let home = &borough.homes[home];
                Told {
                    address: home.address.clone(),
                    postcode: home.postcode.clone(),
                    uprn: if chance.percent(70) { home.uprn.clone() } else { String::new() },
                    ..Told::default()
                }
            }
        };
        rows.push(Row { fields: fields(&who, incident), about: Some(incident.subject) });
    }
    rows
}

/// The fields of a record.
pub fn fields(who: &Told, incident: &Incident) -> Vec<String> {
    vec![
        incident.number.clone(),
        british(incident.day),
        incident.record.clone(),
        incident.class.clone(),
        (if incident.domestic { "Y" } else { "N" }).to_owned(),
        who.surname.to_uppercase(),
        who.forename.to_uppercase(),
        british_or_blank(who.born_on),
        who.address.to_uppercase(),
        who.postcode.clone(),
        who.uprn.clone(),
        incident.status.clone(),
        british_or_blank(incident.released_on),
    ]
}

/// A record about somebody or somewhere outside the cohort.
#[must_use]
pub fn stranger(delivery: &Delivery, number: usize, chance: &mut Chance) -> Vec<String> {
    let day = some_day(delivery, chance);
    let weights: Vec<u32> = RECORDS.iter().map(|(_, weight)| *weight).collect();
    let record = RECORDS[chance.weighted(&weights)].0;
    let mut who = somebody(day, (11, 70), chance);
    if matches!(record, "asb" | "callout") {
        who = Told { address: who.address, postcode: who.postcode, uprn: who.uprn, ..Told::default() };
    }
    let mut incident = incident_of(record, day, chance);
    incident.number = format!("{}/{:06}", delivery.period.replace('-', ""), 100_000 + number);
    fields(&who, &incident)
}

/// A record of this kind on this day, with class, status and release as such records have them, and no number yet.
#[must_use]
pub fn incident_of(record: &str, day: Day, chance: &mut Chance) -> Incident {
    let class = match record {
        "asb" => *chance.pick(NUISANCES),
        "callout" => *chance.pick(CALLS),
        _ => *chance.pick(CLASSES),
    };
    let status = match record {
        "accused" => *chance.pick(&["charged", "charged", "accused", "no further action", "cleared"]),
        "custody" => *chance.pick(&["charged", "no further action", ""]),
        _ => "",
    };
    Incident {
        day,
        sent_on: day,
        record: record.to_owned(),
        class: class.to_owned(),
        domestic: class == "domestic",
        number: String::new(),
        status: status.to_owned(),
        released_on: (record == "custody").then(|| day.after()),
        subject: Subject::Home(0),
        told: Default::default(),
    }
}
