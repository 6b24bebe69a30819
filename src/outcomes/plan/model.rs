//! A checked plan: criteria, clauses and groups under their ids, every reference resolved to an index.

use super::test::Test;
use crate::domain::{ClauseId, Code, Day, Quantity, Text};
use crate::facts::FactKind;
use crate::outcomes::verdict::ClauseKind;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// Index of a node of the plan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeIx(pub usize);

/// How the parts of a group count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Join {
    /// Every part.
    All,
    /// One part.
    Any,
    /// At least so many parts.
    AtLeast(u32),
    /// The one arm that the facts pick; the others are not applicable.
    Case,
}

/// What parts of a group must have in common to count together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Together {
    /// Nothing: each part is asked of everyone in its own scope, then the verdicts are joined.
    Apart,
    /// The parts are joined for each person, and one person who has them is enough.
    OnePerson,
    /// The parts are joined for each spell or event of a person, and one that has them is enough.
    OneFact,
}

/// Who is in scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scope {
    /// Least age in completed years.
    pub from_age: Option<u32>,
    /// Greatest age in completed years.
    pub to_age: Option<u32>,
    /// Only those with the care of a child of the family.
    pub parenting: bool,
    /// Only those of school age.
    pub school_age: bool,
    /// Only those this sex is recorded for (`F`).
    pub female: bool,
    /// Children, and others only with the care of a child of the family.
    pub child_or_parenting: bool,
    /// Only those in Reception to Year 6 by birth date.
    pub primary: bool,
    /// Only those past Reception by birth date.
    pub past_reception: bool,
    /// Only babies born after engagement and at least six weeks old.
    pub newborn: bool,
    /// Only where the family has a child younger than so many months.
    pub with_child_under: Option<u32>,
}

impl Scope {
    /// Everyone.
    pub const ANYONE: Self = Self {
        from_age: None,
        to_age: None,
        parenting: false,
        school_age: false,
        female: false,
        child_or_parenting: false,
        primary: false,
        past_reception: false,
        newborn: false,
        with_child_under: None,
    };

    /// Whether the scope is of children only.
    #[must_use]
    pub fn is_children(self) -> bool {
        self.to_age.is_some_and(|age| age < 18)
    }
}

/// How a clause is asked of the people in scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// One person is enough.
    Any,
    /// Every member in scope, and whoever triggered the letter.
    Every,
    /// Each person who triggered the letter.
    Each,
    /// The facts of all members in scope, added together.
    Sum,
    /// As `Every`, with the facts of all of them added together.
    Together,
    /// The family or its home as a whole.
    Family,
}

/// What a node of the plan is.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its permanent id.
    pub id: ClauseId,
    /// Where the plan prints it: section, letter, row.
    pub reference: Text,
    /// What it asks, in our words.
    pub title: Text,
    /// Which figure or reading of it is ours and not printed, for the plan's owner to confirm; blank where nothing is.
    pub assumed: Text,
    /// The plan does not print which letters it serves: the link is ours.
    pub serves_inferred: bool,
    /// Kind of its row.
    pub kind: ClauseKind,
    /// The test, for a clause.
    pub clause: Option<Clause>,
    /// The parts, for a group. A node may have both: then it is met by its own test or by its parts.
    pub group: Option<Group>,
    /// For identification: what it means for the family.
    pub criterion: Option<Criterion>,
    /// Problems it may stand in for where they have no measure (reading R21).
    pub interchangeable: Vec<Text>,
    /// The nodes it is a part of.
    pub parents: Vec<NodeIx>,
}

/// A group of parts.
#[derive(Clone, Debug)]
pub struct Group {
    /// How the parts count.
    pub join: Join,
    /// What they must have in common.
    pub together: Together,
    /// The parts, in order.
    pub parts: Vec<NodeIx>,
}

/// When a criterion is a goal of the family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// Never: it shows support, or its cases are the goals.
    Never,
    /// When its row is met.
    Met,
    /// When its own test is met, whatever its parts.
    OwnTest,
    /// When its own test is met and none of its parts is.
    NoPart,
}

