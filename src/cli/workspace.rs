//! The options that name the workspace and say how long to wait for it, and the clock: what every command on a workspace
//! needs from its surroundings.

use super::exit::Exit;
use super::failure::Failure;
use crate::workspace::{Lock, Moment, Workspace};
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How often a held lock is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(50);

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

/// Which workspace, for commands that change it.
#[derive(clap::Args, Debug)]
pub struct WritingArguments {
    #[command(flatten)]
    workspace: WorkspaceArguments,

    /// Wait so long for another run to be done [default: end at once with exit code 7]
    #[arg(long, value_name = "SECONDS")]
    wait: Option<u64>,
}

impl WritingArguments {
    /// Opens the workspace that is meant and takes its lock.
    ///
    /// # Errors
    /// As for [`WorkspaceArguments::open`]; if another process holds the lock to the end of the wait.
    pub fn open(&self) -> Result<(Workspace, Lock), Failure> {
        let workspace = self.patiently(|| self.workspace.open())?;
        let lock = self.patiently(|| Ok(workspace.lock()?))?;
        Ok((workspace, lock))
    }

    /// The same for a command that looks at everything and changes nothing. There is no lock where the folder cannot be
    /// written to.
    ///
    /// # Errors
    /// As for [`Self::open`].
    pub fn open_to_verify(&self) -> Result<(Workspace, Option<Lock>), Failure> {
        let workspace = self.patiently(|| self.workspace.open())?;
        let lock = self.patiently(|| match workspace.lock_to_verify() {
            Err(error) if cannot_be_written(&error) => Ok(None),
            other => Ok(Some(other?)),
        })?;
        Ok((workspace, lock))
    }

    /// Tries again while another process holds the lock and the wait is not over.
    fn patiently<T>(&self, attempt: impl Fn() -> Result<T, Failure>) -> Result<T, Failure> {
        let (begun, wait) = (Instant::now(), Duration::from_secs(self.wait.unwrap_or(0)));
        loop {
            match attempt() {
                Err(failure) if failure.exit == Exit::Locked && begun.elapsed() < wait => {
                    std::thread::sleep(TRY_AGAIN);
                }
                other => return other,
            }
        }
    }
}

fn cannot_be_written(error: &anyhow::Error) -> bool {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    kind.is_some_and(|kind| matches!(kind, PermissionDenied | ReadOnlyFilesystem))
}

/// The moment the command was given. Only ledgers record it; it never reaches a result.
#[must_use]
pub fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Moment::from_unix(since.as_secs())
}
