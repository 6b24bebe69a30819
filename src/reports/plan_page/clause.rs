//! One letter, clause or group of a plan in full: who is asked, what is tested, when it is unknown or not asked, which
//! parameters decide, what is ours and not printed. A node comes in, Markdown lines go out.

use super::told::{Told, When, told};
use super::words::{Words, facts, row, scope};
use crate::outcomes::plan::model::{Criterion, WhereHeld};
use crate::outcomes::plan::{Asked, Clause, Node, Plan, Scope, Test};
use std::collections::BTreeSet;

/// How the line of parameters begins.
pub const DECIDED_BY: &str = "- Decided by";

/// The lines of a node, each a bullet; empty for a group that only joins its parts.
#[must_use]
pub fn lines(plan: &Plan, node: &Node) -> Vec<String> {
    let words = Words { plan };
    let mut lines = Vec::new();
    let mut parameters = BTreeSet::new();
    if let Some(clause) = &node.clause {
        let entry = node.criterion.is_some();
        let when = if entry { When::Entry } else { When::Progress };
        let asked = told(&clause.test, words, when);
        lines.extend(who(clause, entry).map(|who| format!("- Asked of {who}.")));
        tested(&mut lines, &asked);
        conditions(&mut lines, &mut parameters, clause, plan);
        listed(&mut lines, "Unknown", &asked.unknown);
        listed(&mut lines, "Not applicable", &asked.not_applicable);
        parameters.extend(asked.parameters);
    }
    if let Some(criterion) = &node.criterion {
        self::criterion(&mut lines, &mut parameters, criterion, plan);
    }
    if !node.interchangeable.is_empty() {
        let problems = row(&node.interchangeable.iter().map(ToString::to_string).collect::<Vec<_>>(), "or");
        lines.push(format!("- May stand in for problem {problems} where that has no measure (reading R21)."));
        parameters.insert("interchangeable".to_owned());
    }
    ours(&mut lines, node);
    if !lines.is_empty() {
        lines.push(format!("- Printed at: {}.", printed_at(node)));
    }
    deciding(&mut lines, &parameters, words);
    lines
}

/// Who is asked; nothing for an entry of anyone, which is the rule.
#[must_use]
pub fn who(clause: &Clause, entry: bool) -> Option<String> {
    if matches!(clause.test, Test::Cohort) {
        return Some("no family: it is a figure of the whole cohort".to_owned());
    }
    let (one, all) = (scope(clause.scope, false), scope(clause.scope, true));
    Some(match clause.asked {
        Asked::Any if entry && clause.scope == Scope::ANYONE => return None,
        Asked::Any => format!("any {one}"),
        Asked::Every => format!("every {one}"),
        Asked::Each => format!("each {one} who triggered it"),
        Asked::Sum => format!("all {all}, added together"),
        Asked::Together => format!("all {all}, taken together"),
        Asked::Family => "the family".to_owned(),
    })
}

fn tested(lines: &mut Vec<String>, told: &Told) {
    lines.push(format!("- Tested: {}.", told.asked.join("; ")));
    below(lines, told, 1);
}

fn below(lines: &mut Vec<String>, told: &Told, depth: usize) {
    for one in &told.below {
        lines.push(format!("{}- {}.", "  ".repeat(depth), one.asked.join("; ")));
        below(lines, one, depth + 1);
    }
}

/// What holds of the clause beside its test.
fn conditions(lines: &mut Vec<String>, parameters: &mut BTreeSet<String>, clause: &Clause, plan: &Plan) {
    let Clause {
        serves,
        scope: _,
        asked: _,
        test: _,
        home,
        home_only,
        any_for,
        follows,
        child_only,
        arm,
        process_only,
        corrected,
        family_member,
        contrary,
        seen_in,
        where_held,
    } = clause;
    let ids = |letters: &[crate::outcomes::plan::NodeIx]| {
        row(&letters.iter().map(|letter| format!("`{}`", plan.node(*letter).id)).collect::<Vec<_>>(), "and")
    };
    let mut say = |holds: bool, line: String| lines.extend(holds.then(|| format!("- {line}")));
    say(!serves.is_empty(), format!("Shows progress for {}.", ids(serves)));
    say(*home && !home_only, "Facts about the home count too.".to_owned());
    say(*home_only, "Only facts about the home count.".to_owned());
    say(!any_for.is_empty(), format!("For {} one person is enough.", ids(any_for)));
    say(
        *follows,
        "Whoever was in scope at engagement is asked also after the eighteenth birthday (reading R12)."
            .to_owned(),
    );
    say(
        *child_only,
        "Void for whoever has turned 18, where events follow the person (reading R12).".to_owned(),
    );
    say(
        *process_only,
        "A step that shows no change: it settles its letter unless that is tightened (reading R11)."
            .to_owned(),
    );
    say(*corrected, "A corrected reading of the print (reading R28).".to_owned());
    say(*family_member, "Flagged where another member shows it than who triggered the letter.".to_owned());
    say(
        !contrary.is_empty(),
        format!("Not met where {} is on record in the last `hold-months` (reading R10).", facts(contrary)),
    );
    say(
        !seen_in.is_empty(),
        format!("Silence counts only where {} is on record in every counted term.", facts(seen_in)),
    );
    if let Some(WhereHeld { facts: held }) = where_held {
        say(true, format!("Only of people who held {} at engagement.", facts(held)));
    }
    if let Some(arm) = arm {
        let picked = told(arm, Words { plan }, When::Progress);
        say(true, format!("Only where this holds, else not applicable: {}.", picked.asked.join("; ")));
    }
    parameters.extend(parameters_asked(clause, plan));
}

