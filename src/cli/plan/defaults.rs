//! `hearth plan defaults`: the page that the plan's owner signs.

use crate::cli::exit::Exit;
use crate::cli::failure::Outcome;
use crate::cli::plans;
use crate::cli::terminal::Terminal;
use crate::reports::sign_off::{self, SignOff};
use crate::workspace::files;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  hearth plan defaults hackney
  hearth plan defaults hackney --html hackney-sign-off.html";

/// Print every reading, parameter and figure that is ours and not printed in the plan, for its owner to sign
#[derive(clap::Args, Debug)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The plan: an id, an id with a version (tri-borough@6.3), or a folder named with a slash
    plan: String,

    /// Write the page as HTML into this file, to print
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// Look in this workspace and not among the built-in plans
    #[arg(long, short, value_name = "DIR")]
    workspace: Option<PathBuf>,
}

/// Prints or writes the page.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let found = plans::find(&arguments.plan, arguments.workspace.as_deref())?;
    let page = SignOff::of(found.plan());
    if let Some(path) = &arguments.html {
        files::write(path, sign_off::html(&page).as_bytes())?;
        terminal.line(&format!("{} is the page to sign for {}", path.display(), page.name));
    } else if terminal.is_json() {
        terminal.json(&serde_json::json!(page));
    } else {
        terminal.page(&sign_off::text(&page));
    }
    Ok(Exit::Done)
}
