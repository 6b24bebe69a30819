//! `hearth audit`: the sample that is checked before a claim goes in, and its results.

mod pack;
mod record;
mod sample;

use super::failure::Outcome;
use super::terminal::Terminal;

/// Draw the families of a claim that are checked before it goes in, and record what was found
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  hearth audit sample k001 --by \"C. Auditor\"\n  hearth audit record k001 F0014 passed --by \"C. Auditor\""
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand, Debug)]
enum Command {
    Sample(sample::Arguments),
    Record(record::Arguments),
    Pack(pack::Arguments),
}

/// Does what is wanted.
pub fn run(arguments: Arguments, terminal: &Terminal) -> Outcome {
    match arguments.command {
        Command::Sample(arguments) => sample::run(arguments, terminal),
        Command::Record(arguments) => record::run(arguments, terminal),
        Command::Pack(arguments) => pack::run(arguments, terminal),
    }
}
