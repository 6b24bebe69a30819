//! The five feed files: events of the borough come in, rows as each sender writes them go out.
//!
//! One module per feed. Each writes what the sender knew on the day of delivery, with the sender's forms and mistakes, and
//! can also invent rows about people outside the cohort. They never decide what happened.

pub mod adms;
pub mod attendance;
pub mod exclusions;
pub mod police;
pub mod yot;

use super::names::Names;
use super::numbers;
use super::random::Chance;
use super::sheet::{Form, Row};
use super::telling::Told;
use super::timetable::{Delivery, Feed, Timetable};
use super::world::{Borough, Sex};
use crate::domain::Day;

/// How the sender of this feed writes files; the council's own form is written elsewhere.
#[must_use]
pub fn form(feed: Feed) -> Form {
    match feed {
        Feed::Yot => yot::FORM,
        Feed::Attendance => attendance::FORM,
        Feed::Exclusions => exclusions::FORM,
        Feed::Adms => adms::FORM,
        Feed::Police | Feed::Council => police::FORM,
    }
}

/// The rows of one delivery about the cohort.
#[must_use]
pub fn rows(borough: &Borough, timetable: &Timetable, delivery: &Delivery, chance: &mut Chance) -> Vec<Row> {
    match delivery.feed {
        Feed::Yot => yot::rows(borough, delivery, chance),
        Feed::Attendance => attendance::rows(borough, delivery, chance),
        Feed::Exclusions => exclusions::rows(borough, timetable, delivery, chance),
        Feed::Adms => adms::rows(borough, delivery, chance),
        Feed::Police => police::rows(borough, delivery, chance),
        Feed::Council => Vec::new(),
    }
}

/// One row of the delivery about somebody outside the cohort; snapshots hold none.
#[must_use]
pub fn stranger(delivery: &Delivery, number: usize, chance: &mut Chance) -> Option<Row> {
    let fields = match delivery.feed {
        Feed::Yot => yot::stranger(delivery, number, chance),
        Feed::Attendance => attendance::stranger(number, chance),
        Feed::Exclusions => exclusions::stranger(delivery, number, chance),
        Feed::Police => police::stranger(delivery, number, chance),
        Feed::Adms | Feed::Council => return None,
    };
    Some(Row { fields, about: None })
}

/// Somebody outside the cohort, of an age between these two on `day`.
fn somebody(day: Day, ages: (u32, u32), chance: &mut Chance) -> Told {
    let names = Names::builtin();
    let group = Names::group(chance);
    let sex = if chance.percent(50) { Sex::Female } else { Sex::Male };
    let address = names.address(chance);
    let days = chance.between(ages.0 * 365, ages.1 * 365 + 364);
    Told {
        forename: names.forename(group, sex, chance),
        surname: names.surname(group, chance),
        born_on: Some(day.plus_days(-i32::try_from(days).expect("a life fits"))),
        number: String::new(),
        address: address.line,
        postcode: address.postcode,
        uprn: if chance.percent(60) {
            numbers::uprn(5_000_000 + chance.below(4_000_000))
        } else {
            String::new()
        },
    }
}

/// A day of the delivery's window.
fn some_day(delivery: &Delivery, chance: &mut Chance) -> Day {
    let days = u32::try_from(delivery.window.days()).expect("windows have days");
    delivery.window.from.plus_days(i32::try_from(chance.below(days)).expect("a window fits"))
}
