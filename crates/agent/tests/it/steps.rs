use std::time::Duration;

use agent::{EventKind, RunError};
use futures::{FutureExt, StreamExt, try_join};
use tokio::time::{self, Instant};

use crate::{after, assert_well_formed, failing_after, finish, flow, start, transcript};

#[tokio::test(start_paused = true)]
async fn two_steps_at_once_take_as_long_as_one() {
    let began = Instant::now();
    let run = start(|ctx| {
        async move {
            Ok(try_join!(ctx.step("prices", after(1000, 1)), ctx.step("filings", after(1000, 2)))?)
        }
        .boxed()
    });
    let (events, outcome) = finish(run).await;
    assert_eq!(outcome.unwrap(), (1, 2));
    assert_eq!(began.elapsed(), Duration::from_secs(1));
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="prices"
    2 @0 step_started step="filings"
    3 @1000 step_finished ms=1000 outcome="done" step="prices"
    4 @1000 step_finished ms=1000 outcome="done" step="filings"
    5 @1000 run_finished
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_step_that_fails_stops_what_was_joined_with_it() {
    let run = start(|ctx| {
        async move {
            Ok(try_join!(
                ctx.step("prices", failing_after::<()>(100, "no company is listed as `NOPE`")),
                ctx.step("filings", after(1000, ())),
            )?)
        }
        .boxed()
    });
    let (events, outcome) = finish(run).await;
    assert!(matches!(outcome, Err(RunError::Step(_))));
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="prices"
    2 @0 step_started step="filings"
    3 @100 step_finished error="no company is listed as `NOPE`" ms=100 outcome="failed" step="prices"
    4 @100 step_finished ms=100 outcome="stopped" step="filings"
    5 @100 run_failed reason="prices failed: no company is listed as `NOPE`"
    "#);
}

#[tokio::test(start_paused = true)]
async fn open_steps_have_different_names_and_closed_ones_give_theirs_back() {
    let run = start(|ctx| {
        async move {
            try_join!(
                ctx.step("prices", after(100, ())),
                ctx.step("prices", after(200, ())),
                ctx.step("prices (2)", after(300, ())),
            )?;
            Ok(ctx.step("prices", after(0, ())).await?)
        }
        .boxed()
    });
    let (events, _) = finish(run).await;
    let names = events.iter().filter_map(|event| {
        let EventKind::StepStarted { step } = &event.kind else { return None };
        Some(step.as_str())
    });
    let names: Vec<_> = names.collect();
    assert_eq!(names, ["prices", "prices (2)", "prices (2) (2)", "prices"]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_step_says_that_it_was_stopped() {
    let run = start(|ctx| {
        async move {
            let _ = time::timeout(
                Duration::from_millis(50),
                ctx.step("slow", ctx.step("slower", after(1000, ()))),
            )
            .await;
            Ok(ctx.step("next", after(10, ())).await?)
        }
        .boxed()
    });
    let (events, outcome) = finish(run).await;
    outcome.unwrap();
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="slow"
    2 @0 step_started step="slower"
    3 @50 step_finished ms=50 outcome="stopped" step="slower"
    4 @50 step_finished ms=50 outcome="stopped" step="slow"
    5 @50 step_started step="next"
    6 @60 step_finished ms=10 outcome="done" step="next"
    7 @60 run_finished
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_step_is_seen_to_begin_before_its_work_does() {
    let mut run = start(|ctx| {
        async move {
            ctx.step("compute", async {
                ctx.say("working");
                Ok::<_, RunError>(())
            })
            .await?;
            ctx.say("done");
            Ok(())
        }
        .boxed()
    });
    run.next().await.unwrap();
    let started = run.next().await.unwrap();
    assert!(matches!(started.kind, EventKind::StepStarted { .. }));
    run.stopper().cancel();
    let (events, outcome) = finish(run).await;
    assert!(matches!(outcome, Err(RunError::Cancelled)));
    insta::assert_snapshot!(transcript(&events), @r#"
    2 @0 step_finished ms=0 outcome="stopped" step="compute"
    3 @0 run_cancelled
    "#);
}

#[tokio::test(start_paused = true)]
async fn events_are_seen_when_they_happen() {
    let began = Instant::now();
    let mut run = start(|ctx| {
        async move {
            ctx.step("first", after(100, ())).await?;
            Ok(ctx.step("second", after(100, ())).await?)
        }
        .boxed()
    });
    while let Some(event) = run.next().await {
        assert_eq!(Duration::from_millis(event.at_ms), began.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_workflow_in_a_workflow_is_a_step_of_the_same_run() {
    let run = start(|ctx| {
        async move {
            let inner = flow(|ctx| {
                async move { Ok(ctx.step("prices", after(100, ctx.run_id())).await?) }.boxed()
            });
            ctx.say("before");
            let seen = ctx.call(&*inner, ()).await?;
            assert_eq!(seen, ctx.run_id());
            ctx.say("after");
            Ok(seen)
        }
        .boxed()
    });
    let id = run.id();
    let (events, outcome) = finish(run).await;
    assert_eq!(outcome.unwrap(), id);
    assert!(events.iter().all(|event| event.run_id == id));
    assert_well_formed(&events);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 text_delta text="before"
    2 @0 step_started step="flow"
    3 @0 step_started step="prices"
    4 @100 step_finished ms=100 outcome="done" step="prices"
    5 @100 step_finished ms=100 outcome="done" step="flow"
    6 @100 text_delta text="after"
    7 @100 run_finished
    "#);
}
