//! Two runs of a workspace: their manifests and answer files come in; what the later goes out from that the earlier did not,
//! and which results, clauses and facts differ because of it, goes out. Nothing is computed again.

use super::basis::{Basis, DeliveryUsed};
use crate::domain::Digest;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A run as its folder shows it.
#[derive(Clone, Copy, Debug)]
pub struct RunRead<'a> {
    /// What it went out from.
    pub basis: &'a Basis,
    /// The bytes of its `results.csv`.
    pub results: &'a [u8],
    /// The bytes of its `outcomes.csv`.
    pub outcomes: &'a [u8],
}

/// What differs between two runs.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct RunsCompared {
    /// What the runs went out from differently, in a fixed order.
    pub causes: Vec<Cause>,
    /// The families of either run, by id.
    pub tested: BTreeSet<String>,
    /// Those that have other answers, by family.
    pub changed: Vec<FamilyDiffers>,
}

/// Something that one run goes out from and the other does not.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
pub struct Cause {
    /// What kind of thing.
    pub kind: CauseKind,
    /// Which one: a file with its feed, a parameter, a definition.
    pub what: String,
    /// As the earlier run had it; blank if it had none.
    pub was: String,
    /// As the later run has it; blank if it has none.
    pub now: String,
    #[serde(skip)]
    feed: String,
    #[serde(skip)]
    digests: BTreeSet<String>,
}

/// The kinds of causes, in the order they are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// Another program version.
    Program,
    /// Another day was asked for.
    Day,
    /// Another plan or council.
    Plan,
    /// A parameter has another value.
    Parameter,
    /// A plan file, feed schema, calendar or vocabulary is another.
    Definition,
    /// A claim, an override or a merged family id that only one run knows.
    Register,
    /// A decision about a link that stands in one run only.
    LinkDecision,
    /// A cohort file is another.
    Cohort,
    /// A delivery came.
    Delivery,
    /// A delivery took the place of another for the same period.
    Correction,
    /// A delivery counts no more.
    Withdrawal,
}

impl CauseKind {
    /// As written for people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Program => "program",
            Self::Day => "day asked",
            Self::Plan => "plan",
            Self::Parameter => "parameter",
            Self::Definition => "definition",
            Self::Register => "register",
            Self::LinkDecision => "link decision",
            Self::Cohort => "cohort",
            Self::Delivery => "new delivery",
            Self::Correction => "correction",
            Self::Withdrawal => "withdrawal",
        }
    }

    /// Whether facts come with it, so that evidence names it.
    fn is_delivery(self) -> bool {
        matches!(self, Self::Delivery | Self::Correction | Self::Withdrawal)
    }
}

/// A family that has other answers.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct FamilyDiffers {
    /// The family.
    pub family: String,
    /// The columns of `results.csv` that differ.
    pub result: Vec<CellDiffers>,
    /// The rows of `outcomes.csv` that differ in more than the days looked at.
    pub clauses: Vec<ClauseDiffers>,
}

/// A cell that differs; blank where a run has no such row.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct CellDiffers {
    /// The column.
    pub column: String,
    /// In the earlier run.
    pub was: String,
    /// In the later run.
    pub now: String,
}

/// A row of `outcomes.csv` that differs.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct ClauseDiffers {
    /// The clause, group or letter.
    pub clause: String,
    /// The person asked; blank for the family's row.
    pub person: String,
    /// Verdict, reason and figures that differ.
    pub cells: Vec<CellDiffers>,
    /// Evidence that only the later run cites, as `file:line`.
    pub gained: Vec<String>,
    /// Evidence that only the earlier run cites.
    pub lost: Vec<String>,
    /// The causes that bear on it: those whose file is cited, else those that can act without being cited.
    pub because: Vec<String>,
}

/// Columns that say what was asked and not what was answered.
const ASKED: [&str; 8] =
    ["as_of", "plan", "window_from", "window_to", "baseline_from", "baseline_to", "kind", "evidence"];

/// Cells by column.
pub(super) type Cells = BTreeMap<String, String>;

/// Compares two runs. `feeds_of` names the feeds that can supply what a clause of a plan reads.
#[must_use]
pub fn compare(
    old: RunRead<'_>,
    new: RunRead<'_>,
    feeds_of: &dyn Fn(&str, &str) -> BTreeSet<String>,
) -> RunsCompared {
    let causes = causes(old.basis, new.basis);
    let files = names(&[old.basis, new.basis]);
    let (was, now) = (rows(old.results, &["family_id"]), rows(new.results, &["family_id"]));
    let key = ["family_id", "clause", "person_id"];
    let (was_rows, now_rows) = (rows(old.outcomes, &key), rows(new.outcomes, &key));
    let mut clauses: BTreeMap<String, Vec<ClauseDiffers>> = BTreeMap::new();
    for id in was_rows.keys().chain(now_rows.keys()).collect::<BTreeSet<_>>() {
        let pair = (was_rows.get(id), now_rows.get(id));
        if let Some(differs) = clause(id, pair, &files, &causes, feeds_of) {
            clauses.entry(id[0].clone()).or_default().push(differs);
        }
    }
    let families: BTreeSet<&Vec<String>> = was.keys().chain(now.keys()).collect();
    let changed = families.iter().filter_map(|id| {
        let result = cells(was.get(*id), now.get(*id));
        let clauses = clauses.remove(&id[0]).unwrap_or_default();
        let family = id[0].clone();
        (!result.is_empty() || !clauses.is_empty()).then_some(FamilyDiffers { family, result, clauses })
    });
    RunsCompared {
        changed: changed.collect(),
        tested: families.iter().map(|id| id[0].clone()).collect(),
        causes,
    }
}

