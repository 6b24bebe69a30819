//! The feed schemas and the school calendar of a list of definitions, checked together: what is needed to tell a file's feed
//! and period and to read it.

use super::definitions::{Definition, Kind};
use crate::domain::SchoolCalendar;
use crate::facts::{Vocabulary, interchange};
use crate::feeds::schema::FeedSchema;
use crate::problem::Problem;

/// Checked layouts.
#[derive(Clone, Debug)]
pub struct Layouts {
    /// Every feed schema, by file name.
    pub schemas: Vec<FeedSchema>,
    /// The council's school terms.
    pub calendar: SchoolCalendar,
}

impl Layouts {
    /// Checks the schemas and the calendar among the definitions.
    ///
    /// # Errors
    /// Every mistake in any of them.
    pub fn check(definitions: &[Definition]) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut schemas = Vec::new();
        let mut calendar = SchoolCalendar::default();
        for one in definitions {
            match one.kind {
                Kind::Schema => match FeedSchema::check(&one.name, &one.text, Vocabulary::builtin()) {
                    Ok(schema) => schemas.push(schema),
                    Err(found) => problems.extend(found),
                },
                Kind::Calendar => {
                    let read = interchange::read_terms(&one.name, one.text.as_bytes());
                    problems.extend(read.rejects);
                    calendar = read.value;
                }
                Kind::LinkModel | Kind::Plan | Kind::Programme | Kind::Vocabulary => {}
            }
        }
        if problems.is_empty() { Ok(Self { schemas, calendar }) } else { Err(problems) }
    }
}
