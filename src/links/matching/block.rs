//! Which pairs are worth comparing: rows come in, the right rows that share a key with a left row go out.
//!
//! Each row has keys of several kinds (name and birth date, sound and year, address, numbers). A key that too many rows
//! share is made finer by a second part; a key still too common is left out, so that a common surname or a default date
//! cannot make the work explode.

use super::cards::Card;
use super::dates;
use super::dictionary::{hash, mix};
use super::people::{People, Side};
use rayon::prelude::*;

/// Most right rows under one key before it is made finer, and after: fewer the longer the left file, so that the work
/// grows no faster than the file.
fn most(left_rows: usize) -> (usize, usize) {
    let most = (40_000_000.0 / libm::sqrt(left_rows.max(1) as f64 * 1e8)) as usize;
    (most.clamp(6, 40), (3 * most).clamp(18, 120))
}

/// The right rows by key.
#[derive(Debug)]
pub(super) struct Index {
    /// Tag of a key and where its rows start, or its only row with the top bit; 0 is empty.
    slots: Vec<(u32, u32)>,
    /// Rows of one key after another; the last of each has the top bit. The first stands for nothing.
    rows: Vec<u32>,
    /// How far a key is shifted to give its slot, which keeps slots in the order of keys.
    shift: u32,
    bloom: Vec<u64>,
    cards: Vec<Card>,
    /// Whether there are numbers that bring two rows together whatever else they say.
    numbered: bool,
}

/// A mark in place of a start: the key is too common, ask the finer one.
const FINER: u32 = u32::MAX;
/// Marks the last row of a key.
const LAST: u32 = 1 << 31;

/// A key, what makes it finer, and its kind.
type Key = (u64, u32, u8);

/// What is used again from row to row.
#[derive(Default)]
pub(super) struct Search {
    keys: Vec<Key>,
    asked: Vec<Key>,
    /// The right rows found, in order, each once.
    pub(super) found: Vec<u32>,
}

impl Index {
    pub(super) fn new(people: &People) -> Self {
        let right = people.right();
        let mut entries = entries(people, right);
        entries.par_sort_unstable_by_key(|(key, _, row)| (*key, *row));
        let (most, most_fine) = most(people.left.len());
        let mut marks = Vec::new();
        let mut kept: Vec<(u64, u32)> = Vec::with_capacity(entries.len());
        let mut fine: Vec<(u64, u32)> = Vec::new();
        for run in entries.chunk_by(|a, b| a.0 == b.0) {
            if run.len() <= most {
                kept.extend(run.iter().map(|(key, _, row)| (*key, *row)));
            } else {
                marks.push(run[0].0);
                fine.extend(run.iter().map(|(key, finer, row)| (mix(*key, u64::from(*finer)), *row)));
            }
        }
        drop(entries);
        fine.par_sort_unstable();
        fine.chunk_by(|a, b| a.0 == b.0)
            .filter(|run| run.len() <= most_fine)
            .for_each(|run| kept.extend_from_slice(run));
        kept.par_sort_unstable();
        Self::table(people, &kept, &marks)
    }

    fn table(people: &People, kept: &[(u64, u32)], marks: &[u64]) -> Self {
        let runs = kept.chunk_by(|a, b| a.0 == b.0).count() + marks.len();
        let size = (runs * 5 / 4).next_power_of_two().max(64);
        let right = people.right();
        let mut index = Self {
            slots: vec![(0, 0); size],
            rows: Vec::with_capacity(kept.len() + 1),
            shift: 64 - size.trailing_zeros(),
            bloom: vec![0; size / 8],
            cards: Card::all(people, right),
            numbered: people.homes_numbered || people.numbered,
        };
        index.rows.push(LAST);
        for run in kept.chunk_by(|a, b| a.0 == b.0) {
            if let [(key, row)] = run {
                index.put(*key, row | LAST);
                continue;
            }
            index.put(run[0].0, index.rows.len() as u32);
            index.rows.extend(run.iter().map(|(_, row)| *row));
            *index.rows.last_mut().expect("a run has rows") |= LAST;
        }
        marks.iter().for_each(|mark| index.put(*mark, FINER));
        index
    }

