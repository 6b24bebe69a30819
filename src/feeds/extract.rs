//! What reading a delivery gives: compact typed rows, rejects, problems and counts.
#![expect(clippy::disallowed_types, reason = "hash maps are looked up only and never listed")]

use super::period::DeliveryPeriod;
use super::schema::{ColumnIx, FeedSchema};
use crate::domain::{Day, Digest, Quantity, SourceRef, Text};
use crate::problem::{Kind, Problem};
use std::collections::HashMap;

/// One delivery as read.
#[derive(Clone, Debug)]
pub struct Extract<'s> {
    /// The layout it was read by.
    pub schema: &'s FeedSchema,
    /// The file's name, without folders.
    pub file: Text,
    /// The file's digest.
    pub digest: Digest,
    /// What it is about.
    pub period: DeliveryPeriod,
    /// The good rows in file order.
    pub rows: Rows,
    /// Rejected rows as far as they could be read, for feeds that speak of the people of their rows: what is said of those
    /// people is not all.
    pub spoiled: Rows,
    /// What could not be used, in file order.
    pub rejects: Vec<Reject>,
    /// What is wrong, each kind and column once, with the first line and the number of rows.
    pub problems: Vec<Problem>,
    /// How many rows there were.
    pub counts: Counts,
    /// Whether the delivery is whole: it could be used, was not cut short and has no more rejects than allowed. Only then
    /// does its silence mean something.
    pub whole: bool,
}

/// How many rows a delivery has. Blank lines and headers are no rows.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// All rows.
    pub rows: u64,
    /// Rows set aside.
    pub rejected: u64,
    /// Of these, rows that cannot even be taken apart into fields.
    pub unreadable: u64,
}

/// One fault of a row that cannot be used. A row with several faults has several.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reject {
    /// The line the row begins on.
    pub line: u32,
    /// The column with the fault; `None` if the row as a whole is at fault.
    pub column: Option<Text>,
    /// What kind of fault; gives the code.
    pub kind: Kind,
    /// The fault in words, without the value.
    pub message: String,
    /// The row as delivered. Personal data: for the rejects file only.
    pub original: Text,
}

/// A field of a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell<'r> {
    /// No value.
    Blank,
    /// A text or code; numbers of a scheme in their normal form.
    Text(&'r Text),
    /// A number or postcode that failed its check: it says what was written and is not a key.
    Doubtful(&'r Text),
    /// A day.
    Day(Day),
    /// A number.
    Number(Quantity),
}

/// A field as kept: texts and numbers are held once and pointed at.
#[derive(Clone, Copy, Debug)]
enum Stored {
    Blank,
    Text(u32),
    Doubtful(u32),
    Day(Day),
    Number(u32),
}

/// Typed rows, only of the columns that facts, keys and the record key need.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// For each column of the schema its place in a row, if it is kept.
    slots: Vec<Option<usize>>,
    width: usize,
    lines: Vec<u32>,
    cells: Vec<Stored>,
    texts: Vec<Text>,
    numbers: Vec<Quantity>,
}

impl Rows {
    /// No rows yet; `kept` says for each column of the schema whether it is needed.
    #[must_use]
    pub fn new(kept: &[bool]) -> Self {
        let mut width = 0;
        let slot = |kept: &bool| {
            kept.then(|| {
                width += 1;
                width - 1
            })
        };
        let slots = kept.iter().map(slot).collect();
        Self { slots, width, ..Self::default() }
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The row with this index, from 0.
    #[must_use]
    pub fn row(&self, index: usize) -> Row<'_> {
        Row { rows: self, index }
    }

    /// All rows in file order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }
}

/// One row.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    rows: &'r Rows,
    index: usize,
}

impl<'r> Row<'r> {
    /// The line it begins on.
    #[must_use]
    pub fn line(self) -> u32 {
        self.rows.lines[self.index]
    }

    /// File and line.
    #[must_use]
    pub fn source(self, file: Digest) -> SourceRef {
        SourceRef { file, line: self.line() }
    }

    /// The field of a column; blank for a column that is not kept.
    #[must_use]
    pub fn cell(self, column: ColumnIx) -> Cell<'r> {
        let rows = self.rows;
        let Some(slot) = rows.slots[column] else { return Cell::Blank };
        match rows.cells[self.index * rows.width + slot] {
            Stored::Blank => Cell::Blank,
            Stored::Text(index) => Cell::Text(&rows.texts[index as usize]),
            Stored::Doubtful(index) => Cell::Doubtful(&rows.texts[index as usize]),
            Stored::Day(day) => Cell::Day(day),
            Stored::Number(index) => Cell::Number(rows.numbers[index as usize]),
        }
    }

    /// The text of a column that can serve as a key.
    #[must_use]
    pub fn text(self, column: ColumnIx) -> Option<&'r Text> {
        if let Cell::Text(text) = self.cell(column) { Some(text) } else { None }
    }

    /// The day of a column.
    #[must_use]
    pub fn day(self, column: ColumnIx) -> Option<Day> {
        if let Cell::Day(day) = self.cell(column) { Some(day) } else { None }
    }

    /// The number of a column.
    #[must_use]
    pub fn number(self, column: ColumnIx) -> Option<Quantity> {
        if let Cell::Number(number) = self.cell(column) { Some(number) } else { None }
    }
}

/// A field as just read, before it is kept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value<'t> {
    /// No value.
    Blank,
    /// A text or code.
    Text(&'t str),
    /// A number of a scheme or postcode in its normal form.
    Normal(String),
    /// A number or postcode that failed its check, as written.
    Doubtful(&'t str),
    /// A day.
    Day(Day),
    /// A number.
    Number(Quantity),
}

/// Gathers rows; equal texts are kept once.
pub struct RowsBuilder {
    rows: Rows,
    /// Looked up only, never listed.
    known: HashMap<Text, u32>,
}

impl RowsBuilder {
    /// No rows yet; `kept` says for each column of the schema whether it is needed.
    #[must_use]
    pub fn new(kept: &[bool]) -> Self {
        Self { rows: Rows::new(kept), known: HashMap::new() }
    }

    /// Adds a row: its line and one value for each column of the schema.
    pub fn push(&mut self, line: u32, values: &[Value<'_>]) {
        self.rows.lines.push(line);
        for (column, value) in values.iter().enumerate() {
            if self.rows.slots[column].is_some() {
                let stored = match value {
                    Value::Blank => Stored::Blank,
                    Value::Text(text) => Stored::Text(self.intern(text)),
                    Value::Normal(text) => Stored::Text(self.intern(text)),
                    Value::Doubtful(text) => Stored::Doubtful(self.intern(text)),
                    Value::Day(day) => Stored::Day(*day),
                    Value::Number(number) => {
                        self.rows.numbers.push(*number);
                        Stored::Number(index(self.rows.numbers.len() - 1))
                    }
                };
                self.rows.cells.push(stored);
            }
        }
    }

    fn intern(&mut self, text: &str) -> u32 {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let text = Text::from(text);
        let place = index(self.rows.texts.len());
        self.rows.texts.push(text.clone());
        self.known.insert(text, place);
        place
    }

    /// The rows gathered.
    #[must_use]
    pub fn finish(self) -> Rows {
        self.rows
    }
}

fn index(place: usize) -> u32 {
    u32::try_from(place).expect("a file has fewer than 2^32 fields")
}
