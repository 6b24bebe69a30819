//! From nodes that name each other to nodes that point at each other: drafts of all files come in, the whole plan goes out,
//! with where everything stands. Names that stand for nothing are reported.

use super::head::Head;
use super::model::*;
use super::section::{Source, nearest};
use crate::domain::{ClauseId, Text};
use crate::problem::Kind;
use std::collections::BTreeMap;
use std::ops::Range;

/// A stretch of one of the files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spot {
    /// Index of the file.
    pub file: usize,
    /// Where in its text.
    pub span: Range<usize>,
}

impl Spot {
    /// Reports a problem here.
    pub fn report(
        &self,
        sources: &[Source<'_>],
        kind: Kind,
        detail: impl Into<String>,
        hint: Option<String>,
    ) {
        sources[self.file].report(kind, self.span.clone(), detail, hint);
    }
}

/// A reference to another node by name, to be resolved when all files are read.
pub struct Mention {
    /// Where it is made.
    pub spot: Spot,
    /// The name.
    pub name: Text,
}

/// A node as read, its references still names.
pub struct Draft {
    /// The node.
    pub node: Node,
    /// Where its id stands.
    pub spot: Spot,
    /// The parts of its group.
    pub parts: Vec<Mention>,
    /// How the parts count.
    pub join: Join,
    /// What the parts must have in common.
    pub together: Together,
    /// The letters a clause serves.
    pub serves: Vec<Mention>,
    /// Letters under one heading with it.
    pub one_heading: Vec<Mention>,
    /// Letters for which one person is enough.
    pub any_for: Vec<Mention>,
    /// Letters that a part of its test is for only.
    pub letters: Vec<Mention>,
    /// The clause it repeats.
    pub same_as: Option<Mention>,
}

/// A plan with where everything stands in its files.
pub struct Whole {
    /// The plan, its digest not yet set.
    pub plan: Plan,
    /// Where the id of each node stands.
    pub nodes: Vec<Spot>,
    /// From node to node, where it is said: parts of groups, and clauses that repeat another.
    pub leads: Vec<Vec<(NodeIx, Spot)>>,
    /// Where each named list of codes stands.
    pub sets: BTreeMap<Text, Spot>,
    /// Where each dated figure first stands.
    pub figures: BTreeMap<Text, Spot>,
}

/// Resolves the names of all drafts.
pub fn resolve(mut head: Head, drafts: Vec<Draft>, sources: &[Source<'_>]) -> Whole {
    let names = Names::of(&drafts, sources);
    let leads = drafts.iter().map(|draft| leads(draft, &names)).collect();
    let spots = drafts.iter().map(|draft| draft.spot.clone()).collect();
    let nodes = drafts.into_iter().map(|draft| node(draft, &names)).collect();
    let route: Vec<NodeIx> = head.route().iter().filter_map(|mention| names.find(mention)).collect();
    let (sets, figures) = (head.spots(&head.set_spans), head.spots(&head.figure_spans));
    let mut plan = head.plan(nodes, names.by_id, route);
    link_parents(&mut plan);
    Whole { plan, nodes: spots, leads, sets, figures }
}

struct Names<'s, 't> {
    by_id: BTreeMap<ClauseId, NodeIx>,
    sources: &'s [Source<'t>],
}

impl<'s, 't> Names<'s, 't> {
    fn of(drafts: &[Draft], sources: &'s [Source<'t>]) -> Self {
        let mut by_id = BTreeMap::new();
        for (index, draft) in drafts.iter().enumerate() {
            if *by_id.entry(draft.node.id.clone()).or_insert(NodeIx(index)) != NodeIx(index) {
                let detail = format!("`{}` stands twice", draft.node.id);
                let hint = Some("clauses, groups and criteria share one set of ids".to_owned());
                draft.spot.report(sources, Kind::PlanDuplicateId, detail, hint);
            }
        }
        Self { by_id, sources }
    }

    fn find(&self, mention: &Mention) -> Option<NodeIx> {
        let found = self.by_id.get(&*mention.name).copied();
        if found.is_none() {
            let hint = nearest(&mention.name, self.by_id.keys().map(ClauseId::as_str)).map_or_else(
                || "an id of a [[clause]], [[group]] or [[criterion]] of this plan is meant".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            let detail = format!("no clause, group or letter is called `{}`", mention.name);
            mention.spot.report(self.sources, Kind::PlanUnknownClause, detail, Some(hint));
        }
        found
    }
}

fn leads(draft: &Draft, names: &Names<'_, '_>) -> Vec<(NodeIx, Spot)> {
    let mentions = draft.parts.iter().chain(&draft.same_as);
    mentions.filter_map(|mention| Some((names.find(mention)?, mention.spot.clone()))).collect()
}

fn node(draft: Draft, names: &Names<'_, '_>) -> Node {
    let known = |mentions: &[Mention]| -> Vec<NodeIx> {
        mentions.iter().filter_map(|mention| names.find(mention)).collect()
    };
    let mut node = draft.node;
    if !draft.parts.is_empty() {
        node.group = Some(Group { join: draft.join, together: draft.together, parts: known(&draft.parts) });
    }
    if let Some(clause) = &mut node.clause {
        clause.serves = known(&draft.serves);
        clause.any_for = known(&draft.any_for);
    }
    if let Some(criterion) = &mut node.criterion {
        criterion.one_heading_with = known(&draft.one_heading);
    }
    // Named only to be known.
    let _letters: Vec<NodeIx> = known(&draft.letters);
    node
}

fn link_parents(plan: &mut Plan) {
    let parts = |parent: NodeIx| plan.node(parent).group.iter().flat_map(|group| group.parts.iter().copied());
    let links: Vec<(NodeIx, NodeIx)> =
        plan.indexes().flat_map(|parent| parts(parent).map(move |part| (part, parent))).collect();
    for (part, parent) in links {
        plan.nodes[part.0].parents.push(parent);
    }
}
