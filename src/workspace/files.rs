//! Reading and writing whole files, with errors that name the path. Writing is all or nothing: to a temporary name in the
//! same folder, synced, then renamed. What is written is readable by the owner alone.

use super::fault;
use anyhow::{Context, Result};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The bytes of a file.
///
/// # Errors
/// If it cannot be opened or read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{}: cannot be read", path.display()))
}

/// The bytes of the `.csv` files directly in a folder, sorted by file name.
///
/// # Errors
/// If the folder or one of the files cannot be read.
pub fn read_folder(folder: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    for path in list(folder)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) && path.is_file() {
            found.push((name, read(&path)?));
        }
    }
    Ok(found)
}

/// The paths directly in a folder, sorted.
///
/// # Errors
/// If the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let context = || format!("{}: cannot be listed", folder.display());
    let mut paths = fs::read_dir(folder)
        .with_context(context)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<Vec<_>>>()
        .with_context(context)?;
    paths.sort();
    Ok(paths)
}

/// Makes a folder and those above it; one that exists is left as it is.
///
/// # Errors
/// If it cannot be made, or if a file stands in its place.
pub fn make_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let made = || {
        if folder.is_dir() {
            return Ok(());
        }
        fault::step()?;
        builder.create(folder)?;
        sync_folder_of(folder)
    };
    made().with_context(|| format!("{}: cannot be made", folder.display()))
}

/// Writes a file: before or after, never between.
///
/// # Errors
/// If the temporary file cannot be written, synced or renamed; then nothing of it stays.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let temporary = temporary_beside(path);
    let result = write_synced(&temporary, bytes).and_then(|()| rename_synced(&temporary, path));
    if result.is_err() {
        // The first error is the one to tell; what cannot be removed is swept up when the workspace is next locked.
        let _ = fs::remove_file(&temporary);
    }
    result.with_context(|| format!("{}: cannot be written", path.display()))
}

/// The length of a file; 0 if it is not there.
///
/// # Errors
/// If it cannot be looked at.
pub fn length(path: &Path) -> Result<u64> {
    match fs::metadata(path) {
        Ok(found) => Ok(found.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error).with_context(|| format!("{}: cannot be read", path.display())),
    }
}

/// Gives a file another name in its folder; one that has the name already is replaced.
///
/// # Errors
/// If it cannot be renamed.
pub fn rename(from: &Path, to: &Path) -> Result<()> {
    rename_synced(from, to).with_context(|| format!("{}: cannot be renamed", from.display()))
}

/// Moves a file into another folder, also of another disk, as long as `is_same` says that it is still the one meant: one that
/// was written to meanwhile stays, and nothing comes of it. One of that name that is there already is replaced. Whether it was
/// moved.
///
/// # Errors
/// If it cannot be moved.
pub fn move_to(from: &Path, to: &Path, is_same: &dyn Fn(&Path) -> bool) -> Result<bool> {
    if !is_same(from) {
        return Ok(false);
    }
    let moved = match rename_synced(from, to) {
        Ok(()) => sync_folder_of(from),
        Err(error) if error.kind() == std::io::ErrorKind::CrossesDevices => return copied(from, to, is_same),
        Err(error) => Err(error),
    };
    moved.with_context(|| format!("{}: cannot be moved to {}", from.display(), to.display()))?;
    Ok(true)
}

/// Moves a file by its bytes. Reading and writing take a while, so it is looked at again after each.
fn copied(from: &Path, to: &Path, is_same: &dyn Fn(&Path) -> bool) -> Result<bool> {
    let bytes = read(from)?;
    if !is_same(from) {
        return Ok(false);
    }
    let temporary = temporary_beside(to);
    let written = || {
        write_synced(&temporary, &bytes)?;
        let stays_same = is_same(from);
        if stays_same {
            rename_synced(&temporary, to)?;
        }
        Ok::<bool, std::io::Error>(stays_same)
    };
    let written = written();
    if !matches!(written, Ok(true)) {
        let _ = fs::remove_file(&temporary);
    }
    let written = written.with_context(|| format!("{}: cannot be written", to.display()))?;
    if written {
        remove(from)?;
    }
    Ok(written)
}

/// Checks that files can be made in a folder, and so moved out of it and into it.
///
/// # Errors
/// If they cannot.
pub fn check_writable(folder: &Path) -> Result<()> {
    // Always the same name, so that one left by a killed process is used again.
    let probe = folder.join(".hearth-probe");
    write_synced(&probe, b"")
        .and_then(|()| fs::remove_file(&probe))
        .with_context(|| format!("{}: cannot be written to", folder.display()))
}

