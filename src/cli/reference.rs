//! `hearth reference`: the generated pages of the documentation, into a folder.
//!
//! The pages come from what the program knows of itself, so the checks can write them again and compare.

use super::exit::Exit;
use super::failure::Outcome;
use super::terminal::Terminal;
use crate::facts::Vocabulary;
use crate::feeds::builtin_schemas;
use crate::outcomes::plan::builtin;
use crate::reports::{plan_page, reference};
use crate::workspace::files;
use std::fmt::Write as _;
use std::path::PathBuf;

/// The columns of the printed help, whatever the terminal.
const WIDTH: usize = 100;

/// Write the generated reference pages into a folder
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  hearth reference docs/reference")]
pub struct Arguments {
    /// The folder; made if it does not exist
    folder: PathBuf,
}

/// Writes every page.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let pages = pages();
    files::make_folder(&arguments.folder)?;
    for (name, page) in &pages {
        files::write(&arguments.folder.join(name), page.as_bytes())?;
    }
    terminal.line(&format!("{} reference pages in {}", pages.len(), arguments.folder.display()));
    Ok(Exit::Done)
}

/// The pages with their file names.
#[must_use]
pub fn pages() -> Vec<(String, String)> {
    let plans: Vec<_> = builtin::ids().into_iter().filter_map(builtin::find).collect();
    let mut pages = vec![
        ("commands.md".to_owned(), commands(super::command())),
        ("facts.md".to_owned(), reference::facts()),
        ("feeds.md".to_owned(), reference::feeds(&builtin_schemas(Vocabulary::builtin()))),
        ("parameters.md".to_owned(), reference::parameters(&plans)),
        ("problems.md".to_owned(), reference::problems()),
    ];
    pages.extend(plans.into_iter().map(|plan| (format!("plan-{}.md", plan.id), plan_page::plan(plan))));
    pages
}

/// The help of every command, as `--help` prints it.
fn commands(mut command: clap::Command) -> String {
    command.build();
    let mut page = reference::opening(
        "Commands",
        "What `--help` prints for each command. Options of `hearth` itself may stand before or after the command.",
    );
    help(&mut page, "hearth", command);
    page
}

/// The help of a command and of those below it.
fn help(page: &mut String, name: &str, command: clap::Command) {
    let below = command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help");
    let below: Vec<_> = below.cloned().collect();
    let text = command.term_width(WIDTH).render_long_help().to_string();
    let lines: Vec<_> = text.trim_end().lines().map(str::trim_end).collect();
    let _ = writeln!(page, "\n## `{name}`\n\n```text\n{}\n```", lines.join("\n"));
    for sub in below {
        help(page, &format!("{name} {}", sub.get_name()), sub);
    }
}
