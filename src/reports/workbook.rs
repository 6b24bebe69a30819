//! `claims.xlsx`: claims, near misses and feeds come in, the bytes of a workbook with a sheet for each go out.
//!
//! Days are real dates and numbers real numbers. The workbook says it was made on the day asked, so the same results give
//! the same bytes; no formula is written and text that would be one is defused.

use super::inputs::{FeedStatus, Month};
use super::table::{defused, joined};
use super::words;
use crate::claims::{Claim, NearMiss, Outlines};
use crate::domain::Day;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

/// The longest text a cell can hold, in characters; longer text is cut.
const LONGEST: usize = 32_767;

/// One cell.
pub(super) enum Cell {
    /// Words; defused.
    Text(String),
    /// An id, or ids joined by `;`; written as it is.
    Id(String),
    /// A count.
    Number(u64),
    /// Money, in pence.
    Pence(u64),
    /// A day; blank when there is none.
    Day(Option<Day>),
}

/// A column's heading and its width in characters.
pub(super) type Column = (&'static str, u16);

/// The bytes of `claims.xlsx`.
#[must_use]
pub fn claims_xlsx(month: &Month<'_>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let made = excel_day(month.as_of).expect("a run's day lies within the days of a spreadsheet");
    let title = format!("Families and claims at {}", words::long_day(month.as_of));
    workbook.set_properties(
        &DocProperties::new().set_title(title).set_author(month.program).set_creation_datetime(&made),
    );
    let claims = month.claims.iter().map(claim_cells);
    add_sheet(&mut workbook, "Claims", CLAIM_COLUMNS, claims);
    let near = month.near_misses.iter().map(|part| near_cells(part, month.outlines));
    add_sheet(&mut workbook, "Near misses", NEAR_COLUMNS, near);
    let mut feeds: Vec<&FeedStatus> = month.feeds.iter().collect();
    feeds.sort_by(|a, b| a.feed.cmp(&b.feed));
    let feeds = feeds.into_iter().map(|feed| feed_cells(feed, month.as_of));
    add_sheet(&mut workbook, "Data gaps", FEED_COLUMNS, feeds);
    workbook.save_to_buffer().expect("memory takes all bytes and the sheets are well formed")
}

const CLAIM_COLUMNS: &[Column] = &[
    ("Family", 14),
    ("Plan", 14),
    ("As of", 12),
    ("Route", 22),
    ("Held since", 12),
    ("Problems", 10),
    ("Criteria", 20),
    ("Settled by", 34),
    ("Process only", 18),
    ("Overrides", 12),
    ("Evidence lines", 15),
    ("Flags", 28),
    ("For the auditor", 28),
];

fn claim_cells(claim: &Claim) -> Vec<Cell> {
    vec![
        Cell::Id(claim.family.to_string()),
        Cell::Id(claim.plan.to_string()),
        Cell::Day(Some(claim.as_of)),
        Cell::Text(words::route(&claim.route).to_owned()),
        Cell::Day(claim.first_met_on),
        Cell::Id(joined(&claim.problems)),
        Cell::Id(joined(&claim.criteria)),
        Cell::Id(joined(&claim.ways)),
        Cell::Id(joined(&claim.process_only)),
        Cell::Id(joined(&claim.overrides)),
        Cell::Number(claim.evidence as u64),
        Cell::Text(listed(claim.flags.iter().map(|flag| words::reason(*flag).label))),
        Cell::Text(listed(claim.audit.iter().map(|pick| words::audit(*pick).label))),
    ]
}

const NEAR_COLUMNS: &[Column] = &[
    ("Family", 14),
    ("Parts missing", 14),
    ("Criteria", 12),
    ("Clause", 14),
    ("What it asks", 46),
    ("Open for", 16),
    ("Verdict", 20),
    ("What is missing", 60),
    ("Who would tell", 34),
    ("Earliest", 12),
    ("Family earliest", 15),
];

fn near_cells(part: &NearMiss, outlines: &Outlines) -> Vec<Cell> {
    vec![
        Cell::Id(part.family.to_string()),
        Cell::Number(part.parts as u64),
        Cell::Id(joined(&part.letters)),
        Cell::Id(part.clause.to_string()),
        Cell::Text(words::asked(part, outlines)),
        Cell::Id(joined(&part.people)),
        Cell::Text(part.row.as_ref().map_or("", |row| words::verdict(row.truth).label).to_owned()),
        Cell::Text(words::missing(part)),
        Cell::Text(listed(words::feeds(&part.reads))),
        Cell::Day(part.earliest),
        Cell::Day(part.family_earliest),
    ]
}

const FEED_COLUMNS: &[Column] = &[
    ("Feed", 22),
    ("Name", 34),
    ("Complete for", 26),
    ("Complete from", 14),
    ("Complete to", 12),
    ("Gaps", 26),
    ("Should reach", 13),
    ("Due on", 12),
    ("Days late", 10),
    ("Deliveries", 11),
    ("Received on", 12),
    ("Rows", 10),
    ("Rejected", 10),
];

fn feed_cells(feed: &FeedStatus, as_of: Day) -> Vec<Cell> {
    vec![
        Cell::Id(feed.feed.to_string()),
        Cell::Text(feed.title.to_string()),
        Cell::Text(feed.about.to_string()),
        Cell::Day(feed.covered.first().map(|window| window.from)),
        Cell::Day(feed.covered_to()),
        Cell::Text(listed(feed.gaps().into_iter().map(words::span))),
        Cell::Day(feed.expected_to),
        Cell::Day(feed.due_on),
        Cell::Number(u64::try_from(feed.late_days(as_of)).unwrap_or(0)),
        Cell::Number(feed.deliveries),
        Cell::Day(feed.received_on),
        Cell::Number(feed.rows),
        Cell::Number(feed.rejects),
    ]
}

fn listed<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}

