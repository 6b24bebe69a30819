//! The plans built into the program.

use super::Plan;
use std::sync::OnceLock;

macro_rules! files {
    ($folder:literal: $($name:literal),+) => {
        &[$(($name, include_str!(concat!("../../../schemas/plans/", $folder, "/", $name)))),+]
    };
}

/// The files of a plan, `(name, text)` each.
pub type Files = &'static [(&'static str, &'static str)];

/// Every built-in plan: its id and its files.
pub const ALL: &[(&str, Files)] = &[
    (
        "tri-borough",
        files!("tri-borough": "plan.toml", "problem-1.toml", "problem-2.toml", "problem-3.toml", "problem-4.toml", "problem-5.toml", "problem-6.toml"),
    ),
    (
        "hackney",
        files!("hackney": "plan.toml", "problem-1.toml", "problem-2.toml", "problem-3.toml", "problem-4.toml", "problem-5.toml", "problem-6.toml"),
    ),
];

/// The checked built-in plan with this id. A test checks them all.
///
/// # Panics
/// If a built-in plan has a mistake.
#[must_use]
pub fn find(id: &str) -> Option<&'static Plan> {
    static PLANS: OnceLock<Vec<Plan>> = OnceLock::new();
    let plans = PLANS.get_or_init(|| {
        ALL.iter()
            .map(|(_, files)| Plan::check(files).expect("the built-in plans are checked by a test"))
            .collect()
    });
    plans.iter().find(|plan| &*plan.id == id)
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
            assert_eq!(&*plan.id, *id);
        }
    }
}