    fn bit(&self, key: u64) -> (usize, u64) {
        // Eight bits for each slot.
        let bit = (key >> (self.shift - 3)) as usize;
        (bit / 64, 1 << (bit % 64))
    }

    fn put(&mut self, key: u64, start: u32) {
        let mut slot = (key >> self.shift) as usize;
        while self.slots[slot].1 != 0 {
            slot = self.after(slot);
        }
        self.slots[slot] = (key as u32, start);
        let (word, bit) = self.bit(key);
        self.bloom[word] |= bit;
    }

    fn after(&self, slot: usize) -> usize {
        (slot + 1) & (self.slots.len() - 1)
    }

    /// Where a key's rows start; 0 where there are none.
    fn get(&self, key: u64) -> u32 {
        let mut slot = (key >> self.shift) as usize;
        loop {
            let (tag, start) = self.slots[slot];
            if start == 0 || tag == key as u32 {
                return start;
            }
            slot = self.after(slot);
        }
    }

    /// The right rows that share a key with a left row and promise something.
    pub(super) fn candidates(&self, people: &People, row: usize, search: &mut Search) {
        let Search { keys, asked, found } = search;
        found.clear();
        asked.clear();
        keys_of(people, &people.left, row, Which::of(people, true), keys);
        // The memory behind all keys is asked for before the first answer is looked at.
        asked.extend(keys.iter().filter(|(key, ..)| self.knows(*key)));
        asked.iter().for_each(|key| self.rows_of(key, found));
        found.sort_unstable();
        found.dedup();
        let few = people.left.len() <= FEW;
        let card = Card::new(people, &people.left, row);
        found.retain(|other| few || self.promises(people, &card, row, *other));
    }

    /// Whether a key may be there; few that are not may be.
    #[inline]
    fn knows(&self, key: u64) -> bool {
        let (word, bit) = self.bit(key);
        self.bloom[word] & bit != 0
    }

    /// The right rows that have a key, or where it is too common its finer one.
    #[inline]
    fn rows_of(&self, (key, finer, _): &Key, found: &mut Vec<u32>) {
        let mut start = self.get(*key);
        if start == FINER {
            let key = mix(*key, u64::from(*finer));
            start = if self.knows(key) { self.get(key) } else { 0 };
        }
        if start == FINER {
            return;
        }
        if start & LAST != 0 {
            found.push(start & !LAST);
        } else if start != 0 {
            for row in &self.rows[start as usize..] {
                found.push(row & !LAST);
                if row & LAST != 0 {
                    break;
                }
            }
        }
    }

    /// Whether two rows have so much in common that a long file compares them.
    #[inline]
    fn promises(&self, people: &People, card: &Card, row: usize, other: u32) -> bool {
        card.common(self.card(other)) >= 4 || (self.numbered && numbered(people, row, other as usize))
    }

    /// The first key that brings two rows together, in words; none where no key does.
    pub(super) fn key_of(&self, people: &People, row: usize, other: u32) -> Option<String> {
        let card = Card::new(people, &people.left, row);
        if people.left.len() > FEW && !self.promises(people, &card, row, other) {
            return None;
        }
        let (mut keys, mut found) = (Vec::new(), Vec::new());
        keys_of(people, &people.left, row, Which::of(people, true), &mut keys);
        let kind = keys.iter().find(|key| {
            found.clear();
            if self.knows(key.0) {
                self.rows_of(key, &mut found);
            }
            found.contains(&other)
        })?;
        Some(in_words(people, kind.2))
    }

    /// The card of a right row.
    pub(super) fn card(&self, row: u32) -> &Card {
        &self.cards[row as usize]
    }
}