/// A sheet with a frozen heading, a filter, wrapped text, and a print that repeats the heading and fits the page's width.
pub(super) fn add_sheet(
    workbook: &mut Workbook,
    name: &str,
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
) {
    const FITS: &str = "names, widths and places lie within the limits of a spreadsheet";
    let sheet = workbook.add_worksheet();
    sheet.set_name(name).expect(FITS);
    let heading = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Medium);
    for (column, (title, width)) in (0u16..).zip(columns) {
        sheet.set_column_width(column, f64::from(*width)).expect(FITS);
        sheet.write_string_with_format(0, column, *title, &heading).expect(FITS);
    }
    let looks = Looks::new();
    let mut last = 0;
    for (row, cells) in (1u32..).zip(rows) {
        sheet.set_row_height(row, 15 * lines_needed(&cells, columns)).expect(FITS);
        for (column, cell) in (0u16..).zip(cells) {
            write_cell(sheet, (row, column), cell, &looks);
        }
        last = row;
    }
    let right = u16::try_from(columns.len() - 1).expect("a sheet has few columns");
    sheet.set_freeze_panes(1, 1).expect(FITS);
    sheet.autofilter(0, 0, last, right).expect(FITS);
    sheet.set_repeat_rows(0, 0).expect(FITS);
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
}

/// How many lines of text the fullest cell of a row needs, at most 20. Programs that open the workbook do not all fit the
/// height of rows themselves.
fn lines_needed(cells: &[Cell], columns: &[Column]) -> u32 {
    let needed = |(cell, (_, width)): (&Cell, &Column)| match cell {
        Cell::Text(text) | Cell::Id(text) => text.chars().count().div_ceil(usize::from(*width).max(2) - 1),
        Cell::Number(_) | Cell::Pence(_) | Cell::Day(_) => 1,
    };
    let most = cells.iter().zip(columns).map(needed).max().unwrap_or(1);
    u32::try_from(most.clamp(1, 20)).expect("a number up to 20 fits")
}

/// How the cells of each kind look.
struct Looks {
    text: Format,
    number: Format,
    money: Format,
    day: Format,
}

impl Looks {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            text: top.clone().set_text_wrap(),
            number: top.clone().set_num_format("#,##0").set_align(FormatAlign::Right).set_indent(1),
            money: top.clone().set_num_format("£#,##0.00").set_align(FormatAlign::Right).set_indent(1),
            day: top.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
        }
    }
}

