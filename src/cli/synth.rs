//! `hearth synth`: an invented borough, written to a folder.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::synth::linkage::{LinkageFiles, LinkageOrder};
use crate::synth::{self, Item, Order, Tally};
use crate::workspace::files;
use std::path::{Path, PathBuf};

const EXAMPLES: &str = "\
Examples:
  hearth synth --seed 7 --families 200 --out borough
  hearth synth --seed 1 --families 5000 --rows 1000000 --out large
  hearth synth --sample --out sample-data           the sample borough, over what stands there
  hearth synth --linkage 1000000x100000 --out files a feed of a million rows and a cohort of 100,000 to link it to";

/// Invent a borough: cohort, deliveries and the truth behind them
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The same seed gives the same bytes
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// How many families
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    families: u32,

    /// How many months of deliveries, from April 2015 on
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=36))]
    months: u32,

    /// About how many feed rows in all; people unknown to the council make up the number (default: 40 a family)
    #[arg(long, value_name = "N")]
    rows: Option<u32>,

    /// The sample borough with its stories instead
    #[arg(long, conflicts_with_all = ["seed", "families", "months", "rows"])]
    sample: bool,

    /// Two person files to link instead: rows of the feed, `x`, people of the cohort; the true links beside them
    #[arg(long, value_name = "ROWSxCOHORT", value_parser = linkage_size, conflicts_with_all = ["families", "months", "rows", "sample"])]
    linkage: Option<(u32, u32)>,

    /// The folder; made if it does not exist
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Invents the borough and writes its files.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    if let Some((rows, cohort)) = arguments.linkage {
        return invent_linkage(LinkageOrder { seed: arguments.seed, rows, cohort }, &arguments.out, terminal);
    }
    let mut sink = |item: Item| write(&arguments.out, &item);
    let tally = if arguments.sample {
        synth::sample(&mut sink)?
    } else {
        refuse_full_folder(&arguments.out)?;
        synth::invent(order(&arguments), &mut sink)?
    };
    report(&arguments.out, tally, terminal);
    Ok(Exit::Done)
}

fn order(arguments: &Arguments) -> Order {
    Order {
        seed: arguments.seed,
        families: arguments.families as usize,
        months: arguments.months,
        rows: arguments.rows.map(|rows| rows as usize),
    }
}

/// Rows and people, as in `1000000x100000`.
fn linkage_size(text: &str) -> Result<(u32, u32), String> {
    let number = |part: &str| part.parse::<u32>().ok().filter(|number| (1..=100_000_000).contains(number));
    let sizes = text.split_once('x').and_then(|(rows, cohort)| Some((number(rows)?, number(cohort)?)));
    sizes.ok_or_else(|| "two numbers from 1 to 100000000 with an x between, as in 1000000x100000".to_owned())
}

fn invent_linkage(order: LinkageOrder, folder: &Path, terminal: &Terminal) -> Outcome {
    refuse_full_folder(folder)?;
    files::make_folder(folder)?;
    let made = LinkageFiles::new(order);
    files::write_pieces(&folder.join("cohort.csv"), &mut |to| made.write_cohort(to))?;
    files::write_pieces(&folder.join("feed.csv"), &mut |to| made.write_feed(to))?;
    files::write_pieces(&folder.join("truth.csv"), &mut |to| made.write_truth(to))?;
    files::write_pieces(&folder.join("others.csv"), &mut |to| made.write_others(to))?;
    let (rows, people) = (order.rows, made.people());
    terminal.line(&format!("{rows} rows of a feed and {people} people of a cohort in {}", folder.display()));
    terminal
        .json(&serde_json::json!({ "rows": rows, "people": people, "folder": folder.display().to_string() }));
    Ok(Exit::Done)
}

/// Files of another borough would mix with the new ones.
fn refuse_full_folder(folder: &Path) -> Result<(), Failure> {
    if folder.exists() && !files::list(folder)?.is_empty() {
        let message = format!("--out: {} is not empty", folder.display());
        return Err(Failure::usage(message, "name a new folder"));
    }
    Ok(())
}

fn write(folder: &Path, item: &Item) -> anyhow::Result<()> {
    let path = folder.join(&item.path);
    if let Some(parent) = path.parent() {
        files::make_folder(parent)?;
    }
    files::write(&path, &item.bytes)
}

fn report(folder: &Path, tally: Tally, terminal: &Terminal) {
    let Tally { families, people, deliveries, rows } = tally;
    terminal.line(&format!(
        "{families} families, {people} people, {rows} rows in {deliveries} deliveries in {}",
        folder.display()
    ));
    terminal.json(&serde_json::json!({
        "families": families,
        "people": people,
        "deliveries": deliveries,
        "rows": rows,
        "folder": folder.display().to_string(),
    }));
}
