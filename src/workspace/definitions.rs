//! The definitions a run goes by (vocabulary, plans, feed schemas, school calendar) as texts with digests: those built into
//! the program, and over them those of the workspace. Nothing is checked here.

use super::entries::UsedDefinition;
use super::{Archive, Bytes, Moment, Workspace, files, settings};
use crate::claims::programme;
use crate::domain::Digest;
use crate::feeds::schema::builtin_texts;
use crate::links;
use crate::outcomes::plan;
use crate::outcomes::plan::versions::split_name;
use anyhow::{Context, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a definition defines; written in ledgers and manifests.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// School terms.
    Calendar,
    /// A saved model of links.
    LinkModel,
    /// An outcomes plan.
    Plan,
    /// What is paid and aimed at: amounts, claim windows, targets.
    Programme,
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
            Self::LinkModel => "link-model",
            Self::Plan => "plan",
            Self::Programme => "programme",
            Self::Schema => "schema",
            Self::Vocabulary => "vocabulary",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let all =
            [Self::Calendar, Self::LinkModel, Self::Plan, Self::Programme, Self::Schema, Self::Vocabulary];
        all.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One definition file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Definition {
    /// What it defines.
    pub kind: Kind,
    /// Its file name; for a file of a plan the plan's id, a slash and the file name.
    pub name: String,
    /// Its text.
    pub text: Cow<'static, str>,
}

impl Definition {
    fn builtin(kind: Kind, name: impl Into<String>, text: &'static str) -> Self {
        Self { kind, name: name.into(), text: Cow::Borrowed(text) }
    }

    /// A model of links of the workspace's own.
    #[must_use]
    pub fn link_model(text: String) -> Self {
        Self { kind: Kind::LinkModel, name: links::MODEL.to_owned(), text: Cow::Owned(text) }
    }

    /// SHA-256 of its text.
    #[must_use]
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }

    /// Whether a run by this plan goes by it: every definition but the files of other plans. Of the plan all versions are
    /// taken, also where one is named.
    #[must_use]
    pub fn is_for_plan(&self, plan: &str) -> bool {
        self.kind != Kind::Plan || split_name(self.unit().1).0 == split_name(plan).0
    }

    /// What a workspace replaces as a whole: a version of a plan with all its files, the calendar, a feed's schema.
    fn unit(&self) -> (Kind, &str) {
        match self.kind {
            Kind::Calendar | Kind::LinkModel | Kind::Programme => (self.kind, ""),
            _ => (self.kind, self.name.split('/').next().unwrap_or_default()),
        }
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
    let mut all = vec![
        Definition::builtin(Kind::Vocabulary, "facts.csv", include_str!("../../schemas/facts.csv")),
        Definition::builtin(Kind::Calendar, "demo.csv", DEMO_CALENDAR),
        Definition::builtin(Kind::Programme, programme::FILE, programme::BUILTIN[0].1),
    ];
    all.extend(builtin_texts().iter().map(|(name, text)| Definition::builtin(Kind::Schema, *name, text)));
    for (plan, files) in plan::builtin::ALL {
        let name = |file: &str| format!("{plan}/{file}");
        all.extend(files.iter().map(|(file, text)| Definition::builtin(Kind::Plan, name(file), text)));
    }
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

/// The ids of the plans among the definitions, sorted.
#[must_use]
pub fn plan_ids(all: &[Definition]) -> Vec<&str> {
    let plans = all.iter().filter(|one| one.kind == Kind::Plan);
    let mut ids: Vec<&str> = plans.map(|one| split_name(one.unit().1).0).collect();
    ids.dedup();
    ids
}

/// The definitions in force in the workspace at `root`: the built-in ones, replaced by those in its own folder
/// (`programme.toml`, `link-model.json`, `feeds/*.json`, `plans/<id>/*.toml` and for further versions `plans/<id>@<version>/*.toml`, a version as a whole), and its school calendar. Sorted by kind and name.
///
/// # Errors
/// If a definition of the workspace cannot be read.
pub fn in_force(root: &Path) -> Result<Vec<Definition>> {
    let folder = root.join(FOLDER);
    let mut own = read_all(Kind::Schema, "", &folder.join("feeds"), "json")?;
    for plan in listed(&folder.join("plans"))?.iter().filter(|path| path.is_dir()) {
        own.extend(read_all(Kind::Plan, &format!("{}/", file_name(plan)), plan, "toml")?);
    }
    own.push(read(Kind::Calendar, "", &folder.join(CALENDAR))?);
    for (kind, name) in [(Kind::Programme, programme::FILE), (Kind::LinkModel, links::MODEL)] {
        let path = folder.join(name);
        if path.exists() {
            own.push(read(kind, "", &path)?);
        }
    }
    let replaced = |one: &Definition| own.iter().any(|mine| mine.unit() == one.unit());
    let mut all: Vec<Definition> = builtin().into_iter().filter(|one| !replaced(one)).collect();
    all.extend(own);
    all.sort_unstable();
    Ok(all)
}

impl Workspace {
    /// Archives the definitions and the settings that are not archived yet. The lock must be held.
    ///
    /// # Errors
    /// If the archive or the ledger cannot be read or written.
    pub fn keep_definitions(&self, all: &[Definition], put_in: Moment) -> Result<()> {
        let settings = files::read(&self.root().join(settings::FILE))?;
        let texts = all.iter().map(|one| (one.kind.as_str(), one.name.as_str(), one.text.as_bytes()));
        self.keep(&texts.chain([("settings", settings::FILE, &*settings)]).collect::<Vec<_>>(), put_in)
    }

    /// Puts a model of links among the workspace's own definitions. The lock must be held.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep_link_model(&self, text: &str) -> Result<()> {
        files::write(&self.root().join(FOLDER).join(links::MODEL), text.as_bytes())
    }

    /// Archives a program, named with its version. The lock must be held.
    ///
    /// # Errors
    /// If the archive or the ledger cannot be read or written.
    pub fn keep_program(&self, name: &str, bytes: &[u8], put_in: Moment) -> Result<()> {
        self.keep(&[("program", name, bytes)], put_in)
    }

    /// Archives what is not archived yet: kind, name and bytes.
    fn keep(&self, texts: &[(&str, &str, &[u8])], put_in: Moment) -> Result<()> {
        let ledger = self.ledger::<UsedDefinition>();
        let known = ledger.read()?;
        let archive = self.archive();
        let announced = self.announce_files(texts.iter().map(|(_, _, bytes)| Digest::of(bytes)))?;
        let mut new = Vec::new();
        for (kind, name, bytes) in texts {
            let stored = archive.put(bytes)?;
            let (kind, name) = ((*kind).to_owned(), (*name).to_owned());
            let line = UsedDefinition { kind, name, put_in, raw: stored.raw, stored: stored.file };
            let same =
                |old: &UsedDefinition| (&old.kind, &old.name, old.raw) == (&line.kind, &line.name, line.raw);
            if !known.iter().any(same) {
                new.push(line);
            }
        }
        ledger.append(&new)?;
        announced.done()
    }
}

/// The archive with definitions beside it that it may not hold: for questions that leave no trace.
#[derive(Clone, Debug)]
pub struct WithDefinitions {
    archive: Archive,
    texts: BTreeMap<Digest, Vec<u8>>,
}

impl Bytes for WithDefinitions {
    fn bytes(&self, raw: &Digest) -> Result<Vec<u8>> {
        self.texts.get(raw).map_or_else(|| self.archive.bytes(raw), |text| Ok(text.clone()))
    }
}

impl Workspace {
    /// Its archive with these definitions beside it.
    #[must_use]
    pub fn with_definitions(&self, all: &[Definition]) -> WithDefinitions {
        let texts = all.iter().map(|one| (one.digest(), one.text.as_bytes().to_vec())).collect();
        WithDefinitions { archive: self.archive(), texts }
    }
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.is_dir() { files::list(folder) } else { Ok(Vec::new()) }
}

fn read_all(kind: Kind, prefix: &str, folder: &Path, ending: &str) -> Result<Vec<Definition>> {
    let paths = listed(folder)?;
    let fitting = paths.iter().filter(|path| path.extension().is_some_and(|found| found == ending));
    fitting.map(|path| read(kind, prefix, path)).collect()
}

fn read(kind: Kind, prefix: &str, path: &Path) -> Result<Definition> {
    let text = String::from_utf8(files::read(path)?)
        .with_context(|| format!("{}: cannot be read as UTF-8", path.display()))?;
    Ok(Definition { kind, name: format!("{prefix}{}", file_name(path)), text: Cow::Owned(text) })
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
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
    fn a_workspace_replaces_builtin_definitions_and_adds_others() {
        let root = workspace();
        let folder = root.path().join(FOLDER);
        std::fs::write(folder.join("feeds/housing.json"), "[]").expect("written");
        std::fs::create_dir(folder.join("plans/ours")).expect("made");
        std::fs::write(folder.join("plans/ours/plan.toml"), "a = 1").expect("written");
        let all = in_force(root.path()).expect("read");
        assert_eq!(named(&all, Kind::Schema, "housing.json"), ["[]"]);
        assert_eq!(named(&all, Kind::Plan, "ours/plan.toml"), ["a = 1"]);
        assert_eq!(named(&all, Kind::Vocabulary, "facts.csv").len(), 1);
        assert!(plan_ids(&all).contains(&"ours"));
    }

    #[test]
    fn the_invented_terms_are_never_in_force_in_a_workspace() {
        let all = in_force(workspace().path()).expect("read");
        let calendars: Vec<_> = all.iter().filter(|one| one.kind == Kind::Calendar).collect();
        assert_eq!(calendars.iter().map(|one| &*one.text).collect::<Vec<_>>(), [EMPTY_CALENDAR]);
    }
}
