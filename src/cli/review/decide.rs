//! `hearth review accept`, `reject` and `reverse`: entries of the ledger of decisions.

use super::super::exit::Exit;
use super::super::failure::{Failure, Outcome};
use super::super::terminal::Terminal;
use super::super::values;
use super::super::workspace::{WritingArguments, now};
use super::{pair, pairs};
use crate::links::Said;
use crate::review::decide::{self, Asked, Refusal, Word};
use crate::workspace::reviews::{parse_name, subject_text};
use crate::workspace::{LinkReview, Workspace};

const ACCEPT: &str = "\
Examples:
  hearth review accept 4f1c-9d20 --by 'M. Ellery' --reason 'the school confirmed the number'
  hearth review accept 4f1c0a92be11-9d20c6f4ab37 --by 'M. Ellery' --reason 'twins, asked the family' --on 2017-04-03

The decision counts from its moment on: for the next run, and for every row that says the same, until the row or
what the cohort says of the person changes.";

/// Say that the rows of a pair are about this person or home
#[derive(clap::Args, Debug)]
#[command(after_help = ACCEPT)]
pub struct PairArguments {
    /// The pair: its key, or the beginnings of its halves with the hyphen between them
    pair: String,

    /// The run that shows the pair [default: the last one]
    #[arg(long, value_name = "RUN")]
    run: Option<String>,

    #[command(flatten)]
    word: WordArguments,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// Say that the rows of a pair are not about this person or home
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  hearth review reject 4f1c-9d20 --by 'M. Ellery' --reason 'a cousin of the same name'"
)]
pub struct RejectArguments {
    #[command(flatten)]
    asked: PairArguments,
}

/// Take a decision back; it stays in the ledger
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  hearth review reverse r00003 --by 'M. Ellery' --reason 'the school was mistaken'"
)]
pub struct ReverseArguments {
    /// The decision, for example r00003
    decision: String,

    #[command(flatten)]
    word: WordArguments,

    #[command(flatten)]
    workspace: WritingArguments,
}

/// Who decides, when and why.
#[derive(clap::Args, Debug)]
pub struct WordArguments {
    /// Who decides
    #[arg(long, value_name = "NAME")]
    by: String,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// The moment from which the decision counts, as 2017-04-03 or 2017-04-03T09:30:00Z [default: now]
    #[arg(long = "on", value_name = "MOMENT")]
    on: Option<String>,
}

impl WordArguments {
    fn check(&self, workspace: &Workspace) -> Result<Word, Failure> {
        word(workspace, self.on.as_deref(), &self.by, &self.reason)
    }
}

/// Checks who decides, when and why.
///
/// # Errors
/// Wrong usage: a moment that is none or lies ahead, a blank name or reason. A moment that a submitted claim has seen is
/// moved to now.
pub fn word(workspace: &Workspace, on: Option<&str>, by: &str, reason: &str) -> Result<Word, Failure> {
    let put_in = now();
    let decided = on.map(|text| values::moment("--on", text)).transpose()?.unwrap_or(put_in);
    if decided.day() > put_in.day() {
        return Err(Failure::usage(
            format!("--on: {decided} lies ahead"),
            "a decision counts from a past moment",
        ));
    }
    let (by, reason) = (by.trim().to_owned(), reason.trim().to_owned());
    if by.is_empty() || reason.is_empty() {
        let message = "a decision needs the name of whoever takes it, and a reason";
        return Err(Failure::usage(message, "--by NAME --reason TEXT"));
    }
    Ok(Word { decided: workspace.counts_from(decided, put_in)?, put_in, by, reason })
}

/// Accepts a pair.
pub fn accept(arguments: PairArguments, terminal: &Terminal) -> Outcome {
    say(&arguments, Said::Accept, terminal)
}

/// Rejects a pair.
pub fn reject(arguments: RejectArguments, terminal: &Terminal) -> Outcome {
    say(&arguments.asked, Said::Reject, terminal)
}

fn say(arguments: &PairArguments, said: Said, terminal: &Terminal) -> Outcome {
    let (workspace, _lock) = arguments.workspace.open()?;
    let word = arguments.word.check(&workspace)?;
    let pairs = pairs(&workspace, arguments.run.as_deref())?;
    let pair = pair(&pairs, &arguments.pair)?;
    let asked = Asked { pair: pair.key, subject: pair.subject.clone(), said };
    add(&workspace, terminal, |known| decide::decide(known, &asked, &word))
}

/// Takes a decision back.
pub fn reverse(arguments: ReverseArguments, terminal: &Terminal) -> Outcome {
    let number = parse_name(&arguments.decision).ok_or_else(|| {
        let message = format!("`{}` is not the number of a decision", arguments.decision);
        Failure::usage(message, "`hearth review list --decided` lists them: r00001, r00002, ...")
    })?;
    let (workspace, _lock) = arguments.workspace.open()?;
    let word = arguments.word.check(&workspace)?;
    add(&workspace, terminal, |known| decide::reverse(known, number, &word))
}

fn add(
    workspace: &Workspace,
    terminal: &Terminal,
    entry: impl FnOnce(&[LinkReview]) -> Result<LinkReview, Refusal>,
) -> Outcome {
    let ledger = workspace.ledger::<LinkReview>();
    let entry = match entry(&ledger.read()?) {
        Ok(entry) => entry,
        Err(Refusal::Known(number)) => {
            terminal.line(&format!("nothing to do: {}", Refusal::Known(number)));
            return Ok(Exit::Done);
        }
        Err(refusal) => {
            return Err(Failure::usage(
                refusal.to_string(),
                "`hearth review list --decided` lists the decisions",
            ));
        }
    };
    ledger.append(std::slice::from_ref(&entry))?;
    terminal.json(&serde_json::json!({
        "decision": entry.name(), "says": says(&entry), "pair": entry.pair.to_string(),
        "decided": entry.decided.to_string(),
    }));
    terminal.line(&format!(
        "{} {} {} {}, from {} on; the next run goes by it",
        entry.name(),
        says(&entry),
        entry.pair,
        subject_text_of(&entry),
        entry.decided
    ));
    Ok(Exit::Done)
}

/// What an entry says, in one word.
pub fn says(entry: &LinkReview) -> String {
    use crate::workspace::ledger::Entry;
    entry.fields()[4].clone()
}

fn subject_text_of(entry: &LinkReview) -> String {
    entry.decision().map_or_else(|| entry.subject.clone(), |decision| subject_text(&decision.subject))
}
