//! The user's files: the only place that touches them.
#![expect(clippy::disallowed_methods, reason = "this is the door to the user's files")]

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::failure::Refused;

/// No more of standard input is read.
const INPUT_BYTES_MAX: u64 = 1 << 20;

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("`{}` could not be read", path.display()))
}

/// Writes a whole file so that a failure leaves the old one: beside it first, then in its place.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || format!("`{}` could not be written", path.display());
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
        // A device or a pipe is written to as it is.
        return fs::write(path, bytes).with_context(failed);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written.with_context(failed)
}

/// Whether a file could be written there, found out before work is done for it.
pub(crate) fn check_writable(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let failed = || format!("`{}` cannot be written", path.display());
    let meta = fs::metadata(folder).with_context(failed)?;
    if !meta.is_dir() {
        return Err(io::Error::from(io::ErrorKind::NotADirectory)).with_context(failed);
    }
    if fs::metadata(path).is_ok_and(|meta| meta.is_dir()) {
        return Err(io::Error::from(io::ErrorKind::IsADirectory)).with_context(failed);
    }
    Ok(())
}

/// The files of a folder, by name.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = || format!("the folder `{}` could not be read", folder.display());
    let entries = fs::read_dir(folder).with_context(failed)?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .with_context(failed)?;
    paths.sort();
    Ok(paths)
}

/// Standard input as text.
pub(crate) fn read_input() -> Result<String> {
    let mut bytes = Vec::new();
    let mut input = io::Read::take(io::stdin().lock(), INPUT_BYTES_MAX);
    io::Read::read_to_end(&mut input, &mut bytes).context("standard input could not be read")?;
    String::from_utf8(bytes).map_err(|_| {
        Refused::input("standard input is not UTF-8 text", "save the text as UTF-8 and try again")
    })
}
