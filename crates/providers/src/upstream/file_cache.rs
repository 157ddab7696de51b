//! What outlives the process, in files: one for each key, written whole or not at all.
#![expect(
    clippy::disallowed_methods,
    reason = "the cache keeps its own folder, where it is told to"
)]

use std::fs;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use agent::{Cache, Kept};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many files are kept before those out of date, and then the oldest, are removed.
const FILES_MAX: usize = 4_000;
/// How many bytes they may have together.
const BYTES_MAX: u64 = 1 << 30;
/// How long a file's first line may be: a key may hold a whole request to a model.
const HEAD_MAX: u64 = 4 << 20;

/// A folder of answers.
#[derive(Debug)]
pub struct FileCache {
    folder: PathBuf,
}

/// The first line of a file; what is kept follows it.
#[derive(Serialize, Deserialize)]
struct Head {
    key: String,
    since_ms: u64,
    until_ms: u64,
    /// How many bytes follow: a file that a crash cut short is none.
    bytes: usize,
}

impl FileCache {
    /// Keeps things in this folder, which is made when there is something to keep.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Whether anything is kept.
    pub fn has_any(&self) -> bool {
        fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.next().is_some())
    }

    /// Makes the folder; what is kept there is nobody else's to read.
    fn make_folder(&self) -> io::Result<()> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.folder)
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(Uuid::new_v5(&Uuid::NAMESPACE_URL, key.as_bytes()).simple().to_string())
    }

    /// Removes files, those out of date first and then the oldest, until half of the room is free.
    fn make_room(&self, now: SystemTime) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let file = |entry: io::Result<fs::DirEntry>| {
            let entry = entry.ok()?;
            Some((entry.path(), entry.metadata().ok()?.len()))
        };
        let files: Vec<(PathBuf, u64)> = entries.filter_map(file).collect();
        let (mut count, mut bytes) = (files.len(), files.iter().map(|(_, size)| size).sum::<u64>());
        if count <= FILES_MAX && bytes <= BYTES_MAX {
            return;
        }
        let age = |path: &Path| {
            let head = open(path).map(|(head, _)| head);
            head.filter(|head| in_ms(now) < head.until_ms).map_or(0, |head| head.since_ms)
        };
        let mut files: Vec<(u64, PathBuf, u64)> =
            files.into_iter().map(|(path, size)| (age(&path), path, size)).collect();
        files.sort_unstable();
        for (_, path, size) in files {
            if count <= FILES_MAX / 2 && bytes <= BYTES_MAX / 2 {
                return;
            }
            let _ = fs::remove_file(path);
            count -= 1;
            bytes = bytes.saturating_sub(size);
        }
    }

    fn write(&self, key: &str, kept: &Kept) -> io::Result<()> {
        let head = Head {
            key: key.to_owned(),
            since_ms: in_ms(kept.since),
            until_ms: in_ms(kept.until),
            bytes: kept.bytes.len(),
        };
        let mut bytes = serde_json::to_vec(&head)?;
        bytes.push(b'\n');
        bytes.extend_from_slice(&kept.bytes);
        self.make_folder()?;
        let path = self.path(key);
        // A name of its own: another process may be writing the same key.
        let draft = path.with_extension(Uuid::now_v7().simple().to_string());
        let written = fs::File::create(&draft).and_then(|mut file| file.write_all(&bytes));
        let placed = written.and_then(|()| fs::rename(&draft, &path));
        if placed.is_err() {
            let _ = fs::remove_file(&draft);
        }
        let one_in_many = path.as_os_str().as_encoded_bytes().ends_with(b"0");
        if one_in_many {
            self.make_room(kept.since);
        }
        placed
    }
}

impl Cache for FileCache {
    fn find(&self, key: &str, now: SystemTime) -> Option<Kept> {
        let (head, bytes) = read(&self.path(key))?;
        let (since, until) = (at(head.since_ms), at(head.until_ms));
        (head.key == key && now < until).then_some(Kept { bytes, since, until })
    }

    fn keep(&self, key: &str, kept: Kept) {
        if let Err(error) = self.write(key, &kept) {
            tracing::debug!(%error, "an answer could not be kept");
        }
    }

    fn forget(&self, key: &str) {
        let _ = fs::remove_file(self.path(key));
    }
}

fn read(path: &Path) -> Option<(Head, Vec<u8>)> {
    let (head, mut rest) = open(path)?;
    let mut bytes = Vec::new();
    rest.read_to_end(&mut bytes).ok()?;
    (bytes.len() == head.bytes).then_some((head, bytes))
}

/// A file's first line, and the rest unread.
fn open(path: &Path) -> Option<(Head, BufReader<fs::File>)> {
    let mut file = BufReader::new(fs::File::open(path).ok()?);
    let mut line = Vec::new();
    file.by_ref().take(HEAD_MAX).read_until(b'\n', &mut line).ok()?;
    Some((serde_json::from_slice(&line).ok()?, file))
}

fn in_ms(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn at(ms: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(ms)).unwrap_or(UNIX_EPOCH)
}
