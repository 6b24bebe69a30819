//! What eligible families still lack for a claim: settled outcomes come in, one row per missing part goes out, the
//! families nearest to a claim first. Verdicts are taken as they stand.

use super::outline::{Outline, Outlines, progress_of};
use super::state::FamilyState;
use super::ways::{Ways, distance, latest};
use crate::domain::{ClauseId, Day, FamilyId, PersonId, Text};
use crate::facts::FactKind;
use crate::outcomes::{FamilyOutcome, Row, Truth};
use std::collections::BTreeSet;

/// One part that a family lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NearMiss {
    /// The family.
    pub family: FamilyId,
    /// Its plan.
    pub plan: Text,
    /// How many parts the family lacks in all.
    pub parts: usize,
    /// The letters it is missing for, also the one that another member has newly started; none for any other gate.
    pub letters: BTreeSet<ClauseId>,
    /// The clause that is missing on the nearest way, or the gate.
    pub clause: ClauseId,
    /// The clause's row; `None` for a gate.
    pub row: Option<Row>,
    /// The people for whom it is missing, where the clause is asked person by person.
    pub people: BTreeSet<PersonId>,
    /// The facts that would tell.
    pub reads: BTreeSet<FactKind>,
    /// The earliest day this part could be met if nothing else happens; for a record of casework the day asked.
    pub earliest: Option<Day>,
    /// The earliest day the family could be claimed for; `None` where a part has no such day.
    pub family_earliest: Option<Day>,
}

/// What every eligible family that cannot be claimed for lacks. Families claimed before and families whose every letter has
/// lapsed have nothing to wait for and are left out. Sorted by nearness: families with nothing failed first, then by the day
/// they could be claimed for, no day being last, then by how many parts they lack, then by family.
#[must_use]
pub fn near_misses(outcomes: &[FamilyOutcome], outlines: &Outlines) -> Vec<NearMiss> {
    let unknown_plan = Outline::default();
    let mut families: Vec<_> = outcomes
        .iter()
        .filter(|outcome| is_waiting(FamilyState::of(outcome)))
        .map(|outcome| missing_of(outcome, outlines.get(&outcome.plan).unwrap_or(&unknown_plan)))
        .collect();
    families.sort_by_cached_key(|missing| {
        let rows: Vec<&Row> = missing.iter().filter_map(|part| part.row.as_ref()).collect();
        let new_starts = missing.iter().filter(|part| part.clause.as_str() == "new-start").count();
        (new_starts, distance(&rows), missing.len(), missing.first().map(|part| part.family.clone()))
    });
    families.into_iter().flatten().collect()
}

fn is_waiting(state: FamilyState) -> bool {
    matches!(state, FamilyState::RecordMissing | FamilyState::Undecided | FamilyState::NotYet)
}

fn missing_of(outcome: &FamilyOutcome, outline: &Outline) -> Vec<NearMiss> {
    let ways = Ways::new(outcome, outline);
    let mut missing = Vec::new();
    for part in &outcome.result.blocking {
        if &**part == "new-start" && !outcome.new_starts.is_empty() {
            missing.extend(outcome.new_starts.iter().map(|start| new_start(outcome, start)));
            continue;
        }
        let letter = ClauseId::new(part.clone());
        if ways.row(&progress_of(&letter)).is_none() {
            missing.push(gate(outcome, letter));
            continue;
        }
        for row in ways.missing(&letter) {
            let known = missing.iter_mut().find(|part: &&mut NearMiss| part.clause == row.clause);
            match known {
                Some(part) => {
                    part.letters.insert(letter.clone());
                }
                None => missing.push(clause(outcome, outline, &letter, row)),
            }
        }
    }
    let parts = missing.len();
    let family_earliest = latest(missing.iter().map(|part| part.earliest));
    for part in &mut missing {
        part.parts = parts;
        part.family_earliest = family_earliest;
    }
    missing
}

fn gate(outcome: &FamilyOutcome, gate: ClauseId) -> NearMiss {
    let is_casework = matches!(gate.as_str(), "no-assessment" | "no-plan" | "no-lead-worker");
    NearMiss {
        family: outcome.family.clone(),
        plan: outcome.plan.clone(),
        parts: 0,
        letters: BTreeSet::new(),
        clause: gate,
        row: None,
        people: BTreeSet::new(),
        reads: BTreeSet::new(),
        earliest: is_casework.then_some(outcome.as_of),
        family_earliest: None,
    }
}

fn new_start(outcome: &FamilyOutcome, (letter, person): &(ClauseId, PersonId)) -> NearMiss {
    NearMiss {
        letters: BTreeSet::from([letter.clone()]),
        people: BTreeSet::from([person.clone()]),
        ..gate(outcome, "new-start".into())
    }
}

