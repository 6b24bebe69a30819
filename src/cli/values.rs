//! Checks of argument values that several commands share: text as typed comes in, days and settings go out.

use super::failure::Failure;
use crate::domain::Day;
use crate::outcomes::parameters;
use crate::problem::nearest;
use crate::workspace::Moment;

/// In place of a day: the end of the last month that is over.
const LAST_MONTH_END: &str = "last-month-end";

/// A day written `YYYY-MM-DD`.
///
/// # Errors
/// Wrong usage, naming the option.
pub fn day(option: &str, text: &str) -> Result<Day, Failure> {
    let day = Day::parse_iso(text).ok_or_else(|| {
        Failure::usage(
            format!("{option}: `{text}` is not a day"),
            "write it as YYYY-MM-DD, for example 2017-03-31",
        )
    })?;
    if !(1990..2200).contains(&day.year()) {
        let message = format!("{option}: {day} is no day of a programme for families");
        return Err(Failure::usage(message, "years from 1990 to 2199 are taken"));
    }
    Ok(day)
}

/// A day written `YYYY-MM-DD`, or `last-month-end`: the last day of the month before that of the moment taken for now, a
/// month that is over by any clock.
///
/// # Errors
/// Wrong usage, naming the option.
pub fn asked_day(option: &str, text: &str, now: Moment) -> Result<Day, Failure> {
    if text == LAST_MONTH_END { Ok(now.day().months_before(1).month_end()) } else { day(option, text) }
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

/// A parameter of the plan language and a value it may have, written `key=value`.
///
/// # Errors
/// Wrong usage, where the sign is missing, no parameter has the name or it cannot have the value.
pub fn setting(text: &str) -> Result<(String, String), Failure> {
    let Some((key, value)) = text.split_once('=').map(|(key, value)| (key.trim(), value.trim())) else {
        let message = format!("--set: `{text}` is no key and value");
        return Err(Failure::usage(message, "write it as key=value, for example --set hold-months=6"));
    };
    let Some(parameter) = parameters::find(key) else {
        let near = nearest(key, parameters::names()).map(|near| format!("did you mean `{near}`?"));
        let hint = near.unwrap_or_else(|| "the manifest of a run lists them all".to_owned());
        return Err(Failure::usage(format!("--set: there is no parameter `{key}`"), hint));
    };
    if !parameter.accepts(value) {
        let message = format!("--set: `{key}` cannot be `{value}`");
        return Err(Failure::usage(message, format!("it is {}", parameter.expected())));
    }
    Ok((key.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_month_end_is_that_of_a_month_that_is_over() {
        let asked = |now: &str| {
            let now = Moment::parse(now).expect("a test moment");
            asked_day("--as-of", LAST_MONTH_END, now).map(|day| day.to_string()).ok()
        };
        assert_eq!(asked("2017-04-01T00:00:00Z").as_deref(), Some("2017-03-31"));
        assert_eq!(asked("2017-03-31T23:59:59Z").as_deref(), Some("2017-02-28"));
        assert_eq!(asked("2017-01-15").as_deref(), Some("2016-12-31"));
        assert!(asked_day("--as-of", "month-end", Moment::from_unix(0)).is_err());
    }
}
