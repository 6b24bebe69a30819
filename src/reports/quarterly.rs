//! The quarterly return as files: a return comes in, the bytes of `return.csv`, `return.xlsx` and `return.html` go out. Nothing is
//! counted here.

use super::table::Table;
use super::words;
use super::workbook::{Cell, Column, add_sheet, excel_day};
use crate::claims::programme::Paid;
use crate::claims::quarterly::{Quarter, Return, TargetReached};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use rust_xlsxwriter::{DocProperties, Workbook};
use serde::Serialize;

const TEMPLATE: &str = include_str!("templates/return.html");
const STYLE: &str = include_str!("templates/report.css");

/// The files of a return, by name.
#[must_use]
pub fn return_files(made: &Return, council: &str, program: &str) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("return.csv", return_csv(made)),
        ("return.html", return_html(made, council)),
        ("return.xlsx", return_xlsx(made, program)),
    ]
}

/// A quarter with the sums up to it.
struct Summed<'a> {
    quarter: &'a Quarter,
    attached: u64,
    results: u64,
}

fn summed(made: &Return) -> Vec<Summed<'_>> {
    let (mut attached, mut results) = (0, 0);
    let one = |quarter| {
        let quarter: &Quarter = quarter;
        attached += quarter.attached;
        results += quarter.results;
        Summed { quarter, attached, results }
    };
    made.quarters.iter().map(one).collect()
}

/// `return.csv`: one line for each quarter; sums are since the first.
#[must_use]
pub fn return_csv(made: &Return) -> Vec<u8> {
    let mut table = Table::new(&[
        "year",
        "quarter",
        "from",
        "to",
        "attached",
        "attached_total",
        "results",
        "results_total",
        "attachment_pence",
        "result_pence",
        "forecast_results",
    ]);
    for Summed { quarter, attached, results } in summed(made) {
        table.row([
            quarter.year.to_string(),
            quarter.number.to_string(),
            quarter.days.from.to_string(),
            quarter.days.to.to_string(),
            quarter.attached.to_string(),
            attached.to_string(),
            quarter.results.to_string(),
            results.to_string(),
            quarter.attachment_pence.to_string(),
            quarter.result_pence.to_string(),
            quarter.forecast.to_string(),
        ]);
    }
    table.into_bytes()
}

const QUARTERS: &[Column] = &[
    ("Year", 10),
    ("Quarter", 9),
    ("From", 12),
    ("To", 12),
    ("Attached", 10),
    ("Attached so far", 12),
    ("Results", 10),
    ("Results so far", 12),
    ("Paid for attachment", 18),
    ("Claimed for results", 18),
    ("Results that may come", 14),
];

const TARGETS: &[Column] = &[
    ("Target", 20),
    ("From", 12),
    ("To", 12),
    ("Families", 10),
    ("Reached", 10),
    ("Due by now", 12),
    ("May come", 10),
    ("Reference", 60),
];

/// `return.xlsx`: a sheet for the quarters and one for the targets.
#[must_use]
pub fn return_xlsx(made: &Return, program: &str) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let day = excel_day(made.as_of).expect("a return's day lies within the days of a spreadsheet");
    let title = format!("{}: return at {}", made.title, words::long_day(made.as_of));
    workbook.set_properties(
        &DocProperties::new().set_title(title).set_author(program).set_creation_datetime(&day),
    );
    let quarters = summed(made).into_iter().map(|Summed { quarter, attached, results }| {
        vec![
            Cell::Id(quarter.year.to_string()),
            Cell::Number(u64::from(quarter.number)),
            Cell::Day(Some(quarter.days.from)),
            Cell::Day(Some(quarter.days.to)),
            Cell::Number(quarter.attached),
            Cell::Number(attached),
            Cell::Number(quarter.results),
            Cell::Number(results),
            Cell::Pence(quarter.attachment_pence),
            Cell::Pence(quarter.result_pence),
            Cell::Number(quarter.forecast),
        ]
    });
    add_sheet(&mut workbook, "Quarters", QUARTERS, quarters);
    let targets = made.targets.iter().map(|target| {
        vec![
            Cell::Text(kind(target.kind).to_owned()),
            Cell::Day(Some(target.days.from)),
            Cell::Day(Some(target.days.to)),
            Cell::Number(target.families),
            Cell::Number(target.reached),
            Cell::Number(target.due),
            Cell::Number(target.forecast),
            Cell::Text(target.reference.to_string()),
        ]
    });
    add_sheet(&mut workbook, "Targets", TARGETS, targets);
    workbook.save_to_buffer().expect("memory takes all bytes and the sheets are well formed")
}

fn kind(kind: Paid) -> &'static str {
    match kind {
        Paid::Attachment => "families attached",
        Paid::Result => "results",
    }
}

#[derive(Serialize)]
struct Page<'a> {
    style: &'static str,
    title: &'a str,
    council: &'a str,
    as_of: String,
    attached: String,
    results: String,
    claimed: String,
    paid: String,
    quarters: Vec<QuarterRow>,
    targets: Vec<TargetRow>,
    grants: Vec<GrantRow>,
    coming: String,
    undated: String,
}

