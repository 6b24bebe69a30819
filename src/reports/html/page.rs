//! What the template places on the page, as text: a month's results come in, sentences, table rows and charts go out.

use super::charts::{BarChart, Counts, Timeline, bar_chart, timeline};
use super::figures::{self, Verdicts};
use super::rows::{
    ChangedRow, ClaimRow, FeedRow, LetterRow, NearFamily, ReasonRow, RestsOnGroup, StateRow, WaitingRow,
    WantedRow, changed_row, claim_row, feed_row, letter_rows, near_families, reason_rows, rests_on_groups,
    state_row, waiting_rows, wanted_row,
};
use crate::claims::{Claim, FamilyState, NearMiss};
use crate::domain::{ClauseId, Day, Text};
use crate::reports::inputs::{FeedStatus, Month};
use crate::reports::words::{self, counted, grouped, long_day, percent};
use minijinja::Value;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many claims are listed; `claims.csv` holds all.
const CLAIMS_LISTED: usize = 100;

/// How many families nearest to a claim are listed; `near-misses.csv` holds all.
const NEAR_LISTED: usize = 25;

/// How many feeds that would tell more are listed; `wanted.csv` holds all.
const WANTED_LISTED: usize = 15;

/// A figure in large type.
#[derive(Serialize)]
struct Headline {
    value: String,
    label: &'static str,
}

/// Everything the template names.
#[derive(Serialize)]
pub struct Page {
    style: Value,
    council: String,
    as_of: String,
    known_at: String,
    program: String,
    plans: Vec<String>,
    points: Vec<String>,
    headlines: Vec<Headline>,
    states: BarChart,
    state_rows: Vec<StateRow>,
    families: String,
    claims: Vec<ClaimRow>,
    claims_left_out: usize,
    near: Vec<NearFamily>,
    near_left_out: usize,
    forecast: Option<BarChart>,
    clauses_decided: String,
    families_decided: String,
    letters: BarChart,
    letter_rows: Vec<LetterRow>,
    reasons: Vec<ReasonRow>,
    wanted: Vec<WantedRow>,
    wanted_left_out: usize,
    timeline: Timeline,
    feeds: Vec<FeedRow>,
    waiting: Vec<WaitingRow>,
    changed: Vec<ChangedRow>,
    rests_on: Vec<RestsOnGroup>,
}

impl Page {
    /// The page of a month, with its style sheet.
    pub fn new(month: &Month<'_>, style: &str) -> Self {
        let states = figures::by_state(month.outcomes);
        let families = month.outcomes.len();
        let eligible = families - count_of(&states, FamilyState::NotEligible);
        let clauses = figures::of_clauses(month.outcomes);
        let undecided = count_of(&states, FamilyState::Undecided);
        let near = near_families(month);
        let feeds = sorted_feeds(month.feeds);
        let share =
            |part, whole| format!("{} of {} ({})", grouped(part), grouped(whole), percent(part, whole));
        Self {
            style: Value::from_safe_string(style.to_owned()),
            council: month.council.to_owned(),
            as_of: long_day(month.as_of),
            known_at: month.known_at.to_owned(),
            program: month.program.to_owned(),
            plans: plans(month),
            points: points(month, &states),
            headlines: headlines(month, &states, clauses),
            states: state_chart(&states),
            state_rows: states.iter().map(|(state, number)| state_row(*state, *number, families)).collect(),
            families: grouped(families),
            claims: month.claims.iter().take(CLAIMS_LISTED).map(|claim| claim_row(claim, month)).collect(),
            claims_left_out: month.claims.len().saturating_sub(CLAIMS_LISTED),
            near_left_out: near.len().saturating_sub(NEAR_LISTED),
            near: near.into_iter().take(NEAR_LISTED).collect(),
            forecast: forecast(month.near_misses),
            clauses_decided: share(clauses.decided(), clauses.asked()),
            families_decided: share(eligible - undecided, eligible),
            letters: letter_chart(month),
            letter_rows: letter_rows(month),
            reasons: reason_rows(month),
            wanted: month.wanted.iter().take(WANTED_LISTED).map(|one| wanted_row(one, month)).collect(),
            wanted_left_out: month.wanted.len().saturating_sub(WANTED_LISTED),
            timeline: timeline(&feeds, month.as_of),
            feeds: feeds.iter().map(|feed| feed_row(feed, month.as_of)).collect(),
            waiting: waiting_rows(month),
            changed: sorted(month.changed).iter().map(changed_row).collect(),
            rests_on: rests_on_groups(month.rests_on),
        }
    }
}

fn sorted<T: Ord + Clone>(values: &[T]) -> Vec<T> {
    values.iter().cloned().collect::<BTreeSet<T>>().into_iter().collect()
}

fn sorted_feeds(feeds: &[FeedStatus]) -> Vec<&FeedStatus> {
    let mut sorted: Vec<&FeedStatus> = feeds.iter().collect();
    sorted.sort_by(|a, b| a.feed.cmp(&b.feed));
    sorted
}

fn count_of(states: &[(FamilyState, usize)], state: FamilyState) -> usize {
    states.iter().filter(|(other, _)| *other == state).map(|(_, number)| number).sum()
}

