//! Moving what was looked at out of an inbox: a file and what became of it come in; it lies with what is done, or in
//! quarantine beside the reason. The same file again goes to the same place.

use super::super::files;
use super::super::ingest::{Fate, FileReport, file_name};
use super::look::Mark;
use super::{Found, Inbox, reason};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Where a file went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Went {
    /// It is taken in, and lies here.
    Done(PathBuf),
    /// It is not taken in, and lies here.
    Quarantine(PathBuf),
    /// It lies where it lay.
    Nowhere(&'static str),
}

/// A file of the inbox that was looked at.
#[derive(Clone, Debug)]
pub struct Passed {
    /// Its path in the inbox, with `/`.
    pub name: String,
    /// What became of it.
    pub report: FileReport,
    /// Where it went.
    pub went: Went,
}

/// Why a file stays whose sender is not done with it.
const WRITTEN: &str = "it was written to meanwhile";

impl Inbox {
    /// Moves a file to its place.
    pub(super) fn clear(&self, found: &Found, report: FileReport) -> Result<Passed> {
        let went = match Mark::of(&found.path) {
            None => Went::Nowhere("it went away"),
            // The next time it is taken in as it is then.
            Some(mark) if mark != found.mark => Went::Nowhere(WRITTEN),
            Some(_) => self.moved(found, &report)?,
        };
        Ok(Passed { name: found.name.clone(), report, went })
    }

    fn moved(&self, found: &Found, report: &FileReport) -> Result<Went> {
        let is_done = matches!(report.fate, Fate::Taken | Fate::Known);
        let place = free(if is_done { &self.done } else { &self.quarantine }, found)?;
        if let Some(folder) = place.parent() {
            files::make_folder(folder)?;
            files::sweep(folder);
        }
        let (why, is_known) = (reason::place(&place), place.exists());
        if !is_done {
            // A file in quarantine always has its reason, whenever the process ends.
            files::write(&why, reason::text(found, report).as_bytes())?;
        }
        if !files::move_to(&found.path, &place, &|path| Mark::of(path) == Some(found.mark))? {
            if !is_done && !is_known {
                files::remove(&why)?;
            }
            return Ok(Went::Nowhere(WRITTEN));
        }
        Ok(if is_done { Went::Done(place) } else { Went::Quarantine(place) })
    }
}

/// The place of a file in a folder: its own name, unless another file has it.
fn free(folder: &Path, found: &Found) -> Result<PathBuf> {
    let own = folder.join(&found.name);
    let mut place = own.clone();
    for number in 2.. {
        if !place.exists() || is_same(&place, &found.path) {
            break;
        }
        place = own.with_file_name(numbered(&file_name(&own), number));
    }
    Ok(place)
}

/// Whether two files hold the same bytes; one that cannot be read is like no other.
fn is_same(one: &Path, other: &Path) -> bool {
    let lengths = (files::length(one).ok(), files::length(other).ok());
    lengths.0 == lengths.1 && matches!((files::read(one), files::read(other)), (Ok(a), Ok(b)) if a == b)
}

/// `police.csv` becomes `police~2.csv`.
fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("{stem}~{number}.{ending}"),
        _ => format!("{name}~{number}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Kind, Place, Problem};
    use std::fs;

    fn report(name: &str, fate: Fate) -> FileReport {
        FileReport::new(
            name,
            fate,
            Problem::new(Kind::UnknownFeed, Place::file(name), "no feed is called so"),
        )
    }

    /// Puts a file into the inbox and clears it away.
    fn cleared(inbox: &Inbox, text: &str, fate: Fate) -> Went {
        fs::write(inbox.folder.join("a.csv"), text).expect("written");
        let found = inbox.look().expect("looked").found.remove(0);
        inbox.clear(&found, report("a.csv", fate)).expect("moved").went
    }

    #[test]
    fn a_file_with_another_ones_name_gets_a_number_and_the_same_again_does_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inbox = Inbox::open(folder.path(), None, None).expect("there");
        let done = |name: &str| Went::Done(inbox.done.join(name));
        assert_eq!(cleared(&inbox, "one", Fate::Taken), done("a.csv"));
        assert_eq!(cleared(&inbox, "one", Fate::Known), done("a.csv"));
        assert_eq!(cleared(&inbox, "two", Fate::Taken), done("a~2.csv"));
        assert_eq!(cleared(&inbox, "six", Fate::Taken), done("a~3.csv"));
        assert_eq!(fs::read_to_string(inbox.done.join("a.csv")).expect("there"), "one");
        assert_eq!(numbered("README", 2), "README~2");
    }

    #[test]
    fn a_file_in_quarantine_has_its_reason_beside_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inbox = Inbox::open(folder.path(), None, None).expect("there");
        let went = cleared(&inbox, "x", Fate::SetAside);
        assert_eq!(went, Went::Quarantine(inbox.quarantine.join("a.csv")));
        let why = fs::read_to_string(inbox.quarantine.join("a.csv.why.txt")).expect("there");
        assert!(why.contains("[F105]") && why.contains("a.csv"), "{why}");
    }

    #[test]
    fn a_file_that_was_written_to_meanwhile_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let inbox = Inbox::open(folder.path(), None, None).expect("there");
        let path = folder.path().join("a.csv");
        fs::write(&path, "half").expect("written");
        let found = inbox.look().expect("looked").found.remove(0);
        fs::write(&path, "the whole").expect("written");
        let went = |fate| inbox.clear(&found, report("a.csv", fate)).expect("looked at").went;
        assert_eq!(went(Fate::Taken), Went::Nowhere("it was written to meanwhile"));
        fs::remove_file(&path).expect("removed");
        assert_eq!(went(Fate::Unreadable), Went::Nowhere("it went away"));
    }
}
