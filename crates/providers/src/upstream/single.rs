//! Answers kept, and asked for once where several want them at the same time.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use agent::{Cache, Clock, Kept};
use bytes::Bytes;
use moka::{Expiry, future, ops::compute::Op};

/// How much of answers stays in memory, in bytes.
const IN_MEMORY_MAX: u64 = 48_000_000;

/// How long it is believed that there is nothing: a host that is unwell says so too.
const NOTHING: Duration = Duration::from_mins(10);

/// What was fetched, before it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fetched {
    /// Something.
    Something(Bytes),
    /// That there is nothing, which is kept for a short time only.
    Nothing(Bytes),
}

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
    until: SystemTime,
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
        fetch: impl Future<Output = Result<Fetched, E>>,
    ) -> Result<Answer, Arc<E>>
    where
        E: Send + Sync + 'static,
    {
        self.drop_outdated(key).await;
        let get = async {
            if let Some(entry) = self.kept(key) {
                return Ok(entry);
            }
            let (bytes, lifetime) = match fetch.await? {
                Fetched::Something(bytes) => (bytes, lifetime),
                Fetched::Nothing(bytes) => (bytes, lifetime.min(NOTHING)),
            };
            let since = self.clock.now();
            let until = since + lifetime;
            self.cache.keep(key, Kept { bytes: bytes.to_vec(), since, until });
            Ok(Entry { answer: Answer { bytes, since }, lifetime, until })
        };
        self.memory.try_get_with_by_ref(key, get).await.map(|entry| entry.answer)
    }

    /// Forgets an answer that turned out to mean nothing.
    pub async fn forget(&self, key: &str) {
        self.cache.forget(key);
        self.memory.invalidate(key).await;
    }

    /// The memory's own clock counts the process's time, which stands still while a machine sleeps.
    async fn drop_outdated(&self, key: &str) {
        let now = self.clock.now();
        let is_outdated = |entry: &Entry| entry.until <= now;
        if self.memory.get(key).await.as_ref().is_some_and(is_outdated) {
            let drop = |entry: Option<moka::Entry<String, Entry>>| {
                let outdated = entry.is_some_and(|entry| is_outdated(entry.value()));
                std::future::ready(if outdated { Op::Remove } else { Op::Nop })
            };
            self.memory.entry_by_ref(key).and_compute_with(drop).await;
        }
    }

    fn kept(&self, key: &str) -> Option<Entry> {
        if self.fresh {
            return None;
        }
        let now = self.clock.now();
        let Kept { bytes, since, until } = self.cache.find(key, now)?;
        let lifetime = until.duration_since(now).ok()?;
        Some(Entry { answer: Answer { bytes: bytes.into(), since }, lifetime, until })
    }
}

impl fmt::Debug for Answers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").field("fresh", &self.fresh).finish_non_exhaustive()
    }
}
