//! Groups of a way: how the answers of parts join for the family, for one person, and for one spell or event.

use super::answer::{Answer, join};
use super::clauses::{Answered, Progress};
use super::plan::{Join, NodeIx, Together};
use super::verdict::Truth;
use crate::domain::{PersonId, SourceRef};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

impl Progress<'_> {
    pub(super) fn group(&self, index: NodeIx) -> Answered {
        let Some(group) = &self.plan().node(index).group else {
            return Answered { family: Answer::not_applicable(), people: BTreeMap::new() };
        };
        if self.letter.lapsed && self.serves(index) {
            return Answered { family: Answer::void(), people: BTreeMap::new() };
        }
        let family = match group.together {
            Together::Apart => {
                let parts = group.parts.iter().filter(|part| !self.drops_out(**part));
                let parts: Vec<Rc<Answered>> = parts.map(|part| self.node(*part)).collect();
                join(group.join, parts.iter().map(|part| &part.family))
            }
            Together::OnePerson => {
                let people = self.people_below(index);
                let answers: Vec<Answer> =
                    people.iter().map(|person| self.for_person(index, person)).collect();
                join(Join::Any, &answers)
            }
            Together::OneFact => self.by_fact(index, None),
        };
        Answered { family, people: BTreeMap::new() }
    }

    fn people_below(&self, index: NodeIx) -> BTreeSet<PersonId> {
        let leaves = self.plan().leaves(index);
        leaves
            .into_iter()
            .flat_map(|leaf| self.node(leaf).people.keys().cloned().collect::<Vec<_>>())
            .collect()
    }

    /// The answer of a node for one person: a clause not asked of the person drops out.
    #[must_use]
    pub fn for_person(&self, index: NodeIx, person: &PersonId) -> Answer {
        let node = self.plan().node(index);
        if let Some(group) = &node.group {
            if group.together == Together::OneFact {
                return self.by_fact(index, Some(person));
            }
            let parts: Vec<Answer> = group.parts.iter().map(|part| self.for_person(*part, person)).collect();
            return join(group.join, &parts);
        }
        let asked = self.node(index);
        if asked.people.is_empty() {
            return asked.family.clone();
        }
        asked.people.get(person).cloned().unwrap_or_else(Answer::not_applicable)
    }

    /// Joins the parts for each spell or event by itself, of anyone or of one person; one that has them all is enough.
    fn by_fact(&self, index: NodeIx, person: Option<&PersonId>) -> Answer {
        let asked = |leaf: &NodeIx| match person {
            Some(person) => self.for_person(*leaf, person),
            None => self.node(*leaf).family.clone(),
        };
        let leaves = self.plan().leaves(index);
        let sources: BTreeSet<SourceRef> =
            leaves.iter().flat_map(|leaf| asked(leaf).items.into_keys()).collect();
        let parts = self.plan().node(index).group.as_ref().map_or(Vec::new(), |group| group.parts.clone());
        let apart: Vec<Answer> = parts.iter().map(asked).collect();
        let together = join(Join::All, &apart);
        let answers: Vec<Answer> =
            sources.iter().map(|source| self.for_fact(index, *source, &asked)).collect();
        let mut answer = if answers.is_empty() { together.clone() } else { join(Join::Any, &answers) };
        answer.reasons.extend(together.reasons);
        answer.earliest = answer.earliest.or(together.earliest);
        answer
    }

    fn for_fact(&self, index: NodeIx, source: SourceRef, asked: &dyn Fn(&NodeIx) -> Answer) -> Answer {
        let node = self.plan().node(index);
        if let Some(group) = &node.group {
            let parts: Vec<Answer> =
                group.parts.iter().map(|part| self.for_fact(*part, source, asked)).collect();
            return join(group.join, &parts);
        }
        let answer = asked(&index);
        if answer.truth == Truth::NotApplicable {
            return answer;
        }
        let truth = answer.items.get(&source).copied().unwrap_or(Truth::NotMet);
        Answer { truth, ..answer }.with_sources([source])
    }
}
