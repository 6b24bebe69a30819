//! How two rows agree, comparison by comparison: two rows come in, a level for each comparison goes out, four bits each
//! in one number.
//!
//! Level 0 is always *missing*: it carries no evidence. Sex is level 0 where equal forenames have told it already.

use super::addresses::Agree as Place;
use super::cards::Card;
use super::dates;
use super::names::Alike;
use super::people::{People, postcodes_agree};
use super::text;

/// Comparisons in their fixed order; identifiers and other columns come after.
pub(super) const FORENAME: usize = 0;
pub(super) const MIDDLE: usize = 1;
pub(super) const SURNAME: usize = 2;
pub(super) const BORN: usize = 3;
pub(super) const SEX: usize = 4;
pub(super) const PLACE: usize = 5;
pub(super) const FIRST_EXTRA: usize = 8;

/// A level's name with the chances it starts from: of the same person, of relatives, of strangers.
pub(super) type LevelStart = (&'static str, f64, f64, f64);

pub(super) const FORENAME_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.84, 0.006, 0.006),
    ("variant", 0.03, 0.003, 0.002),
    ("near", 0.06, 0.004, 0.003),
    ("initial", 0.01, 0.001, 0.001),
    ("swapped", 0.005, 0.0002, 0.00002),
    ("other forename", 0.005, 0.003, 0.002),
    ("similar", 0.01, 0.02, 0.02),
    ("same initial", 0.005, 0.06, 0.06),
    ("differ", 0.02, 0.9, 0.9),
    ("half swapped", 0.002, 0.0005, 0.0001),
    ("other initial", 0.003, 0.01, 0.01),
];
pub(super) const MIDDLE_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.9, 0.07, 0.07),
    ("same initial", 0.04, 0.02, 0.02),
    ("differ", 0.06, 0.91, 0.91),
];
pub(super) const SURNAME_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.85, 0.75, 0.003),
    ("part", 0.01, 0.02, 0.001),
    ("near", 0.05, 0.04, 0.002),
    ("similar", 0.01, 0.01, 0.015),
    ("same initial", 0.005, 0.02, 0.06),
    ("differ", 0.065, 0.16, 0.92),
    ("other initial", 0.005, 0.01, 0.01),
];
pub(super) const BORN_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.9, 0.02, 0.00005),
    ("day and month swapped", 0.01, 0.0005, 0.00003),
    ("one digit", 0.04, 0.003, 0.0015),
    ("two parts", 0.01, 0.006, 0.004),
    ("same year", 0.01, 0.03, 0.012),
    ("near year", 0.005, 0.12, 0.05),
    ("year only", 0.01, 0.02, 0.012),
    ("differ", 0.015, 0.82, 0.92),
];
pub(super) const SEX_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.985, 0.5, 0.5),
    ("differ", 0.015, 0.5, 0.5),
    ("told by forename", 0.0, 0.0, 0.0),
];
pub(super) const PLACE_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("same home", 0.5, 0.75, 0.00002),
    ("same address", 0.05, 0.05, 0.00001),
    ("near address and postcode", 0.06, 0.05, 0.00001),
    ("near address", 0.02, 0.02, 0.00002),
    ("same street", 0.02, 0.01, 0.0002),
    ("same postcode", 0.03, 0.02, 0.0005),
    ("postcode, no address", 0.02, 0.02, 0.0005),
    ("same street elsewhere", 0.01, 0.01, 0.002),
    ("sector", 0.02, 0.01, 0.005),
    ("district", 0.04, 0.02, 0.03),
    ("differ", 0.23, 0.07, 0.96),
];
pub(super) const NUMBER_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.93, 0.02, 0.00002),
    ("one slip", 0.04, 0.003, 0.0002),
    ("differ", 0.03, 0.977, 0.99978),
];
pub(super) const PHONE_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.6, 0.4, 0.00003),
    ("one slip", 0.03, 0.02, 0.0001),
    ("differ", 0.37, 0.58, 0.9998),
];
pub(super) const OTHER_LEVELS: &[LevelStart] = &[
    ("missing", 0.0, 0.0, 0.0),
    ("equal", 0.75, 0.35, 0.1),
    ("similar", 0.08, 0.05, 0.05),
    ("differ", 0.17, 0.6, 0.85),
];

/// The level of a comparison.
pub(super) fn level(levels: u64, comparison: usize) -> usize {
    (levels >> (comparison * 4) & 15) as usize
}

/// The levels of two rows.
pub(super) fn compare(people: &People, i: u32, j: u32) -> u64 {
    let l = Card::new(people, &people.left, i as usize);
    let r = Card::new(people, people.right(), j as usize);
    let names = names(&l, &r, |a, b| people.names.alike(a, b));
    let place = place(people, &l, &r, (i, j));
    levels(people, (&l, &r), (i, j), names, place)
}

