//! What differs between two versions of a plan: two checked plans come in; what was added, removed and changed goes out, in
//! the words of the plan's page.

use crate::outcomes::parameters;
use crate::outcomes::plan::model::{CodeSet, DatedFigure};
use crate::outcomes::plan::{NodeIx, Plan};
use crate::reports::plan_page;
use serde::Serialize;
use std::collections::BTreeSet;

/// What differs. Everything is sorted by name or id.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Debug)]
pub struct Difference {
    /// Title, version, document, headings of problems, the employment route.
    pub head: Vec<Changed>,
    /// Parameters by their values in force, whether the plan sets them or leaves them.
    pub parameters: Vec<Changed>,
    /// Dated figures.
    pub figures: Vec<Changed>,
    /// Lists of codes.
    pub lists: Vec<Changed>,
    /// Letters, clauses and groups that only the new plan has, with their titles.
    pub added: Vec<Named>,
    /// Those that only the old plan has.
    pub removed: Vec<Named>,
    /// Those that both have and that ask something else, by the lines that differ.
    pub changed: Vec<Changed>,
}

/// A letter, clause or group.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Something that both plans have, or one of them lacks: then its side is empty.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Changed {
    /// What.
    pub what: String,
    /// As it was.
    pub was: Vec<String>,
    /// As it is now.
    pub now: Vec<String>,
}

