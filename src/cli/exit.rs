//! The exit codes of the program, one meaning each, the same for every command.

/// How a command ended. The numbers are a contract with the scripts that call Hearth.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Done, but something needs a person: rejects over the limit, links to review, files in quarantine.
    NeedsPerson = 1,
    /// Wrong usage.
    Usage = 2,
    /// A definition (plan, schema, calendar, setting) is wrong.
    Definition = 3,
    /// Something cannot be read or written.
    Unreadable = 4,
    /// A replay differs.
    Differs = 5,
    /// The workspace is damaged.
    Damaged = 6,
    /// The workspace is locked by another run.
    Locked = 7,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
