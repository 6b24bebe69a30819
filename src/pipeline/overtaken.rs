//! A claim before it goes in: its families, the answers its run gave, what the run went out from and what counts now come in;
//! the families that what came since touches go out, each with the deliveries. Nothing is computed again here.

use super::basis::{Basis, DeliveryUsed};
use super::revisit::{Cause, Changed};
use crate::claims::register::ClaimAccount;
use crate::domain::FamilyId;
use std::collections::{BTreeMap, BTreeSet};

/// A family that is touched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overtaken {
    /// The family.
    pub family: FamilyId,
    /// What is claimed for it otherwise now; `None` if only lines that its answers cite no longer count and the claim stays
    /// what it is.
    pub changed: Option<Changed>,
    /// The deliveries that touch it: those it cites that no longer count; if there are none and data made the difference, all
    /// that differ.
    pub by: Vec<Moved>,
}

/// A delivery or cohort file that counts otherwise than when the claim's run was made.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Moved {
    /// It counted then and no longer does.
    pub was: Option<Named>,
    /// It counts now and did not then; beside `was` it took its place.
    pub now: Option<Named>,
}

/// A file by its name and the first digits of its digest.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Named {
    /// The file's name as it came.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: crate::domain::Digest,
}

impl From<&DeliveryUsed> for Named {
    fn from(one: &DeliveryUsed) -> Self {
        Self { file: one.file.clone(), sha256: one.sha256 }
    }
}

/// The families of a claim that stand and are touched, by family. `outcomes` are the bytes of `outcomes.csv` of the claim's
/// run, `changed` what would be claimed otherwise.
#[must_use]
pub fn overtaken(
    claim: &ClaimAccount,
    then: &Basis,
    now: &Basis,
    outcomes: &[u8],
    changed: Vec<Changed>,
) -> Vec<Overtaken> {
    let moved = moved(then, now);
    let cited = cited(outcomes);
    let mut changed: BTreeMap<FamilyId, Changed> =
        changed.into_iter().map(|one| (one.family.clone(), one)).collect();
    let touched = claim.standing().filter_map(|(family, _)| {
        let changed = changed.remove(family);
        let own = cited.get(family.as_str());
        let is_cited = |one: &&Moved| {
            let was = one.was.as_ref().map(|was| was.sha256.short());
            was.is_some_and(|short| own.is_some_and(|own| own.contains(&short)))
        };
        let mut by: Vec<Moved> = moved.iter().filter(is_cited).cloned().collect();
        if by.is_empty() && changed.as_ref()?.causes.contains(&Cause::Data) {
            by.clone_from(&moved);
        }
        Some(Overtaken { family: family.clone(), changed, by })
    });
    touched.collect()
}

/// Deliveries and cohort files that count in one basis and not in the other. One for the same feed and period, or of the same
/// name in the cohort, takes the place of the other.
fn moved(then: &Basis, now: &Basis) -> Vec<Moved> {
    let place = |one: &DeliveryUsed| (one.feed.clone(), one.from.to_string(), one.to.to_string());
    let all = |basis: &Basis| -> BTreeMap<(String, String, String), Named> {
        let deliveries = basis.deliveries.iter().map(|one| (place(one), Named::from(one)));
        let cohort = basis.cohort.iter().map(|one| {
            let named = Named { file: one.file.clone(), sha256: one.sha256 };
            ((String::new(), one.file.clone(), String::new()), named)
        });
        deliveries.chain(cohort).collect()
    };
    let (old, new) = (all(then), all(now));
    let places: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    let moved = places.into_iter().map(|place| (old.get(place), new.get(place)));
    let differs = |(was, now): &(Option<&Named>, Option<&Named>)| {
        was.map(|one| one.sha256) != now.map(|one| one.sha256)
    };
    moved.filter(differs).map(|(was, now)| Moved { was: was.cloned(), now: now.cloned() }).collect()
}

/// The first digits of the digests of the files that each family's lines cite.
fn cited(outcomes: &[u8]) -> BTreeMap<String, BTreeSet<String>> {
    let mut cited: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(outcomes);
    for row in reader.deserialize::<BTreeMap<String, String>>().map_while(Result::ok) {
        let (Some(family), Some(evidence)) = (row.get("family_id"), row.get("evidence")) else { continue };
        let files =
            evidence.split(';').filter_map(|line| line.split_once(':')).map(|(file, _)| file.to_owned());
        cited.entry(family.clone()).or_default().extend(files);
    }
    cited
}
