//! Dates of birth as they are compared: a date as written comes in, year, month and day go out in one number; two of
//! them give a level of agreement.
//!
//! A day that does not exist is kept as written, because a slip of the pen makes such days and they still agree in part.

/// In which order a column writes the parts of its dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Order {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
}

impl Order {
    /// The order that a format such as `%d/%m/%Y` states.
    pub(super) fn of_format(format: &str) -> Option<Self> {
        let at = |letters: [char; 3]| {
            letters
                .iter()
                .filter_map(|letter| format.find(['%', *letter].iter().collect::<String>().as_str()))
                .min()
        };
        let (year, month, day) = (at(['Y', 'y', 'G'])?, at(['m', 'b', 'B'])?, at(['d', 'e', 'd'])?);
        if year < month && year < day {
            Some(Self::YearMonthDay)
        } else if month < day {
            Some(Self::MonthDayYear)
        } else {
            Some(Self::DayMonthYear)
        }
    }

    /// The order that fits most of a column's values: day before month unless the values say otherwise.
    pub(super) fn of_values<'a>(values: impl Iterator<Item = &'a str>) -> Self {
        let (mut day_first, mut month_first) = (0, 0);
        for value in values.take(20_000) {
            let [a, b, c] = tokens(value)[..] else { continue };
            if c >= 100 || c > 31 {
                day_first += usize::from(a > 12 && a <= 31 && b <= 12);
                month_first += usize::from(b > 12 && b <= 31 && a <= 12);
            }
        }
        if month_first > day_first { Self::MonthDayYear } else { Self::DayMonthYear }
    }
}

fn tokens(written: &str) -> Vec<u32> {
    let date = written.split(['T']).next().filter(|first| first.len() >= 8).unwrap_or(written);
    let mut parts = Vec::with_capacity(3);
    for word in date.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).take(3) {
        parts.push(number(word));
    }
    parts
}

/// A number in which letters stand for the digits they look like, or the number of a month's name.
fn number(word: &str) -> u32 {
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    if word.bytes().all(|letter| letter.is_ascii_digit()) {
        return word.parse().unwrap_or(0);
    }
    let capitals = word.to_ascii_uppercase();
    if let Some(month) = MONTHS.iter().position(|month| capitals.starts_with(month)) {
        return month as u32 + 1;
    }
    let digits: String = capitals
        .chars()
        .filter_map(|letter| match letter {
            'O' | 'Q' | 'D' => Some('0'),
            'I' | 'L' => Some('1'),
            'Z' => Some('2'),
            'S' => Some('5'),
            'G' => Some('6'),
            'B' => Some('8'),
            digit if digit.is_ascii_digit() => Some(digit),
            _ => None,
        })
        .collect();
    digits.parse().unwrap_or(0)
}

/// Year, month and day as `yyyymmdd`; 0 where there is no date, month and day 00 where only a year is given.
pub(super) fn parse(written: &str, order: Order) -> u32 {
    let parts = tokens(written);
    let (year, month, day) = match parts[..] {
        [one] if one >= 1_000_000 && order == Order::YearMonthDay => {
            (one / 10_000, one / 100 % 100, one % 100)
        }
        [one] if one >= 1_000_000 && one % 10_000 >= 1300 && order == Order::DayMonthYear => {
            (one % 10_000, one / 10_000 % 100, one / 1_000_000)
        }
        [one] if one >= 1_000_000 => (one / 10_000, one / 100 % 100, one % 100),
        [year] if (1000..=2200).contains(&year) => (year, 0, 0),
        [a, b, c] if a > 31 => (a, b, c),
        [a, b, c] if order == Order::MonthDayYear => (c, a, b),
        [a, b, c] => (c, b, a),
        _ => return 0,
    };
    join(year, month, day)
}

/// Three parts in one number; two-digit years are of this or the last century.
pub(super) fn join(year: u32, month: u32, day: u32) -> u32 {
    let year = match year {
        0 => return 0,
        1..=25 => year + 2000,
        26..=99 => year + 1900,
        _ => year,
    };
    if year > 9999 { 0 } else { year * 10_000 + month.min(99) * 100 + day.min(99) }
}

/// How two dates agree, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Agree {
    Equal,
    Swapped,
    OneDigit,
    TwoParts,
    SameYear,
    NearYear,
    YearOnly,
    Differ,
}

/// How two dates agree; neither may be 0.
pub(super) fn agree(a: u32, b: u32) -> Agree {
    digits_agree(digits(a), digits(b))
}

/// How two dates agree, given as [`digits`].
pub(super) fn digits_agree(a: u32, b: u32) -> Agree {
    if a == b {
        return Agree::Equal;
    }
    let differ = a ^ b;
    if a & 0xFFFF == 0 || b & 0xFFFF == 0 {
        return if differ >> 16 == 0 { Agree::YearOnly } else { Agree::Differ };
    }
    if differ >> 16 == 0 && (a & 0xFFFF) as u16 == (b as u16).swap_bytes() {
        return Agree::Swapped;
    }
    if one_slip(a, b) {
        return Agree::OneDigit;
    }
    if parts_equal(a, b) == 2 {
        return Agree::TwoParts;
    }
    let year = |digits: u32| [28, 24, 20, 16].iter().fold(0, |year, at| year * 10 + ((digits >> at) & 15));
    match year(a).abs_diff(year(b)) {
        0 => Agree::SameYear,
        1 | 2 => Agree::NearYear,
        _ => Agree::Differ,
    }
}

/// How many of year, month and day are equal.
pub(super) fn parts_equal(a: u32, b: u32) -> u32 {
    let differ = a ^ b;
    u32::from(differ >> 16 == 0) + u32::from((differ >> 8) & 0xFF == 0) + u32::from(differ & 0xFF == 0)
}

/// Whether one digit differs, or two neighbours are swapped.
fn one_slip(a: u32, b: u32) -> bool {
    let differ = a ^ b;
    let places = (differ | (differ >> 1) | (differ >> 2) | (differ >> 3)) & 0x1111_1111;
    match places.count_ones() {
        1 => true,
        2 => {
            let at = places.trailing_zeros();
            let (low, high) = (|digits: u32| (digits >> at) & 15, |digits: u32| (digits >> (at + 4)) & 15);
            places >> at == 0x11 && low(a) == high(b) && high(a) == low(b)
        }
        _ => false,
    }
}

/// Year, month, day.
pub(super) fn split(date: u32) -> (u32, u32, u32) {
    (date / 10_000, date / 100 % 100, date % 100)
}

/// The eight digits of a date, four bits each.
pub(super) fn digits(mut date: u32) -> u32 {
    let mut digits = 0;
    for at in 0..8 {
        digits |= (date % 10) << (at * 4);
        date /= 10;
    }
    digits
}
