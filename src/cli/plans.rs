//! Which plan is meant on a command line: a text as typed comes in, the checked versions of a plan go out.

use super::failure::Failure;
use crate::outcomes::Plan;
use crate::outcomes::plan::Versions;
use crate::outcomes::plan::versions::split_name;
use crate::workspace::plans::{self, PlanFolder};
use std::path::Path;

/// A plan that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// All its versions.
    pub versions: Versions,
    /// The version that was named, which it has.
    pub named: Option<String>,
}

impl Found {
    /// The version that was named, else the latest.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        let named = self.named.as_ref().and_then(|version| self.versions.named(version));
        named.unwrap_or(self.versions.latest())
    }
}

/// The plan folders that are meant by a path, or that are in force in a workspace, or built in.
///
/// # Errors
/// If something cannot be read.
pub fn folders(path: Option<&str>, workspace: Option<&Path>) -> Result<Vec<PlanFolder>, Failure> {
    Ok(match (path, workspace) {
        (Some(path), _) => plans::read(Path::new(path))?,
        (None, Some(root)) => plans::in_force(root)?,
        (None, None) => plans::builtin(),
    })
}

/// The plan that is meant: an id or an id with a version, looked for in the workspace or among the built-in ones, or a
/// path (a text with a slash or beginning with a dot) of one plan or of several versions of one, of which `@` names one.
///
/// # Errors
/// Wrong usage where there is no such plan or version; every mistake of the plan's files; a folder that cannot be read.
pub fn find(text: &str, workspace: Option<&Path>) -> Result<Found, Failure> {
    let is_path = text.starts_with('.') || text.contains(std::path::is_separator);
    if is_path {
        let (path, named) = match text.rsplit_once('@') {
            Some((path, version)) if !Path::new(text).is_dir() => (path, Some(version)),
            _ => (text, None),
        };
        return with_version(at(path)?, named);
    }
    let (id, named) = split_name(text);
    let folders = folders(None, workspace)?;
    if !folders.iter().any(|folder| folder.id() == id) {
        let mut known: Vec<&str> = folders.iter().map(PlanFolder::id).collect();
        known.dedup();
        let hint = format!(
            "the plans are {}; a folder of plan files is named with a slash, ./{id}",
            known.join(", ")
        );
        return Err(Failure::usage(format!("no plan is called `{id}`"), hint));
    }
    with_version(plans::check(id, &folders)?, named)
}

fn with_version(versions: Versions, named: Option<&str>) -> Result<Found, Failure> {
    if let Some(version) = named.filter(|version| versions.named(version).is_none()) {
        let known = versions.names().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let message = format!("`{}` has no version {version}", versions.latest().id);
        return Err(Failure::usage(message, format!("it has {known}")));
    }
    Ok(Found { versions, named: named.map(ToOwned::to_owned) })
}

/// The versions of a plan in a folder, whatever the folder is called.
fn at(path: &str) -> Result<Versions, Failure> {
    let folders = plans::read(Path::new(path))?;
    if folders.is_empty() {
        return Err(Failure::usage(
            format!("{path} holds no plan files"),
            "a plan is a folder of .toml files",
        ));
    }
    let (mut plans, mut problems) = (Vec::new(), Vec::new());
    for folder in &folders {
        match Plan::check(&folder.texts()) {
            Ok(plan) => plans.push(plan),
            Err(found) => problems.extend(found),
        }
    }
    let Some(id) = plans.first().filter(|_| problems.is_empty()).map(|plan| plan.id.clone()) else {
        return Err(problems.into());
    };
    Ok(Versions::new(&id, plans)?)
}
