//! The bytes of a delimited file come in; its records go out one after the other, each with the line it begins on.
//!
//! A line without quotes is taken apart at its delimiters. Where there are quotes the `csv` crate decides, fed one record at
//! a time and never more bytes than a record may have, so that a quote left open spoils one line and not the rest of the
//! file.

use std::io::Read;
use std::ops::Range;

/// What stands at the next place of the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A line without anything.
    Blank {
        /// The line.
        line: u32,
    },
    /// A record; its fields are asked of [`Records::field`].
    Record(Record),
    /// A line with a quote that is not closed within the longest record, or a line that is longer.
    Unclosed {
        /// The line.
        line: u32,
        /// Its bytes.
        raw: Range<usize>,
        /// Whether there is a quote in it at all.
        quoted: bool,
        /// Whether a line break ends it; only the last may have none.
        ended: bool,
    },
}

/// Where a record stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Record {
    /// The line it begins on, from 1.
    pub line: u32,
    /// Its bytes, without the line break that ends it.
    pub raw: Range<usize>,
    /// Line breaks inside its fields.
    pub breaks: u32,
    /// Whether a line break ends it; only the last may have none.
    pub ended: bool,
    /// The number of fields.
    pub fields: usize,
}

/// A walk over the records of a file.
pub struct Records<'b> {
    bytes: &'b [u8],
    at: usize,
    line: u32,
    delimiter: u8,
    longest: usize,
    /// Where the fields of a record without quotes stand.
    plain: Vec<Range<usize>>,
    /// The fields of a record with quotes; empty for one without.
    quoted: csv::ByteRecord,
}

impl<'b> Records<'b> {
    /// From the first byte, which is on line 1. `longest` is the most bytes of one record.
    #[must_use]
    pub fn new(bytes: &'b [u8], delimiter: u8, longest: usize) -> Self {
        let (plain, quoted) = (Vec::new(), csv::ByteRecord::new());
        Self { bytes, at: 0, line: 1, delimiter, longest, plain, quoted }
    }

    /// A field of the record given last, without quotes.
    #[must_use]
    pub fn field(&self, index: usize) -> &[u8] {
        if self.quoted.is_empty() { &self.bytes[self.plain[index].clone()] } else { &self.quoted[index] }
    }

    /// Goes back to the line after the first line of a record that was given, as if the record had been that line only.
    pub fn resume_after_first_line(&mut self, record: &Record) -> Range<usize> {
        self.at = record.raw.start;
        self.line = record.line;
        self.pass_line()
    }

    /// Passes one physical line; gives its bytes without the line break.
    fn pass_line(&mut self) -> Range<usize> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        self.at = start + length;
        let end = if rest[..length].ends_with(b"\r") { self.at - 1 } else { self.at };
        self.pass_break();
        start..end
    }

    /// Passes a line break, if one stands here.
    fn pass_break(&mut self) -> bool {
        let rest = &self.bytes[self.at..];
        let length = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
        self.at += length;
        self.line += u32::from(length > 0);
        length > 0
    }

    /// Parses from here, at most the longest record; gives its length without the line break that ends it and the number of
    /// fields, or `None` if no record ends.
    fn parse(&mut self) -> Option<(usize, usize)> {
        let end = self.bytes.len().min(self.at + self.longest);
        let input = &self.bytes[self.at..end];
        let special = |byte: &u8| matches!(byte, b'"' | b'\r' | b'\n');
        let plain = input.iter().position(special).unwrap_or(input.len());
        let stops = match input[plain..] {
            [] => end == self.bytes.len(),
            [first, ..] => first != b'"',
        };
        if stops { Some(self.parse_plain(plain)) } else { self.parse_quoted(end) }
    }

    fn parse_plain(&mut self, length: usize) -> (usize, usize) {
        self.quoted.clear();
        self.plain.clear();
        let mut from = self.at;
        let line = &self.bytes[self.at..self.at + length];
        for (place, _) in line.iter().enumerate().filter(|(_, byte)| **byte == self.delimiter) {
            self.plain.push(from..self.at + place);
            from = self.at + place + 1;
        }
        self.plain.push(from..self.at + length);
        (length, self.plain.len())
    }

    fn parse_quoted(&mut self, end: usize) -> Option<(usize, usize)> {
        let input = &self.bytes[self.at..end];
        // A record that does not end in the input takes the first byte of this, one with an open quote takes all.
        let sentinel = &b"\n."[..];
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(input.len() + sentinel.len())
            .from_reader(input.chain(sentinel));
        reader.read_byte_record(&mut self.quoted).expect("bytes in memory are read as a record");
        let taken = usize::try_from(reader.position().byte()).expect("an offset into memory fits");
        let at_end = taken == input.len() + 1 && end == self.bytes.len();
        let length = length_without_break(&input[..taken.min(input.len())]);
        let several_lines = input[..length].contains(&b'\n');
        let sound = !several_lines || is_soundly_quoted(&input[..length], self.delimiter);
        (sound && (taken <= input.len() || at_end)).then_some((length, self.quoted.len()))
    }

    fn unclosed(&mut self) -> Step {
        let line = self.line;
        let raw = self.pass_line();
        let quoted = self.bytes[raw.clone()].contains(&b'"');
        let ended = raw.end < self.bytes.len();
        Step::Unclosed { line, raw, quoted, ended }
    }
}