/// What a criterion means for the family.
#[derive(Clone, Debug)]
pub struct Criterion {
    /// The problem it belongs to.
    pub problem: Text,
    /// When it is a goal.
    pub goal: Goal,
    /// Its own test must hold beside its parts, and is not one more way to meet it.
    pub gate: bool,
    /// Entered by a state or judgement and not by counted events (reading R4).
    pub entered_by_state: bool,
    /// It is about children, and lapses on the eighteenth birthday where the plan says so (reading R12).
    pub child: bool,
    /// It has lapsed for good and is only shown (reading R13).
    pub void: bool,
    /// Printed, and never tested (reading R28).
    pub off: bool,
    /// Becomes void on this birthday of the person (reading R13).
    pub lapses_at: Option<u32>,
    /// The plan prints no way to show progress against it, and it stays unknown on purpose (reading R14).
    pub no_way_printed: bool,
    /// Letters whose proof by the same fact counts under one heading with this one (reading R22).
    pub one_heading_with: Vec<NodeIx>,
}

/// A clause: who is asked what.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The letters it serves.
    pub serves: Vec<NodeIx>,
    /// Who is in scope.
    pub scope: Scope,
    /// How it is asked of them.
    pub asked: Asked,
    /// What is asked.
    pub test: Test,
    /// Whether facts about the home count too.
    pub home: bool,
    /// Only facts about the home count.
    pub home_only: bool,
    /// Letters for which one person is enough, whoever triggered them: they name nobody the row speaks of.
    pub any_for: Vec<NodeIx>,
    /// Whoever was in scope at engagement is asked too, also after the eighteenth birthday, where events follow the person
    /// (reading R12).
    pub follows: bool,
    /// A measure that exists only for children: void for whoever has turned 18, where events follow the person (reading
    /// R12).
    pub child_only: bool,
    /// The arm of a case this clause is for: asked only of people of whom this holds; unknown where that cannot be told.
    pub arm: Option<Test>,
    /// A step that shows no change (reading R11).
    pub process_only: bool,
    /// A corrected reading of a misprint (reading R28).
    pub corrected: bool,
    /// Flagged where it is shown by another member than the one who triggered the letter.
    pub family_member: bool,
    /// Facts that speak against it: one about the person in the last `hold-months` makes it not met (reading R10).
    pub contrary: Selection,
    /// Silence about whoever triggered the letter counts only where one of these is on record in every counted term.
    pub seen_in: Selection,
    /// Only asked of people with this state at engagement, for example an out-of-work benefit.
    pub where_held: Option<WhereHeld>,
}

/// Restricts a clause to people who held something on the day of engagement.
#[derive(Clone, Debug)]
pub struct WhereHeld {
    /// The spells that count.
    pub facts: Selection,
}

/// Which codes of a fact count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Codes {
    /// Any code, or none.
    Any,
    /// One of these.
    Listed(Vec<Code>),
    /// The plan's named list, which a parameter may decide.
    Named(Text),
}

/// A fact and the codes of it that count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Selector {
    /// The fact.
    pub kind: FactKind,
    /// Its codes.
    pub codes: Codes,
}

/// The facts that count for a test.
pub type Selection = Vec<Selector>;

/// A named list of codes.
#[derive(Clone, Debug)]
pub struct CodeSet {
    /// The parameter that picks the list, if one does.
    pub parameter: Option<Text>,
    /// The lists by the parameter's value, or the one list under a blank key.
    pub lists: BTreeMap<Text, Vec<Code>>,
    /// What of it is ours and not printed; blank where nothing is.
    pub assumed: Text,
}

/// A figure that changes with time.
#[derive(Clone, Debug)]
pub struct DatedFigure {
    /// First day it holds.
    pub since: Day,
    /// Last day it holds; `None` while in force.
    pub until: Option<Day>,
    /// The figure.
    pub value: Quantity,
    /// Where it is published.
    pub reference: Text,
    /// What of it is ours and not printed; blank where nothing is.
    pub assumed: Text,
}

