//! `hearth verify`: whether anything in the workspace was altered, added or lost, and whether it is the one a head came from.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::terminal::Terminal;
use super::workspace::WritingArguments;
use crate::problem::{Kind, Place, Problem};
use crate::workspace::Workspace;
use crate::workspace::heads;
use crate::workspace::verify::HeadFound;
use serde_json::json;

const EXAMPLES: &str = "\
Examples:
  hearth verify
  hearth verify --all                        every bad file, not only the first
  hearth verify --head 3f6c0a91b2d4          a head printed on a claim, whole or its first digits

Exit code 6 if anything is not as it was written.";

/// The fewest digits of a head that are unlikely to fit another.
const FEWEST_DIGITS: usize = 12;

/// Check every digest and chain: nothing was altered, added or lost
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// A head that was printed earlier: find a ledger that was cut or rebuilt since
    #[arg(long, value_name = "DIGEST")]
    head: Option<String>,

    /// Name every bad file, not only the first
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// Verifies and says what is wrong.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let digits = arguments.head.as_deref().map(checked).transpose()?;
    let (workspace, _lock) = arguments.workspace.open_to_verify()?;
    let verified = workspace.verify(&terminal.progress())?;
    terminal.every_problem(&verified.unfinished);
    let mut problems = verified.problems;
    let found = match &digits {
        Some(digits) if problems.is_empty() => find(&workspace, digits, &mut problems)?,
        _ => None,
    };
    terminal.json(&json!({
        "lines": verified.lines,
        "files": verified.files,
        "unfinished": verified.unfinished.is_some(),
        "head": verified.head.map(|head| head.to_string()),
        "found": found.as_ref().map(|one| json!({ "ledger": one.ledger, "line": one.line, "since": one.since })),
        "bad": problems.iter().map(|one| json!({ "code": one.kind.code(), "place": one.place.to_string() })).collect::<Vec<_>>(),
    }));
    if problems.is_empty() {
        terminal.line(&format!(
            "{} lines of ledgers and {} files are as they were written",
            verified.lines, verified.files
        ));
        if let Some(found) = &found {
            terminal.line(&told(found));
        }
        if let Some(head) = verified.head {
            terminal.line(&format!("head: {head}"));
        }
        return Ok(Exit::Done);
    }
    let shown = if arguments.all { problems.len() } else { 1 };
    terminal.every_problem(&problems[..shown]);
    if shown < problems.len() {
        terminal.notice(&format!("{} more; `hearth verify --all` names them", problems.len() - shown));
    }
    Ok(Exit::Damaged)
}

fn checked(head: &str) -> Result<String, Failure> {
    let digits = head.to_ascii_lowercase();
    let right = digits.len() >= FEWEST_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    right.then_some(digits).ok_or_else(|| {
        let hint = format!("a head is 64 hex digits; its first {FEWEST_DIGITS} or more will do");
        Failure::usage(format!("--head: `{head}` is no head"), hint)
    })
}

fn find(
    workspace: &Workspace,
    digits: &str,
    problems: &mut Vec<Problem>,
) -> Result<Option<HeadFound>, Failure> {
    let found = workspace.find_head(digits)?;
    if found.is_none() {
        let detail =
            format!("no ledger ever had the head {digits}: one was cut or rebuilt since it was printed");
        let problem = Problem::new(Kind::WorkspaceCut, Place::file(heads::FILE), detail).with_hint(
            "compare with a backup made after the head was printed; make sure it is of this workspace",
        );
        problems.push(problem);
    }
    Ok(found)
}

fn told(found: &HeadFound) -> String {
    let since = match found.since {
        0 => "nothing was added since".to_owned(),
        1 => "1 entry was added since".to_owned(),
        number => format!("{number} entries were added since"),
    };
    format!("the head is that of {} at line {}; {since}", found.ledger, found.line)
}
