//! A person file as columns of numbered values: the bytes of a CSV file come in, a [`Table`] goes out.
//!
//! Values are kept once each, as written but trimmed; what they mean is decided later. Files are read in chunks side by
//! side; the result does not depend on how many there were. A quote that is opened and not closed spoils its own line only.

use super::dictionary::{Dictionary, hash};
use super::plain::{self, decoded};
use super::roles::Roles;
use crate::feeds::records::{Records, Step, is_soundly_quoted};
use rayon::prelude::*;
use std::ops::Range;

/// The most bytes of a record in which quotes do not fit.
const LONGEST: usize = 1 << 16;

/// One column: each row's value by number. Number 0 is a blank.
#[derive(Clone, Debug, Default)]
pub(super) struct Column {
    pub(super) values: Dictionary,
    /// Whether each value was kept, equal or not: most values of the column occur once.
    plain: bool,
    pub(super) rows: Vec<u32>,
}

impl Column {
    fn push(&mut self, value: &[u8]) {
        let number = match (value.is_empty(), self.plain) {
            (true, _) => 0,
            (false, true) => self.values.push(value),
            (false, false) => self.values.enter(value).0,
        };
        self.rows.push(number);
    }
}

/// A person file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Column numbers of the file by role.
    pub roles: Roles,
    ids: Vec<u8>,
    id_ends: Vec<u32>,
    entities: Vec<u32>,
    repeated: usize,
    without_id: usize,
    pub(super) columns: Vec<Column>,
    /// Rows whose number of fields differs from the header's; blanks were put for what they lack.
    pub uneven: usize,
    /// Lines that open a quote and do not close it. They are read to their end as if it were not there.
    pub unclosed: usize,
    /// Where the first of them begins, in bytes.
    first_unclosed: Option<usize>,
}

/// The header of a CSV file, without byte-order mark.
///
/// # Errors
/// When the first line cannot be read, or opens a quote that it does not close.
pub fn header(bytes: &[u8]) -> Result<Vec<String>, String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.byte_headers().map_err(|error| error.to_string())?;
    let names: Vec<String> =
        header.iter().map(|name| decoded(name).trim().trim_start_matches('\u{feff}').to_owned()).collect();
    let raw = &bytes[..body(bytes)];
    if header.as_slice().contains(&b'\n') && !is_soundly_quoted(raw.trim_ascii(), b',') {
        return Err("the header opens a quote and does not close it".to_owned());
    }
    if names.iter().all(String::is_empty) { Err("the file has no header".to_owned()) } else { Ok(names) }
}

