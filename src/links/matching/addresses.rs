//! Addresses as they are compared: an address as written comes in, its numbers and weighted words go out; two of them
//! give a level of agreement that does not depend on the order of the parts.
//!
//! A word that many addresses share (a town, "Road") weighs little; flats, ranges and letters are read as numbers.

use super::dictionary::Dictionary;
use super::text::{self, Words};
use std::borrow::Cow;

const DROPPED: &[&str] = &["FLAT", "APARTMENT", "APT", "UNIT", "NO", "THE", "FLT", "ROOM"];
const SHORT: &[(&str, &str)] = &[
    ("AVENUE", "AVE"),
    ("AV", "AVE"),
    ("CLOSE", "CL"),
    ("COURT", "CT"),
    ("CRESCENT", "CRES"),
    ("CR", "CRES"),
    ("DRIVE", "DR"),
    ("DV", "DR"),
    ("GARDENS", "GDNS"),
    ("GROVE", "GR"),
    ("HOUSE", "HSE"),
    ("LANE", "LN"),
    ("PLACE", "PL"),
    ("ROAD", "RD"),
    ("SAINT", "ST"),
    ("SQUARE", "SQ"),
    ("STREET", "ST"),
    ("TERRACE", "TER"),
    ("CIRCUIT", "CCT"),
    ("BOULEVARD", "BLVD"),
    ("NORTH", "N"),
    ("SOUTH", "S"),
    ("EAST", "E"),
    ("WEST", "W"),
    ("MOUNT", "MT"),
];

/// Further numbers and words of an address are left out.
const MOST_PARTS: usize = 100;

/// An address taken apart.
#[derive(Clone, Copy, Debug)]
struct AddressForm<'a> {
    /// Numbers with their letter: number * 32 + letter.
    numbers: &'a [u32],
    /// Numbers of its words, heaviest first once weighed.
    words: &'a [u32],
    /// Numbers and letters apart, so that `Flat 2, 14` and `14B` are the same.
    parts: &'a [u32],
    total: u32,
}

/// Where an address's numbers, words and parts stand, one after the other.
#[derive(Clone, Copy, Debug, Default)]
struct Place {
    start: u32,
    numbers: u16,
    words: u16,
    parts: u16,
    total: u32,
}

/// An address as it is being taken apart.
#[derive(Clone, Debug, Default)]
struct Draft {
    tokens: Words,
    numbers: Vec<u32>,
    words: Vec<u32>,
    parts: Vec<u32>,
    key: Vec<u8>,
}

/// How two addresses agree, best first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Agree {
    Equal,
    Near,
    Street,
    Differ,
}

/// All addresses of both files; number 0 is no address.
#[derive(Clone, Debug, Default)]
pub(super) struct Addresses {
    texts: Dictionary,
    /// Words as written, and the word that each means.
    written: Dictionary,
    meant: Vec<Option<u32>>,
    words: Dictionary,
    weights: Vec<u32>,
    values: Vec<u32>,
    places: Vec<Place>,
    draft: Draft,
    doors: Vec<Door>,
}

/// What finding candidates asks of an address, in little room.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Door {
    /// The greatest number + 1; 0 where it has none.
    pub(super) number: u32,
    /// Its two heaviest words + 1; 0 where it has fewer.
    pub(super) words: [u32; 2],
    /// A bit for each of its numbers and letters; all bits where it has none.
    pub(super) parts: u32,
}

impl Door {
    fn of(form: AddressForm<'_>) -> Self {
        let word = |at: usize| form.words.get(at).map_or(0, |word| word + 1);
        let parts =
            form.parts.iter().fold(0, |bits, part| bits | (1 << (part.wrapping_mul(0x9E37_79B1) >> 27)));
        Self {
            number: form.numbers.iter().max().map_or(0, |number| number + 1),
            words: [word(0), word(1)],
            parts: if form.numbers.is_empty() { u32::MAX } else { parts },
        }
    }

    /// Whether the numbers of two addresses may fit.
    pub(super) fn may_fit(a: u32, b: u32) -> bool {
        a & !b == 0 || b & !a == 0
    }
}

