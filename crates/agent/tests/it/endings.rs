use std::time::Duration;

use agent::{Budget, CancellationToken, EventKind, Limit, Run, RunContext, RunError, RunOptions};
use futures::{FutureExt, StreamExt};
use tokio::time::{self, Instant};

use crate::{
    Dropped, Outcome, after, assert_well_formed, failing_after, finish, flow, start, transcript,
};

fn with_time(time: Duration) -> RunOptions {
    RunOptions { budget: Budget { time, ..Budget::default() }, ..RunOptions::default() }
}

/// Never waits for anything but always has more to do.
fn restless(ctx: &RunContext) -> Outcome<'_, ()> {
    async move {
        loop {
            ctx.step("again", async { Ok::<_, RunError>(()) }).await?;
        }
    }
    .boxed()
}

#[tokio::test(start_paused = true)]
async fn a_run_ends_at_its_deadline() {
    let began = Instant::now();
    let slow = flow(|ctx| async move { Ok(ctx.step("slow", after(5000, ())).await?) }.boxed());
    let (events, outcome) = finish(Run::start(slow, (), with_time(Duration::from_secs(2)))).await;
    assert!(matches!(outcome, Err(RunError::OutOfBudget(Limit::Time))));
    assert_eq!(began.elapsed(), Duration::from_secs(2));
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="slow"
    2 @2000 step_finished ms=2000 outcome="stopped" step="slow"
    3 @2000 run_failed reason="the run's budget of time is used up"
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_time_too_long_for_any_clock_is_no_deadline() {
    let slow = flow(|_| after(5000, ()).boxed());
    Run::start(slow, (), with_time(Duration::MAX)).outcome().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_run_ends_at_once() {
    let mut run = start(|ctx| {
        async move { Ok(ctx.step("outer", ctx.step("inner", after(5000, ()))).await?) }.boxed()
    });
    let mut events = run.by_ref().take(3).collect::<Vec<_>>().await;
    time::advance(Duration::from_millis(300)).await;
    let cancelled = Instant::now();
    run.stopper().cancel();
    let (rest, outcome) = finish(run).await;
    assert_eq!(cancelled.elapsed(), Duration::ZERO);
    assert!(matches!(outcome, Err(RunError::Cancelled)));
    events.extend(rest);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="outer"
    2 @0 step_started step="inner"
    3 @300 step_finished ms=300 outcome="stopped" step="inner"
    4 @300 step_finished ms=300 outcome="stopped" step="outer"
    5 @300 run_cancelled
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_run_can_be_cancelled_before_it_is_polled() {
    let run = start(|ctx| {
        async move {
            ctx.say("too late");
            Ok(())
        }
        .boxed()
    });
    run.stopper().cancel();
    let (events, _) = finish(run).await;
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 run_cancelled
    "#);
}

#[tokio::test(start_paused = true)]
async fn one_token_stops_many_runs_and_a_stopper_stops_one() {
    let stop = CancellationToken::new();
    let starting = || {
        let options = RunOptions { stop: stop.clone(), ..RunOptions::default() };
        Run::start(flow(|_| after(1000, ()).boxed()), (), options)
    };
    let (alone, neighbor) = (starting(), starting());
    alone.stopper().cancel();
    assert!(matches!(alone.outcome().await, Err(RunError::Cancelled)));
    neighbor.outcome().await.unwrap();
    let (one, other) = (starting(), starting());
    stop.cancel();
    assert!(matches!(one.outcome().await, Err(RunError::Cancelled)));
    assert!(matches!(other.outcome().await, Err(RunError::Cancelled)));
}

#[tokio::test(start_paused = true)]
async fn dropping_a_run_drops_what_it_was_waiting_for() {
    let dropped = Dropped::default();
    let seen = dropped.clone();
    let mut run = start(move |ctx| {
        let flag = dropped.flag();
        async move {
            let slow = async move {
                let _flag = flag;
                after(5000, ()).await
            };
            Ok(ctx.step("slow", slow).await?)
        }
        .boxed()
    });
    assert!(time::timeout(Duration::from_millis(10), run.by_ref().skip(2).next()).await.is_err());
    assert!(!seen.is_set());
    drop(run);
    assert!(seen.is_set());
}

#[tokio::test(start_paused = true)]
async fn a_workflow_that_never_waits_can_still_be_stopped() {
    let mut run = start(restless);
    let _ = run.by_ref().take(1000).collect::<Vec<_>>().await;
    run.stopper().cancel();
    assert!(matches!(run.outcome().await, Err(RunError::Cancelled)));
}

#[tokio::test(start_paused = true)]
async fn an_outcome_is_there_once_the_stream_has_ended_and_only_once() {
    let mut run = start(|_| after(10, "answer").boxed());
    assert!(run.take_outcome().is_none());
    while run.next().await.is_some() {}
    assert_eq!(run.take_outcome().unwrap().unwrap(), "answer");
    assert!(run.take_outcome().is_none());
    assert!(run.next().await.is_none());
    assert_eq!(run.outcome().await.unwrap_err().in_full(), "the outcome is taken already");
}

/// Ways for a run to go, with the last event that each must have.
fn every_way() -> Vec<(&'static str, Run<()>, &'static str)> {
    let short = || with_time(Duration::from_millis(100));
    let cancelled = start(restless);
    cancelled.stopper().cancel();
    vec![
        ("finishes", start(|_| after(10, ()).boxed()), "run_finished"),
        ("fails", start(failing_in_a_step), "run_failed"),
        ("meets its deadline", Run::start(flow(waiting_in_steps), (), short()), "run_failed"),
        ("has no time", Run::start(flow(restless), (), with_time(Duration::ZERO)), "run_failed"),
        ("is cancelled first", cancelled, "run_cancelled"),
        ("gives up as if cancelled", start(giving_up), "run_cancelled"),
        ("drops a step", start(dropping_a_step), "run_finished"),
        ("holds a step back", start(holding_a_step_back), "run_finished"),
    ]
}

fn failing_in_a_step(ctx: &RunContext) -> Outcome<'_, ()> {
    async move { Ok(ctx.step("broken", failing_after(10, "no answer")).await?) }.boxed()
}

fn giving_up(_: &RunContext) -> Outcome<'_, ()> {
    async { Err(RunError::Cancelled) }.boxed()
}

fn waiting_in_steps(ctx: &RunContext) -> Outcome<'_, ()> {
    async move {
        let jobs = (0..5).map(|_| ctx.step("slow", after(5000, ())));
        ctx.each(3, jobs).await?;
        Ok(())
    }
    .boxed()
}

