//! A claim held against what is known now, just before it goes in: the families that what came since the proposal touches come
//! out as problems, errors where something else would be claimed, warnings where only their evidence has moved.

use crate::claims::register::ClaimAccount;
use crate::cli::failure::Failure;
use crate::cli::replay::{basis_of, known_now};
use crate::pipeline::overtaken::{Moved, Named, Overtaken, overtaken};
use crate::pipeline::revisit::changed;
use crate::problem::{Kind, Place, Problem, Severity};
use crate::workspace::{CohortFile, Delivery, Progress, Workspace};
use std::collections::BTreeMap;

/// The problems of the families touched.
///
/// # Errors
/// If the claim's run was altered, or the question cannot be asked again.
pub fn touched(
    workspace: &Workspace,
    id: &str,
    claim: &ClaimAccount,
    progress: &dyn Progress,
) -> Result<Vec<Problem>, Failure> {
    let folder = workspace.find_run(&claim.run)?;
    workspace.check_kept(&folder)?;
    let then = basis_of(&folder)?;
    let definitions = workspace.definitions()?;
    let now = known_now(workspace, &then, &definitions)?;
    let changed = changed(claim, &then, &now, &workspace.with_definitions(&definitions), progress)?;
    let outcomes = folder.read("outcomes.csv")?;
    let touched = overtaken(claim, &then, &now, &outcomes, changed);
    if touched.is_empty() {
        return Ok(Vec::new());
    }
    let labels = labels(workspace)?;
    Ok(touched.iter().map(|one| problem(id, one, &labels)).collect())
}

/// What deliveries and cohort versions are called, by digest.
fn labels(workspace: &Workspace) -> Result<BTreeMap<String, String>, Failure> {
    let deliveries = workspace.ledger::<Delivery>().read()?;
    let cohorts = workspace.ledger::<CohortFile>().read()?;
    let deliveries = deliveries.iter().map(|one| (one.raw.to_string(), one.label()));
    Ok(cohorts.iter().map(|one| (one.raw.to_string(), one.label())).chain(deliveries).collect())
}

fn problem(id: &str, one: &Overtaken, labels: &BTreeMap<String, String>) -> Problem {
    let by: Vec<String> = one.by.iter().map(|moved| told(moved, labels)).collect();
    let by = if by.is_empty() { String::new() } else { format!(": {}", by.join("; ")) };
    let place = Place::file("register.csv");
    let Some(changed) = &one.changed else {
        let detail =
            format!("{id}: what is claimed for family {} stays, but lines it rests on moved{by}", one.family);
        return Problem::new(Kind::ClaimOvertaken, place, detail).with_severity(Severity::Warning);
    };
    let causes: Vec<&str> = changed.causes.iter().map(|cause| cause.as_str()).collect();
    let now = match &changed.now {
        None => "it could not be claimed for any more".to_owned(),
        Some(_) => format!("{} would be otherwise", changed.what),
    };
    let detail = format!(
        "{id}: family {}: {now}, because of {} since the proposal{by}",
        one.family,
        causes.join(", ")
    );
    let hint = format!(
        "`hearth claim withdraw {id} --family {}` leaves it out; or take {id} back and propose again from a new run",
        one.family
    );
    Problem::new(Kind::ClaimOvertaken, place, detail).with_hint(hint)
}

/// A delivery that moved, in words.
fn told(moved: &Moved, labels: &BTreeMap<String, String>) -> String {
    let name = |one: &Named| {
        let label = labels.get(&one.sha256.to_string()).map_or("", String::as_str);
        format!("{label} ({})", one.file)
    };
    match (&moved.was, &moved.now) {
        (Some(was), Some(now)) => format!("{} took the place of {}", name(now), name(was)),
        (Some(was), None) => format!("{} no longer counts", name(was)),
        (None, Some(now)) => format!("{} came", name(now)),
        (None, None) => String::new(),
    }
}
