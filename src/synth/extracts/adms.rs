//! DWP benefit matching: at each month end everyone the council submitted, and for who is confirmed the benefits in
//! payment that day. No end dates; who is not confirmed has no benefits shown, which says nothing of them.

use crate::domain::Day;
use crate::synth::random::Chance;
use crate::synth::sheet::{Form, Row, plain};
use crate::synth::telling::{Told, told};
use crate::synth::timetable::Delivery;
use crate::synth::world::{Award, Borough, Subject, Telling};

/// How the sender writes files.
pub const FORM: Form = Form {
    header: &[
        "submission_ref",
        "nino",
        "surname",
        "forename",
        "dob",
        "postcode",
        "match_status",
        "benefit",
        "start_date",
        "regime",
        "sanction",
    ],
    delimiter: ',',
    windows: false,
    mark: true,
    order: 0,
};

/// The rows of a snapshot.
#[must_use]
pub fn rows(borough: &Borough, delivery: &Delivery, chance: &mut Chance) -> Vec<Row> {
    let day = delivery.window.to;
    let mut rows = Vec::new();
    for (index, person) in borough.people.iter().enumerate() {
        let Some(answer) = person.matches.iter().find(|answer| answer.period.contains(day)) else { continue };
        if !person.lives_on(day) {
            continue;
        }
        let number = person.nino.as_deref().unwrap_or_default();
        let who = told(borough, index, day, number, &Telling::default(), chance);
        let confirmed = answer.status == "confirmed";
        let paid: Vec<&Award> =
            person.awards.iter().filter(|award| confirmed && award.period.contains(day)).collect();
        let about = Some(Subject::Person(index));
        if paid.is_empty() {
            rows.push(Row { fields: fields(&who, index, &answer.status, None, day), about });
        }
        for award in paid {
            rows.push(Row { fields: fields(&who, index, &answer.status, Some(award), day), about });
        }
    }
    rows
}

/// The reference under which the council submits this person.
#[must_use]
pub fn submission(person: usize) -> String {
    format!("TF{:06}", person + 1)
}

fn fields(who: &Told, person: usize, status: &str, award: Option<&Award>, day: Day) -> Vec<String> {
    let sanctioned = award.and_then(|award| award.sanction).is_some_and(|days| days.contains(day));
    let sanction = if award.is_none() {
        ""
    } else if sanctioned {
        "Y"
    } else {
        "N"
    };
    vec![
        submission(person),
        who.number.clone(),
        plain(&who.surname).to_uppercase(),
        plain(&who.forename).to_uppercase(),
        who.born_on.map(|day| day.to_string()).unwrap_or_default(),
        who.postcode.clone(),
        status.to_owned(),
        award.map(|award| award.benefit.clone()).unwrap_or_default(),
        award.map(|award| excel_serial(award.started_on).to_string()).unwrap_or_default(),
        award.map(|award| award.regime.clone()).unwrap_or_default(),
        sanction.to_owned(),
    ]
}

/// Days since 30 December 1899, as spreadsheets count.
#[must_use]
pub fn excel_serial(day: Day) -> i32 {
    day.number() + 25_569
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spreadsheets_count_the_first_of_january_2016_as_42370() {
        assert_eq!(excel_serial(Day::new(2016, 1, 1).expect("a day")), 42_370);
    }
}
