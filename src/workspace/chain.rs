//! Lines in a chain: each ends with a digest of the line before and its own fields, so that a line that was changed, taken
//! out or put in breaks the chain there. Bytes come in and checked lines go out, or the first bad line is named.

use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem};
use anyhow::{Context, Result};

/// The last column of every ledger.
pub const COLUMN: &str = "chain";

/// A line that is in its chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its line in the file, from 1; the header is line 1.
    pub at: u32,
    /// Its fields without the last.
    pub fields: Vec<String>,
    /// Its value in the chain, which stands in its last column.
    pub value: Digest,
}

/// The SHA-256 of texts, each with its length before it, so that no two lists of texts look alike.
#[must_use]
pub fn digest_of<T: AsRef<str>>(texts: &[T]) -> Digest {
    let mut bytes = Vec::new();
    for text in texts {
        let text = text.as_ref().as_bytes();
        bytes.extend((text.len() as u64).to_le_bytes());
        bytes.extend(text);
    }
    Digest::of(&bytes)
}

/// What the first line of a ledger is chained to: the ledger's name and the workspace it belongs to.
#[must_use]
pub fn beginning(file: &str, workspace: &str) -> Digest {
    digest_of(&["hearth ledger", file, workspace])
}

/// The value of a line after another.
#[must_use]
pub fn next(before: Digest, fields: &[String]) -> Digest {
    let before = before.to_string();
    let all: Vec<&str> = std::iter::once(before.as_str()).chain(fields.iter().map(String::as_str)).collect();
    digest_of(&all)
}

/// The header of a ledger as it is written.
///
/// # Errors
/// If it cannot be put into a line.
pub fn header(columns: &[&str]) -> Result<Vec<u8>> {
    let fields: Vec<&str> = columns.iter().copied().chain([COLUMN]).collect();
    render(&fields)
}

/// A line as it is written, with its value in the chain after `before`.
///
/// # Errors
/// If it cannot be put into a line.
pub fn line(before: Digest, fields: &[String]) -> Result<(Vec<u8>, Digest)> {
    let value = next(before, fields);
    let last = value.to_string();
    let all: Vec<&str> = fields.iter().map(String::as_str).chain([last.as_str()]).collect();
    Ok((render(&all)?, value))
}

/// Fields as one line of CSV.
///
/// # Errors
/// If they cannot be put into a line.
pub fn render<T: AsRef<[u8]>>(fields: &[T]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(fields)?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error).context("a line cannot be written as CSV")
}

/// The lines of a ledger under its header, oldest first. A file without a byte has none.
///
/// # Errors
/// The first line that is not written as Hearth writes it (W106), or is not in the chain (W107).
pub fn parse(file: &str, columns: &[&str], beginning: Digest, bytes: &[u8]) -> Result<Vec<Line>, Problem> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, mut fields) in rows(file, bytes)? {
        if at == 1 {
            let right = fields.iter().map(String::as_str).eq(columns.iter().copied().chain([COLUMN]));
            right.then_some(()).ok_or_else(|| not_written(file, at))?;
            continue;
        }
        let value = fields.pop().and_then(|last| Digest::parse(&last));
        let value = value.filter(|_| fields.len() == columns.len()).ok_or_else(|| not_written(file, at))?;
        let before = lines.last().map_or(beginning, |line| line.value);
        if next(before, &fields) != value {
            return Err(broken(file, at));
        }
        lines.push(Line { at, fields, value });
    }
    Ok(lines)
}

/// The rows of a file that Hearth wrote, header included, with the line each begins on. The last line has its end.
///
/// # Errors
/// The first line that Hearth would have written otherwise.
pub fn rows(file: &str, bytes: &[u8]) -> Result<Vec<(u32, Vec<String>)>, Problem> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    let mut rows = Vec::new();
    let (mut record, mut start, mut at) = (csv::StringRecord::new(), 0, 1);
    while reader.read_record(&mut record).ok().ok_or_else(|| not_written(file, at))? {
        let fields: Vec<String> = record.iter().map(ToOwned::to_owned).collect();
        let written = render(&fields).ok().ok_or_else(|| not_written(file, at))?;
        if !bytes[start..].starts_with(&written) {
            return Err(not_written(file, at));
        }
        rows.push((at, fields));
        start += written.len();
        at += u32::try_from(written.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX);
    }
    if start == bytes.len() { Ok(rows) } else { Err(not_written(file, at)) }
}

fn not_written(file: &str, line: u32) -> Problem {
    let detail = "the line is not one that Hearth wrote";
    Problem::new(Kind::WorkspaceLedger, Place::line(file, line), detail)
        .with_hint("ledgers are not for editing; restore the file from a backup")
}

fn broken(file: &str, line: u32) -> Problem {
    let detail = "the line is not the one that was written here: it, or the line before it, was changed";
    Problem::new(Kind::WorkspaceChain, Place::line(file, line), detail)
        .with_hint("ledgers are not for editing; restore the file from a backup")
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["text", "number"];

    fn written(rows: &[[&str; 2]]) -> Vec<u8> {
        let mut bytes = header(COLUMNS).expect("a header");
        let mut before = beginning("notes.csv", "w");
        for row in rows {
            let (line, value) = line(before, &row.map(str::to_owned)).expect("a line");
            bytes.extend(line);
            before = value;
        }
        bytes
    }

    fn parsed(bytes: &[u8]) -> Result<Vec<Line>, Problem> {
        parse("notes.csv", COLUMNS, beginning("notes.csv", "w"), bytes)
    }

    #[test]
    fn lines_come_back_with_the_line_they_begin_on() {
        let lines = parsed(&written(&[["a, \"b\"", "1"], ["c\nd", "2"], ["", "3"]])).expect("right");
        assert_eq!(lines.iter().map(|line| line.at).collect::<Vec<_>>(), [2, 3, 5]);
        assert_eq!(lines[1].fields, ["c\nd", "2"]);
    }

    #[test]
    fn any_flipped_byte_is_found_and_its_line_named() {
        let good = written(&[["a, \"b\"", "1"], ["plain", "2"], ["last", "3"]]);
        for (at, bit) in (0..good.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut bad = good.clone();
            bad[at] ^= 1 << bit;
            let line = 1 + good[..at].iter().filter(|byte| **byte == b'\n').count();
            let problem = parsed(&bad).expect_err("found");
            let named = problem.place.line.expect("a line") as usize;
            assert!(named == line || named == line + 1, "byte {at}, bit {bit}: {named} for {line}");
        }
    }

    #[test]
    fn a_line_taken_out_put_in_or_moved_breaks_the_chain_there() {
        let good = String::from_utf8(written(&[["a", "1"], ["b", "2"], ["c", "3"]])).expect("text");
        let lines: Vec<&str> = good.split_inclusive('\n').collect();
        for (order, bad) in [([0, 1, 3].as_slice(), 3), (&[0, 1, 1, 2, 3], 3), (&[0, 2, 1, 3], 2)] {
            let text: String = order.iter().map(|index| lines[*index]).collect();
            assert_eq!(parsed(text.as_bytes()).expect_err("broken").place.line, Some(bad));
        }
    }

    #[test]
    fn a_ledger_of_another_workspace_or_name_does_not_fit() {
        let bytes = written(&[["a", "1"]]);
        for beginning in [beginning("notes.csv", "x"), beginning("other.csv", "w")] {
            let problem = parse("notes.csv", COLUMNS, beginning, &bytes).expect_err("another");
            assert_eq!((problem.kind, problem.place.line), (Kind::WorkspaceChain, Some(2)));
        }
    }
}
