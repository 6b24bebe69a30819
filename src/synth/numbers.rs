//! Invented identifiers that pass their checks: UPN, NINO, NHS number, UPRN, postcode, local case numbers.
//!
//! Chance and serial numbers come in, text goes out. NHS numbers lie in the range kept for tests (999...), UPNs carry an
//! authority number that no council has, and postcodes a district (ZX) that no town has, so that nobody real is named.

use super::random::Chance;

const UPN_CHECK: &[u8] = b"ABCDEFGHJKLMNPQRTUVWXYZ";
const INWARD: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";
const NINO_SECOND: &[u8] = b"ABCEGHJKLMNPRSTWXY";

/// The check letter of the twelve digits of a UPN: digits times their positions 2 to 13, summed, modulo 23.
#[must_use]
pub fn upn_check_letter(digits: &str) -> char {
    let sum: usize =
        digits.bytes().zip(2..).map(|(digit, position)| usize::from(digit - b'0') * position).sum();
    char::from(UPN_CHECK[sum % UPN_CHECK.len()])
}

/// The UPN of the pupil with this serial number, first enrolled in `year`; serials repeat after 10,000,000.
#[must_use]
pub fn upn(serial: u32, year: i32) -> String {
    let establishment = 1000 + serial / 1000 % 9000;
    let digits = format!("999{establishment:04}{:02}{:03}", year.rem_euclid(100), serial % 1000);
    format!("{}{digits}", upn_check_letter(&digits))
}

/// A UPN whose check letter is wrong.
#[must_use]
pub fn spoilt_upn(good: &str) -> String {
    let position = UPN_CHECK.iter().position(|letter| good.as_bytes().first() == Some(letter)).unwrap_or(0);
    let wrong = char::from(UPN_CHECK[(position + 7) % UPN_CHECK.len()]);
    format!("{wrong}{}", good.get(1..).unwrap_or_default())
}

/// The NINO with this serial number; serials repeat after 18,000,000.
#[must_use]
pub fn nino(serial: u32) -> String {
    let second = char::from(NINO_SECOND[(serial / 1_000_000) as usize % NINO_SECOND.len()]);
    let suffix = char::from(b"ABCD"[serial as usize % 4]);
    // 7,919 and 1,000,000 share no factor, so every serial below a million gets digits of its own.
    format!("Z{second}{:06}{suffix}", u64::from(serial) * 7919 % 1_000_000)
}

/// The NHS number for this serial number; serials repeat after 900,000.
#[must_use]
pub fn nhs(serial: u32) -> String {
    // Of ten numbers with the same first eight digits, nine or ten have a check digit.
    let group = serial / 9 % 100_000;
    (0..10)
        .filter_map(|last| with_nhs_check(&format!("999{group:05}{last}")))
        .nth((serial % 9) as usize)
        .expect("nine of ten numbers have a check digit")
}

fn with_nhs_check(nine: &str) -> Option<String> {
    let sum: u32 =
        nine.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        10 => None,
        11 => Some(format!("{nine}0")),
        check => Some(format!("{nine}{check}")),
    }
}

/// The UPRN of the home with this serial number, in a block that no council uses.
#[must_use]
pub fn uprn(serial: u32) -> String {
    format!("9999{serial:07}")
}

/// A postcode in a district that does not exist.
#[must_use]
pub fn postcode(chance: &mut Chance) -> String {
    let letters: Vec<char> = (0..2).map(|_| char::from(*chance.pick(INWARD))).collect();
    format!("ZX{} {}{}{}", chance.between(1, 9), chance.below(10), letters[0], letters[1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_published_upn_has_its_check_letter() {
        assert_eq!(upn_check_letter("123456789123"), 'P');
    }

    #[test]
    fn a_spoilt_upn_has_another_check_letter() {
        let good = upn(4711, 2009);
        let spoilt = spoilt_upn(&good);
        assert_eq!(good[1..], spoilt[1..]);
        assert_ne!(good[..1], spoilt[..1]);
    }

    #[test]
    fn nhs_numbers_have_their_check_digit() {
        for serial in 0..2000 {
            let number = nhs(serial);
            let digits: Vec<u32> = number.bytes().map(|byte| u32::from(byte - b'0')).collect();
            let sum: u32 = digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum();
            assert_eq!((digits.len(), sum % 11), (10, 0), "{number}");
        }
    }

    #[test]
    fn ninos_differ_and_never_use_a_barred_prefix() {
        let numbers: BTreeSet<String> = (0..20_000).map(nino).collect();
        assert_eq!(numbers.len(), 20_000);
        assert!(numbers.iter().all(|number| !number.starts_with("ZZ") && number.len() == 9));
    }
}
