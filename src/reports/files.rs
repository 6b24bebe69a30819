//! The files of a run folder that this stage makes: a month's results come in, names and bytes go out, in a fixed order.
//!
//! The manifest is not among them; whoever writes the folder knows what it rests on.

use super::inputs::{FeedReject, Month};
use super::{answers, columns, html, monthly, workbook};

/// A file of the run folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReportFile {
    /// Its name in the run folder.
    pub name: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether every version of the program promises these bytes for the same results. Workbooks and Parquet files change
    /// with the libraries that write them; one program always writes the same.
    pub is_lasting: bool,
}

/// Every report of a month, sorted by name.
#[must_use]
pub fn report_files(month: &Month<'_>, rejects: &[FeedReject]) -> Vec<ReportFile> {
    let lasting = |name, bytes| ReportFile { name, bytes, is_lasting: true };
    let passing = |name, bytes| ReportFile { name, bytes, is_lasting: false };
    vec![
        lasting("claims.csv", monthly::claims_csv(month.claims)),
        passing("claims.xlsx", workbook::claims_xlsx(month)),
        lasting("coverage.csv", monthly::coverage_csv(month.feeds, month.as_of)),
        lasting("decided.csv", monthly::decided_csv(month.outcomes)),
        lasting("link-decisions.csv", monthly::link_decisions_csv(month.decisions)),
        lasting("links.csv", monthly::links_csv(month.links, month.sources)),
        lasting("near-misses.csv", monthly::near_misses_csv(month.near_misses)),
        lasting("outcomes.csv", answers::outcomes_csv(month.outcomes)),
        passing("outcomes.parquet", columns::outcomes_parquet(month.outcomes)),
        lasting("rejects.csv", monthly::feed_rejects_csv(rejects)),
        lasting("report.html", html::report_html(month)),
        lasting("results.csv", answers::results_csv(month.outcomes)),
        lasting("review.csv", monthly::review_csv(month.review, month.sources)),
        lasting("wanted.csv", monthly::wanted_csv(month.wanted, month.feeds)),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::inputs::SourceFiles;
    use super::super::specimens::*;
    use super::*;
    use crate::claims::{Register, near_misses, propose};

    fn files() -> Vec<ReportFile> {
        let outcomes = [waiting_family("f-2"), identified_family("f-10")];
        let outlines = [("tri-borough".into(), plan_outline())].into();
        let month = Month {
            council: "Borough of Example",
            as_of: day("2017-03-31"),
            known_at: "2017-03-31T23:59:59Z",
            program: "hearth 0.1.0",
            outcomes: &outcomes,
            claims: &propose(&outcomes, &Register::default(), &outlines),
            near_misses: &near_misses(&outcomes, &outlines),
            wanted: &[],
            outlines: &outlines,
            feeds: &[feed_status("yot_offences")],
            review: &[waiting_link()],
            links: &[],
            decisions: &[],
            sources: &SourceFiles::new(),
            changed: &[],
            rests_on: &[],
        };
        report_files(&month, &[])
    }

    #[test]
    fn the_same_month_gives_the_same_bytes_in_every_file() {
        assert_eq!(files(), files());
    }

    #[test]
    fn names_are_sorted_and_unique_and_no_file_is_empty() {
        let files = files();
        assert!(files.windows(2).all(|pair| pair[0].name < pair[1].name));
        assert!(files.iter().all(|file| !file.bytes.is_empty()));
    }
}
