//! The tables of a monthly run: claims, near misses, rejected rows, waiting links, feed coverage and what could be decided
//! come in, the bytes of their CSV files go out. Text cells are defused; ids, numbers and original lines never are.

use super::answers::by_family;
use super::inputs::{FeedReject, FeedStatus, SourceFiles, is_received, place};
use super::link_pairs::{bits, likelihood};
use super::table::{Table, blank_or, defused, joined, yes_no};
use super::words;
use crate::claims::{Claim, NearMiss, Wanted};
use crate::domain::{ClauseId, Day, SourceRef, Text, Window};
use crate::facts::Subject;
use crate::links::{Fate, LinkDecision, LinkMade, ReviewItem};
use crate::outcomes::verdict::join_reasons;
use crate::outcomes::{ClauseKind, FamilyOutcome, Truth};
use std::collections::{BTreeMap, BTreeSet};

/// `claims.csv`: one line per claimable family, in the order given (by family).
#[must_use]
pub fn claims_csv(claims: &[Claim]) -> Vec<u8> {
    let mut table = Table::new(&[
        "family_id",
        "plan",
        "as_of",
        "members",
        "route",
        "pence",
        "first_met_on",
        "problems",
        "criteria",
        "ways",
        "process_only",
        "overrides",
        "evidence_count",
        "flags",
        "audit_picks",
    ]);
    for claim in claims {
        table.row([
            claim.family.to_string(),
            claim.plan.to_string(),
            claim.as_of.to_string(),
            joined(&claim.people),
            claim.route.to_string(),
            blank_or(claim.pence.as_ref()),
            blank_or(claim.first_met_on.as_ref()),
            joined(&claim.problems),
            joined(&claim.criteria),
            joined(&claim.ways),
            joined(&claim.process_only),
            joined(&claim.overrides),
            claim.evidence.to_string(),
            join_reasons(&claim.flags),
            joined(claim.audit.iter().map(|pick| pick.as_str())),
        ]);
    }
    table.into_bytes()
}

/// `near-misses.csv`: one line per missing part, in the order given (nearest family first). A gate has no letter; its
/// verdict and figures are blank. `people` are those for whom the clause is open.
#[must_use]
pub fn near_misses_csv(missing: &[NearMiss]) -> Vec<u8> {
    let mut table = Table::new(&[
        "family_id",
        "plan",
        "parts_missing",
        "letters",
        "clause",
        "people",
        "verdict",
        "reason",
        "measured",
        "baseline",
        "required",
        "missing",
        "facts",
        "feeds",
        "earliest_on",
        "family_earliest_on",
    ]);
    for part in missing {
        let row = part.row.as_ref();
        table.row([
            part.family.to_string(),
            part.plan.to_string(),
            part.parts.to_string(),
            joined(&part.letters),
            part.clause.to_string(),
            joined(&part.people),
            row.map(|row| row.truth.to_string()).unwrap_or_default(),
            row.map(|row| join_reasons(&row.reasons)).unwrap_or_default(),
            blank_or(row.and_then(|row| row.measured).as_ref()),
            blank_or(row.and_then(|row| row.baseline).as_ref()),
            blank_or(row.and_then(|row| row.required).as_ref()),
            defused(&words::missing(part)),
            joined(part.reads.iter().map(|fact| fact.name())),
            joined(words::feeds(&part.reads)),
            blank_or(part.earliest.as_ref()),
            blank_or(part.family_earliest.as_ref()),
        ]);
    }
    table.into_bytes()
}

