//! The definitions of a basis, fetched by digest and checked: plan with parameters, feed schemas, school calendar. All
//! mistakes come out at once, before anything is read.

use super::basis::Basis;
use crate::facts::Vocabulary;
use crate::outcomes::{Parameters, Plan};
use crate::problem::{Kind as ProblemKind, Place, Problem, Problems};
use crate::workspace::definitions::Kind;
use crate::workspace::{Bytes, Definition, Layouts};
use anyhow::{Context, Result, anyhow};
use std::borrow::Cow;

/// Checked definitions.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The plan.
    pub plan: Plan,
    /// Its parameters, with what the run sets.
    pub parameters: Parameters,
    /// Feed schemas and calendar.
    pub layouts: Layouts,
}

impl Checked {
    /// Fetches and checks the definitions of a basis.
    ///
    /// # Errors
    /// Every mistake in any of them; an error of the world if one cannot be fetched.
    pub fn load(basis: &Basis, bytes: &dyn Bytes) -> Result<Self> {
        let definitions = fetch(basis, bytes)?;
        let mut problems = Vec::new();
        let layouts = Layouts::check(&definitions).map_err(|found| problems.extend(found)).ok();
        let plan = plan(basis, &definitions).map_err(|found| problems.extend(found)).ok();
        let parameters = plan.as_ref().map(|plan| {
            let mut parameters = Parameters::defaults(plan);
            for (key, value) in &basis.settings {
                problems.extend(parameters.set(key, value).err());
            }
            parameters
        });
        match (plan, parameters, layouts) {
            (Some(plan), Some(parameters), Some(layouts)) if problems.is_empty() => {
                Ok(Self { plan, parameters, layouts })
            }
            _ => Err(Problems(problems).into()),
        }
    }
}

fn fetch(basis: &Basis, bytes: &dyn Bytes) -> Result<Vec<Definition>> {
    let mut definitions = Vec::new();
    for used in &basis.definitions {
        let kind =
            Kind::parse(&used.kind).with_context(|| format!("{} is not a kind of definition", used.kind))?;
        if kind == Kind::Vocabulary && used.sha256 != Vocabulary::digest() {
            return Err(anyhow!(
                "the run goes by another vocabulary of facts ({}) than this program ({}); use the program it was made with",
                used.sha256.short(),
                Vocabulary::digest().short()
            ));
        }
        let text = String::from_utf8(bytes.bytes(&used.sha256)?)
            .with_context(|| format!("{} is not UTF-8", used.name))?;
        definitions.push(Definition { kind, name: used.name.clone(), text: Cow::Owned(text) });
    }
    Ok(definitions)
}

fn plan(basis: &Basis, definitions: &[Definition]) -> Result<Plan, Vec<Problem>> {
    let files: Vec<(&str, &str)> = definitions
        .iter()
        .filter(|one| one.kind == Kind::Plan)
        .map(|one| (one.name.split_once('/').map_or(&*one.name, |(_, file)| file), &*one.text))
        .collect();
    if files.is_empty() {
        let detail = format!("there is no plan `{}`", basis.plan);
        return Err(vec![Problem::new(ProblemKind::PlanNotFound, Place::file("plan.toml"), detail)]);
    }
    Plan::check(&files)
}
