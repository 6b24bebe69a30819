//! Numbers by which services know people and homes, and the checks they carry within themselves.
//!
//! A number comes in as written; its normal form goes out, or that it cannot serve as a key. Nothing here knows whose
//! number it is.

/// What a check says of a number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Checked {
    /// It passes; in its normal form.
    Valid(String),
    /// It has the form of a stand-in given until a real number is known, or for administration only.
    Temporary,
    /// It fails.
    Invalid,
}

/// Capitals without blanks, as most schemes compare.
fn compact(value: &str) -> String {
    value.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

/// Checks a number of this scheme and gives its normal form: `upn`, `nino`, `nhs` and `uprn` have checks of their own, any
/// other scheme passes in capitals without blanks.
#[must_use]
pub fn check(scheme: &str, value: &str) -> Checked {
    match scheme {
        "upn" => check_upn(value),
        "nino" => check_nino(value),
        "nhs" => check_nhs(value),
        "uprn" => check_uprn(value),
        _ => Checked::Valid(compact(value)),
    }
}

/// The letters of a UPN in the order of their values 0 to 22.
const UPN_LETTERS: &[u8; 23] = b"ABCDEFGHJKLMNPQRTUVWXYZ";

/// Unique Pupil Number: a check letter and 12 digits. A temporary number ends in a letter; `UN1` to `UN9` stand for a
/// number that is not known. The check letter is the sum of each place's value times its place (2 to 13), modulo 23.
#[must_use]
pub fn check_upn(value: &str) -> Checked {
    let upn = compact(value);
    let bytes = upn.as_bytes();
    if bytes.len() == 3 && bytes.starts_with(b"UN") && bytes[2].is_ascii_digit() {
        return Checked::Temporary;
    }
    if bytes.len() != 13 || !bytes[1..12].iter().all(u8::is_ascii_digit) {
        return Checked::Invalid;
    }
    let value_of = |byte: u8| {
        if byte.is_ascii_digit() {
            Some(usize::from(byte - b'0'))
        } else {
            UPN_LETTERS.iter().position(|letter| *letter == byte)
        }
    };
    let sum = (1..13).try_fold(0, |sum, place| Some(sum + value_of(bytes[place])? * (place + 1)));
    match sum {
        Some(sum) if UPN_LETTERS[sum % 23] == bytes[0] => {
            if bytes[12].is_ascii_digit() {
                Checked::Valid(upn)
            } else {
                Checked::Temporary
            }
        }
        _ => Checked::Invalid,
    }
}

/// National Insurance number: two letters, six digits and a suffix A to D that may be left out; the normal form has no
/// suffix, since numbers are unique without it. Administrative prefixes and the form of temporary numbers (`11 a1 11 11`)
/// are no keys.
#[must_use]
pub fn check_nino(value: &str) -> Checked {
    let nino = compact(value);
    let bytes = nino.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    if bytes.len() == 8 && digits(0..2) && bytes[2].is_ascii_uppercase() && digits(3..8) {
        return Checked::Temporary;
    }
    let suffix_fits = bytes.len() == 8 || (bytes.len() == 9 && matches!(bytes[8], b'A'..=b'D'));
    if !suffix_fits || !digits(2..8) {
        return Checked::Invalid;
    }
    match &nino[..2] {
        "OO" | "CR" | "FY" | "MW" | "NC" => return Checked::Temporary,
        "BG" | "GB" | "KN" | "NK" | "NT" | "TN" | "ZZ" => return Checked::Invalid,
        _ => {}
    }
    let letter = |byte: u8| byte.is_ascii_uppercase() && !b"DFIQUV".contains(&byte);
    if letter(bytes[0]) && letter(bytes[1]) && bytes[1] != b'O' {
        Checked::Valid(nino[..8].to_owned())
    } else {
        Checked::Invalid
    }
}

/// NHS number: ten digits, the last a check by weights 10 to 2 modulo 11. Blanks and hyphens between groups are left out.
#[must_use]
pub fn check_nhs(value: &str) -> Checked {
    let digits: String = value.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let bytes = digits.as_bytes();
    if bytes.len() != 10 || !bytes.iter().all(u8::is_ascii_digit) {
        return Checked::Invalid;
    }
    let sum: u32 = (2u32..=10).rev().zip(bytes).map(|(weight, digit)| weight * u32::from(digit - b'0')).sum();
    let expected = match 11 - sum % 11 {
        11 => 0,
        check => check,
    };
    if expected == u32::from(bytes[9] - b'0') { Checked::Valid(digits) } else { Checked::Invalid }
}

/// Unique Property Reference Number: up to 12 digits; the normal form has no leading zeros.
#[must_use]
pub fn check_uprn(value: &str) -> Checked {
    let uprn = compact(value);
    let digits = uprn.trim_start_matches('0');
    let fits = (1..=12).contains(&uprn.len()) && uprn.bytes().all(|byte| byte.is_ascii_digit());
    if fits && !digits.is_empty() { Checked::Valid(digits.to_owned()) } else { Checked::Invalid }
}

/// A postcode in capitals without blanks: outward part of two to four characters, inward part of a digit and two letters.
/// `None` if the text does not have that form.
#[must_use]
pub fn check_postcode(value: &str) -> Option<String> {
    let postcode = compact(value);
    if !postcode.is_ascii() || !(5..=7).contains(&postcode.len()) {
        return None;
    }
    let (outward, inward) = postcode.split_at(postcode.len() - 3);
    let inward = inward.as_bytes();
    // The inward letters are never C, I, K, M, O or V.
    let inward_letter = |byte: u8| byte.is_ascii_uppercase() && !b"CIKMOV".contains(&byte);
    let inward_fits = inward[0].is_ascii_digit() && inward_letter(inward[1]) && inward_letter(inward[2]);
    (inward_fits && outward_fits(outward.as_bytes())).then_some(postcode)
}

/// `A9`, `A99`, `A9A`, `AA9`, `AA99` or `AA9A`.
fn outward_fits(outward: &[u8]) -> bool {
    let letters = outward.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let rest = &outward[letters..];
    (1..=2).contains(&letters)
        && match rest {
            [first] => first.is_ascii_digit(),
            [first, second] => first.is_ascii_digit() && second.is_ascii_alphanumeric(),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn valid(text: &str) -> Checked {
        Checked::Valid(text.to_owned())
    }

    #[test]
    fn a_upn_is_checked_by_its_letter() {
        assert_eq!(check_upn("P123456789123"), valid("P123456789123"));
        assert_eq!(check_upn(" t004199988970 "), valid("T004199988970"));
        for wrong in ["A123456789123", "P123456789132", "P12345678912", "P1234567891234", "", "É123456789123"]
        {
            assert_eq!(check_upn(wrong), Checked::Invalid, "{wrong}");
        }
    }

    #[test]
    fn a_temporary_upn_ends_in_a_letter_that_counts_in_the_check() {
        assert_eq!(check_upn("G80120000101A"), Checked::Temporary);
        assert_eq!(check_upn("G80120000101B"), Checked::Invalid);
        assert_eq!(check_upn("UN5"), Checked::Temporary);
    }

    #[test]
    fn a_nino_is_compared_without_its_suffix() {
        for written in ["AB123456C", "ab 12 34 56 c", "AB123456"] {
            assert_eq!(check_nino(written), valid("AB123456"), "{written}");
        }
        for wrong in ["BG123456A", "AO123456A", "DA123456A", "AB123456E", "AB12345", "A1123456A", "ÀB123456"]
        {
            assert_eq!(check_nino(wrong), Checked::Invalid, "{wrong}");
        }
        for stand_in in ["OO123456A", "FY123456", "11a11111"] {
            assert_eq!(check_nino(stand_in), Checked::Temporary, "{stand_in}");
        }
    }

    #[test]
    fn an_nhs_number_is_checked_modulo_eleven() {
        assert_eq!(check_nhs("943 476 5919"), valid("9434765919"));
        for wrong in ["9434765918", "943476591", "94347659191", "943476591X"] {
            assert_eq!(check_nhs(wrong), Checked::Invalid, "{wrong}");
        }
    }

    #[test]
    fn a_uprn_loses_its_leading_zeros() {
        assert_eq!(check_uprn("000000199356"), valid("199356"));
        for wrong in ["0000", "1234567890123", "12A", ""] {
            assert_eq!(check_uprn(wrong), Checked::Invalid, "{wrong}");
        }
    }

    #[test]
    fn a_postcode_is_told_by_its_form() {
        for (written, normal) in [("e8 4qn", "E84QN"), ("EC1A 1BB", "EC1A1BB"), ("W1A0AX", "W1A0AX")] {
            assert_eq!(check_postcode(written).as_deref(), Some(normal));
        }
        for wrong in ["E8", "E8 4QC", "8E 4QN", "E8 QQN", "EEE8 4QN", "unknown", "É8 4QN"] {
            assert_eq!(check_postcode(wrong), None, "{wrong}");
        }
    }
}
