//! Small strict CSV tables with a fixed set of columns: the cohort files and the interchange files.
//!
//! The bytes of one file come in; trimmed fields by column, each row with its line, go out. Column order is free.
//! Nothing is guessed: a missing column makes the whole file unusable, a row that does not fit is a fault beside the
//! good rows. Faults name lines and expected columns, never what a field or an unexpected header holds.

use crate::domain::{Digest, SourceRef};

/// What is wrong with a row, or with a header that can still be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The column with this number, from 1, is not one of the table's.
    ExtraColumn(usize),
    /// The row has this many fields, not as many as the header.
    FieldCount {
        /// Fields of the row; a last one whose quote is never closed is none.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// The row is not UTF-8.
    NotUtf8,
}

/// A table as read: rows in file order, and what was left out.
#[derive(Debug)]
pub struct Table {
    digest: Digest,
    columns: &'static [&'static str],
    lines: Vec<u32>,
    /// All fields of all rows one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    faults: Vec<(u32, Fault)>,
    ends_short: bool,
}

/// Where the text of a row ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// At a line break.
    LineBreak,
    /// With the file, after a field.
    Field,
    /// With the file, in a field whose quote is not closed.
    OpenQuote,
}

impl End {
    /// Where a row ends that the text begins with.
    fn of(text: &[u8]) -> Self {
        let (mut is_begun, mut is_quoted, mut is_open) = (false, false, false);
        for byte in text {
            match byte {
                b'"' if !is_begun => (is_begun, is_quoted, is_open) = (true, true, true),
                // A quote doubled in a quoted field closes it and opens it again.
                b'"' if is_quoted => is_open = !is_open,
                _ if is_open => {}
                b'\r' | b'\n' => return Self::LineBreak,
                b',' => (is_begun, is_quoted) = (false, false),
                _ => (is_begun, is_quoted) = (true, false),
            }
        }
        if is_open { Self::OpenQuote } else { Self::Field }
    }
}

/// One row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct TableRow<'a> {
    table: &'a Table,
    index: usize,
}

impl Table {
    /// Reads `bytes` (UTF-8, comma-separated, with or without a byte order mark) as a table with these columns.
    ///
    /// # Errors
    /// The columns that the header does not have; all of them for a file without a header.
    pub fn read(bytes: &[u8], columns: &'static [&'static str]) -> Result<Self, Vec<&'static str>> {
        let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        let mut record = csv::ByteRecord::new();
        let mut lines = LineCounter { text, at: 0, line: 1 };
        let mut table = Self::empty(Digest::of(bytes), columns);
        if !read_record(&mut reader, &mut record) {
            return Err(columns.to_vec());
        }
        let header_line = lines.of(&record);
        let places = table.check_header(&record, header_line)?;
        let width = record.len();
        while read_record(&mut reader, &mut record) {
            let line = lines.of(&record);
            // No other row than the last can end with the file.
            let is_last = reader.position().byte() == text.len() as u64;
            let end = if is_last { End::of(&text[lines.at..]) } else { End::LineBreak };
            table.ends_short = end == End::OpenQuote || end == End::Field && record.len() < width;
            table.take(&record, line, &places, width, end);
        }
        Ok(table)
    }

    fn empty(digest: Digest, columns: &'static [&'static str]) -> Self {
        Self {
            digest,
            columns,
            lines: Vec::new(),
            text: String::new(),
            ends: Vec::new(),
            faults: Vec::new(),
            ends_short: false,
        }
    }

    /// Where each expected column stands.
    fn check_header(&mut self, header: &csv::ByteRecord, line: u32) -> Result<Vec<usize>, Vec<&'static str>> {
        let names: Vec<&[u8]> = header.iter().map(<[u8]>::trim_ascii).collect();
        let places: Vec<_> = self
            .columns
            .iter()
            .map(|column| names.iter().position(|name| *name == column.as_bytes()).ok_or(*column))
            .collect();
        let missing: Vec<_> = places.iter().filter_map(|place| place.err()).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let places: Vec<usize> = places.into_iter().flatten().collect();
        let extra = (0..names.len()).filter(|index| !places.contains(index));
        self.faults.extend(extra.map(|index| (line, Fault::ExtraColumn(index + 1))));
        Ok(places)
    }

    fn take(&mut self, record: &csv::ByteRecord, line: u32, places: &[usize], width: usize, end: End) {
        let is_open = end == End::OpenQuote;
        if record.len() != width || is_open {
            // A last field that is not whole is none.
            let found = record.len() - usize::from(is_open && record.len() == width);
            self.faults.push((line, Fault::FieldCount { found, expected: width }));
            return;
        }
        let fields: Result<Vec<&str>, _> =
            places.iter().map(|place| std::str::from_utf8(&record[*place])).collect();
        let Ok(fields) = fields else {
            self.faults.push((line, Fault::NotUtf8));
            return;
        };
        for field in fields {
            self.text.push_str(field.trim());
            self.ends.push(self.text.len());
        }
        self.lines.push(line);
    }

    /// The good rows in file order.
    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        (0..self.lines.len()).map(|index| TableRow { table: self, index })
    }

    /// What is wrong, by line, in file order.
    #[must_use]
    pub fn faults(&self) -> &[(u32, Fault)] {
        &self.faults
    }

    /// Whether the file breaks off in its last row: the row is not ended, and fields of it or the closing quote are not there.
    #[must_use]
    pub fn ends_short(&self) -> bool {
        self.ends_short
    }

    /// The digest of the whole file.
    #[must_use]
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl<'a> TableRow<'a> {
    /// The trimmed field of this column.
    ///
    /// # Panics
    /// If the table was not read with this column.
    #[must_use]
    pub fn get(self, column: &str) -> &'a str {
        let place = self.table.columns.iter().position(|name| *name == column);
        let place = place.expect("the column is one the table was read with");
        let field = self.index * self.table.columns.len() + place;
        let from = field.checked_sub(1).map_or(0, |before| self.table.ends[before]);
        &self.table.text[from..self.table.ends[field]]
    }

    /// The line the row begins on.
    #[must_use]
    pub fn line(self) -> u32 {
        self.table.lines[self.index]
    }

    /// File and line.
    #[must_use]
    pub fn source(self) -> SourceRef {
        SourceRef { file: self.table.digest, line: self.line() }
    }
}

