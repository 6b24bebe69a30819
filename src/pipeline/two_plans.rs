//! Two versions of a plan on the families of a workspace: everything is read once, each family is tested by both, and those
//! whose results differ go out. Nothing is kept.

use super::basis::Basis;
use super::checked::Checked;
use super::gather::Gathered;
use crate::outcomes::{FamilyOutcome, Rules, evaluate};
use crate::reports::answers;
use crate::workspace::{Bytes, Progress};
use anyhow::Result;
use serde::Serialize;
use std::collections::BTreeMap;

/// How many families were tested, and whose results differ.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct FamiliesCompared {
    /// Families that were tested by either.
    pub families: usize,
    /// Those whose results differ, by family.
    pub changed: Vec<FamilyChanged>,
}

/// A family whose results differ.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct FamilyChanged {
    /// The family.
    pub family: String,
    /// The columns of `results.csv` that differ, in the order of the file.
    pub columns: Vec<ColumnChanged>,
}

/// A cell of `results.csv`.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct ColumnChanged {
    /// The column.
    pub column: String,
    /// As the old version has it.
    pub was: String,
    /// As the new version has it.
    pub now: String,
}

/// Tests the families of a basis by both.
///
/// # Errors
/// Wrong definitions of the basis; archived bytes that are not there or not what was received.
pub fn compare(
    basis: &Basis,
    bytes: &dyn Bytes,
    (old, new): (&Rules, &Rules),
    progress: &dyn Progress,
) -> Result<FamiliesCompared> {
    let checked = Checked::load(basis, bytes)?;
    let gathered = Gathered::read(basis, bytes, &checked, progress)?;
    progress.stage("Testing families", 2);
    let tested = |rules: &Rules| {
        let outcomes = evaluate(rules.applied(&gathered.cohort, &gathered.evidence), basis.as_of);
        progress.step();
        results(&outcomes)
    };
    Ok(changed(&tested(old), &tested(new)))
}

/// Column and cell, by family.
type Results = BTreeMap<String, Vec<(String, String)>>;

fn results(outcomes: &[FamilyOutcome]) -> Results {
    let csv = answers::results_csv(outcomes);
    let mut reader = csv::Reader::from_reader(&csv[..]);
    let columns: Vec<String> =
        reader.headers().map(|row| row.iter().map(ToOwned::to_owned).collect()).unwrap_or_default();
    let rows = reader.records().map_while(std::result::Result::ok);
    rows.map(|row| {
        let cells: Vec<(String, String)> =
            columns.iter().cloned().zip(row.iter().map(ToOwned::to_owned)).collect();
        let family = cells.iter().find(|(column, _)| column == "family_id").map(|(_, cell)| cell.clone());
        (family.unwrap_or_default(), cells)
    })
    .collect()
}

fn changed(old: &Results, new: &Results) -> FamiliesCompared {
    let mut families: Vec<&String> = old.keys().chain(new.keys()).collect();
    families.sort();
    families.dedup();
    let none = Vec::new();
    let of_family = |family: &&String| {
        let (was, now) = (old.get(*family).unwrap_or(&none), new.get(*family).unwrap_or(&none));
        let columns = was.iter().zip(now).filter(|((column, was), (_, now))| was != now && column != "plan");
        let columns: Vec<ColumnChanged> = columns
            .map(|((column, was), (_, now))| ColumnChanged {
                column: column.clone(),
                was: was.clone(),
                now: now.clone(),
            })
            .collect();
        (!columns.is_empty()).then(|| FamilyChanged { family: (*family).clone(), columns })
    };
    FamiliesCompared { families: families.len(), changed: families.iter().filter_map(of_family).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(plan: &str, family: &str, ssp: &str) -> (String, Vec<(String, String)>) {
        let cells = [("plan", plan), ("family_id", family), ("ssp", ssp)];
        (family.to_owned(), cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())).to_vec())
    }

    #[test]
    fn only_what_differs_beside_the_name_of_the_plan_is_told() {
        let old = [row("p@1", "a", "met"), row("p@1", "b", "met")].into();
        let new = [row("p@2", "a", "met"), row("p@2", "b", "unknown")].into();
        let found = changed(&old, &new);
        assert_eq!(found.families, 2);
        let ssp =
            ColumnChanged { column: "ssp".to_owned(), was: "met".to_owned(), now: "unknown".to_owned() };
        assert_eq!(found.changed, [FamilyChanged { family: "b".to_owned(), columns: vec![ssp] }]);
    }
}
