//! `hearth completions`: the completion script of a shell, to stdout.

use super::exit::Exit;
use super::failure::Outcome;
use super::terminal::Terminal;
use clap_complete::Shell;

/// Print the completion script of a shell
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  hearth completions bash > ~/.local/share/bash-completion/completions/hearth"
)]
pub struct Arguments {
    /// Which shell
    shell: Shell,
}

/// Prints the script.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::command(), "hearth", &mut script);
    terminal.page(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
