//! The head of a plan: its name, problems, parameters, lists of codes, dated figures and employment route.

use super::model::*;
use super::resolve::{Mention, Spot};
use super::section::Section;
use super::words;
use crate::domain::{ClauseId, Day, Digest, Text};
use crate::outcomes::parameters;
use crate::problem::Kind;
use std::collections::BTreeMap;
use std::ops::Range;

/// The head as read.
#[derive(Default)]
pub struct Head {
    file: usize,
    id: Text,
    title: Text,
    version: Text,
    since: Option<Day>,
    document: Text,
    problems: BTreeMap<Text, Text>,
    parameters: BTreeMap<Text, Text>,
    sets: BTreeMap<Text, CodeSet>,
    figures: BTreeMap<Text, Vec<DatedFigure>>,
    /// Where each named list of codes stands.
    pub set_spans: BTreeMap<Text, Range<usize>>,
    /// Where the first value of each dated figure stands.
    pub figure_spans: BTreeMap<Text, Range<usize>>,
    employment_parts: Vec<(Text, Range<usize>)>,
    benefits: Selection,
    employment_problem: Text,
}

/// Reads the head: the `[plan]` table and the tables that stand beside it in the same file, which has this index.
pub fn head(index: usize, plan: &Section<'_>, file: &Section<'_>) -> Head {
    let text = |key: &'static str| Text::from(plan.required(key).unwrap_or_default());
    let mut head = Head {
        file: index,
        id: text("id"),
        title: text("title"),
        version: text("version"),
        since: plan.day("since"),
        document: text("document"),
        ..Head::default()
    };
    head.problems = problems(file);
    head.parameters = parameter_values(file);
    head.sets(file);
    head.figures(file);
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
    /// The parts of the employment route, taken out.
    #[must_use]
    pub fn route(&mut self) -> Vec<Mention> {
        let parts = std::mem::take(&mut self.employment_parts).into_iter();
        parts.map(|(name, span)| Mention { spot: Spot { file: self.file, span }, name }).collect()
    }

    /// Stretches of the head's file as spots.
    #[must_use]
    pub fn spots(&self, spans: &BTreeMap<Text, Range<usize>>) -> BTreeMap<Text, Spot> {
        let spot = |span: &Range<usize>| Spot { file: self.file, span: span.clone() };
        spans.iter().map(|(name, span)| (name.clone(), spot(span))).collect()
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
            since: self.since,
            document: self.document,
            problems: self.problems,
            parameters: self.parameters,
            sets: self.sets,
            figures: self.figures,
            nodes,
            by_id,
            employment,
            digest: Digest::new([0; 32]),
            index: std::sync::OnceLock::new(),
        }
    }

    /// The named lists of codes.
    fn sets(&mut self, file: &Section<'_>) {
        for entry in file.sections("codes") {
            let name = entry.required("name");
            let set = set(&entry);
            entry.finish();
            let Some(name) = name.map(Text::from) else { continue };
            self.set_spans.entry(name.clone()).or_insert_with(|| entry.span_of("name"));
            if self.sets.insert(name.clone(), set).is_some() {
                let hint = Some("give each list a name of its own".to_owned());
                entry.report(Kind::PlanDuplicateId, "name", format!("the list `{name}` stands twice"), hint);
            }
        }
    }

    /// The dated figures; two values of one figure must not hold on one day.
    fn figures(&mut self, file: &Section<'_>) {
        for entry in file.sections("figure") {
            let (name, since) = (entry.required("name"), entry.day("since"));
            let (until, value) = (entry.day("until"), entry.quantity("value"));
            let reference = Text::from(entry.text("reference").unwrap_or_default());
            let assumed = Text::from(entry.text("assumed").unwrap_or_default());
            entry.finish();
            for key in ["since", "value"].into_iter().filter(|key| !entry.has(key)) {
                entry.missing(key);
            }
            let (Some(name), Some(since), Some(value)) = (name.map(Text::from), since, value) else {
                continue;
            };
            self.figure_spans.entry(name.clone()).or_insert_with(|| entry.span_of("name"));
            let values = self.figures.entry(name.clone()).or_default();
            let holds_too = |other: &DatedFigure| {
                until.is_none_or(|last| other.since <= last) && other.until.is_none_or(|last| since <= last)
            };
            if until.is_some_and(|last| last < since) {
                let hint = Some("`until` is the last day it holds".to_owned());
                entry.report(Kind::PlanBadValue, "until", "`until` lies before `since`", hint);
            } else if values.iter().any(holds_too) {
                let hint =
                    Some("end the earlier value with until = the day before this one begins".to_owned());
                entry.report(
                    Kind::PlanOverlap,
                    "since",
                    format!("two values of `{name}` hold on one day"),
                    hint,
                );
            }
            values.push(DatedFigure { since, until, value, reference, assumed });
            values.sort_by_key(|value| value.since);
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
            let (detail, hint) = (format!("unknown parameter `{key}`"), words::parameter_hint(key));
            file.source().report(Kind::PlanUnknownParameter, span, detail, Some(hint));
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

/// One list of codes, or one for each value of a parameter.
fn set(entry: &Section<'_>) -> CodeSet {
    let parameter = entry.text("parameter");
    let definition = parameter.and_then(parameters::find);
    if let (Some(unknown), None) = (parameter, definition) {
        let detail = format!("unknown parameter `{unknown}`");
        let hint = Some(words::parameter_hint(unknown));
        entry.report(Kind::PlanUnknownParameter, "parameter", detail, hint);
    }
    let keys: &[&'static str] = match definition.map(|one| one.allowed) {
        Some(parameters::Allowed::Words(values)) => values,
        Some(parameters::Allowed::Range(..)) => {
            let hint = Some("a list is picked by a parameter that has words for values".to_owned());
            entry.report(Kind::PlanBadValue, "parameter", "the parameter is a number", hint);
            &[]
        }
        None => &["list"],
    };
    let mut lists = BTreeMap::new();
    for key in keys {
        if !entry.has(key) {
            entry.missing(key);
        }
        let value = if definition.is_some() { *key } else { "" };
        lists.insert(Text::from(value), words::codes(entry, key));
    }
    let assumed = Text::from(entry.text("assumed").unwrap_or_default());
    CodeSet { parameter: parameter.map(Text::from), lists, assumed }
}
