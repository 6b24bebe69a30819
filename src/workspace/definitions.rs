//! The definitions a run goes by (vocabulary, plans, feed schemas, school calendar) as texts with digests: those built into
//! the program, and over them those of the workspace. Nothing is checked here.

use super::files;
use crate::domain::Digest;
use anyhow::{Context, Result};
use std::borrow::Cow;
use std::path::Path;

/// What a definition defines; written in ledgers and manifests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// School terms.
    Calendar,
    /// An outcomes plan.
    Plan,
    /// The layout of a feed.
    Schema,
    /// The list of facts.
    Vocabulary,
}

impl Kind {
    /// As written in ledgers and manifests.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Plan => "plan",
            Self::Schema => "schema",
            Self::Vocabulary => "vocabulary",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let all = [Self::Calendar, Self::Plan, Self::Schema, Self::Vocabulary];
        all.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One definition.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Definition {
    /// What it defines.
    pub kind: Kind,
    /// Its name, without folder or ending; the file name it is reported under is [`Self::file`].
    pub name: String,
    /// Its text.
    pub text: Cow<'static, str>,
}

impl Definition {
    fn builtin(kind: Kind, name: &str, text: &'static str) -> Self {
        Self { kind, name: name.to_owned(), text: Cow::Borrowed(text) }
    }

    /// SHA-256 of its text.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// The file name that problems show.
    #[must_use]
    pub fn file(&self) -> String {
        let ending = match self.kind {
            Kind::Calendar | Kind::Vocabulary => "csv",
            Kind::Plan => "toml",
            Kind::Schema => "json",
        };
        format!("{}.{ending}", self.name)
    }
}

/// The folder of a workspace that holds its own definitions.
pub const FOLDER: &str = "definitions";

/// The workspace's school calendar, under [`FOLDER`].
pub const CALENDAR: &str = "calendar.csv";

/// A calendar without terms.
pub const EMPTY_CALENDAR: &str = "term,from,to\n";

/// The invented terms of the sample borough.
pub const DEMO_CALENDAR: &str = include_str!("../../schemas/calendars/demo.csv");

/// All built-in definitions, sorted by kind and name.
#[must_use]
pub fn builtin() -> Vec<Definition> {
    macro_rules! schemas {
        ($($feed:literal)+) => {
            vec![$(Definition::builtin(Kind::Schema, $feed, include_str!(concat!("../../schemas/feeds/", $feed, ".json"))),)+]
        };
    }
    let mut all =
        schemas!["dwp_adms" "education_attendance" "education_exclusions" "police_bulk" "yot_offences"];
    all.push(Definition::builtin(Kind::Vocabulary, "facts", include_str!("../../schemas/facts.csv")));
    all.push(Definition::builtin(Kind::Calendar, "demo", DEMO_CALENDAR));
    all.sort_unstable();
    all
}

/// The digest of all built-in definitions together, first 12 hex digits: two programs that show the same one read, test and
/// name things alike.
#[must_use]
pub fn digest() -> String {
    let lines: String = builtin()
        .iter()
        .map(|one| format!("{} {} {}\n", one.kind.as_str(), one.name, one.digest()))
        .collect();
    Digest::of(lines.as_bytes()).short()
}

/// The definitions in force in the workspace at `root`: the built-in ones, replaced by name by those in its own folder
/// (`feeds/*.json`, `plans/*.toml`), and its school calendar. Sorted by kind and name.
///
/// # Errors
/// If a definition of the workspace cannot be read.
pub fn in_force(root: &Path) -> Result<Vec<Definition>> {
    let folder = root.join(FOLDER);
    let mut own = Vec::new();
    for (kind, below, ending) in [(Kind::Schema, "feeds", "json"), (Kind::Plan, "plans", "toml")] {
        let below = folder.join(below);
        let paths = if below.is_dir() { files::list(&below)? } else { Vec::new() };
        for path in paths.iter().filter(|path| path.extension().is_some_and(|found| found == ending)) {
            own.push(read(kind, path)?);
        }
    }
    own.push(read(Kind::Calendar, &folder.join(CALENDAR))?);
    let replaced = |one: &Definition| {
        one.kind == Kind::Calendar || own.iter().any(|mine| (mine.kind, &mine.name) == (one.kind, &one.name))
    };
    let mut all: Vec<Definition> = builtin().into_iter().filter(|one| !replaced(one)).collect();
    all.extend(own);
    all.sort_unstable();
    Ok(all)
}

fn read(kind: Kind, path: &Path) -> Result<Definition> {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = String::from_utf8(files::read(path)?)
        .with_context(|| format!("{}: cannot be read as UTF-8", path.display()))?;
    Ok(Definition { kind, name, text: Cow::Owned(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> tempfile::TempDir {
        let root = tempfile::tempdir().expect("a temporary folder");
        for below in ["feeds", "plans"] {
            std::fs::create_dir_all(root.path().join(FOLDER).join(below)).expect("made");
        }
        std::fs::write(root.path().join(FOLDER).join(CALENDAR), EMPTY_CALENDAR).expect("written");
        root
    }

    fn named<'a>(all: &'a [Definition], kind: Kind, name: &str) -> Vec<&'a str> {
        all.iter().filter(|one| one.kind == kind && one.name == name).map(|one| &*one.text).collect()
    }

    #[test]
    fn a_workspace_replaces_a_builtin_definition_by_name_and_adds_others() {
        let root = workspace();
        let feeds = root.path().join(FOLDER).join("feeds");
        std::fs::write(feeds.join("dwp_adms.json"), "{}").expect("written");
        std::fs::write(feeds.join("housing.json"), "[]").expect("written");
        let all = in_force(root.path()).expect("read");
        assert_eq!(named(&all, Kind::Schema, "dwp_adms"), ["{}"]);
        assert_eq!(named(&all, Kind::Schema, "housing"), ["[]"]);
        assert_eq!(named(&all, Kind::Schema, "police_bulk").len(), 1);
    }

    #[test]
    fn the_invented_terms_are_never_in_force_in_a_workspace() {
        let all = in_force(workspace().path()).expect("read");
        let calendars: Vec<_> = all.iter().filter(|one| one.kind == Kind::Calendar).collect();
        assert_eq!(calendars.iter().map(|one| &*one.text).collect::<Vec<_>>(), [EMPTY_CALENDAR]);
    }
}
