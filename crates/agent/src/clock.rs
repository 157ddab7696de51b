//! The calendar's time, asked of someone who can be replaced.
//!
//! Durations within a run come from Tokio's clock, which a test can pause; a clock is only for
//! knowing what day it is.

use std::fmt::Debug;
use std::time::SystemTime;

/// Knows what time it is.
pub trait Clock: Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> SystemTime;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that the others ask")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }
}
