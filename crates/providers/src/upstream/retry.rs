//! Asking again: after growing waits with jitter, or when the host said, and not more often than a budget allows.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
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
    waits: ExponentialBackoff<HasherRng>,
    budget: Arc<TpsBudget>,
}

impl Again {
    /// Asks again at most so often, first after `first_wait`.
    pub(super) fn new(times: u32, first_wait: Duration) -> Self {
        let waits = ExponentialBackoffMaker::new(first_wait, WAIT_MAX, JITTER, HasherRng::new());
        let fixed = || ExponentialBackoffMaker::default().make_backoff();
        let waits = waits.map_or_else(|_| fixed(), |mut waits| waits.make_backoff());
        let budget = TpsBudget::new(BUDGET_WINDOW, RETRIES_A_SECOND_MIN, RETRIES_FOR_A_SUCCESS);
        Self { attempts_left: times, waits, budget: Arc::new(budget) }
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
        if !failure.is_transient() || self.attempts_left == 0 || too_long {
            return None;
        }
        if !self.budget.withdraw() {
            return None;
        }
        self.attempts_left -= 1;
        let wait = self.waits.next_backoff();
        Some(Box::pin(async move {
            wait.await;
            if let Some(asked) = asked_to_wait {
                tokio::time::sleep(asked).await;
            }
        }))
    }

    fn clone_request(&mut self, request: &Req) -> Option<Req> {
        Some(request.clone())
    }
}
