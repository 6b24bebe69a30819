//! How alike two short texts are, and the spelling that comparisons start from.
//!
//! Text comes in; capitals without accents, edit distances and Jaro-Winkler likeness go out. Nothing here knows what
//! the text means.

use unicode_normalization::UnicodeNormalization;

/// Words of capital letters and digits, without accents, apostrophes and full stops; other signs part words.
pub(super) fn words(text: &str) -> Vec<String> {
    let capitals: String = if text.is_ascii() {
        text.to_ascii_uppercase()
    } else {
        text.nfkd()
            .filter(|letter| !unicode_normalization::char::is_combining_mark(*letter))
            .flat_map(transcribed)
            .collect()
    };
    capitals
        .split(|letter: char| !letter.is_alphanumeric() && !matches!(letter, '\'' | '’' | '.' | '`'))
        .map(|word| word.replace(['\'', '’', '.', '`'], ""))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Words as [`words`] gives them, kept in one place to be used again.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    text: String,
    /// Where each word starts.
    starts: Vec<usize>,
}

impl Words {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.starts.clear();
    }

    /// Adds the words of a text.
    pub(super) fn add(&mut self, written: &str) {
        if !written.is_ascii() {
            for word in words(written) {
                self.starts.push(self.text.len());
                self.text.push_str(&word);
            }
            return;
        }
        let mut within = false;
        for letter in written.bytes() {
            if letter.is_ascii_alphanumeric() {
                if !within {
                    self.starts.push(self.text.len());
                }
                within = true;
                self.text.push(char::from(letter.to_ascii_uppercase()));
            } else {
                within &= matches!(letter, b'\'' | b'.' | b'`');
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    pub(super) fn get(&self, word: usize) -> &str {
        &self.text[self.starts[word]..self.starts.get(word + 1).copied().unwrap_or(self.text.len())]
    }

    /// The words from one on, as one.
    pub(super) fn from(&self, word: usize) -> &str {
        &self.text[self.starts[word]..]
    }

    pub(super) fn truncate(&mut self, words: usize) {
        if let Some(end) = self.starts.get(words) {
            self.text.truncate(*end);
            self.starts.truncate(words);
        }
    }
}

fn transcribed(letter: char) -> Vec<char> {
    match letter {
        'ø' | 'Ø' => vec!['O'],
        'ł' | 'Ł' => vec!['L'],
        'đ' | 'Đ' | 'ð' | 'Ð' => vec!['D'],
        'æ' | 'Æ' => vec!['A', 'E'],
        'œ' | 'Œ' => vec!['O', 'E'],
        'ß' => vec!['S', 'S'],
        _ => letter.to_uppercase().collect(),
    }
}

/// Letters left out, put in, changed or swapped with their neighbour; anything above `most` counts as `most + 1`.
pub(super) fn distance(a: &[u8], b: &[u8], most: usize) -> usize {
    const WIDTH: usize = 40;
    if a.len().abs_diff(b.len()) > most || a.len() >= WIDTH || b.len() >= WIDTH {
        return if a == b { 0 } else { most + 1 };
    }
    let mut rows = [[0_usize; WIDTH]; 3];
    (0..=b.len()).for_each(|column| rows[0][column] = column);
    for i in 1..=a.len() {
        let (now, last, before) = (i % 3, (i + 2) % 3, (i + 1) % 3);
        rows[now][0] = i;
        let mut least = i;
        for j in 1..=b.len() {
            let change = rows[last][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[last][j] + 1).min(rows[now][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[before][j - 2] + 1);
            }
            rows[now][j] = best;
            least = least.min(best);
        }
        if least > most {
            return most + 1;
        }
    }
    rows[a.len() % 3][b.len()].min(most + 1)
}

/// Jaro-Winkler likeness in thousandths, for texts up to 64 bytes; longer ones are cut.
pub(super) fn likeness(a: &[u8], b: &[u8]) -> u32 {
    let (a, b) = (&a[..a.len().min(64)], &b[..b.len().min(64)]);
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let reach = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut of_a, mut of_b) = (0_u64, 0_u64);
    for (i, letter) in a.iter().enumerate() {
        let range = i.saturating_sub(reach)..(i + reach + 1).min(b.len());
        if let Some(j) = range.into_iter().find(|j| of_b >> j & 1 == 0 && b[*j] == *letter) {
            of_a |= 1 << i;
            of_b |= 1 << j;
        }
    }
    let matches = of_a.count_ones() as usize;
    if matches == 0 {
        return 0;
    }
    let left = (0..a.len()).filter(|i| of_a >> i & 1 == 1);
    let right = (0..b.len()).filter(|j| of_b >> j & 1 == 1);
    let moved = left.zip(right).filter(|(i, j)| a[*i] != b[*j]).count() / 2;
    let share = |part: usize, whole: usize| part * 1000 / whole;
    let jaro = (share(matches, a.len()) + share(matches, b.len()) + share(matches - moved, matches)) / 3;
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    (jaro + prefix * (1000 - jaro) / 10) as u32
}

/// How a name sounds: its first sound and the consonants after it as digits, like the old card-file codes but uncut.
pub(super) fn sound(name: &[u8]) -> Vec<u8> {
    let name = match name {
        [b'K', rest @ ..] if rest.first() == Some(&b'N') => rest,
        [b'W', rest @ ..] if rest.first() == Some(&b'R') => rest,
        [b'P', b'H', ..] => return sound(&[b"F", &name[2..]].concat()),
        _ => name,
    };
    let digit = |letter: u8| match letter {
        b'B' | b'F' | b'P' | b'V' => b'1',
        b'C' | b'G' | b'J' | b'K' | b'Q' | b'S' | b'X' | b'Z' => b'2',
        b'D' | b'T' => b'3',
        b'L' => b'4',
        b'M' | b'N' => b'5',
        b'R' => b'6',
        _ => 0,
    };
    let Some(first) = name.first() else { return Vec::new() };
    let mut code = vec![match first {
        b'C' | b'Q' => b'K',
        b'Z' => b'S',
        b'J' => b'G',
        _ => *first,
    }];
    let mut last = digit(*first);
    for letter in &name[1..] {
        let this = digit(*letter);
        if this != 0 && this != last {
            code.push(this);
        }
        if !matches!(letter, b'H' | b'W') {
            last = this;
        }
    }
    code.truncate(5);
    code
}
