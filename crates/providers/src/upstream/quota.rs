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

/// The requests of one host, counted.
pub(super) struct Quota {
    host: String,
    allowance: Allowance,
    cache: Arc<dyn Cache>,
    clock: Arc<dyn Clock>,
    recent: Mutex<VecDeque<Instant>>,
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
        Self { host: host.to_owned(), allowance, cache, clock, recent: Mutex::default() }
    }

    /// Waits until the host allows one more request, and counts it; refuses where that would be too late.
    pub(super) async fn take(&self) -> Result<(), Failure> {
        if let Some(failure) = self.shut_out() {
            return Err(failure);
        }
        self.take_of_day()?;
        let turn = self.turn();
        time::sleep_until(turn).await;
        Ok(())
    }

    /// The host has shut us out: nobody asks it before then, nor in a later process.
    pub(super) fn shut(&self, why: &str, until: SystemTime) {
        let bytes = serde_json::to_vec(&ShutOut { why: why.to_owned() }).unwrap_or_default();
        let since = self.clock.now();
        self.cache.keep(&self.key("shut"), Kept { bytes, since, until });
    }

    /// Until when the host has shut us out, and why, where it has.
    pub(super) fn shut_out(&self) -> Option<Failure> {
        let kept = self.cache.find(&self.key("shut"), self.clock.now())?;
        let shut: ShutOut = serde_json::from_slice(&kept.bytes).ok()?;
        Some(Failure::Shut { why: shut.why, until: kept.until })
    }

    /// How many requests of the day are used, and of how many, where days are counted.
    pub(super) fn of_day(&self) -> Option<(u64, u64)> {
        let allowed = self.allowance.a_day?;
        let kept = self.cache.find(&self.key("day"), self.clock.now());
        let count: Option<DayCount> =
            kept.and_then(|kept| serde_json::from_slice(&kept.bytes).ok());
        Some((count.unwrap_or_default().used, allowed))
    }

    fn take_of_day(&self) -> Result<(), Failure> {
        let Some((used, allowed)) = self.of_day() else { return Ok(()) };
        let now = self.clock.now();
        let midnight = next_midnight(now);
        if allowed <= used {
            let why = format!("its {allowed} requests a day are used up");
            return Err(Failure::Shut { why, until: midnight });
        }
        let bytes = serde_json::to_vec(&DayCount { used: used + 1 }).unwrap_or_default();
        self.cache.keep(&self.key("day"), Kept { bytes, since: now, until: midnight });
        Ok(())
    }

    /// When the next request may go out; its place in the window is taken.
    fn turn(&self) -> Instant {
        let Allowance { requests, window, .. } = self.allowance;
        let mut recent = self.recent();
        let now = Instant::now();
        while recent.front().is_some_and(|past| *past + window <= now) {
            recent.pop_front();
        }
        let full = recent.len().checked_sub(requests.max(1));
        let turn = full.and_then(|over| recent.get(over)).map_or(now, |past| *past + window);
        recent.push_back(turn.max(now));
        turn.max(now)
    }

    fn key(&self, what: &str) -> String {
        format!("quota {} {what}", self.host)
    }

    fn recent(&self) -> MutexGuard<'_, VecDeque<Instant>> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of the day in UTC that a time lies in.
fn next_midnight(now: SystemTime) -> SystemTime {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let days = since.as_secs() / DAY.as_secs() + 1;
    UNIX_EPOCH + Duration::from_secs(days.saturating_mul(DAY.as_secs()))
}
