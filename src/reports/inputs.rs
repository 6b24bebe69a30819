//! What reports need to be told beside outcomes and claims: feeds, rejected rows, waiting links, parameters, digests.
//!
//! Plain values that whoever runs the stages fills in; nothing here reads a file or decides anything.

use crate::claims::{Claim, NearMiss, Outlines, Wanted};
use crate::domain::{Day, Digest, PersonId, SourceRef, Text, Window};
use crate::facts::FactKind;
use crate::links::{self, Fate, LinkDecision, LinkMade, ReviewItem, Weighed};
use crate::outcomes::FamilyOutcome;
use crate::problem::Kind;
use std::collections::{BTreeMap, BTreeSet};

/// Everything a month's reports for people are made of.
#[derive(Clone, Copy, Debug)]
pub struct Month<'a> {
    /// The council, as its people call it; may be blank.
    pub council: &'a str,
    /// The day asked.
    pub as_of: Day,
    /// The moment up to which deliveries, decisions and claims count, as it is to be shown.
    pub known_at: &'a str,
    /// Program and version.
    pub program: &'a str,
    /// Every family's outcome, settled by the register.
    pub outcomes: &'a [FamilyOutcome],
    /// The claims proposed.
    pub claims: &'a [Claim],
    /// What the others lack, nearest first.
    pub near_misses: &'a [NearMiss],
    /// The feeds that would tell most, most families first.
    pub wanted: &'a [Wanted],
    /// The plans' titles and parts.
    pub outlines: &'a Outlines,
    /// Every feed.
    pub feeds: &'a [FeedStatus],
    /// Links that wait for a decision.
    pub review: &'a [ReviewItem],
    /// Every link made, by person or home.
    pub links: &'a [LinkMade],
    /// What became of each decision about a link, by number.
    pub decisions: &'a [(LinkDecision, Fate)],
    /// The files that evidence and waiting links point to.
    pub sources: &'a SourceFiles,
    /// Parameters that differ from the default.
    pub changed: &'a [ChangedParameter],
    /// Files and definitions used.
    pub rests_on: &'a [RestsOn],
}

/// How one feed stands on the day asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FeedStatus {
    /// The feed's name, for example `yot_offences`.
    pub feed: Text,
    /// The name people know it by, for example `Youth offending team: offences`.
    pub title: Text,
    /// The facts it can be complete for, in order.
    pub covers: BTreeSet<FactKind>,
    /// Whom the coverage is about, in words: `everyone`, `people the DWP confirmed`.
    pub about: Text,
    /// The days for which the feed is complete, merged and in order, as known on the day asked.
    pub covered: Vec<Window>,
    /// The last day that the feed should be complete to by now, by its rhythm and lateness; `None` when it states none.
    pub expected_to: Option<Day>,
    /// The day the first delivery that is missing was due, else that which reaches `expected_to`.
    pub due_on: Option<Day>,
    /// Deliveries that count.
    pub deliveries: u64,
    /// The day the last of them was received.
    pub received_on: Option<Day>,
    /// Rows read from them.
    pub rows: u64,
    /// Rows rejected.
    pub rejects: u64,
}

impl FeedStatus {
    /// The last day for which the feed is complete.
    #[must_use]
    pub fn covered_to(&self) -> Option<Day> {
        self.covered.last().map(|window| window.to)
    }

    /// By how many days the delivery that should be here is late on `as_of`; 0 when nothing is late.
    #[must_use]
    pub fn late_days(&self, as_of: Day) -> i32 {
        let reached = self.covered_to();
        match (self.expected_to, self.due_on) {
            (Some(expected), Some(due)) if reached.is_none_or(|day| day < expected) => {
                as_of.days_since(due).max(0)
            }
            _ => 0,
        }
    }

    /// The days inside the covered stretch for which the feed is not complete.
    #[must_use]
    pub fn gaps(&self) -> Vec<Window> {
        let pairs = self.covered.windows(2);
        pairs.filter_map(|pair| Window::new(pair[0].to.after(), pair[1].from.before())).collect()
    }
}

