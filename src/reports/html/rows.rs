//! The rows of the page's tables as text: claims, near misses, letters, reasons, feeds and what the run rests on come in,
//! one value per row goes out.

use super::figures::{self, Verdicts};
use crate::claims::{Claim, FamilyState, NearMiss, Wanted};
use crate::domain::{ClauseId, Day, Text};
use crate::facts::FactKind;
use crate::problem::Kind;
use crate::reports::inputs::{ChangedParameter, FeedStatus, Month, RestsOn, is_received};
use crate::reports::words::{self, counted, grouped, long_day, percent};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A state and what it means.
#[derive(Serialize)]
pub struct StateRow {
    pub label: &'static str,
    pub meaning: &'static str,
    pub families: String,
    pub share: String,
}

/// An id and its title.
#[derive(Serialize)]
pub struct Titled {
    pub id: String,
    pub title: String,
}

#[derive(Serialize)]
pub struct ClaimRow {
    pub family: String,
    pub route: String,
    pub since: String,
    pub problems: String,
    pub criteria: Vec<String>,
    pub ways: Vec<Titled>,
    pub overrides: Vec<String>,
    pub evidence: String,
    pub look_at: String,
}

#[derive(Serialize)]
pub struct MissingPart {
    pub asked: Vec<Titled>,
    pub missing: String,
    /// The received feeds that would tell.
    pub feeds: BTreeSet<String>,
    /// The facts it needs that no feed received gives.
    pub not_received: BTreeSet<&'static str>,
    pub earliest: String,
}

#[derive(Serialize)]
pub struct NearFamily {
    pub family: String,
    pub earliest: String,
    pub parts: Vec<MissingPart>,
}

#[derive(Serialize)]
pub struct LetterRow {
    pub id: String,
    pub title: String,
    pub met: String,
    pub not_met: String,
    pub unknown: String,
    pub void: String,
    pub decided: String,
}

#[derive(Serialize)]
pub struct ReasonRow {
    pub label: &'static str,
    pub sentence: &'static str,
    pub answers: String,
    pub families: String,
}

#[derive(Serialize)]
pub struct WantedRow {
    pub feed: String,
    pub received: &'static str,
    pub families: String,
    pub alone: String,
    pub at_entry: String,
    pub facts: Vec<&'static str>,
}

#[derive(Serialize)]
pub struct FeedRow {
    pub title: String,
    pub about: String,
    pub covered_from: String,
    pub covered_to: String,
    pub gaps: String,
    pub expected_to: String,
    pub late: String,
    pub is_late: bool,
    pub deliveries: String,
    pub rows: String,
    pub rejects: String,
}

#[derive(Serialize)]
pub struct WaitingRow {
    pub feed: String,
    pub why: &'static str,
    pub explanation: &'static str,
    pub links: String,
}

#[derive(Serialize)]
pub struct ChangedRow {
    pub plan: String,
    pub name: String,
    pub default: String,
    pub value: String,
}

#[derive(Serialize)]
pub struct RestsOnFile {
    pub name: String,
    pub digest: String,
}

#[derive(Serialize)]
pub struct RestsOnGroup {
    pub what: String,
    pub files: Vec<RestsOnFile>,
}

pub fn state_row(state: FamilyState, number: usize, families: usize) -> StateRow {
    let words = words::state(state);
    StateRow {
        label: words.label,
        meaning: words.sentence,
        families: grouped(number),
        share: percent(number, families),
    }
}

pub fn listed<T: std::fmt::Display>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(", ")
}

pub fn claim_row(claim: &Claim, month: &Month<'_>) -> ClaimRow {
    let title =
        |id: &ClauseId| month.outlines.get(&claim.plan).map_or("", |outline| outline.title_of(id)).to_owned();
    let way = |id: &ClauseId| Titled { id: id.to_string(), title: title(id) };
    ClaimRow {
        family: claim.family.to_string(),
        route: words::route(&claim.route).to_owned(),
        since: claim.first_met_on.map_or_else(|| "no month end yet".to_owned(), long_day),
        problems: listed(&claim.problems),
        criteria: claim.criteria.iter().map(ToString::to_string).collect(),
        ways: claim.ways.iter().map(way).collect(),
        overrides: claim.overrides.iter().map(ToString::to_string).collect(),
        evidence: grouped(claim.evidence),
        look_at: listed(claim.audit.iter().map(|pick| words::audit(*pick).label)),
    }
}

pub fn near_families(month: &Month<'_>) -> Vec<NearFamily> {
    let mut families: Vec<NearFamily> = Vec::new();
    for part in month.near_misses {
        let row = missing_part(part, month);
        match families.last_mut().filter(|last| last.family == part.family.as_str()) {
            Some(family) => family.add(row),
            None => families.push(NearFamily {
                family: part.family.to_string(),
                earliest: part.family_earliest.map(long_day).unwrap_or_default(),
                parts: vec![row],
            }),
        }
    }
    families
}

impl NearFamily {
    /// Adds a part, to the row above if it lacks the same.
    fn add(&mut self, part: MissingPart) {
        let same = |last: &&mut MissingPart| last.missing == part.missing && last.earliest == part.earliest;
        match self.parts.last_mut().filter(same) {
            Some(last) => {
                last.asked.extend(part.asked);
                last.feeds.extend(part.feeds);
                last.not_received.extend(part.not_received);
            }
            None => self.parts.push(part),
        }
    }
}

