//! The option that names the workspace, and the clock: what every command on a workspace needs from its surroundings.

use super::failure::Failure;
use crate::workspace::{Moment, Workspace};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Which workspace.
#[derive(clap::Args, Debug)]
pub struct WorkspaceArguments {
    /// The workspace [default: HEARTH_WORKSPACE, else the current folder]
    #[arg(long, short, value_name = "DIR")]
    workspace: Option<PathBuf>,
}

impl WorkspaceArguments {
    /// Opens the workspace that is meant.
    ///
    /// # Errors
    /// If the folder is none, or its settings are wrong.
    pub fn open(&self) -> Result<Workspace, Failure> {
        let named = std::env::var_os("HEARTH_WORKSPACE").filter(|value| !value.is_empty());
        let folder = self.workspace.clone().or(named.map(PathBuf::from)).unwrap_or_else(|| ".".into());
        Ok(Workspace::open(&folder)?)
    }
}

/// The moment the command was given. Only ledgers record it; it never reaches a result.
#[must_use]
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_unix(since.as_secs())
}
