use std::future;
use std::sync::Arc;
use std::time::Duration;

use agent::blocking::{self, BlockingRun, StartError};
use agent::{Budget, Event, EventKind, Run, RunContext, RunError, RunOptions};
use futures::FutureExt;
use serde_json::json;
use tokio::sync::Notify;

use crate::{Dropped, Outcome, assert_well_formed, finish, flow};

/// A bit of everything, without waiting for a clock.
fn busy(ctx: &RunContext) -> Outcome<'_, u32> {
    async move {
        ctx.say("Adding. ");
        let jobs = (1..=3).map(|n| ctx.step("part", async move { Ok::<_, RunError>(n) }));
        let sum: u32 = ctx.each(2, jobs).await?.into_iter().sum();
        let _ = ctx.step("broken", async { Err::<(), _>("no answer") }).await;
        let sum = ctx.blocking("double", move |_| Ok::<u32, RunError>(2 * sum)).await?;
        ctx.fact(json!({"sum": sum}));
        ctx.say("Done.");
        Ok(sum)
    }
    .boxed()
}

/// A run that waits for what never comes fails while someone still looks.
fn impatient() -> RunOptions {
    let budget = Budget { time: Duration::from_secs(5), ..Budget::default() };
    RunOptions { budget, ..RunOptions::default() }
}

/// The same event at no time in particular.
fn untimed(mut event: Event) -> Event {
    event.at_ms = 0;
    if let EventKind::StepFinished { ms, .. } = &mut event.kind {
        *ms = 0;
    }
    event
}

#[test]
fn both_faces_tell_the_same() {
    let options = impatient();
    let mut waited = blocking::start(flow(busy), (), options.clone()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (polled, outcome) =
        runtime.block_on(async { finish(Run::start(flow(busy), (), options)).await });
    let events: Vec<Event> = waited.by_ref().collect();
    assert_eq!(waited.outcome().unwrap(), outcome.unwrap());
    assert_well_formed(&events);
    assert!(8 < events.len());
    assert_eq!(
        events.into_iter().map(untimed).collect::<Vec<_>>(),
        polled.into_iter().map(untimed).collect::<Vec<_>>(),
    );
}

/// Says something, and goes on only when it is told to.
fn listening(go_on: &Arc<Notify>) -> BlockingRun<()> {
    let go_on = go_on.clone();
    let work = flow(move |ctx| {
        let go_on = go_on.clone();
        async move {
            ctx.say("listening");
            go_on.notified().await;
            Ok(())
        }
        .boxed()
    });
    blocking::start(work, (), impatient()).unwrap()
}

#[test]
fn each_event_is_handed_out_when_it_happens() {
    let go_on = Arc::new(Notify::new());
    let mut run = listening(&go_on);
    // The work waits for what the reader does after this event: whoever collected first would
    // wait until the deadline.
    assert!(run.any(|event| matches!(event.kind, EventKind::TextDelta { .. })));
    go_on.notify_one();
    run.outcome().unwrap();
}

#[test]
fn a_waited_for_run_can_be_stopped_from_elsewhere() {
    let run = listening(&Arc::default());
    run.stopper().cancel();
    assert!(matches!(run.outcome(), Err(RunError::Cancelled)));
}

#[test]
fn dropping_a_waited_for_run_stops_it() {
    let dropped = Dropped::default();
    let seen = dropped.clone();
    let work = flow(move |ctx| {
        let flag = dropped.flag();
        async move {
            let _flag = flag;
            ctx.say("begun");
            future::pending().await
        }
        .boxed()
    });
    let mut run: BlockingRun<()> = blocking::start(work, (), impatient()).unwrap();
    assert_eq!(run.by_ref().take(2).count(), 2);
    drop(run);
    assert!(seen.is_set());
}

#[tokio::test]
async fn a_blocking_run_is_not_started_inside_a_runtime() {
    let refused = blocking::start(flow(busy), (), impatient()).unwrap_err();
    assert!(matches!(refused, StartError::InsideRuntime));
    assert_eq!(
        refused.to_string(),
        "a blocking run cannot be started inside an async runtime: poll `Run` there"
    );
}

#[test]
fn a_blocking_run_that_is_carried_into_a_runtime_works_and_can_be_dropped_there() {
    let starting = || blocking::start(flow(busy), (), impatient()).unwrap();
    let (mut read, dropped, untouched) = (starting(), starting(), starting());
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async move {
        assert_well_formed(&read.by_ref().collect::<Vec<_>>());
        assert_eq!(read.outcome().unwrap(), 12);
        let mut dropped = dropped;
        assert_eq!(dropped.next().unwrap().seq, 0);
        drop(dropped);
        drop(untouched);
    });
}
