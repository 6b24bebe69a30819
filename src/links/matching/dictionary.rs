//! Distinct byte strings under running numbers: a string comes in, its number goes out; equal strings have equal numbers.
//!
//! Numbers follow the order of first sight, so they never depend on hashes. Nothing is ever taken out.

/// A table of distinct byte strings.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// Part of the hash, and number + 1 or 0 for empty. Its length is a power of two; the hash's part says the place.
    slots: Vec<(u32, u32)>,
}

/// Mixes a number into a hash.
pub(super) fn mix(hash: u64, part: u64) -> u64 {
    let mixed = (hash.rotate_left(23) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// A hash that is the same on every platform.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        // The last eight bytes once more where there are as many: faster than to copy those that are left.
        let last = match bytes.last_chunk::<8>() {
            Some(word) => u64::from_le_bytes(*word),
            None => rest.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte)),
        };
        hash = mix(hash, last);
    }
    mix(hash, 0x5bd1_e995)
}

impl Dictionary {
    /// How many strings there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string of a number.
    pub(super) fn get(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        &self.bytes[start..self.ends[number] as usize]
    }

    /// The number of a string, and whether it is new.
    pub(super) fn enter(&mut self, text: &[u8]) -> (u32, bool) {
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            self.grow();
        }
        match self.find(text) {
            Ok(number) => (number, false),
            Err((tag, slot)) => {
                let number =
                    u32::try_from(self.ends.len()).expect("fewer than four thousand million strings");
                self.bytes.extend_from_slice(text);
                self.ends.push(
                    u32::try_from(self.bytes.len()).expect("less than four gigabytes of distinct text"),
                );
                self.slots[slot] = (tag, number + 1);
                (number, true)
            }
        }
    }

    /// Keeps a string whether or not it is there already; it is not found by [`Self::enter`] or [`Self::number`].
    pub(super) fn push(&mut self, text: &[u8]) -> u32 {
        let number = u32::try_from(self.ends.len()).expect("fewer than four thousand million strings");
        self.bytes.extend_from_slice(text);
        self.ends.push(u32::try_from(self.bytes.len()).expect("less than four gigabytes of text"));
        number
    }

    /// Keeps all strings of another dictionary but its first, which both begin with; says how far their numbers move.
    pub(super) fn append(&mut self, other: &Self) -> u32 {
        let moved = self.ends.len() - 1;
        let (start, first) = (self.bytes.len(), other.ends[0] as usize);
        u32::try_from(start + other.bytes.len()).expect("less than four gigabytes of text");
        self.bytes.extend_from_slice(&other.bytes[first..]);
        self.ends.extend(other.ends[1..].iter().map(|end| end - first as u32 + start as u32));
        moved as u32
    }

    /// The number of a string that may be known.
    pub(super) fn number(&self, text: &[u8]) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.find(text).ok() }
    }

    fn find(&self, text: &[u8]) -> Result<u32, (u32, usize)> {
        let mask = self.slots.len() - 1;
        let tag = (hash(text) >> 32) as u32;
        let mut slot = tag as usize & mask;
        loop {
            match self.slots[slot] {
                (_, 0) => return Err((tag, slot)),
                (known, taken) if known == tag && self.get(taken - 1) == text => return Ok(taken - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let mut slots = vec![(0, 0); size];
        for (tag, number) in self.slots.iter().filter(|(_, number)| *number != 0) {
            let mut slot = *tag as usize & (size - 1);
            while slots[slot].1 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = (*tag, *number);
        }
        self.slots = slots;
    }
}

/// Distinct pairs of numbers under running numbers from 1, as a [`Dictionary`] does it for strings.
#[derive(Default)]
pub(super) struct PairNumbers {
    count: u32,
    slots: Vec<(u64, u32)>,
}

impl PairNumbers {
    /// The number of a pair.
    pub(super) fn enter(&mut self, a: u32, b: u32) -> u32 {
        if (self.count as usize + 1) * 2 > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, 0); (old.len() * 2).max(64)];
            for (pair, number) in old.into_iter().filter(|(_, number)| *number != 0) {
                let slot = self.slot(pair);
                self.slots[slot] = (pair, number);
            }
        }
        let pair = (u64::from(a) << 32) | u64::from(b);
        let slot = self.slot(pair);
        if self.slots[slot].1 == 0 {
            self.count += 1;
            self.slots[slot] = (pair, self.count);
        }
        self.slots[slot].1
    }

    /// Where a pair stands, or would stand.
    fn slot(&self, pair: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = mix(pair, 0x5bd1_e995) as usize & mask;
        while self.slots[slot].1 != 0 && self.slots[slot].0 != pair {
            slot = (slot + 1) & mask;
        }
        slot
    }
}