fn dropping_a_step(ctx: &RunContext) -> Outcome<'_, ()> {
    async move {
        tokio::select! {
            _ = ctx.step("slow", after(5000, ())) => Ok(()),
            quick = ctx.step("quick", after(10, ())) => Ok(quick?),
        }
    }
    .boxed()
}

/// A step that is polled once and still open when the workflow returns.
fn holding_a_step_back(ctx: &RunContext) -> Outcome<'_, ()> {
    async move {
        let mut slow = Box::pin(ctx.step("slow", after(5000, ())));
        assert!(slow.as_mut().now_or_never().is_none());
        Ok(())
    }
    .boxed()
}

#[tokio::test(start_paused = true)]
async fn whatever_happens_events_are_numbered_without_gaps_and_end_once() {
    for (way, run, last) in every_way() {
        let (events, _) = finish(run).await;
        assert_well_formed(&events);
        let json = serde_json::to_value(events.last().unwrap()).unwrap();
        assert_eq!(json["type"], last, "a run that {way}");
        let opened = events.iter().filter(|e| matches!(e.kind, EventKind::StepStarted { .. }));
        let closed = events.iter().filter(|e| matches!(e.kind, EventKind::StepFinished { .. }));
        assert_eq!(opened.count(), closed.count(), "a run that {way}");
    }
}
