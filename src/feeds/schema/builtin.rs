//! The feed schemas that come with the program.

use super::{FactNames, FeedSchema};

const TEXTS: &[(&str, &str)] = &[
    ("dwp_adms.json", include_str!("../../../schemas/feeds/dwp_adms.json")),
    ("education_attendance.json", include_str!("../../../schemas/feeds/education_attendance.json")),
    ("education_exclusions.json", include_str!("../../../schemas/feeds/education_exclusions.json")),
    ("police_bulk.json", include_str!("../../../schemas/feeds/police_bulk.json")),
    ("yot_offences.json", include_str!("../../../schemas/feeds/yot_offences.json")),
];

/// File name and text of each built-in schema, by name.
#[must_use]
pub fn builtin_texts() -> &'static [(&'static str, &'static str)] {
    TEXTS
}

/// The built-in schemas, by name.
///
/// # Panics
/// If a built-in schema is wrong; a test checks them all.
#[must_use]
pub fn builtin_schemas(facts: &dyn FactNames) -> Vec<FeedSchema> {
    let check = |(name, text): &(&str, &str)| FeedSchema::check(name, text, facts);
    TEXTS.iter().map(|entry| check(entry).expect("a test checks the built-in schemas")).collect()
}
