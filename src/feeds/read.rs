//! A delivery and its schema come in; typed rows go out, and beside them every row that cannot be used and why.
//!
//! Good rows always count. A file whose header does not fit is set aside as a whole. Nothing is guessed and nothing read
//! is ever repaired.

use super::delivery::Delivery;
use super::encoding::{self, Decoding};
use super::extract::{Counts, Extract, Reject, Rows, RowsBuilder};
use super::findings::Findings;
use super::header::{Header, match_header};
use super::kept::kept_columns;
use super::period::DeliveryPeriod;
use super::records::{Record, Records, Step};
use super::row::{Fault, RowForm};
use super::schema::FeedSchema;
use crate::domain::Text;
use crate::problem::{Kind, Place, Problem, Severity};
use std::ops::Range;

/// Reads a delivery of the period that its name states.
#[must_use]
pub fn read<'s>(delivery: &Delivery<'_>, schema: &'s FeedSchema, period: DeliveryPeriod) -> Extract<'s> {
    let mut extract = Extract {
        schema,
        file: delivery.name.into(),
        digest: delivery.digest,
        period,
        rows: Rows::default(),
        spoiled: Rows::default(),
        rejects: Vec::new(),
        problems: Vec::new(),
        counts: Counts::default(),
        whole: false,
    };
    match Reading::begin(delivery, schema) {
        Err(problems) => extract.problems = problems,
        Ok((reading, warnings)) => {
            extract.problems = warnings;
            reading.all(&mut extract);
        }
    }
    extract
}

/// A file being read.
struct Reading<'b, 's> {
    delivery: &'b Delivery<'b>,
    schema: &'s FeedSchema,
    content: &'b [u8],
    decoding: Decoding,
    header: Header,
    records: Records<'b>,
    findings: Findings,
    rows: RowsBuilder,
    spoiled: RowsBuilder,
    rejects: Vec<Reject>,
    counts: Counts,
    cut_short: bool,
}

