//! What families are tested by: the versions of a plan with the values of a run come in, and each family gets the version that
//! was in force when it was engaged, the one it names, or the one the run names. Nothing is evaluated here.

use super::evaluate::{Inputs, Ruled, Ruling};
use super::evidence::Evidence;
use super::parameters::Parameters;
use super::plan::Plan;
use super::plan::versions::{Versions, split_name};
use crate::domain::Text;
use crate::domain::cohort::{Cohort, Family};
use crate::problem::{Kind, Place, Problem};
use std::collections::BTreeMap;

/// A version of a plan with the values of a run.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The version.
    pub plan: Plan,
    /// Its parameters, with what the run sets.
    pub parameters: Parameters,
}

/// The versions of a plan with the values of a run.
#[derive(Clone, Debug)]
pub struct Rules {
    id: Text,
    versions: Versions,
    parameters: BTreeMap<Text, Parameters>,
    named: Option<Text>,
}

impl Rules {
    /// The versions of a plan, of which `named` holds for every family if it is given; `settings` are set in all of them.
    ///
    /// # Errors
    /// A version that the plan does not have, an unknown parameter or a value it may not have: all of them.
    pub fn new(
        versions: Versions,
        named: Option<&str>,
        settings: &[(String, String)],
    ) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let id = versions.latest().id.clone();
        if let Some(version) = named.filter(|version| versions.named(version).is_none()) {
            problems.push(unknown_version(&versions, version));
        }
        let mut parameters = BTreeMap::new();
        for plan in versions.all() {
            let mut values = Parameters::defaults(plan);
            let found = settings.iter().filter_map(|(key, value)| values.set(key, value).err());
            problems.extend(found);
            parameters.insert(plan.version.clone(), values);
        }
        problems.sort();
        problems.dedup();
        let named = named.map(Text::from);
        if problems.is_empty() { Ok(Self { id, versions, parameters, named }) } else { Err(problems) }
    }

    /// The version that speaks for the run: the one it names, else the latest.
    #[must_use]
    pub fn main(&self) -> (&Plan, &Parameters) {
        let named = self.named.as_ref().and_then(|version| self.versions.named(version));
        self.with_values(named.unwrap_or(self.versions.latest()))
    }

    /// Every version that a family may be tested by, in order of the day it came into force.
    pub fn all(&self) -> impl Iterator<Item = (&Plan, &Parameters)> {
        let asked = |plan: &&Plan| self.named.as_ref().is_none_or(|version| *version == plan.version);
        self.versions.all().iter().filter(asked).map(|plan| self.with_values(plan))
    }

    fn with_values<'r>(&'r self, plan: &'r Plan) -> (&'r Plan, &'r Parameters) {
        (plan, self.parameters.get(&plan.version).expect("every version has its values"))
    }

    /// Whether a family with this in its `plan` column can be tested.
    #[must_use]
    pub fn accepts(&self, plan: &str) -> bool {
        let (id, version) = split_name(plan);
        id == &*self.id
            && (self.named.is_some() || version.is_none_or(|version| self.versions.named(version).is_some()))
    }

    /// Whether this in a family's `plan` column is no mistake as far as these rules know: a family of another plan is not theirs.
    #[must_use]
    pub fn bears(&self, plan: &str) -> bool {
        split_name(plan).0 != &*self.id || self.accepts(plan)
    }

    /// As it is named in results: with the version where there are several or one was named.
    #[must_use]
    pub fn label(&self, plan: &Plan, family_names_it: bool) -> Text {
        if self.versions.all().len() > 1 || self.named.is_some() || family_names_it {
            return Text::from(format!("{}@{}", plan.id, plan.version));
        }
        plan.id.clone()
    }

    /// The plan that results name so: by its id, or by its id and version.
    #[must_use]
    pub fn labelled(&self, label: &str) -> &Plan {
        let named = split_name(label).1.and_then(|version| self.versions.named(version));
        named.unwrap_or(self.main().0)
    }

    /// With the families and what is known of them.
    #[must_use]
    pub fn applied<'a>(&'a self, cohort: &'a Cohort, evidence: &'a Evidence) -> Applied<'a> {
        Applied { rules: self, cohort, evidence }
    }
}

fn unknown_version(versions: &Versions, version: &str) -> Problem {
    let plan = versions.latest();
    let detail = format!("`{}` has no version {version}", plan.id);
    let known = versions.names().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Problem::new(Kind::PlanNotFound, Place::file("plan.toml"), detail).with_hint(format!("it has {known}"))
}

/// Rules for families of a cohort.
#[derive(Clone, Copy, Debug)]
pub struct Applied<'a> {
    rules: &'a Rules,
    cohort: &'a Cohort,
    evidence: &'a Evidence,
}

impl<'a> Ruled<'a> for Applied<'a> {
    fn cohort(&self) -> &'a Cohort {
        self.cohort
    }

    fn ruling(&self, family: &Family) -> Option<Ruling<'a>> {
        let rules = self.rules;
        if !rules.accepts(&family.plan) {
            return None;
        }
        let (_, own) = split_name(&family.plan);
        let named = rules.named.as_deref().or(own);
        let plan = named
            .and_then(|version| rules.versions.named(version))
            .or_else(|| family.engaged_on.map(|day| rules.versions.in_force(day)))
            .unwrap_or(rules.versions.latest());
        let (plan, parameters) = rules.with_values(plan);
        let inputs = Inputs { plan, parameters, cohort: self.cohort, evidence: self.evidence };
        Some(Ruling { inputs, label: rules.label(plan, own.is_some()) })
    }
}
