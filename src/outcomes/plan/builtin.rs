//! The plans built into the program.

use super::Plan;
use super::versions::{Versions, split_name};
use crate::domain::Day;
use std::collections::BTreeMap;
use std::sync::OnceLock;

macro_rules! files {
    ($folder:literal: $($name:literal),+) => {
        &[$(($name, include_str!(concat!("../../../schemas/plans/", $folder, "/", $name)))),+]
    };
}

/// The files of a plan, `(name, text)` each.
pub type Files = &'static [(&'static str, &'static str)];

/// Every built-in plan: its folder (its id, and for further versions an @ and the version) and its files.
pub const ALL: &[(&str, Files)] = &[
    (
        "tri-borough",
        files!("tri-borough": "plan.toml", "problem-1.toml", "problem-2.toml", "problem-3.toml", "problem-4.toml", "problem-5.toml", "problem-6.toml"),
    ),
    (
        "hackney",
        files!("hackney": "plan.toml", "problem-1.toml", "problem-2.toml", "problem-3.toml", "problem-4.toml", "problem-5.toml", "problem-6.toml"),
    ),
    (
        "harrow",
        files!("harrow": "plan.toml", "problem-1.toml", "problem-2.toml", "problem-3.toml", "problem-4.toml", "problem-5.toml", "problem-6.toml"),
    ),
];

/// The ids of the built-in plans, sorted.
#[must_use]
pub fn ids() -> Vec<&'static str> {
    all().keys().copied().collect()
}

/// The checked versions of the built-in plan with this id. A test checks them all.
///
/// # Panics
/// If a built-in plan has a mistake.
#[must_use]
pub fn versions(id: &str) -> Option<&'static Versions> {
    all().get(id)
}

/// The built-in plan with this id in its latest version, or in the one named: `tri-borough@6.3`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Plan> {
    let (id, version) = split_name(name);
    let versions = versions(id)?;
    version.map_or(Some(versions.latest()), |version| versions.named(version))
}

/// The version of a built-in plan in force on a day.
#[must_use]
pub fn in_force(id: &str, day: Day) -> Option<&'static Plan> {
    Some(versions(id)?.in_force(day))
}

fn all() -> &'static BTreeMap<&'static str, Versions> {
    static PLANS: OnceLock<BTreeMap<&'static str, Versions>> = OnceLock::new();
    PLANS.get_or_init(|| {
        let mut plans: BTreeMap<&str, Vec<Plan>> = BTreeMap::new();
        for (folder, files) in ALL {
            let plan = Plan::check(files).expect("the built-in plans are checked by a test");
            plans.entry(split_name(folder).0).or_default().push(plan);
        }
        let versions = |(id, plans)| (id, Versions::new(id, plans).expect("a test checks the versions"));
        plans.into_iter().map(versions).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_plan_is_right() {
        for (id, files) in ALL {
            let plan = Plan::check(files).unwrap_or_else(|problems| {
                let shown = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
                panic!("{id}:\n{shown}")
            });
            assert_eq!(&*plan.id, split_name(id).0);
        }
        assert!(ids().iter().all(|id| find(id).is_some()));
    }
}
