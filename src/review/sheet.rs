//! A sheet to decide in: the pairs that wait come in and a CSV file goes out, with blank columns for the decision, who took
//! it and why; the filled sheet comes in, and what it asks for goes out, with a problem for every line that cannot be used.

use super::decide::Asked;
use super::pairs::{Pair, Pairs};
use crate::links::{PairKey, Said};
use crate::problem::{Kind, Place, Problem};
use crate::reports::table::Table;
use std::collections::BTreeMap;

/// The columns that a person fills in.
const DECISION: [&str; 3] = ["decision", "by", "reason"];

/// The columns of `review.csv` that help to decide, in the order of the sheet.
const SHOWN: [&str; 12] = [
    "at_stake",
    "link",
    "code",
    "why",
    "about",
    "candidate",
    "rules",
    "agrees",
    "differs",
    "facts",
    "feed",
    "rows",
];

/// The sheet of the pairs that wait, in the order of the queue.
#[must_use]
pub fn render(pairs: &Pairs) -> Vec<u8> {
    let columns: Vec<&str> = DECISION.into_iter().chain(SHOWN).chain(["pair"]).collect();
    let mut table = Table::new(&columns);
    for (pair, row) in pairs.waiting() {
        let shown = SHOWN.map(|column| row.get(column).cloned().unwrap_or_default());
        let blank = DECISION.map(|_| String::new());
        table.row(blank.into_iter().chain(shown).chain([pair.key.to_string()]));
    }
    table.into_bytes()
}

/// A decision that a line of a sheet asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// The line of the sheet.
    pub line: u32,
    /// The decision.
    pub asked: Asked,
    /// Who took it.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// Reads a filled sheet; lines without a decision are passed over. `by` and `reason` stand where a line has none.
///
/// # Errors
/// If the file does not have the columns.
pub fn parse(
    name: &str,
    bytes: &[u8],
    pairs: &Pairs,
    (by, reason): (&str, &str),
) -> Result<(Vec<Wanted>, Vec<Problem>), Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let columns: Vec<String> = reader
        .byte_headers()
        .map(|row| row.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect())
        .unwrap_or_default();
    if !["decision", "pair"].iter().all(|wanted| columns.iter().any(|column| column == wanted)) {
        let detail = "it has no columns `decision` and `pair`";
        return Err(Problem::new(Kind::LinkDecisionUnusable, Place::line(name, 1), detail)
            .with_hint("`hearth review export` writes a sheet to fill in"));
    }
    let (mut wanted, mut problems) = (Vec::new(), Vec::new());
    for record in reader.byte_records() {
        let Ok(record) = record else { continue };
        let line = line_of(bytes, &record);
        let cells = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned());
        let row: BTreeMap<&str, String> = columns.iter().map(String::as_str).zip(cells).collect();
        let or = |column: &str, other: &str| {
            row.get(column).filter(|text| !text.is_empty()).cloned().unwrap_or_else(|| other.to_owned())
        };
        if or("decision", "").is_empty() {
            continue;
        }
        match asked(&row, pairs) {
            Ok(asked) => wanted.push(Wanted { line, asked, by: or("by", by), reason: or("reason", reason) }),
            Err(detail) => {
                problems.push(Problem::new(Kind::LinkDecisionUnusable, Place::line(name, line), detail));
            }
        }
    }
    Ok((wanted, problems))
}

/// The line on which a record begins; the reader stops between the two bytes that end a line on Windows.
fn line_of(bytes: &[u8], record: &csv::ByteRecord) -> u32 {
    let at = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0).min(bytes.len());
    let begins = bytes[at..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let lines = bytes[..at + begins].iter().filter(|byte| **byte == b'\n').count() + 1;
    u32::try_from(lines).unwrap_or(u32::MAX)
}

fn asked(row: &BTreeMap<&str, String>, pairs: &Pairs) -> Result<Asked, String> {
    let said =
        Said::parse(&row["decision"].to_lowercase()).ok_or("the decision is neither accept nor reject")?;
    let key =
        row.get("pair").and_then(|text| PairKey::parse(text)).ok_or("the pair is not a key of a pair")?;
    let pair: &Pair = pairs.get(key).ok_or("the run has no such pair; export the sheet of this run")?;
    Ok(Asked { pair: key, subject: pair.subject.clone(), said })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REVIEW: &[u8] = b"link,code,why,about,candidate,rules,agrees,differs,facts,feed,rows,pair
1,L102,two candidates,person,mia,upn,born,,3,f,f.csv:7,00112233aabb-44556677ccdd
1,L102,two candidates,person,maya,upn,born,,3,f,f.csv:7,00112233aabb-44556677ccde
2,L102,two candidates,home,H-1,uprn,uprn,,1,f,f.csv:9,00112233aabb-44556677ccdf
";

    fn filled(decisions: [&str; 3]) -> Vec<u8> {
        let sheet = String::from_utf8(render(&Pairs::read(REVIEW, b"", b""))).expect("text");
        let mut lines = sheet.lines();
        let mut text = format!("\u{feff}{}\r\n", lines.next().expect("a header"));
        for (line, decision) in lines.zip(decisions) {
            text.push_str(&format!("{decision}{}\r\n", line.strip_prefix(",,").expect("blank columns")));
        }
        text.into_bytes()
    }

    #[test]
    fn a_sheet_filled_in_a_spreadsheet_is_read_back() {
        let pairs = Pairs::read(REVIEW, b"", b"");
        let sheet = filled(["Accept,M. Ellery,asked the school", ",,", "reject,,"]);
        let (wanted, problems) = parse("sheet.csv", &sheet, &pairs, ("A. Other", "seen")).expect("columns");
        let said: Vec<_> = wanted.iter().map(|one| (one.asked.said, one.by.as_str(), &*one.reason)).collect();
        let expected = [(Said::Accept, "M. Ellery", "asked the school"), (Said::Reject, "A. Other", "seen")];
        assert_eq!((said.as_slice(), problems.len()), (expected.as_slice(), 0));
        assert_eq!(wanted.iter().map(|one| one.line).collect::<Vec<_>>(), [2, 4]);
    }

    #[test]
    fn a_line_that_cannot_be_used_is_named_and_keeps_no_other_out() {
        let pairs = Pairs::read(REVIEW, b"", b"");
        let sheet = filled(["maybe,,", "accept,,", ",,"]);
        let (wanted, problems) = parse("sheet.csv", &sheet, &pairs, ("", "")).expect("columns");
        assert_eq!((wanted.len(), problems.len(), problems[0].place.line), (1, 1, Some(2)));
        let other = Pairs::read(b"", b"", b"");
        let (wanted, problems) = parse("sheet.csv", &sheet, &other, ("", "")).expect("columns");
        assert_eq!((wanted.len(), problems.len()), (0, 2));
        assert!(parse("other.csv", b"a,b\n1,2\n", &pairs, ("", "")).is_err());
    }
}
