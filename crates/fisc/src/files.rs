//! The user's files: the only place that touches them.
#![expect(clippy::disallowed_methods, reason = "this is the door to the user's files")]

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, Result};

use crate::failure::Refused;

/// No line of standard input is longer.
const LINE_BYTES_MAX: usize = 1 << 20;

/// No more of standard input is read at once.
const INPUT_BYTES_MAX: usize = 1 << 20;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("`{}` could not be written", .0.display())]
pub(crate) struct NotWritten(PathBuf);

/// Reads a whole file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("`{}` could not be read", path.display()))
}

/// Whether two paths lead to one file that is there.
pub(crate) fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

/// Reads a file that a person names: no device, no pipe, nothing larger than so many bytes.
pub(crate) fn read_bounded(path: &Path, bytes_max: u64) -> Result<Vec<u8>> {
    let failed = || format!("`{}` could not be read", path.display());
    let meta = fs::metadata(path).with_context(failed)?;
    if !meta.is_file() {
        let message = format!("`{}` is no file", path.display());
        return Err(Refused::input(message, "name a file"));
    }
    if bytes_max < meta.len() {
        let message = format!("`{}` is larger than {} MiB", path.display(), bytes_max >> 20);
        return Err(Refused::input(message, "give it in parts"));
    }
    fs::read(path).with_context(failed)
}

/// Reads a file of text that a person names: no device, no pipe, nothing longer than an input may be.
pub(crate) fn read_text(path: &Path) -> Result<String> {
    let failed = || format!("`{}` could not be read", path.display());
    let meta = fs::metadata(path).with_context(failed)?;
    if !meta.is_file() {
        let message = format!("`{}` is no file", path.display());
        return Err(Refused::input(message, "name a file, or `-` for standard input"));
    }
    if INPUT_BYTES_MAX as u64 <= meta.len() {
        let message = format!("`{}` is longer than {INPUT_BYTES_MAX} bytes", path.display());
        return Err(Refused::input(message, "give it in parts"));
    }
    String::from_utf8(fs::read(path).with_context(failed)?).map_err(|_| {
        let message = format!("`{}` is not UTF-8 text", path.display());
        Refused::input(message, "save the text as UTF-8 and try again")
    })
}

/// Reads a whole file, where there is one.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    // A pipe or a device in its place would be waited for.
    let is_other = fs::metadata(path).is_ok_and(|meta| !meta.is_file());
    let read = if is_other { Err(io::ErrorKind::InvalidInput.into()) } else { fs::read(path) };
    match read {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("`{}` could not be read", path.display())),
    }
}

/// Makes a folder and those above it.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path)
        .with_context(|| format!("the folder `{}` could not be made", path.display()))
}

/// Makes a folder for what is nobody else's to read, and those above it.
pub(crate) fn make_own_folder(path: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .with_context(|| format!("the folder `{}` could not be made", path.display()))
}

/// Adds lines to a file and sees them written. Others who add at the same time wait; behind a line that was cut off
/// a new one begins.
pub(crate) fn append(path: &Path, lines: &[u8]) -> Result<()> {
    let added = || -> io::Result<()> {
        let mut file = fs::File::options().create(true).read(true).append(true).open(path)?;
        file.lock()?;
        let end = io::Seek::seek(&mut file, io::SeekFrom::End(0))?;
        if 0 < end {
            let mut last = [0];
            io::Seek::seek(&mut file, io::SeekFrom::End(-1))?;
            io::Read::read_exact(&mut file, &mut last)?;
            if last != *b"\n" {
                io::Write::write_all(&mut file, b"\n")?;
            }
        }
        io::Write::write_all(&mut file, lines)?;
        file.sync_data()
    };
    added().with_context(|| NotWritten(path.to_owned()))
}

/// Writes a whole file so that a failure leaves the old one: beside it first, then in its place.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || NotWritten(path.to_owned());
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
        // A device or a pipe is written to as it is.
        return fs::write(path, bytes).with_context(failed);
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let whole = || -> io::Result<()> {
        let mut file = fs::File::create(&part)?;
        io::Write::write_all(&mut file, bytes)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    let written = whole();
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written.with_context(failed)
}

/// Whether a file could be written there, found out before work is done for it.
pub(crate) fn check_writable(path: &Path) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let failed = || NotWritten(path.to_owned());
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

/// Hands over each line of standard input, without its end.
pub(crate) fn each_line(mut take: impl FnMut(&str) -> Result<()>) -> Result<()> {
    let mut input = io::stdin().lock();
    let mut number = 0_usize;
    loop {
        number += 1;
        let mut line = Vec::new();
        let mut bounded = io::Read::take(&mut input, LINE_BYTES_MAX as u64 + 1);
        if io::BufRead::read_until(&mut bounded, b'\n', &mut line)? == 0 {
            return Ok(());
        }
        if LINE_BYTES_MAX < line.len() {
            let message =
                format!("line {number} of standard input is longer than {LINE_BYTES_MAX} bytes");
            return Err(Refused::input(message, "put one question on a line"));
        }
        let Ok(text) = std::str::from_utf8(&line) else {
            let message = format!("line {number} of standard input is not UTF-8 text");
            return Err(Refused::input(message, "save the text as UTF-8 and try again"));
        };
        take(text.trim_end_matches(['\n', '\r']))?;
    }
}

/// The bytes of standard input.
pub(crate) fn read_input_bounded(bytes_max: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut input = io::Read::take(io::stdin().lock(), bytes_max + 1);
    io::Read::read_to_end(&mut input, &mut bytes).context("standard input could not be read")?;
    if u64::try_from(bytes.len()).is_ok_and(|read| bytes_max < read) {
        let message = format!("standard input is larger than {} MiB", bytes_max >> 20);
        return Err(Refused::input(message, "give it in parts"));
    }
    Ok(bytes)
}

/// A line of standard input; none where it has ended.
pub(crate) fn read_line() -> Result<Option<String>> {
    let mut line = Vec::new();
    let mut bounded = io::Read::take(io::stdin().lock(), LINE_BYTES_MAX as u64);
    let read = io::BufRead::read_until(&mut bounded, b'\n', &mut line);
    let read = read.context("standard input could not be read")?;
    Ok((0 < read).then(|| String::from_utf8_lossy(&line).into_owned()))
}

/// Standard input as text.
pub(crate) fn read_input() -> Result<String> {
    let mut bytes = Vec::new();
    let mut input = io::Read::take(io::stdin().lock(), INPUT_BYTES_MAX as u64 + 1);
    io::Read::read_to_end(&mut input, &mut bytes).context("standard input could not be read")?;
    if INPUT_BYTES_MAX < bytes.len() {
        let message = format!("standard input is longer than {INPUT_BYTES_MAX} bytes");
        return Err(Refused::input(message, "ask a shorter question"));
    }
    String::from_utf8(bytes).map_err(|_| {
        Refused::input("standard input is not UTF-8 text", "save the text as UTF-8 and try again")
    })
}
