//! Hand-written families for the sample: each shows one thing that Hearth must get right.
//!
//! Stories written in `*.toml` come in; their people, homes and events are added to a borough, and what must be said of
//! them goes out. They pass through the same renderers as everybody else.

mod cast;
mod form;
mod line;
pub mod pages;

use super::timetable::Timetable;
use super::world::Borough;
use form::{Book, Story};

/// The books, in the order of the families' ids.
const BOOKS: &[(&str, &str)] = &[
    ("crime", include_str!("crime.toml")),
    ("school", include_str!("school.toml")),
    ("work", include_str!("work.toml")),
    ("families", include_str!("families.toml")),
];

/// All stories, in the order of their ids.
///
/// # Panics
/// If a book is not written as [`form`] says; a test reads them all.
#[must_use]
fn read() -> Vec<Story> {
    let mut stories = Vec::new();
    for (name, text) in BOOKS {
        match toml::from_str::<Book>(text) {
            Ok(book) => stories.extend(book.family),
            Err(error) => panic!("stories/{name}.toml: {error}"),
        }
    }
    stories
}

/// Adds every story's family to the borough and gives what must be said of them.
#[must_use]
pub fn tell(borough: &mut Borough, timetable: &Timetable) -> pages::Expectations {
    let stories = read();
    for story in &stories {
        cast::family(borough, story, timetable);
    }
    pages::Expectations::of(&stories)
}