fn clause(outcome: &FamilyOutcome, outline: &Outline, letter: &ClauseId, row: &Row) -> NearMiss {
    let open =
        |other: &&Row| other.clause == row.clause && matches!(other.truth, Truth::NotMet | Truth::Unknown);
    NearMiss {
        letters: BTreeSet::from([letter.clone()]),
        row: Some(row.clone()),
        people: outcome.rows.iter().filter(open).filter_map(|other| other.person.clone()).collect(),
        reads: outline.entry(&row.clause).map(|entry| entry.reads.clone()).unwrap_or_default(),
        earliest: row.earliest,
        ..gate(outcome, row.clause.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::super::outline::{Join, OutlineEntry};
    use super::super::specimens::*;
    use super::*;
    use crate::outcomes::Reason;

    fn outlines() -> Outlines {
        let plan = outline(&[("x:progress", Join::Any, &["p"]), ("p", Join::All, &[])]);
        [("tri-borough".into(), plan)].into()
    }

    fn waiting(id: &str, leaf: Row) -> FamilyOutcome {
        let letter = Row { clause: "x:progress".into(), ..leaf.clone() };
        blocked(family(id, &[letter, leaf]), &["x"])
    }

    fn families(missing: &[NearMiss]) -> Vec<&str> {
        missing.iter().map(|part| part.family.as_str()).collect()
    }

    #[test]
    fn families_with_nothing_failed_come_first_then_the_earlier_day() {
        let later = Row { earliest: Some(day("2017-06-30")), ..unknown("p", Reason::TooEarly) };
        let sooner = Row { earliest: Some(day("2017-04-30")), ..unknown("p", Reason::TooEarly) };
        let outcomes = [
            waiting("f-1", not_met("p")),
            waiting("f-2", unknown("p", Reason::WindowNotCovered)),
            waiting("f-3", later),
            waiting("f-4", sooner),
        ];
        assert_eq!(families(&near_misses(&outcomes, &outlines())), ["f-4", "f-3", "f-2", "f-1"]);
    }

    #[test]
    fn a_record_of_casework_can_be_made_at_once_and_does_not_hold_the_family_back() {
        let leaf = Row { earliest: Some(day("2017-06-30")), ..unknown("p", Reason::TooEarly) };
        let outcome = blocked(waiting("f-1", leaf), &["x", "no-plan"]);
        let missing = near_misses(&[outcome], &outlines());
        assert_eq!(missing.iter().map(|part| part.clause.as_str()).collect::<Vec<_>>(), ["p", "no-plan"]);
        assert_eq!(missing[0].earliest, Some(day("2017-06-30")));
        assert_eq!(missing[0].family_earliest, Some(day("2017-06-30")));
        assert_eq!(missing[1].earliest, Some(day("2017-03-31")));
        assert_eq!(missing[1].parts, 2);
    }

    #[test]
    fn families_that_lack_only_a_record_come_first_and_those_with_a_new_start_last() {
        let mut record = blocked(family("f-3", &[]), &["no-plan"]);
        record.result.ssp = Truth::Met;
        let mut started = blocked(family("f-1", &[]), &["new-start"]);
        started.new_starts = vec![("y".into(), "p-3".into())];
        let outcomes = [started, waiting("f-2", unknown("p", Reason::InArrears)), record];
        assert_eq!(families(&near_misses(&outcomes, &outlines())), ["f-3", "f-2", "f-1"]);
    }

    #[test]
    fn a_clause_missing_for_two_letters_is_one_part() {
        let mut plan = outline(&[("x:progress", Join::Any, &["p"]), ("y:progress", Join::Any, &["p"])]);
        for id in ["y:progress", "p"] {
            let entry = plan.entry(&id.into()).expect("an entry").clone();
            plan.add(id.into(), OutlineEntry { serves: ["x".into(), "y".into()].into(), ..entry });
        }
        let leaf = unknown("p", Reason::InArrears);
        let letter = |id: &str| Row { clause: id.into(), ..leaf.clone() };
        let rows = [letter("x:progress"), letter("y:progress"), leaf.clone()];
        let outcome = blocked(family("f-1", &rows), &["x", "y"]);
        let missing = near_misses(&[outcome], &[("tri-borough".into(), plan)].into());
        assert_eq!(missing.len(), 1);
        assert_eq!(missing[0].letters, ["x".into(), "y".into()].into());
    }

    #[test]
    fn a_new_start_names_its_letter_and_person() {
        let mut outcome = blocked(waiting("f-1", met("p")), &["new-start"]);
        outcome.new_starts = vec![("y".into(), "p-3".into())];
        let missing = near_misses(&[outcome], &outlines());
        assert_eq!(missing[0].clause, "new-start".into());
        assert_eq!(missing[0].letters, ["y".into()].into());
        assert_eq!(missing[0].people, ["p-3".into()].into());
    }

    #[test]
    fn families_claimed_before_or_not_eligible_are_not_near_misses() {
        let claimed = blocked(waiting("f-1", not_met("p")), &["x", "already-claimed"]);
        let mut stranger = waiting("f-2", not_met("p"));
        stranger.result.eligible = false;
        assert!(near_misses(&[claimed, stranger], &outlines()).is_empty());
    }

    #[test]
    fn the_people_for_whom_a_clause_is_open_are_named() {
        let of = |person: &str, truth| Row { person: Some(person.into()), truth, ..not_met("p") };
        let rows = [not_met("x:progress"), not_met("p"), of("p-1", Truth::Met), of("p-2", Truth::NotMet)];
        let missing = near_misses(&[blocked(family("f-1", &rows), &["x"])], &outlines());
        assert_eq!(missing[0].people, ["p-2".into()].into());
    }
}
