//! How many requests a host allows, and until when it has shut us out: kept beyond the process.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use agent::{Cache, Clock, Kept};
use serde::{Deserialize, Serialize};
use tokio::time::{self, Instant};

use super::failure::Failure;

const DAY: Duration = Duration::from_hours(24);

/// How many requests a host allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Within a day, where days are counted.
    pub a_day: Option<u64>,
    /// Within the window.
    pub requests: usize,
    /// The window.
    pub window: Duration,
}

/// How far ahead the turn of whoever waits may lie: further off, a request is refused at once.
const TURN_MAX: Duration = Duration::from_mins(1);

/// The requests of one host, counted.
pub(super) struct Quota {
    host: String,
    allowance: Allowance,
    cache: Arc<dyn Cache>,
    clock: Arc<dyn Clock>,
    known: Mutex<Known>,
}

/// What this process knows by itself: a cache may forget.
#[derive(Debug, Default)]
struct Known {
    /// When the last requests went out, and when those that wait will.
    turns: VecDeque<Instant>,
    /// When the day of the count ends, and the count.
    day: Option<(SystemTime, u64)>,
    /// Why the host is not asked, and until when.
    shut: Option<(String, SystemTime)>,
}

impl fmt::Debug for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quota").field("host", &self.host).finish_non_exhaustive()
    }
}

/// What is kept of a day.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct DayCount {
    used: u64,
}

/// Why a host is not asked for a time.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ShutOut {
    why: String,
}

impl Quota {
    pub(super) fn new(
        host: &str,
        allowance: Allowance,
        cache: Arc<dyn Cache>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { host: host.to_owned(), allowance, cache, clock, known: Mutex::default() }
    }

    /// Waits until the host allows one more request, and counts it; refuses where that would be too late.
    pub(super) async fn take(&self) -> Result<(), Failure> {
        self.is_open()?;
        self.turn()?.comes().await;
        // It may have shut us out while this one was waiting.
        self.is_open()?;
        self.take_of_day()
    }

    /// The host has shut us out: nobody asks it before then, nor in a later process.
    pub(super) fn shut(&self, why: &str, until: SystemTime) {
        let bytes = serde_json::to_vec(&ShutOut { why: why.to_owned() }).unwrap_or_default();
        let since = self.clock.now();
        self.known().shut = Some((why.to_owned(), until));
        self.cache.keep(&self.key("shut"), Kept { bytes, since, until });
    }

    /// Until when the host has shut us out, and why, where it has.
    pub(super) fn shut_out(&self) -> Option<Failure> {
        let now = self.clock.now();
        let own = self.known().shut.clone().filter(|(_, until)| now < *until);
        let kept = || {
            let kept = self.cache.find(&self.key("shut"), now)?;
            let shut: ShutOut = serde_json::from_slice(&kept.bytes).ok()?;
            Some((shut.why, kept.until))
        };
        own.or_else(kept).map(|(why, until)| Failure::Shut { why, until })
    }

    fn is_open(&self) -> Result<(), Failure> {
        self.shut_out().map_or(Ok(()), Err)
    }

    /// How many requests of the day are used, and of how many, where days are counted.
    pub(super) fn of_day(&self) -> Option<(u64, u64)> {
        let allowed = self.allowance.a_day?;
        let now = self.clock.now();
        Some((self.used(&self.known(), now), allowed))
    }

    fn used(&self, known: &Known, now: SystemTime) -> u64 {
        let kept = self.cache.find(&self.key("day"), now);
        let kept: Option<DayCount> = kept.and_then(|kept| serde_json::from_slice(&kept.bytes).ok());
        let own = known.day.filter(|(ends, _)| now < *ends).map_or(0, |(_, used)| used);
        kept.unwrap_or_default().used.max(own)
    }

    fn take_of_day(&self) -> Result<(), Failure> {
        let Some(allowed) = self.allowance.a_day else { return Ok(()) };
        let now = self.clock.now();
        let ends = next_midnight(now);
        let mut known = self.known();
        let used = self.used(&known, now);
        if allowed <= used {
            let why = format!("its {allowed} requests a day are used up");
            return Err(Failure::Shut { why, until: ends });
        }
        known.day = Some((ends, used + 1));
        let bytes = serde_json::to_vec(&DayCount { used: used + 1 }).unwrap_or_default();
        self.cache.keep(&self.key("day"), Kept { bytes, since: now, until: ends });
        Ok(())
    }

    /// When the next request may go out; its place in the window is taken.
    fn turn(&self) -> Result<Turn<'_>, Failure> {
        let Allowance { requests, window, .. } = self.allowance;
        let mut known = self.known();
        let now = Instant::now();
        while known.turns.front().is_some_and(|past| *past + window <= now) {
            known.turns.pop_front();
        }
        let full = known.turns.len().checked_sub(requests.max(1));
        let at = full.and_then(|over| known.turns.get(over)).map_or(now, |past| *past + window);
        let at = at.max(now);
        if TURN_MAX < at - now {
            return Err(Failure::Crowded(at - now));
        }
        known.turns.push_back(at);
        Ok(Turn { quota: self, at, has_come: false })
    }

    fn key(&self, what: &str) -> String {
        format!("quota {} {what}", self.host)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the window, given back by whoever goes away before it has come.
struct Turn<'a> {
    quota: &'a Quota,
    at: Instant,
    has_come: bool,
}

impl Turn<'_> {
    async fn comes(mut self) {
        time::sleep_until(self.at).await;
        self.has_come = true;
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.has_come {
            return;
        }
        let mut known = self.quota.known();
        if let Some(place) = known.turns.iter().rposition(|turn| *turn == self.at) {
            known.turns.remove(place);
        }
    }
}

/// The end of the day in UTC that a time lies in.
fn next_midnight(now: SystemTime) -> SystemTime {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let days = since.as_secs() / DAY.as_secs() + 1;
    UNIX_EPOCH + Duration::from_secs(days.saturating_mul(DAY.as_secs()))
}
