//! Links held against the truth of an invented borough: a wrong link is worse than none.

use crate::borough::{Files, cohort, linked, mapped, received, rows};
use hearth::domain::{Digest, SourceRef};
use hearth::facts::Subject;
use hearth::links;
use hearth::synth::{self, Item, Order};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

fn borough() -> Files {
    let order = Order { seed: 3, families: 300, months: 24, rows: Some(40_000) };
    let mut files = Files::new();
    let mut sink = |item: Item| -> Result<(), Infallible> {
        files.insert(item.path, item.bytes);
        Ok(())
    };
    let Ok(_) = synth::invent(order, &mut sink);
    files
}

/// Whom each line of a delivery is about, by digest and line: person and home, both blank for nobody.
fn truth(files: &Files) -> BTreeMap<(Digest, u32), [String; 2]> {
    let digests: BTreeMap<&String, Digest> =
        files.iter().map(|(path, bytes)| (path, Digest::of(bytes))).collect();
    rows(&files["truth.csv"])
        .into_iter()
        .map(|row| {
            let about = [row["person_id"].clone(), row["household_id"].clone()];
            ((digests[&row["file"]], row["line"].parse().unwrap()), about)
        })
        .collect()
}

#[test]
fn no_row_is_linked_to_somebody_it_is_not_about_and_most_are_linked() {
    let files = borough();
    let truth = truth(&files);
    let linked = linked(&files, &received(&files, "2017-03-31"), &cohort(&files));
    let (mut right, mut by_weight, mut wrong) = (0, 0, Vec::new());
    for fact in &linked.facts {
        let [person, home] = &truth[&(fact.source.file, fact.source.line)];
        let fits = match &fact.subject {
            Subject::Person(id) => id.as_str() == person,
            Subject::Household(id) => id.as_str() == home,
        };
        by_weight += usize::from(links::is_by_weight(&fact.rule));
        if fits {
            right += 1
        } else {
            wrong.push(format!("{} {:?} is {person}{home}", fact.source, fact.subject))
        }
    }
    assert!(wrong.is_empty(), "{} wrong links:\n{}", wrong.len(), wrong.join("\n"));
    assert!(right > 5_000 && by_weight > 0, "only {right} facts are linked, {by_weight} by weight");
    let lines: BTreeSet<_> = linked.facts.iter().map(|fact| (fact.source.file, fact.source.line)).collect();
    let about_pupils = attendance_lines(&files, &truth);
    let found = about_pupils.iter().filter(|line| lines.contains(line)).count();
    assert!(100 * found >= 95 * about_pupils.len(), "{found} of {} rows are linked", about_pupils.len());
}

#[test]
fn nearly_all_rows_about_the_cohort_are_linked_or_queued_and_few_are_queued() {
    let files = borough();
    let truth = truth(&files);
    let (received, cohort) = (received(&files, "2017-03-31"), cohort(&files));
    let lines = |sources: &mut dyn Iterator<Item = SourceRef>| -> BTreeSet<(Digest, u32)> {
        sources.map(|source| (source.file, source.line)).collect()
    };
    let rows = lines(&mut mapped(&files, &received).facts.iter().map(|fact| fact.source));
    let linked = linked(&files, &received, &cohort);
    let accepted = lines(&mut linked.facts.iter().map(|fact| fact.source));
    let queued = lines(&mut linked.review.iter().flat_map(|item| item.sources.iter().copied()));
    let about: Vec<_> = rows.iter().filter(|line| truth[*line].iter().any(|id| !id.is_empty())).collect();
    let found = about.iter().filter(|line| accepted.contains(line) || queued.contains(line)).count();
    assert!(
        about.len() > 5_000 && rows.len() > 15_000,
        "{} of {} rows are about the cohort",
        about.len(),
        rows.len()
    );
    assert!(100 * found >= 97 * about.len(), "{found} of {} rows are found", about.len());
    assert!(100 * queued.len() <= 2 * rows.len(), "{} of {} rows are queued", queued.len(), rows.len());
}

/// Where the rows of attendance about people of the cohort stand.
fn attendance_lines(files: &Files, truth: &BTreeMap<(Digest, u32), [String; 2]>) -> Vec<(Digest, u32)> {
    let attendance: BTreeSet<Digest> = files
        .iter()
        .filter(|(path, _)| path.starts_with("deliveries/education_attendance/"))
        .map(|(_, bytes)| Digest::of(bytes))
        .collect();
    let lines = truth.iter().filter(|(line, about)| attendance.contains(&line.0) && !about[0].is_empty());
    lines.map(|(line, _)| *line).collect()
}
