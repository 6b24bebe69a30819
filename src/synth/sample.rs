//! The sample borough: hand-written stories, some invented families beside them, and the flaws that files of real life have.
//!
//! Nothing comes in; the files of `sample-data/` go out, always the same bytes.

use super::extracts::police;
use super::names::Names;
use super::output::{self, Item, Parcel, Tally};
use super::random::Chance;
use super::sheet::{Flaw, Row};
use super::stories;
use super::timetable::{Feed, Timetable};
use super::world::Borough;
use super::{families, first_day, terms};
use crate::domain::Day;

const SEED: u64 = 20_150_401;
const MONTHS: u32 = 24;
/// Families without a story, after those with one.
const OTHERS: usize = 20;
const ROWS: usize = 7_500;

const README: &str = include_str!("stories/readme.md");

/// Writes the sample borough.
///
/// # Errors
/// Only what the sink returns.
pub fn sample<E>(sink: &mut dyn FnMut(Item) -> Result<(), E>) -> Result<Tally, E> {
    let timetable = Timetable::new(first_day(), MONTHS, terms());
    let chance = Chance::new(SEED);
    let mut borough = Borough::default();
    let said = stories::tell(&mut borough, &timetable);
    for number in borough.families.len() + 1..=borough.families.len() + OTHERS {
        families::add(&mut borough, number, &timetable, &chance);
    }
    let mut parcels = output::parcels(&borough, &timetable, ROWS, &chance);
    spoil(&mut parcels, &chance);
    sink(Item { path: "README.md".to_owned(), bytes: said.readme(README).into_bytes() })?;
    sink(Item { path: "stories.csv".to_owned(), bytes: said.csv().into_bytes() })?;
    output::write(&borough, &timetable, parcels, &chance, sink)
}

/// What is wrong with the files as files: one of each kind.
fn spoil(parcels: &mut Vec<Parcel>, chance: &Chance) {
    for parcel in parcels.iter_mut() {
        parcel.flaws.clear();
        let (feed, period) = (parcel.delivery.feed, parcel.delivery.period.as_str());
        match (feed, period) {
            (Feed::Police, "2015-11") => parcel.flaws.push(Flaw::RepeatedHeader(40)),
            (Feed::Police, "2016-01") | (Feed::Attendance, "2015-summer") => {
                parcel.flaws.push(Flaw::BlankLine(25))
            }
            (Feed::Police, "2016-08") => parcel.flaws.push(Flaw::TruncatedLastLine),
            _ => {}
        }
        let stray = stray_rows(feed, period, chance);
        parcel.rows.extend(stray.into_iter().map(|fields| Row { fields, about: None }));
    }
    send_again(parcels, (Feed::Police, "2016-05"), "_corrected", 27, true);
    send_again(parcels, (Feed::Police, "2016-08"), "_complete", 7, false);
    send_again(parcels, (Feed::Yot, "2016-Q1"), "_again", 1, false);
}

/// Rows about nobody of the cohort that cannot be used, or that use words of former years.
fn stray_rows(feed: Feed, period: &str, chance: &Chance) -> Vec<Vec<String>> {
    let row = |text: &str, delimiter: char| text.split(delimiter).map(str::to_owned).collect();
    match (feed, period) {
        (Feed::Police, "2016-02") => vec![row(
            "201602/199990|31/02/2016|victim|theft|N|MARSH|PAIGE|11/05/1979|7 TANSY ROW|ZX8 1RR|||",
            '|',
        )],
        (Feed::Police, "2016-03") => vec![address_in_two_lines(chance)],
        (Feed::Yot, "2016-Q2") => vec![row(
            "Y999901,HARVEY,Kieran,14/02/2001,ZX3 2WD,YC2016Q2/29990,03/04/2016,theft from shop,3,let off,01/06/2016",
            ',',
        )],
        (Feed::Yot, "2014-Q2") => vec![row(
            "Y999902,LAWSON,Ryan,30/09/1998,ZX5 9LN,YC2014Q2/29990,11/03/2014,criminal damage,2,reprimand,14/04/2014",
            ',',
        )],
        (Feed::Attendance, "2016-spring") => vec![
            row(",Webb,Rosie,02/10/2007,Tansy Lane Primary School,110,118,0,0", ','),
            row("T999100099912,Knight,Harry,19/03/2006,Goldcrest Infant and Junior School,110,101,6,3", ','),
        ],
        (Feed::Exclusions, "2016-summer") => vec![row(
            ",Gibson,Jack,04/04/2031,Ironbell School,X2016-summer/29990,09/02/2016,SUSP,4,PP,N",
            ',',
        )],
        (Feed::Adms, "2016-07-31") => {
            vec![row("TF999990,ZX123456A,SHAW,TRACEY,1981-03-03,ZX4 4AE,confirmed,DLA,41000,,N", ',')]
        }
        _ => Vec::new(),
    }
}

/// A record whose address was typed with a line break.
fn address_in_two_lines(chance: &Chance) -> Vec<String> {
    let mut own = chance.fork("address in two lines", 0);
    let day = Day::new(2016, 3, 12).expect("a day of the calendar");
    let address = Names::builtin().address(&mut own);
    let mut record = police::incident_of("asb", day, &mut own);
    record.number = "201603/199990".to_owned();
    let place = super::telling::Told {
        address: format!("Saltmarsh House\n{}", address.line),
        postcode: address.postcode,
        ..Default::default()
    };
    police::fields(&place, &record)
}

/// The delivery comes a second time under another name, some days later; the first had gaps or not.
fn send_again(parcels: &mut Vec<Parcel>, which: (Feed, &str), suffix: &'static str, days: i32, gaps: bool) {
    let found = parcels.iter().position(|parcel| (parcel.delivery.feed, &*parcel.delivery.period) == which);
    let Some(place) = found else { return };
    let first = &mut parcels[place];
    let mut delivery = first.delivery.clone();
    delivery.received_on = delivery.received_on.plus_days(days);
    let (rows, strangers) = (first.rows.clone(), first.strangers);
    first.gaps = gaps;
    parcels.insert(place + 1, Parcel { delivery, suffix, rows, strangers, gaps: false, flaws: Vec::new() });
}
