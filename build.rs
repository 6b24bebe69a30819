//! Gives the program the digest of what it is built from, so that a manifest can name it: two programs of one digest read,
//! test and write alike, on whatever machine they were built.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a build script reads the sources and speaks to cargo"
)]

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PARTS: [&str; 4] = ["Cargo.lock", "Cargo.toml", "schemas", "src"];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let mut files = Vec::new();
    for part in PARTS {
        println!("cargo::rerun-if-changed={part}");
        collect(&root.join(part), &mut files)?;
    }
    let mut named: Vec<(String, PathBuf)> =
        files.into_iter().map(|path| (name(&root, &path), path)).collect();
    named.sort();
    let mut digest = Sha256::new();
    for (name, path) in named {
        // A checkout with other line ends is the same program.
        let text: Vec<u8> = fs::read(path)?.into_iter().filter(|byte| *byte != b'\r').collect();
        digest.update(format!("{name} {}\n", text.len()));
        digest.update(text);
    }
    let hex: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo::rustc-env=HEARTH_SOURCES_SHA256={hex}");
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.exists() {
        files.push(path.to_owned());
    }
    Ok(())
}

fn name(root: &Path, path: &Path) -> String {
    let parts = path.strip_prefix(root).unwrap_or(path).components();
    parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect::<Vec<_>>().join("/")
}
