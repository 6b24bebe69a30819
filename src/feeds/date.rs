//! Days as feeds write them: read strictly by the form the schema states, never guessed.

use crate::domain::Day;

/// A form such as `%d/%m/%Y`: day, month and year each once, with literal characters between.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DateForm {
    parts: Vec<Part>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Day,
    Month,
    Year,
    Literal(u8),
}

impl DateForm {
    /// ISO 8601, `%Y-%m-%d`.
    #[must_use]
    pub fn iso() -> Self {
        Self::parse("%Y-%m-%d").expect("the ISO form is a form")
    }

    /// Reads a form of `%d`, `%m`, `%Y` and literal ASCII characters. `None` for anything else: years of two digits and
    /// month names are not read.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            parts.push(match byte {
                b'%' => match bytes.next()? {
                    b'd' => Part::Day,
                    b'm' => Part::Month,
                    b'Y' => Part::Year,
                    _ => return None,
                },
                _ if byte.is_ascii_graphic() => Part::Literal(byte),
                _ => return None,
            });
        }
        let once = |wanted: Part| parts.iter().filter(|part| **part == wanted).count() == 1;
        (once(Part::Day) && once(Part::Month) && once(Part::Year)).then_some(Self { parts })
    }

    /// Reads a day: two, two and four digits, nothing more or less. `None` too for days no calendar has.
    #[must_use]
    pub fn read(&self, text: &str) -> Option<Day> {
        let (mut day, mut month, mut year) = (0, 0, 0);
        let mut rest = text.as_bytes();
        for part in &self.parts {
            match part {
                Part::Day => day = digits(&mut rest, 2)?,
                Part::Month => month = digits(&mut rest, 2)?,
                Part::Year => year = digits(&mut rest, 4)?,
                Part::Literal(byte) => rest = rest.strip_prefix(&[*byte])?,
            }
        }
        if !rest.is_empty() {
            return None;
        }
        Day::new(i32::try_from(year).ok()?, month, day)
    }

    /// The form for people, for example `dd/mm/yyyy`.
    #[must_use]
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        for part in &self.parts {
            match part {
                Part::Day => shown.push_str("dd"),
                Part::Month => shown.push_str("mm"),
                Part::Year => shown.push_str("yyyy"),
                Part::Literal(byte) => shown.push(char::from(*byte)),
            }
        }
        shown
    }
}

fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (digits, after) = rest.split_at_checked(count)?;
    *rest = after;
    digits.iter().try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

/// The day with this spreadsheet number, where 1 is 1 January 1900. Numbers below 61 are refused: spreadsheets count a
/// 29 February 1900 that never was.
#[must_use]
pub fn day_of_number(number: i64) -> Option<Day> {
    let first = Day::new(1899, 12, 30).expect("a day of the calendar");
    let number = i32::try_from(number).ok().filter(|number| (61..=200_000).contains(number))?;
    Some(first.plus_days(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &str, text: &str) -> Option<String> {
        DateForm::parse(form).expect("a form").read(text).map(|day| day.to_string())
    }

    #[test]
    fn a_day_is_read_by_its_form_alone() {
        assert_eq!(read("%d/%m/%Y", "05/03/2016").as_deref(), Some("2016-03-05"));
        assert_eq!(read("%Y%m%d", "20160305").as_deref(), Some("2016-03-05"));
        for text in ["31/02/2016", "5/3/2016", "05/03/16", "2016-03-05", "05/03/2016 ", ""] {
            assert_eq!(read("%d/%m/%Y", text), None, "{text}");
        }
    }

    #[test]
    fn forms_that_leave_room_for_guessing_are_refused() {
        for form in ["%d/%m/%y", "%d/%m", "%d %b %Y", "%d/%d/%m/%Y", "any", "%"] {
            assert_eq!(DateForm::parse(form), None, "{form}");
        }
    }

    #[test]
    fn spreadsheet_numbers_count_from_the_end_of_1899() {
        assert_eq!(day_of_number(42_704).map(|day| day.to_string()).as_deref(), Some("2016-11-30"));
        assert_eq!(day_of_number(61).map(|day| day.to_string()).as_deref(), Some("1900-03-01"));
        assert_eq!(day_of_number(60), None);
    }
}
