//! The worked cases of the built-in plans, as they stand in each plan's folder. A plan's id comes in, its case folders go out.

use super::cases::CaseFolder;
use crate::domain::Day;

/// Name and bytes.
type File = (&'static str, &'static [u8]);

macro_rules! folders {
    ($plan:literal: $($day:literal),+) => {
        &[$(($day, &[
            folders!(file $plan, $day, "families.csv"),
            folders!(file $plan, $day, "people.csv"),
            folders!(file $plan, $day, "members.csv"),
            folders!(file $plan, $day, "residences.csv"),
            folders!(file $plan, $day, "identifiers.csv"),
            folders!(file $plan, $day, "needs.csv"),
            folders!(file $plan, $day, "facts.csv"),
            folders!(file $plan, $day, "coverage.csv"),
            folders!(file $plan, $day, "terms.csv"),
            folders!(file $plan, $day, "expected.csv"),
        ])),+]
    };
    (file $plan:literal, $day:literal, $name:literal) => {
        ($name, include_bytes!(concat!("../../schemas/plans/", $plan, "/cases/", $day, "/", $name)))
    };
}

/// A folder: its name and its files.
type Folder = (&'static str, &'static [File; 10]);

/// Plan, and its folders with their files.
const ALL: &[(&str, &[Folder])] = &[
    ("tri-borough", folders!("tri-borough": "2016-08-31", "2017-01-31", "2017-01-31-edges", "2017-03-31")),
    ("harrow", folders!("harrow": "2016-02-29", "2017-01-31", "2017-03-31")),
    ("hackney", folders!("hackney": "2016-08-31", "2017-01-31", "2017-03-31")),
];

/// The case folders of a built-in plan, in order; none if there is no such plan.
#[must_use]
pub fn of(plan: &str) -> Vec<CaseFolder> {
    let folders = ALL.iter().filter(|(id, _)| *id == plan).flat_map(|(_, folders)| *folders);
    folders
        .map(|(name, files)| CaseFolder {
            name: (*name).to_owned(),
            as_of: day_of(name).expect("a test reads the names of the built-in folders"),
            files: files.iter().map(|(file, bytes)| ((*file).to_owned(), bytes.to_vec())).collect(),
        })
        .collect()
}

/// The day asked by a folder of cases: its name, or the beginning of it before a hyphen and a word (`2017-03-31-school`).
#[must_use]
pub fn day_of(name: &str) -> Option<Day> {
    let (day, rest) = name.split_at_checked(10)?;
    (rest.is_empty() || rest.starts_with('-')).then(|| Day::parse_iso(day)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcomes::plan::builtin;

    #[test]
    fn every_builtin_plan_has_cases() {
        assert!(builtin::ids().iter().all(|id| !of(id).is_empty()));
        assert!(of("nowhere").is_empty());
    }

    #[test]
    fn a_folder_may_have_a_word_after_its_day() {
        assert_eq!(day_of("2017-03-31"), Day::parse_iso("2017-03-31"));
        assert_eq!(day_of("2017-03-31-school"), Day::parse_iso("2017-03-31"));
        assert_eq!(day_of("2017-03-31school"), None);
        assert_eq!(day_of("cases"), None);
    }
}
