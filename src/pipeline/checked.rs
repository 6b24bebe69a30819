//! The definitions of a basis, fetched by digest and checked: plan with parameters, feed schemas, school calendar. All
//! mistakes come out at once, before anything is read.

use super::basis::Basis;
use crate::claims::Programme;
use crate::facts::Vocabulary;
use crate::links::{self, Weighing};
use crate::outcomes::Rules;
use crate::outcomes::plan::versions::split_name;
use crate::problem::{Problem, Problems};
use crate::workspace::definitions::Kind;
use crate::workspace::plans;
use crate::workspace::{Bytes, Definition, Layouts};
use anyhow::{Context, Result, anyhow};
use std::borrow::Cow;

/// Checked definitions.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The versions of the plan with the values of the run.
    pub rules: Rules,
    /// Feed schemas and calendar.
    pub layouts: Layouts,
    /// What is paid; `None` for a run made before programmes were definitions.
    pub programme: Option<Programme>,
    /// How much evidence links a row to a person, and by which model it is weighed.
    pub weighing: Weighing,
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
        let rules = rules(basis, &definitions).map_err(|found| problems.extend(found)).ok();
        let programme = checked_programme(&definitions).map_err(|found| problems.extend(found)).ok();
        let model = link_model(&definitions).map_err(|found| problems.push(found)).ok();
        match (rules, layouts, programme, model) {
            (Some(rules), Some(layouts), Some(programme), Some(model)) => {
                let weighing = weighing(&rules, model);
                Ok(Self { rules, layouts, programme, weighing })
            }
            _ => Err(Problems(problems).into()),
        }
    }
}

/// The programme of a basis; `None` for a run made before programmes were definitions.
///
/// # Errors
/// If it is wrong or cannot be fetched.
pub fn programme(basis: &Basis, bytes: &dyn Bytes) -> Result<Option<Programme>> {
    Ok(checked_programme(&fetch(basis, bytes)?).map_err(Problems)?)
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

fn checked_programme(definitions: &[Definition]) -> Result<Option<Programme>, Vec<Problem>> {
    let file = definitions.iter().find(|one| one.kind == Kind::Programme);
    file.map(|one| Programme::check(&one.text)).transpose()
}

fn link_model(definitions: &[Definition]) -> Result<Option<links::Model>, Problem> {
    let file = definitions.iter().find(|one| one.kind == Kind::LinkModel);
    file.map(|one| links::check_model(&one.text)).transpose()
}

/// By the version of the plan that speaks for the run: links are made once, for all families.
fn weighing(rules: &Rules, model: Option<links::Model>) -> Weighing {
    let (_, parameters) = rules.main();
    Weighing { accept: parameters.number("link-accept"), review: parameters.number("link-review"), model }
}

fn rules(basis: &Basis, definitions: &[Definition]) -> Result<Rules, Vec<Problem>> {
    let (id, named) = split_name(&basis.plan);
    let versions = plans::check(id, &plans::of_definitions(definitions))?;
    let settings: Vec<(String, String)> =
        basis.settings.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    Rules::new(versions, named, &settings)
}
