//! How days, moments and digests are written in a manifest: as the text that people read, and read back strictly.

macro_rules! as_text {
    ($module:ident, $type:ty, $parse:path, $what:literal) => {
        pub mod $module {
            use serde::de::Error;
            use serde::{Deserialize, Deserializer, Serializer};

            pub fn serialize<S: Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(value)
            }

            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                let text = String::deserialize(deserializer)?;
                $parse(&text).ok_or_else(|| Error::custom(concat!("not ", $what)))
            }
        }
    };
}

as_text!(day, crate::domain::Day, crate::domain::Day::parse_iso, "a day");
as_text!(digest, crate::domain::Digest, crate::domain::Digest::parse, "a SHA-256");
as_text!(moment, crate::workspace::Moment, crate::workspace::Moment::parse, "a moment");

pub mod optional_digest {
    use crate::domain::Digest;
    use serde::{Deserializer, Serializer};

    pub fn serialize<S: Serializer>(value: &Option<Digest>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&value.map(|digest| digest.to_string()).unwrap_or_default())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Digest>, D::Error> {
        super::digest::deserialize(deserializer).map(Some)
    }
}
