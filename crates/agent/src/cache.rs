//! What outlives a run and a process: answers of others, and what is known of them.

use std::fmt::Debug;
use std::time::SystemTime;

/// Keeps bytes by key until they are out of date.
///
/// A cache is allowed to forget and to fail: whoever asks it must do without. Nothing secret is ever put there.
pub trait Cache: Debug + Send + Sync {
    /// What was kept under this key and is not out of date at `now`.
    fn find(&self, key: &str, now: SystemTime) -> Option<Kept>;

    /// Keeps this in place of whatever was kept under the key.
    fn keep(&self, key: &str, kept: Kept);

    /// Forgets what was kept under the key.
    fn forget(&self, key: &str);
}

/// Something kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What.
    pub bytes: Vec<u8>,
    /// Since when.
    pub since: SystemTime,
    /// From when on it is out of date.
    pub until: SystemTime,
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCache;

impl Cache for NoCache {
    fn find(&self, _key: &str, _now: SystemTime) -> Option<Kept> {
        None
    }

    fn keep(&self, _key: &str, _kept: Kept) {}

    fn forget(&self, _key: &str) {}
}
