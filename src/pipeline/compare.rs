//! Comparing a run with the same run computed again: two lists of files come in, the first difference goes out.

use crate::domain::Digest;
use std::collections::BTreeSet;
use std::fmt;

/// Named files.
pub type Files = [(String, Vec<u8>)];

/// Where two runs part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Difference {
    /// The run folder lacks a file.
    Missing(String),
    /// The run folder has a file that the run did not make.
    Added(String),
    /// A file has other bytes.
    Bytes {
        /// The file.
        file: String,
        /// The first line that differs, from 1.
        line: usize,
        /// Digest of the file in the run folder.
        found: Digest,
        /// Digest of the file as computed again.
        computed: Digest,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(file) => write!(f, "{file}: the run folder lacks the file"),
            Self::Added(file) => write!(f, "{file}: the run did not make this file"),
            Self::Bytes { file, line, found, computed } => {
                write!(
                    f,
                    "{file}:{line}: differs; SHA-256 in the run folder {found}, computed again {computed}"
                )
            }
        }
    }
}

/// The first difference: files in the order computed, then files that the run did not make. Hidden files are passed over.
#[must_use]
pub fn first_difference(found: &Files, computed: &Files) -> Option<Difference> {
    for (file, bytes) in computed {
        match found.iter().find(|(name, _)| name == file) {
            None => return Some(Difference::Missing(file.clone())),
            Some((_, other)) if other != bytes => {
                return Some(Difference::Bytes {
                    file: file.clone(),
                    line: first_line(other, bytes),
                    found: Digest::of(other),
                    computed: Digest::of(bytes),
                });
            }
            Some(_) => {}
        }
    }
    let made: BTreeSet<&str> = computed.iter().map(|(name, _)| name.as_str()).collect();
    let added = found
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| !name.starts_with('.') && !made.contains(name));
    added.min().map(|name| Difference::Added(name.to_owned()))
}

/// The line on which two byte strings first differ.
fn first_line(left: &[u8], right: &[u8]) -> usize {
    let same = left.iter().zip(right).take_while(|(a, b)| a == b).count();
    left[..same].iter().filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
        all.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn the_first_line_that_differs_is_named() {
        let computed = files(&[("a.csv", "x\ny\nz\n"), ("b.csv", "x\n")]);
        assert_eq!(first_difference(&computed, &computed), None);
        let found = files(&[("a.csv", "x\ny\nZ\n"), ("b.csv", "other\n")]);
        let Some(Difference::Bytes { file, line, .. }) = first_difference(&found, &computed) else {
            panic!("the files differ");
        };
        assert_eq!((file.as_str(), line), ("a.csv", 3));
    }

    #[test]
    fn a_shorter_file_differs_on_the_line_it_lacks() {
        assert_eq!(first_line(b"x\n", b"x\ny\n"), 2);
    }

    #[test]
    fn missing_and_added_files_are_differences_and_hidden_ones_are_not() {
        let computed = files(&[("a.csv", "")]);
        let missing = first_difference(&files(&[]), &computed);
        assert_eq!(missing, Some(Difference::Missing("a.csv".to_owned())));
        let added =
            first_difference(&files(&[("a.csv", ""), (".DS_Store", ""), ("note.txt", "")]), &computed);
        assert_eq!(added, Some(Difference::Added("note.txt".to_owned())));
    }
}
