//! The page of a plan and the page of parameters: a checked plan comes in, its letters, ways and clauses as an outline go out.

use super::{cell, joined, opening};
use crate::outcomes::parameters;
use crate::outcomes::plan::model::{DatedFigure, Goal};
use crate::outcomes::plan::{Asked, Clause, Join, Node, NodeIx, Plan, Scope, Test, Together};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The page of all parameters of the plan language, with the values of these plans where they differ.
#[must_use]
pub fn parameters(plans: &[&Plan]) -> String {
    let mut page = opening(
        "Parameters",
        "What a council may set otherwise, with `--set key=value` for one run or under `[parameters]` in `hearth.toml` for \
         all. The numbers are those of [the readings](../readings.md). A value that differs from the plan's is printed with the results.",
    );
    page.push_str("\n| parameter | reading | may be | default | decides |\n|---|---|---|---|---|\n");
    for one in parameters::ALL {
        let (may_be, meaning) = (cell(&one.expected()), cell(one.meaning));
        let own = plans
            .iter()
            .filter_map(|plan| Some(format!("; {}: {}", plan.id, plan.parameters.get(one.name)?)));
        let default = format!("{}{}", one.default, own.collect::<String>());
        let _ = writeln!(page, "| `{}` | {} | {may_be} | {default} | {meaning} |", one.name, one.reading);
    }
    page
}

/// The page of a plan.
#[must_use]
pub fn plan(plan: &Plan) -> String {
    let mut page = opening(
        &plan.title,
        &format!(
            "From: {}. What each clause asks is given here in Hearth's own words; ids are permanent and cite the section \
             and letter of the print.",
            plan.document
        ),
    );
    let outline = Outline { plan };
    for (number, title) in &plan.problems {
        let letters = outline.letters(number);
        if !letters.is_empty() {
            let _ = writeln!(page, "\n## {number}. {title}");
            letters.into_iter().for_each(|letter| outline.letter(&mut page, letter));
        }
    }
    outline.employment(&mut page);
    lists(&mut page, plan);
    page
}

/// A letter, group or clause of a plan with what is below it.
#[must_use]
pub fn part(plan: &Plan, index: NodeIx) -> String {
    let outline = Outline { plan };
    let mut page = String::new();
    if plan.node(index).criterion.is_some() {
        outline.letter(&mut page, index);
    } else {
        outline.bullet(&mut page, index, 0);
    }
    page.trim_start().to_owned()
}

struct Outline<'p> {
    plan: &'p Plan,
}

