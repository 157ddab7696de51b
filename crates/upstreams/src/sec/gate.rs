//! EDGAR's threshold: who asks too often is refused for a while, and each further request prolongs it.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::Settings;

/// The time in which requests are counted.
const WINDOW: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
struct Seen {
    recent: VecDeque<Instant>,
    blocked_until: Option<Instant>,
}

/// Counts requests; whoever calls from the loopback is one user.
#[derive(Debug, Default)]
pub(crate) struct Gate(Mutex<Seen>);

impl Gate {
    /// Whether a request that comes now is let through.
    pub(crate) fn lets_through(&self, settings: &Settings) -> bool {
        let Some(rate) = settings.sec_rate else { return true };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.lets_through(Instant::now(), rate, settings.sec_block.0)
    }

    /// Forgets who was refused.
    pub(crate) fn clear(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Seen::default();
    }
}

impl Seen {
    fn lets_through(&mut self, now: Instant, rate: u32, block: Duration) -> bool {
        if self.blocked_until.is_some_and(|until| now < until) {
            self.blocked_until = now.checked_add(block);
            return false;
        }
        self.blocked_until = None;
        while self.recent.front().is_some_and(|first| WINDOW <= now.duration_since(*first)) {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        if usize::try_from(rate).is_ok_and(|rate| rate < self.recent.len()) {
            self.blocked_until = now.checked_add(block);
            self.recent.clear();
            return false;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_eleventh_request_of_a_second_is_refused_and_prolongs_what_follows() {
        let start = Instant::now();
        let mut seen = Seen::default();
        let mut asked = |millis| {
            let now = start + Duration::from_millis(millis);
            seen.lets_through(now, 10, Duration::from_mins(10))
        };
        assert!((0..10).all(|n| asked(n * 10)));
        assert!(!asked(100));
        assert!(!asked(500_000));
        assert!(!asked(1_099_999));
        assert!(asked(1_700_000));
    }

    #[test]
    fn ten_requests_a_second_go_on_forever() {
        let start = Instant::now();
        let mut seen = Seen::default();
        for n in 0..100 {
            let now = start + Duration::from_millis(n * 101);
            assert!(seen.lets_through(now, 10, Duration::from_mins(10)), "{n}");
        }
    }
}
