//! What a plan holds, counted.

use super::Plan;
use crate::outcomes::verdict::ClauseKind;

/// How many criteria, clauses and groups a plan has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Contents {
    /// Letters and their cases.
    pub criteria: usize,
    /// Clauses of ways and of the employment route, and printed lists of outcomes that are tested as such.
    pub clauses: usize,
    /// Groups of parts.
    pub groups: usize,
}

impl Contents {
    /// Counts them; a criterion or clause that also has parts counts once, as what it is.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let count =
            |wanted: &dyn Fn(ClauseKind) -> bool| plan.nodes.iter().filter(|node| wanted(node.kind)).count();
        let is_group = |kind| kind == ClauseKind::Group || kind == ClauseKind::OutcomeGroup;
        Self {
            criteria: count(&|kind| kind == ClauseKind::Identification),
            clauses: count(&|kind| matches!(kind, ClauseKind::Progress | ClauseKind::Employment)),
            groups: count(&is_group),
        }
    }
}
