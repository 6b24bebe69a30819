//! A month's results as files: outcomes come in, the register settles them, claims and near misses are drawn from them, and
//! every report is rendered. Nothing is decided here.

use super::basis::Basis;
use super::checked::Checked;
use super::gather::Gathered;
use super::manifest::{Changed, Manifest};
use super::{Claimable, Summary};
use crate::claims::audit::{Cited, picks_of_sources};
use crate::claims::programme::Paid;
use crate::claims::register::members_on;
use crate::claims::{self, AuditPick, Claim, FamilyState, NearMiss, Outline, Outlines, Wanted};
use crate::domain::{Digest, SourceRef, Text};
use crate::links;
use crate::outcomes::{FamilyOutcome, Parameters, Plan, Truth};
use crate::reports::answers;
use crate::reports::files::report_files;
use crate::reports::inputs::{ChangedParameter, Month, RestsOn};
use crate::workspace::interchange::Form;
use std::collections::{BTreeMap, BTreeSet};

/// A month, made.
#[derive(Debug)]
pub struct Made<'r> {
    basis: &'r Basis,
    checked: &'r Checked,
    gathered: &'r Gathered,
    outcomes: Vec<FamilyOutcome>,
    claims: Vec<Claim>,
    near_misses: Vec<NearMiss>,
    wanted: Vec<Wanted>,
    outlines: Outlines,
}

impl<'r> Made<'r> {
    /// Settles the outcomes by the register and draws claims and near misses from them.
    #[must_use]
    pub fn new(
        basis: &'r Basis,
        checked: &'r Checked,
        gathered: &'r Gathered,
        mut outcomes: Vec<FamilyOutcome>,
    ) -> Self {
        let register = basis.register.register();
        register.settle(&mut outcomes, &gathered.cohort);
        // Outcomes name the plan with its version where there are several or one was named.
        let named: BTreeSet<Text> = outcomes.iter().map(|one| one.plan.clone()).collect();
        let outline = |label: Text| (label.clone(), Outline::of(checked.rules.labelled(&label)));
        let outlines: Outlines = named.into_iter().map(outline).collect();
        let mut claims = claims::propose(&outcomes, &register, &outlines);
        for claim in &mut claims {
            claim.people = members_on(&gathered.cohort, &claim.family, claim.as_of);
            let outcome = outcomes.iter().find(|outcome| outcome.family == claim.family);
            let picks = outcome.map(|outcome| source_picks(basis, claim, outcome)).unwrap_or_default();
            claim.audit.extend(picks);
            claim.pence = checked.programme.as_ref().and_then(|one| one.pence(Paid::Result, claim.as_of));
        }
        let near_misses = claims::near_misses(&outcomes, &outlines);
        let wanted = claims::wanted(&outcomes, &near_misses, &outlines);
        Self { basis, checked, gathered, outcomes, claims, near_misses, wanted, outlines }
    }

    /// The settled outcomes, by family.
    #[must_use]
    pub fn outcomes(&self) -> &[FamilyOutcome] {
        &self.outcomes
    }

    /// The claims.
    #[must_use]
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// What the other families lack.
    #[must_use]
    pub fn near_misses(&self) -> &[NearMiss] {
        &self.near_misses
    }

    /// The claims with the digest of what each rests on.
    #[must_use]
    pub fn claimable(&self) -> Vec<Claimable> {
        let one = |claim: &Claim| {
            let outcome = self.outcomes.iter().find(|outcome| outcome.family == claim.family)?;
            Some(Claimable { claim: claim.clone(), evidence: Digest::of(&answers::family_lines(outcome)) })
        };
        self.claims.iter().filter_map(one).collect()
    }