impl<'b, 's> Reading<'b, 's> {
    /// Settles encoding and header; the second part are warnings.
    fn begin(
        delivery: &'b Delivery<'b>,
        schema: &'s FeedSchema,
    ) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let file = || Place::file(delivery.name);
        let Some(decoding) = encoding::settle(delivery.bytes, &schema.encodings) else {
            let problem = Problem::new(Kind::BadEncoding, file(), "the file is UTF-16, which no feed may be");
            return Err(vec![problem.with_hint("save it as CSV with UTF-8")]);
        };
        let content = &delivery.bytes[decoding.mark..];
        let mut records = Records::new(content, schema.delimiter, schema.longest_record);
        let mut findings = Findings::default();
        let (names, line) = header_names(&mut records, content, &decoding, &mut findings)
            .ok_or_else(|| vec![Problem::new(Kind::EmptyFile, file(), "the file is empty")])?;
        let (header, mut warnings) = match_header(names, schema, &Place::line(delivery.name, line))?;
        if decoding.unexpected_mark {
            let detail = "the file begins with a byte order mark, which is left out";
            warnings.push(Problem::new(Kind::ByteOrderMark, Place::line(delivery.name, 1), detail));
        }
        if let Some(line) = decoding.unexpected_line {
            let detail =
                "the file is not UTF-8 and is read as Windows-1252; this is the first line that shows it";
            warnings.push(Problem::new(Kind::Windows1252, Place::line(delivery.name, line), detail));
        }
        let kept = kept_columns(schema);
        let reading = Self {
            delivery,
            schema,
            content,
            decoding,
            header,
            records,
            findings,
            rows: RowsBuilder::new(&kept),
            spoiled: RowsBuilder::new(&kept),
            rejects: Vec::new(),
            counts: Counts::default(),
            cut_short: false,
        };
        Ok((reading, warnings))
    }

    fn all(mut self, extract: &mut Extract<'s>) {
        let mut faults = Vec::new();
        while let Some(step) = self.records.next() {
            match step {
                Step::Blank { line } => self.blank(line),
                Step::Unclosed { line, raw, quoted, ended } => self.unclosed(line, raw, quoted, ended),
                Step::Record(record) => self.record(&record, &mut faults),
            }
        }
        let limit_passed = self.schema.reject_limit.is_passed(self.counts.rejected, self.counts.rows);
        extract.whole = !self.cut_short && !limit_passed;
        extract.rows = self.rows.finish();
        extract.spoiled = self.spoiled.finish();
        extract.counts = self.counts;
        extract.rejects = self.rejects;
        extract.problems.extend(self.findings.into_problems(self.delivery.name));
        if self.counts.rows == 0 {
            let detail = "the file has a header and no rows: a nil return";
            extract.problems.push(Problem::new(Kind::HeaderOnly, Place::file(self.delivery.name), detail));
        }
        if limit_passed {
            let Counts { rows, rejected, .. } = self.counts;
            let detail = format!("{rejected} of {rows} rows were rejected");
            let problem = Problem::new(Kind::RejectLimit, Place::file(self.delivery.name), detail);
            extract
                .problems
                .push(problem.with_hint("see the rejects file, and ask the sender for a corrected file"));
        }
        extract.problems.sort();
    }

    fn blank(&mut self, line: u32) {
        let detail = || "a line without any field is left out".to_owned();
        self.findings.note(Kind::BlankLine, Severity::Warning, line, None, detail);
    }

    fn unclosed(&mut self, line: u32, raw: Range<usize>, quoted: bool, ended: bool) {
        self.counts.rows += 1;
        if !ended {
            self.cut_short(line, raw);
        } else if quoted {
            self.reject_whole(Kind::UnclosedQuote, line, raw, "a quote is opened and not closed".to_owned());
        } else {
            let detail = "the line is longer than a record may be".to_owned();
            self.reject_whole(Kind::WrongFieldCount, line, raw, detail);
        }
    }

    fn record(&mut self, record: &Record, faults: &mut Vec<Fault>) {
        let width = self.header.names.len();
        if record.fields != width && record.breaks > 0 {
            // A quote opened by mistake was closed by the next quote, lines later.
            let raw = self.records.resume_after_first_line(record);
            return self.unclosed(record.line, raw, true, true);
        }
        let blank = (0..record.fields).all(|index| self.records.field(index).trim_ascii().is_empty());
        if blank {
            return self.blank(record.line);
        }
        self.counts.rows += 1;
        if !record.ended && record.fields < width {
            return self.cut_short(record.line, record.raw.clone());
        }
        if record.fields != width {
            let detail = format!("the row has {} fields and the header has {width}", record.fields);
            return self.reject_whole(Kind::WrongFieldCount, record.line, record.raw.clone(), detail);
        }
        if self.is_header(record) {
            self.counts.rows -= 1;
            let detail = || "the header stands here again and is left out".to_owned();
            return self.findings.note(Kind::RepeatedHeader, Severity::Warning, record.line, None, detail);
        }
        self.row(record, faults);
    }

    fn cut_short(&mut self, line: u32, raw: Range<usize>) {
        self.cut_short = true;
        let detail = "the last line is not ended and is cut short".to_owned();
        self.reject_whole(Kind::TruncatedLine, line, raw, detail);
    }

    fn is_header(&self, record: &Record) -> bool {
        let name = |index: usize| self.decoding.text(self.records.field(index).trim_ascii());
        (0..record.fields).all(|index| name(index).is_some_and(|name| name == self.header.names[index]))
    }

    fn row(&mut self, record: &Record, faults: &mut Vec<Fault>) {
        if record.breaks > 0 {
            let detail = || "a field runs over several lines".to_owned();
            self.findings.note(Kind::EmbeddedLineBreak, Severity::Warning, record.line, None, detail);
        }
        let form = RowForm {
            schema: self.schema,
            places: &self.header.places,
            decoding: self.decoding,
            received_on: self.delivery.received_on,
        };
        faults.clear();
        match form.texts(|index| self.records.field(index)) {
            Err(column) => {
                faults.push(Fault { kind: Kind::BadEncoding, column, severity: Severity::Error });
                self.counts.unreadable += 1;
            }
            Ok(texts) => {
                let values = form.values(&texts, faults);
                if faults.iter().all(|fault| fault.severity == Severity::Warning) {
                    self.rows.push(record.line, &values);
                } else if self.schema.speaks_of_rows() {
                    self.spoiled.push(record.line, &values);
                }
            }
        }
        for fault in &*faults {
            let column = &self.schema.fields[fault.column].name;
            let detail = || form.describe(fault);
            self.findings.note(fault.kind, fault.severity, record.line, Some(column), detail);
        }
        let errors: Vec<_> = faults.iter().filter(|fault| fault.severity == Severity::Error).collect();
        if !errors.is_empty() {
            self.counts.rejected += 1;
            let original: Text = self.decoding.shown(&self.content[record.raw.clone()]).into();
            self.rejects.extend(errors.into_iter().map(|fault| Reject {
                line: record.line,
                column: Some(self.schema.fields[fault.column].name.clone()),
                kind: fault.kind,
                message: form.describe(fault),
                original: original.clone(),
            }));
        }
    }

    /// Sets a row aside that cannot be taken apart into fields.
    fn reject_whole(&mut self, kind: Kind, line: u32, raw: Range<usize>, message: String) {
        self.counts.rejected += 1;
        self.counts.unreadable += 1;
        self.findings.note(kind, Severity::Error, line, None, || message.clone());
        let original = self.decoding.shown(&self.content[raw]).into();
        self.rejects.push(Reject { line, column: None, kind, message, original });
    }
}

/// The first record that is not blank, and its line.
fn header_names(
    records: &mut Records<'_>,
    content: &[u8],
    decoding: &Decoding,
    findings: &mut Findings,
) -> Option<(Vec<String>, u32)> {
    loop {
        match records.next()? {
            Step::Blank { line } => {
                let detail = || "a line without any field is left out".to_owned();
                findings.note(Kind::BlankLine, Severity::Warning, line, None, detail);
            }
            Step::Unclosed { line, raw, .. } => {
                return Some((vec![decoding.shown(&content[raw]).into_owned()], line));
            }
            Step::Record(record) => {
                let name = |index: usize| decoding.shown(records.field(index).trim_ascii()).trim().to_owned();
                let names: Vec<String> = (0..record.fields).map(name).collect();
                if names.iter().any(|name| !name.is_empty()) {
                    return Some((names, record.line));
                }
            }
        }
    }
}
