//! Verifying a workspace: its ledgers, archive, published folders and texts come in; everything that was altered, added or lost
//! goes out, the first bad link first. Nothing is changed.

use super::chain::{self, Line};
use super::heads::{self, Heads};
use super::holdings::{File, Holdings};
use super::ledger::lost;
use super::ledgers::{ALL, Form};
use super::texts::{self, Texts};
use super::transaction::{self, Unfinished};
use super::{Progress, Workspace, announced, files};
use crate::domain::Digest;
use crate::problem::{Kind, Place, Problem, Problems};
use anyhow::Result;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Verified {
    /// What is wrong, the first bad link first; nothing if all is as it was written.
    pub problems: Vec<Problem>,
    /// The note of a command that was interrupted, if there is one: a warning.
    pub unfinished: Option<Problem>,
    /// Lines of all ledgers.
    pub lines: usize,
    /// Archived and published files.
    pub files: usize,
    /// The head of the workspace, if its chain holds.
    pub head: Option<Digest>,
}

/// Where a head stands in the workspace.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeadFound {
    /// The ledger.
    pub ledger: String,
    /// The line it is the value of; 1 if it is the head of the empty ledger.
    pub line: u32,
    /// Entries that were added since.
    pub since: usize,
}

/// The ledgers as far as their chains hold, and what is wrong with them.
struct Chains {
    ledgers: Vec<(Form, Vec<Line>)>,
    problems: Vec<Problem>,
    heads: Option<Heads>,
    /// What an interrupted command had begun to add, which is left out.
    unfinished: Unfinished,
}

impl Chains {
    fn read(root: &Path) -> Result<Self> {
        let mut chains = Self {
            ledgers: Vec::new(),
            problems: Vec::new(),
            heads: None,
            unfinished: Unfinished::default(),
        };
        let begun = Unfinished::read(root).and_then(|unfinished| {
            let heads =
                unfinished.bytes(root, heads::FILE)?.ok_or_else(|| Problems(vec![lost(heads::FILE)]))?;
            Ok((unfinished, Heads::parse(&heads).map_err(|problem| Problems(vec![problem]))?))
        });
        let heads = match begun {
            Ok((unfinished, heads)) => {
                chains.unfinished = unfinished;
                heads
            }
            Err(error) => {
                let Problems(found) = error.downcast::<Problems>()?;
                chains.problems = found;
                return Ok(chains);
            }
        };
        for form in ALL {
            let lines = chains.ledger(root, &heads, form)?;
            chains.ledgers.push((*form, lines));
        }
        let unknown = heads.ledgers().filter(|(file, _)| !ALL.iter().any(|form| form.file == *file));
        chains.problems.extend(unknown.map(|(file, _)| unknown_ledger(file)));
        chains.heads = Some(heads);
        Ok(chains)
    }

    /// What the lines stand for, in the order in which they were written.
    fn holdings(&self, root: &Path) -> Holdings {
        let added = |file: &str, entry| self.heads.as_ref().and_then(|heads| heads.added_by(file, entry));
        Holdings::of(root, &self.ledgers, &added)
    }

    /// The lines of one ledger up to the first bad one.
    fn ledger(&mut self, root: &Path, heads: &Heads, form: &Form) -> Result<Vec<Line>> {
        let head = heads.latest(form.file);
        let Some(bytes) = self.unfinished.bytes(root, form.file)? else {
            self.problems.extend(head.map(|_| lost(form.file)));
            return Ok(Vec::new());
        };
        let parsed = chain::parse(form.file, form.columns, heads.beginning(form.file), &bytes);
        let lines = match parsed {
            Ok(lines) => lines,
            Err(problem) => {
                self.problems.push(problem);
                return Ok(Vec::new());
            }
        };
        let found = (lines.len() as u64, lines.last().map(|line| line.value));
        if found != head.map_or((0, None), |head| (head.lines, Some(head.value))) {
            self.problems.push(cut(form.file, lines.len(), head.map_or(0, |head| head.lines)));
        }
        let unreadable = lines.iter().find(|line| form.holds(line).is_none());
        self.problems.extend(unreadable.map(|line| unreadable_line(form.file, line.at)));
        Ok(lines)
    }
}

