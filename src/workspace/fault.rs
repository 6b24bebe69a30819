//! Faults on demand, for tests of what a killed process or a full disk leaves behind. Every step by which files change asks
//! here first; none happens unless it was armed.

use std::io;

/// What is to happen at a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The process ends there and then.
    Killed,
    /// The disk is full from there on.
    DiskFull,
}

mod armed {
    use super::Fault;
    use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

    static LEFT: AtomicUsize = AtomicUsize::new(usize::MAX);
    static FAULT: AtomicU8 = AtomicU8::new(0);

    /// Lets a fault happen after so many steps.
    pub fn arm(fault: Fault, after: usize) {
        FAULT.store(fault as u8, Ordering::SeqCst);
        LEFT.store(after, Ordering::SeqCst);
    }

    pub(super) fn due() -> Option<Fault> {
        let left = LEFT.load(Ordering::SeqCst);
        if left > 0 {
            if left != usize::MAX {
                LEFT.store(left - 1, Ordering::SeqCst);
            }
            return None;
        }
        let killed = FAULT.load(Ordering::SeqCst) == Fault::Killed as u8;
        Some(if killed { Fault::Killed } else { Fault::DiskFull })
    }
}

pub use armed::arm;

/// A step by which files change.
///
/// # Errors
/// If the disk is to be full.
pub(super) fn step() -> io::Result<()> {
    match armed::due() {
        None => Ok(()),
        Some(Fault::Killed) => std::process::abort(),
        Some(Fault::DiskFull) => Err(io::ErrorKind::StorageFull.into()),
    }
}

/// A step by which files go. A full disk does not keep them.
pub(super) fn before_removing() {
    let _ = step();
}