/// Removes a file, for good also over a power cut.
///
/// # Errors
/// If it cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    fault::before_removing();
    fs::remove_file(path)
        .and_then(|()| sync_folder_of(path))
        .with_context(|| format!("{}: cannot be removed", path.display()))
}

/// Removes a file, or a folder with all that is in it, if it is there.
///
/// # Errors
/// If it cannot be removed.
pub fn remove_all(path: &Path) -> Result<()> {
    fault::before_removing();
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other.and_then(|()| sync_folder_of(path)),
    }
    .with_context(|| format!("{}: cannot be removed", path.display()))
}

/// Writes a file piece by piece, for what is too large to hold: before or after, never between.
///
/// # Errors
/// If the temporary file cannot be written, synced or renamed, or if `pieces` fails; then nothing of it stays.
pub fn write_pieces(
    path: &Path,
    pieces: &mut dyn FnMut(&mut dyn Write) -> std::io::Result<()>,
) -> Result<()> {
    let temporary = temporary_beside(path);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut write = || {
        let mut file = std::io::BufWriter::with_capacity(1 << 20, options.open(&temporary)?);
        pieces(&mut file)?;
        file.into_inner()?.sync_all()?;
        rename_synced(&temporary, path)
    };
    let result = write();
    if result.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    result.with_context(|| format!("{}: cannot be written", path.display()))
}

/// Writes a folder of files, which appears whole or not at all. Nothing may stand at `folder` yet.
///
/// # Errors
/// If something cannot be written or renamed; then nothing of it stays.
pub fn write_folder(folder: &Path, contents: &[(String, Vec<u8>)]) -> Result<()> {
    let temporary = temporary_beside(folder);
    let write = || -> Result<()> {
        make_folder(&temporary)?;
        for (name, bytes) in contents {
            write_synced(&temporary.join(name), bytes)
                .with_context(|| format!("{}: cannot be written", folder.join(name).display()))?;
        }
        // The names in the folder are to last before it is seen.
        sync_folder_of(&temporary.join("."))
            .and_then(|()| rename_synced(&temporary, folder))
            .with_context(|| format!("{}: cannot be written", folder.display()))
    };
    let result = write();
    if result.is_err() {
        let _ = fs::remove_dir_all(&temporary);
    }
    result
}

/// The name under which a file is written before it is renamed: unlike any name that Hearth reads.
fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Removes what a killed process left under temporary names directly in a folder. What cannot be removed stays: it does
/// no harm, for such names are never read.
pub(super) fn sweep(folder: &Path) {
    for path in list(folder).unwrap_or_default() {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') && name.ends_with(".tmp") {
            let _ = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        }
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    fault::step()?;
    let mut file = options.open(path)?;
    let (first, rest) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    fault::step()?;
    file.write_all(rest)?;
    file.sync_all()
}

fn rename_synced(from: &Path, to: &Path) -> std::io::Result<()> {
    fault::step()?;
    fs::rename(from, to)?;
    sync_folder_of(to)
}

/// A rename is kept over a power cut only once its folder is synced; Windows has no such call.
fn sync_folder_of(path: &Path) -> std::io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = path.parent()
    {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Copies a file that is written to when it is looked at for the `turn`th time.
    fn copied_while_written_to(turn: usize) -> (bool, Option<String>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (from, to) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        fs::write(&from, "half").expect("written");
        let looks = Cell::new(0);
        let is_same = |path: &Path| {
            looks.set(looks.get() + 1);
            if looks.get() == turn {
                fs::write(path, "the whole").expect("written");
            }
            length(path).expect("there") == 4
        };
        let moved = copied(&from, &to, &is_same).expect("read and written");
        let names = list(folder.path()).expect("listed");
        let names =
            names.iter().filter_map(|path| path.file_name()).map(|name| name.to_string_lossy().into());
        (moved, fs::read_to_string(&from).ok(), names.collect())
    }

    #[test]
    fn a_file_that_is_written_to_while_it_is_copied_stays_and_nothing_comes_of_it() {
        let stays = (false, Some("the whole".to_owned()), vec!["a.csv".to_owned()]);
        assert_eq!(copied_while_written_to(1), stays, "while it was read");
        assert_eq!(copied_while_written_to(2), stays, "while the copy was written");
        assert_eq!(copied_while_written_to(9), (true, None, vec!["b.csv".to_owned()]));
    }

    #[test]
    fn a_file_that_is_another_by_now_is_not_moved() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (from, to) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        fs::write(&from, "half").expect("written");
        assert!(!move_to(&from, &to, &|_| false).expect("looked at"));
        assert!(from.exists() && !to.exists());
        assert!(move_to(&from, &to, &|_| true).expect("moved"));
        assert!(!from.exists() && to.exists());
    }
}
