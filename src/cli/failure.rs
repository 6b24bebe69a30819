//! Why a command stopped: an error, the exit code that goes with it and what to do about it.
//!
//! Errors of the world and problems of data come in from the other modules; here they get their exit code. Nothing is
//! printed here.

use super::exit::Exit;
use crate::problem::{Kind, Problem, Problems};
use std::fmt;

/// What a command gives: how it ended, or why it stopped.
pub type Outcome = Result<Exit, Failure>;

/// A command that could not go on.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    error: anyhow::Error,
    hint: Option<String>,
}

impl Failure {
    /// The command was asked wrongly.
    #[must_use]
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, error: anyhow::Error::msg(message.into()), hint: Some(hint.into()) }
    }

    /// What went wrong, in one line.
    #[must_use]
    pub fn message(&self) -> String {
        format!("{:#}", self.error)
    }

    /// The same failure, with another exit code.
    #[must_use]
    pub fn with_exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The same failure, with what to do about it.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        let exit = error
            .downcast_ref::<Problems>()
            .map_or(Exit::Unreadable, |Problems(list)| exit_of(list).unwrap_or(Exit::Unreadable));
        Self { exit, error, hint: None }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::from(vec![problem])
    }
}

impl From<Vec<Problem>> for Failure {
    fn from(list: Vec<Problem>) -> Self {
        Self::from(anyhow::Error::new(Problems(list)))
    }
}

/// The exit code of the weightiest problem.
fn exit_of(list: &[Problem]) -> Option<Exit> {
    list.iter().map(|problem| exit_for(problem.kind)).max()
}

fn exit_for(kind: Kind) -> Exit {
    match kind {
        Kind::WorkspaceDigest | Kind::WorkspaceLedger | Kind::WorkspaceChain | Kind::WorkspaceCut => {
            Exit::Damaged
        }
        Kind::WorkspaceLocked => Exit::Locked,
        Kind::WorkspaceSettings => Exit::Definition,
        _ if kind.code().starts_with(['S', 'P']) => Exit::Definition,
        // A step that the rules of the register refuse was asked wrongly; nothing was done.
        _ if kind.code().starts_with('R') => Exit::Usage,
        _ => Exit::Unreadable,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.error.downcast_ref::<Problems>() {
            Some(problems) => write!(f, "{problems}")?,
            None => write!(f, "error: {:#}", self.error)?,
        }
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    #[test]
    fn a_lock_outweighs_a_wrong_definition() {
        let problem = |kind| Problem::new(kind, Place::file("hearth.toml"), "detail");
        let failure = Failure::from(vec![problem(Kind::PlanSyntax), problem(Kind::WorkspaceLocked)]);
        assert_eq!(failure.exit, Exit::Locked);
    }

    #[test]
    fn a_message_ends_with_what_to_do() {
        let failure = Failure::usage("--as-of: `31/12/2016` is not a day", "write it as YYYY-MM-DD");
        let text = failure.to_string();
        assert_eq!(text, "error: --as-of: `31/12/2016` is not a day\n  hint: write it as YYYY-MM-DD");
        assert_eq!(failure.exit, Exit::Usage);
    }
}
