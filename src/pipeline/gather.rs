//! From archived bytes to evidence: cohort and deliveries are read, rows become facts, facts are linked to people and homes.
//! What cannot be used, what waits for a person and how each feed stands come out beside it.

use super::basis::{Basis, DeliveryUsed};
use super::checked::Checked;
use super::manifest::DeliveryRows;
use super::prepared::Prepared;
use super::standing;
use crate::domain::cohort::Cohort;
use crate::facts::mapping::map_extracts;
use crate::feeds::cohort::{self, CohortFiles};
use crate::feeds::{self, Extract};
use crate::links::{self, Fate, LinkDecision, LinkMade, LinkTallies, Linked, ReviewItem, Weights};
use crate::outcomes::{self, Evidence};
use crate::problem::{Kind, Place, Problem, Problems};
use crate::reports::inputs::{FeedReject, FeedStatus, SourceFile, SourceFiles};
use crate::workspace::interchange::Form;
use crate::workspace::{Bytes, Progress};
use anyhow::{Context, Result};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What the inputs of a run say.
#[derive(Debug)]
pub struct Gathered {
    /// The families and people.
    pub cohort: Cohort,
    /// Linked facts, doubtful facts and coverage.
    pub evidence: Evidence,
    /// How many facts each rule linked.
    pub tallies: LinkTallies,
    /// The input files by digest.
    pub sources: SourceFiles,
    /// How each feed stands, by name.
    pub feeds: Vec<FeedStatus>,
    /// Rejected rows.
    pub rejects: Vec<FeedReject>,
    /// Links that wait for a decision.
    pub review: Vec<ReviewItem>,
    /// Every link made.
    pub links: Vec<LinkMade>,
    /// What became of each decision about a link, by number.
    pub decisions: Vec<(LinkDecision, Fate)>,
    /// The evidence for links to people, bit by bit.
    pub weights: Weights,
    /// Rows of each delivery, in the order of the basis.
    pub rows: Vec<DeliveryRows>,
    /// What is wrong with cohort and deliveries, or worth knowing.
    pub problems: Vec<Problem>,
}

impl Gathered {
    /// Reads everything a basis names.
    ///
    /// # Errors
    /// If archived bytes are not there or not what was received.
    pub fn read(
        basis: &Basis,
        bytes: &dyn Bytes,
        checked: &Checked,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let (cohort, mut problems) = read_cohort(basis, bytes, checked)?;
        let Prepared { facts: given, coverage: stated, mut rejects, problems: unfit, rows } =
            Prepared::read(basis, bytes, &cohort)?;
        problems.extend(unfit);
        problems.extend(left_out(basis));
        let extracts = read_deliveries(basis, bytes, checked, progress)?;
        rejects.extend(extracts.iter().flat_map(|(_, extract)| rejects_of(extract)));
        problems.extend(extracts.iter().flat_map(|(_, extract)| extract.problems.iter().cloned()));
        let rows = in_order(rows.into_iter().chain(extracts.iter().map(rows_of)).collect());
        progress.stage("Linking facts", 2);
        let extracts = extracts.into_iter().map(|(_, extract)| extract).collect();
        let mapped = map_extracts(extracts, &checked.layouts.calendar, settling_months(checked));
        problems.extend(mapped.problems);
        progress.step();
        let feeds = standing::of_feeds(basis, checked, &mapped.coverage, &stated, &rows);
        let decided = basis.link_decisions()?;
        let Linked { mut facts, doubtful, mut coverage, review, tallies, links, decisions, weights } =
            links::link(mapped.facts, &mapped.keys, &mapped.coverage, &cohort, &decided, &checked.weighing);
        facts.extend(given);
        coverage.extend(stated);
        progress.step();
        let evidence = Evidence::new(facts, doubtful, coverage, checked.layouts.calendar.clone());
        let sources = sources(basis);
        Ok(Self {
            cohort,
            evidence,
            tallies,
            sources,
            feeds,
            rejects,
            review,
            links,
            decisions,
            weights,
            rows,
            problems,
        })
    }

    /// Puts the questions that wait in order: first those whose answer would change a claim, then a result, then a verdict.
    pub fn order_review(&mut self, basis: &Basis, checked: &Checked) {
        let ruled = checked.rules.applied(&self.cohort, &self.evidence);
        let stakes = outcomes::stakes(ruled, basis.as_of, &self.review);
        for (item, stake) in self.review.iter_mut().zip(stakes) {
            item.stake = stake;
        }
        self.review.sort_by(|a, b| b.stake.cmp(&a.stake).then_with(|| a.cmp(b)));
    }

    /// How many deliveries have more rejected rows than their feed's limit allows.
    #[must_use]
    pub fn over_limit(&self) -> usize {
        self.problems.iter().filter(|problem| problem.kind == Kind::RejectLimit).count()
    }
}

