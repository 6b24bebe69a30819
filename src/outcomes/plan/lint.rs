//! What can only be seen when a plan is whole: cycles, letters without a way, unknown lists and figures.

use super::model::*;
use super::section::Source;
use super::test::Test;
use crate::problem::{Kind, Place, Problem};

/// Reports what is wrong with a plan as a whole.
pub fn lint(plan: &Plan, sources: &[Source<'_>]) {
    let Some(first) = sources.first() else { return };
    let report = |kind: Kind, id: &str, detail: String| {
        let source = sources.iter().find(|source| source.text.contains(&format!("\"{id}\"")));
        match source {
            Some(source) => {
                let quoted = format!("id = \"{id}\"");
                let at =
                    source.text.find(&quoted).or_else(|| source.text.find(&format!("\"{id}\""))).unwrap_or(0);
                source.report(kind, at..at + quoted.len(), detail, None);
            }
            None => first.problems.borrow_mut().push(Problem::new(kind, Place::file(first.name), detail)),
        }
    };
    for index in plan.indexes() {
        let node = plan.node(index);
        if reaches(plan, index, index, 0) {
            report(Kind::PlanCycle, node.id.as_str(), format!("`{}` contains itself", node.id));
        }
        if let Some(clause) = &node.clause {
            for name in unknown_sets(plan, &clause.test) {
                report(
                    Kind::PlanUnknownCode,
                    node.id.as_str(),
                    format!("no list of codes is called `{name}`"),
                );
            }
        }
    }
}

/// Whether `goal` is among the parts of `from`, at any depth.
fn reaches(plan: &Plan, from: NodeIx, goal: NodeIx, depth: usize) -> bool {
    let Some(group) = &plan.node(from).group else { return false };
    depth <= plan.nodes.len()
        && group
            .parts
            .iter()
            .any(|part| *part == goal || (depth < 64 && reaches(plan, *part, goal, depth + 1)))
}

fn unknown_sets(plan: &Plan, test: &Test) -> Vec<String> {
    let selections = test.selections();
    let named =
        selections.iter().flat_map(|selection| selection.iter()).filter_map(|selector| {
            match &selector.codes {
                Codes::Named(name) if !plan.sets.contains_key(name) => Some(name.to_string()),
                _ => None,
            }
        });
    named.collect()
}