fn plans(month: &Month<'_>) -> Vec<String> {
    let names: BTreeSet<&Text> = month.outcomes.iter().map(|outcome| &outcome.plan).collect();
    let title = |name: &Text| month.outlines.get(name).map(|outline| outline.title.to_string());
    names
        .into_iter()
        .map(|name| title(name).filter(|title| !title.is_empty()).unwrap_or_else(|| name.to_string()))
        .collect()
}

/// The main points, one sentence each.
fn points(month: &Month<'_>, states: &[(FamilyState, usize)]) -> Vec<String> {
    let families = counted(month.outcomes.len(), "family", "families");
    let mut points = vec![claim_point(month.claims, &families)];
    let undecided = count_of(states, FamilyState::Undecided);
    if undecided > 0 {
        let number = counted(undecided, "family", "families");
        let main = figures::by_reason(month.outcomes).first().map(|(reason, _, touched)| {
            format!(
                " The most frequent reason among all families is “{}” ({}).",
                words::reason(*reason).label,
                counted(*touched, "family", "families")
            )
        });
        points.push(format!(
            "For {number} nothing has failed, but the result cannot be decided on this day.{}",
            main.unwrap_or_default()
        ));
    }
    let records = count_of(states, FamilyState::RecordMissing);
    if records > 0 {
        let number = counted(records, "family lacks", "families lack");
        points.push(format!("{number} only a record of an assessment, a family plan or a lead worker."));
    }
    points.push(late_point(month));
    if !month.review.is_empty() {
        let number = counted(month.review.len(), "link waits", "links wait");
        points.push(format!(
            "{number} for somebody to decide whether a record is about a person of the cohort."
        ));
    }
    points
}

fn claim_point(claims: &[Claim], families: &str) -> String {
    let mut routes: BTreeMap<&str, usize> = BTreeMap::new();
    for claim in claims {
        *routes.entry(&claim.route).or_default() += 1;
    }
    let by: Vec<String> = routes
        .iter()
        .map(|(code, number)| format!("{} by {}", grouped(*number), words::route(code)))
        .collect();
    let by = if by.is_empty() { String::new() } else { format!(": {}", by.join(", ")) };
    format!("{} of {families} can be claimed for now{by}.", grouped(claims.len()))
}

fn late_point(month: &Month<'_>) -> String {
    let late: Vec<&str> = sorted_feeds(month.feeds)
        .into_iter()
        .filter(|feed| feed.late_days(month.as_of) > 0)
        .map(|feed| &*feed.title)
        .collect();
    let feeds = counted(month.feeds.len(), "feed", "feeds");
    match late.len() {
        0 => format!("None of {feeds} is late."),
        1 => format!("1 of {feeds} is late: {}.", late[0]),
        number => format!("{number} of {feeds} are late: {}.", late.join("; ")),
    }
}

fn headlines(month: &Month<'_>, states: &[(FamilyState, usize)], clauses: Verdicts) -> Vec<Headline> {
    let headline = |value: String, label: &'static str| Headline { value, label };
    let number =
        |number: usize, one, several| headline(grouped(number), if number == 1 { one } else { several });
    let undecided = count_of(states, FamilyState::Undecided);
    let eligible = month.outcomes.len() - count_of(states, FamilyState::NotEligible);
    let late = month.feeds.iter().filter(|feed| feed.late_days(month.as_of) > 0).count();
    vec![
        number(month.outcomes.len(), "family tested", "families tested"),
        headline(grouped(month.claims.len()), "can be claimed for now"),
        headline(percent(eligible - undecided, eligible), "of eligible families can be decided"),
        headline(percent(clauses.decided(), clauses.asked()), "of clause answers can be decided"),
        number(late, "feed late", "feeds late"),
        number(month.review.len(), "link to review", "links to review"),
    ]
}

fn state_class(state: FamilyState) -> &'static str {
    match state {
        FamilyState::Claimable => "met",
        FamilyState::RecordMissing => "nearly",
        FamilyState::Undecided => "unknown",
        FamilyState::NotYet => "not-met",
        FamilyState::Lapsed | FamilyState::NotEligible | FamilyState::Claimed => "void",
    }
}

fn state_chart(states: &[(FamilyState, usize)]) -> BarChart {
    let row = |(state, number): &(FamilyState, usize)| {
        let label = words::state(*state).label;
        Counts { label: label.to_owned(), pieces: vec![(state_class(*state), *number, label.to_owned())] }
    };
    bar_chart(states.iter().map(row).collect())
}

fn forecast(missing: &[NearMiss]) -> Option<BarChart> {
    let months = figures::by_month(missing);
    let row = |(month, number): (&Day, &usize)| {
        let label = words::short_month(*month);
        Counts { pieces: vec![("nearly", *number, label.clone())], label }
    };
    (!months.is_empty()).then(|| bar_chart(months.iter().map(row).collect()))
}

fn letter_chart(month: &Month<'_>) -> BarChart {
    let letters = figures::by_letter(month.outcomes);
    let row = |((_, letter), verdicts): (&(&Text, &ClauseId), &Verdicts)| Counts {
        label: letter.to_string(),
        pieces: vec![
            ("met", verdicts.met, "met".to_owned()),
            ("not-met", verdicts.not_met, "not met".to_owned()),
            ("unknown", verdicts.unknown, "cannot be decided yet".to_owned()),
            ("void", verdicts.void, "lapsed".to_owned()),
        ],
    };
    bar_chart(letters.iter().map(row).collect())
}
