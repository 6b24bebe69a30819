//! `hearth review show`: all that is known of one pair, and what was decided about it.

use super::super::exit::Exit;
use super::super::failure::Outcome;
use super::super::terminal::Terminal;
use super::super::workspace::WorkspaceArguments;
use super::decide::says;
use super::{pair, pairs};
use crate::review::pairs::State;
use crate::workspace::LinkReview;
use crate::workspace::reviews::subject_text;

/// Show one pair: why it waits, what agrees and differs, the rows, and what was decided about it
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  hearth review show 4f1c-9d20")]
pub struct Arguments {
    /// The pair: its key, or the beginnings of its halves with the hyphen between them
    pair: String,

    /// The run that shows the pair [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    #[command(flatten)]
    workspace: WorkspaceArguments,
}

/// Shows.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let workspace = arguments.workspace.open()?;
    let pairs = pairs(&workspace, arguments.run.as_deref())?;
    let pair = pair(&pairs, &arguments.pair)?;
    let mut lines = vec![format!("pair {}: {}", pair.key, subject_text(&pair.subject))];
    match &pair.state {
        State::Waiting(row) => {
            let shown =
                row.iter().filter(|(column, value)| !HEAD.contains(&column.as_str()) && !value.is_empty());
            lines.extend(shown.map(|(column, value)| format!("  {column}: {}", value.replace(';', ", "))));
        }
        State::Linked(rule) => lines.push(format!("  linked by {rule}")),
        State::Decided(state) => lines.push(format!("  decided; the decision is {state}")),
    }
    let decisions = workspace.ledger::<LinkReview>().read()?;
    for one in decisions.iter().filter(|one| one.pair.is_same_row(pair.key)) {
        let other =
            if one.pair == pair.key { String::new() } else { format!(" ({}, {})", one.subject, one.pair) };
        lines.push(format!(
            "{} {} {}{other} by {}: {}",
            one.name(),
            one.decided,
            says(one),
            one.by,
            one.reason
        ));
    }
    terminal.page(&lines.join("\n"));
    Ok(Exit::Done)
}

/// Columns whose values the first line shows.
const HEAD: [&str; 4] = ["about", "candidate", "link", "pair"];
