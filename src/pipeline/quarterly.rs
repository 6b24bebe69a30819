//! The quarterly return at a run's day: the run is made again from archived bytes, and with the register as it stands its families
//! are counted by quarter. Nothing is decided here.

use super::basis::Basis;
use super::checked::Checked;
use super::gather::Gathered;
use super::{evaluate, month};
use crate::claims::quarterly::{Counted, Return, quarterly};
use crate::claims::{Account, Programme};
use crate::domain::{Day, FamilyId};
use crate::workspace::{Bytes, Progress};
use anyhow::Result;
use std::collections::BTreeMap;

/// Makes the return.
///
/// # Errors
/// Wrong definitions; archived bytes that are not there or not what was received.
pub fn quarterly_return(
    basis: &Basis,
    bytes: &dyn Bytes,
    account: &Account,
    programme: &Programme,
    progress: &dyn Progress,
) -> Result<Return> {
    let checked = Checked::load(basis, bytes)?;
    let gathered = Gathered::read(basis, bytes, &checked, progress)?;
    let month = month::Made::new(basis, &checked, &gathered, evaluate(basis, &checked, &gathered));
    let eligible = month.outcomes().iter().filter(|outcome| outcome.result.eligible);
    let engaged = |family: &FamilyId| gathered.cohort.family(family).and_then(|one| one.engaged_on);
    let attached: BTreeMap<FamilyId, Day> =
        eligible.filter_map(|one| Some((one.family.clone(), engaged(&one.family)?))).collect();
    let claimable: Vec<FamilyId> = month.claims().iter().map(|claim| claim.family.clone()).collect();
    let counted = Counted {
        as_of: basis.as_of,
        attached: &attached,
        account,
        claimable: &claimable,
        near_misses: month.near_misses(),
    };
    Ok(quarterly(programme, &counted))
}
