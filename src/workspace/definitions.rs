//! The definitions that are built into the program (vocabulary, plans, feed schemas, calendars) as bytes with digests.

use crate::domain::Digest;

/// What a definition defines; written in ledgers and manifests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// School terms.
    Calendar,
    /// An outcomes plan.
    Plan,
    /// The layout of a feed.
    Schema,
    /// The list of facts.
    Vocabulary,
}

impl Kind {
    /// As written in ledgers and manifests.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Plan => "plan",
            Self::Schema => "schema",
            Self::Vocabulary => "vocabulary",
        }
    }
}

/// One built-in definition.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Definition {
    /// What it defines.
    pub kind: Kind,
    /// Its name, without folder or ending.
    pub name: &'static str,
    /// Its bytes as they stand in the repository.
    pub text: &'static str,
}

/// All built-in definitions, sorted by kind and name.
#[must_use]
pub fn builtin() -> Vec<Definition> {
    let mut all = vec![Definition {
        kind: Kind::Vocabulary,
        name: "facts",
        text: include_str!("../../schemas/facts.csv"),
    }];
    all.sort_unstable();
    all
}

/// The digest of all built-in definitions together, first 12 hex digits: two programs that show the same one read, test and
/// name things alike.
#[must_use]
pub fn digest() -> String {
    let lines: String = builtin()
        .iter()
        .map(|one| format!("{} {} {}\n", one.kind.as_str(), one.name, Digest::of(one.text.as_bytes())))
        .collect();
    Digest::of(lines.as_bytes()).short()
}
