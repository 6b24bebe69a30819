//! Facts that wait for a review: those that bear on one family come in, the mixes of them that may be right go out, and which
//! verdicts no trial of mixes can settle. Some may be right and others wrong, so neither all nor none of them says enough.

use super::evidence::{Evidence, FactBase};
use super::family::FamilyView;
use super::horizon;
use super::plan::{NodeIx, Plan, Test};
use crate::domain::ClauseId;
use crate::domain::cohort::{Cohort, Family};
use crate::facts::{Fact, FactKind};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Up to so many facts every mix is tried: 63 of them.
const MOST: usize = 6;

/// What of a family's answers no trial of mixes can settle.
#[derive(Clone, Default, Debug)]
pub struct Open {
    /// Clauses, groups, letters and the progress of letters.
    pub rows: BTreeSet<ClauseId>,
    /// Whether some letter may be owed beside those found.
    pub goals: bool,
    /// Whether the employment route is open.
    pub works: bool,
}

/// The facts that wait for a review and may be about one family.
pub struct Doubts {
    facts: Vec<Fact>,
    mixes: Vec<FactBase>,
}

impl Doubts {
    /// The doubtful facts about members of the family and their homes.
    #[must_use]
    pub fn of(cohort: &Cohort, evidence: &Evidence, family: &Family) -> Self {
        if !FamilyView::has_doubts(cohort, evidence, family) {
            return Self { facts: Vec::new(), mixes: Vec::new() };
        }
        let mut facts: BTreeSet<&Fact> = BTreeSet::new();
        for membership in cohort.members(&family.id) {
            let homes = cohort.residences(&membership.person).iter();
            let of_homes = homes.filter_map(|home| evidence.doubtful.home(&home.household));
            let own = evidence.doubtful.person(&membership.person).into_iter().chain(of_homes);
            facts.extend(own.flat_map(|by_kind| by_kind.values().flatten()));
        }
        let facts: Vec<Fact> = facts.into_iter().cloned().collect();
        let mixes = if facts.len() > MOST { vec![FactBase::new(facts.clone())] } else { every_mix(&facts) };
        Self { facts, mixes }
    }

    /// The mixes to try beside none of the facts.
    #[must_use]
    pub fn mixes(&self) -> &[FactBase] {
        &self.mixes
    }

    /// What the facts bear on.
    #[must_use]
    pub fn bearing(&self) -> Bearing {
        let kinds = self.facts.iter().map(|fact| fact.kind).collect();
        Bearing { kinds, clauses: RefCell::default(), letters: RefCell::default() }
    }

    /// What no trial can settle where there are too many facts for every mix to be tried: that which two or more of them
    /// bear on. What a row looks at is told by its kinds of facts alone, whatever its days.
    #[must_use]
    pub fn open(&self, view: &FamilyView<'_>) -> Open {
        let mut open = Open::default();
        if self.facts.len() <= MOST {
            return open;
        }
        let plan = view.plan;
        for index in plan.indexes() {
            let node = plan.node(index);
            let at_entry = node.criterion.is_some();
            let counts = |fact: &&Fact| !at_entry || fact.from <= view.engaged_on;
            let looked_at = kinds(plan, plan.leaves(index));
            if self.bear_on(&looked_at, &counts) {
                open.rows.insert(node.id.clone());
            }
            if at_entry {
                // A letter may be met at engagement, or newly by another member.
                open.goals |= self.bear_on(&looked_at, &|_| true);
                let serving: Vec<_> = plan.indexes().filter(|other| plan.serves(*other, index)).collect();
                let leaves: Vec<_> = serving.into_iter().flat_map(|other| plan.leaves(other)).collect();
                if self.bear_on(&kinds(plan, leaves), &|_| true) {
                    open.rows.insert(ClauseId::new(format!("{}:progress", node.id)));
                }
            }
        }
        let route = plan.employment.iter().flat_map(|route| &route.parts);
        open.works =
            open.goals || route.map(|part| &plan.node(*part).id).any(|part| open.rows.contains(part));
        open
    }

    fn bear_on(&self, kinds: &BTreeSet<FactKind>, counts: &dyn Fn(&&Fact) -> bool) -> bool {
        self.facts.iter().filter(|fact| kinds.contains(&fact.kind)).filter(counts).count() > 1
    }
}

/// Which clauses, criteria and letters look at a kind of fact of which some wait for a review; looked up once each.
pub struct Bearing {
    kinds: BTreeSet<FactKind>,
    clauses: RefCell<BTreeMap<NodeIx, bool>>,
    letters: RefCell<BTreeMap<NodeIx, bool>>,
}

impl Bearing {
    /// Whether they bear on a clause, a group or a criterion.
    #[must_use]
    pub fn on(&self, plan: &Plan, index: NodeIx) -> bool {
        let known = self.clauses.borrow().get(&index).copied();
        known.unwrap_or_else(|| {
            let bears = !kinds(plan, plan.leaves(index)).is_disjoint(&self.kinds);
            self.clauses.borrow_mut().insert(index, bears);
            bears
        })
    }

    /// Whether they bear on the progress of a letter.
    #[must_use]
    pub fn on_progress(&self, plan: &Plan, letter: NodeIx) -> bool {
        let known = self.letters.borrow().get(&letter).copied();
        known.unwrap_or_else(|| {
            let serves = |index: &NodeIx| {
                plan.node(*index).clause.as_ref().is_some_and(|clause| clause.serves.contains(&letter))
            };
            let bears = plan.indexes().filter(serves).any(|index| self.on(plan, index));
            self.letters.borrow_mut().insert(letter, bears);
            bears
        })
    }
}

/// Every mix of the facts but none of them; all of them last.
fn every_mix(facts: &[Fact]) -> Vec<FactBase> {
    let mix = |chosen: usize| {
        let own = facts.iter().enumerate().filter(|(place, _)| chosen & (1 << place) != 0);
        FactBase::new(own.map(|(_, fact)| fact.clone()).collect())
    };
    (1..1 << facts.len()).map(mix).collect()
}

/// The kinds of facts that clauses look at, with those that set such facts aside. A clause that stands for another looks at
/// what that one does, and runs of terms are chosen by all that their way reads.
fn kinds(plan: &Plan, mut leaves: Vec<NodeIx>) -> BTreeSet<FactKind> {
    let mut seen = BTreeSet::new();
    let mut read = BTreeSet::new();
    while let Some(leaf) = leaves.pop() {
        let Some(clause) = plan.node(leaf).clause.as_ref().filter(|_| seen.insert(leaf)) else { continue };
        read.extend(horizon::kinds_of(clause));
        if let Test::SameAs(name) = &clause.test {
            leaves.extend(plan.find(name).into_iter().flat_map(|other| plan.leaves(other)));
        }
        if clause.test.terms().is_some() {
            leaves.extend(plan.leaves(plan.way_of(leaf)));
        }
    }
    read
}