/// The levels of two rows of which names and place are known.
pub(super) fn levels(
    people: &People,
    (l, r): (&Card, &Card),
    (i, j): (u32, u32),
    (forename, surname): (u64, u64),
    place: u64,
) -> u64 {
    let sex = match (l.sex, r.sex) {
        (0, _) | (_, 0) => 0,
        _ if forename == 1 => 3,
        (a, b) => 1 + u64::from(a != b),
    };
    let mut levels =
        forename | (middle(people, l, r) << 4) | (surname << 8) | (born(l, r) << 12) | (sex << 16);
    levels |= place << 20;
    if people.numbered {
        let (left, right, i, j) = (&people.left, people.right(), i as usize, j as usize);
        levels |= number(people, left.phone[i], right.phone[j]) << 24;
        levels |= number(people, left.email[i], right.email[j]) << 28;
        for (at, (_, identifier)) in people.extra.iter().enumerate() {
            let (a, b) = (left.extra[at][i], right.extra[at][j]);
            let value = match identifier {
                true => people.checks.level(at, number(people, a, b), (a, b)),
                false => other(people, a, b),
            };
            levels |= value << ((FIRST_EXTRA + at) * 4);
        }
    }
    levels
}

/// The level of the dates of birth.
pub(super) fn born(l: &Card, r: &Card) -> u64 {
    match (l.born, r.born) {
        (0, _) | (_, 0) => 0,
        (a, b) => dates::digits_agree(a, b) as u64 + 1,
    }
}

/// The levels of forename and surname, from what tells how alike two names are.
pub(super) fn names(l: &Card, r: &Card, mut alike: impl FnMut(u32, u32) -> Alike) -> (u64, u64) {
    let (f, s, g, t) = (l.forename, l.surname, r.forename, r.surname);
    let mut alike = |a: u32, b: u32| if a == 0 || b == 0 { None } else { Some(alike(a, b)) };
    let (fore, sur) = (alike(f, g), alike(s, t));
    let poor = |alike: Option<Alike>| alike.is_none_or(|alike| alike >= Alike::Sound);
    if poor(fore) && poor(sur) {
        let good = |alike: Option<Alike>| alike.is_some_and(|alike| alike <= Alike::Near);
        match (good(alike(f, t)), good(alike(s, g))) {
            (true, true) => return (5, 0),
            (true, false) | (false, true) => return (10, 0),
            (false, false) => {}
        }
    }
    // One of several middle names is as good as the only one.
    let same = |alike: Option<Alike>| matches!(alike, Some(Alike::Equal | Alike::Part));
    let forename = match fore {
        None => 0,
        Some(Alike::Equal) => 1,
        Some(Alike::Variant | Alike::Part) => 2,
        Some(Alike::Near) => 3,
        Some(Alike::Initial) => 4,
        Some(_) if same(alike(f, r.middle)) || same(alike(l.middle, g)) => 6,
        Some(Alike::Sound) => 7,
        Some(Alike::SameInitial) => 8,
        Some(Alike::Differ) => 9,
        Some(Alike::OtherInitial) => 11,
    };
    let surname = match sur {
        None => 0,
        Some(Alike::Equal) => 1,
        Some(Alike::Part) => 2,
        Some(Alike::Near) => 3,
        Some(Alike::Sound | Alike::Variant | Alike::Initial) => 4,
        Some(Alike::SameInitial) => 5,
        Some(Alike::Differ) => 6,
        Some(Alike::OtherInitial) => 7,
    };
    (forename, surname)
}

fn middle(people: &People, l: &Card, r: &Card) -> u64 {
    match (l.middle, r.middle) {
        (0, _) | (_, 0) => 0,
        (a, b) if a == b || people.names.is_within(a, b) => 1,
        (a, b) if people.names.heard(a).initial == people.names.heard(b).initial => 2,
        _ => 3,
    }
}

/// The level of the places.
pub(super) fn place(people: &People, l: &Card, r: &Card, (i, j): (u32, u32)) -> u64 {
    if people.homes_numbered {
        let (x, y) = (people.left.uprn[i as usize], people.right().uprn[j as usize]);
        if x != 0 && x == y {
            return 1;
        }
    }
    let (a, b, p, q) = (l.address, r.address, l.postcode, r.postcode);
    let address = if a == 0 || b == 0 { None } else { Some(people.addresses.agree(a, b)) };
    let postcode = if p == 0 || q == 0 { None } else { Some(postcodes_agree(&people.texts, p, q)) };
    match (address, postcode) {
        (None, None) => 0,
        (Some(Place::Equal), Some(3)) => 1,
        (Some(Place::Equal), _) => 2,
        (Some(Place::Near), Some(3)) => 3,
        (Some(Place::Near), _) => 4,
        (Some(Place::Street), Some(3)) => 5,
        (Some(_), Some(3)) => 6,
        (None, Some(3)) => 7,
        (Some(Place::Street), _) => 8,
        (_, Some(2)) => 9,
        (_, Some(1)) => 10,
        _ => 11,
    }
}

fn number(people: &People, a: u32, b: u32) -> u64 {
    if a == 0 || b == 0 {
        return 0;
    }
    if a == b {
        return 1;
    }
    let (x, y) = (people.texts.get(a), people.texts.get(b));
    3 - u64::from(x.len() >= 6 && text::distance(x, y, 1) <= 1)
}

fn other(people: &People, a: u32, b: u32) -> u64 {
    if a == 0 || b == 0 {
        return 0;
    }
    if a == b {
        return 1;
    }
    3 - u64::from(text::likeness(people.texts.get(a), people.texts.get(b)) >= 900)
}
