//! A plan in plain English: a checked plan comes in, a page of its letters with their ways and of every clause in full goes
//! out. Every word is drawn from the plan's own files.

mod clause;
mod happenings;
mod records;
mod states;
mod told;
mod words;
mod work;

use super::reference::{cell, joined, opening};
use crate::outcomes::plan::model::{DatedFigure, Goal};
use crate::outcomes::plan::{Join, Node, NodeIx, Plan, Together};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// What holds for every clause stands once, before them all.
const IN_FULL: &str = "
## In full

For every clause: it is *not applicable* where it serves no letter of the family or asks nobody; what has already failed is
*not met*, whatever is not covered; where a record that waits for a review would change the answer it is *unknown*,
`link-in-review`. Facts are those of [the vocabulary](facts.md), parameters those of [their page](parameters.md).
";

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
    outline.in_full(&mut page, plan.indexes());
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
    outline.in_full(&mut page, outline.at_or_below(index));
    page.trim_start().to_owned()
}

/// All that a plan says of a letter, group or clause, a line for each thing; values of parameters are not among it, but where
/// a length of time is one.
#[must_use]
pub fn in_words(plan: &Plan, index: NodeIx) -> Vec<String> {
    let node = plan.node(index);
    let mut lines = vec![node.title.to_string()];
    if let Some(group) = &node.group {
        let parts = joined(group.parts.iter().map(|part| plan.node(*part).id.to_string()));
        let together = match group.together {
            Together::Apart => "",
            Together::OnePerson => ", by one person",
            Together::OneFact => ", by one and the same record",
        };
        lines.push(format!("{}{together}: {parts}", join(group.join, false)));
    }
    if let Some(criterion) = &node.criterion {
        lines.push(format!("problem {}", criterion.problem));
        lines.push(match criterion.goal {
            Goal::Never => "never a goal".to_owned(),
            Goal::Met => "a goal when it is met".to_owned(),
            Goal::OwnTest => "a goal when its own test is met".to_owned(),
            Goal::NoPart => "a goal when its own test is met and none of its parts".to_owned(),
        });
    }
    let told = clause::lines(plan, node).into_iter().filter(|line| !line.starts_with(clause::DECIDED_BY));
    lines.extend(told.map(|line| line.trim_start().trim_start_matches("- ").to_owned()));
    lines.retain(|line| !line.is_empty());
    lines
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
            remarks
                .extend(clause::who(clause, node.criterion.is_some()).map(|who| format!("asked of {who}")));
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

    /// A node and all that leads to it or that it rests on: its parts, and of a letter the ways that serve it.
    fn at_or_below(&self, index: NodeIx) -> Vec<NodeIx> {
        let mut found = self.below(index);
        if self.plan.node(index).criterion.is_some() {
            let ways = self.ways(&found);
            found.extend(ways.into_iter().flat_map(|way| self.below(way)));
        }
        found.into_iter().collect()
    }

    /// Every letter, clause and group that has more to say than its title, each under its id.
    fn in_full(&self, page: &mut String, indexes: impl IntoIterator<Item = NodeIx>) {
        page.push_str(IN_FULL);
        for index in indexes {
            let node = self.plan.node(index);
            let lines = clause::lines(self.plan, node);
            if !lines.is_empty() {
                let _ =
                    writeln!(page, "\n### `{}` in full\n\n{}\n\n{}", node.id, node.title, lines.join("\n"));
            }
        }
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
    fn every_letter_and_clause_that_is_tested_is_told_in_full() {
        for id in builtin::ids() {
            let built_in = builtin::find(id).expect("a built-in plan");
            let page = plan(built_in);
            for node in built_in.nodes.iter().filter(|node| node.clause.is_some()) {
                assert!(page.contains(&format!("\n### `{}` in full\n", node.id)), "{}", node.id);
            }
        }
    }

    #[test]
    fn a_clause_says_who_what_with_which_figures_and_what_decides() {
        let built_in = builtin::find("tri-borough").expect("a built-in plan");
        let told = part(built_in, built_in.find("tb-1a-p1a").expect("a clause"));
        for line in [
            "- Asked of all children, added together.",
            "- Shows progress for `tb-1a`.",
            "- Printed at: section 1, 1a-p1a.",
        ] {
            assert!(told.contains(line), "{line} is not in\n{told}");
        }
        for words in
            ["in the last 6 months is at least 33% lower", "`zero-baseline`", "`baseline-months` = 12"]
        {
            assert!(told.contains(words), "{words} is not in\n{told}");
        }
    }
}
