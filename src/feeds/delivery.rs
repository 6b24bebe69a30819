//! A delivered file, and which feed it belongs to.
//!
//! A path and the feed schemas come in; the one schema and the period that the folder and the file name state go out. The
//! content is not looked at here and nothing is guessed: a file that no schema claims is set aside.

use super::period::DeliveryPeriod;
use super::schema::FeedSchema;
use crate::domain::{Day, Digest, SchoolCalendar};
use crate::problem::{Kind, Place, Problem};

/// A delivered file.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'b> {
    /// Its name, without folders.
    pub name: &'b str,
    /// Its raw bytes.
    pub bytes: &'b [u8],
    /// The digest of the bytes.
    pub digest: Digest,
    /// The day it was received: no event can lie after it.
    pub received_on: Day,
}

/// The feed and period of a file.
#[derive(Clone, Debug)]
pub struct Identified<'s> {
    /// The schema in whose layout the period is delivered.
    pub schema: &'s FeedSchema,
    /// What the file is about.
    pub period: DeliveryPeriod,
}

/// The last part of a path, whichever way its separators lean.
#[must_use]
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// Tells the feed by the folder the file lies in, else by the beginning of its name, and the period by its name.
///
/// Of several layouts of one feed the latest that holds by the end of the period is taken; of two that hold since the same
/// day the later in the list, so that a workspace can replace a built-in one.
///
/// # Errors
/// `F105` if no schema claims the file, `F104` if it lies in the folder of one feed and is named as another, `F306` if the
/// name states no period or no layout holds for it.
pub fn identify<'s>(
    path: &str,
    schemas: &'s [FeedSchema],
    calendar: &SchoolCalendar,
) -> Result<Identified<'s>, Problem> {
    let file = file_name(path);
    let place = || Place::file(file);
    let folder = path[..path.len() - file.len()].trim_end_matches(['/', '\\']);
    let in_folder = schemas.iter().find(|schema| &*schema.feed == file_name(folder));
    let by_name = schemas.iter().find(|schema| schema.names.claims(file));
    let feed = match (in_folder, by_name) {
        (Some(own), Some(other)) if own.feed != other.feed => {
            let detail =
                format!("the file lies in the folder of {} and is named as {}", own.feed, other.feed);
            return Err(Problem::new(Kind::NotThisFeed, place(), detail).with_hint("move or rename the file"));
        }
        (Some(schema), _) | (None, Some(schema)) => &schema.feed,
        (None, None) => {
            let problem =
                Problem::new(Kind::UnknownFeed, place(), "no feed schema claims this folder or file name");
            return Err(
                problem.with_hint("put the file in the folder of its feed, named as the feed's schema says")
            );
        }
    };
    let layouts = || schemas.iter().filter(|schema| schema.feed == *feed);
    let Some(period) = layouts().find_map(|schema| schema.names.period(file, calendar)) else {
        let patterns: Vec<_> = layouts().map(|schema| schema.names.text()).collect();
        let problem = Problem::new(Kind::UnknownPeriod, place(), "the file name does not state a period");
        let hint = format!("name it as {}; a term must be in the school calendar", patterns.join(" or "));
        return Err(problem.with_hint(hint));
    };
    let layout = layouts().filter(|schema| schema.since <= period.days.to).max_by_key(|schema| schema.since);
    match layout {
        Some(schema) => Ok(Identified { schema, period }),
        None => {
            let detail = format!("no layout of {feed} holds for {}", period.name);
            Err(Problem::new(Kind::UnknownPeriod, place(), detail))
        }
    }
}
