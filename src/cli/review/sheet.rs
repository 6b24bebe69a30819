//! `hearth review export` and `import`: deciding in a spreadsheet.

use super::super::exit::Exit;
use super::super::failure::Outcome;
use super::super::terminal::Terminal;
use super::super::workspace::{WorkspaceArguments, WritingArguments};
use super::decide::word;
use super::pairs;
use crate::problem::{Kind, Place, Problem};
use crate::review::decide::{self, Refusal, Word};
use crate::review::sheet::{self, Wanted};
use crate::workspace::{LinkReview, files};
use std::path::PathBuf;

/// Write the pairs that wait as a CSV file to decide in
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Fill in `decision` (accept or reject), `by` and `reason`, and give the file to `hearth review import`."
)]
pub struct ExportArguments {
    /// The file to write
    file: PathBuf,

    /// The run [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Take in the decisions of a filled sheet; lines without a decision are passed over
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  hearth review import queue.csv --by 'M. Ellery' --reason 'monthly review'"
)]
pub struct ImportArguments {
    /// The filled sheet
    file: PathBuf,

    /// Who decided, for lines that do not say
    #[arg(long, value_name = "NAME", default_value = "")]
    by: String,

    /// Why, for lines that do not say
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,

    /// The moment from which the decisions count [default: now]
    #[arg(long = "on", value_name = "MOMENT")]
    on: Option<String>,

    /// The run that the sheet was made from [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// Writes the sheet.
pub fn export(arguments: ExportArguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let pairs = pairs(&workspace, arguments.run.as_deref())?;
    files::write(&arguments.file, &sheet::render(&pairs))?;
    let number = pairs.waiting().count();
    terminal.json(&serde_json::json!({ "file": arguments.file, "pairs": number }));
    terminal.line(&format!("{number} pairs written to {}", arguments.file.display()));
    Ok(Exit::Done)
}

/// Takes the decisions in.
pub fn import(arguments: ImportArguments, terminal: &Terminal) -> Outcome {
    let (workspace, _lock) = arguments.workspace.open()?;
    let pairs = pairs(&workspace, arguments.run.as_deref())?;
    let name = arguments.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let bytes = files::read(&arguments.file)?;
    let defaults = (arguments.by.as_str(), arguments.reason.as_str());
    let (wanted, mut problems) = sheet::parse(&name, &bytes, &pairs, defaults)?;
    let ledger = workspace.ledger::<LinkReview>();
    let mut known = ledger.read()?;
    let before = known.len();
    let mut again = 0;
    for Wanted { line, asked, by, reason } in wanted {
        let refused =
            |detail: String| Problem::new(Kind::LinkDecisionUnusable, Place::line(&name, line), detail);
        let word: Word = match word(&workspace, arguments.on.as_deref(), &by, &reason) {
            Ok(word) => word,
            Err(failure) => {
                problems.push(refused(failure.message()));
                continue;
            }
        };
        match decide::decide(&known, &asked, &word) {
            Ok(entry) => known.push(entry),
            Err(Refusal::Known(_)) => again += 1,
            Err(refusal) => problems.push(refused(refusal.to_string())),
        }
    }
    ledger.append(&known[before..])?;
    let taken = known.len() - before;
    terminal.json(&serde_json::json!({ "decisions": taken, "known": again, "problems": problems.len() }));
    terminal
        .line(&format!("{taken} decisions taken in, {again} known before, {} not usable", problems.len()));
    problems.sort();
    terminal.problems(&problems);
    Ok(if problems.is_empty() { Exit::Done } else { Exit::NeedsPerson })
}
