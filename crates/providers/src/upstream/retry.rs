//! Asking again: after growing waits with jitter, or when the host said, and not more often than a budget allows.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::time::{self, Sleep};
use tower::retry::{
    Policy,
    backoff::{Backoff as _, ExponentialBackoff, ExponentialBackoffMaker, MakeBackoff as _},
    budget::{Budget as _, TpsBudget},
};
use tower::util::rng::HasherRng;

use super::failure::Failure;

/// How long the longest single wait is: a reader is waiting too.
const WAIT_MAX: Duration = Duration::from_secs(8);
/// The jitter, as a part of each wait.
const JITTER: f64 = 0.5;
/// For how long a success pays for retries.
const BUDGET_WINDOW: Duration = Duration::from_secs(10);
/// How many retries a second are allowed even where nothing succeeds.
const RETRIES_A_SECOND_MIN: u32 = 2;
/// How many retries a success pays for.
const RETRIES_FOR_A_SUCCESS: f32 = 0.5;

/// When to ask again.
#[derive(Clone)]
pub(super) struct Again {
    attempts_left: u32,
    first_wait: Duration,
    /// Drawn anew for each request that fails: requests that fail together shall not come back together.
    waits: Option<ExponentialBackoff<HasherRng>>,
    budget: Arc<TpsBudget>,
}

impl Again {
    /// Asks again at most so often, first after `first_wait`.
    pub(super) fn new(times: u32, first_wait: Duration) -> Self {
        let budget = TpsBudget::new(BUDGET_WINDOW, RETRIES_A_SECOND_MIN, RETRIES_FOR_A_SUCCESS);
        let first_wait = first_wait.min(WAIT_MAX);
        Self { attempts_left: times, first_wait, waits: None, budget: Arc::new(budget) }
    }

    fn wait(&mut self) -> Sleep {
        let first_wait = self.first_wait;
        let drawn = || {
            let rng = HasherRng::new();
            let maker = ExponentialBackoffMaker::new(first_wait, WAIT_MAX, JITTER, rng);
            maker.unwrap_or_default().make_backoff()
        };
        self.waits.get_or_insert_with(drawn).next_backoff()
    }
}

impl<Req: Clone, Res> Policy<Req, Res, Failure> for Again {
    type Future = BoxFuture<'static, ()>;

    fn retry(
        &mut self,
        _request: &mut Req,
        result: &mut Result<Res, Failure>,
    ) -> Option<Self::Future> {
        let Err(failure) = result else {
            self.budget.deposit();
            return None;
        };
        let asked_to_wait = failure.retry_after();
        let too_long = asked_to_wait.is_some_and(|wait| WAIT_MAX < wait);
        // Whoever took too long will hardly be faster the next time, and a reader is waiting.
        let slow = matches!(failure, Failure::Slow(_));
        if !failure.is_transient() || slow || self.attempts_left == 0 || too_long {
            return None;
        }
        if !self.budget.withdraw() {
            return None;
        }
        self.attempts_left -= 1;
        let wait = self.wait();
        Some(Box::pin(async move {
            wait.await;
            // Not all at once when the host said, either.
            if let Some(asked) = asked_to_wait {
                time::sleep(asked).await;
            }
        }))
    }

    fn clone_request(&mut self, request: &Req) -> Option<Req> {
        Some(request.clone())
    }
}
