//! The evidence for a family's links: its outcome and what linking gave come in; for every row that a verdict cites, and every
//! row that waits and may be about a member, the parts of the weight go out, rows with the same evidence together.

use super::gather::Gathered;
use crate::claims::register::members_on;
use crate::domain::{PersonId, SourceRef, Text};
use crate::facts::Subject;
use crate::outcomes::FamilyOutcome;
use crate::reports::inputs::LinkShown;
use std::collections::{BTreeMap, BTreeSet};

/// The links of a family: those that wait first, then those made, by person and rule.
pub(super) fn links_of(gathered: &Gathered, outcome: &FamilyOutcome) -> Vec<LinkShown> {
    let members: BTreeSet<PersonId> =
        members_on(&gathered.cohort, &outcome.family, outcome.as_of).into_iter().collect();
    let mut links = waiting(gathered, &members);
    let cited: BTreeSet<&SourceRef> = outcome.rows.iter().flat_map(|row| &row.evidence).collect();
    let mut rows: BTreeMap<(&PersonId, &Text), BTreeSet<SourceRef>> = BTreeMap::new();
    for person in &members {
        let facts =
            gathered.evidence.facts.person(person).into_iter().flat_map(|kinds| kinds.values().flatten());
        for fact in facts.filter(|fact| cited.contains(&fact.source)) {
            rows.entry((person, &fact.rule)).or_default().insert(fact.source);
        }
    }
    for ((person, rule), rows) in rows {
        links.extend(alike(gathered, (person, rule, false), rows.into_iter().collect()));
    }
    links
}

fn waiting(gathered: &Gathered, members: &BTreeSet<PersonId>) -> Vec<LinkShown> {
    let mut links = Vec::new();
    for item in &gathered.review {
        for candidate in &item.candidates {
            let Subject::Person(person) = &candidate.subject else { continue };
            if members.contains(person) {
                let rule =
                    Text::from(candidate.rules.iter().map(|rule| &**rule).collect::<Vec<_>>().join(", "));
                links.extend(alike(gathered, (person, &rule, true), item.sources.clone()));
            }
        }
    }
    links
}

/// The rows, those with the same evidence together.
fn alike(
    gathered: &Gathered,
    (person, rule, is_waiting): (&PersonId, &Text, bool),
    rows: Vec<SourceRef>,
) -> Vec<LinkShown> {
    let mut links: Vec<LinkShown> = Vec::new();
    for row in rows {
        let Some(weighed) = gathered.weights.of(&row, person) else { continue };
        match links.iter_mut().find(|link| link.weighed == weighed) {
            Some(link) => link.rows.push(row),
            None => {
                let (person, rule) = (person.clone(), rule.clone());
                links.push(LinkShown { person, rule, is_waiting, rows: vec![row], weighed });
            }
        }
    }
    links
}
