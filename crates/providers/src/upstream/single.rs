//! Answers kept, and asked for once where several want them at the same time.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use agent::{Cache, Clock, Kept};
use bytes::Bytes;
use moka::{Expiry, future};

/// How much of answers stays in memory, in bytes.
const IN_MEMORY_MAX: u64 = 48_000_000;

/// An answer, and since when it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was said.
    pub bytes: Bytes,
    /// When.
    pub since: SystemTime,
}

/// Answers kept in memory and beyond the process.
#[derive(Clone)]
pub struct Answers {
    memory: future::Cache<String, Entry>,
    cache: Arc<dyn Cache>,
    clock: Arc<dyn Clock>,
    fresh: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    answer: Answer,
    lifetime: Duration,
}

struct ByEntry;

impl Expiry<String, Entry> for ByEntry {
    fn expire_after_create(&self, _: &String, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.lifetime)
    }
}

impl Answers {
    /// Keeps answers in `cache`; with `fresh`, what was kept by earlier processes is passed by.
    pub fn new(cache: Arc<dyn Cache>, clock: Arc<dyn Clock>, fresh: bool) -> Self {
        let weigh = |key: &String, entry: &Entry| {
            u32::try_from(key.len() + entry.answer.bytes.len()).unwrap_or(u32::MAX)
        };
        let memory = future::Cache::builder()
            .max_capacity(IN_MEMORY_MAX)
            .weigher(weigh)
            .expire_after(ByEntry)
            .build();
        Self { memory, cache, clock, fresh }
    }

    /// The answer that is kept under `key`, or else the one that `fetch` brings, which is kept for `lifetime`.
    ///
    /// Of several who ask at once one fetches. Where it is dropped, the next one does. A failure is not kept.
    pub async fn get<E>(
        &self,
        key: &str,
        lifetime: Duration,
        fetch: impl Future<Output = Result<Bytes, E>>,
    ) -> Result<Answer, Arc<E>>
    where
        E: Send + Sync + 'static,
    {
        let get = async {
            if let Some((answer, left)) = self.kept(key) {
                return Ok(Entry { answer, lifetime: left });
            }
            let bytes = fetch.await?;
            let since = self.clock.now();
            let kept = Kept { bytes: bytes.to_vec(), since, until: since + lifetime };
            self.cache.keep(key, kept);
            Ok(Entry { answer: Answer { bytes, since }, lifetime })
        };
        self.memory.try_get_with_by_ref(key, get).await.map(|entry| entry.answer)
    }

    /// Whether an answer is kept, so that asking costs nothing.
    pub fn has(&self, key: &str) -> bool {
        self.memory.contains_key(key) || self.kept(key).is_some()
    }

    fn kept(&self, key: &str) -> Option<(Answer, Duration)> {
        if self.fresh {
            return None;
        }
        let now = self.clock.now();
        let Kept { bytes, since, until } = self.cache.find(key, now)?;
        let left = until.duration_since(now).ok()?;
        Some((Answer { bytes: bytes.into(), since }, left))
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").field("fresh", &self.fresh).finish_non_exhaustive()
    }
}