/// The rows of an answer file by the values of some columns.
pub(super) fn rows(csv: &[u8], key: &[&str]) -> BTreeMap<Vec<String>, Cells> {
    let mut reader = csv::Reader::from_reader(csv);
    let rows = reader.deserialize::<Cells>().map_while(Result::ok);
    let id =
        |cells: &Cells| key.iter().map(|column| cells.get(*column).cloned().unwrap_or_default()).collect();
    rows.map(|cells| (id(&cells), cells)).collect()
}

fn cells(was: Option<&Cells>, now: Option<&Cells>) -> Vec<CellDiffers> {
    let columns: BTreeSet<&String> = was.into_iter().chain(now).flat_map(BTreeMap::keys).collect();
    let cell = |row: Option<&Cells>, column| row.and_then(|row| row.get(column)).cloned().unwrap_or_default();
    let both = columns
        .into_iter()
        .filter(|column| !ASKED.contains(&column.as_str()))
        .map(|column| CellDiffers { column: column.clone(), was: cell(was, column), now: cell(now, column) });
    both.filter(|one| one.was != one.now).collect()
}

fn clause(
    id: &[String],
    (was, now): (Option<&Cells>, Option<&Cells>),
    files: &BTreeMap<String, String>,
    causes: &[Cause],
    feeds_of: &dyn Fn(&str, &str) -> BTreeSet<String>,
) -> Option<ClauseDiffers> {
    let (before, after) = (evidence(was), evidence(now));
    let cells = cells(was, now);
    let (gained, lost): (Vec<&str>, Vec<&str>) =
        (after.difference(&before).copied().collect(), before.difference(&after).copied().collect());
    if cells.is_empty() && gained.is_empty() && lost.is_empty() {
        return None;
    }
    let plan = now.or(was).and_then(|row| row.get("plan")).map_or("", String::as_str);
    let cited: BTreeSet<&str> = gained.iter().chain(&lost).filter_map(|one| one.split(':').next()).collect();
    let named = |one: &&str| named(one, files);
    Some(ClauseDiffers {
        clause: id[1].clone(),
        person: id[2].clone(),
        cells,
        because: because(causes, &cited, &feeds_of(plan, &id[1])),
        gained: gained.iter().map(named).collect(),
        lost: lost.iter().map(named).collect(),
    })
}

fn evidence(row: Option<&Cells>) -> BTreeSet<&str> {
    let cited = row.and_then(|row| row.get("evidence")).map_or("", String::as_str);
    cited.split(';').filter(|one| !one.is_empty()).collect()
}

/// A piece of evidence with its file's name in place of the digest.
fn named(one: &str, files: &BTreeMap<String, String>) -> String {
    match one.split_once(':') {
        Some((digest, line)) => files.get(digest).map_or(one.to_owned(), |file| format!("{file}:{line}")),
        None => one.to_owned(),
    }
}

fn because(causes: &[Cause], cited: &BTreeSet<&str>, feeds: &BTreeSet<String>) -> Vec<String> {
    let is_cited = |cause: &&Cause| cause.digests.iter().any(|digest| cited.contains(digest.as_str()));
    let told = |cause: &Cause| format!("{} {}", cause.kind.as_str(), cause.what);
    let by_fact: Vec<String> = causes.iter().filter(is_cited).map(told).collect();
    if !by_fact.is_empty() {
        return by_fact;
    }
    // What is complete, or what is asked, may change an answer without any fact coming or going.
    let can_act = |cause: &&Cause| !cause.kind.is_delivery() || feeds.contains(&cause.feed);
    causes.iter().filter(can_act).map(told).collect()
}

/// File names by the beginning of the digest, as evidence cites them.
fn names(all: &[&Basis]) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for basis in all {
        names.extend(basis.deliveries.iter().map(|one| (one.sha256.short(), one.file.clone())));
        names.extend(basis.cohort.iter().map(|one| (one.sha256.short(), one.file.clone())));
    }
    names
}

