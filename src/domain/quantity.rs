//! Exact numbers: integers, decimals and ratios, compared without rounding and never as floats.

use std::cmp::Ordering;
use std::fmt;

/// An exact rational number in lowest terms with a positive denominator.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    numerator: i64,
    denominator: i64,
}

impl Quantity {
    /// Zero.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };

    /// A whole number.
    #[must_use]
    pub const fn whole(number: i64) -> Self {
        Self { numerator: number, denominator: 1 }
    }

    /// `numerator / denominator` in lowest terms; `None` for a denominator of 0 or beyond 64 bits.
    #[must_use]
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        Self::reduce(i128::from(numerator), i128::from(denominator))
    }

    fn reduce(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        let divisor = gcd(numerator.unsigned_abs(), denominator.unsigned_abs());
        let divisor = i128::try_from(divisor).ok()?.max(1) * denominator.signum();
        Some(Self {
            numerator: i64::try_from(numerator / divisor).ok()?,
            denominator: i64::try_from(denominator / divisor).ok()?,
        })
    }

    /// Reads `-?digits(.digits)?` or `a/b` exactly. No exponent, no thousands separator, no sign but minus.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((a, b)) = text.split_once('/') {
            return Self::ratio(parse_digits(a)?, parse_digits(b)?);
        }
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        if digits.ends_with('.') || fraction.len() > 12 {
            return None;
        }
        let scale = 10i64.pow(u32::try_from(fraction.len()).ok()?);
        let fraction = if fraction.is_empty() { 0 } else { parse_digits(fraction)? };
        let magnitude = parse_digits(whole)?.checked_mul(scale)?.checked_add(fraction)?;
        Self::ratio(if negative { -magnitude } else { magnitude }, scale)
    }

    /// Numerator in lowest terms.
    #[must_use]
    pub fn numerator(self) -> i64 {
        self.numerator
    }

    /// Denominator in lowest terms, positive.
    #[must_use]
    pub fn denominator(self) -> i64 {
        self.denominator
    }

    /// Sum; `None` beyond 64 bits.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = i128::from(self.numerator) * i128::from(other.denominator);
        let right = i128::from(other.numerator) * i128::from(self.denominator);
        Self::reduce(left + right, i128::from(self.denominator) * i128::from(other.denominator))
    }

    /// Product; `None` beyond 64 bits.
    #[must_use]
    pub fn times(self, other: Self) -> Option<Self> {
        Self::reduce(
            i128::from(self.numerator) * i128::from(other.numerator),
            i128::from(self.denominator) * i128::from(other.denominator),
        )
    }

    /// Quotient; `None` when dividing by zero or beyond 64 bits.
    #[must_use]
    pub fn over(self, other: Self) -> Option<Self> {
        Self::reduce(
            i128::from(self.numerator) * i128::from(other.denominator),
            i128::from(self.denominator) * i128::from(other.numerator),
        )
    }

    /// Difference; `None` beyond 64 bits.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.plus(Self { numerator: other.numerator.checked_neg()?, denominator: other.denominator })
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Written with its sign and reduced: an integer, an exact decimal, or `a/b` where no decimal is exact.
    fn decimal_places(self) -> Option<u32> {
        let mut rest = self.denominator;
        let (mut twos, mut fives) = (0u32, 0u32);
        while rest % 2 == 0 {
            rest /= 2;
            twos += 1;
        }
        while rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        (rest == 1 && twos.max(fives) <= 12).then_some(twos.max(fives))
    }
}

fn parse_digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = i128::from(self.numerator) * i128::from(other.denominator);
        let right = i128::from(other.numerator) * i128::from(self.denominator);
        left.cmp(&right)
    }
}

impl From<i64> for Quantity {
    fn from(number: i64) -> Self {
        Self::whole(number)
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal_places() {
            Some(0) => write!(f, "{}", self.numerator),
            Some(places) => {
                let scale = 10i128.pow(places);
                let scaled = i128::from(self.numerator) * scale / i128::from(self.denominator);
                let sign = if scaled < 0 { "-" } else { "" };
                let magnitude = scaled.unsigned_abs();
                let scale = scale.unsigned_abs();
                let width = places as usize;
                write!(f, "{sign}{}.{:0width$}", magnitude / scale, magnitude % scale)
            }
            None => write!(f, "{}/{}", self.numerator, self.denominator),
        }
    }
}

impl fmt::Debug for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_without_rounding() {
        for (text, written) in
            [("12", "12"), ("-0.50", "-0.5"), ("0.125", "0.125"), ("1/3", "1/3"), ("10/4", "2.5")]
        {
            assert_eq!(Quantity::parse(text).map(|q| q.to_string()).as_deref(), Some(written));
        }
        for text in ["", ".", "1.", "1e3", "+1", "1,000", "--1", "1/0"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn thirty_three_percent_is_not_a_third() {
        let third = Quantity::ratio(1, 3).expect("a ratio");
        assert!(Quantity::ratio(33, 100).expect("a ratio") < third);
    }
}
