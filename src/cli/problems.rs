//! `hearth problems`: the catalogue of problem codes, or what one code means.

use super::exit::Exit;
use super::failure::{Failure, Outcome};
use super::table::Table;
use super::terminal::Terminal;
use crate::problem::{Kind, Severity};

/// List the problem codes, or say what one means
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  hearth problems\n  hearth problems F302")]
pub struct Arguments {
    /// A code, for example F302
    code: Option<String>,
}

/// Prints the catalogue.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    match arguments.code {
        None => list(terminal),
        Some(code) => explain(find(&code)?, terminal),
    }
    Ok(Exit::Done)
}

fn find(code: &str) -> Result<Kind, Failure> {
    let same = |kind: &&Kind| kind.code().eq_ignore_ascii_case(code);
    Kind::ALL.iter().find(same).copied().ok_or_else(|| {
        Failure::usage(format!("`{code}` is not a problem code"), "`hearth problems` lists them all")
    })
}

fn list(terminal: &Terminal) {
    if terminal.is_json() {
        terminal.json(&Kind::ALL.iter().copied().map(as_json).collect());
        return;
    }
    let mut table = Table::new(&["code", "", "what"]);
    for kind in Kind::ALL {
        table.row([kind.code(), word(*kind), kind.title()]);
    }
    terminal.page(&table.render());
}

fn explain(kind: Kind, terminal: &Terminal) {
    if terminal.is_json() {
        terminal.json(&as_json(kind));
        return;
    }
    terminal.page(&format!("{} {}: {}\n\n{}", kind.code(), word(kind), kind.title(), kind.explanation()));
}

fn as_json(kind: Kind) -> serde_json::Value {
    serde_json::json!({
        "code": kind.code(),
        "severity": word(kind),
        "title": kind.title(),
        "explanation": kind.explanation(),
    })
}

fn word(kind: Kind) -> &'static str {
    match kind.severity() {
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}
