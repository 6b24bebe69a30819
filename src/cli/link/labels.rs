//! Links beside labels: a file of known pairs and links come in, how good the links are by threshold goes out, and is
//! printed.

use super::files::{LinkedFiles, read};
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;
use crate::links::matching::{Link, Table};
use crate::reports::link_pairs::{self, Quality};
use std::collections::BTreeSet;
use std::path::Path;

type Pair = (Vec<u8>, Vec<u8>);

/// How good the links of a run are at these thresholds; says how many labels name nobody.
pub fn qualities(
    linked: &LinkedFiles,
    labels: &Path,
    thresholds: &[f64],
    terminal: &Terminal,
) -> Result<Vec<Quality>, Failure> {
    let known = known(labels, linked.right.is_none())?;
    let right = linked.right.as_ref().unwrap_or(&linked.left);
    let judged = |link: &Link| {
        let pair = (linked.left.id(link.left).to_vec(), right.id(link.right).to_vec());
        (link.probability, known.contains(&ordered(pair, linked.right.is_none())))
    };
    let pairs: Vec<(f64, bool)> = linked.matched.links(0.0).iter().map(|(link, _)| judged(link)).collect();
    let ids = |table: &Table| -> BTreeSet<Vec<u8>> {
        (0..table.len() as u32).map(|row| table.id(row).to_vec()).collect()
    };
    let (left_ids, right_ids) = (ids(&linked.left), ids(right));
    let strangers =
        known.iter().filter(|(left, right)| !left_ids.contains(left) || !right_ids.contains(right)).count();
    if strangers > 0 {
        terminal
            .notice(&format!("{strangers} labels name an id that neither file has; they count as missed"));
    }
    Ok(link_pairs::qualities(&pairs, known.len(), thresholds))
}

/// A table for people; the threshold that the run went by is marked with a word.
pub fn print(qualities: &[Quality], (chosen, word): (f64, &str), terminal: &Terminal) {
    terminal.line("threshold  precision  recall      F1   right  wrong  missed");
    for one in qualities {
        let line = format!(
            "{:9.6}  {:9.4}  {:6.4}  {:6.4}  {:6}  {:5}  {:6}  {}",
            one.threshold,
            one.precision(),
            one.recall(),
            one.f1(),
            one.right,
            one.wrong,
            one.missed,
            if one.threshold == chosen { word } else { "" }
        );
        terminal.line(line.trim_end());
    }
}

/// The same for programs.
pub fn as_json(one: &Quality) -> serde_json::Value {
    serde_json::json!({
        "threshold": one.threshold, "precision": one.precision(), "recall": one.recall(), "f1": one.f1(),
        "right": one.right, "wrong": one.wrong, "missed": one.missed,
    })
}

fn ordered((a, b): Pair, one_file: bool) -> Pair {
    if one_file && b < a { (b, a) } else { (a, b) }
}

fn known(path: &Path, one_file: bool) -> Result<BTreeSet<Pair>, Failure> {
    let bytes = read(path)?;
    let unreadable = |what: String| Failure::from(anyhow::anyhow!("{}: {what}", path.display()));
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let header = reader.byte_headers().map_err(|error| unreadable(error.to_string()))?.clone();
    let at = |name: &str| header.iter().position(|column| column == name.as_bytes());
    let (Some(left), Some(right)) = (at("left_id"), at("right_id")) else {
        return Err(unreadable("labels need the columns left_id and right_id".to_owned()));
    };
    let matches = at("match");
    let mut known = BTreeSet::new();
    for record in reader.byte_records() {
        let record = record.map_err(|error| unreadable(error.to_string()))?;
        if matches.is_none_or(|at| !matches!(&record[at], b"0" | b"no" | b"false")) {
            known.insert(ordered((record[left].to_vec(), record[right].to_vec()), one_file));
        }
    }
    Ok(known)
}
