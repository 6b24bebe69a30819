//! Which pairs are worth comparing: rows come in, the right rows that share a key with a left row go out.
//!
//! Each row has keys of several kinds (name and birth date, sound and year, address, numbers). A key that too many rows
//! share is made finer by a second part; a key still too common is left out, so that a common surname or a default date
//! cannot make the work explode.

use super::dates;
use super::dictionary::mix;
use super::people::{People, Side};

/// Most right rows under one key before it is made finer, and after: fewer the longer the left file, so that the work
/// grows no faster than the file.
fn most(left_rows: usize) -> (usize, usize) {
    let most = (40_000_000.0 / libm::sqrt(left_rows.max(1) as f64 * 1e8)) as usize;
    (most.clamp(6, 40), (3 * most).clamp(18, 120))
}

/// The right rows by key.
pub(super) struct Index {
    slots: Vec<(u64, u32, u32)>,
    rows: Vec<u32>,
    mask: usize,
    bloom: Vec<u64>,
}

/// A mark in place of a range: the key is too common, ask the finer one.
const FINER: u32 = u32::MAX;

impl Index {
    pub(super) fn new(people: &People) -> Self {
        let right = people.right();
        let mut entries: Vec<(u64, u32, u32)> = Vec::new();
        let mut keys = Vec::new();
        for row in 0..right.len() {
            keys_of(people, right, row, &mut keys);
            entries.extend(keys.iter().map(|(key, finer)| (*key, *finer, row as u32)));
        }
        entries.sort_unstable_by_key(|(key, _, row)| (*key, *row));
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
        fine.sort_unstable();
        fine.chunk_by(|a, b| a.0 == b.0)
            .filter(|run| run.len() <= most_fine)
            .for_each(|run| kept.extend_from_slice(run));
        kept.sort_unstable();
        Self::table(&kept, &marks)
    }

    fn table(kept: &[(u64, u32)], marks: &[u64]) -> Self {
        let runs = kept.chunk_by(|a, b| a.0 == b.0).count() + marks.len();
        let size = (runs * 2).next_power_of_two().max(64);
        let mut index = Self {
            slots: vec![(0, 0, 0); size],
            rows: kept.iter().map(|(_, row)| *row).collect(),
            mask: size - 1,
            bloom: vec![0; (size / 8).max(64)],
        };
        let mut start = 0;
        for run in kept.chunk_by(|a, b| a.0 == b.0) {
            index.put(run[0].0, start, run.len() as u32);
            start += run.len() as u32;
        }
        marks.iter().for_each(|mark| index.put(*mark, FINER, 1));
        index
    }

    fn put(&mut self, key: u64, start: u32, len: u32) {
        let mut slot = key as usize & self.mask;
        while self.slots[slot].2 != 0 {
            slot = (slot + 1) & self.mask;
        }
        self.slots[slot] = (key, start, len);
        let bit = (key >> 20) as usize & (self.bloom.len() * 64 - 1);
        self.bloom[bit / 64] |= 1 << (bit % 64);
    }

    fn get(&self, key: u64) -> Option<(u32, u32)> {
        let bit = (key >> 20) as usize & (self.bloom.len() * 64 - 1);
        if self.bloom[bit / 64] >> (bit % 64) & 1 == 0 {
            return None;
        }
        let mut slot = key as usize & self.mask;
        loop {
            match self.slots[slot] {
                (_, _, 0) => return None,
                (known, start, len) if known == key => return Some((start, len)),
                _ => slot = (slot + 1) & self.mask,
            }
        }
    }

    /// The right rows that share a key with a left row, in order, each once.
    pub(super) fn candidates(
        &self,
        people: &People,
        row: usize,
        keys: &mut Vec<(u64, u32)>,
        found: &mut Vec<u32>,
    ) {
        found.clear();
        keys_of(people, &people.left, row, keys);
        for (key, finer) in keys.iter() {
            let mut range = self.get(*key);
            if range.is_some_and(|(start, _)| start == FINER) {
                range = self.get(mix(*key, u64::from(*finer)));
            }
            let Some((start, len)) = range.filter(|(start, _)| *start != FINER) else { continue };
            found.extend_from_slice(&self.rows[start as usize..(start + len) as usize]);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|other| promising(people, row, *other as usize));
    }
}