    /// Every file but the manifest, by name.
    #[must_use]
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let known_at = self.basis.known_at.to_string();
        let month = Month {
            council: &self.basis.council,
            as_of: self.basis.as_of,
            known_at: &known_at,
            program: &self.basis.program,
            outcomes: &self.outcomes,
            claims: &self.claims,
            near_misses: &self.near_misses,
            wanted: &self.wanted,
            outlines: &self.outlines,
            feeds: &self.gathered.feeds,
            review: &self.gathered.review,
            links: &self.gathered.links,
            decisions: &self.gathered.decisions,
            sources: &self.gathered.sources,
            changed: &self.changed(),
            rests_on: &self.rests_on(),
        };
        let reports = report_files(&month, &self.gathered.rejects);
        let mut files: Vec<(String, Vec<u8>)> =
            reports.into_iter().map(|one| (one.name.to_owned(), one.bytes)).collect();
        // To link the next month by the same weights.
        files.extend(self.gathered.weights.model().map(|text| (links::MODEL.to_owned(), text.into_bytes())));
        files.sort();
        files
    }

    /// Parameters whose value is not the plan's own, by name.
    fn changed(&self) -> Vec<ChangedParameter> {
        let rules = &self.checked.rules;
        let of_version = |(plan, parameters): (&Plan, &Parameters)| {
            let defaults = Parameters::defaults(plan);
            let changed = parameters.changed().map(|(name, value)| ChangedParameter {
                plan: rules.label(plan, false),
                name: name.into(),
                default: defaults.word(name).into(),
                value: value.into(),
            });
            changed.collect::<Vec<_>>()
        };
        rules.all().flat_map(of_version).collect()
    }

    fn rests_on(&self) -> Vec<RestsOn> {
        let one = |what: &str, name: &str, digest| RestsOn { what: what.into(), name: name.into(), digest };
        let cohort = self.basis.cohort.iter().map(|used| one("cohort", &used.file, used.sha256));
        let deliveries = self.basis.deliveries.iter().map(|used| one("delivery", &used.file, used.sha256));
        let definitions = self.basis.definitions.iter().map(|used| one(&used.kind, &used.name, used.sha256));
        let mut all: Vec<RestsOn> = cohort.chain(deliveries).chain(definitions).collect();
        all.sort();
        all
    }

    /// The manifest of the run that wrote these files.
    #[must_use]
    pub fn manifest(&self, files: &[(String, Vec<u8>)]) -> Manifest {
        let written = |name: Text| name.to_string();
        let changed = self.changed().into_iter().map(|one| Changed {
            parameter: written(one.name),
            plan: written(one.default),
            used: written(one.value),
        });
        Manifest {
            parameters: self.parameters(),
            changed: changed.collect(),
            counts: self.counts(),
            rows: self.gathered.rows.clone(),
            ..Manifest::new(self.basis, files)
        }
    }

    /// The values of the version that speaks for the run, by name; those of other versions that differ, by name and version.
    fn parameters(&self) -> BTreeMap<String, String> {
        let (main, values) = self.checked.rules.main();
        let mut all: BTreeMap<String, String> =
            values.values().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        for (plan, others) in self.checked.rules.all().filter(|(plan, _)| plan.version != main.version) {
            let differing = others.values().filter(|(name, value)| !values.is(name, value));
            all.extend(differing.map(|(name, value)| (format!("{name}@{}", plan.version), value.to_owned())));
        }
        all
    }

    fn counts(&self) -> BTreeMap<String, u64> {
        let gathered = self.gathered;
        let rows = gathered.rows.iter().map(|one| one.rows).sum();
        let rejects = gathered.rows.iter().map(|one| one.rejects).sum();
        let facts: usize = gathered.tallies.rules().map(|(_, tally)| tally.facts).sum();
        [
            ("deliveries", self.basis.deliveries.len() as u64),
            ("families", self.outcomes.len() as u64),
            ("claimable", self.claims.len() as u64),
            ("rows", rows),
            ("rejects", rejects),
            ("over-limit", gathered.over_limit() as u64),
            ("facts", facts as u64),
            ("facts-of-strangers", gathered.tallies.unlinked_people().facts as u64),
            ("facts-of-other-homes", gathered.tallies.unlinked_homes().facts as u64),
            ("review", gathered.review.len() as u64),
            ("link-decisions", self.decided("applied")),
            ("link-decisions-stale", self.decided("stale")),
            ("late-feeds", self.late().len() as u64),
        ]
        .map(|(name, number)| (name.to_owned(), number))
        .into()
    }

    /// Decisions about links in this state.
    fn decided(&self, state: &str) -> u64 {
        self.gathered.decisions.iter().filter(|(_, fate)| fate.state() == state).count() as u64
    }

    fn late(&self) -> Vec<(String, i32)> {
        let as_of = self.basis.as_of;
        let days = self.gathered.feeds.iter().map(|feed| (feed.feed.to_string(), feed.late_days(as_of)));
        days.filter(|(_, days)| *days > 0).collect()
    }

    /// What a person is told.
    #[must_use]
    pub fn summary(&self, counts: BTreeMap<String, u64>) -> Summary {
        let mut problems = self.gathered.problems.clone();
        problems.sort();
        let number =
            |state: FamilyState| self.outcomes.iter().filter(|one| FamilyState::of(one) == state).count();
        let states = FamilyState::ALL.into_iter().map(|state| (state, number(state))).collect();
        Summary { states, counts, problems, late: self.late() }
    }
}

/// Why an auditor should look at the claim by where the records that settled it come from.
fn source_picks(basis: &Basis, claim: &Claim, outcome: &FamilyOutcome) -> BTreeSet<AuditPick> {
    let settled = outcome.rows.iter().filter(|row| claim.ways.contains(&row.clause));
    let records: BTreeSet<&SourceRef> =
        settled.filter(|row| row.truth == Truth::Met).flat_map(|row| &row.evidence).collect();
    let cited = records.into_iter().map(|record| {
        let delivery = basis.deliveries.iter().find(|one| one.sha256 == record.file);
        let sender = delivery.filter(|one| Form::parse(&one.feed).is_none());
        Cited {
            feed: sender.map_or("", |one| &one.feed),
            rule: outcome.links.get(record).map_or("", |rule| rule),
            is_correction: delivery.is_some_and(|one| one.corrects),
        }
    });
    picks_of_sources(&cited.collect::<Vec<_>>())
}