fn write_cell(sheet: &mut Worksheet, (row, column): (u32, u16), cell: Cell, looks: &Looks) {
    const FITS: &str = "a sheet has fewer rows than a spreadsheet can hold";
    let cut = |text: String| text.chars().take(LONGEST).collect::<String>();
    match cell {
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, cut(defused(&text)), &looks.text).expect(FITS);
        }
        Cell::Id(text) => {
            sheet.write_string_with_format(row, column, cut(text), &looks.text).expect(FITS);
        }
        Cell::Number(number) => {
            // Counts of rows and families stay far below 2^53, to where a float is exact.
            sheet.write_number_with_format(row, column, number as f64, &looks.number).expect(FITS);
        }
        Cell::Pence(pence) => {
            // A hundredth of a count far below 2^53 is shown to the penny.
            let pounds = pence as f64 / 100.0;
            sheet.write_number_with_format(row, column, pounds, &looks.money).expect(FITS);
        }
        Cell::Day(day) => {
            if let Some(day) = day.and_then(excel_day) {
                sheet.write_datetime_with_format(row, column, &day, &looks.day).expect(FITS);
            }
        }
    }
}

/// The day for a spreadsheet; `None` before 1900 or after 9999, which a spreadsheet does not have.
pub(super) fn excel_day(day: Day) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok()?;
    let (month, date) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day_of_month()).ok()?);
    ExcelDateTime::from_ymd(year, month, date).ok()
}

#[cfg(test)]
mod tests {
    use super::super::inputs::SourceFiles;
    use super::super::specimens::*;
    use super::*;
    use crate::claims::{Register, near_misses, propose};
    use std::io::Read;

    fn workbook(feeds: &[FeedStatus]) -> Vec<u8> {
        let mut waiting = waiting_family("f-2");
        waiting.result.eligible = true;
        waiting.result.blocking = vec!["tb-2a".into(), "no-plan".into()];
        let outcomes = [waiting, identified_family("f-10")];
        let outlines = [("tri-borough".into(), plan_outline())].into();
        claims_xlsx(&Month {
            council: "",
            as_of: day("2017-03-31"),
            known_at: "",
            program: "hearth",
            outcomes: &outcomes,
            claims: &propose(&outcomes, &Register::default(), &outlines),
            near_misses: &near_misses(&outcomes, &outlines),
            wanted: &[],
            outlines: &outlines,
            feeds,
            review: &[],
            links: &[],
            decisions: &[],
            sources: &SourceFiles::new(),
            changed: &[],
            rests_on: &[],
        })
    }

    /// The text of one part of the package: a local header with its name, then the deflated bytes.
    fn part(bytes: &[u8], name: &str) -> String {
        let number = |at: usize| usize::from(bytes[at]) + 256 * usize::from(bytes[at + 1]);
        let is_header = |at: &usize| {
            bytes[*at..].starts_with(b"PK\x03\x04") && bytes[at + 30..].starts_with(name.as_bytes())
        };
        let header = (0..bytes.len()).find(is_header).expect("the part is there");
        let data = header + 30 + number(header + 26) + number(header + 28);
        let mut text = String::new();
        let mut inflated = flate2::read::DeflateDecoder::new(&bytes[data..]);
        inflated.read_to_string(&mut text).expect("the part is deflated text");
        text
    }

    #[test]
    fn it_says_it_was_made_on_the_day_asked_and_never_differs() {
        let bytes = workbook(&[feed_status("yot_offences")]);
        assert!(part(&bytes, "docProps/core.xml").contains("2017-03-31T00:00:00Z"));
        assert_eq!(bytes, workbook(&[feed_status("yot_offences")]));
    }

    #[test]
    fn days_are_dates_and_the_heading_is_frozen() {
        let sheet = part(&workbook(&[]), "xl/worksheets/sheet1.xml");
        // 42794 is 28 February 2017 in a spreadsheet's count of days.
        assert!(sheet.contains("<v>42794</v>"), "{sheet}");
        assert!(sheet.contains("state=\"frozen\""));
    }

    #[test]
    fn text_that_a_spreadsheet_would_run_is_defused() {
        let feed = FeedStatus { title: "=cmd".into(), ..feed_status("yot_offences") };
        let bytes = workbook(&[feed]);
        assert!(part(&bytes, "xl/sharedStrings.xml").contains("<t>'=cmd</t>"));
        assert!(!part(&bytes, "xl/worksheets/sheet3.xml").contains("<f>"));
    }
}
