//! Identifiers as newtypes over shared text, so that a family id cannot be passed where a person id belongs.

use std::fmt;
use std::sync::Arc;

/// Shared, immutable text.
pub type Text = Arc<str>;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Text);

        impl $name {
            /// Wraps the text as given; ordering compares bytes.
            #[must_use]
            pub fn new(text: impl Into<Text>) -> Self {
                Self(text.into())
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(Text::from(text))
            }
        }
    };
}

text_id!(
    /// A family of the cohort (`families.csv`, `family_id`).
    FamilyId
);
text_id!(
    /// A person of the cohort (`people.csv`, `person_id`).
    PersonId
);
text_id!(
    /// A home of the cohort (`residences.csv`, `household_id`).
    HouseholdId
);
text_id!(
    /// A clause, group or letter of a plan, for example `tb-1a-p1a`.
    ClauseId
);
text_id!(
    /// The subtype or level of a fact, for example `convicted`; free text for some facts.
    Code
);
text_id!(
    /// What ties the facts of one case together: an incident number, a plan id, `agency/signer/tool`.
    Reference
);