/// What the run goes without because it was purged, by feed.
fn left_out(basis: &Basis) -> Vec<Problem> {
    let mut feeds: BTreeMap<&str, Vec<&DeliveryUsed>> = BTreeMap::new();
    for one in &basis.purged {
        feeds.entry(&one.feed).or_default().push(one);
    }
    let problem = |(feed, purged): (&str, Vec<&DeliveryUsed>)| {
        let from = purged.iter().map(|one| one.from).min()?;
        let to = purged.iter().map(|one| one.to).max()?;
        let number = purged.len();
        let detail = format!(
            "{number} deliveries about days from {from} to {to} were purged; the run goes without them, and what they told is not known"
        );
        Some(Problem::new(Kind::RunWithoutPurged, Place::file(feed), detail))
    };
    feeds.into_iter().filter_map(problem).collect()
}

fn read_cohort(basis: &Basis, bytes: &dyn Bytes, checked: &Checked) -> Result<(Cohort, Vec<Problem>)> {
    let mut files = Vec::new();
    for used in &basis.cohort {
        files.push((used.file.clone(), bytes.bytes(&used.sha256)?));
    }
    let read = cohort::read(&CohortFiles { files }, &|plan| checked.rules.accepts(plan));
    Ok((read.cohort, read.problems))
}

/// Every delivery of a feed, with its place among the deliveries of the basis.
fn read_deliveries<'c>(
    basis: &Basis,
    bytes: &dyn Bytes,
    checked: &'c Checked,
    progress: &dyn Progress,
) -> Result<Vec<(usize, Extract<'c>)>> {
    let of_feeds: Vec<(usize, &DeliveryUsed)> =
        basis.deliveries.iter().enumerate().filter(|(_, used)| Form::parse(&used.feed).is_none()).collect();
    progress.stage("Reading deliveries", of_feeds.len());
    of_feeds
        .par_iter()
        .map(|(index, used)| {
            let extract = read_delivery(used, bytes, checked)?;
            progress.step();
            Ok((*index, extract))
        })
        .collect()
}

fn read_delivery<'c>(used: &DeliveryUsed, bytes: &dyn Bytes, checked: &'c Checked) -> Result<Extract<'c>> {
    let raw = bytes.bytes(&used.sha256)?;
    // The folder a file lay in told its feed when it was taken in; the feed's name stands for it here.
    let path = format!("{}/{}", used.feed, used.file);
    let identified = feeds::identify(&path, &checked.layouts.schemas, &checked.layouts.calendar)
        .map_err(|problem| Problems(vec![problem]))
        .with_context(|| format!("{} was taken in as {}", used.file, used.feed))?;
    let received_on = used.received.day();
    let delivery = feeds::Delivery { name: &used.file, bytes: &raw, digest: used.sha256, received_on };
    Ok(feeds::read(&delivery, identified.schema, identified.period))
}

/// Sorted by their place among the deliveries of the basis.
fn in_order(mut rows: Vec<(usize, DeliveryRows)>) -> Vec<DeliveryRows> {
    rows.sort_by_key(|(index, _)| *index);
    rows.into_iter().map(|(_, rows)| rows).collect()
}

fn settling_months(checked: &Checked) -> Option<u32> {
    checked
        .rules
        .main()
        .1
        .changed()
        .any(|(name, _)| name == "settling-months")
        .then(|| checked.rules.main().1.number("settling-months"))
}

fn rows_of((index, extract): &(usize, Extract<'_>)) -> (usize, DeliveryRows) {
    let (rows, rejects) = (extract.counts.rows, extract.counts.rejected);
    (*index, DeliveryRows { file: extract.file.to_string(), rows, rejects })
}

fn rejects_of<'e>(extract: &'e Extract<'_>) -> impl Iterator<Item = FeedReject> + 'e {
    extract.rejects.iter().map(|reject| FeedReject {
        feed: extract.schema.feed.clone(),
        file: extract.file.clone(),
        line: Some(reject.line),
        column: reject.column.clone(),
        kind: reject.kind,
        message: reject.message.as_str().into(),
        original: reject.original.as_bytes().to_vec(),
    })
}

/// Every input file by digest, as evidence cites it.
fn sources(basis: &Basis) -> SourceFiles {
    let file = |name: &str, feed: &str| SourceFile { name: name.to_owned(), feed: feed.into() };
    let cohort = basis.cohort.iter().map(|one| (one.sha256, file(&one.file, "")));
    let deliveries = basis.deliveries.iter().map(|one| (one.sha256, file(&one.file, &one.feed)));
    cohort.chain(deliveries).collect()
}