/// The parameters that decide something about a clause beside the figures of its test.
fn parameters_asked(clause: &Clause, plan: &Plan) -> Vec<String> {
    let decided = [
        (&["process-only"][..], clause.process_only),
        (&["family-member"], clause.family_member),
        (&["age-18"], clause.follows || clause.child_only),
        (&["dv-contrary", "hold-months"], !clause.contrary.is_empty()),
    ];
    let named = decided.into_iter().filter(|(_, holds)| *holds).flat_map(|(names, _)| names);
    named.map(|name| (*name).to_owned()).chain(proven(clause, plan)).collect()
}

/// The parameters that pick the lists of codes a clause names.
fn proven(clause: &Clause, plan: &Plan) -> Vec<String> {
    let selections = clause.test.selections().into_iter().flatten();
    let lists = selections.filter_map(|selector| match &selector.codes {
        crate::outcomes::plan::Codes::Named(name) => plan.sets.get(name)?.parameter.as_ref(),
        _ => None,
    });
    lists.map(ToString::to_string).collect()
}

/// What holds of a criterion beside its test.
fn criterion(lines: &mut Vec<String>, parameters: &mut BTreeSet<String>, criterion: &Criterion, plan: &Plan) {
    let Criterion {
        problem: _,
        goal: _,
        gate,
        entered_by_state,
        child,
        void,
        off,
        lapses_at,
        no_way_printed,
        one_heading_with,
    } = criterion;
    let mut say = |holds: bool, line: &str| lines.extend(holds.then(|| format!("- {line}")));
    say(*gate, "Its own test must hold beside its parts.");
    say(*entered_by_state, "Entered by a state or judgement and not by counted events (reading R4).");
    say(*child, "About children: it lapses on the eighteenth birthday where the plan says so (reading R12).");
    say(*void, "Void at once: shown only (reading R13).");
    say(*off, "Printed, and never tested (reading R28).");
    say(
        *no_way_printed,
        "The plan prints no way to show progress: the letter stays unknown, `no-measure` (reading R14).",
    );
    if let Some(age) = lapses_at {
        say(
            true,
            &format!(
                "Void from the birthday number {age} of the child, unless the place began earlier (reading R13)."
            ),
        );
    }
    if !one_heading_with.is_empty() {
        let ids: Vec<String> =
            one_heading_with.iter().map(|index| format!("`{}`", plan.node(*index).id)).collect();
        say(true, &format!("A fact shared with {} counts under one heading (reading R22).", row(&ids, "or")));
        parameters.insert("one-fact-one-heading".to_owned());
    }
    if *child {
        parameters.insert("age-18".to_owned());
    }
}

fn listed(lines: &mut Vec<String>, what: &str, sentences: &[String]) {
    let mut told: Vec<&String> = Vec::new();
    for one in sentences {
        if !told.contains(&one) {
            told.push(one);
        }
    }
    if !told.is_empty() {
        let told: Vec<&str> = told.into_iter().map(String::as_str).collect();
        lines.push(format!("- {what} {}.", told.join("; ")));
    }
}

fn ours(lines: &mut Vec<String>, node: &Node) {
    if node.serves_inferred {
        lines.push(
            "- Which letters it serves is inferred and not printed, for the plan's owner to confirm."
                .to_owned(),
        );
    }
    if !node.assumed.is_empty() {
        lines.push(format!("- **Ours and not printed, for the plan's owner to confirm:** {}", node.assumed));
    }
}

/// Section and letter or row of the print: as the plan's file says, else as the id does.
fn printed_at(node: &Node) -> String {
    if !node.reference.is_empty() {
        return node.reference.to_string();
    }
    let place = node.id.as_str().split_once('-').map_or(node.id.as_str(), |(_, place)| place);
    let section: String = place.chars().take_while(char::is_ascii_digit).collect();
    if section.is_empty() { place.to_owned() } else { format!("section {section}, {place}") }
}

fn deciding(lines: &mut Vec<String>, parameters: &BTreeSet<String>, words: Words<'_>) {
    if !parameters.is_empty() {
        let values: Vec<String> =
            parameters.iter().map(|name| format!("`{name}` = {}", words.value(name))).collect();
        lines.push(format!("{DECIDED_BY} {}.", values.join(", ")));
    }
}
