//! What can only be seen when a plan is whole: names that stand for nothing, groups that contain themselves, letters without
//! a way, clauses that nobody is ever asked, facts that no feed supplies. The whole plan comes in, problems go to its files.

use super::model::*;
use super::resolve::{Spot, Whole};
use super::section::{Name, Source, nearest};
use super::test::Test;
use super::words::code_hint;
use crate::domain::{Code, Text};
use crate::facts::FactKind;
use crate::outcomes::verdict::ClauseKind;
use crate::problem::{Kind, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Dated figures that a test reads without naming them.
const READ_BY_TESTS: [&str; 1] = ["uc-earnings-threshold"];

/// Reports what is wrong with a plan as a whole.
pub fn lint(whole: &Whole, sources: &[Source<'_>], supplied: Option<&BTreeSet<FactKind>>) {
    let lint = Lint { whole, plan: &whole.plan, sources, uses: uses(sources) };
    lint.lists();
    lint.figures();
    lint.letters();
    lint.cycles();
    // With a mistake, letters seem unserved and clauses unasked that are not.
    if lint.has_mistakes() {
        return;
    }
    lint.ways();
    lint.asked();
    if let Some(supplied) = supplied {
        lint.supply(supplied);
    }
}

fn uses(sources: &[Source<'_>]) -> Vec<(Name, Spot)> {
    let mut all = Vec::new();
    for (file, source) in sources.iter().enumerate() {
        let uses = source.uses.borrow();
        all.extend(uses.iter().map(|one| (one.name.clone(), Spot { file, span: one.span.clone() })));
    }
    all
}

struct Lint<'w, 't> {
    whole: &'w Whole,
    plan: &'w Plan,
    sources: &'w [Source<'t>],
    uses: Vec<(Name, Spot)>,
}

impl Lint<'_, '_> {
    fn report(&self, spot: &Spot, kind: Kind, detail: String, hint: impl Into<String>) {
        spot.report(self.sources, kind, detail, Some(hint.into()));
    }

    fn has_mistakes(&self) -> bool {
        let problems = self.sources.first().map(|source| source.problems.borrow());
        problems.is_some_and(|found| found.iter().any(|one| one.severity() == Severity::Error))
    }

    fn at(&self, index: NodeIx) -> &Spot {
        &self.whole.nodes[index.0]
    }

    /// Named lists: each name stands for one, each of their codes is one of a fact it is used with, each is used.
    fn lists(&self) {
        let mut facts: BTreeMap<&Text, BTreeSet<FactKind>> = BTreeMap::new();
        for (name, spot) in &self.uses {
            let Name::List(kind, name) = name else { continue };
            facts.entry(name).or_default().insert(*kind);
            if !self.plan.sets.contains_key(name) {
                let hint = near(name, self.plan.sets.keys(), "a table [[codes]] with this name is missing");
                self.report(
                    spot,
                    Kind::PlanUnknownCode,
                    format!("no list of codes is called `{name}`"),
                    hint,
                );
            }
        }
        for (name, spot) in &self.whole.sets {
            match (facts.get(name), self.plan.sets.get(name)) {
                (Some(kinds), Some(set)) => self.codes(name, set, kinds, spot),
                _ => self.unused(spot, "the list", name),
            }
        }
    }

    fn codes(&self, name: &Text, set: &CodeSet, kinds: &BTreeSet<FactKind>, spot: &Spot) {
        let codes: BTreeSet<&Code> = set.lists.values().flatten().collect();
        for code in codes.into_iter().filter(|code| !kinds.iter().any(|kind| kind.allows_code(code.as_str())))
        {
            let facts = kinds.iter().map(|kind| format!("`{}`", kind.name())).collect::<Vec<_>>().join(", ");
            let detail = format!("the list `{name}` has `{code}`, which is no code of {facts}");
            let hint = kinds.first().map_or_else(String::new, |kind| code_hint(*kind, code.as_str()));
            self.report(spot, Kind::PlanUnknownCode, detail, hint);
        }
    }

    fn unused(&self, spot: &Spot, what: &str, name: &Text) {
        let hint = "take it out, or use it where it belongs";
        self.report(spot, Kind::PlanUnused, format!("{what} `{name}` is not used"), hint);
    }

    /// Dated figures: each name stands for one, each is used.
    fn figures(&self) {
        let mut used: BTreeSet<&str> = READ_BY_TESTS.into();
        for (name, spot) in &self.uses {
            let Name::Figure(name) = name else { continue };
            used.insert(name);
            if !self.plan.figures.contains_key(name) {
                let hint =
                    near(name, self.plan.figures.keys(), "a table [[figure]] with this name is missing");
                self.report(spot, Kind::PlanBadValue, format!("no figure is called `{name}`"), hint);
            }
        }
        for (name, spot) in self.whole.figures.iter().filter(|(name, _)| !used.contains(&***name)) {
            self.unused(spot, "the figure", name);
        }
    }

    /// What nodes say of other things: letters that are served, problems, numbers of parts.
    fn letters(&self) {
        for index in self.plan.indexes() {
            let node = self.plan.node(index);
            for letter in node.clause.iter().flat_map(|clause| &clause.serves) {
                let served = self.plan.node(*letter);
                if served.criterion.is_none() {
                    let detail = format!("`{}` serves `{}`, which is not a letter", node.id, served.id);
                    let hint = "`serves` names ids of [[criterion]]";
                    self.report(self.at(index), Kind::PlanUnknownClause, detail, hint);
                }
            }
            if let Some(problem) = node.criterion.as_ref().map(|criterion| &criterion.problem)
                && !self.plan.problems.contains_key(problem)
            {
                let detail =
                    format!("`{}` belongs to a problem `{problem}` that the plan does not list", node.id);
                let hint = "write problem = \"1\" at the top of the file, and 1 = \"...\" under [problems]";
                self.report(self.at(index), Kind::PlanBadValue, detail, hint);
            }
            for problem in node.interchangeable.iter().filter(|one| !self.plan.problems.contains_key(*one)) {
                let detail =
                    format!("`{}` stands in for a problem `{problem}` that the plan does not list", node.id);
                let hint = "`interchangeable` names problems of [problems]";
                self.report(self.at(index), Kind::PlanBadValue, detail, hint);
            }
            if let Some(Group { join: Join::AtLeast(least), parts, .. }) = &node.group
                && parts.len() < usize::try_from(*least).unwrap_or(usize::MAX)
            {
                let detail = format!("`{}` asks {least} of {} parts", node.id, parts.len());
                self.report(self.at(index), Kind::PlanBadValue, detail, "it could never be met");
            }
        }
    }

    /// Groups that contain themselves, and clauses that repeat each other in a ring.
    fn cycles(&self) {
        let mut search =
            Search { lint: self, state: vec![State::New; self.plan.nodes.len()], path: Vec::new() };
        self.plan.indexes().for_each(|index| search.visit(index));
    }

    /// Every letter that can be a goal has a clause that serves it, unless the plan prints none.
    fn ways(&self) {
        let clauses = self.plan.nodes.iter().filter_map(|node| node.clause.as_ref());
        let served: BTreeSet<NodeIx> = clauses.flat_map(|clause| clause.serves.iter().copied()).collect();
        for index in self.plan.indexes().filter(|index| !served.contains(index)) {
            let node = self.plan.node(index);
            let Some(criterion) = &node.criterion else { continue };
            if criterion.goal == Goal::Never || criterion.void || criterion.off || criterion.no_way_printed {
                continue;
            }
            let detail = format!("no clause serves `{}`: a family that enters by it stays unknown", node.id);
            let hint = "if the plan prints no way, say so: no-way-printed = true";
            self.report(self.at(index), Kind::PlanNoWay, detail, hint);
        }
    }

    /// Clauses that serve nothing, and groups of such clauses only.
    fn asked(&self) {
        let lent: BTreeSet<NodeIx> = self.repeated();
        for index in self.plan.indexes() {
            let node = self.plan.node(index);
            if node.criterion.is_some() || lent.contains(&index) {
                continue;
            }
            let hint = match (&node.clause, node.kind) {
                (Some(clause), _) if matches!(clause.test, Test::SameAs(_)) || !clause.serves.is_empty() => {
                    continue;
                }
                (Some(_), _) => "name the letters it serves: serves = [\"...\"]",
                (None, ClauseKind::Group)
                    if !self.plan.leaves(index).iter().any(|leaf| self.serves(*leaf)) =>
                {
                    "none of its parts serves a letter"
                }
                _ => continue,
            };
            self.report(self.at(index), Kind::PlanUnreachable, format!("`{}` is never asked", node.id), hint);
        }
    }

    fn serves(&self, index: NodeIx) -> bool {
        self.plan.node(index).clause.as_ref().is_some_and(|clause| !clause.serves.is_empty())
    }

    /// The nodes that others repeat, with all below them.
    fn repeated(&self) -> BTreeSet<NodeIx> {
        let named = self.plan.nodes.iter().filter_map(|node| match &node.clause.as_ref()?.test {
            Test::SameAs(name) => self.plan.find(name),
            _ => None,
        });
        named.flat_map(|index| self.plan.leaves(index).into_iter().chain([index])).collect()
    }

    /// Facts that no feed schema gives, each where it is first read.
    fn supply(&self, supplied: &BTreeSet<FactKind>) {
        let mut told = BTreeSet::new();
        for (name, spot) in &self.uses {
            let Name::Fact(kind) = name else { continue };
            if supplied.contains(kind) || !told.insert(*kind) {
                continue;
            }
            let feeds = kind.entry().feeds.iter().map(|feed| format!("`{feed}`")).collect::<Vec<_>>();
            let hint = match feeds.is_empty() {
                true => "no feed is known to hold it".to_owned(),
                false => format!("it is expected of {}", feeds.join(", ")),
            };
            self.report(spot, Kind::PlanNoFeed, format!("no feed schema gives `{}`", kind.name()), hint);
        }
    }
}

fn near<'n>(name: &str, known: impl Iterator<Item = &'n Text>, otherwise: &str) -> String {
    let near = nearest(name, known.map(|known| &**known));
    near.map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

/// A search in depth along the leads: a lead back to a node on the path closes a ring.
struct Search<'l, 'w, 't> {
    lint: &'l Lint<'w, 't>,
    state: Vec<State>,
    path: Vec<NodeIx>,
}

impl Search<'_, '_, '_> {
    fn visit(&mut self, index: NodeIx) {
        if self.state[index.0] != State::New {
            return;
        }
        self.state[index.0] = State::Open;
        self.path.push(index);
        let lint = self.lint;
        for (next, spot) in &lint.whole.leads[index.0] {
            match self.state[next.0] {
                State::New => self.visit(*next),
                State::Open => self.ring(*next, spot),
                State::Done => {}
            }
        }
        self.path.pop();
        self.state[index.0] = State::Done;
    }

    fn ring(&self, first: NodeIx, spot: &Spot) {
        let from = self.path.iter().position(|index| *index == first).unwrap_or(0);
        let ids: Vec<&str> = self.path[from..]
            .iter()
            .chain([&first])
            .map(|index| self.lint.plan.node(*index).id.as_str())
            .collect();
        let detail = format!("`{}` contains itself: {}", ids[0], ids.join(" > "));
        self.lint.report(spot, Kind::PlanCycle, detail, "take one of these parts out of its group");
    }
}
