//! Asking hosts of the outside world: one stack for each, in which every manner of asking has its place.
//!
//! From the outside in: answers that are kept, and one request for many who ask the same ([`Answers`]); asking
//! again; leaving alone a host that keeps failing; how many are asked at once; what the host allows, last of all so
//! that nobody who waited elsewhere comes out of turn or knocks at a door that was shut meanwhile; a limit of time.
//! What is retried is retried here and nowhere else.

mod failure;
mod file_cache;
mod quota;
mod retry;
mod single;
pub(crate) mod web;

pub use failure::Failure;
pub use file_cache::FileCache;
pub use quota::Allowance;
pub use single::{Answer, Answers, Fetched};
pub(crate) use web::{Ask, Told};

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use agent::{Cache, Clock};
use secrecy::{ExposeSecret, SecretString};
use tower::retry::Retry;
use tower::util::BoxCloneSyncService;
use tower::{ServiceExt as _, service_fn};
use tower_resilience::adaptive::{AdaptiveError, AdaptiveService, Aimd, ConcurrencyAlgorithm as _};
use tower_resilience::circuitbreaker::{
    CircuitBreakerError, CircuitBreakerHandle, CircuitBreakerLayer,
};
use uuid::Uuid;

use quota::Quota;
use retry::Again;

/// How many requests must fail one after another for the host to be left alone.
const FAILED_MAX: usize = 10;
/// For how long it usually is.
pub(crate) const REST: Duration = Duration::from_secs(10);

/// How many requests are sent at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtOnce {
    /// As many as the host bears: halved when it wants fewer, one more after each success.
    Auto,
    /// So many.
    Fixed(usize),
}

/// Where [`AtOnce::Auto`] begins.
const AUTO_FIRST: usize = 16;
/// The most that it comes to.
const AUTO_MAX: usize = 64;

/// More than any host bears.
pub(crate) const FIXED_MAX: usize = 10_000;

/// Under which address and key a host is asked: what it allows one says nothing of another.
///
/// The name of the host with a mark of sixteen bits, which tells keys apart and nothing about them.
pub fn account(host: &str, base: &str, key: Option<&SecretString>) -> String {
    let key = key.map_or("", ExposeSecret::expose_secret);
    let mark = Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("{base} {key}").as_bytes());
    let [first, second, ..] = *mark.as_bytes();
    format!("{host} {first:02x}{second:02x}")
}

/// How a host is asked.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// How long one request may take.
    pub time: Duration,
    /// How often a request is repeated at most.
    pub retries: u32,
    /// How long the first wait between two is.
    pub first_wait: Duration,
    /// What the host allows.
    pub allowance: Allowance,
    /// How many requests are sent at once.
    pub at_once: AtOnce,
    /// For how long a host that keeps failing is left alone.
    pub rest: Duration,
}

/// What every host is given from outside.
#[derive(Debug, Clone)]
pub struct Outside {
    /// What outlives the process.
    pub cache: Arc<dyn Cache>,
    /// Knows what day it is.
    pub clock: Arc<dyn Clock>,
    /// Whether answers that are kept are passed by.
    pub fresh: bool,
}

/// The host cannot be asked in this manner.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the host cannot be asked in this manner: {0}")]
pub struct InvalidManners(String);

impl InvalidManners {
    pub(crate) fn new(error: &dyn std::error::Error) -> Self {
        Self(error.to_string())
    }
}

/// A host, asked with `Req` and answering with `Res`.
pub(crate) struct Upstream<Req, Res> {
    name: String,
    service: BoxCloneSyncService<Req, Res, Failure>,
    quota: Arc<Quota>,
    limit: Arc<Aimd>,
    breaker: CircuitBreakerHandle,
    requests: Arc<AtomicU64>,
}

/// How a host stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The host, as people call it.
    pub name: String,
    /// How many requests of the day are used, and of how many, where days are counted.
    pub of_day: Option<(u64, u64)>,
    /// Why it is not asked, where it is not.
    pub shut: Option<String>,
    /// How many requests may be sent at once.
    pub at_once: usize,
    /// How many requests this process has sent.
    pub requests: u64,
}