impl Table {
    /// Reads a CSV file with a header.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn read(bytes: &[u8], roles: Roles, width: usize) -> Result<Self, String> {
        let mut used: Vec<usize> =
            roles.pairs().into_iter().map(|(_, at)| at).filter(|at| Some(*at) != roles.id).collect();
        used.sort_unstable();
        used.dedup();
        let start = body(bytes);
        let plain = roles.plain();
        let empty = || {
            let mut columns = vec![Column::default(); width];
            used.iter().for_each(|at| _ = columns[*at].values.enter(b""));
            plain.iter().for_each(|at| columns[*at].plain = true);
            Self { columns, ..Self::default() }
        };
        let form = Form { used: &used, id: roles.id, width };
        let read = |range: &Range<usize>| empty().fill(bytes, range.clone(), &form);
        let chunks: Vec<Self> = chunks(bytes, start).par_iter().map(read).collect::<Result<_, String>>()?;
        let mut table = Self { roles: roles.clone(), ..empty() };
        for chunk in &chunks {
            table.append_ids(chunk);
        }
        let columns = std::mem::take(&mut table.columns);
        table.columns =
            columns.into_par_iter().enumerate().map(|(at, column)| joined(column, at, &chunks)).collect();
        if roles.id.is_none() {
            table.number_rows();
        }
        table.number_ids();
        Ok(table)
    }

    /// A table from rows in memory, in the order of a header.
    pub fn from_rows<'a>(roles: Roles, width: usize, rows: impl Iterator<Item = Vec<&'a str>>) -> Self {
        let mut table = Self { roles, columns: vec![Column::default(); width], ..Self::default() };
        table.columns.iter_mut().for_each(|column| _ = column.values.enter(b""));
        for row in rows {
            if let Some(id) = table.roles.id {
                table.push_id(row[id].as_bytes());
            }
            for (column, value) in table.columns.iter_mut().zip(row) {
                column.rows.push(column.values.enter(value.trim().as_bytes()).0);
            }
        }
        if table.roles.id.is_none() {
            table.id_ends = vec![0; table.columns.first().map_or(0, |column| column.rows.len())];
            table.number_rows();
        }
        table.number_ids();
        table
    }

    /// Takes in the records of a piece of the file.
    fn fill(mut self, bytes: &[u8], range: Range<usize>, form: &Form<'_>) -> Result<Self, String> {
        let piece = &bytes[range.clone()];
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(piece);
        let mut record = csv::ByteRecord::new();
        let quoted = piece.contains(&b'"');
        let mut start = 0;
        while reader.read_byte_record(&mut record).map_err(|error| error.to_string())? {
            let end = reader.position().byte() as usize;
            if quoted
                && record.as_slice().contains(&b'\n')
                && (record.len() != form.width || !is_soundly_quoted(piece[start..end].trim_ascii(), b','))
            {
                self.fill_line_by_line(bytes, range.start + start..range.end, form);
                break;
            }
            self.push(form, record.len(), |at| record.get(at).unwrap_or_default());
            start = end;
        }
        Ok(self)
    }

    /// The same where quotes are not closed.
    fn fill_line_by_line(&mut self, bytes: &[u8], range: Range<usize>, form: &Form<'_>) {
        let piece = &bytes[range.clone()];
        let mut records = Records::new(piece, b',', LONGEST);
        while let Some(step) = records.next() {
            let raw =
                match step {
                    Step::Blank { .. } => continue,
                    Step::Record(record) if record.breaks > 0 && record.fields != form.width => {
                        records.resume_after_first_line(&record)
                    }
                    Step::Record(record) => {
                        self.push(form, record.fields, |at| {
                            if at < record.fields { records.field(at) } else { b"" }
                        });
                        continue;
                    }
                    Step::Unclosed { raw, .. } => raw,
                };
            self.unclosed += 1;
            self.first_unclosed = self.first_unclosed.or(Some(range.start + raw.start));
            let fields: Vec<&[u8]> = piece[raw].split(|byte| *byte == b',').collect();
            self.push(form, fields.len(), |at| fields.get(at).map_or(&b""[..], |field| unquoted(field)));
        }
    }

    /// Takes in one record.
    fn push<'a>(&mut self, form: &Form<'_>, fields: usize, field: impl Fn(usize) -> &'a [u8]) {
        self.uneven += usize::from(fields != form.width);
        let id = form.id.map_or(&b""[..], &field).trim_ascii();
        if id.is_ascii() {
            self.push_id(id)
        } else {
            self.push_id(decoded(id).as_bytes())
        }
        for at in form.used {
            self.columns[*at].push(field(*at).trim_ascii());
        }
    }

    fn push_id(&mut self, id: &[u8]) {
        self.ids.extend_from_slice(id);
        self.id_ends.push(u32::try_from(self.ids.len()).expect("less than four gigabytes of ids"));
    }

    fn append_ids(&mut self, other: &Self) {
        let before = self.ids.len() as u32;
        self.ids.extend_from_slice(&other.ids);
        self.id_ends.extend(other.id_ends.iter().map(|end| end + before));
        self.uneven += other.uneven;
        self.unclosed += other.unclosed;
        self.first_unclosed = self.first_unclosed.or(other.first_unclosed);
    }

    /// Ids where the file has none: the number of the line, the header being line 1.
    fn number_rows(&mut self) {
        let rows = self.id_ends.len();
        (self.ids, self.id_ends) = (Vec::new(), Vec::new());
        (0..rows).for_each(|row| self.push_id((row + 2).to_string().as_bytes()));
    }

    /// How many rows it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.id_ends.len()
    }

    /// Whether it has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.id_ends.is_empty()
    }

    /// The id of a row.
    #[must_use]
    pub fn id(&self, row: u32) -> &[u8] {
        let row = row as usize;
        let start = if row == 0 { 0 } else { self.id_ends[row - 1] as usize };
        &self.ids[start..self.id_ends[row] as usize]
    }

    /// How many rows have the id of an earlier one.
    #[must_use]
    pub fn repeated_ids(&self) -> usize {
        self.repeated
    }

    /// How many rows have a blank where the others have an id.
    #[must_use]
    pub fn rows_without_id(&self) -> usize {
        self.without_id
    }

    /// The first line, in the bytes read, that opens a quote and does not close it.
    #[must_use]
    pub fn first_unclosed_line(&self, bytes: &[u8]) -> Option<u32> {
        self.first_unclosed.map(|at| plain::line(bytes, at))
    }

    /// A number for each row's id, equal for equal ids, in order of first sight.
    pub(super) fn entities(&self) -> &[u32] {
        &self.entities
    }

    /// Numbers the ids; where none has the hash of another, the rows' own numbers do. A blank is nobody's id: rows without one
    /// are not one person for that.
    fn number_ids(&mut self) {
        let rows = self.len() as u32;
        self.without_id = (0..rows).filter(|row| self.id(*row).is_empty()).count();
        let mut hashes: Vec<u64> = (0..rows).into_par_iter().map(|row| hash(self.id(row))).collect();
        hashes.par_sort_unstable();
        if hashes.windows(2).all(|two| two[0] != two[1]) {
            self.entities = (0..rows).collect();
            return;
        }
        let mut ids = Dictionary::default();
        let number = |row: u32| match self.id(row) {
            b"" => ids.push(b""),
            id => ids.enter(id).0,
        };
        self.entities = (0..rows).map(number).collect();
        self.repeated = self.len() - ids.len();
    }
}

