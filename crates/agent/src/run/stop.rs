//! How work that cannot be dropped learns that it should end.

use tokio_util::sync::CancellationToken;

/// Tells a blocking closure that nobody waits for it any more.
///
/// A thread cannot be dropped as a future can, so a closure asks this at least every few
/// milliseconds, and returns when it is told to.
#[derive(Debug, Clone)]
pub struct StopToken(CancellationToken);

impl StopToken {
    pub(crate) fn new(stop: CancellationToken) -> Self {
        Self(stop)
    }

    /// Whether to return now; what is returned then is seen by nobody.
    pub fn is_stopped(&self) -> bool {
        self.0.is_cancelled()
    }
}
