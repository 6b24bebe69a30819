//! What must hold of every evaluation, tried on the worked cases of every plan.

use super::cases::{folders, inputs_of, read_folder};
use hearth::domain::Day;
use hearth::facts::Vocabulary;
use hearth::outcomes::plan::{Plan, builtin};
use hearth::outcomes::{FamilyOutcome, Inputs, Parameters, Row, Truth, evaluate};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// The texts of a case folder, by file.
type Texts = BTreeMap<String, String>;

fn answers(plan: &str, texts: &Texts, as_of: Day) -> Vec<FamilyOutcome> {
    let definition = builtin::find(plan).unwrap();
    let (cohort, evidence) = inputs_of(texts);
    let parameters = Parameters::defaults(definition);
    evaluate(
        Inputs { plan: definition, parameters: &parameters, cohort: &cohort, evidence: &evidence },
        as_of,
    )
}

/// The smallest case folder of every plan, its texts and its day.
fn every_plan(mut check: impl FnMut(&str, &Texts, Day)) {
    for (plan, _) in builtin::ALL {
        let folder = &folders(plan)[0];
        check(plan, &read_folder(folder), day_of(folder));
    }
}

fn day_of(folder: &Path) -> Day {
    Day::parse_iso(&folder.file_name().unwrap().to_string_lossy()).unwrap()
}

/// Verdicts and figures without evidence, whose lines and digests change with the file.
fn figures(outcomes: &[FamilyOutcome]) -> BTreeMap<String, Vec<String>> {
    let shown = |row: &Row| {
        let figures = (row.measured, row.baseline, row.required);
        format!("{} {:?} {} {:?} {figures:?}", row.clause, row.person, row.truth, row.reasons)
    };
    let result = |outcome: &FamilyOutcome| {
        let result = &outcome.result;
        format!(
            "{} {} {} {} {:?}",
            result.ssp, result.employment, result.eligible, result.claimable, result.blocking
        )
    };
    let all = outcomes.iter().map(|outcome| {
        let rows = outcome.rows.iter().map(shown).chain([result(outcome)]).collect();
        (outcome.family.to_string(), rows)
    });
    all.collect()
}

/// Compares two sets of figures and names the first row that differs.
fn same(left: &BTreeMap<String, Vec<String>>, right: &BTreeMap<String, Vec<String>>, plan: &str) {
    assert!(left.keys().eq(right.keys()), "{plan}: other families");
    for (family, rows) in left {
        for (row, other) in rows.iter().zip(&right[family]) {
            assert_eq!(row, other, "{plan} {family}");
        }
        assert_eq!(rows.len(), right[family].len(), "{plan} {family}");
    }
}

/// Moves every day of a text by 28 years: the same days of the week and the same leap years, within the century.
fn moved(text: &str) -> String {
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('-') {
        let is_day = at >= 4 && rest.get(at - 4..at + 6).is_some_and(|day| Day::parse_iso(day).is_some());
        if is_day {
            let year: i32 = rest[at - 4..at].parse().unwrap();
            moved.push_str(&rest[..at - 4]);
            write!(moved, "{:04}{}", year + 28, &rest[at..at + 6]).unwrap();
            rest = &rest[at + 6..];
        } else {
            moved.push_str(&rest[..=at]);
            rest = &rest[at + 1..];
        }
    }
    moved + rest
}

/// The clauses that compare with a dated figure, which does not move with the facts.
fn dated(plan: &Plan) -> BTreeSet<String> {
    let dated = plan.nodes.iter().filter(|node| {
        let shown = format!("{:?}", node.clause.as_ref().map(|clause| &clause.test));
        shown.contains("Dated(")
    });
    dated.map(|node| node.id.to_string()).collect()
}

#[test]
fn shifting_all_days_together_changes_nothing() {
    every_plan(|plan, texts, day| {
        if !dated(builtin::find(plan).unwrap()).is_empty() {
            return;
        }
        let later: Texts = texts.iter().map(|(name, text)| (name.clone(), moved(text))).collect();
        let there = Day::new(day.year() + 28, day.month(), day.day_of_month()).unwrap();
        // Some ids hold a day, which moves with the rest.
        let here = figures(&answers(plan, texts, day)).into_iter();
        let here = here
            .map(|(family, rows)| (moved(&family), rows.iter().map(|row| moved(row)).collect()))
            .collect();
        same(&here, &figures(&answers(plan, &later, there)), plan);
    });
}

#[test]
fn the_order_of_facts_never_matters() {
    every_plan(|plan, texts, day| {
        let mut turned = texts.clone();
        let facts = &texts["facts.csv"];
        let (header, rows) = facts.split_once('\n').unwrap();
        let mut rows: Vec<&str> = rows.lines().collect();
        rows.reverse();
        turned.insert("facts.csv".to_owned(), format!("{header}\n{}\n", rows.join("\n")));
        same(&figures(&answers(plan, texts, day)), &figures(&answers(plan, &turned, day)), plan);
    });
}

#[test]
fn facts_outside_every_window_and_coverage_change_nothing() {
    every_plan(|plan, texts, day| {
        let mut more = texts.clone();
        let facts = more.get_mut("facts.csv").unwrap();
        let people = texts["people.csv"].lines().skip(1).map(|line| line.split(',').next().unwrap());
        let later = day.months_after(40);
        for person in people {
            for entry in Vocabulary::builtin().entries() {
                // An expected release is the one event that may lie in the future.
                let (about, code) = (entry.about, entry.codes.first().map_or("", |code| &**code));
                if &*entry.name != "release-due" && about != hearth::facts::vocabulary::About::Household {
                    writeln!(facts, "{},{person},,{later},{later},1,2,{code},later", entry.name).unwrap();
                }
            }
        }
        same(&figures(&answers(plan, texts, day)), &figures(&answers(plan, &more, day)), plan);
    });
}

#[test]
fn removing_coverage_never_turns_anything_to_met() {
    every_plan(|plan, texts, day| {
        let before = met(&answers(plan, texts, day));
        let facts: BTreeSet<&str> =
            texts["coverage.csv"].lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        let facts: Vec<&str> = facts.into_iter().collect();
        for removed in facts.chunks(12) {
            let mut less = texts.clone();
            let kept = |line: &&str| !removed.contains(&line.split(',').next().unwrap());
            let lines: Vec<&str> = texts["coverage.csv"].lines().filter(kept).collect();
            less.insert("coverage.csv".to_owned(), lines.join("\n") + "\n");
            let after = met(&answers(plan, &less, day));
            let new: Vec<_> = after.difference(&before).collect();
            assert!(new.is_empty(), "{plan} without {removed:?}: {new:?}");
        }
    });
}

fn met(outcomes: &[FamilyOutcome]) -> BTreeSet<String> {
    let rows = outcomes.iter().flat_map(|outcome| {
        let met = outcome.rows.iter().filter(|row| row.truth == Truth::Met);
        met.map(|row| format!("{} {} {:?}", outcome.family, row.clause, row.person))
    });
    rows.collect()
}

#[test]
fn one_thread_and_eight_give_the_same() {
    every_plan(|plan, texts, day| {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| answers(plan, texts, day))
        };
        assert_eq!(with(1), with(8), "{plan}");
    });
}