/// In files of up to so many left rows every pair that shares a key is compared.
const FEW: usize = 50_000;

/// Whether two rows that share a key agree in anything else worth a comparison.
fn promising(people: &People, i: usize, j: usize) -> bool {
    let (l, r) = (&people.left, people.right());
    let name = |name: u32| people.names.get(name);
    let (f, s, g, t) = (name(l.forename[i]), name(l.surname[i]), name(r.forename[j]), name(r.surname[j]));
    let alike = |a: &super::names::NameForm, b: &super::names::NameForm| match (a.sound, b.sound) {
        (0, _) | (_, 0) => 1,
        (x, y) if x == y => 2,
        _ => u32::from(a.initial() == b.initial()),
    };
    let mut score = alike(f, g) + alike(s, t);
    if f.sound != 0 && (f.sound == t.sound || s.sound == g.sound) {
        score += 2;
    }
    score += match (l.born[i], r.born[j]) {
        (0, _) | (_, 0) => 1,
        (a, b) if a == b => 3,
        (a, b) => {
            let ((y1, m1, d1), (y2, m2, d2)) = (dates::split(a), dates::split(b));
            u32::from(y1 == y2) + u32::from(m1 == m2) + u32::from(d1 == d2)
        }
    };
    score += u32::from(l.postcode[i] != 0 && l.postcode[i] == r.postcode[j]);
    score += u32::from(l.address[i] != 0 && l.address[i] == r.address[j]);
    let equal = |a: u32, b: u32| a != 0 && a == b;
    let numbered =
        (0..people.extra.len()).any(|at| people.extra[at].1 && equal(l.extra[at][i], r.extra[at][j]));
    people.left.len() <= FEW
        || score >= 4
        || numbered
        || equal(l.phone[i], r.phone[j])
        || equal(l.email[i], r.email[j])
        || equal(l.uprn[i], r.uprn[j])
}

/// The keys of a row, each with what makes it finer.
fn keys_of(people: &People, side: &Side, row: usize, keys: &mut Vec<(u64, u32)>) {
    keys.clear();
    let (f, s) = (side.forename[row], side.surname[row]);
    let (forename, surname) = (people.names.get(f), people.names.get(s));
    let (fs, ss, initial) = (forename.sound, surname.sound, u32::from(forename.initial()));
    let born = side.born[row];
    let (year, month, day) = dates::split(born);
    let mut add = |kind: u64, parts: &[u32], finer: u32| {
        if parts.iter().all(|part| *part != 0) {
            keys.push((
                parts.iter().fold(mix(kind + 1, 0x51_7c), |hash, part| mix(hash, u64::from(*part))),
                finer,
            ));
        }
    };
    let either = year * 10_000 + month.min(day) * 100 + month.max(day);
    add(0, &[born], ss);
    if born != 0 && month != 0 {
        add(1, &[fs, either], 0);
        add(2, &[ss, either], 0);
        add(3, &[ss, year, month], initial);
        add(4, &[ss, month, day], initial);
        add(5, &[fs, month, day], year / 10);
        add(6, &[fs, year, month], u32::from(people.names.get(side.middle[row]).initial()));
    }
    add(7, &[fs.min(ss), fs.max(ss)], year);
    add(8, &[ss, year], initial);
    add(9, &[ss], initial);
    for part in surname.parts.iter().take(3) {
        add(8, &[people.names.get(*part).sound, year], initial);
        add(9, &[people.names.get(*part).sound], initial);
    }
    let postcode = side.postcode[row];
    add(10, &[postcode, year], initial);
    add(11, &[postcode, fs], year);
    add(12, &[postcode, ss], initial);
    let address = people.addresses.get(side.address[row]);
    if let Some(number) = address.numbers.iter().max() {
        for word in address.words.iter().take(2) {
            add(13, &[*number + 1, *word + 1], initial);
        }
        add(14, &[*number + 1, fs], year);
    }
    add(15, &[side.uprn[row]], initial);
    add(16, &[side.phone[row]], initial);
    add(17, &[side.email[row]], initial);
    for (at, (_, identifier)) in people.extra.iter().enumerate() {
        if *identifier {
            add(20 + at as u64, &[side.extra[at][row]], 0);
        }
    }
}
