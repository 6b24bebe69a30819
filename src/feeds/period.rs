//! Which stretch of time a delivery is about, told from its file name by the pattern of the feed.
//!
//! A file name, a pattern and the school calendar come in, a period with its days goes out. A name that does not fit the
//! pattern has no period; nothing is taken from the content or the time of arrival.

use crate::domain::{Day, SchoolCalendar, Text, Window};

/// What one delivery is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DeliveryPeriod {
    /// Its days: a quarter, a term, a month, or the one day of a snapshot.
    pub days: Window,
    /// As the file name writes it, for example `2016-Q3` or `2016-spring`.
    pub name: Text,
}

/// The unit of time in which a feed's file names count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Unit {
    /// `{quarter}`: `2016-Q3`
    Quarter,
    /// `{term}`: `2016-spring`, the term `spring 2016` of the school calendar.
    Term,
    /// `{month}`: `2016-11`
    Month,
    /// `{day}`: `2016-11-30`
    Day,
}

impl Unit {
    /// All units.
    pub const ALL: [Self; 4] = [Self::Quarter, Self::Term, Self::Month, Self::Day];

    /// The word used in patterns.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::Term => "term",
            Self::Month => "month",
            Self::Day => "day",
        }
    }

    /// How many bytes at the start of `text` write a period of this unit; `None` if none do.
    fn length(self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let fits = |form: &[u8]| {
            bytes.len() >= form.len()
                && form.iter().zip(bytes).all(|(form, byte)| match form {
                    b'9' => byte.is_ascii_digit(),
                    _ => form.eq_ignore_ascii_case(byte),
                })
        };
        match self {
            Self::Quarter => fits(b"9999-Q9").then_some(7),
            Self::Month => fits(b"9999-99").then_some(7),
            Self::Day => fits(b"9999-99-99").then_some(10),
            Self::Term => {
                let letters = bytes.iter().skip(5).take_while(|byte| byte.is_ascii_alphabetic()).count();
                (fits(b"9999-") && letters > 0).then_some(5 + letters)
            }
        }
    }

    fn days(self, written: &str, calendar: &SchoolCalendar) -> Option<Window> {
        let year: i32 = written.get(..4)?.parse().ok()?;
        match self {
            Self::Quarter => {
                let quarter: u32 = written.get(6..)?.parse().ok()?;
                let quarter = (1..=4).contains(&quarter).then_some(quarter)?;
                months_from(Day::new(year, quarter * 3 - 2, 1)?, 3)
            }
            Self::Month => months_from(Day::new(year, written.get(5..)?.parse().ok()?, 1)?, 1),
            Self::Day => {
                let day = Day::parse_iso(written)?;
                Window::new(day, day)
            }
            Self::Term => term(written, calendar).map(|index| calendar.terms()[index].days),
        }
    }
}

fn months_from(first: Day, months: u32) -> Option<Window> {
    Window::new(first, first.months_after(months).before())
}

/// The index of the term that `2016-spring` names.
#[must_use]
pub fn term(written: &str, calendar: &SchoolCalendar) -> Option<usize> {
    let (year, season) = written.split_once('-')?;
    let name = format!("{season} {year}");
    calendar.terms().iter().position(|term| term.name.eq_ignore_ascii_case(&name))
}

/// The pattern of a feed's file names: `police_bulk_{month}*.csv`. Capitals and small letters are alike. A star stands for
/// a remark after the period that begins with a character other than a letter, a digit or a hyphen, such as `_corrected`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamePattern {
    text: Text,
    before: Text,
    unit: Unit,
    remark: bool,
    after: Text,
}

impl NamePattern {
    /// Reads a pattern; `None` unless it holds exactly one unit in braces and at most one star, right after it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (before, rest) = text.split_once('{')?;
        let (word, rest) = rest.split_once('}')?;
        let unit = Unit::ALL.into_iter().find(|unit| unit.word() == word)?;
        let (remark, after) = rest.strip_prefix('*').map_or((false, rest), |after| (true, after));
        let plain = !before.is_empty() && !before.contains('*') && !after.contains(['*', '{', '}']);
        plain.then(|| Self { text: text.into(), before: before.into(), unit, remark, after: after.into() })
    }

    /// The pattern as written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The unit in which the names count.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Whether the file name begins as the feed's names do.
    #[must_use]
    pub fn claims(&self, file: &str) -> bool {
        strip_prefix(file, &self.before).is_some()
    }

    /// The period the file name states; `None` if the name does not fit, or the calendar does not have the term.
    #[must_use]
    pub fn period(&self, file: &str, calendar: &SchoolCalendar) -> Option<DeliveryPeriod> {
        let rest = strip_prefix(file, &self.before)?;
        let (written, rest) = rest.split_at(self.unit.length(rest)?);
        let remark_length = rest.len().checked_sub(self.after.len())?;
        let (remark, after) = rest.split_at_checked(remark_length)?;
        let apart = |byte: &u8| !byte.is_ascii_alphanumeric() && *byte != b'-';
        let remark_fits = remark.is_empty() || (self.remark && remark.as_bytes().first().is_some_and(apart));
        if !remark_fits || !after.eq_ignore_ascii_case(&self.after) {
            return None;
        }
        Some(DeliveryPeriod { days: self.unit.days(written, calendar)?, name: written.into() })
    }
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::Term;

    fn day(text: &str) -> Day {
        Day::parse_iso(text).expect("a test day")
    }

    fn calendar() -> SchoolCalendar {
        let days = Window::new(day("2016-01-04"), day("2016-03-24")).expect("a term");
        SchoolCalendar::new(vec![Term { name: "spring 2016".into(), days }]).expect("one term")
    }

    fn period(pattern: &str, file: &str) -> Option<String> {
        let pattern = NamePattern::parse(pattern).expect("a pattern");
        let period = pattern.period(file, &calendar())?;
        Some(format!("{} {}..{}", period.name, period.days.from, period.days.to))
    }

    #[test]
    fn the_file_name_states_the_period() {
        let cases = [
            ("yot_{quarter}*.csv", "yot_2016-Q3.csv", "2016-Q3 2016-07-01..2016-09-30"),
            ("att_{term}*.csv", "att_2016-spring.csv", "2016-spring 2016-01-04..2016-03-24"),
            ("pol_{month}*.csv", "POL_2016-02_corrected.CSV", "2016-02 2016-02-01..2016-02-29"),
            ("dwp_{day}.csv", "dwp_2016-11-30.csv", "2016-11-30 2016-11-30..2016-11-30"),
        ];
        for (pattern, file, expected) in cases {
            assert_eq!(period(pattern, file).as_deref(), Some(expected), "{file}");
        }
    }

    #[test]
    fn a_name_that_does_not_fit_has_no_period() {
        for file in ["yot_2016-Q5.csv", "yot_2016.csv", "yot_2016-Q3x.csv", "yot_2016-Q3.txt", "yot_é"] {
            assert_eq!(period("yot_{quarter}*.csv", file), None, "{file}");
        }
        assert_eq!(period("dwp_{day}.csv", "dwp_2016-11-30_2.csv"), None);
        assert_eq!(period("pol_{month}*.csv", "pol_2016-11-30.csv"), None);
        assert_eq!(period("att_{term}*.csv", "att_2016-summer.csv"), None);
    }

    #[test]
    fn a_pattern_has_one_unit() {
        for pattern in ["yot.csv", "{month}.csv", "a_{year}.csv", "a_{month}_{day}.csv", "a*_{month}.csv"] {
            assert_eq!(NamePattern::parse(pattern), None, "{pattern}");
        }
    }
}