impl Outline<'_> {
    /// The letters of a problem that are not part of another.
    fn letters(&self, problem: &str) -> Vec<NodeIx> {
        let of_problem = |node: &Node| node.criterion.as_ref().is_some_and(|one| &*one.problem == problem);
        let nodes = self.plan.indexes().map(|index| (index, self.plan.node(index)));
        nodes
            .filter(|(_, node)| node.parents.is_empty() && of_problem(node))
            .map(|(index, _)| index)
            .collect()
    }

    fn letter(&self, page: &mut String, letter: NodeIx) {
        let node = self.plan.node(letter);
        let _ = writeln!(page, "\n### `{}`\n\n{}{}", node.id, node.title, self.remarks(node));
        if node.group.is_some() {
            page.push('\n');
            self.parts(page, node, 0);
        }
        let below = self.below(letter);
        let ways = self.ways(&below);
        if ways.is_empty() {
            page.push_str(
                "\nNo way to show progress is printed: a family that entered by it stays unknown.\n",
            );
            return;
        }
        page.push_str("\nWays to show progress:\n\n");
        for way in ways {
            let only = self.narrower(way, letter, &below);
            self.line(page, way, 0, &only);
        }
    }

    /// Which parts of the letter a way serves, where it does not serve the letter itself.
    fn narrower(&self, way: NodeIx, letter: NodeIx, below: &BTreeSet<NodeIx>) -> String {
        let served: BTreeSet<_> = self.served(way).intersection(below).copied().collect();
        if served.contains(&letter) {
            return String::new();
        }
        format!(
            " Only for {}.",
            joined(served.iter().map(|index| format!("`{}`", self.plan.node(*index).id)))
        )
    }

    /// The letter and its parts, parts of parts too.
    fn below(&self, index: NodeIx) -> BTreeSet<NodeIx> {
        let parts = self.plan.node(index).group.iter().flat_map(|group| &group.parts);
        parts.flat_map(|part| self.below(*part)).chain([index]).collect()
    }

    /// The ways of the letters: outermost nodes that serve them; of a choice that serves others too, only their part.
    fn ways(&self, letters: &BTreeSet<NodeIx>) -> Vec<NodeIx> {
        let outermost = |index: &NodeIx| {
            let node = self.plan.node(*index);
            node.parents.is_empty() && node.criterion.is_none()
        };
        self.plan.indexes().filter(outermost).flat_map(|index| self.serving(index, letters)).collect()
    }

    fn serving(&self, index: NodeIx, letters: &BTreeSet<NodeIx>) -> Vec<NodeIx> {
        if !self.serves(index, letters) {
            return Vec::new();
        }
        match &self.plan.node(index).group {
            Some(group)
                if group.join == Join::Any && group.parts.iter().any(|part| !self.serves(*part, letters)) =>
            {
                group.parts.iter().flat_map(|part| self.serving(*part, letters)).collect()
            }
            _ => vec![index],
        }
    }

    fn serves(&self, index: NodeIx, letters: &BTreeSet<NodeIx>) -> bool {
        !self.served(index).is_disjoint(letters)
    }

    /// The letters that the clauses at or below a node serve.
    fn served(&self, index: NodeIx) -> BTreeSet<NodeIx> {
        let leaves = self.plan.leaves(index);
        let clauses = leaves.iter().filter_map(|leaf| self.plan.node(*leaf).clause.as_ref());
        clauses.flat_map(|clause| clause.serves.iter().copied()).collect()
    }

    fn parts(&self, page: &mut String, node: &Node, depth: usize) {
        let parts = node.group.iter().flat_map(|group| &group.parts);
        parts.for_each(|part| self.bullet(page, *part, depth));
    }

    fn bullet(&self, page: &mut String, index: NodeIx, depth: usize) {
        self.line(page, index, depth, "");
    }

    fn line(&self, page: &mut String, index: NodeIx, depth: usize, remark: &str) {
        let node = self.plan.node(index);
        let _ = writeln!(
            page,
            "{}- `{}` {}{remark}{}",
            "  ".repeat(depth),
            node.id,
            node.title,
            self.remarks(node)
        );
        self.parts(page, node, depth + 1);
    }

    /// Who is asked and what a reader must know, in brackets.
    fn remarks(&self, node: &Node) -> String {
        let mut remarks = Vec::new();
        if let Some(clause) = &node.clause {
            remarks.extend(if matches!(clause.test, Test::Cohort) {
                Some("a figure of the whole cohort, asked of no family".to_owned())
            } else {
                asked(clause, node.criterion.is_some())
            });
            remarks.extend(clause.process_only.then(|| "a step that shows no change".to_owned()));
            remarks.extend(clause.corrected.then(|| "corrected reading".to_owned()));
        }
        if let Some(group) = node.group.as_ref().filter(|group| group.parts.len() > 1) {
            remarks.push(join(group.join, node.clause.is_some()));
            remarks.extend(match group.together {
                Together::Apart => None,
                Together::OnePerson => Some("by one person".to_owned()),
                Together::OneFact => Some("by one and the same record".to_owned()),
            });
        }
        if node.criterion.as_ref().is_some_and(|one| one.goal == Goal::Never && node.parents.is_empty()) {
            remarks.push("shown, never a goal by itself".to_owned());
        }
        if remarks.is_empty() { String::new() } else { format!(" *({})*", remarks.join("; ")) }
    }

    fn employment(&self, page: &mut String) {
        let Some(route) = &self.plan.employment else { return };
        page.push_str("\n## Continuous employment\n\nOne adult must meet all of these:\n\n");
        route.parts.iter().for_each(|part| self.bullet(page, *part, 0));
    }
}

fn join(join: Join, with_own_test: bool) -> String {
    let parts = match join {
        Join::All => "all of the parts".to_owned(),
        Join::Any => "any of the parts".to_owned(),
        Join::AtLeast(number) => format!("at least {number} of the parts"),
        Join::Case => "the part that fits the case".to_owned(),
    };
    if with_own_test { format!("or {parts}") } else { parts }
}