fn causes(old: &Basis, new: &Basis) -> Vec<Cause> {
    let mut causes = Vec::new();
    let mut one = |kind, what: &str, was: &str, now: &str| {
        if was != now {
            causes.push(plain(kind, what, was, now));
        }
    };
    one(CauseKind::Program, "version", &old.program, &new.program);
    let sources = |basis: &Basis| basis.program_sha256.map(|digest| digest.short()).unwrap_or_default();
    one(CauseKind::Program, "sources", &sources(old), &sources(new));
    one(CauseKind::Day, "as of", &old.as_of.to_string(), &new.as_of.to_string());
    one(CauseKind::Plan, "plan", &old.plan, &new.plan);
    one(CauseKind::Plan, "council", &old.council, &new.council);
    for (name, (was, now)) in paired(&old.settings, &new.settings) {
        let value = |side: Option<&String>| side.map_or("the plan's own", String::as_str).to_owned();
        one(CauseKind::Parameter, &name, &value(was), &value(now));
    }
    let definitions = |basis: &Basis| -> BTreeMap<String, String> {
        let used = basis.definitions.iter();
        used.map(|one| (format!("{} {}", one.kind, one.name), one.sha256.short())).collect()
    };
    for (name, (was, now)) in paired(&definitions(old), &definitions(new)) {
        one(CauseKind::Definition, &name, was.map_or("", String::as_str), now.map_or("", String::as_str));
    }
    for (name, (was, now)) in paired(&register(old), &register(new)) {
        one(CauseKind::Register, &name, was.map_or("", String::as_str), now.map_or("", String::as_str));
    }
    for (name, (was, now)) in paired(&decisions(old), &decisions(new)) {
        one(CauseKind::LinkDecision, &name, was.map_or("", String::as_str), now.map_or("", String::as_str));
    }
    let cohort = |basis: &Basis| -> BTreeMap<String, Digest> {
        basis.cohort.iter().map(|one| (one.file.clone(), one.sha256)).collect()
    };
    for (name, (was, now)) in paired(&cohort(old), &cohort(new)) {
        if was != now {
            causes.push(of_file(CauseKind::Cohort, &name, "", was, now));
        }
    }
    causes.extend(deliveries(old, new));
    causes.sort();
    causes
}

/// What a run goes by of the register: each thing with what it says.
fn register(basis: &Basis) -> BTreeMap<String, String> {
    let used = &basis.register;
    let claims = used
        .claimed
        .iter()
        .map(|one| (format!("{} in claim {}", one.family, one.claim), "claimed".to_owned()));
    let overrides = used.overrides.iter().map(|one| {
        (format!("override of {} for {}", one.letter, one.family), format!("signed {}", one.signed_on))
    });
    let same = used.same.iter().map(|(id, earlier)| (id.clone(), format!("means {earlier}")));
    claims.chain(overrides).chain(same).collect()
}

/// The decisions about links that stand: each with what it says of whom.
fn decisions(basis: &Basis) -> BTreeMap<String, String> {
    let used = basis.decisions.iter();
    used.map(|one| (one.decision.clone(), format!("{} {}", one.says, one.subject))).collect()
}

fn deliveries(old: &Basis, new: &Basis) -> Vec<Cause> {
    let by_period = |basis: &Basis| -> BTreeMap<_, DeliveryUsed> {
        basis.deliveries.iter().map(|one| ((one.feed.clone(), one.from, one.to), one.clone())).collect()
    };
    let (before, after) = (by_period(old), by_period(new));
    let pairs = paired(&before, &after).into_iter().filter_map(|((feed, ..), pair)| match pair {
        (Some(was), Some(now)) if was.sha256 != now.sha256 => {
            let what = format!("{} for {}", now.file, was.file);
            Some(of_file(CauseKind::Correction, &what, &feed, Some(&was.sha256), Some(&now.sha256)))
        }
        (None, Some(now)) => Some(of_file(CauseKind::Delivery, &now.file, &feed, None, Some(&now.sha256))),
        (Some(was), None) => Some(of_file(CauseKind::Withdrawal, &was.file, &feed, Some(&was.sha256), None)),
        _ => None,
    });
    pairs.collect()
}

/// What either has, with both sides.
fn paired<'a, K: Ord + Clone, V>(
    old: &'a BTreeMap<K, V>,
    new: &'a BTreeMap<K, V>,
) -> BTreeMap<K, (Option<&'a V>, Option<&'a V>)> {
    old.keys().chain(new.keys()).map(|key| (key.clone(), (old.get(key), new.get(key)))).collect()
}

fn plain(kind: CauseKind, what: &str, was: &str, now: &str) -> Cause {
    let (what, was, now) = (what.to_owned(), was.to_owned(), now.to_owned());
    Cause { kind, what, was, now, feed: String::new(), digests: BTreeSet::new() }
}

fn of_file(kind: CauseKind, what: &str, feed: &str, was: Option<&Digest>, now: Option<&Digest>) -> Cause {
    let short = |digest: Option<&Digest>| digest.map(Digest::short).unwrap_or_default();
    let digests = was.into_iter().chain(now).map(Digest::short).collect();
    Cause { feed: feed.to_owned(), digests, ..plain(kind, what, &short(was), &short(now)) }
}

#[cfg(test)]
mod tests;
