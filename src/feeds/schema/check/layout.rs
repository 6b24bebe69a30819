//! The part of the `hearth` block that says which files belong to the feed and how their bytes are read.

use super::super::document::Section;
use super::super::{Encoding, Every, RejectLimit, Rhythm};
use crate::domain::{Day, Text};
use crate::feeds::period::{NamePattern, Unit};
use crate::problem::{Kind, nearest};

/// Everything about a feed's files.
pub struct Layout {
    pub feed: Text,
    pub sender: Text,
    pub since: Day,
    pub names: NamePattern,
    pub rhythm: Rhythm,
    pub encodings: Vec<Encoding>,
    pub delimiter: u8,
    pub longest_record: usize,
    pub reject_limit: RejectLimit,
}

impl Layout {
    /// `None` when a part is missing or wrong, which is reported; all parts are looked at either way.
    pub fn read(hearth: &Section<'_>) -> Option<Self> {
        let feed = hearth.needed_text("feed");
        let sender = hearth.needed_text("sender");
        let since = read_since(hearth);
        let names = read_names(hearth);
        let rhythm = read_rhythm(hearth);
        let encodings = read_encodings(hearth);
        let delimiter = read_delimiter(hearth);
        let longest_record = read_longest_record(hearth);
        let reject_limit = read_reject_limit(hearth);
        if let (Some(names), Some(rhythm)) = (&names, rhythm)
            && !fits(names.unit(), rhythm.every)
        {
            hearth
                .wrong("files", format!("a feed of every {} is not named by this unit", rhythm.every.word()));
        }
        Some(Self {
            feed: feed.into(),
            sender: sender.into(),
            since: since?,
            names: names?,
            rhythm: rhythm?,
            encodings,
            delimiter: delimiter?,
            longest_record: longest_record?,
            reject_limit: reject_limit?,
        })
    }
}

/// Whether files of this rhythm can be named by this unit; a snapshot's day stands for the month, quarter or term it lies in.
fn fits(unit: Unit, every: Every) -> bool {
    match unit {
        Unit::Quarter => every == Every::Quarter,
        Unit::Term => every == Every::Term,
        Unit::Month => every == Every::Month,
        Unit::Day => true,
    }
}

fn read_since(hearth: &Section<'_>) -> Option<Day> {
    hearth.needs("since");
    let since = Day::parse_iso(hearth.text("since")?);
    if since.is_none() {
        hearth.wrong("since", "a day is written YYYY-MM-DD");
    }
    since
}

fn read_names(hearth: &Section<'_>) -> Option<NamePattern> {
    hearth.needs("files");
    let pattern = NamePattern::parse(hearth.text("files")?);
    if pattern.is_none() {
        let detail =
            "a file-name pattern has one of {quarter}, {term}, {month} or {day}, and at most a star after it";
        hearth.wrong("files", detail);
    }
    pattern
}

fn read_rhythm(hearth: &Section<'_>) -> Option<Rhythm> {
    hearth.needs("rhythm");
    let rhythm = hearth.section("rhythm")?;
    let word = rhythm.needed_text("every");
    let every = Every::ALL.into_iter().find(|every| every.word() == word);
    if every.is_none() && rhythm.has("every") {
        rhythm.wrong("every", "a feed comes every month, quarter or term");
    }
    rhythm.needs("due");
    let due = rhythm.section("due");
    rhythm.finish();
    let due = due?;
    let (due_terms, due_days) = (due.whole("terms"), due.whole("days"));
    due.finish();
    Some(Rhythm { every: every?, due_terms: due_terms.unwrap_or(0), due_days: due_days.unwrap_or(0) })
}

fn read_encodings(hearth: &Section<'_>) -> Vec<Encoding> {
    hearth.needs("encodings");
    let mut encodings = Vec::new();
    for (name, path) in hearth.texts("encodings") {
        match Encoding::ALL.into_iter().find(|encoding| encoding.name() == name) {
            Some(encoding) => encodings.push(encoding),
            None => {
                let near = nearest(name, Encoding::ALL.into_iter().map(Encoding::name));
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                let detail = "the encodings are utf-8-sig, utf-8 and windows-1252";
                hearth.document().report_value(Kind::SchemaBadValue, &path, detail, hint);
            }
        }
    }
    encodings
}

fn read_delimiter(hearth: &Section<'_>) -> Option<u8> {
    hearth.needs("delimiter");
    match hearth.text("delimiter")?.as_bytes() {
        [byte] if !byte.is_ascii_alphanumeric() && !b"\"\r\n".contains(byte) => Some(*byte),
        _ => {
            hearth.wrong("delimiter", "a delimiter is one character that is no letter, digit or quote");
            None
        }
    }
}

fn read_longest_record(hearth: &Section<'_>) -> Option<usize> {
    hearth.needs("longest_record");
    let bytes = hearth.whole("longest_record")?;
    if !(64..=1_048_576).contains(&bytes) {
        hearth.wrong("longest_record", "a record may have 64 to 1048576 bytes");
    }
    usize::try_from(bytes).ok()
}

fn read_reject_limit(hearth: &Section<'_>) -> Option<RejectLimit> {
    hearth.needs("reject_limit");
    let limit = hearth.section("reject_limit")?;
    limit.needs("rows");
    limit.needs("percent");
    let (rows, percent) = (limit.whole("rows"), limit.whole("percent"));
    limit.finish();
    Some(RejectLimit { rows: rows?.into(), percent: percent?.into() })
}