fn missing_part(part: &NearMiss, month: &Month<'_>) -> MissingPart {
    let id = part.row.as_ref().map_or(String::new(), |_| part.clause.to_string());
    let feeds = month.feeds.iter().filter(|feed| !feed.covers.is_disjoint(&part.reads));
    let received: BTreeSet<FactKind> = month.feeds.iter().flat_map(|feed| &feed.covers).copied().collect();
    let facts = part.reads.difference(&received).filter(|fact| !fact.has_borrowed_coverage());
    let mut feeds: BTreeSet<String> = feeds.map(|feed| feed.title.to_string()).collect();
    if part.row.is_none() {
        feeds.insert("casework".to_owned());
    }
    MissingPart {
        asked: vec![Titled { id, title: words::asked(part, month.outlines) }],
        missing: words::missing(part),
        feeds,
        not_received: facts.map(|fact| fact.name()).collect(),
        earliest: part.earliest.map_or_else(|| "not known".to_owned(), long_day),
    }
}

/// The name people know a feed by; one that is not listed keeps its own.
pub fn feed_title(feed: &Text, month: &Month<'_>) -> String {
    let known = month.feeds.iter().find(|status| status.feed == *feed);
    known.map_or_else(|| feed.to_string(), |status| status.title.to_string())
}

pub fn letter_rows(month: &Month<'_>) -> Vec<LetterRow> {
    let row = |((plan, letter), verdicts): ((&Text, &ClauseId), Verdicts)| LetterRow {
        id: letter.to_string(),
        title: month.outlines.get(plan).map_or("", |outline| outline.title_of(letter)).to_owned(),
        met: grouped(verdicts.met),
        not_met: grouped(verdicts.not_met),
        unknown: grouped(verdicts.unknown),
        void: grouped(verdicts.void),
        decided: percent(verdicts.decided(), verdicts.asked()),
    };
    figures::by_letter(month.outcomes).into_iter().map(row).collect()
}

pub fn reason_rows(month: &Month<'_>) -> Vec<ReasonRow> {
    let row = |(reason, answers, families): (_, usize, usize)| {
        let words = words::reason(reason);
        ReasonRow {
            label: words.label,
            sentence: words.sentence,
            answers: grouped(answers),
            families: grouped(families),
        }
    };
    figures::by_reason(month.outcomes).into_iter().map(row).collect()
}

pub fn wanted_row(one: &Wanted, month: &Month<'_>) -> WantedRow {
    WantedRow {
        feed: feed_title(&one.feed, month),
        received: if is_received(month.feeds, &one.feed) { "not complete" } else { "not received" },
        families: grouped(one.families),
        alone: grouped(one.alone),
        at_entry: grouped(one.at_entry),
        facts: one.facts.iter().map(|fact| fact.name()).collect(),
    }
}

pub fn feed_row(feed: &FeedStatus, as_of: Day) -> FeedRow {
    let day_or = |day: Option<Day>, otherwise: &str| day.map_or_else(|| otherwise.to_owned(), long_day);
    let late = usize::try_from(feed.late_days(as_of)).unwrap_or(0);
    let number = |value: u64| grouped(usize::try_from(value).unwrap_or(usize::MAX));
    let gap = |window| words::span(window);
    FeedRow {
        title: feed.title.to_string(),
        about: feed.about.to_string(),
        covered_from: day_or(feed.covered.first().map(|window| window.from), "nothing yet"),
        covered_to: day_or(feed.covered_to(), "nothing yet"),
        gaps: listed(feed.gaps().into_iter().map(gap)),
        expected_to: day_or(feed.expected_to, "not stated"),
        late: if late == 0 { "on time".to_owned() } else { counted(late, "day late", "days late") },
        is_late: late > 0,
        deliveries: number(feed.deliveries),
        rows: number(feed.rows),
        rejects: number(feed.rejects),
    }
}

pub fn waiting_rows(month: &Month<'_>) -> Vec<WaitingRow> {
    let mut tally: BTreeMap<(String, Kind), usize> = BTreeMap::new();
    for item in month.review {
        let files = item.sources.iter().filter_map(|source| month.sources.get(&source.file));
        let feeds: BTreeSet<String> = files.map(|file| feed_title(&file.feed, month)).collect();
        *tally.entry((listed(feeds), item.kind)).or_default() += 1;
    }
    let row = |((feed, kind), links): ((String, Kind), usize)| WaitingRow {
        feed,
        why: kind.title(),
        explanation: kind.explanation(),
        links: grouped(links),
    };
    tally.into_iter().map(row).collect()
}

pub fn changed_row(one: &ChangedParameter) -> ChangedRow {
    let [plan, name, default, value] =
        [&one.plan, &one.name, &one.default, &one.value].map(ToString::to_string);
    ChangedRow { plan, name, default, value }
}

/// What the run rests on, by kind and name.
pub fn rests_on_groups(all: &[RestsOn]) -> Vec<RestsOnGroup> {
    let mut groups: BTreeMap<&str, BTreeSet<&RestsOn>> = BTreeMap::new();
    for one in all {
        groups.entry(&one.what).or_default().insert(one);
    }
    let file = |one: &RestsOn| RestsOnFile { name: one.name.to_string(), digest: one.digest.short() };
    let group = |(what, files): (&str, BTreeSet<&RestsOn>)| RestsOnGroup {
        what: what.to_owned(),
        files: files.into_iter().map(file).collect(),
    };
    groups.into_iter().map(group).collect()
}