impl Iterator for Records<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let line = self.line;
        if self.pass_break() {
            return Some(Step::Blank { line });
        }
        let Some((length, fields)) = self.parse() else { return Some(self.unclosed()) };
        let raw = self.at..self.at + length;
        let breaks = self.bytes[raw.clone()].iter().filter(|byte| **byte == b'\n').count();
        let breaks = u32::try_from(breaks).unwrap_or(u32::MAX);
        self.at = raw.end;
        self.line += breaks;
        let ended = self.pass_break();
        Some(Step::Record(Record { line, raw, breaks, ended, fields }))
    }
}

/// Whether every closing quote ends its field. Where one does not, a quote was opened by mistake and closed by the opening
/// quote of a later line.
#[must_use]
pub fn is_soundly_quoted(record: &[u8], delimiter: u8) -> bool {
    let mut rest = record;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix(b"\"") {
            let Some(length) = quoted.iter().position(|byte| *byte == b'"') else { return false };
            rest = &quoted[length + 1..];
            if !rest.is_empty() && rest[0] != delimiter && rest[0] != b'"' {
                return false;
            }
        } else {
            let length = rest.iter().position(|byte| *byte == delimiter).map_or(rest.len(), |at| at + 1);
            rest = &rest[length..];
        }
    }
    true
}

/// The length without the line break at the end, of which the parser may have taken only the first byte.
fn length_without_break(content: &[u8]) -> usize {
    let content = content.strip_suffix(b"\n").unwrap_or(content);
    content.strip_suffix(b"\r").unwrap_or(content).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line and fields of each record, `-` for a blank line and `!` for an unclosed one.
    fn walk(text: &str) -> Vec<String> {
        let mut records = Records::new(text.as_bytes(), b',', 64);
        let mut shown = Vec::new();
        while let Some(step) = records.next() {
            shown.push(match step {
                Step::Blank { line } => format!("{line}-"),
                Step::Unclosed { line, raw, .. } => format!("{line}! {}", &text[raw]),
                Step::Record(record) => {
                    let fields: Vec<_> = (0..record.fields)
                        .map(|index| String::from_utf8_lossy(records.field(index)).into_owned())
                        .collect();
                    format!("{} {}{}", record.line, fields.join("|"), if record.ended { "" } else { "?" })
                }
            });
        }
        shown
    }

    #[test]
    fn lines_hold_across_blank_lines_carriage_returns_and_quoted_line_breaks() {
        assert_eq!(walk("a,b\r\n\r\n\"c\r\nd\",e\r\n\nf,g\n"), ["1 a|b", "2-", "3 c\r\nd|e", "5-", "6 f|g"]);
        assert_eq!(walk("a\rb\rc"), ["1 a", "2 b", "3 c?"]);
    }

    #[test]
    fn an_open_quote_spoils_its_own_line_only() {
        let long = format!("a,\"b\n{}c,d\n", "x,y\n".repeat(20));
        let shown = walk(&long);
        assert_eq!(shown[..2], ["1! a,\"b", "2 x|y"]);
        assert_eq!(shown.last().map(String::as_str), Some("22 c|d"));
        assert_eq!(walk("a,b\nc,\"d\ne,f\n"), ["1 a|b", "2! c,\"d", "3 e|f"]);
    }

    #[test]
    fn a_quote_closed_by_the_opening_quote_of_a_later_line_spoils_its_own_line_only() {
        assert_eq!(walk("a,\"b\nc,d\ne,\"f\"\n"), ["1! a,\"b", "2 c|d", "3 e|f"]);
        assert_eq!(walk("a,\"b \"\"c\"\"\nd\",e\n"), ["1 a|b \"c\"\nd|e"]);
    }

    #[test]
    fn a_last_line_without_a_break_is_given_and_said_to_be_unended() {
        assert_eq!(walk("a,b\nc,"), ["1 a|b", "2 c|?"]);
        assert_eq!(walk("a,\"b\"\"\""), ["1 a|b\"?"]);
    }

    #[test]
    fn a_record_may_not_be_longer_than_allowed() {
        let fits = "a".repeat(63);
        let long = "a".repeat(65);
        let walked = walk(&format!("{fits}\n{long}\nb\n\"{fits}\"\nc\n"));
        assert_eq!(
            walked,
            [format!("1 {fits}"), format!("2! {long}"), "3 b".into(), format!("4! \"{fits}\""), "5 c".into()]
        );
    }
    #[test]
    fn every_byte_of_any_file_belongs_to_one_step_in_order() {
        let mut state = 1u32;
        let mut next = |count: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) % count
        };
        for _ in 0..2_000 {
            let length = next(90) + 1;
            let text: Vec<u8> = (0..length).map(|_| b"a,\"\"\n\r\nb,,"[next(10) as usize]).collect();
            let mut records = Records::new(&text, b',', 64);
            let (mut passed, mut last) = (0, 0);
            while let Some(step) = records.next() {
                let (line, raw) = match step {
                    Step::Blank { line } => (line, passed..passed),
                    Step::Unclosed { line, raw, .. } => (line, raw),
                    Step::Record(record) => {
                        assert!((0..record.fields).all(|index| records.field(index).len() <= 64));
                        (record.line, record.raw)
                    }
                };
                assert!(
                    raw.start == passed && raw.end <= records.at && records.at > passed && line > last,
                    "{:?} {raw:?} {passed} {} {line} {last}",
                    String::from_utf8_lossy(&text),
                    records.at
                );
                (passed, last) = (records.at, line);
            }
            assert_eq!(passed, text.len());
        }
    }
}
