//! `hearth link evaluate`: how good links are beside labels, by threshold.

use super::files::FileArguments;
use super::labels;
use crate::cli::exit::Exit;
use crate::cli::failure::Outcome;
use crate::cli::terminal::Terminal;
use crate::reports::link_pairs;
use crate::workspace::files as disk;
use std::path::PathBuf;

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

/// Links, compares with the labels, prints a table.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let linked = arguments.files.link(terminal)?;
    let chosen = linked.matched.threshold;
    let mut thresholds = vec![
        0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 0.9999, chosen,
    ];
    thresholds.sort_by(f64::total_cmp);
    thresholds.dedup();
    let qualities = labels::qualities(&linked, &arguments.labels, &thresholds, terminal)?;
    labels::print(&qualities, (chosen, "chosen"), terminal);
    let rows: Vec<_> = qualities.iter().map(labels::as_json).collect();
    terminal.json(&serde_json::json!({ "chosen": chosen, "thresholds": rows }));
    if let Some(path) = &arguments.picture {
        disk::write(path, link_pairs::curve_svg(&qualities, chosen).as_bytes())?;
    }
    Ok(Exit::Done)
}
