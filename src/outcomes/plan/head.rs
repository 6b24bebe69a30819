//! The head of a plan: its name, problems, parameters, lists of codes, dated figures and employment route.

use super::model::*;
use super::section::{Section, Source, nearest};
use super::words;
use crate::domain::{ClauseId, Digest, Text};
use crate::outcomes::parameters;
use crate::problem::Kind;
use std::collections::BTreeMap;
use std::ops::Range;

/// The head as read.
#[derive(Default)]
pub struct Head {
    file: String,
    id: Text,
    title: Text,
    version: Text,
    document: Text,
    problems: BTreeMap<Text, Text>,
    parameters: BTreeMap<Text, Text>,
    sets: BTreeMap<Text, CodeSet>,
    figures: BTreeMap<Text, Vec<DatedFigure>>,
    /// The parts of the employment route, by name.
    pub employment_parts: Vec<(Text, Range<usize>)>,
    benefits: Selection,
    employment_problem: Text,
}

/// Reads the head: the `[plan]` table and the tables that stand beside it in the same file.
pub fn head(plan: &Section<'_>, file: &Section<'_>) -> Head {
    let text = |key: &'static str| Text::from(plan.required(key).unwrap_or_default());
    let mut head = Head {
        file: plan.source().name.to_owned(),
        id: text("id"),
        title: text("title"),
        version: text("version"),
        document: text("document"),
        ..Head::default()
    };
    head.problems = problems(file);
    head.parameters = parameter_values(file);
    head.sets = sets(file);
    head.figures = figures(file);
    if let Some(route) = file.section("employment") {
        head.employment_parts =
            route.texts("parts").into_iter().map(|(name, span)| (Text::from(name), span)).collect();
        head.benefits = words::required_selection(&route, "benefits");
        head.employment_problem = Text::from(route.required("problem").unwrap_or_default());
        route.finish();
    }
    head
}

impl Head {
    /// The index of the file the head stands in.
    #[must_use]
    pub fn file_of(&self, sources: &[Source<'_>]) -> usize {
        sources.iter().position(|source| source.name == self.file).unwrap_or(0)
    }

    /// The plan with its nodes; the digest is set by the caller.
    #[must_use]
    pub fn plan(self, nodes: Vec<Node>, by_id: BTreeMap<ClauseId, NodeIx>, parts: Vec<NodeIx>) -> Plan {
        let employment = (!parts.is_empty()).then_some(EmploymentRoute {
            parts,
            benefits: self.benefits,
            problem: self.employment_problem,
        });
        Plan {
            id: self.id,
            title: self.title,
            version: self.version,
            document: self.document,
            problems: self.problems,
            parameters: self.parameters,
            sets: self.sets,
            figures: self.figures,
            nodes,
            by_id,
            employment,
            digest: Digest::new([0; 32]),
        }
    }
}

fn problems(file: &Section<'_>) -> BTreeMap<Text, Text> {
    let Some(table) = file.section("problems") else { return BTreeMap::new() };
    let headings = table.entries().into_iter();
    headings
        .filter_map(|(key, _, value)| Some((Text::from(key), Text::from(value.get_ref().as_str()?))))
        .collect()
}

fn parameter_values(file: &Section<'_>) -> BTreeMap<Text, Text> {
    let mut values = BTreeMap::new();
    let Some(table) = file.section("parameters") else { return values };
    for (key, span, value) in table.entries() {
        let Some(definition) = parameters::find(key) else {
            let hint = nearest(key, parameters::names()).map(|near| format!("did you mean `{near}`?"));
            file.source().report(
                Kind::PlanUnknownParameter,
                span,
                format!("unknown parameter `{key}`"),
                hint,
            );
            continue;
        };
        let given = match value.get_ref() {
            toml::de::DeValue::Integer(number) => number.as_str().to_owned(),
            other => other.as_str().unwrap_or_default().to_owned(),
        };
        if definition.accepts(&given) {
            values.insert(Text::from(key), Text::from(given));
        } else {
            let hint = Some(format!("it is {}", definition.expected()));
            file.source().report(
                Kind::PlanBadValue,
                value.span(),
                format!("`{key}` cannot be `{given}`"),
                hint,
            );
        }
    }
    values
}

fn sets(file: &Section<'_>) -> BTreeMap<Text, CodeSet> {
    let mut sets = BTreeMap::new();
    for entry in file.sections("codes") {
        let Some(name) = entry.required("name") else { continue };
        let mut lists = BTreeMap::new();
        let parameter = entry.text("parameter");
        match parameter.and_then(parameters::find) {
            None => {
                if let Some(unknown) = parameter {
                    entry.report(
                        Kind::PlanUnknownParameter,
                        "parameter",
                        format!("unknown parameter `{unknown}`"),
                        None,
                    );
                }
                lists.insert(Text::from(""), words::codes(&entry, "list"));
            }
            Some(definition) => {
                if let parameters::Allowed::Words(allowed) = definition.allowed {
                    for word in allowed {
                        lists.insert(Text::from(*word), words::codes(&entry, word));
                    }
                }
            }
        }
        entry.finish();
        sets.insert(Text::from(name), CodeSet { parameter: parameter.map(Text::from), lists });
    }
    sets
}

fn figures(file: &Section<'_>) -> BTreeMap<Text, Vec<DatedFigure>> {
    let mut figures: BTreeMap<Text, Vec<DatedFigure>> = BTreeMap::new();
    for entry in file.sections("figure") {
        let (name, since) = (entry.required("name"), entry.day("since"));
        let until = entry.day("until");
        let value = entry.quantity("value");
        let reference = Text::from(entry.text("reference").unwrap_or_default());
        entry.finish();
        let (Some(name), Some(since), Some(value)) = (name, since, value) else {
            entry.source().report(
                Kind::PlanMissingKey,
                entry.span(),
                "a figure needs `name`, `since` and `value`",
                None,
            );
            continue;
        };
        let values = figures.entry(Text::from(name)).or_default();
        let overlaps = values.iter().any(|other: &DatedFigure| {
            other.since <= until.unwrap_or(crate::domain::Day::from_number(i32::MAX / 4000))
                && other.until.is_none_or(|last| since <= last)
        });
        if overlaps {
            entry.report(Kind::PlanOverlap, "since", format!("two values of `{name}` hold on one day"), None);
        }
        values.push(DatedFigure { since, until, value, reference });
        values.sort_by_key(|value| value.since);
    }
    figures
}
