//! Checks of argument values that several commands share: text as typed comes in, days and settings go out.

use super::failure::Failure;
use crate::domain::Day;
use crate::workspace::Moment;

/// A day written `YYYY-MM-DD`.
///
/// # Errors
/// Wrong usage, naming the option.
pub fn day(option: &str, text: &str) -> Result<Day, Failure> {
    Day::parse_iso(text).ok_or_else(|| {
        Failure::usage(
            format!("{option}: `{text}` is not a day"),
            "write it as YYYY-MM-DD, for example 2017-03-31",
        )
    })
}

/// A moment written `YYYY-MM-DDThh:mm:ssZ` or `YYYY-MM-DD`.
///
/// # Errors
/// Wrong usage, naming the option.
pub fn moment(option: &str, text: &str) -> Result<Moment, Failure> {
    Moment::parse(text).ok_or_else(|| {
        Failure::usage(
            format!("{option}: `{text}` is not a moment"),
            "write it as 2017-04-03T09:30:00Z (UTC), or as 2017-04-03 for the end of that day",
        )
    })
}

/// A parameter and its value, written `key=value`.
///
/// # Errors
/// Wrong usage, where the sign or the key is missing.
pub fn setting(text: &str) -> Result<(String, String), Failure> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.trim().to_owned())),
        _ => Err(Failure::usage(
            format!("--set: `{text}` has no key or no value"),
            "write it as key=value, for example --set hold-months=6",
        )),
    }
}
