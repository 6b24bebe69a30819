//! The links made: facts with their keys come in one by one; each pair of keys and person or home goes out once, with the
//! rule that linked it and how many facts rest on it.

use super::pair::PairKey;
use crate::domain::SourceRef;
use crate::facts::unlinked::About;
use crate::facts::{LinkRule, Subject};
use std::collections::BTreeMap;

/// A link.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LinkMade {
    /// The person or home.
    pub subject: Subject,
    /// What a decision about it is kept under.
    pub pair: PairKey,
    /// The rule that linked it.
    pub rule: LinkRule,
    /// The weight of the evidence in thousandths of a bit; none where it was not weighed.
    pub weight: Option<i32>,
    /// Facts that rest on it.
    pub facts: usize,
    /// The first of the rows, by file and line.
    pub source: SourceRef,
}

/// Counts links by keys and subject.
#[derive(Default)]
pub(super) struct LinksMade(BTreeMap<(About, Subject, LinkRule), (usize, SourceRef)>);

impl LinksMade {
    /// Notes that a fact of this row was linked.
    pub(super) fn add(&mut self, about: About, subject: &Subject, rule: &LinkRule, source: SourceRef) {
        let link = self.0.entry((about, subject.clone(), rule.clone())).or_insert((0, source));
        link.0 += 1;
        link.1 = link.1.min(source);
    }

    /// The links, sorted without regard to the numbers of the keys. `pair` gives what a decision is kept under, and the weight.
    pub(super) fn into_links(
        self,
        pair: impl Fn(About, &Subject) -> Option<(PairKey, Option<i32>)>,
    ) -> Vec<LinkMade> {
        let link = |((about, subject, rule), (facts, source)): ((About, Subject, LinkRule), _)| {
            let (pair, weight) = pair(about, &subject)?;
            Some(LinkMade { pair, weight, subject, rule, facts, source })
        };
        let mut links: Vec<LinkMade> = self.0.into_iter().filter_map(link).collect();
        links.sort();
        links
    }
}
