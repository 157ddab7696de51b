use std::thread;
use std::time::{Duration, Instant};

use agent::{Run, RunError, StopToken};
use futures::{FutureExt, StreamExt};
use tokio::sync::mpsc;
use tokio::time;

use crate::{finish, start};

/// How long a closure that nobody stops holds up the tests before one of them fails.
const PATIENCE: Duration = Duration::from_secs(5);

/// Returns when it is told to stop.
fn until_stopped(stop: &StopToken) {
    let began = Instant::now();
    while !stop.is_stopped() {
        assert!(began.elapsed() < PATIENCE, "nobody stopped it");
        thread::yield_now();
    }
}

#[tokio::test]
async fn blocking_work_is_a_step_with_a_value() {
    let run = start(|ctx| {
        async move { Ok(ctx.blocking("sum", |_| Ok::<_, RunError>(1 + 2)).await?) }.boxed()
    });
    let (events, outcome) = finish(run).await;
    assert_eq!(outcome.unwrap(), 3);
    let names = events.iter().map(|event| serde_json::to_value(event).unwrap()["type"].clone());
    let names: Vec<_> = names.collect();
    assert_eq!(names, ["run_started", "step_started", "step_finished", "run_finished"]);
}

#[tokio::test]
async fn blocking_work_does_not_hold_up_other_steps() {
    let run = start(|ctx| {
        async move {
            let (tell, mut told) = mpsc::unbounded_channel();
            let waiting = async {
                told.recv().await;
                Ok::<_, RunError>(())
            };
            let telling = move |stop: &StopToken| {
                tell.send(()).unwrap();
                until_stopped(stop);
                Ok::<_, RunError>(())
            };
            tokio::select! {
                _ = ctx.blocking("busy", telling) => Err(RunError::failed("nobody stopped it")),
                waited = ctx.step("light", waiting) => Ok(waited?),
            }
        }
        .boxed()
    });
    run.outcome().await.unwrap();
}

#[tokio::test]
async fn a_failure_or_a_panic_of_blocking_work_fails_its_step() {
    let run = start(|ctx| {
        async move {
            let failed = ctx.blocking("read", |_| Err::<(), _>("not a number")).await;
            let panicked = ctx
                .blocking("compute", |_| -> Result<(), RunError> { panic!("no row {}", 7) })
                .await;
            Ok((failed.unwrap_err().in_full(), panicked.unwrap_err().in_full()))
        }
        .boxed()
    });
    let (failed, panicked) = run.outcome().await.unwrap();
    assert_eq!(failed, "read failed: not a number");
    assert_eq!(panicked, "compute failed: it panicked: no row 7");
}

/// Stops a run, or drops it, while its blocking work is on its thread, and waits for that to end.
async fn busy(stopping: fn(Run<()>) -> Option<Run<()>>) {
    let (ended, mut has_ended) = mpsc::unbounded_channel();
    let mut run = start(move |ctx| {
        let ended = ended.clone();
        async move {
            let (began, mut has_begun) = mpsc::unbounded_channel();
            let closure = move |stop: &StopToken| {
                began.send(()).unwrap();
                until_stopped(stop);
                ended.send(()).unwrap();
                Ok::<_, RunError>(())
            };
            let watching = async {
                has_begun.recv().await;
                ctx.say("it has begun");
                Ok::<_, RunError>(())
            };
            futures::try_join!(
                async { ctx.blocking("busy", closure).await.map_err(RunError::from) },
                watching
            )?;
            Ok(())
        }
        .boxed()
    });
    let said = run.by_ref().skip(2).next().await.unwrap();
    assert_eq!(serde_json::to_value(said).unwrap()["text"], "it has begun");
    let _kept = stopping(run);
    time::timeout(PATIENCE, has_ended.recv()).await.unwrap().unwrap();
}

#[tokio::test]
async fn blocking_work_is_told_when_its_run_is_dropped() {
    busy(|_| None).await;
}

#[tokio::test]
async fn blocking_work_is_told_when_its_run_is_cancelled_even_if_nobody_polls_it() {
    busy(|run| {
        run.stopper().cancel();
        Some(run)
    })
    .await;
}