/// Whether anything of this feed came.
#[must_use]
pub fn is_received(feeds: &[FeedStatus], feed: &Text) -> bool {
    feeds.iter().any(|status| status.feed == *feed && status.deliveries > 0)
}

/// A row of a feed that cannot be used.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct FeedReject {
    /// The feed.
    pub feed: Text,
    /// The file, without folders.
    pub file: Text,
    /// The line on which the row begins; `None` for a whole file.
    pub line: Option<u32>,
    /// The column, where one is at fault.
    pub column: Option<Text>,
    /// What kind of problem.
    pub kind: Kind,
    /// What is wrong, without personal data.
    pub message: Text,
    /// The row as it was received, untouched; may span lines. Bytes that are not UTF-8 stay as they are.
    pub original: Vec<u8>,
}

/// What a file is: where evidence and waiting links point.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SourceFile {
    /// Its name, without folders.
    pub name: String,
    /// The feed that delivered it; blank for cohort and interchange files.
    pub feed: Text,
}

/// The files that source references point to, by digest.
pub type SourceFiles = BTreeMap<Digest, SourceFile>;

/// A line as people are shown it: the file's name and the number; the digest for a file that is not known.
#[must_use]
pub fn place(source: &SourceRef, sources: &SourceFiles) -> String {
    match sources.get(&source.file) {
        Some(file) => format!("{}:{}", file.name, source.line),
        None => source.to_string(),
    }
}

/// The evidence that rows are about a person, bit by bit.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkShown {
    /// The person.
    pub person: PersonId,
    /// The rules that linked the rows, or by which the person is a candidate.
    pub rule: Text,
    /// Whether the link waits for a decision.
    pub is_waiting: bool,
    /// The rows, by file and line.
    pub rows: Vec<SourceRef>,
    /// The weight and its parts.
    pub weighed: Weighed,
}

impl LinkShown {
    /// Whether weight decided: it linked where no rule did, or the link waits.
    #[must_use]
    pub fn is_by_weight(&self) -> bool {
        self.is_waiting || links::is_by_weight(&self.rule)
    }
}

/// A parameter whose value is not the plan's default.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct ChangedParameter {
    /// The plan.
    pub plan: Text,
    /// The parameter's name.
    pub name: Text,
    /// Its default.
    pub default: Text,
    /// The value used.
    pub value: Text,
}

/// A file or definition the run rests on.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct RestsOn {
    /// What it is: `delivery`, `cohort`, `plan`, `feed schema`, `calendar`.
    pub what: Text,
    /// Its name.
    pub name: Text,
    /// The digest of its bytes.
    pub digest: Digest,
}

#[cfg(test)]
mod tests {
    use super::super::specimens::*;

    #[test]
    fn a_feed_is_late_only_if_it_does_not_reach_what_was_expected() {
        let mut feed = feed_status("yot_offences");
        feed.expected_to = Some(day("2016-12-31"));
        feed.due_on = Some(day("2017-03-15"));
        feed.covered = window("2015-01-01", "2016-09-30").into_iter().collect();
        assert_eq!(feed.late_days(day("2017-03-31")), 16);
        assert_eq!(feed.late_days(day("2017-03-01")), 0);
        feed.covered = window("2015-01-01", "2016-12-31").into_iter().collect();
        assert_eq!(feed.late_days(day("2017-03-31")), 0);
    }

    #[test]
    fn a_feed_never_received_is_late() {
        let mut feed = feed_status("yot_offences");
        feed.covered = Vec::new();
        feed.expected_to = Some(day("2016-12-31"));
        feed.due_on = Some(day("2017-03-15"));
        assert_eq!(feed.late_days(day("2017-03-31")), 16);
    }

    #[test]
    fn gaps_lie_between_covered_stretches() {
        let mut feed = feed_status("police_bulk");
        feed.covered = [window("2015-01-01", "2015-01-31"), window("2015-03-01", "2015-03-31")]
            .into_iter()
            .flatten()
            .collect();
        assert_eq!(Some(feed.gaps()), window("2015-02-01", "2015-02-28").map(|gap| vec![gap]));
    }
}
