//! The bulk join of distinct keys with the cohort's keys.
//!
//! Numbered texts of both sides come in; the pairs of numbers whose texts are equal go out, sorted, whatever order the
//! join gives them.

use polars::prelude::{DataFrame, DataFrameJoinOps, PolarsResult, df};

/// Texts with the number each stands for; a number may have several.
pub(super) type Numbered = Vec<(u32, String)>;

/// The pairs of left and right numbers that share a text: sorted, each once.
pub(super) fn join(left: Numbered, right: Numbered) -> Vec<(u32, u32)> {
    if left.is_empty() || right.is_empty() {
        return Vec::new();
    }
    let mut pairs = try_join(left, right).expect("two frames with a text column of one name can be joined");
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn try_join(left: Numbered, right: Numbered) -> PolarsResult<Vec<(u32, u32)>> {
    let joined = frame(left, "left")?.inner_join(&frame(right, "right")?, ["text"], ["text"])?;
    let (left, right) = (joined.column("left")?.u32()?, joined.column("right")?.u32()?);
    Ok(left.into_no_null_iter().zip(right.into_no_null_iter()).collect())
}

fn frame(rows: Numbered, number: &str) -> PolarsResult<DataFrame> {
    let (numbers, texts): (Vec<u32>, Vec<String>) = rows.into_iter().unzip();
    df!("text" => texts, number => numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(texts: &[(u32, &str)]) -> Numbered {
        texts.iter().map(|(number, text)| (*number, (*text).to_owned())).collect()
    }

    #[test]
    fn pairs_come_sorted_and_once() {
        let left = numbered(&[(3, "b"), (1, "a"), (2, "c"), (1, "b")]);
        let right = numbered(&[(9, "b"), (8, "a"), (7, "b"), (9, "b")]);
        assert_eq!(join(left, right), [(1, 7), (1, 8), (1, 9), (3, 7), (3, 9)]);
        assert_eq!(join(Vec::new(), numbered(&[(1, "a")])), []);
    }
}
