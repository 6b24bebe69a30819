//! The versions of one plan: checked plans with one id come in, and for a day the one in force goes out. A version is in
//! force from its first day to the day before the next one's; the first also holds before its own.

use super::Plan;
use crate::domain::{Day, Text};
use crate::problem::{Kind, Place, Problem};

/// All versions of a plan, in order of the day each came into force. There is always one.
#[derive(Clone, Debug)]
pub struct Versions {
    plans: Vec<Plan>,
}

/// `tri-borough@6.3` as id and version; without `@` no version is named.
#[must_use]
pub fn split_name(name: &str) -> (&str, Option<&str>) {
    name.split_once('@').map_or((name, None), |(id, version)| (id, Some(version)))
}

impl Versions {
    /// The versions of the plan with this id.
    ///
    /// # Errors
    /// No plan at all; another id among them; two of one name; two that begin on one day.
    pub fn new(id: &str, mut plans: Vec<Plan>) -> Result<Self, Vec<Problem>> {
        plans.sort_by(|a, b| (a.since, &a.version).cmp(&(b.since, &b.version)));
        let problem = |kind: Kind, detail: String, hint: &str| {
            Problem::new(kind, Place::file("plan.toml"), detail).with_hint(hint)
        };
        let mut problems = Vec::new();
        if plans.is_empty() {
            let hint = "`hearth plan list` shows the plans that there are";
            problems.push(problem(Kind::PlanNotFound, format!("there is no plan `{id}`"), hint));
        }
        for plan in plans.iter().filter(|plan| &*plan.id != id) {
            let detail = format!("the plan `{}` stands where `{id}` is looked for", plan.id);
            let hint = "a plan's folder is called by its id, or by its id, an @ and its version";
            problems.push(problem(Kind::PlanVersions, detail, hint));
        }
        for (at, plan) in plans.iter().enumerate() {
            let twice = |other: &&Plan| other.version == plan.version || other.since == plan.since;
            for other in plans[..at].iter().filter(twice) {
                let (one, two, since) = (&other.version, &plan.version, day(plan.since));
                let detail = if one == two {
                    format!("version {one} of `{id}` stands twice")
                } else {
                    format!("versions {one} and {two} of `{id}` both come into force {since}")
                };
                problems.push(problem(
                    Kind::PlanVersions,
                    detail,
                    "give each its version and its first day: since = 2016-12-12",
                ));
            }
        }
        if problems.is_empty() { Ok(Self { plans }) } else { Err(problems) }
    }

    /// The version in force on a day.
    #[must_use]
    pub fn in_force(&self, day: Day) -> &Plan {
        let began = |plan: &&Plan| plan.since.is_none_or(|since| since <= day);
        self.plans.iter().rev().find(began).unwrap_or(&self.plans[0])
    }

    /// The version with this name.
    #[must_use]
    pub fn named(&self, version: &str) -> Option<&Plan> {
        self.plans.iter().find(|plan| &*plan.version == version)
    }

    /// The version that came into force last.
    #[must_use]
    pub fn latest(&self) -> &Plan {
        &self.plans[self.plans.len() - 1]
    }

    /// All, in order of the day each came into force.
    #[must_use]
    pub fn all(&self) -> &[Plan] {
        &self.plans
    }

    /// The names of the versions, in the same order.
    #[must_use]
    pub fn names(&self) -> Vec<Text> {
        self.plans.iter().map(|plan| plan.version.clone()).collect()
    }
}

fn day(since: Option<Day>) -> String {
    since.map_or_else(|| "without a first day".to_owned(), |day| format!("on {day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(version: &str, since: &str) -> Plan {
        let since = if since.is_empty() { String::new() } else { format!("since = {since}\n") };
        let head = format!(
            "[plan]\nid = \"small\"\ntitle = \"Small\"\nversion = \"{version}\"\n{since}document = \"None\"\n"
        );
        Plan::check(&[("plan.toml", &head)]).expect("the plan is right")
    }

    fn on(text: &str) -> Day {
        Day::parse_iso(text).expect("a day")
    }

    #[test]
    fn a_version_is_in_force_from_its_first_day_to_the_day_before_the_next() {
        let versions =
            Versions::new("small", vec![plan("2", "2016-04-01"), plan("1", ""), plan("3", "2017-04-01")]);
        let versions = versions.expect("three versions");
        let version = |day: &str| versions.in_force(on(day)).version.to_string();
        assert_eq!(
            ["1900-01-01", "2016-03-31", "2016-04-01", "2017-03-31", "2017-04-01"].map(version),
            ["1", "1", "2", "2", "3"]
        );
        assert_eq!(&*versions.latest().version, "3");
        assert!(versions.named("2").is_some() && versions.named("4").is_none());
    }

    #[test]
    fn the_first_version_also_holds_before_its_first_day() {
        let versions = Versions::new("small", vec![plan("1", "2016-04-01")]).expect("one version");
        assert_eq!(&*versions.in_force(on("2015-01-01")).version, "1");
    }

    #[test]
    fn versions_that_cannot_be_told_apart_are_refused() {
        let details = |plans: Vec<Plan>| -> Vec<String> {
            Versions::new("small", plans).expect_err("refused").into_iter().map(|one| one.detail).collect()
        };
        assert_eq!(
            details(vec![plan("1", "2015-01-01"), plan("1", "2016-01-01")]),
            ["version 1 of `small` stands twice"]
        );
        assert_eq!(
            details(vec![plan("1", ""), plan("2", "")]),
            ["versions 1 and 2 of `small` both come into force without a first day"]
        );
        assert_eq!(details(Vec::new()), ["there is no plan `small`"]);
    }

    #[test]
    fn a_plan_of_another_id_is_no_version() {
        assert!(Versions::new("other", vec![plan("1", "")]).is_err());
    }

    #[test]
    fn a_name_may_hold_a_version() {
        assert_eq!(split_name("small@1.2"), ("small", Some("1.2")));
        assert_eq!(split_name("small"), ("small", None));
    }
}
