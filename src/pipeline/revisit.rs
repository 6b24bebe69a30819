//! A claim seen again: what the register says was claimed and a run computed again come in, what does not agree goes out; and
//! what the same question would answer now, with why. Nothing is changed.

use super::basis::Basis;
use super::{Claimable, run};
use crate::claims::register::{ClaimAccount, Line};
use crate::domain::{FamilyId, Text};
use crate::workspace::{Bytes, Progress};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// What kind of change makes a claim another.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cause {
    /// Deliveries or cohort.
    Data,
    /// Links decided by a person, overrides, family ids that mean one family.
    Decision,
    /// Plans, schemas, calendar, programme.
    Definition,
    /// Another program.
    Program,
}

impl Cause {
    /// All, in order.
    pub const ALL: [Self; 4] = [Self::Data, Self::Decision, Self::Definition, Self::Program];

    /// As shown to people.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Decision => "decision",
            Self::Definition => "definition",
            Self::Program => "program",
        }
    }
}

/// A family that would be claimed for otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The family.
    pub family: FamilyId,
    /// What is otherwise: the family, its members, the route or the amount.
    pub what: &'static str,
    /// The route it was claimed by.
    pub was: Text,
    /// The route now; `None` if it could not be claimed for.
    pub now: Option<Text>,
    /// What made the difference.
    pub causes: BTreeSet<Cause>,
}

/// What a claim and a run computed again do not agree on: the family and what of it.
#[must_use]
pub fn disagreements(claim: &ClaimAccount, computed: &[Claimable]) -> Vec<(FamilyId, &'static str)> {
    let by_family: BTreeMap<&FamilyId, &Claimable> =
        computed.iter().map(|one| (&one.claim.family, one)).collect();
    let parts = |(family, claimed): (&FamilyId, &crate::claims::register::ClaimedFamily)| {
        let what = match by_family.get(family) {
            None => Some("the family"),
            Some(found) => first_difference(&claimed.line, found),
        };
        what.map(|what| (family.clone(), what))
    };
    claim.families.iter().filter_map(parts).collect()
}

fn first_difference(line: &Line, found: &Claimable) -> Option<&'static str> {
    let differing = [
        (line.plan != found.claim.plan, "the plan"),
        (line.evidence != Some(found.evidence), "the evidence"),
    ];
    let beside = differing.into_iter().find_map(|(differs, what)| differs.then_some(what));
    what_is_paid(line, found).or(beside)
}

/// What a payment rests on and is not as found. A later version of the plan that pays the same for the same people is
/// no difference.
fn what_is_paid(line: &Line, found: &Claimable) -> Option<&'static str> {
    let differing = [
        (line.people != found.claim.people, "the members"),
        (line.route != found.claim.route, "the route"),
        (line.pence != found.claim.pence, "the amount"),
    ];
    differing.into_iter().find_map(|(differs, what)| differs.then_some(what))
}

/// What the claim's question goes out from now: today's data, decisions and definitions, and of the register the claims as the
/// claim's own run knew them, so that the claim does not stand in its own way.
#[must_use]
pub fn basis_now(then: &Basis, latest: Basis) -> Basis {
    let mut now = latest;
    now.register.claimed.clone_from(&then.register.claimed);
    now
}

/// The families of a claim that would be claimed for otherwise now, by family, with why: each kind of change is tried alone,
/// and where none alone makes the difference all of them do together.
///
/// # Errors
/// As for [`run`].
pub fn changed(
    claim: &ClaimAccount,
    then: &Basis,
    now: &Basis,
    bytes: &dyn Bytes,
    progress: &dyn Progress,
) -> Result<Vec<Changed>> {
    let causes = causes(then, now);
    if causes.is_empty() {
        return Ok(Vec::new());
    }
    let mut changed = differing(claim, &run(now, bytes, progress)?.claimable);
    if changed.is_empty() {
        return Ok(changed);
    }
    if let [cause] = causes.as_slice() {
        changed.iter_mut().for_each(|one| one.causes = [*cause].into());
        return Ok(changed);
    }
    let asked = |cause: Cause| -> Result<Vec<Changed>> {
        Ok(differing(claim, &run(&swapped(then, now, cause), bytes, progress)?.claimable))
    };
    let by_program = if is_other_program(then, now) { asked(Cause::Program)? } else { Vec::new() };
    for cause in &causes {
        // Whatever is asked, this program answers: what it says of the old basis is no doing of another cause.
        let alone = match cause {
            Cause::Program => by_program.clone(),
            other => asked(*other)?.into_iter().filter(|one| !by_program.contains(one)).collect(),
        };
        for one in changed.iter_mut().filter(|one| alone.iter().any(|other| other.family == one.family)) {
            one.causes.insert(*cause);
        }
    }
    for one in changed.iter_mut().filter(|one| one.causes.is_empty()) {
        one.causes.extend(&causes);
    }
    Ok(changed)
}