/// Who is asked; nothing for an entry of anyone, which is the rule.
fn asked(clause: &Clause, entry: bool) -> Option<String> {
    let (one, all) = (scope(clause.scope, false), scope(clause.scope, true));
    let who = match clause.asked {
        Asked::Any if entry && clause.scope == Scope::ANYONE => return None,
        Asked::Any => format!("any {one}"),
        Asked::Every => format!("every {one}"),
        Asked::Each => format!("each {one} who triggered it"),
        Asked::Sum => format!("all {all}, added together"),
        Asked::Together => format!("all {all}, taken together"),
        Asked::Family => "the family".to_owned(),
    };
    Some(format!("asked of {who}"))
}

fn scope(scope: Scope, many: bool) -> String {
    let of = |one: &str, all: &str| if many { all.to_owned() } else { one.to_owned() };
    let mut words = Vec::new();
    words.extend(scope.female.then(|| "female".to_owned()));
    words.push(match (scope.from_age, scope.to_age) {
        (None, Some(17)) => of("child", "children"),
        (Some(18), None) => of("adult", "adults"),
        (Some(10), Some(17)) => of("young person", "young people"),
        _ => of("member", "members"),
    });
    words.extend(match (scope.from_age, scope.to_age) {
        (None, None | Some(17)) | (Some(18), None) | (Some(10), Some(17)) => None,
        (None, Some(to)) => Some(format!("aged up to {to}")),
        (Some(from), None) => Some(format!("aged {from} or over")),
        (Some(from), Some(to)) if from == to => Some(format!("aged {from}")),
        (Some(from), Some(to)) => Some(format!("aged {from} to {to}")),
    });
    words.extend(scope.primary.then(|| "in Reception to Year 6".to_owned()));
    words.extend(scope.school_age.then(|| "of school age".to_owned()));
    words.extend(scope.parenting.then(|| "with the care of a child".to_owned()));
    words.join(" ")
}

fn lists(page: &mut String, plan: &Plan) {
    if !plan.sets.is_empty() {
        page.push_str("\n## Lists of codes\n");
    }
    for (name, set) in &plan.sets {
        for (value, codes) in &set.lists {
            let picked = match (&set.parameter, value.is_empty()) {
                (Some(parameter), false) => format!(" where `{parameter}` is `{value}`"),
                _ => String::new(),
            };
            let codes = joined(codes.iter().map(|code| format!("`{code}`")));
            let _ = writeln!(page, "\n- `{name}`{picked}: {codes}");
        }
    }
    if !plan.figures.is_empty() {
        page.push_str("\n## Dated figures\n\n| figure | from | to | value | where it is published |\n|---|---|---|---|---|\n");
    }
    for (name, values) in &plan.figures {
        values.iter().for_each(|value| figure(page, name, value));
    }
}

fn figure(page: &mut String, name: &str, dated: &DatedFigure) {
    let until = dated.until.map_or_else(String::new, |day| day.to_string());
    let (since, value, reference) = (dated.since, dated.value, cell(&dated.reference));
    let _ = writeln!(page, "| `{name}` | {since} | {until} | {value} | {reference} |");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcomes::plan::builtin;

    fn page() -> String {
        plan(builtin::find("tri-borough").expect("a built-in plan"))
    }

    #[test]
    fn every_node_of_the_plan_is_on_its_page() {
        let page = page();
        for node in &builtin::find("tri-borough").expect("a built-in plan").nodes {
            assert!(page.contains(&format!("`{}`", node.id)), "{}", node.id);
        }
    }

    #[test]
    fn a_choice_that_serves_other_letters_too_is_shown_in_part() {
        let page = page();
        let section =
            page.split("\n### ").find(|section| section.starts_with("`tb-2a`")).expect("tb-2a is a letter");
        assert!(section.contains("tb-2a-p1a") && !section.contains("tb-2f-p1"));
    }

    #[test]
    fn people_in_scope_are_named_in_plain_words() {
        let scope_of = |from_age, to_age| Scope { from_age, to_age, ..Scope::ANYONE };
        assert_eq!(scope(scope_of(None, Some(17)), true), "children");
        assert_eq!(scope(scope_of(Some(2), Some(2)), false), "member aged 2");
        assert_eq!(
            scope(Scope { parenting: true, ..scope_of(Some(18), None) }, false),
            "adult with the care of a child"
        );
    }
}
