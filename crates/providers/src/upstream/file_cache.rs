//! What outlives the process, in files: one for each key, written whole or not at all.
#![expect(
    clippy::disallowed_methods,
    reason = "the cache keeps its own folder, where it is told to"
)]

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use agent::{Cache, Kept};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How many files are kept before those out of date, and then the oldest, are removed.
const FILES_MAX: usize = 4_000;

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

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(Uuid::new_v5(&Uuid::NAMESPACE_URL, key.as_bytes()).simple().to_string())
    }

    /// Removes files, those out of date first, until there is room for as many again as half.
    fn make_room(&self, now: SystemTime) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        if files.len() <= FILES_MAX {
            return;
        }
        let until = |path: &Path| {
            let head = read(path).map(|(head, _)| head);
            head.map_or(0, |head| if head.until_ms <= in_ms(now) { 0 } else { head.since_ms })
        };
        let mut files: Vec<(u64, PathBuf)> =
            files.into_iter().map(|path| (until(&path), path)).collect();
        files.sort_unstable();
        let surplus = files.len().saturating_sub(FILES_MAX / 2);
        for (_, path) in files.iter().take(surplus) {
            let _ = fs::remove_file(path);
        }
    }

    fn write(&self, key: &str, kept: &Kept) -> io::Result<()> {
        let head =
            Head { key: key.to_owned(), since_ms: in_ms(kept.since), until_ms: in_ms(kept.until) };
        let mut bytes = serde_json::to_vec(&head)?;
        bytes.push(b'\n');
        bytes.extend_from_slice(&kept.bytes);
        fs::create_dir_all(&self.folder)?;
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
    let bytes = fs::read(path).ok()?;
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = bytes.split_at_checked(end)?;
    let head = serde_json::from_slice(head).ok()?;
    Some((head, rest.get(1..)?.to_vec()))
}

fn in_ms(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

fn at(ms: u64) -> SystemTime {
    UNIX_EPOCH.checked_add(Duration::from_millis(ms)).unwrap_or(UNIX_EPOCH)
}
