//! The sign-off page: every reading, parameter and figure of a plan that is ours and not printed comes out, with its effect
//! and what it may be, for the plan's owner to sign; as text and as one page of HTML.

mod text;

pub use text::text;

use crate::outcomes::parameters::{self, Allowed};
use crate::outcomes::plan::Plan;
use crate::outcomes::readings;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

const TEMPLATE: &str = include_str!("templates/sign_off.html");

/// All that is to be signed.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct SignOff {
    /// The plan's title.
    pub title: String,
    /// Its id and version.
    pub name: String,
    /// The document it renders.
    pub document: String,
    /// First digits of the digest of its files: another page is needed when they change.
    pub digest: String,
    /// The readings that govern it.
    pub readings: Vec<SignedReading>,
    /// Figures of clauses and lists that are ours.
    pub figures: Vec<Item>,
    /// Letters that a list of outcomes is taken to serve.
    pub links: Vec<Item>,
    /// Rows of the print that are read as corrected.
    pub corrected: Vec<Item>,
    /// Rows that settle a letter though they show no change.
    pub process_only: Vec<String>,
    /// Letters for which the plan prints no way.
    pub without_way: Vec<String>,
}

/// A reading with what decides on it.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct SignedReading {
    /// Its number.
    pub code: String,
    /// A few words.
    pub title: String,
    /// What follows from it.
    pub effect: String,
    /// Its parameters.
    pub parameters: Vec<SignedParameter>,
}

/// A parameter with its value.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct SignedParameter {
    /// Its name.
    pub name: String,
    /// The plan's value.
    pub value: String,
    /// What else it may be: `unknown, met-if-zero`, `0 to 12`.
    pub allowed: String,
    /// What it decides.
    pub meaning: String,
}

/// Something of one clause, list or figure.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Item {
    /// Its id or name.
    pub id: String,
    /// What is ours.
    pub text: String,
}

impl SignOff {
    /// What is to be signed of a plan.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let governing = readings::all().iter().filter(|reading| reading.governs(plan));
        let readings = governing.map(|reading| SignedReading {
            code: reading.code.to_string(),
            title: reading.title.to_string(),
            effect: reading.effect.to_string(),
            parameters: parameters_of(&reading.code, plan),
        });
        let ids = |wanted: &dyn Fn(&crate::outcomes::plan::Node) -> bool| -> Vec<String> {
            plan.nodes.iter().filter(|node| wanted(node)).map(|node| node.id.to_string()).collect()
        };
        Self {
            title: plan.title.to_string(),
            name: format!("{} {}", plan.id, plan.version),
            document: plan.document.to_string(),
            digest: plan.digest.short(),
            readings: readings.collect(),
            figures: figures(plan),
            links: links(plan),
            corrected: corrected(plan),
            process_only: ids(&|node| node.clause.as_ref().is_some_and(|clause| clause.process_only)),
            without_way: ids(&|node| {
                node.criterion.as_ref().is_some_and(|criterion| criterion.no_way_printed)
            }),
        }
    }
}

fn parameters_of(reading: &str, plan: &Plan) -> Vec<SignedParameter> {
    let own = parameters::ALL.iter().filter(|one| one.reading == reading);
    own.map(|one| {
        let value = plan.parameters.get(one.name).map_or(one.default, |value| value).to_owned();
        let allowed = match one.allowed {
            Allowed::Words(words) => {
                words.iter().filter(|word| **word != value).copied().collect::<Vec<_>>().join(", ")
            }
            Allowed::Range(from, to) => format!("{from} to {to}"),
        };
        SignedParameter { name: one.name.to_owned(), value, allowed, meaning: one.meaning.to_owned() }
    })
    .collect()
}

/// Figures that are ours: of clauses, of lists of codes, and the dated ones, which a plan never prints.
fn figures(plan: &Plan) -> Vec<Item> {
    let item = |id: &str, text: String| Item { id: id.to_owned(), text };
    let assumed = plan.nodes.iter().filter(|node| !node.assumed.is_empty());
    let mut all: Vec<Item> = assumed.map(|node| item(node.id.as_str(), node.assumed.to_string())).collect();
    let sets = plan.sets.iter().filter(|(_, set)| !set.assumed.is_empty());
    all.extend(sets.map(|(name, set)| item(name, set.assumed.to_string())));
    for (name, values) in &plan.figures {
        for one in values {
            let until = one.until.map_or_else(String::new, |day| format!(" to {day}"));
            let source = if one.assumed.is_empty() { &one.reference } else { &one.assumed };
            all.push(item(name, format!("{} from {}{until}: {source}.", one.value, one.since)));
        }
    }
    all
}

fn links(plan: &Plan) -> Vec<Item> {
    let inferred = plan.nodes.iter().filter(|node| node.serves_inferred);
    let letters = |node: &crate::outcomes::plan::Node| {
        let served = node.clause.iter().flat_map(|clause| &clause.serves).copied();
        let below = node.group.iter().flat_map(|group| &group.parts).flat_map(|part| plan.leaves(*part));
        let below = below
            .filter_map(|leaf| plan.node(leaf).clause.as_ref())
            .flat_map(|clause| clause.serves.iter().copied());
        let all: std::collections::BTreeSet<_> = served.chain(below).collect();
        all.into_iter().map(|letter| plan.node(letter).id.to_string()).collect::<Vec<_>>().join(", ")
    };
    inferred.map(|node| Item { id: node.id.to_string(), text: letters(node) }).collect()
}

fn corrected(plan: &Plan) -> Vec<Item> {
    let is_corrected =
        |node: &&crate::outcomes::plan::Node| node.clause.as_ref().is_some_and(|clause| clause.corrected);
    let nodes = plan.nodes.iter().filter(is_corrected);
    nodes.map(|node| Item { id: node.id.to_string(), text: node.title.to_string() }).collect()
}

/// The page as HTML: it needs no script, no font and no other file.
#[must_use]
pub fn html(page: &SignOff) -> String {
    let syntax = SyntaxConfig::builder().trim_blocks(true).keep_trailing_newline(true).build();
    let mut environment = Environment::new();
    environment.set_syntax(syntax.expect("the usual delimiters are valid"));
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The name ends in `.html`, so every value is escaped.
    environment.add_template("sign_off.html", TEMPLATE).expect("the built-in template is checked by a test");
    let template = environment.get_template("sign_off.html").expect("it was added on the line above");
    template.render(Serde(page)).expect("the page holds all that the template names")
}

#[cfg(test)]
mod tests;