fn joined(mut column: Column, at: usize, chunks: &[Table]) -> Column {
    for chunk in chunks {
        let part = &chunk.columns[at];
        if column.plain {
            let before = column.values.append(&part.values);
            column.rows.extend(part.rows.iter().map(|value| if *value == 0 { 0 } else { value + before }));
            continue;
        }
        let numbers: Vec<u32> = (0..part.values.len() as u32)
            .map(|value| column.values.enter(part.values.get(value)).0)
            .collect();
        column.rows.extend(part.rows.iter().map(|value| numbers[*value as usize]));
    }
    column
}

/// What is taken of each record.
struct Form<'a> {
    used: &'a [usize],
    id: Option<usize>,
    width: usize,
}

/// A field that was not taken apart, without blanks and quotes around it.
fn unquoted(field: &[u8]) -> &[u8] {
    let (mut field, quotes) = (field.trim_ascii(), |byte: &u8| *byte == b'"');
    while field.first().is_some_and(quotes) {
        field = &field[1..];
    }
    while field.last().is_some_and(quotes) {
        field = &field[..field.len() - 1];
    }
    field
}

/// Where the first record after the header starts.
fn body(bytes: &[u8]) -> usize {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => reader.position().byte() as usize,
        _ => bytes.len(),
    }
}

/// Pieces that end with a line that is outside quotes.
fn chunks(bytes: &[u8], start: usize) -> Vec<Range<usize>> {
    const SIZE: usize = 8 << 20;
    let mut ranges = Vec::new();
    let mut from = start;
    while from < bytes.len() {
        let mut quoted = false;
        let target = (from + SIZE).min(bytes.len());
        quoted ^= bytes[from..target].iter().filter(|byte| **byte == b'"').count() % 2 == 1;
        let mut to = target;
        while to < bytes.len() && (quoted || bytes[to - 1] != b'\n') {
            quoted ^= bytes[to] == b'"';
            to += 1;
        }
        ranges.push(from..to);
        from = to;
    }
    ranges
}
