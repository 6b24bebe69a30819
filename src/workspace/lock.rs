//! One writer at a time: a lock of the operating system on a file of the workspace, gone when the process is gone.

use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::{Context, Result};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// The lock file's name. It holds nothing and may stay when no lock is held.
pub const FILE: &str = ".lock";

/// Held while the workspace may change; let go when dropped, also when the process is killed.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the workspace at `root`.
    ///
    /// # Errors
    /// W104 if another process holds it; an error of the world if the lock file cannot be opened.
    pub fn take(root: &Path) -> Result<Self> {
        let path = root.join(FILE);
        let context = || format!("{}: cannot be locked", path.display());
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path).with_context(context)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(held()),
            Err(TryLockError::Error(error)) => Err(error).with_context(context),
        }
    }
}

fn held() -> anyhow::Error {
    let detail = "another run is using the workspace";
    let problem = Problem::new(Kind::WorkspaceLocked, Place::file(FILE), detail)
        .with_hint("try again when it is done; the lock goes with the process that holds it");
    Problems(vec![problem]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_is_refused_until_the_first_lets_go() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = Lock::take(folder.path()).expect("free");
        let error = Lock::take(folder.path()).expect_err("held").to_string();
        assert!(error.contains("[W104]"), "{error}");
        drop(first);
        Lock::take(folder.path()).expect("free again");
    }
}