impl Addresses {
    pub(super) fn new() -> Self {
        let mut texts = Dictionary::default();
        texts.enter(b"");
        Self { texts, places: vec![Place::default()], ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    fn get(&self, address: u32) -> AddressForm<'_> {
        let place = self.places[address as usize];
        let values = &self.values[place.start as usize..];
        let (numbers, values) = values.split_at(usize::from(place.numbers));
        let (words, values) = values.split_at(usize::from(place.words));
        AddressForm { numbers, words, parts: &values[..usize::from(place.parts)], total: place.total }
    }

    /// Of an address, once all are weighed.
    pub(super) fn door(&self, address: u32) -> Door {
        self.doors[address as usize]
    }

    /// The weight of a word.
    pub(super) fn weight(&self, word: u32) -> u32 {
        self.weights[word as usize]
    }

    /// The number of an address as written, in parts; its postcode, if it ends with it, is left out.
    pub(super) fn enter<'a>(&mut self, parts: impl Iterator<Item = Cow<'a, str>>, postcode: &str) -> u32 {
        let mut tokens = std::mem::take(&mut self.draft.tokens);
        tokens.clear();
        parts.for_each(|part| tokens.add(&part));
        drop_postcode(&mut tokens, postcode);
        self.draft.numbers.clear();
        self.draft.words.clear();
        for index in 0..tokens.len() {
            let (token, numbers) = (tokens.get(index), &mut self.draft.numbers);
            let digits = token.bytes().take_while(u8::is_ascii_digit).count();
            let letter = |text: &str| {
                text.bytes().next().filter(u8::is_ascii_alphabetic).map_or(0, |l| u32::from(l - b'A' + 1))
            };
            if digits > 0 && token.len() - digits <= 1 {
                let base: u32 = token[..digits].parse().unwrap_or(0);
                numbers.push(base.min(1 << 26) * 32 + letter(&token[digits..]));
            } else if token.len() == 1 {
                match numbers.last_mut() {
                    Some(last)
                        if *last % 32 == 0 && tokens.get(index - 1).bytes().all(|b| b.is_ascii_digit()) =>
                    {
                        *last += letter(token)
                    }
                    _ => numbers.push(letter(token)),
                }
            } else if let Some(word) = self.word(token) {
                self.draft.words.push(word);
            }
        }
        self.draft.tokens = tokens;
        self.enter_draft()
    }

    /// The addresses of another table by their numbers there, in the order of those.
    pub(super) fn merge(&mut self, other: &Self) -> Vec<u32> {
        let words: Vec<u32> =
            (0..other.words.len() as u32).map(|word| self.words.enter(other.words.get(word)).0).collect();
        let mut merge = |address: u32| {
            let form = other.get(address);
            self.draft.numbers.clear();
            self.draft.numbers.extend_from_slice(form.numbers);
            self.draft.words.clear();
            self.draft.words.extend(form.words.iter().map(|word| words[*word as usize]));
            self.enter_draft()
        };
        (0..other.len() as u32).map(|address| if address == 0 { 0 } else { merge(address) }).collect()
    }

    fn enter_draft(&mut self) -> u32 {
        let Draft { numbers, words, parts, key, .. } = &mut self.draft;
        numbers.truncate(MOST_PARTS);
        words.truncate(MOST_PARTS);
        numbers.sort_unstable();
        parts.clear();
        parts.extend(numbers.iter().flat_map(|n| [n / 32, n % 32]).filter(|part| *part != 0));
        parts.sort_unstable();
        words.sort_unstable();
        words.dedup();
        if words.is_empty() && numbers.is_empty() {
            return 0;
        }
        key.clear();
        numbers
            .iter()
            .chain([&u32::MAX])
            .chain(words.iter())
            .for_each(|n| key.extend_from_slice(&n.to_le_bytes()));
        let (number, new) = self.texts.enter(key);
        if new {
            let start = u32::try_from(self.values.len()).expect("less than four thousand million parts");
            let [n, w, p] = [numbers.len(), words.len(), parts.len()].map(|len| len as u16);
            self.places.push(Place { start, numbers: n, words: w, parts: p, total: 0 });
            [numbers, words, parts].iter().for_each(|list| self.values.extend_from_slice(list));
        }
        number
    }