/// The employment route of a plan.
#[derive(Clone, Debug)]
pub struct EmploymentRoute {
    /// The nodes that one adult must meet.
    pub parts: Vec<NodeIx>,
    /// The out-of-work benefits: without one at engagement the route does not apply.
    pub benefits: Selection,
    /// The problem in which a new start by another member blocks the route.
    pub problem: Text,
}

/// What follows from the nodes of a plan.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// The clauses at or below each node.
    leaves: Vec<Vec<NodeIx>>,
    /// The letters that these serve.
    served: Vec<BTreeSet<NodeIx>>,
}

/// A checked plan.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its id, for example `tri-borough`.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// The version's name as printed.
    pub version: Text,
    /// First day the version is in force; `None` where it has always been.
    pub since: Option<Day>,
    /// The document it renders, for citations.
    pub document: Text,
    /// Problem number to heading.
    pub problems: BTreeMap<Text, Text>,
    /// Parameter values that differ from the language's defaults.
    pub parameters: BTreeMap<Text, Text>,
    /// Named lists of codes.
    pub sets: BTreeMap<Text, CodeSet>,
    /// Dated figures, each in order of date.
    pub figures: BTreeMap<Text, Vec<DatedFigure>>,
    /// All nodes.
    pub nodes: Vec<Node>,
    /// Node by id.
    pub by_id: BTreeMap<ClauseId, NodeIx>,
    /// The employment route, where the plan prints one.
    pub employment: Option<EmploymentRoute>,
    /// Digest of the files it was read from.
    pub digest: crate::domain::Digest,
    /// What follows from the nodes, worked out when it is first asked for.
    pub(super) index: OnceLock<Index>,
}

impl Plan {
    /// The node at an index.
    #[must_use]
    pub fn node(&self, index: NodeIx) -> &Node {
        &self.nodes[index.0]
    }

    /// The node with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<NodeIx> {
        self.by_id.get(id).copied()
    }

    /// All indexes, in the order of the files.
    pub fn indexes(&self) -> impl Iterator<Item = NodeIx> {
        (0..self.nodes.len()).map(NodeIx)
    }

    /// The dated figure in force on `day`.
    #[must_use]
    pub fn figure(&self, name: &str, day: Day) -> Option<Quantity> {
        let values = self.figures.get(name)?;
        values
            .iter()
            .rev()
            .find(|value| value.since <= day && value.until.is_none_or(|last| day <= last))
            .map(|v| v.value)
    }

    /// The outermost `all` group that holds this clause, or the clause itself: one way, for which one run of terms is
    /// chosen (fine point F5).
    #[must_use]
    pub fn way_of(&self, index: NodeIx) -> NodeIx {
        let mut way = index;
        let mut at = index;
        while let Some(parent) = self.node(at).parents.first() {
            at = *parent;
            if self.node(at).group.as_ref().is_some_and(|group| group.join == Join::All) {
                way = at;
            }
        }
        way
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let leaves: Vec<Vec<NodeIx>> = self.indexes().map(|index| self.leaves(index)).collect();
            let served = |leaves: &Vec<NodeIx>| -> BTreeSet<NodeIx> {
                let clauses = leaves.iter().filter_map(|leaf| self.node(*leaf).clause.as_ref());
                clauses.flat_map(|clause| clause.serves.iter().copied()).collect()
            };
            Index { served: leaves.iter().map(served).collect(), leaves }
        })
    }

    /// Whether any clause at or below a node serves a letter. Only of a plan without rings.
    #[must_use]
    pub fn serves(&self, index: NodeIx, letter: NodeIx) -> bool {
        self.index().served[index.0].contains(&letter)
    }

    /// The clauses at or below a node.
    #[must_use]
    pub fn leaves(&self, index: NodeIx) -> Vec<NodeIx> {
        if let Some(known) = self.index.get() {
            return known.leaves[index.0].clone();
        }
        let node = self.node(index);
        let mut found = Vec::new();
        if node.clause.is_some() {
            found.push(index);
        }
        if let Some(group) = &node.group {
            for part in &group.parts {
                found.extend(self.leaves(*part));
            }
        }
        found
    }
}
