//! The council's own deliveries in the interchange form: facts it came to know in a month, and for which days its lists
//! are complete.
//!
//! Facts of the borough and a month come in, the text of `facts_YYYY-MM.csv` and `coverage_YYYY-MM.csv` goes out. Every
//! fact is sent once, in the month it became known; coverage is sent up to the end of the month.

use super::sheet::joined;
use super::timetable::{Delivery, Timetable};
use super::world::{Borough, CouncilFact, Subject};
use crate::domain::{Day, Window};

/// The lists that are complete for everyone up to the end of the month.
const MONTHLY: &[&str] = &[
    "asb-intervention",
    "attestation",
    "custody",
    "employment",
    "nomination",
    "spell-end",
    "supervision",
    "work-activity",
];

/// The lists that are complete at the end of a term (nil returns of schools).
const TERMLY: &[&str] = &["managed-move"];

/// The text of the month's facts, and whom each line is about.
#[must_use]
pub fn facts(borough: &Borough, delivery: &Delivery) -> (String, Vec<(u32, Option<Subject>)>) {
    let header = ["fact", "person_id", "household_id", "from", "to", "value", "of", "code", "ref"];
    let mut rows: Vec<(Vec<String>, Subject)> = borough
        .council
        .iter()
        .filter(|fact| delivery.window.contains(fact.known_on))
        .map(|fact| (fields(borough, fact), fact.subject))
        .collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let mut text = joined(header.into_iter(), ',') + "\n";
    let mut lines = Vec::new();
    for ((fields, subject), line) in rows.into_iter().zip(2..) {
        text.push_str(&joined(fields.iter().map(String::as_str), ','));
        text.push('\n');
        lines.push((line, Some(subject)));
    }
    (text, lines)
}

fn fields(borough: &Borough, fact: &CouncilFact) -> Vec<String> {
    let (person, home) = match fact.subject {
        Subject::Person(person) => (borough.people[person].id.clone(), String::new()),
        Subject::Home(home) => (String::new(), borough.homes[home].id.clone()),
    };
    vec![
        fact.fact.clone(),
        person,
        home,
        fact.from.to_string(),
        fact.to.map(|day| day.to_string()).unwrap_or_default(),
        fact.value.clone(),
        fact.of.clone(),
        fact.code.clone(),
        fact.reference.clone(),
    ]
}

/// The text of the month's coverage.
#[must_use]
pub fn coverage(borough: &Borough, timetable: &Timetable, delivery: &Delivery) -> String {
    let mut rows: Vec<[String; 4]> = Vec::new();
    let first = delivery.window.from == timetable.first;
    let from = if first { timetable.history } else { delivery.window.from };
    for fact in MONTHLY {
        rows.push(row(fact, "", Window { from, to: delivery.window.to }));
    }
    for window in terms_ended(timetable, delivery, first) {
        for fact in TERMLY {
            rows.push(row(fact, "", window));
        }
    }
    for stretch in borough.council_coverage.iter().filter(|item| delivery.window.contains(item.known_on)) {
        rows.push(row(&stretch.fact, &borough.people[stretch.person].id, stretch.window));
    }
    rows.sort();
    let mut text = joined(["fact", "person_id", "from", "to"].into_iter(), ',') + "\n";
    for row in rows {
        text.push_str(&joined(row.iter().map(String::as_str), ','));
        text.push('\n');
    }
    text
}

fn row(fact: &str, person: &str, window: Window) -> [String; 4] {
    [fact.to_owned(), person.to_owned(), window.from.to_string(), window.to.to_string()]
}

/// The terms (with the holidays after them) that end in the month; at the start all that ended before.
fn terms_ended(timetable: &Timetable, delivery: &Delivery, first: bool) -> Vec<Window> {
    let calendar = &timetable.calendar;
    let ended = |day: Day| delivery.window.contains(day) || (first && day < delivery.window.from);
    (0..calendar.terms().len()).map(|term| calendar.reach(term)).filter(|reach| ended(reach.to)).collect()
}