#[derive(Serialize)]
struct QuarterRow {
    name: String,
    attached: String,
    attached_total: String,
    results: String,
    results_total: String,
    attachment: String,
    result: String,
    forecast: String,
}

/// A target with a bar: widths are in thousandths of the target.
#[derive(Serialize)]
struct TargetRow {
    kind: &'static str,
    days: String,
    families: String,
    reached: String,
    share: String,
    due: String,
    forecast: String,
    reference: String,
    reached_width: u64,
    forecast_width: u64,
    due_at: u64,
}

#[derive(Serialize)]
struct GrantRow {
    days: String,
    amount: String,
    reference: String,
}

/// `return.html`: one self-contained page.
#[must_use]
pub fn return_html(made: &Return, council: &str) -> Vec<u8> {
    let syntax = SyntaxConfig::builder().trim_blocks(true).keep_trailing_newline(true).build();
    let mut environment = Environment::new();
    environment.set_syntax(syntax.expect("the usual delimiters are valid"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The name ends in `.html`, so every value is escaped.
    environment.add_template("return.html", TEMPLATE).expect("the built-in template is checked by a test");
    let template = environment.get_template("return.html").expect("it was added on the line above");
    template
        .render(Serde(page(made, council)))
        .expect("the page holds all that the template names")
        .into_bytes()
}

fn page<'a>(made: &'a Return, council: &'a str) -> Page<'a> {
    let sum = |of: fn(&Quarter) -> u64| made.quarters.iter().map(of).sum::<u64>();
    Page {
        style: STYLE,
        title: &made.title,
        council,
        as_of: words::long_day(made.as_of),
        attached: number(sum(|one| one.attached)),
        results: number(sum(|one| one.results)),
        claimed: words::pounds(sum(|one| one.result_pence)),
        paid: words::pounds(sum(|one| one.attachment_pence)),
        quarters: summed(made).iter().map(quarter_row).collect(),
        targets: made.targets.iter().map(target_row).collect(),
        grants: made
            .grants
            .iter()
            .map(|grant| GrantRow {
                days: words::span(grant.days),
                amount: words::pounds(grant.pence),
                reference: grant.reference.to_string(),
            })
            .collect(),
        coming: number(sum(|one| one.forecast)),
        undated: number(made.undated),
    }
}

fn number(value: u64) -> String {
    words::grouped(usize::try_from(value).unwrap_or(usize::MAX))
}

fn quarter_row(Summed { quarter, attached, results }: &Summed<'_>) -> QuarterRow {
    QuarterRow {
        name: format!("{} Q{}", quarter.year, quarter.number),
        attached: number(quarter.attached),
        attached_total: number(*attached),
        results: number(quarter.results),
        results_total: number(*results),
        attachment: words::pounds(quarter.attachment_pence),
        result: words::pounds(quarter.result_pence),
        forecast: number(quarter.forecast),
    }
}

fn target_row(target: &TargetReached) -> TargetRow {
    let width = |value: u64| (value * 1000).checked_div(target.families).unwrap_or(0).min(1000);
    let reached_width = width(target.reached);
    let size = |value: u64| usize::try_from(value).unwrap_or(usize::MAX);
    TargetRow {
        kind: kind(target.kind),
        days: words::span(target.days),
        families: number(target.families),
        reached: number(target.reached),
        share: words::percent(size(target.reached), size(target.families)),
        due: number(target.due),
        forecast: number(target.forecast),
        reference: target.reference.to_string(),
        reached_width,
        forecast_width: width(target.forecast).min(1000 - reached_width),
        due_at: width(target.due),
    }
}

#[cfg(test)]
mod tests {
    use super::super::specimens::{day, text};
    use super::*;
    use crate::claims::quarterly::{Counted, quarterly};
    use crate::claims::register::Account;
    use crate::claims::{Programme, programme};

    fn made() -> Return {
        let programme = Programme::check(programme::BUILTIN[2].1).expect("right");
        let attached = [("f-1".into(), day("2015-05-01")), ("f-2".into(), day("2015-07-02"))].into();
        let account = Account::default();
        let as_of = day("2015-09-30");
        let counted =
            Counted { as_of, attached: &attached, account: &account, claimable: &[], near_misses: &[] };
        quarterly(&programme, &counted)
    }

    #[test]
    fn the_csv_has_a_line_for_each_quarter_with_sums() {
        assert_eq!(
            text(return_csv(&made())),
            "\
year,quarter,from,to,attached,attached_total,results,results_total,attachment_pence,result_pence,forecast_results
2015/16,1,2015-04-01,2015-06-30,1,1,0,0,100000,0,0
2015/16,2,2015-07-01,2015-09-30,1,2,0,0,100000,0,0
"
        );
    }

    #[test]
    fn the_page_and_the_workbook_are_the_same_every_time_and_stand_alone() {
        let files = return_files(&made(), "Town", "hearth");
        assert_eq!(files, return_files(&made(), "Town", "hearth"));
        let page = text(return_html(&made(), "Town"));
        assert!(page.contains("1,360") && page.contains("£2,000.00") && !page.contains("http"));
    }
}
