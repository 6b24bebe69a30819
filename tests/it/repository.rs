//! What every file of the repository must keep to: it stands alone, and whatever it points to exists.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files under a folder, named from that folder, with their text, in order.
pub fn rust_files(folder: &str) -> Vec<(String, String)> {
    let folder = root().join(folder);
    let mut found = Vec::new();
    walk(&folder, &mut found);
    found.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    found.iter().map(|path| (named_from(&folder, path), fs::read_to_string(path).unwrap())).collect()
}

/// Every text file that git keeps, named from the root. Without git: every file but build products.
pub fn text_files() -> Vec<(String, String)> {
    let names = tracked().unwrap_or_else(|| {
        let mut found = Vec::new();
        walk(root(), &mut found);
        found.iter().map(|path| named_from(root(), path)).collect()
    });
    let read = |name: String| fs::read_to_string(root().join(&name)).ok().map(|text| (name, text));
    names.into_iter().filter_map(read).collect()
}

fn tracked() -> Option<Vec<String>> {
    let output = Command::new("git").arg("-C").arg(root()).args(["ls-files", "-z"]).output().ok()?;
    let names = String::from_utf8(output.stdout).ok()?;
    let names: Vec<_> = names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect();
    (output.status.success() && !names.is_empty()).then_some(names)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default();
        if path.is_file() {
            found.push(path);
        } else if name != "target" && name != ".git" {
            walk(&path, found);
        }
    }
}

fn named_from(folder: &Path, path: &Path) -> String {
    let name = path.strip_prefix(folder).expect("the walk began here");
    name.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Written in two pieces, so that this file does not find itself.
const MACHINES: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("npmjs", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/tm", "p/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
    concat!("C:\\", "Users"),
];

/// The lines of a text that hold one of the words.
fn lines_with<'a>(text: &'a str, words: &'a [&str]) -> impl Iterator<Item = (usize, &'a str)> {
    text.lines().enumerate().flat_map(|(index, line)| {
        words.iter().filter(move |word| line.contains(**word)).map(move |word| (index + 1, *word))
    })
}

/// The files with the ending `.md` that a text names, with the line.
fn pages_named(text: &str) -> Vec<(usize, String)> {
    let in_name = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | '.');
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in line.split(|c| !in_name(c)) {
            let word = word.trim_end_matches('.');
            if word.len() > 3 && word.ends_with(".md") {
                found.push((index + 1, word.to_owned()));
            }
        }
    }
    found
}

/// Whether a page named in a text is one of the repository: by its path or the end of it.
fn page_exists(page: &str, names: &[String]) -> bool {
    let page = page.trim_start_matches("./").trim_start_matches("../");
    names.iter().any(|name| name == page || name.ends_with(&format!("/{page}")))
}

/// The targets of the links in a Markdown page that lead to files, with the line.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
        found.extend(targets.filter(|to| !to.is_empty() && !to.contains("://")).map(|to| (index + 1, to)));
    }
    found
}

#[test]
fn no_file_names_a_registry_or_a_place_on_one_machine() {
    let mut broken = Vec::new();
    for (name, text) in text_files() {
        if name != "Cargo.lock" {
            broken.extend(lines_with(&text, MACHINES).map(|(line, word)| format!("{name}:{line}: {word}")));
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_page_that_a_file_names_exists() {
    let files = text_files();
    let names: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
    let mut broken = Vec::new();
    for (name, text) in files.iter().filter(|(name, _)| name != "tests/it/repository.rs") {
        let missing = pages_named(text).into_iter().filter(|(_, page)| !page_exists(page, &names));
        broken.extend(missing.map(|(line, page)| format!("{name}:{line}: no page {page}")));
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for (name, text) in text_files().iter().filter(|(name, _)| name.ends_with(".md")) {
        let folder = root().join(name).parent().unwrap().to_owned();
        let dead = links(text).into_iter().filter(|(_, to)| !folder.join(to).exists());
        broken.extend(dead.map(|(line, to)| format!("{name}:{line}: nothing at {to}")));
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

mod samples {
    use super::*;

    #[test]
    fn a_machine_path_is_found() {
        let text = concat!("fine\nsee /ho", "me/someone/file\n");
        assert_eq!(lines_with(text, MACHINES).map(|(line, _)| line).collect::<Vec<_>>(), [2]);
    }

    #[test]
    fn a_missing_page_is_found() {
        let pages = pages_named("see [the guide](guide/nowhere.md), or README.md.");
        assert_eq!(pages, [(1, "guide/nowhere.md".to_owned()), (1, "README.md".to_owned())]);
        let names = ["docs/guide/verdicts.md".to_owned()];
        assert!(page_exists("guide/verdicts.md", &names));
        assert!(!page_exists("guide/nowhere.md", &names));
    }

    #[test]
    fn links_to_files_are_seen_and_addresses_left_alone() {
        let text = "[a](a.md#part), [b](https://example.org/b.md), [c](#c)\n[d](../d)";
        assert_eq!(links(text), [(1, "a.md"), (2, "../d")]);
    }
}
