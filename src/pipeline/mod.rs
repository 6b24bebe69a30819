//! The stages in order: a basis and archived bytes come in; the files of a run go out, the same for the same basis. A replay
//! is the same function over the same bytes. Nothing here touches a terminal, a folder or a clock.

pub mod basis;
mod checked;
pub mod compare;
mod gather;
mod linked;
pub mod manifest;
mod month;
pub mod news;
pub mod overtaken;
pub mod packs;
mod prepared;
pub mod propose;
pub mod quarterly;
pub mod register;
pub mod revisit;
mod standing;
pub mod two_plans;
pub mod two_runs;
mod written;

pub use basis::{Basis, Request};
pub use checked::programme;
pub use compare::{Difference, first_difference};
pub use manifest::Manifest;

use crate::claims::{Claim, FamilyState, Outline};
use crate::domain::{Digest, FamilyId};
use crate::outcomes::{self, FamilyOutcome};
use crate::problem::Problem;
use crate::reports::explain::explain_family;
use crate::workspace::runs::MANIFEST;
use crate::workspace::{Bytes, Progress};
use anyhow::Result;
use checked::Checked;
use gather::Gathered;
use std::collections::BTreeMap;
use two_runs::{RunRead, RunsCompared};

/// What a run gives.
#[derive(Clone, Debug)]
pub struct RunOutput {
    /// The files of the run folder, by name, with the manifest last.
    pub files: Vec<(String, Vec<u8>)>,
    /// What a person is told.
    pub summary: Summary,
    /// The families that can be claimed for, by family.
    pub claimable: Vec<Claimable>,
    /// The model of links as text, if it was fitted in this run and is worth keeping for later ones.
    pub learnt: Option<String>,
}

/// A family that can be claimed for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claimable {
    /// What is claimed, and on what it rests.
    pub claim: Claim,
    /// SHA-256 of the family's lines of `outcomes.csv`.
    pub evidence: Digest,
}

/// What a person is told of a run.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Families by where they stand, in the order of [`FamilyState::ALL`].
    pub states: Vec<(FamilyState, usize)>,
    /// What was counted, by name, as in the manifest.
    pub counts: BTreeMap<String, u64>,
    /// What is wrong with the inputs.
    pub problems: Vec<Problem>,
    /// Feeds that are late, with the days.
    pub late: Vec<(String, i32)>,
}

impl Summary {
    /// A count of the manifest; 0 if it was not counted.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }
}

/// Makes a run.
///
/// # Errors
/// Wrong definitions, all at once; archived bytes that are not there or not what was received.
pub fn run(basis: &Basis, bytes: &dyn Bytes, progress: &dyn Progress) -> Result<RunOutput> {
    let checked = Checked::load(basis, bytes)?;
    let mut gathered = Gathered::read(basis, bytes, &checked, progress)?;
    progress.stage("Testing families", 1);
    let outcomes = evaluate(basis, &checked, &gathered);
    gathered.order_review(basis, &checked);
    progress.step();
    progress.stage("Writing reports", 1);
    let month = month::Made::new(basis, &checked, &gathered, outcomes);
    let mut files = month.files();
    let manifest = month.manifest(&files);
    files.push((MANIFEST.to_owned(), manifest.render()));
    progress.step();
    let (summary, claimable) = (month.summary(manifest.counts), month.claimable());
    Ok(RunOutput { files, summary, claimable, learnt: gathered.weights.learnt() })
}

/// Says for a person how a family's verdicts in a run came about; `None` if the run does not have the family. The evidence
/// for links by weight, and for those that wait, is told bit by bit; with `every_link` also for those by a rule.
///
/// # Errors
/// As for [`run`].
pub fn explain(
    basis: &Basis,
    bytes: &dyn Bytes,
    family: &FamilyId,
    (clause, every_link): (Option<&str>, bool),
    progress: &dyn Progress,
) -> Result<Option<String>> {
    let checked = Checked::load(basis, bytes)?;
    let gathered = Gathered::read(basis, bytes, &checked, progress)?;
    let settled_together = basis.register.register().settled_with(family, &gathered.cohort);
    let outcomes = outcomes::evaluate::evaluate_those(
        checked.rules.applied(&gathered.cohort, &gathered.evidence),
        basis.as_of,
        |one| settled_together.contains(&one.id),
    );
    let month = month::Made::new(basis, &checked, &gathered, outcomes);
    let outcome = month.outcomes().iter().find(|outcome| outcome.family == *family);
    let explained = outcome.map(|outcome| {
        let outline = Outline::of(checked.rules.labelled(&outcome.plan));
        let mut links = linked::links_of(&gathered, outcome);
        links.retain(|link| every_link || (clause.is_none() && link.is_by_weight()));
        explain_family(outcome, clause, &gathered.sources, &outline, &links)
    });
    Ok(explained)
}

/// Says what differs between two runs and why. Clauses are looked up in the plan of the later run.
///
/// # Errors
/// Definitions of the later run that are not in the archive.
pub fn compare_runs(old: RunRead<'_>, new: RunRead<'_>, bytes: &dyn Bytes) -> Result<RunsCompared> {
    let checked = Checked::load(new.basis, bytes)?;
    let feeds_of = |plan: &str, clause: &str| {
        let outline = Outline::of(checked.rules.labelled(plan));
        let entry = outline.entry(&clause.into()).cloned();
        let facts = entry.map(|entry| entry.reads).unwrap_or_default();
        facts.iter().flat_map(|fact| &fact.entry().feeds).map(ToString::to_string).collect()
    };
    Ok(two_runs::compare(old, new, &feeds_of))
}

fn evaluate(basis: &Basis, checked: &Checked, gathered: &Gathered) -> Vec<FamilyOutcome> {
    outcomes::evaluate(checked.rules.applied(&gathered.cohort, &gathered.evidence), basis.as_of)
}
