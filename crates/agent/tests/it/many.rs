use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agent::RunError;
use futures::FutureExt;
use tokio::time::Instant;

use crate::{Dropped, after, failing_after, finish, start, transcript};

#[tokio::test(start_paused = true)]
async fn values_come_in_the_order_of_the_jobs() {
    let began = Instant::now();
    let run = start(|ctx| {
        async move {
            let jobs = [30, 10, 20].map(|ms| ctx.step(format!("wait {ms}"), after(ms, ms)));
            Ok(ctx.each(3, jobs).await?)
        }
        .boxed()
    });
    assert_eq!(run.outcome().await.unwrap(), [30, 10, 20]);
    assert_eq!(began.elapsed(), Duration::from_millis(30));
}

/// Runs ten jobs of 10 ms and returns how many were seen at once, and how long it took.
async fn ten_jobs(limit: usize) -> (usize, Duration) {
    let began = Instant::now();
    let run = start(move |ctx| {
        async move {
            let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
            let jobs = (0..10).map(|_| async {
                most.fetch_max(1 + now.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                let done = after(10, ()).await;
                now.fetch_sub(1, Ordering::SeqCst);
                done
            });
            ctx.each(limit, jobs).await?;
            Ok(most.load(Ordering::SeqCst))
        }
        .boxed()
    });
    (run.outcome().await.unwrap(), began.elapsed())
}

#[tokio::test(start_paused = true)]
async fn no_more_jobs_run_at_once_than_the_limit_says() {
    for (limit, at_once, ms) in [(1, 1, 100), (3, 3, 40), (100, 10, 10), (0, 1, 100)] {
        assert_eq!(ten_jobs(limit).await, (at_once, Duration::from_millis(ms)), "limit {limit}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_slow_first_job_does_not_keep_the_others_waiting() {
    let began = Instant::now();
    let run = start(|ctx| {
        async move { ctx.each(2, [50, 10, 10, 10, 10].map(|ms| after(ms, ()))).await }.boxed()
    });
    run.outcome().await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_millis(50));
}

#[tokio::test(start_paused = true)]
async fn the_first_failure_is_told_at_once_and_drops_the_other_jobs() {
    let began = Instant::now();
    let dropped = Dropped::default();
    let seen = dropped.clone();
    let run = start(move |ctx| {
        let flag = dropped.flag();
        async move {
            let slow = async move {
                let _flag = flag;
                after(1000, ()).await
            };
            let jobs = [slow.boxed(), failing_after(10, "no answer").boxed()];
            ctx.each(2, jobs).await
        }
        .boxed()
    });
    assert_eq!(run.outcome().await.unwrap_err().in_full(), "no answer");
    assert_eq!(began.elapsed(), Duration::from_millis(10));
    assert!(seen.is_set());
}

#[tokio::test(start_paused = true)]
async fn settled_jobs_may_fail_and_each_is_reported_when_it_ends() {
    let run = start(|ctx| {
        async move {
            let jobs = [
                ctx.step("slow", after(30, 1).boxed()),
                ctx.step("broken", failing_after(10, "no answer").boxed()),
                ctx.step("quick", after(20, 2).boxed()),
            ];
            Ok(ctx.settle(3, jobs).await)
        }
        .boxed()
    });
    let (events, outcome) = finish(run).await;
    let [slow, broken, quick] = outcome.unwrap().try_into().unwrap();
    assert_eq!((slow.unwrap(), quick.unwrap()), (1, 2));
    assert_eq!(broken.unwrap_err().in_full(), "broken failed: no answer");
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="slow"
    2 @0 step_started step="broken"
    3 @0 step_started step="quick"
    4 @10 step_finished error="no answer" ms=10 outcome="failed" step="broken"
    5 @20 step_finished ms=20 outcome="done" step="quick"
    6 @30 step_finished ms=30 outcome="done" step="slow"
    7 @30 run_finished
    "#);
}

#[tokio::test(start_paused = true)]
async fn settled_jobs_keep_their_order_and_their_limit() {
    let began = Instant::now();
    let run = start(|ctx| {
        async move {
            let jobs = [30, 10, 20].map(|ms| after(ms, ms));
            RunError::gather(ctx.settle(1, jobs).await)
        }
        .boxed()
    });
    assert_eq!(run.outcome().await.unwrap(), [30, 10, 20]);
    assert_eq!(began.elapsed(), Duration::from_millis(60));
}