impl Difference {
    /// What differs from `old` to `new`.
    #[must_use]
    pub fn between(old: &Plan, new: &Plan) -> Self {
        // A parameter with another value is told once, not at every clause that goes by it.
        let mut alike = new.clone();
        alike.parameters.clone_from(&old.parameters);
        let only_in = |one: &Plan, other: &Plan| -> Vec<Named> {
            let missing = one.by_id.iter().filter(|(id, _)| !other.by_id.contains_key(id.as_str()));
            missing
                .map(|(id, index)| Named { id: id.to_string(), title: one.node(*index).title.to_string() })
                .collect()
        };
        let both = old.by_id.iter().filter_map(|(id, index)| Some((id, *index, alike.find(id.as_str())?)));
        let of_node = |(id, was, now): (_, NodeIx, NodeIx)| {
            lines(&format!("{id}"), &plan_page::in_words(old, was), &plan_page::in_words(&alike, now))
        };
        Self {
            head: head(old, new),
            parameters: values(old, new),
            figures: figures(old, new),
            lists: lists(old, new),
            added: only_in(new, old),
            removed: only_in(old, new),
            changed: both.filter_map(of_node).collect(),
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The lines that one side has and the other has not; `None` if there are none.
fn lines(what: &str, was: &[String], now: &[String]) -> Option<Changed> {
    let without = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|line| !other.contains(line)).cloned().collect()
    };
    let (gone, come) = (without(was, now), without(now, was));
    let differs = !gone.is_empty() || !come.is_empty();
    differs.then(|| Changed { what: what.to_owned(), was: gone, now: come })
}

fn one(what: &str, was: String, now: String) -> Option<Changed> {
    let side = |text: String| if text.is_empty() { Vec::new() } else { vec![text] };
    (was != now).then(|| Changed { what: what.to_owned(), was: side(was), now: side(now) })
}

fn head(old: &Plan, new: &Plan) -> Vec<Changed> {
    let since = |plan: &Plan| plan.since.map_or_else(String::new, |day| day.to_string());
    let route = |plan: &Plan| -> Vec<String> {
        let parts = plan.employment.iter().flat_map(|route| &route.parts);
        parts.map(|part| plan.node(*part).id.to_string()).collect()
    };
    let text = |what: &str, was: &str, now: &str| one(what, was.to_owned(), now.to_owned());
    let mut found: Vec<Changed> = [
        text("title", &old.title, &new.title),
        text("version", &old.version, &new.version),
        one("since", since(old), since(new)),
        text("document", &old.document, &new.document),
        lines("continuous employment", &route(old), &route(new)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let numbers: BTreeSet<_> = old.problems.keys().chain(new.problems.keys()).collect();
    let title =
        |plan: &Plan, number: &str| plan.problems.get(number).map_or_else(String::new, ToString::to_string);
    found.extend(
        numbers
            .into_iter()
            .filter_map(|number| one(&format!("problem {number}"), title(old, number), title(new, number))),
    );
    found
}

fn values(old: &Plan, new: &Plan) -> Vec<Changed> {
    let changed = |definition: &parameters::Definition| {
        let value = |plan: &Plan| {
            plan.parameters.get(definition.name).map_or(definition.default, |value| value).to_owned()
        };
        one(definition.name, value(old), value(new))
    };
    parameters::ALL.iter().filter_map(changed).collect()
}

fn figures(old: &Plan, new: &Plan) -> Vec<Changed> {
    let told = |plan: &Plan, name: &str| -> Vec<String> {
        plan.figures.get(name).into_iter().flatten().map(figure).collect()
    };
    let names: BTreeSet<_> = old.figures.keys().chain(new.figures.keys()).collect();
    names.into_iter().filter_map(|name| lines(name, &told(old, name), &told(new, name))).collect()
}

fn figure(dated: &DatedFigure) -> String {
    let until = dated.until.map_or_else(String::new, |day| format!(" to {day}"));
    format!("{} from {}{until}", dated.value, dated.since)
}

fn lists(old: &Plan, new: &Plan) -> Vec<Changed> {
    let told = |plan: &Plan, name: &str| plan.sets.get(name).map(codes).unwrap_or_default();
    let names: BTreeSet<_> = old.sets.keys().chain(new.sets.keys()).collect();
    names.into_iter().filter_map(|name| lines(name, &told(old, name), &told(new, name))).collect()
}

/// The codes of a list, with the parameter's value where one picks it.
fn codes(set: &CodeSet) -> Vec<String> {
    let picked = |value: &str| match &set.parameter {
        Some(parameter) => format!(" where {parameter} is {value}"),
        None => String::new(),
    };
    let all = set.lists.iter().flat_map(|(value, codes)| codes.iter().map(move |code| (value, code)));
    all.map(|(value, code)| format!("{code}{}", picked(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"
[plan]
id = "small"
title = "A small plan"
version = "1"
document = "None"
[problems]
1 = "Crime"
[[codes]]
name = "proven"
list = ["convicted", "caution"]
[[figure]]
name = "line"
since = 2015-01-01
value = 15
[[criterion]]
id = "a"
problem = "1"
test = { is = "happened", facts = ["offence[@proven]"], window = "12 months" }
[[clause]]
id = "a-p1"
serves = ["a"]
test = { is = "at-most", facts = ["offence[convicted]"], window = "hold-months" }
[[clause]]
id = "a-p2"
serves = ["a"]
test = { is = "rate", facts = ["school-sessions[attended]"], window = "3 terms", at-least = "$line" }
"#;

    fn plan(text: &str) -> Plan {
        Plan::check(&[("plan.toml", text)]).expect("the plan is right")
    }

    /// What differs when one stretch is written otherwise.
    fn with(right: &str, other: &str) -> Difference {
        assert!(OLD.contains(right), "the stretch is in the plan");
        Difference::between(&plan(OLD), &plan(&OLD.replacen(right, other, 1)))
    }

    fn changed(what: &str, was: &[&str], now: &[&str]) -> Changed {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Changed { what: what.to_owned(), was: texts(was), now: texts(now) }
    }

    #[test]
    fn a_plan_does_not_differ_from_itself() {
        assert!(Difference::between(&plan(OLD), &plan(OLD)).is_empty());
    }

    #[test]
    fn a_parameter_is_told_once_and_not_at_every_clause_that_goes_by_it() {
        let found = with("[problems]", "[parameters]\nhold-months = 3\n[problems]");
        assert_eq!(found.parameters, [changed("hold-months", &["6"], &["3"])]);
        assert_eq!(Difference { parameters: Vec::new(), ..found }, Difference::default());
    }

    #[test]
    fn a_parameter_set_to_its_default_is_no_difference() {
        assert!(with("[problems]", "[parameters]\nhold-months = 6\n[problems]").is_empty());
    }

    #[test]
    fn a_changed_figure_of_a_clause_is_told_in_words() {
        let found = with("window = \"12 months\"", "window = \"6 months\"");
        assert_eq!(found.changed.len(), 1);
        let (was, now) = (&found.changed[0].was, &found.changed[0].now);
        assert!(was.len() == 1 && was[0].contains("in the last 12 months"), "{was:?}");
        assert!(now.len() == 1 && now[0].contains("in the last 6 months"), "{now:?}");
    }

    #[test]
    fn dated_figures_and_codes_are_told_by_what_came_and_went() {
        let found = with(
            "value = 15",
            "until = 2015-08-31\nvalue = 15\n[[figure]]\nname = \"line\"\nsince = 2015-09-01\nvalue = 10",
        );
        let now = ["15 from 2015-01-01 to 2015-08-31", "10 from 2015-09-01"];
        assert_eq!(found.figures, [changed("line", &["15 from 2015-01-01"], &now)]);
        let found = with("[\"convicted\", \"caution\"]", "[\"convicted\", \"youth-caution\"]");
        assert_eq!(found.lists, [changed("proven", &["caution"], &["youth-caution"])]);
    }

    #[test]
    fn clauses_that_came_or_went_are_named() {
        let found = with("id = \"a-p2\"", "id = \"a-p3\"\ntitle = \"Attendance.\"");
        assert_eq!(found.removed, [Named { id: "a-p2".to_owned(), title: String::new() }]);
        assert_eq!(found.added, [Named { id: "a-p3".to_owned(), title: "Attendance.".to_owned() }]);
    }

    #[test]
    fn another_way_to_join_parts_is_a_difference() {
        let grouped = format!("{OLD}[[group]]\nid = \"g\"\njoin = \"all\"\nparts = [\"a-p1\", \"a-p2\"]\n");
        let either = grouped.replacen("join = \"all\"", "join = \"any\"", 1);
        let found = Difference::between(&plan(&grouped), &plan(&either)).changed;
        assert_eq!(found.iter().map(|one| one.what.as_str()).collect::<Vec<_>>(), ["g"]);
    }
}
