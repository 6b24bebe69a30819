//! The answer files that programs read: family outcomes come in, the bytes of `outcomes.csv`, `results.csv` and the
//! interchange `rejects.csv` go out. Nothing is decided, rounded or defused here; every sort compares bytes.

use super::table::{Table, blank_or, joined, yes_no};
use crate::domain::SourceRef;
use crate::outcomes::verdict::join_reasons;
use crate::outcomes::{FamilyOutcome, Row};
use crate::problem::{Problem, Severity};
use std::collections::BTreeSet;

/// What a column of `outcomes.csv` says of a family's row.
pub(super) type Cell = fn(&FamilyOutcome, &Row) -> String;

/// The columns of `outcomes.csv`, in order.
pub(super) const OUTCOME_COLUMNS: [(&str, Cell); 16] = [
    ("as_of", |outcome, _| outcome.as_of.to_string()),
    ("plan", |outcome, _| outcome.plan.to_string()),
    ("family_id", |outcome, _| outcome.family.to_string()),
    ("clause", |_, row| row.clause.to_string()),
    ("kind", |_, row| row.kind.as_str().to_owned()),
    ("person_id", |_, row| blank_or(row.person.as_ref())),
    ("verdict", |_, row| row.truth.to_string()),
    ("reason", |_, row| join_reasons(&row.reasons)),
    ("measured", |_, row| blank_or(row.measured.as_ref())),
    ("baseline", |_, row| blank_or(row.baseline.as_ref())),
    ("required", |_, row| blank_or(row.required.as_ref())),
    ("window_from", |_, row| blank_or(row.window.map(|window| window.from).as_ref())),
    ("window_to", |_, row| blank_or(row.window.map(|window| window.to).as_ref())),
    ("baseline_from", |_, row| blank_or(row.baseline_window.map(|window| window.from).as_ref())),
    ("baseline_to", |_, row| blank_or(row.baseline_window.map(|window| window.to).as_ref())),
    ("evidence", |_, row| joined_evidence(&row.evidence)),
];

const RESULT_COLUMNS: &[&str] = &[
    "as_of",
    "plan",
    "family_id",
    "eligible",
    "problems",
    "criteria",
    "criteria_met",
    "ssp",
    "employment",
    "claimable",
    "route",
    "first_met_on",
    "blocking",
];

/// `outcomes.csv`: one line per row of every family, sorted by family, clause and person.
#[must_use]
pub fn outcomes_csv(outcomes: &[FamilyOutcome]) -> Vec<u8> {
    let mut table = Table::new(&OUTCOME_COLUMNS.map(|(name, _)| name));
    for (outcome, row) in outcome_rows(outcomes) {
        table.row(OUTCOME_COLUMNS.map(|(_, cell)| cell(outcome, row)));
    }
    table.into_bytes()
}

/// A family's lines of `outcomes.csv`, without the header: what a claim for it rests on.
#[must_use]
pub fn family_lines(outcome: &FamilyOutcome) -> Vec<u8> {
    let bytes = outcomes_csv(std::slice::from_ref(outcome));
    let header = bytes.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    bytes[header..].to_vec()
}

/// The rows of `outcomes.csv` with their family, in its order.
pub(super) fn outcome_rows(outcomes: &[FamilyOutcome]) -> impl Iterator<Item = (&FamilyOutcome, &Row)> {
    by_family(outcomes).into_iter().flat_map(|outcome| {
        let mut rows: Vec<&Row> = outcome.rows.iter().collect();
        rows.sort_by(|a, b| (&a.clause, &a.person, a.kind).cmp(&(&b.clause, &b.person, b.kind)));
        rows.into_iter().map(move |row| (outcome, row))
    })
}

/// Source references as evidence cites them, in the byte order of what is written, joined by `;`.
#[must_use]
pub fn joined_evidence(evidence: &BTreeSet<SourceRef>) -> String {
    let written: BTreeSet<String> = evidence.iter().map(ToString::to_string).collect();
    joined(written)
}

/// `results.csv`: one line per family, sorted by family.
#[must_use]
pub fn results_csv(outcomes: &[FamilyOutcome]) -> Vec<u8> {
    let mut table = Table::new(RESULT_COLUMNS);
    for outcome in by_family(outcomes) {
        let result = &outcome.result;
        table.row([
            outcome.as_of.to_string(),
            outcome.plan.to_string(),
            outcome.family.to_string(),
            yes_no(result.eligible).to_owned(),
            joined(&result.problems),
            joined(&result.criteria),
            joined(&result.criteria_met),
            result.ssp.to_string(),
            result.employment.to_string(),
            yes_no(result.claimable).to_owned(),
            result.route.to_string(),
            blank_or(result.first_met_on.as_ref()),
            joined(&result.blocking),
        ]);
    }
    table.into_bytes()
}