/// The next record; reading bytes from memory with `flexible` cannot fail.
fn read_record(reader: &mut csv::Reader<&[u8]>, record: &mut csv::ByteRecord) -> bool {
    reader.read_byte_record(record).expect("bytes in memory are read as a flexible record")
}

/// Turns byte offsets into lines. The reader's own line count lags behind blank lines and carriage returns.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    line: u32,
}

impl LineCounter<'_> {
    fn of(&mut self, record: &csv::ByteRecord) -> u32 {
        let offset = record.position().map_or(0, csv::Position::byte);
        let offset = usize::try_from(offset).expect("an offset into memory fits");
        let blank = self.text[offset..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = offset + blank;
        let breaks = self.text[self.at..start].iter().filter(|byte| **byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = start;
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["id", "name"];

    fn read(text: &str) -> Table {
        Table::read(text.as_bytes(), COLUMNS).expect("a header with both columns")
    }

    #[test]
    fn lines_hold_across_blank_lines_carriage_returns_and_quoted_line_breaks() {
        let table = read("id,name\r\n\r\n1,\"a\r\nb\"\r\n\n2,c\r\n");
        let lines: Vec<_> = table.rows().map(|row| (row.line(), row.get("id"))).collect();
        assert_eq!(lines, [(3, "1"), (6, "2")]);
    }

    #[test]
    fn a_table_ends_short_where_its_last_row_is_not_whole() {
        for whole in [
            "id,name",
            "id,name\n",
            "id,name\n1,Ann",
            "id,name\n1,\"Ann\nLee\"",
            "id,name\n1,\"a \"\"b\"\"\"\r\n\n",
            "id,name\n1\n",
            "id,name\n1\n2,Bo",
            "id,name\n1,\"a\nb\",c",
        ] {
            assert!(!read(whole).ends_short(), "{whole:?}");
        }
        for short in [
            "id,name\n1",
            "id,name\n1,Ann\n\"2\n3\"",
            "id,name\n1,\"Ann\nLe",
            "id,name\n1,\"Ann\n",
            "id,name\n1,\"\"\"",
            "id,name\n\"1\n2",
        ] {
            let table = read(short);
            assert!(table.ends_short(), "{short:?}");
            assert!(matches!(table.faults(), [(_, Fault::FieldCount { found: 1, .. })]), "{short:?}");
        }
    }

    #[test]
    fn columns_stand_in_any_order_and_a_byte_order_mark_is_left_out() {
        let table = read("\u{feff}name,id\n Ann ,1\n");
        let row = table.rows().next().expect("one row");
        assert_eq!((row.get("id"), row.get("name"), row.line()), ("1", "Ann", 2));
    }

    #[test]
    fn a_missing_column_makes_the_file_unusable() {
        assert_eq!(Table::read(b"id,nome\n1,Ann\n", COLUMNS).expect_err("no name"), ["name"]);
        assert_eq!(Table::read(b"", COLUMNS).expect_err("no header"), ["id", "name"]);
    }

    #[test]
    fn an_extra_column_a_short_row_and_other_bytes_are_faults_beside_the_good_rows() {
        let table = Table::read(b"id,note,name\n1,x,Ann\n2,x\n3,x,Zo\xEB\n", COLUMNS).expect("both columns");
        let short = Fault::FieldCount { found: 2, expected: 3 };
        assert_eq!(table.faults(), [(1, Fault::ExtraColumn(2)), (3, short), (4, Fault::NotUtf8)]);
        assert_eq!(table.rows().count(), 1);
    }
}
