//! `hearth link evaluate`: how good links are beside labels, by threshold.

use super::files::{FileArguments, read};
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::terminal::Terminal;
use crate::links::matching::Table;
use crate::reports::link_pairs::{self, Quality};
use crate::workspace::files as disk;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Say how good links are beside labels: precision, recall and F1 by threshold
#[derive(clap::Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    files: FileArguments,

    /// CSV file of known pairs: left_id, right_id and, if it holds wrong ones too, match (1 or 0)
    #[arg(long, value_name = "FILE")]
    labels: PathBuf,

    /// SVG file for precision over recall
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
}

type Pair = (Vec<u8>, Vec<u8>);

/// Links, compares with the labels, prints a table.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let linked = arguments.files.link(terminal)?;
    let known = labels(&arguments.labels, linked.right.is_none())?;
    let right = linked.right.as_ref().unwrap_or(&linked.left);
    let judged = |link: &crate::links::matching::Link| {
        let pair = (linked.left.id(link.left).to_vec(), right.id(link.right).to_vec());
        (link.probability, known.contains(&ordered(pair, linked.right.is_none())))
    };
    let pairs: Vec<(f64, bool)> = linked.matched.links(0.0).iter().map(|(link, _)| judged(link)).collect();
    let chosen = linked.matched.threshold;
    let mut thresholds = vec![
        0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, chosen,
    ];
    thresholds.sort_by(f64::total_cmp);
    thresholds.dedup();
    let ids = |table: &Table| -> BTreeSet<Vec<u8>> {
        (0..table.len() as u32).map(|row| table.id(row).to_vec()).collect()
    };
    let (left_ids, right_ids) = (ids(&linked.left), ids(right));
    let strangers =
        known.iter().filter(|(left, right)| !left_ids.contains(left) || !right_ids.contains(right));
    let strangers = strangers.count();
    if strangers > 0 {
        terminal
            .notice(&format!("{strangers} labels name an id that neither file has; they count as missed"));
    }
    let qualities = link_pairs::qualities(&pairs, known.len(), &thresholds);
    print(&qualities, chosen, terminal);
    if let Some(path) = &arguments.picture {
        disk::write(path, link_pairs::curve_svg(&qualities, chosen).as_bytes())?;
    }
    Ok(Exit::Done)
}

fn print(qualities: &[Quality], chosen: f64, terminal: &Terminal) {
    terminal.line("threshold  precision  recall      F1   right  wrong  missed");
    for one in qualities {
        terminal.line(&format!(
            "{:9.6}  {:9.4}  {:6.4}  {:6.4}  {:6}  {:5}  {:6}{}",
            one.threshold,
            one.precision(),
            one.recall(),
            one.f1(),
            one.right,
            one.wrong,
            one.missed,
            if one.threshold == chosen { "  chosen" } else { "" }
        ));
    }
    let row = |one: &Quality| serde_json::json!({ "threshold": one.threshold, "precision": one.precision(), "recall": one.recall(), "f1": one.f1() });
    terminal.json(
        &serde_json::json!({ "chosen": chosen, "thresholds": qualities.iter().map(row).collect::<Vec<_>>() }),
    );
}

fn ordered((a, b): Pair, one_file: bool) -> Pair {
    if one_file && b < a { (b, a) } else { (a, b) }
}

fn labels(path: &Path, one_file: bool) -> Result<BTreeSet<Pair>, Failure> {
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