/// The interchange `rejects.csv`: one line per row that cannot be used, sorted by file, line, code and message.
/// Warnings are about rows that count and are left out; a whole file that cannot be used has a blank line number.
#[must_use]
pub fn rejects_csv(problems: &[Problem]) -> Vec<u8> {
    let mut rejected: Vec<_> = problems
        .iter()
        .filter(|problem| problem.severity() == Severity::Error)
        .map(|problem| (&problem.place.file, problem.place.line, problem.kind.code(), &problem.detail))
        .collect();
    rejected.sort();
    let mut table = Table::new(&["line", "file", "code", "message"]);
    for (file, line, code, detail) in rejected {
        table.row([blank_or(line.as_ref()).as_str(), file, code, detail]);
    }
    table.into_bytes()
}

/// The outcomes in the order of their family ids; families are distinct, plan and day break a tie.
pub(super) fn by_family(outcomes: &[FamilyOutcome]) -> Vec<&FamilyOutcome> {
    let mut sorted: Vec<&FamilyOutcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| (&a.family, &a.plan, a.as_of).cmp(&(&b.family, &b.plan, b.as_of)));
    sorted
}

#[cfg(test)]
mod tests {
    use super::super::specimens::{identified_family, text, waiting_family};
    use super::*;
    use crate::problem::{Kind, Place};

    #[test]
    fn outcomes_are_sorted_by_family_clause_and_person_and_written_exactly() {
        let outcomes = [waiting_family("f-2"), identified_family("f-10")];
        assert_eq!(
            text(outcomes_csv(&outcomes)),
            "\
as_of,plan,family_id,clause,kind,person_id,verdict,reason,measured,baseline,required,window_from,window_to,baseline_from,baseline_to,evidence
2017-03-31,tri-borough,f-10,tb-1a,identification,,met,,2,,1,2015-02-16,2016-02-15,,,000000000000:12;000000000000:9
2017-03-31,tri-borough,f-10,tb-1a-p1a,progress,,met,lagged;no-custody-feed,2,5,3.35,2016-10-01,2017-03-31,2015-02-16,2016-02-15,000000000000:12;111111111111:4
2017-03-31,tri-borough,f-10,tb-1a:progress,criterion,,met,,,,,,,,,
2017-03-31,tri-borough,f-2,tb-2a,identification,p-1,met,,1/3,,0.1,2015-09-01,2016-07-20,,,111111111111:4
2017-03-31,tri-borough,f-2,tb-2a,identification,p-2,unknown,person-not-linked,,,0.1,2015-09-01,2016-07-20,,,
2017-03-31,tri-borough,f-2,tb-2a-p1a,progress,,unknown,in-arrears,,,,2016-04-04,2017-03-31,,,
2017-03-31,tri-borough,f-2,tb-2a:progress,criterion,,unknown,in-arrears,,,,,,,,
"
        );
    }

    #[test]
    fn results_join_lists_by_semicolons_and_leave_blank_what_is_not_there() {
        let outcomes = [waiting_family("f-2"), identified_family("f-10")];
        assert_eq!(
            text(results_csv(&outcomes)),
            "\
as_of,plan,family_id,eligible,problems,criteria,criteria_met,ssp,employment,claimable,route,first_met_on,blocking
2017-03-31,tri-borough,f-10,yes,1;4,tb-1a;tb-4a,tb-1a;tb-4a,met,not-applicable,yes,ssp,2017-02-28,
2017-03-31,tri-borough,f-2,no,2,tb-2a,,unknown,not-applicable,no,,,tb-2a;not-eligible;no-plan
"
        );
    }

    #[test]
    fn the_order_in_which_families_come_does_not_show() {
        let forward = [waiting_family("f-2"), identified_family("f-10")];
        let backward = [identified_family("f-10"), waiting_family("f-2")];
        assert_eq!(outcomes_csv(&forward), outcomes_csv(&backward));
        assert_eq!(results_csv(&forward), results_csv(&backward));
    }

    #[test]
    fn rejects_are_sorted_by_line_number_and_warnings_are_left_out() {
        let reject = |line, detail: &str| {
            Problem::new(Kind::InterchangeUnknownFact, Place::line("facts.csv", line), detail)
        };
        let warning = Problem::new(Kind::RetiredCode, Place::line("facts.csv", 1), "retired");
        let rejects = [reject(10, "no such fact, here"), reject(9, "no such fact"), warning];
        assert_eq!(
            text(rejects_csv(&rejects)),
            "line,file,code,message\n9,facts.csv,X101,no such fact\n10,facts.csv,X101,\"no such fact, here\"\n"
        );
    }
}
