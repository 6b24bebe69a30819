//! Whether a family has a dependent child at engagement: 0 to 15; 16 to 18 in full-time education or training, or
//! unemployed, living with a parent (reading R22, as Harrow prints it).

use super::family::{FamilyView, Member};
use crate::facts::Vocabulary;

/// Whether a member was a dependent child on the day of engagement.
#[must_use]
pub fn has_dependent_child(view: &FamilyView<'_>) -> bool {
    view.members_on(view.engaged_on).any(|member| match member.person.age_on(view.engaged_on) {
        Some(0..=15) => true,
        Some(16..=18) => lives_with_parent(view, member) && is_learning_or_unemployed(view, member),
        _ => false,
    })
}

fn lives_with_parent(view: &FamilyView<'_>, child: &Member<'_>) -> bool {
    let day = view.engaged_on;
    let home = |member: &Member<'_>| {
        member.residences.iter().find(|home| home.period.contains(day)).map(|home| home.household.clone())
    };
    let own = home(child);
    own.is_some()
        && view
            .members_on(day)
            .any(|other| other.id() != child.id() && other.is_parenting_on(day) && home(other) == own)
}

/// In education, in training or without either and without work: the status in force that day.
fn is_learning_or_unemployed(view: &FamilyView<'_>, child: &Member<'_>) -> bool {
    let day = view.engaged_on;
    Vocabulary::builtin().find("eet-status").is_some_and(|kind| {
        child.facts(kind).filter(|fact| fact.period().contains(day)).any(|fact| {
            fact.code.as_ref().is_some_and(|code| matches!(code.as_str(), "education" | "training" | "neet"))
        })
    })
}
