//! What is known of the schemes of identifiers: which are strong, and of which a person has only one.

/// Schemes whose numbers one service gives to one person and checks, strongest first. A valid number of theirs names a
/// person without anything beside it.
const STRONG: &[&str] = &["upn", "nhs", "nino", "pnc", "submission"];

/// Schemes of which a person has one number for life, so that two numbers are two people, or a mistake.
const ONE_PER_PERSON: &[&str] = &["upn", "nhs", "nino", "pnc"];

/// Whether the number alone names a person.
pub(super) fn is_strong(scheme: &str) -> bool {
    STRONG.contains(&scheme)
}

/// Whether a person has only one number of this scheme.
pub(super) fn one_per_person(scheme: &str) -> bool {
    ONE_PER_PERSON.contains(&scheme)
}

/// The place of a scheme among those that fit: the strong ones in their order, then the others by name.
pub(super) fn rank(scheme: &str) -> usize {
    STRONG.iter().position(|strong| *strong == scheme).unwrap_or(STRONG.len())
}
