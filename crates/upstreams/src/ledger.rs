//! What was asked: the last some thousands of requests, how many there were, and how many at once.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use axum::body::Bytes;
use serde::Serialize;

use crate::{Fault, Upstream};

/// How many requests are kept: enough for a thousand runs with seven fetches each.
const RECORDS_MAX: usize = 10_000;

/// Where a request carried its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// Nowhere.
    Absent,
    /// In a header.
    Header,
    /// In the address, where logs and proxies see it.
    Url,
}

/// A request, as it was recorded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recorded {
    /// Counted from one, over all upstreams.
    pub number: u64,
    /// Who was asked.
    pub upstream: Upstream,
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// The status of the answer, once it is known.
    pub status: Option<u16>,
    /// What went wrong on purpose.
    pub fault: Option<Fault>,
    /// Where the key was.
    pub key: KeyPlace,
    /// What the client called itself.
    pub user_agent: Option<String>,
    /// What was sent, to models.
    pub body: Option<String>,
    /// When it arrived, in thousandths of a second after the start.
    pub began_ms: f64,
    /// When its answer had been handed over, or the client was gone.
    pub ended_ms: Option<f64>,
}

/// How often one upstream was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// All requests.
    pub requests: u64,
    /// Those whose answers have not ended.
    pub open: u64,
    /// The most that were open at once.
    pub open_max: u64,
}

/// A request's beginning.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub(crate) upstream: Upstream,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) key: KeyPlace,
    pub(crate) user_agent: Option<String>,
}

#[derive(Debug)]
struct Kept {
    record: Recorded,
    body: Option<Bytes>,
}

#[derive(Debug, Default)]
struct Pages {
    next: u64,
    kept: VecDeque<Kept>,
    counts: BTreeMap<Upstream, Count>,
}

/// All that was recorded.
#[derive(Debug)]
pub(crate) struct Ledger {
    start: Instant,
    pages: Mutex<Pages>,
}

impl Ledger {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), pages: Mutex::default() }
    }

    fn millis(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1_000.0
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that a request has arrived; it is open as long as what is returned lives.
    pub(crate) fn begin(self: &Arc<Self>, beginning: Beginning) -> OpenRequest {
        let began_ms = self.millis();
        let mut pages = self.pages();
        pages.next += 1;
        let number = pages.next;
        let count = pages.counts.entry(beginning.upstream).or_default();
        count.requests += 1;
        count.open += 1;
        count.open_max = count.open_max.max(count.open);
        let upstream = beginning.upstream;
        let record = Recorded {
            number,
            upstream,
            method: beginning.method,
            path: beginning.path,
            status: None,
            fault: None,
            key: beginning.key,
            user_agent: beginning.user_agent,
            body: None,
            began_ms,
            ended_ms: None,
        };
        if RECORDS_MAX <= pages.kept.len() {
            pages.kept.pop_front();
        }
        pages.kept.push_back(Kept { record, body: None });
        drop(pages);
        OpenRequest { ledger: Arc::clone(self), number, upstream }
    }

    /// The requests that are kept, oldest first.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        let whole = |kept: &Kept| {
            let body = kept.body.as_ref().map(|body| String::from_utf8_lossy(body).into_owned());
            Recorded { body, ..kept.record.clone() }
        };
        self.pages().kept.iter().map(whole).collect()
    }

    /// How often an upstream was asked.
    pub(crate) fn count(&self, upstream: Upstream) -> Count {
        self.pages().counts.get(&upstream).copied().unwrap_or_default()
    }

    /// Forgets all that has been; what is open stays open.
    pub(crate) fn clear(&self) {
        let mut pages = self.pages();
        pages.kept.clear();
        for count in pages.counts.values_mut() {
            *count = Count { requests: 0, open: count.open, open_max: count.open };
        }
    }

    fn change(&self, number: u64, change: impl FnOnce(&mut Kept)) {
        let mut pages = self.pages();
        // Numbers are kept in order, but a cleared ledger does not begin with the first.
        if let Ok(at) = pages.kept.binary_search_by_key(&number, |kept| kept.record.number)
            && let Some(kept) = pages.kept.get_mut(at)
        {
            change(kept);
        }
    }
}

/// A request whose answer has not ended.
#[derive(Debug)]
pub(crate) struct OpenRequest {
    ledger: Arc<Ledger>,
    number: u64,
    upstream: Upstream,
}

impl OpenRequest {
    /// The request's number.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Records what was sent.
    pub(crate) fn sent(&self, body: Bytes) {
        self.ledger.change(self.number, |kept| kept.body = Some(body));
    }

    /// Records how it is answered.
    pub(crate) fn answered(&self, status: u16, fault: Option<Fault>) {
        self.ledger.change(self.number, |kept| {
            kept.record.status = Some(status);
            kept.record.fault = fault;
        });
    }
}

impl Drop for OpenRequest {
    fn drop(&mut self) {
        let ended_ms = self.ledger.millis();
        self.ledger.change(self.number, |kept| kept.record.ended_ms = Some(ended_ms));
        if let Some(count) = self.ledger.pages().counts.get_mut(&self.upstream) {
            count.open = count.open.saturating_sub(1);
        }
    }
}
