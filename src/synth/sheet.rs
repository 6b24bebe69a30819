//! One delivered file: rows in the sender's order, the flaws such files have, and the bytes.
//!
//! Rows and flaws come in, bytes go out, and beside them on which line each row stands and whom it is about. Nothing here
//! knows what a column means.

use super::world::Subject;
use encoding_rs::WINDOWS_1252;
use unicode_normalization::UnicodeNormalization;

/// A record and whom it is about; `None` is nobody in the cohort.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// The fields in the order of the header.
    pub fields: Vec<String>,
    /// About whom.
    pub about: Option<Subject>,
}

/// How the sender writes files.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// Column names.
    pub header: &'static [&'static str],
    /// Between fields.
    pub delimiter: char,
    /// Windows-1252 instead of UTF-8.
    pub windows: bool,
    /// A byte order mark first.
    pub mark: bool,
    /// The column rows are ordered by.
    pub order: usize,
}

/// What is wrong with a file as a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// An empty line after this many rows.
    BlankLine(usize),
    /// The header again after this many rows, as when two extracts are pasted together.
    RepeatedHeader(usize),
    /// The last line breaks off in the middle of its fields.
    TruncatedLastLine,
}

/// A file as it is delivered.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Line (from 1) and subject of every record, in file order.
    pub lines: Vec<(u32, Option<Subject>)>,
}

/// Orders the rows and writes them with the flaws.
#[must_use]
pub fn sheet(form: Form, mut rows: Vec<Row>, flaws: &[Flaw]) -> Sheet {
    rows.sort_by(|a, b| (&a.fields[form.order], &a.fields).cmp(&(&b.fields[form.order], &b.fields)));
    let ending = if form.windows { "\r\n" } else { "\n" };
    let header = joined(form.header.iter().copied(), form.delimiter) + ending;
    let mut text = header.clone();
    let mut line = 2;
    let mut lines = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        for flaw in flaws {
            if *flaw == Flaw::BlankLine(index) {
                text.push_str(ending);
                line += 1;
            } else if *flaw == Flaw::RepeatedHeader(index) {
                text.push_str(&header);
                line += 1;
            }
        }
        let written = joined(row.fields.iter().map(String::as_str), form.delimiter);
        lines.push((line, row.about));
        line += 1 + written.bytes().filter(|byte| *byte == b'\n').fold(0, |sum, _| sum + 1);
        if flaws.contains(&Flaw::TruncatedLastLine) && index + 1 == rows.len() {
            text.push_str(&half(&written, form.delimiter));
        } else {
            text.push_str(&written);
            text.push_str(ending);
        }
    }
    Sheet { bytes: encoded(&text, form), lines }
}

/// The first three fields of a line, the last of them cut.
fn half(line: &str, delimiter: char) -> String {
    let mut kept: String = line.split(delimiter).take(3).collect::<Vec<_>>().join(&delimiter.to_string());
    let _ = kept.pop();
    kept
}

/// Fields as one line of CSV, without its ending.
pub fn joined<'a>(fields: impl Iterator<Item = &'a str>, delimiter: char) -> String {
    let mut line = String::new();
    for (index, field) in fields.enumerate() {
        if index > 0 {
            line.push(delimiter);
        }
        if field.contains([delimiter, '"', '\n', '\r']) {
            line.push('"');
            line.push_str(&field.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(field);
        }
    }
    line
}

fn encoded(text: &str, form: Form) -> Vec<u8> {
    if form.windows {
        return WINDOWS_1252.encode(&windows_letters(text)).0.into_owned();
    }
    let mark = if form.mark { "\u{feff}" } else { "" };
    format!("{mark}{text}").into_bytes()
}

/// Letters that Windows-1252 lacks lose their accents, as such systems do it.
fn windows_letters(text: &str) -> String {
    text.chars()
        .map(|letter| {
            let known = letter.is_ascii() || !WINDOWS_1252.encode(letter.encode_utf8(&mut [0; 4])).2;
            if known { letter } else { plain_letter(letter) }
        })
        .collect()
}

/// The letter without its marks.
fn plain_letter(letter: char) -> char {
    letter.nfd().find(char::is_ascii_alphabetic).unwrap_or('?')
}

/// The text without accents.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii() { letter } else { plain_letter(letter) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: Form =
        Form { header: &["a", "b", "c"], delimiter: '|', windows: true, mark: false, order: 0 };

    fn row(fields: [&str; 3]) -> Row {
        Row { fields: fields.map(str::to_owned).to_vec(), about: None }
    }

    #[test]
    fn rows_keep_their_line_through_breaks_blank_lines_and_repeated_headers() {
        let rows = vec![row(["3", "x", "y"]), row(["1", "two\nlines", "y"]), row(["2", "x", "y"])];
        let sheet = sheet(FORM, rows, &[Flaw::BlankLine(1), Flaw::RepeatedHeader(2)]);
        assert_eq!(
            String::from_utf8(sheet.bytes).as_deref(),
            Ok("a|b|c\r\n1|\"two\nlines\"|y\r\n\r\n2|x|y\r\na|b|c\r\n3|x|y\r\n")
        );
        assert_eq!(sheet.lines.iter().map(|line| line.0).collect::<Vec<_>>(), [2, 5, 7]);
    }

    #[test]
    fn a_truncated_file_ends_in_the_middle_of_its_last_record() {
        let sheet = sheet(FORM, vec![row(["1", "two", "three"])], &[Flaw::TruncatedLastLine]);
        assert_eq!(String::from_utf8(sheet.bytes).as_deref(), Ok("a|b|c\r\n1|two|thre"));
    }

    #[test]
    fn letters_that_windows_lacks_lose_their_accents() {
        assert_eq!(windows_letters("Ayşe Güneş"), "Ayse Günes");
        assert_eq!(plain("Conceição"), "Conceicao");
    }
}