/// The kinds of change there were, in order.
fn causes(then: &Basis, now: &Basis) -> Vec<Cause> {
    Cause::ALL.into_iter().filter(|cause| swapped(then, now, *cause) != *then).collect()
}

/// Whether the old basis was answered by another program than the one that answers now.
fn is_other_program(then: &Basis, now: &Basis) -> bool {
    (&then.program, then.program_sha256) != (&now.program, now.program_sha256)
}

/// The old basis with one kind of thing as it is now.
fn swapped(then: &Basis, now: &Basis, cause: Cause) -> Basis {
    let mut basis = then.clone();
    match cause {
        Cause::Data => {
            basis.cohort.clone_from(&now.cohort);
            basis.deliveries.clone_from(&now.deliveries);
            basis.purged.clone_from(&now.purged);
        }
        Cause::Decision => {
            basis.decisions.clone_from(&now.decisions);
            basis.register.overrides.clone_from(&now.register.overrides);
            basis.register.same.clone_from(&now.register.same);
        }
        Cause::Definition => basis.definitions.clone_from(&now.definitions),
        Cause::Program => {
            basis.program.clone_from(&now.program);
            basis.program_sha256 = now.program_sha256;
        }
    }
    basis
}

/// The families that stand in the claim and would be claimed for otherwise, or not at all.
fn differing(claim: &ClaimAccount, computed: &[Claimable]) -> Vec<Changed> {
    let by_family: BTreeMap<&FamilyId, &Claimable> =
        computed.iter().map(|one| (&one.claim.family, one)).collect();
    let standing = claim.standing().filter_map(|(family, claimed)| {
        let found = by_family.get(family).copied();
        let what = match found {
            None => "the family",
            Some(found) => what_is_paid(&claimed.line, found)?,
        };
        Some(Changed {
            family: family.clone(),
            what,
            was: claimed.line.route.clone(),
            now: found.map(|found| found.claim.route.clone()),
            causes: BTreeSet::new(),
        })
    });
    standing.collect()
}

/// Deliveries, cohort files and definitions that count now and did not then, by name.
#[must_use]
pub fn news(then: &Basis, now: &Basis) -> Vec<String> {
    let old: BTreeSet<_> = then.digests().map(|(_, digest)| digest).collect();
    let new: BTreeSet<String> =
        now.digests().filter(|(_, digest)| !old.contains(digest)).map(|(name, _)| name).collect();
    new.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Digest;

    fn basis(more: &str) -> Basis {
        let text = format!(
            r#"{{"program": "hearth 1", "council": "", "as_of": "2017-03-31", "known_at": "2017-04-05T00:00:00Z",
                "plan": "p", "settings": {{}}, "definitions": [], "cohort": [], "deliveries": []{more}}}"#
        );
        serde_json::from_str(&text).expect("a basis")
    }

    #[test]
    fn a_link_decided_otherwise_is_a_decision_and_no_data() {
        let decided = r#", "decisions": [{"decision": "r00001", "decided": "2017-04-01T00:00:00Z", "pair": "a",
            "subject": "b", "says": "accept"}]"#;
        let (then, now) = (basis(""), basis(decided));
        assert_eq!(causes(&then, &now), [Cause::Decision]);
        assert_eq!(swapped(&then, &now, Cause::Decision).decisions, now.decisions);
    }

    #[test]
    fn another_program_is_a_cause_like_others_told_by_its_version_or_its_sources() {
        let then = basis("");
        let version = Basis { program: "hearth 2".to_owned(), ..then.clone() };
        let sources = Basis { program_sha256: Some(Digest::of(b"other sources")), ..then.clone() };
        for now in [version, sources] {
            assert!(is_other_program(&then, &now));
            assert_eq!(causes(&then, &now), [Cause::Program]);
            assert_eq!(swapped(&then, &now, Cause::Program), now);
        }
        assert_eq!(causes(&then, &then.clone()), []);
    }

    #[test]
    fn a_claim_does_not_stand_in_its_own_way() {
        let claimed = r#", "register": {"claimed": [{"claim": "k001", "family": "f-1", "people": []}],
            "overrides": [], "same": {"f-2": "f-1"}}"#;
        let now = basis_now(&basis(""), basis(claimed));
        assert!(now.register.claimed.is_empty());
        assert_eq!(now.register.same.len(), 1, "what ids mean counts as it is known now");
    }
}