    /// The number of a word in its short form; none for a word that says nothing.
    fn word(&mut self, token: &str) -> Option<u32> {
        let (written, new) = self.written.enter(token.as_bytes());
        if new {
            let short = SHORT.iter().find(|(long, _)| *long == token).map_or(token, |(_, short)| short);
            let word = (!DROPPED.contains(&token)).then(|| self.words.enter(short.as_bytes()).0);
            self.meant.push(word);
        }
        self.meant[written as usize]
    }

    /// Weighs the words once all addresses are known.
    pub(super) fn weigh(&mut self) {
        let mut counts = vec![0_u32; self.words.len()];
        let all = self.places.len() as u32;
        (0..all).for_each(|at| self.get(at).words.iter().for_each(|word| counts[*word as usize] += 1));
        self.weights = counts
            .iter()
            .map(|count| (libm::log2(f64::from(all) / f64::from((*count).max(1))) * 100.0) as u32 + 5)
            .collect();
        let weights = &self.weights;
        for place in &mut self.places {
            let start = place.start as usize + usize::from(place.numbers);
            let words = &mut self.values[start..start + usize::from(place.words)];
            words.sort_unstable_by_key(|word| (std::cmp::Reverse(weights[*word as usize]), *word));
            place.total = words.iter().map(|word| weights[*word as usize]).sum();
        }
        self.doors = (0..all).map(|at| Door::of(self.get(at))).collect();
    }

    /// How two addresses agree; neither may be 0.
    pub(super) fn agree(&self, a: u32, b: u32) -> Agree {
        if a == b {
            return Agree::Equal;
        }
        let (x, y) = (self.get(a), self.get(b));
        let numbers = numbers_agree(x, y);
        let slips = !matches!(numbers, Numbers::Differ);
        let both = x.total + y.total;
        let shared = ((2 * self.shared(x, y, slips)).min(both) * 1000).checked_div(both).unwrap_or(1000);
        match (numbers, shared) {
            (Numbers::Same, 900..) => Agree::Equal,
            (Numbers::Same, 450..) | (Numbers::Fit, 600..) => Agree::Near,
            (_, 600..) => Agree::Street,
            _ => Agree::Differ,
        }
    }

    /// Whether two addresses have the same numbers with the same letters.
    pub(super) fn has_same_numbers(&self, a: u32, b: u32) -> bool {
        self.get(a).numbers == self.get(b).numbers
    }

    /// The weight of the words both have; slips of the pen are looked for only where the numbers agree.
    fn shared(&self, x: AddressForm<'_>, y: AddressForm<'_>, slips: bool) -> u32 {
        let mut sum = 0;
        for word in x.words {
            if y.words.contains(word) {
                sum += self.weight(*word);
            } else if slips
                && let Some(other) =
                    y.words.iter().find(|other| !x.words.contains(other) && self.near(*word, **other))
            {
                sum += self.weight(*word).min(self.weight(*other));
            }
        }
        sum
    }

    fn near(&self, a: u32, b: u32) -> bool {
        let (a, b) = (self.words.get(a), self.words.get(b));
        let long = a.len().max(b.len());
        long >= 4 && text::distance(a, b, 2) <= if long >= 7 { 2 } else { 1 }
    }
}

enum Numbers {
    Same,
    Fit,
    Differ,
}

/// Equal; or one has fewer parts, or writes the flat as a letter; or not.
fn numbers_agree(x: AddressForm<'_>, y: AddressForm<'_>) -> Numbers {
    if x.numbers == y.numbers {
        return Numbers::Same;
    }
    if x.numbers.is_empty() || y.numbers.is_empty() {
        return Numbers::Fit;
    }
    if x.parts == y.parts {
        return Numbers::Same;
    }
    let within = |few: &[u32], many: &[u32]| few.iter().all(|part| many.contains(part));
    if within(x.parts, y.parts) || within(y.parts, x.parts) { Numbers::Fit } else { Numbers::Differ }
}

fn drop_postcode(words: &mut Words, postcode: &str) {
    for count in [1, 2] {
        let Some(start) = words.len().checked_sub(count) else { return };
        if !postcode.is_empty() && words.from(start) == postcode {
            words.truncate(start);
            return;
        }
    }
}