/// Key, what makes it finer, and row, of all rows.
fn entries(people: &People, right: &Side) -> Vec<(u64, u32, u32)> {
    const ROWS: usize = 4096;
    let lists: Vec<Vec<(u64, u32, u32)>> = (0..right.len().div_ceil(ROWS))
        .into_par_iter()
        .map(|chunk| {
            let (mut keys, mut list) = (Vec::new(), Vec::new());
            for row in chunk * ROWS..((chunk + 1) * ROWS).min(right.len()) {
                keys_of(people, right, row, Which::of(people, false), &mut keys);
                list.extend(keys.iter().map(|(key, finer, _): &Key| (*key, *finer, row as u32)));
            }
            list
        })
        .collect();
    lists.concat()
}

/// Of up to so many left rows every pair that shares a key is compared.
const FEW: usize = 50_000;

/// With more left rows keys are never wide.
const MANY: usize = 200_000;

/// Whether two rows share a number, a telephone or an e-mail address.
fn numbered(people: &People, i: usize, j: usize) -> bool {
    let (l, r) = (&people.left, people.right());
    let equal = |a: u32, b: u32| a != 0 && a == b;
    (0..people.extra.len()).any(|at| people.extra[at].1 && equal(l.extra[at][i], r.extra[at][j]))
        || equal(l.phone[i], r.phone[j])
        || equal(l.email[i], r.email[j])
        || equal(l.uprn[i], r.uprn[j])
}

/// Keys as they are collected, each with what makes it finer.
struct Keys<'a> {
    list: &'a mut Vec<Key>,
    long: bool,
}

impl Keys<'_> {
    /// A key, unless a part of it is missing.
    fn add(&mut self, kind: u64, parts: &[u32], finer: u32) {
        if parts.iter().all(|part| *part != 0) {
            self.list.push((key(kind, parts), finer, kind as u8));
        }
    }

    /// A key of which others find nearly all in a long file.
    fn add_short(&mut self, kind: u64, parts: &[u32], finer: u32) {
        if !self.long {
            self.add(kind, parts, finer);
        }
    }

    /// A key that finds many strangers: in a long file it is never asked without what makes it finer.
    fn add_wide(&mut self, kind: u64, parts: &[u32], finer: u32) {
        if !self.long {
            self.add(kind, parts, finer);
        } else if parts.iter().all(|part| *part != 0) {
            self.list.push((mix(key(kind, parts), u64::from(finer)), 0, kind as u8));
        }
    }
}

fn key(kind: u64, parts: &[u32]) -> u64 {
    parts.iter().fold(mix(kind + 1, 0x51_7c), |hash, part| mix(hash, u64::from(*part)))
}

/// A kind of key in words.
fn in_words(people: &People, kind: u8) -> String {
    let number = |first: u8| people.extra[usize::from(kind - first)].0.as_str();
    match kind {
        0 => "date of birth",
        1 => "forename and birthday",
        2 => "surname and birthday",
        3 => "surname, year and month of birth",
        4 => "surname, month and day of birth",
        5 => "forename, month and day of birth",
        6 => "forename, year and month of birth",
        7 | 18 => "both names",
        8 => "surname and year of birth",
        9 => "surname",
        10 => "postcode and year of birth",
        11 => "postcode and name",
        12 => "postcode",
        13 => "house number and street",
        14 => "house number and forename",
        15 => "property",
        16 => "telephone",
        17 => "e-mail",
        20..=39 => number(20),
        40..=59 => return format!("first half of {}", number(40)),
        _ => return format!("second half of {}", number(60)),
    }
    .to_owned()
}

/// Which rows have which keys.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// The left rows are few.
    Any,
    /// They are many, and there is one file.
    Long,
    /// They are many, and these rows are sought.
    LongLeft,
    /// They are many, and these rows are found.
    LongRight,
}

impl Which {
    fn of(people: &People, left: bool) -> Self {
        match (people.left.len() > MANY, people.right.is_some()) {
            (false, _) => Self::Any,
            (true, false) => Self::Long,
            (true, true) if left => Self::LongLeft,
            (true, true) => Self::LongRight,
        }
    }
}

