//! `hearth man`: the manual pages, one file per command, into a folder.

use super::exit::Exit;
use super::failure::Outcome;
use super::terminal::Terminal;
use crate::workspace::files;
use anyhow::Context;
use std::path::PathBuf;

/// Write the manual pages into a folder
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  hearth man ~/.local/share/man/man1")]
pub struct Arguments {
    /// The folder; made if it does not exist
    folder: PathBuf,
}

/// Writes `hearth.1` and one page per command.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let pages = pages(super::command()).context("the manual pages cannot be rendered")?;
    files::make_folder(&arguments.folder)?;
    for (name, bytes) in &pages {
        files::write(&arguments.folder.join(name), bytes)?;
    }
    terminal.line(&format!("{} manual pages in {}", pages.len(), arguments.folder.display()));
    Ok(Exit::Done)
}

fn pages(mut command: clap::Command) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    command.build();
    let mut pages = vec![render("hearth".to_owned(), command.clone())?];
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help") {
        pages.push(render(format!("hearth-{}", sub.get_name()), sub.clone())?);
    }
    Ok(pages)
}

fn render(name: String, command: clap::Command) -> std::io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(command).title(name.to_uppercase()).render(&mut bytes)?;
    Ok((format!("{name}.1"), bytes))
}