impl Workspace {
    /// Checks every ledger, archived file, published file and text. The lock should be held, so that nothing changes meanwhile.
    /// What an interrupted command left is told and looked past: the workspace is taken as it was before that command.
    ///
    /// # Errors
    /// If something is there and cannot be read. What is wrong with the workspace is no error here.
    pub fn verify(&self, progress: &dyn Progress) -> Result<Verified> {
        let chains = Chains::read(&self.root)?;
        let holdings = chains.holdings(&self.root);
        let (announced, strange) = match announced::noted(&self.root)? {
            Ok(paths) => (paths, None),
            Err(problem) => (Vec::new(), Some(problem)),
        };
        let mut problems = chains.problems;
        let chains_hold = problems.is_empty();
        problems.extend(self.verify_texts(&holdings, &chains.unfinished)?);
        progress.stage("Verifying files", holdings.files.len());
        let bad: Vec<Option<Problem>> = holdings
            .files
            .par_iter()
            .map(|(path, file)| {
                let problem = self.verify_file(path, file, &holdings, &announced);
                progress.step();
                problem
            })
            .collect::<Result<_>>()?;
        problems.extend(bad.into_iter().flatten());
        // What a broken ledger would have stood for cannot be told from what was added.
        if chains_hold {
            problems.extend(self.added(&holdings, &announced)?);
        }
        problems.extend(strange);
        let lines = chains.ledgers.iter().map(|(_, lines)| lines.len()).sum();
        let head = chains.heads.as_ref().map(Heads::head);
        let unfinished = unfinished(&chains.unfinished, &announced);
        Ok(Verified { problems, unfinished, lines, files: holdings.files.len(), head })
    }

    /// Checks that no ledger was changed, cut or lost: cheap, and done whenever the lock is taken.
    pub(super) fn check_ledgers(&self) -> Result<()> {
        let problems = Chains::read(&self.root)?.problems;
        if problems.is_empty() { Ok(()) } else { Err(Problems(problems).into()) }
    }

    /// What the workspace holds by its ledgers.
    ///
    /// # Errors
    /// If a ledger cannot be read.
    pub fn holdings(&self) -> Result<Holdings> {
        Ok(Chains::read(&self.root)?.holdings(&self.root))
    }

    /// Where the head beginning with these hex digits stands; `None` if no ledger ever had it: one was cut or rebuilt.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn find_head(&self, digits: &str) -> Result<Option<HeadFound>> {
        let chains = Chains::read(&self.root)?;
        let Some(heads) = &chains.heads else { return Ok(None) };
        let fits = |value: Digest| value.to_string().starts_with(digits);
        let own: Vec<(u32, Digest)> = heads.values().collect();
        let all = chains.ledgers.iter().map(|(form, lines)| {
            let values = lines.iter().map(|line| (line.at, line.value));
            (form.file, std::iter::once((1, heads.beginning(form.file))).chain(values).collect::<Vec<_>>())
        });
        let found = all.chain([(heads::FILE, own)]).find_map(|(ledger, values)| {
            let index = values.iter().position(|(_, value)| fits(*value))?;
            let since = values.len() - 1 - index;
            Some(HeadFound { ledger: ledger.to_owned(), line: values[index].0, since })
        });
        Ok(found)
    }

    fn verify_file(
        &self,
        path: &str,
        file: &File,
        holdings: &Holdings,
        announced: &[String],
    ) -> Result<Option<Problem>> {
        let place = self.root.join(path);
        if !place.exists() {
            return Ok((holdings.accounts_for(path)).then(|| gone(path, &file.name)));
        }
        if holdings.is_purged(path) {
            return Ok((!is_announced(path, announced)).then(|| there_again(path, &file.name)));
        }
        let same = Digest::of(&files::read(&place)?) == file.digest;
        Ok((!same).then(|| altered(path, &file.name)))
    }

    /// Texts that were altered, lost or added.
    fn verify_texts(&self, holdings: &Holdings, unfinished: &Unfinished) -> Result<Vec<Problem>> {
        let mut problems = Vec::new();
        for form in ALL.iter().filter(|form| !form.erasable.is_empty()) {
            let name = Texts::name(form.file);
            let bytes = unfinished.bytes(&self.root, &name)?;
            let texts = match bytes.map_or_else(|| Ok(Texts::default()), |bytes| Texts::parse(&name, &bytes))
            {
                Ok(texts) => texts,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            let of_ledger = |all: &'_ BTreeSet<(String, String)>| -> BTreeSet<String> {
                all.iter().filter(|(ledger, _)| ledger == form.file).map(|(_, text)| text.clone()).collect()
            };
            let (sealed, erased) = (of_ledger(&holdings.sealed), of_ledger(&holdings.erased));
            let there: BTreeSet<String> = texts.digests().map(ToOwned::to_owned).collect();
            if sealed.iter().any(|text| !there.contains(text) && !erased.contains(text)) {
                problems
                    .push(bad(&name, "a text that stands in the ledger is not there, and was not erased"));
            }
            if there.iter().any(|text| !sealed.contains(text)) {
                problems.push(bad(&name, "it has a text that does not stand in the ledger"));
            }
        }
        Ok(problems)
    }

    /// Files in the archive and in published folders that no ledger stands for.
    fn added(&self, holdings: &Holdings, announced: &[String]) -> Result<Vec<Problem>> {
        let mut tops: BTreeSet<&str> = ["archive", "runs"].into();
        tops.extend(holdings.folders.iter().filter_map(|folder| folder.split('/').next()));
        let mut found = Vec::new();
        for top in tops {
            below(&self.root, top, &mut found)?;
        }
        if self.root.join(texts::FOLDER).is_dir() {
            below(&self.root, texts::FOLDER, &mut found)?;
            found.retain(|path| !ALL.iter().any(|form| Texts::name(form.file) == *path));
        }
        found.retain(|path| !holdings.files.contains_key(path) && !is_announced(path, announced));
        found.sort();
        Ok(found
            .iter()
            .map(|path| bad(path, "no ledger stands for it: it was added by other means"))
            .collect())
    }
}