impl<Req, Res> Upstream<Req, Res>
where
    Req: Clone + Send + Sync + 'static,
    Res: Send + 'static,
{
    /// A host that is asked over `wire`, with manners.
    pub(crate) fn new<W, F>(
        name: &str,
        manners: Manners,
        outside: &Outside,
        wire: W,
    ) -> Result<Self, InvalidManners>
    where
        W: Fn(Req) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<Res, Failure>> + Send + 'static,
    {
        let requests = Arc::new(AtomicU64::new(0));
        let (cache, clock) = (Arc::clone(&outside.cache), Arc::clone(&outside.clock));
        let quota = Arc::new(Quota::new(name, manners.allowance, cache, clock));
        let (counted, allowed) = (Arc::clone(&requests), Arc::clone(&quota));
        let sent = service_fn(move |request| {
            let (counted, quota, wire) = (Arc::clone(&counted), Arc::clone(&allowed), wire.clone());
            async move {
                if let Err(failure) = quota.take().await {
                    return Ok(Err(failure));
                }
                counted.fetch_add(1, Ordering::Relaxed);
                let answer = wire(request).await;
                if let Err(Failure::Shut { why, until }) = &answer {
                    quota.shut(why, *until);
                }
                match answer {
                    Err(failure) if failure.is_transient() => Err(failure),
                    // What passes by itself tells how the host fares, and nothing else does.
                    Ok(_) | Err(_) => Ok(answer),
                }
            }
        });
        let limit = Arc::new(limit(manners.at_once)?);
        let gated = AdaptiveService::new(sent, Arc::clone(&limit)).map_err(|error| match error {
            AdaptiveError::Service(failure) => failure,
            AdaptiveError::LimitReached => Failure::LeftAlone,
        });
        let breaker = CircuitBreakerLayer::builder()
            .name(name)
            .consecutive_failures(FAILED_MAX)
            .wait_duration_in_open(manners.rest)
            .build_with_handle();
        let (breaker, handle) = breaker.map_err(|error| InvalidManners::new(&error))?;
        let watched = breaker.layer_fn(gated).map_err(|error| match error {
            CircuitBreakerError::Inner(failure) => failure,
            CircuitBreakerError::OpenCircuit => Failure::LeftAlone,
        });
        let within = service_fn(move |request| {
            let watched = watched.clone();
            async move { watched.oneshot(request).await? }
        });
        let again = Again::new(manners.retries, manners.first_wait);
        let service = BoxCloneSyncService::new(Retry::new(again, within));
        let name = name.to_owned();
        Ok(Self { name, service, quota, limit, breaker: handle, requests })
    }

    /// Asks, with all manners.
    ///
    /// A host that shuts us out is not asked again before it said, nor in a later process.
    pub(crate) async fn ask(&self, request: Req) -> Result<Res, Failure> {
        self.service.clone().oneshot(request).await
    }

    /// How the host stands.
    pub(crate) fn standing(&self) -> Standing {
        let shut = self.quota.shut_out().map(|failure| failure.to_string());
        let open = self.breaker.is_open().then(|| Failure::LeftAlone.to_string());
        Standing {
            name: self.name.clone(),
            of_day: self.quota.of_day(),
            shut: shut.or(open),
            at_once: self.limit.limit(),
            requests: self.requests.load(Ordering::Relaxed),
        }
    }
}

impl<Req, Res> fmt::Debug for Upstream<Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("name", &self.name).finish_non_exhaustive()
    }
}

fn limit(at_once: AtOnce) -> Result<Aimd, InvalidManners> {
    let (first, least, most) = match at_once {
        AtOnce::Auto => (AUTO_FIRST, 1, AUTO_MAX),
        AtOnce::Fixed(0) => return Err(InvalidManners("none is asked at a time".to_owned())),
        AtOnce::Fixed(number) => {
            let number = number.min(FIXED_MAX);
            (number, number, number)
        }
    };
    let limit = Aimd::builder()
        .initial_limit(first)
        .min_limit(least)
        .max_limit(most)
        .increase_by(1)
        .decrease_factor(0.5)
        // How long an answer takes is the time limit's business.
        .latency_threshold(Duration::MAX)
        .build();
    limit.map_err(|error| InvalidManners::new(&error))
}

#[cfg(test)]
mod tests;
