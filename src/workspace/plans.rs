//! Plans as files: built into the program, in a folder, or in force in a workspace. Texts go out, unchecked, with where they
//! stand; for an id all its versions.

use super::definitions::{self, Definition, Kind};
use super::files;
use crate::outcomes::Plan;
use crate::outcomes::plan::versions::{Versions, split_name};
use crate::problem::Problem;
use anyhow::{Context, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

/// Where the plans stand that are built into the program.
const BUILTIN: &str = "built in";

/// The files of one version of a plan.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct PlanFolder {
    /// The folder's name: the plan's id, for further versions with an @ and the version.
    pub name: String,
    /// The folder as it was named, or that it is built in.
    pub place: String,
    /// File name and text, by name.
    pub files: Vec<(String, Cow<'static, str>)>,
}

impl PlanFolder {
    /// File names and texts, as plans are checked.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        self.files.iter().map(|(name, text)| (name.as_str(), &**text)).collect()
    }

    /// The plan's id by the name of its folder.
    #[must_use]
    pub fn id(&self) -> &str {
        split_name(&self.name).0
    }
}

/// The built-in plans, by folder name.
#[must_use]
pub fn builtin() -> Vec<PlanFolder> {
    of_definitions(&definitions::builtin())
}

/// The plans in force in the workspace at `root`, by folder name.
///
/// # Errors
/// If a definition of the workspace cannot be read.
pub fn in_force(root: &Path) -> Result<Vec<PlanFolder>> {
    let own = root.join(definitions::FOLDER).join("plans");
    let mut found = of_definitions(&definitions::in_force(root)?);
    for plan in &mut found {
        let folder = own.join(&plan.name);
        if folder.is_dir() {
            plan.place = folder.display().to_string();
        }
    }
    Ok(found)
}

/// The plans among definitions, by folder name, as if all were built in.
#[must_use]
pub fn of_definitions(all: &[Definition]) -> Vec<PlanFolder> {
    let mut folders: BTreeMap<&str, Vec<(String, Cow<'static, str>)>> = BTreeMap::new();
    for one in all.iter().filter(|one| one.kind == Kind::Plan) {
        let (folder, file) = one.name.split_once('/').unwrap_or(("", &one.name));
        folders.entry(folder).or_default().push((file.to_owned(), one.text.clone()));
    }
    let plan =
        |(name, files): (&str, _)| PlanFolder { name: name.to_owned(), place: BUILTIN.to_owned(), files };
    folders.into_iter().map(plan).collect()
}

/// The plan folders at a path: the folder itself if it holds `.toml` files, else those directly in it that do.
///
/// # Errors
/// If a folder or file cannot be read.
pub fn read(path: &Path) -> Result<Vec<PlanFolder>> {
    let own = read_one(path)?;
    if !own.files.is_empty() {
        return Ok(vec![own]);
    }
    let below = files::list(path)?;
    let folders = below.iter().filter(|path| path.is_dir()).map(|path| read_one(path));
    let found: Vec<PlanFolder> = folders.collect::<Result<_>>()?;
    Ok(found.into_iter().filter(|plan| !plan.files.is_empty()).collect())
}

fn read_one(folder: &Path) -> Result<PlanFolder> {
    let paths = files::list(folder)?;
    let plans = paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    let files = plans.map(|path| read_file(path)).collect::<Result<_>>()?;
    Ok(PlanFolder { name: file_name(folder), place: folder.display().to_string(), files })
}

/// One file of a plan: its name without folders, and its text.
///
/// # Errors
/// If it cannot be read as UTF-8.
pub fn read_file(path: &Path) -> Result<(String, Cow<'static, str>)> {
    let text = String::from_utf8(files::read(path)?)
        .with_context(|| format!("{}: cannot be read as UTF-8", path.display()))?;
    Ok((file_name(path), Cow::Owned(text)))
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Checks all versions of the plan with this id among the folders.
///
/// # Errors
/// Every mistake in any of them, or that there is none.
pub fn check(id: &str, folders: &[PlanFolder]) -> Result<Versions, Vec<Problem>> {
    let (mut plans, mut problems) = (Vec::new(), Vec::new());
    for folder in folders.iter().filter(|folder| folder.id() == id) {
        match Plan::check(&folder.texts()) {
            Ok(plan) => plans.push(plan),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Versions::new(id, plans) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_a_plan_or_holds_plans() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let plan = root.path().join("ours");
        std::fs::create_dir(&plan).expect("made");
        std::fs::write(plan.join("plan.toml"), "a = 1").expect("written");
        std::fs::create_dir(root.path().join("cases")).expect("made");
        let names =
            |path: &Path| read(path).expect("read").into_iter().map(|plan| plan.name).collect::<Vec<_>>();
        assert_eq!(names(&plan), ["ours"]);
        assert_eq!(names(root.path()), ["ours"]);
    }

    #[test]
    fn builtin_plans_are_found_with_all_their_files() {
        let plans = builtin();
        let versions = check("tri-borough", &plans).expect("a built-in plan");
        assert_eq!(&*versions.latest().id, "tri-borough");
        assert!(check("nowhere", &plans).is_err());
    }
}
