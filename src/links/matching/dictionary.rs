//! Distinct byte strings under running numbers: a string comes in, its number goes out; equal strings have equal numbers.
//!
//! Numbers follow the order of first sight, so they never depend on hashes. Nothing is ever taken out.

/// A table of distinct byte strings.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    /// Number + 1 by hash; 0 is empty. Its length is a power of two.
    slots: Vec<u32>,
}

/// Mixes a number into a hash.
pub(super) fn mix(hash: u64, part: u64) -> u64 {
    let mixed = (hash.rotate_left(23) ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed ^ (mixed >> 29)
}

/// A hash that is the same on every platform.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0_u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = mix(hash, u64::from_le_bytes(word));
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
            Err(slot) => {
                let number =
                    u32::try_from(self.ends.len()).expect("fewer than four thousand million strings");
                self.bytes.extend_from_slice(text);
                self.ends.push(
                    u32::try_from(self.bytes.len()).expect("less than four gigabytes of distinct text"),
                );
                self.slots[slot] = number + 1;
                (number, true)
            }
        }
    }

    /// The number of a string that may be known.
    pub(super) fn number(&self, text: &[u8]) -> Option<u32> {
        if self.slots.is_empty() { None } else { self.find(text).ok() }
    }

    fn find(&self, text: &[u8]) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut slot = hash(text) as usize & mask;
        loop {
            match self.slots[slot] {
                0 => return Err(slot),
                taken if self.get(taken - 1) == text => return Ok(taken - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        let mut slots = vec![0_u32; size];
        for number in 0..self.ends.len() as u32 {
            let mut slot = hash(self.get(number)) as usize & (size - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = number + 1;
        }
        self.slots = slots;
    }
}
