//! Moments at which things became known: UTC, to the second. Never read from a clock here.

use crate::domain::Day;
use std::fmt;

/// A second in UTC. Written `2017-04-03T09:30:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment {
    day: Day,
    /// Second of the day, 0 to 86399.
    second: u32,
}

const LAST_SECOND: u32 = 86_399;

impl Moment {
    /// Reads `YYYY-MM-DDThh:mm:ssZ`, or a bare `YYYY-MM-DD`, which means the end of that day.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some((day, time)) = text.split_once('T') else {
            return Day::parse_iso(text).map(Self::end_of);
        };
        let day = Day::parse_iso(day)?;
        let bytes = time.as_bytes();
        if bytes.len() != 9 || bytes[2] != b':' || bytes[5] != b':' || bytes[8] != b'Z' {
            return None;
        }
        let part = |from: usize, below: u32| {
            let digits =
                time.get(from..from + 2).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            digits?.parse::<u32>().ok().filter(|number| *number < below)
        };
        Some(Self { day, second: part(0, 24)? * 3600 + part(3, 60)? * 60 + part(6, 60)? })
    }

    /// The last second of a day.
    #[must_use]
    pub fn end_of(day: Day) -> Self {
        Self { day, second: LAST_SECOND }
    }

    /// So many seconds after the beginning of 1970, as system clocks count.
    #[must_use]
    pub fn from_unix(seconds: u64) -> Self {
        let day = i32::try_from(seconds / 86_400).unwrap_or(i32::MAX / 1000);
        let second = u32::try_from(seconds % 86_400).expect("a rest below 86,400 fits");
        Self { day: Day::from_number(day), second }
    }

    /// The day, in UTC.
    #[must_use]
    pub fn day(self) -> Day {
        self.day
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}Z", self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Option<String> {
        Moment::parse(text).map(|moment| moment.to_string())
    }

    #[test]
    fn a_bare_day_means_its_end() {
        assert_eq!(written("2017-04-03").as_deref(), Some("2017-04-03T23:59:59Z"));
        assert!(Moment::parse("2017-04-03T23:59:58Z") < Moment::parse("2017-04-03"));
    }

    #[test]
    fn only_utc_to_the_second_is_read() {
        assert_eq!(written("2017-04-03T09:05:07Z").as_deref(), Some("2017-04-03T09:05:07Z"));
        for text in
            ["2017-04-03T09:05Z", "2017-04-03T09:05:07", "2017-04-03T24:00:00Z", "2017-04-03T+9:05:07Z"]
        {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn clocks_count_from_1970() {
        assert_eq!(Moment::from_unix(86_400 + 61).to_string(), "1970-01-02T00:01:01Z");
    }
}
