//! A calendar day and the arithmetic the plans need: calendar months, weeks, birthdays, month ends.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use std::fmt;

/// A calendar day without a time or a time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// The day with this year, month and day of the month, if the calendar has it.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// Reads `YYYY-MM-DD` exactly: four, two and two digits. Anything else is `None`.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let digits = |range: std::ops::Range<usize>| -> Option<u32> {
            bytes[range]
                .iter()
                .try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
        };
        Self::new(i32::try_from(digits(0..4)?).ok()?, digits(5..7)?, digits(8..10)?)
    }

    /// From a chrono date.
    #[must_use]
    pub fn from_date(date: NaiveDate) -> Self {
        Self(date)
    }

    /// As a chrono date.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        self.0
    }

    /// Days since 1 January 1970, negative before.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0.to_epoch_days()
    }

    /// The day `number` days after 1 January 1970.
    ///
    /// # Panics
    /// Beyond chrono's range of about 262,000 years.
    #[must_use]
    pub fn from_number(number: i32) -> Self {
        Self(NaiveDate::from_epoch_days(number).expect("the day lies within the calendar"))
    }

    /// Year, for example 2017.
    #[must_use]
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.0.month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day_of_month(self) -> u32 {
        self.0.day()
    }

    /// The day `days` later (earlier when negative).
    #[must_use]
    pub fn plus_days(self, days: i32) -> Self {
        let shift = Days::new(u64::from(days.unsigned_abs()));
        let moved = if days < 0 { self.0.checked_sub_days(shift) } else { self.0.checked_add_days(shift) };
        Self(moved.expect("the day lies within the calendar"))
    }

    /// The day before.
    #[must_use]
    pub fn before(self) -> Self {
        self.plus_days(-1)
    }

    /// The day after.
    #[must_use]
    pub fn after(self) -> Self {
        self.plus_days(1)
    }

    /// The same day number `months` calendar months earlier, or the last day of that month if it has no such day.
    #[must_use]
    pub fn months_before(self, months: u32) -> Self {
        Self(self.0.checked_sub_months(Months::new(months)).expect("the day lies within the calendar"))
    }

    /// The same day number `months` calendar months later, or the last day of that month if it has no such day.
    #[must_use]
    pub fn months_after(self, months: u32) -> Self {
        Self(self.0.checked_add_months(Months::new(months)).expect("the day lies within the calendar"))
    }

    /// Whole days from `earlier` to this day; 0 on the same day, negative if `earlier` is later.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        self.number() - earlier.number()
    }

    /// The last day of this day's month.
    #[must_use]
    pub fn month_end(self) -> Self {
        let first = self.0.with_day(1).expect("every month has a first day");
        Self(first).months_after(1).before()
    }

    /// The birthday in the year a person born on this day turns `age`; 1 March for those born on 29 February in other years.
    #[must_use]
    pub fn birthday(self, age: u32) -> Self {
        let year = self.year() + i32::try_from(age).expect("an age fits");
        Self::new(year, self.month(), self.day_of_month())
            .unwrap_or_else(|| Self::new(year, 3, 1).expect("every year has a first of March"))
    }

    /// Age in completed years on `day` of a person born on this day; `None` before birth.
    #[must_use]
    pub fn age_on(self, day: Self) -> Option<u32> {
        if day < self {
            return None;
        }
        let years = u32::try_from(day.year() - self.year()).ok()?;
        Some(if self.birthday(years) <= day { years } else { years - 1 })
    }

    /// Whether it is a Saturday or Sunday.
    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.date().weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// The first day of this day's calendar quarter.
    #[must_use]
    pub fn quarter_start(self) -> Self {
        let month = (self.month() - 1) / 3 * 3 + 1;
        Self::new(self.year(), month, 1).expect("every quarter has a first day")
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day_of_month())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test day")
    }

    #[test]
    fn months_before_a_month_end_clamps_to_the_shorter_month() {
        assert_eq!(day("2017-03-31").months_before(6), day("2016-09-30"));
        assert_eq!(day("2016-08-31").months_before(6), day("2016-02-29"));
    }

    #[test]
    fn a_leapling_has_a_birthday_on_the_first_of_march_in_other_years() {
        let born = day("2012-02-29");
        assert_eq!(born.age_on(day("2015-02-28")), Some(2));
        assert_eq!(born.age_on(day("2015-03-01")), Some(3));
        assert_eq!(born.age_on(day("2016-02-29")), Some(4));
        assert_eq!(born.age_on(day("2012-02-28")), None);
    }

    #[test]
    fn only_the_exact_iso_form_is_read() {
        assert_eq!(Day::parse_iso("2016-02-31"), None);
        assert_eq!(Day::parse_iso("2016-2-3"), None);
        assert_eq!(Day::parse_iso("+016-02-03"), None);
        assert_eq!(Day::parse_iso("2016-02-29").map(|d| d.to_string()).as_deref(), Some("2016-02-29"));
    }
}
