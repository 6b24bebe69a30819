//! Files of an invented borough: cohort, deliveries, when each arrived, and the truth beside them.
//!
//! The borough comes in, items of path and bytes go to the sink, one delivery at a time so that a million rows need no
//! more memory than the largest file.

use super::random::Chance;
use super::sheet::{Flaw, Row, sheet};
use super::timetable::{Delivery, Feed, Timetable};
use super::world::{Borough, Subject};
use super::{cohort, council, extracts};

/// One file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Below the output folder, with `/` between folders.
    pub path: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

/// What was written.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    /// Families.
    pub families: usize,
    /// People of the families.
    pub people: usize,
    /// Delivered files.
    pub deliveries: usize,
    /// Rows of the feeds in them.
    pub rows: usize,
}

/// The rows of one delivery and what is wrong with its file.
pub struct Parcel {
    /// When and what.
    pub delivery: Delivery,
    /// What its file name has besides feed and period.
    pub suffix: &'static str,
    /// Rows about the cohort.
    pub rows: Vec<Row>,
    /// Rows about others to add.
    pub strangers: usize,
    /// Whether some rows got lost on the way.
    pub gaps: bool,
    /// What is wrong with the file.
    pub flaws: Vec<Flaw>,
}

/// Every delivery of the feeds; about `rows` rows in all.
#[must_use]
pub fn parcels(borough: &Borough, timetable: &Timetable, rows: usize, chance: &Chance) -> Vec<Parcel> {
    let mut parcels = Vec::new();
    for delivery in timetable.deliveries().into_iter().filter(|delivery| delivery.feed != Feed::Council) {
        let mut own = chance.fork(&delivery.path(), 0);
        let rows = extracts::rows(borough, timetable, &delivery, &mut own);
        let flaws = flaws(&delivery, rows.len(), &mut own);
        parcels.push(Parcel { delivery, suffix: "", rows, strangers: 0, gaps: false, flaws });
    }
    share_strangers(&mut parcels, rows);
    parcels
}

/// Writes cohort, deliveries and what is known about them.
///
/// # Errors
/// Only what the sink returns.
pub fn write<E>(
    borough: &Borough,
    timetable: &Timetable,
    parcels: Vec<Parcel>,
    chance: &Chance,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Tally, E> {
    for (name, text) in cohort::files(borough) {
        sink(Item { path: format!("cohort/{name}"), bytes: text.into_bytes() })?;
    }
    let mut writer = Writer::new(borough, sink);
    for delivery in timetable.deliveries().into_iter().filter(|delivery| delivery.feed == Feed::Council) {
        writer.council(timetable, &delivery)?;
    }
    for parcel in parcels {
        let mut own = chance.fork(&parcel.delivery.path(), 1);
        writer.parcel(parcel, &mut own)?;
    }
    writer.finish()
}

/// Of the rows that are missing to `rows`, what each delivery adds about others, by how large such files are in life.
fn share_strangers(parcels: &mut [Parcel], rows: usize) {
    let own: usize = parcels.iter().map(|parcel| parcel.rows.len()).sum();
    let weight = |feed| match feed {
        Feed::Police => 30,
        Feed::Attendance => 24,
        Feed::Exclusions | Feed::Yot => 3,
        Feed::Adms | Feed::Council => 0,
    };
    let total: usize = parcels.iter().map(|parcel| weight(parcel.delivery.feed)).sum();
    let missing = rows.saturating_sub(own);
    let mut before = 0;
    for parcel in parcels {
        let upto = before + weight(parcel.delivery.feed);
        parcel.strangers = missing * upto / total.max(1) - missing * before / total.max(1);
        before = upto;
    }
}

/// Now and then a file has blank lines, or its header twice.
fn flaws(delivery: &Delivery, rows: usize, chance: &mut Chance) -> Vec<Flaw> {
    if rows == 0 || delivery.feed == Feed::Adms {
        return Vec::new();
    }
    match chance.below(12) {
        0 => vec![Flaw::BlankLine(chance.index(rows))],
        1 => vec![Flaw::RepeatedHeader(chance.index(rows))],
        _ => Vec::new(),
    }
}

/// Hands deliveries to the sink and keeps the truth and the days of arrival.
struct Writer<'a, E> {
    borough: &'a Borough,
    sink: &'a mut dyn FnMut(Item) -> Result<(), E>,
    truth: String,
    received: Vec<(String, String)>,
    rows: usize,
}

impl<'a, E> Writer<'a, E> {
    fn new(borough: &'a Borough, sink: &'a mut dyn FnMut(Item) -> Result<(), E>) -> Self {
        let truth = "file,line,person_id,household_id\n".to_owned();
        Self { borough, sink, truth, received: Vec::new(), rows: 0 }
    }

    /// Writes one delivery with its strangers.
    fn parcel(&mut self, parcel: Parcel, chance: &mut Chance) -> Result<(), E> {
        let Parcel { delivery, suffix, mut rows, strangers, gaps, flaws } = parcel;
        rows.extend((0..strangers).filter_map(|number| extracts::stranger(&delivery, number, chance)));
        if gaps {
            let mut kept = (0..).map(|place: usize| place % 20 != 7);
            rows.retain(|_| kept.next().unwrap_or(true));
        }
        let path = format!("deliveries/{}", delivery.path().replace(".csv", &format!("{suffix}.csv")));
        let sheet = sheet(extracts::form(delivery.feed), rows, &flaws);
        self.rows += sheet.lines.len();
        self.note(&path, &sheet.lines);
        self.received.push((delivery.received_on.to_string(), path.clone()));
        (self.sink)(Item { path, bytes: sheet.bytes })
    }

    /// Writes the council's facts and coverage of a month.
    fn council(&mut self, timetable: &Timetable, delivery: &Delivery) -> Result<(), E> {
        let (facts, lines) = council::facts(self.borough, delivery);
        let coverage = council::coverage(self.borough, timetable, delivery);
        for (name, text) in [("facts", facts), ("coverage", coverage)] {
            let path = format!("deliveries/{}/{name}_{}.csv", Feed::Council.folder(), delivery.period);
            if name == "facts" {
                self.note(&path, &lines);
            }
            self.received.push((delivery.received_on.to_string(), path.clone()));
            (self.sink)(Item { path, bytes: text.into_bytes() })?;
        }
        Ok(())
    }

    fn note(&mut self, path: &str, lines: &[(u32, Option<Subject>)]) {
        for (line, about) in lines {
            let (person, home) = match about {
                Some(Subject::Person(person)) => (self.borough.people[*person].id.as_str(), ""),
                Some(Subject::Home(home)) => ("", self.borough.homes[*home].id.as_str()),
                None => ("", ""),
            };
            self.truth.push_str(&format!("{path},{line},{person},{home}\n"));
        }
    }

    /// Writes the days of arrival and the truth.
    fn finish(mut self) -> Result<Tally, E> {
        self.received.sort();
        let mut text = "file,received\n".to_owned();
        for (day, path) in &self.received {
            text.push_str(&format!("{path},{day}\n"));
        }
        let deliveries = self.received.len();
        (self.sink)(Item { path: "received.csv".to_owned(), bytes: text.into_bytes() })?;
        (self.sink)(Item { path: "truth.csv".to_owned(), bytes: self.truth.into_bytes() })?;
        let (families, people) = (self.borough.families.len(), self.borough.people.len());
        Ok(Tally { families, people, deliveries, rows: self.rows })
    }
}
