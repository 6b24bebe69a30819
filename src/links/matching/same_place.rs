//! Which addresses are one place though written otherwise: addresses with postcodes of two lists come in, the pairs that are
//! the same surely or likely go out, sorted. Flats are never taken for the house, nor one number for another.

use super::addresses::{Addresses, Agree};
use super::people::postcode;
use super::text;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How sure it is that two addresses are one place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SamePlace {
    /// Equal postcode and numbers, and words that differ in order or by slips at most.
    Surely,
    /// Something more differs: the street's kind, how the flat is written, or the postcode, which is missing or has a slip.
    Likely,
}

/// An address in one line and its postcode, as written.
pub type Written<'a> = (&'a str, &'a str);

/// Under one key so many places are compared at most; a key that more share tells nothing.
const MOST: usize = 200;

/// The pairs of left and right addresses that are one place, by left and right number. Addresses without a house number or
/// without a word are compared with none.
#[must_use]
pub fn same_places(left: &[Written<'_>], right: &[Written<'_>]) -> Vec<(u32, u32, SamePlace)> {
    let mut addresses = Addresses::new();
    let mut enter = |list: &[Written<'_>]| -> Vec<(u32, String)> {
        let place = |(address, code): &Written<'_>| {
            let code = postcode(code);
            (addresses.enter(std::iter::once(Cow::Borrowed(*address)), &code), code)
        };
        list.iter().map(place).collect()
    };
    let (left, right) = (enter(left), enter(right));
    addresses.weigh();
    let mut by_postcode: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    let mut by_door: BTreeMap<(u32, u32), Vec<u32>> = BTreeMap::new();
    for (at, (address, code)) in (0..).zip(&right) {
        if let Some(door) = door(&addresses, *address) {
            by_postcode.entry(code).or_default().push(at);
            by_door.entry(door).or_default().push(at);
        }
    }
    let mut pairs = Vec::new();
    for (at, (address, code)) in (0..).zip(&left) {
        let Some(door) = door(&addresses, *address) else { continue };
        let near = [by_postcode.get(code.as_str()).filter(|_| !code.is_empty()), by_door.get(&door)];
        let mut others: Vec<u32> =
            near.into_iter().flatten().filter(|list| list.len() <= MOST).flatten().copied().collect();
        others.sort_unstable();
        others.dedup();
        for other in others {
            let (to, its) = &right[other as usize];
            let same = same(&addresses, (*address, code), (*to, its));
            pairs.extend(same.map(|same| (at, other, same)));
        }
    }
    pairs
}

/// The house number and heaviest word of an address that has both.
fn door(addresses: &Addresses, address: u32) -> Option<(u32, u32)> {
    let door = addresses.door(address);
    (address != 0 && door.number != 0 && door.words[0] != 0).then_some((door.number, door.words[0]))
}

fn same(addresses: &Addresses, (a, p): (u32, &str), (b, q): (u32, &str)) -> Option<SamePlace> {
    let agree = addresses.agree(a, b);
    let numbers = addresses.has_same_numbers(a, b);
    if p == q && !p.is_empty() {
        return match agree {
            Agree::Equal if numbers => Some(SamePlace::Surely),
            Agree::Equal => Some(SamePlace::Likely),
            Agree::Near if numbers => Some(SamePlace::Likely),
            _ => None,
        };
    }
    let slip = || text::distance(p.as_bytes(), q.as_bytes(), 1) <= 1;
    let postcode_may_be = p.is_empty() || q.is_empty() || slip();
    (agree == Agree::Equal && numbers && postcode_may_be).then_some(SamePlace::Likely)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOMES: [Written<'_>; 7] = [
        ("Flat 2, 14 Elm Road", "ZZ1 1AA"),
        ("14 Elm Road", "ZZ1 1AA"),
        ("Rose Cottage, 7 Mill Lane", "ZZ1 1AB"),
        ("20-22 High Street", "ZZ2 2BB"),
        ("8 Elm Road", "ZZ9 9ZZ"),
        ("31 Harbour View", "ZZ3 1AA"),
        ("Elm House", "ZZ1 1AA"),
    ];

    fn homes(address: &str, code: &str) -> Vec<(u32, SamePlace)> {
        same_places(&[(address, code)], &HOMES).into_iter().map(|(_, home, same)| (home, same)).collect()
    }

    #[test]
    fn order_and_short_forms_make_no_difference_and_slips_little() {
        for written in ["14 Elm Rd, Flat 2", "FLAT 2 14 ELM ROAD ZZ1 1AA", "apartment 2, Elm Road 14"] {
            assert_eq!(homes(written, "zz11aa"), [(0, SamePlace::Surely)], "{written}");
        }
        assert_eq!(homes("7 Mill Ln, Rose Cottage", "ZZ1 1AB"), [(2, SamePlace::Surely)]);
        // In a list as short as this the slip may weigh too much to be sure.
        assert_eq!(homes("7 Mill Ln, Rose Cotage", "ZZ1 1AB").len(), 1);
        assert_eq!(homes("22-20 High St", "ZZ2 2BB"), [(3, SamePlace::Surely)]);
    }

    #[test]
    fn a_flat_as_a_letter_and_another_kind_of_street_are_likely() {
        assert_eq!(homes("14B Elm Road", "ZZ1 1AA"), [(0, SamePlace::Likely)]);
        assert_eq!(homes("31 Harbour Road", "ZZ3 1AA"), [(5, SamePlace::Likely)]);
    }

    #[test]
    fn a_postcode_that_is_missing_or_has_a_slip_leaves_it_likely() {
        assert_eq!(homes("31 Harbour View", ""), [(5, SamePlace::Likely)]);
        assert_eq!(homes("31 Harbour View", "ZZ3 1AB"), [(5, SamePlace::Likely)]);
        assert_eq!(homes("31 Harbour View", "YY8 5XX"), []);
    }

    #[test]
    fn another_number_another_flat_the_house_alone_and_an_address_without_number_are_not_the_same() {
        for written in ["15 Elm Road", "Flat 3, 14 Elm Road", "Elm Road", "Elm House", "", "Unknown"] {
            assert_eq!(homes(written, "ZZ1 1AA"), [], "{written}");
        }
        assert_eq!(homes("14 Elm Road", "ZZ1 1AA"), [(1, SamePlace::Surely)]);
        assert_eq!(homes("22 High Street", "ZZ2 2BB"), []);
    }
}