/// The keys of a row, each with what makes it finer.
fn keys_of(people: &People, side: &Side, row: usize, which: Which, list: &mut Vec<Key>) {
    list.clear();
    let long = which != Which::Any;
    let mut keys = Keys { list, long };
    let (f, s) = (side.forename[row], side.surname[row]);
    let (forename, surname) = (people.names.heard(f), people.names.heard(s));
    let (fs, ss, initial) = (forename.sound, surname.sound, u32::from(forename.initial));
    let born = side.born[row];
    let (year, month, day) = dates::split(born);
    let either = year * 10_000 + month.min(day) * 100 + month.max(day);
    let middle = u32::from(people.names.heard(side.middle[row]).initial);
    keys.add_short(0, &[born], ss);
    if born != 0 && month != 0 {
        keys.add(1, &[fs, either], 0);
        keys.add(2, &[ss, either], 0);
        keys.add_short(3, &[ss, year, month], initial);
        keys.add_wide(4, &[ss, month, day], initial);
        keys.add_wide(5, &[fs, month, day], year / 10);
        keys.add_short(6, &[fs, year, month], middle);
    }
    let sounds = [fs.min(ss), fs.max(ss)];
    keys.add(7, &sounds, year);
    let parts: &[u32] = if surname.several { &people.names.get(s).parts } else { &[] };
    let parts = || parts.iter().take(3).map(|part| people.names.heard(*part).sound);
    for sound in std::iter::once(ss).chain(parts()) {
        keys.add_wide(8, &[sound, year], initial);
        // In a long file a surname finds only rows without date of birth.
        match which {
            Which::LongLeft if born != 0 => {}
            _ => keys.add(9, &[sound], initial),
        }
    }
    if (which == Which::LongLeft && born != 0) || (which == Which::LongRight && born == 0) {
        keys.add(18, &sounds, 0);
    }
    home_keys(people, side, row, (fs, ss, initial, year), &mut keys);
    for (at, (_, identifier)) in people.extra.iter().enumerate() {
        if *identifier {
            keys.add(20 + at as u64, &[side.extra[at][row]], 0);
        }
    }
    if people.left.len() <= FEW {
        keys_of_few(people, side, row, &mut keys);
    }
}

/// Keys that find what all others miss, at a price that only a short file can pay: a postcode alone, half a number.
fn keys_of_few(people: &People, side: &Side, row: usize, keys: &mut Keys<'_>) {
    keys.add(12, &[side.postcode[row]], people.addresses.door(side.address[row]).number);
    for (at, (_, identifier)) in people.extra.iter().enumerate() {
        let value = people.texts.get(side.extra[at][row]);
        if *identifier && value.len() >= 6 {
            let (first, second) = value.split_at(value.len() / 2);
            keys.add(40 + at as u64, &[hash(first) as u32 | 1], 0);
            keys.add(60 + at as u64, &[hash(second) as u32 | 1], 0);
        }
    }
}

fn home_keys(
    people: &People,
    side: &Side,
    row: usize,
    (fs, ss, initial, year): (u32, u32, u32, u32),
    keys: &mut Keys<'_>,
) {
    let postcode = side.postcode[row];
    keys.add(10, &[postcode, year], initial);
    keys.add(11, &[postcode, fs], year);
    if keys.long {
        keys.add(12, &[postcode, ss], initial);
    } else {
        // Under one kind, so that swapped names meet.
        keys.add(11, &[postcode, ss], year);
    }
    let door = people.addresses.door(side.address[row]);
    match door.words {
        [one, two] if keys.long && two != 0 => keys.add(13, &[door.number, one, two], initial),
        words => words.iter().for_each(|word| keys.add(13, &[door.number, *word], initial)),
    }
    keys.add_short(14, &[door.number, fs], year);
    keys.add(15, &[side.uprn[row]], initial);
    keys.add(16, &[side.phone[row]], initial);
    keys.add(17, &[side.email[row]], initial);
}