/// `rejects.csv` of a run: one line per rejected row of a feed, sorted by file, line, column and code. The original is
/// written byte for byte, quoted as CSV needs it, so the file is UTF-8 only if every original is.
#[must_use]
pub fn feed_rejects_csv(rejects: &[FeedReject]) -> Vec<u8> {
    let mut sorted: Vec<&FeedReject> = rejects.iter().collect();
    sorted.sort_by(|a, b| {
        (&a.file, a.line, &a.column, a.kind.code(), a).cmp(&(&b.file, b.line, &b.column, b.kind.code(), b))
    });
    let mut table = Table::new(&["line", "file", "feed", "column", "code", "message", "original"]);
    for reject in sorted {
        let line = blank_or(reject.line.as_ref());
        let column = reject.column.as_deref().unwrap_or_default();
        let message = defused(&reject.message);
        table.row::<&[u8]>([
            line.as_bytes(),
            reject.file.as_bytes(),
            reject.feed.as_bytes(),
            column.as_bytes(),
            reject.kind.code().as_bytes(),
            message.as_bytes(),
            &reject.original,
        ]);
    }
    table.into_bytes()
}

/// `review.csv`: one line per waiting link and candidate, links in the order given and numbered from 1. `rows` are the rows
/// that wait, by file and line; what agrees and what differs are names of fields, never values.
#[must_use]
pub fn review_csv(waiting: &[ReviewItem], sources: &SourceFiles) -> Vec<u8> {
    let mut table = Table::new(&[
        "link",
        "at_stake",
        "code",
        "why",
        "about",
        "candidate",
        "rules",
        "weight",
        "probability",
        "agrees",
        "differs",
        "facts",
        "feed",
        "rows",
        "pair",
    ]);
    for (number, item) in (1..).zip(waiting) {
        let known = |source: &SourceRef| sources.get(&source.file);
        let feeds: BTreeSet<&str> = item.sources.iter().filter_map(known).map(|file| &*file.feed).collect();
        for candidate in &item.candidates {
            table.row([
                number.to_string(),
                item.stake.as_str().to_owned(),
                item.kind.code().to_owned(),
                item.kind.title().to_owned(),
                about(&candidate.subject).to_owned(),
                id(&candidate.subject).to_owned(),
                joined(&candidate.rules),
                candidate.weight.map(bits).unwrap_or_default(),
                candidate.weight.map(likelihood).unwrap_or_default(),
                joined(&candidate.agrees),
                joined(&candidate.differs),
                item.facts.to_string(),
                joined(&feeds),
                joined(item.sources.iter().map(|source| place(source, sources))),
                candidate.pair.to_string(),
            ]);
        }
    }
    table.into_bytes()
}

/// `link-decisions.csv`: one line per decision about a link that stands, by number, and what became of it.
#[must_use]
pub fn link_decisions_csv(decisions: &[(LinkDecision, Fate)]) -> Vec<u8> {
    let mut table = Table::new(&["decision", "says", "about", "candidate", "state", "why", "facts", "pair"]);
    for (decision, fate) in decisions {
        let facts = if let Fate::Applied { facts } = fate { facts.to_string() } else { String::new() };
        table.row([
            decision.name(),
            decision.said.as_str().to_owned(),
            about(&decision.subject).to_owned(),
            id(&decision.subject).to_owned(),
            fate.state().to_owned(),
            fate.why().to_owned(),
            facts,
            decision.pair.to_string(),
        ]);
    }
    table.into_bytes()
}

/// `links.csv`: one line per link made, by person or home: the rule, the weight in bits
/// with its probability where it was weighed, how many facts rest on it and the first of its rows.
#[must_use]
pub fn links_csv(links: &[LinkMade], sources: &SourceFiles) -> Vec<u8> {
    let mut table =
        Table::new(&["about", "candidate", "rule", "weight", "probability", "facts", "feed", "row", "pair"]);
    for link in links {
        let file = sources.get(&link.source.file);
        table.row([
            about(&link.subject).to_owned(),
            id(&link.subject).to_owned(),
            link.rule.to_string(),
            link.weight.map(bits).unwrap_or_default(),
            link.weight.map(likelihood).unwrap_or_default(),
            link.facts.to_string(),
            file.map(|file| file.feed.to_string()).unwrap_or_default(),
            place(&link.source, sources),
            link.pair.to_string(),
        ]);
    }
    table.into_bytes()
}