/// Whether the path is one that an interrupted command had announced to come or to go, or lies in such a folder.
fn is_announced(path: &str, announced: &[String]) -> bool {
    let below =
        |folder: &String| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
    announced.iter().any(|one| one == path || below(one))
}

fn unfinished(unfinished: &Unfinished, announced: &[String]) -> Option<Problem> {
    let mut files: Vec<&str> = unfinished.files().filter(|file| *file != heads::FILE).collect();
    let moved = match announced.len() {
        0 => String::new(),
        number => format!("{number} files that were to come or to go"),
    };
    files.extend((!moved.is_empty()).then_some(moved.as_str()));
    let detail =
        format!("a command was interrupted while it changed {}; this is as before it", files.join(", "));
    (!files.is_empty()).then(|| {
        Problem::new(Kind::WorkspaceUnfinished, Place::file(transaction::PENDING), detail)
            .with_hint("the next command that writes finishes it or clears it away; then verify again")
    })
}

/// The files below a folder, as paths from the root; not those under temporary names, which are never read, and not what
/// systems leave in folders that people look into.
fn below(root: &Path, folder: &str, found: &mut Vec<String>) -> Result<()> {
    if !root.join(folder).is_dir() {
        return Ok(());
    }
    for path in files::list(&root.join(folder))? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let inner = format!("{folder}/{name}");
        let passed = name.ends_with(".tmp") && name.starts_with('.');
        if passed || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&name.as_str()) {
            continue;
        }
        if path.is_dir() {
            below(root, &inner, found)?;
        } else {
            found.push(inner);
        }
    }
    Ok(())
}

fn bad(path: &str, detail: &str) -> Problem {
    Problem::new(Kind::WorkspaceDigest, Place::file(path), detail)
        .with_hint("restore the file from a backup, or move away what was added")
}

fn altered(path: &str, name: &str) -> Problem {
    let detail = if path == name {
        "the file is not as it was written".to_owned()
    } else {
        format!("{name} is not in the archive as it was stored")
    };
    Problem::new(Kind::WorkspaceDigest, Place::file(path), detail).with_hint("restore the file from a backup")
}

fn gone(path: &str, name: &str) -> Problem {
    let detail = if path == name {
        "the file is not there any more".to_owned()
    } else {
        format!("{name} is not in the archive any more")
    };
    Problem::new(Kind::WorkspaceDigest, Place::file(path), detail).with_hint("restore the file from a backup")
}

fn there_again(path: &str, name: &str) -> Problem {
    let detail = format!("{name} was purged and is there again: it was put back by other means");
    Problem::new(Kind::WorkspacePurged, Place::file(path), detail).with_hint("take the file away")
}

fn cut(file: &str, found: usize, written: u64) -> Problem {
    let detail = format!(
        "the ledger has {found} entries, {} says {written} and which: one of the two was cut or rebuilt",
        heads::FILE
    );
    Problem::new(Kind::WorkspaceCut, Place::file(file), detail).with_hint("restore both files from a backup")
}

fn unreadable_line(file: &str, line: u32) -> Problem {
    let detail = "the line is in its chain and yet not one that this version of Hearth can read";
    Problem::new(Kind::WorkspaceLedger, Place::line(file, line), detail)
        .with_hint("use the version of Hearth that wrote it, or a later one")
}

fn unknown_ledger(file: &str) -> Problem {
    let detail = format!("{} has a ledger {file} that this version of Hearth does not know", heads::FILE);
    Problem::new(Kind::WorkspaceLedger, Place::file(heads::FILE), detail)
        .with_hint("use a newer version of Hearth")
}
