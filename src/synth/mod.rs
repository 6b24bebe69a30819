//! Invented boroughs: a seed or the built-in stories come in, a cohort folder, deliveries and the truth behind them go out.
//!
//! First the truth (who lives where with whom and what happens to them), then each feed as a renderer of it with the
//! sender's forms and mistakes. Files go to a sink as path and bytes; nothing here touches a disk, and the same seed
//! gives the same bytes on every machine.

mod cohort;
mod council;
mod extracts;
mod families;
pub mod linkage;
mod lives;
mod names;
mod numbers;
mod output;
mod random;
mod sample;
mod sheet;
mod stories;
mod telling;
#[cfg(test)]
mod tests;
mod timetable;
mod world;

pub use output::{Item, Tally};
pub use sample::sample;

use crate::domain::{Day, SchoolCalendar};
use crate::facts::interchange;
use random::Chance;
use timetable::Timetable;

const TERMS: &str = include_str!("../../schemas/calendars/demo.csv");

/// What kind of borough to invent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Order {
    /// The seed; the same seed gives the same borough.
    pub seed: u64,
    /// How many families, at least 1.
    pub families: usize,
    /// How many months of deliveries from April 2015 on, 1 to 36.
    pub months: u32,
    /// About how many feed rows in all: people the council does not know make up the number. `None`: 40 a family.
    pub rows: Option<usize>,
}

/// Invents a borough and hands each file to `sink`.
///
/// # Errors
/// Only what the sink returns.
pub fn invent<E>(order: Order, sink: &mut dyn FnMut(Item) -> Result<(), E>) -> Result<Tally, E> {
    let timetable = Timetable::new(first_day(), order.months.clamp(1, 36), terms());
    let chance = Chance::new(order.seed);
    let borough = families::borough(order.families, &timetable, &chance);
    let rows = order.rows.unwrap_or(order.families.saturating_mul(40));
    let parcels = output::parcels(&borough, &timetable, rows, &chance);
    output::write(&borough, &timetable, parcels, &chance, sink)
}

/// The first day on which deliveries arrive.
fn first_day() -> Day {
    Day::new(2015, 4, 1).expect("April has a first day")
}

/// The invented school terms that the demonstration uses.
fn terms() -> SchoolCalendar {
    interchange::read_terms("demo.csv", TERMS.as_bytes()).value
}