fn about(subject: &Subject) -> &'static str {
    match subject {
        Subject::Person(_) => "person",
        Subject::Household(_) => "home",
    }
}

fn id(subject: &Subject) -> &str {
    match subject {
        Subject::Person(person) => person.as_str(),
        Subject::Household(household) => household.as_str(),
    }
}

/// `coverage.csv`: one line per feed, sorted by name. `gaps` are the days between first and last covered day for which it is
/// not complete; `late_days` counts from the day the missing delivery was due.
#[must_use]
pub fn coverage_csv(feeds: &[FeedStatus], as_of: Day) -> Vec<u8> {
    let mut sorted: Vec<&FeedStatus> = feeds.iter().collect();
    sorted.sort_by(|a, b| a.feed.cmp(&b.feed));
    let mut table = Table::new(&[
        "feed",
        "title",
        "about",
        "covered_from",
        "covered_to",
        "gaps",
        "expected_to",
        "due_on",
        "late_days",
        "deliveries",
        "received_on",
        "rows",
        "rejects",
    ]);
    for feed in sorted {
        table.row([
            feed.feed.to_string(),
            defused(&feed.title),
            defused(&feed.about),
            blank_or(feed.covered.first().map(|window| window.from).as_ref()),
            blank_or(feed.covered_to().as_ref()),
            joined(feed.gaps().into_iter().map(period)),
            blank_or(feed.expected_to.as_ref()),
            blank_or(feed.due_on.as_ref()),
            feed.late_days(as_of).to_string(),
            feed.deliveries.to_string(),
            blank_or(feed.received_on.as_ref()),
            feed.rows.to_string(),
            feed.rejects.to_string(),
        ]);
    }
    table.into_bytes()
}

fn period(window: Window) -> String {
    format!("{}..{}", window.from, window.to)
}

/// `decided.csv`: for every clause, group and letter how many families got which verdict for which reason, and of how many
/// it was asked. Sorted by plan, clause, verdict (met first) and reason; person rows are left out.
#[must_use]
pub fn decided_csv(outcomes: &[FamilyOutcome]) -> Vec<u8> {
    let mut asked: BTreeMap<(&Text, &ClauseId), usize> = BTreeMap::new();
    let mut tally: BTreeMap<(&Text, &ClauseId, ClauseKind, Truth, String), usize> = BTreeMap::new();
    for outcome in by_family(outcomes) {
        for row in outcome.rows.iter().filter(|row| row.person.is_none() && row.truth != Truth::NotApplicable)
        {
            let (plan, clause) = (&outcome.plan, &row.clause);
            *asked.entry((plan, clause)).or_default() += 1;
            *tally.entry((plan, clause, row.kind, row.truth, join_reasons(&row.reasons))).or_default() += 1;
        }
    }
    let mut table = Table::new(&["plan", "clause", "kind", "verdict", "reason", "families", "asked"]);
    for ((plan, clause, kind, truth, reason), families) in &tally {
        table.row([
            plan.as_ref(),
            clause.as_str(),
            kind.as_str(),
            truth.as_str(),
            reason,
            &families.to_string(),
            &asked[&(*plan, *clause)].to_string(),
        ]);
    }
    table.into_bytes()
}

/// `wanted.csv`: one line per feed whose missing days leave families without an answer, in the order given. `received` says
/// whether the feed came at all.
#[must_use]
pub fn wanted_csv(wanted: &[Wanted], feeds: &[FeedStatus]) -> Vec<u8> {
    let mut table = Table::new(&["feed", "received", "families", "alone", "at_entry", "facts", "clauses"]);
    for one in wanted {
        table.row([
            one.feed.to_string(),
            yes_no(is_received(feeds, &one.feed)).to_owned(),
            one.families.to_string(),
            one.alone.to_string(),
            one.at_entry.to_string(),
            joined(one.facts.iter().map(|fact| fact.name())),
            joined(&one.clauses),
        ]);
    }
    table.into_bytes()
}

#[cfg(test)]
mod tests;
