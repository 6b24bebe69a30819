//! `hearth link`: which rows of two person files are about one person.

mod evaluate;
mod files;
mod labels;

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use crate::reports::link_pairs;
use crate::workspace::files as disk;
use files::FileArguments;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  hearth link --left extract.csv --right cohort.csv --out links.csv
  hearth link --left extract.csv --right cohort.csv --config columns.toml --out links.csv --explain
  hearth link --dedupe --left people.csv --out doubles.csv
  hearth link --left extract.csv --right cohort.csv --out links.csv --labels known.csv
  hearth link --left may.csv --right cohort.csv --out links.csv --save-model model.json
  hearth link --left june.csv --right cohort.csv --out links.csv --model model.json
  hearth link evaluate --left a.csv --right b.csv --labels truth.csv --picture curve.svg

A configuration says which columns play which role; without one, roles are taken from column names:
  id = \"id\"
  [left]                       # and [right]; [both] where they do not differ
  forename = \"given_name\"      # or forenames = [\"first\", \"middle\", \"middle2\"]; full-name = \"name\"
  surname = \"surname\"
  born-on = \"date_of_birth\"    # or born-year, born-month, born-day
  sex, postcode, uprn, household, phone, email = \"column\"
  address = [\"number\", \"street\", \"town\"]
  identifier.nino = \"nino\"     # nhs, nino and upn are held against their own check
  other.occupation = \"job\"
  [policy]
  cardinality = \"many-to-one\"  # or one-to-one, many-to-many
  households = true            # relatives are evidence

Files are UTF-8, Windows-1252 or UTF-16 with its mark. Rows that repeat an id, in either file, are taken as further forms
of one person (other names, earlier addresses): one line stands for all of them. How many do so is said.";

/// Find which rows of two person files, or of one, are about one person
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    link: LinkArguments,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    Evaluate(evaluate::Arguments),
}

#[derive(clap::Args, Debug)]
struct LinkArguments {
    #[command(flatten)]
    files: FileArguments,

    /// CSV file for the links: left_id, right_id, probability, weight in bits, rule
    #[arg(long, value_name = "FILE", required = true)]
    out: Option<PathBuf>,

    /// The least probability of a link, from 0 to 1, or `auto`: chosen from the data
    #[arg(long, value_name = "P", default_value = "auto")]
    threshold: String,

    /// Add the level and the bits of each comparison, which add up exactly to the weight, the key that found the pair, and
    /// who else the left row might be
    #[arg(long)]
    explain: bool,

    /// CSV file of known pairs, as for `link evaluate`: say precision, recall and F1 of these links
    #[arg(long, value_name = "FILE")]
    labels: Option<PathBuf>,

    /// Save the fitted model, to be used again with --model
    #[arg(long, value_name = "FILE")]
    save_model: Option<PathBuf>,
}

/// Links, or evaluates links.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    match arguments.command {
        Some(Command::Evaluate(evaluate)) => evaluate::run(evaluate, terminal),
        None => link_files(&arguments.link, terminal),
    }
}

fn link_files(arguments: &LinkArguments, terminal: &Terminal) -> Outcome {
    let asked = threshold(&arguments.threshold)?;
    let linked = arguments.files.link(terminal)?;
    let least = asked.unwrap_or(linked.matched.threshold);
    let quality = match &arguments.labels {
        Some(path) => labels::qualities(&linked, path, &[least], terminal)?,
        None => Vec::new(),
    };
    let csv =
        link_pairs::links_csv(&linked.matched, &linked.left, linked.right.as_ref(), least, arguments.explain);
    disk::write(arguments.out.as_deref().expect("the arguments require it"), &csv)?;
    if let Some(path) = &arguments.save_model {
        disk::write(path, linked.matched.model.to_text().as_bytes())?;
    }
    let (links, compared) = (linked.matched.links(least).len(), linked.matched.compared);
    let chosen = if asked.is_some() { "given" } else { "chosen from the data" };
    terminal.line(&format!("threshold {least:.6} ({chosen}), {links} links, {compared} pairs compared"));
    let mut answer = serde_json::json!({ "threshold": least, "links": links, "compared": compared });
    if let [one] = quality.as_slice() {
        labels::print(&quality, (least, chosen), terminal);
        answer["quality"] = labels::as_json(one);
    }
    terminal.json(&answer);
    Ok(Exit::Done)
}

/// A probability, or none for `auto`.
fn threshold(text: &str) -> Result<Option<f64>, Failure> {
    if text == "auto" {
        return Ok(None);
    }
    let value = text.parse::<f64>().ok().filter(|value| (0.0..=1.0).contains(value));
    value.map(Some).ok_or_else(|| {
        Failure::usage(
            format!("--threshold: `{text}` is not a probability"),
            "a number from 0 to 1, or `auto`",
        )
    })
}
