//! The stack with a wire of its own: nobody is asked, and time stands still.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use agent::{NoCache, SystemClock};
use futures::future;
use tokio::time::{self, Instant};

use super::quota::Quota;
use super::*;

const WINDOW: Duration = Duration::from_millis(250);

fn outside() -> Outside {
    Outside { cache: Arc::new(NoCache), clock: Arc::new(SystemClock), fresh: false }
}

fn manners() -> Manners {
    Manners {
        time: Duration::from_secs(1),
        retries: 2,
        first_wait: Duration::from_millis(10),
        allowance: Allowance { a_day: None, requests: 1_000, window: WINDOW },
        at_once: AtOnce::Auto,
        rest: Duration::from_millis(20),
    }
}

fn quota(requests: usize, window: Duration) -> Quota {
    let allowance = Allowance { a_day: None, requests, window };
    let Outside { cache, clock, .. } = outside();
    Quota::new("host", allowance, cache, clock)
}

#[tokio::test(start_paused = true)]
async fn no_window_has_more_requests_than_are_allowed() {
    let quota = quota(2, WINDOW);
    let began = Instant::now();
    let turns = future::join_all((0..40).map(|_| async {
        quota.take().await.unwrap();
        began.elapsed()
    }));
    let mut turns = turns.await;
    turns.sort_unstable();
    for three in turns.windows(3) {
        assert!(three[0] + WINDOW <= three[2], "{turns:?}");
    }
    for nine in turns.windows(9) {
        assert!(nine[0] + Duration::from_secs(1) <= nine[8], "{turns:?}");
    }
    assert_eq!(turns[39], 19 * WINDOW);
}

#[tokio::test(start_paused = true)]
async fn who_goes_away_gives_its_turn_back() {
    let quota = quota(1, Duration::from_secs(1));
    quota.take().await.unwrap();
    for _ in 0..1_000 {
        let mut waiting = Box::pin(quota.take());
        assert!(future::poll_immediate(&mut waiting).await.is_none());
    }
    let began = Instant::now();
    quota.take().await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_a_minute_for_its_turn() {
    let quota = quota(1, Duration::from_secs(1));
    let answers = future::join_all((0..100).map(|_| quota.take())).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 61);
    let refused = answers.into_iter().find_map(Result::err).unwrap();
    assert_eq!(refused.to_string(), "too many requests wait for it: the next turn is in 61 s");
}

#[tokio::test(start_paused = true)]
async fn who_waited_for_a_host_that_has_shut_does_not_ask_it() {
    let quota = quota(1, Duration::from_secs(1));
    quota.take().await.unwrap();
    let mut waiting = Box::pin(quota.take());
    assert!(future::poll_immediate(&mut waiting).await.is_none());
    quota.shut("closed", SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 1_000));
    assert!(matches!(waiting.await, Err(Failure::Shut { .. })));
}

/// A host that fails while it is told to, and counts.
#[derive(Debug, Default)]
struct Host {
    fails: AtomicBool,
    asked: AtomicU64,
    times: Mutex<Vec<Instant>>,
}

fn upstream(host: &Arc<Host>, manners: Manners, retry_after: Option<Duration>) -> Upstream<(), ()> {
    let host = Arc::clone(host);
    let wire = move |()| {
        let host = Arc::clone(&host);
        async move {
            host.asked.fetch_add(1, Ordering::Relaxed);
            host.times.lock().unwrap().push(Instant::now());
            if host.fails.load(Ordering::Relaxed) {
                return Err(Failure::Limited { status: 429, retry_after });
            }
            Ok(())
        }
    };
    Upstream::new("host", manners, &outside(), wire).unwrap()
}

fn failing() -> Arc<Host> {
    Arc::new(Host { fails: AtomicBool::new(true), ..Host::default() })
}

/// How long was waited between one request and the next.
fn waits(host: &Host) -> Vec<Duration> {
    let times = host.times.lock().unwrap();
    times.windows(2).map(|two| two[1] - two[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn waits_grow_and_differ_and_the_hosts_own_are_kept() {
    let mut firsts = Vec::new();
    for _ in 0..5 {
        let host = failing();
        let manners = Manners { first_wait: Duration::from_millis(100), ..manners() };
        let upstream = upstream(&host, manners, None);
        // Those that fail together come back at different times.
        future::join(upstream.ask(()), upstream.ask(())).await.0.unwrap_err();
        let mut times = host.times.lock().unwrap().clone();
        times.sort_unstable();
        firsts.push(times[3] - times[2]);
        assert!(Duration::from_millis(100) <= times[2] - times[1]);
        assert_eq!(times.len(), 6);
    }
    assert!(firsts.iter().any(|difference| *difference != Duration::ZERO), "{firsts:?}");
    let host = failing();
    let asked = Some(Duration::from_secs(3));
    upstream(&host, manners(), asked).ask(()).await.unwrap_err();
    let waited = waits(&host);
    assert_eq!(waited.len(), 2);
    assert!(waited.iter().all(|wait| asked <= Some(*wait)), "{waited:?}");
    let host = failing();
    upstream(&host, manners(), Some(Duration::from_secs(9))).ask(()).await.unwrap_err();
    assert_eq!(waits(&host), []);
}

#[tokio::test]
async fn a_failing_host_is_left_alone() {
    let host = Arc::new(Host::default());
    let manners = Manners { retries: 0, rest: Duration::from_hours(1), ..manners() };
    let upstream = upstream(&host, manners, None);
    // However well it did before.
    for _ in 0..200 {
        upstream.ask(()).await.unwrap();
    }
    host.fails.store(true, Ordering::Relaxed);
    for _ in 0..10 {
        assert!(upstream.ask(()).await.unwrap_err().is_transient());
    }
    for _ in 0..100 {
        assert_eq!(upstream.ask(()).await, Err(Failure::LeftAlone));
    }
    assert_eq!(host.asked.load(Ordering::Relaxed), 210);
    assert!(upstream.standing().shut.is_some());
}

#[tokio::test]
async fn after_its_rest_a_host_is_tried_and_a_trial_that_is_given_up_is_made_again() {
    let asked = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&asked);
    let wire = move |()| {
        let place = counted.fetch_add(1, Ordering::Relaxed);
        async move {
            match place {
                0..10 => Err(Failure::Unreachable("gone".to_owned())),
                10 => future::pending().await,
                _ => Ok(()),
            }
        }
    };
    let manners = Manners { retries: 0, rest: Duration::from_millis(5), ..manners() };
    let upstream: Upstream<(), ()> = Upstream::new("host", manners, &outside(), wire).unwrap();
    let tried = time::timeout(Duration::from_secs(20), async {
        while asked.load(Ordering::Relaxed) < 11 {
            // The trial hangs, and whoever waits for it goes away.
            let _ = time::timeout(Duration::from_millis(10), upstream.ask(())).await;
        }
        while upstream.ask(()).await.is_err() {
            time::sleep(Duration::from_millis(1)).await;
        }
    });
    tried.await.unwrap();
    assert!(upstream.standing().shut.is_none());
    upstream.ask(()).await.unwrap();
}

#[tokio::test]
async fn what_does_not_pass_says_nothing_of_how_the_host_fares() {
    let wire = |()| async { Err::<(), _>(Failure::TooLarge(1)) };
    let upstream: Upstream<(), ()> = Upstream::new("host", manners(), &outside(), wire).unwrap();
    for _ in 0..50 {
        assert_eq!(upstream.ask(()).await, Err(Failure::TooLarge(1)));
    }
}
