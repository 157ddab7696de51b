use std::io;
use std::time::Duration;

use agent::{RunError, ToolCall, ToolError};
use futures::{FutureExt, StreamExt, join};
use serde_json::json;
use tokio::time;

use crate::{after, assert_well_formed, finish, start, transcript};

fn call(call_id: &str, tool: &str) -> ToolCall {
    ToolCall {
        call_id: call_id.to_owned(),
        tool: tool.to_owned(),
        arguments: json!({}),
        signatures: Vec::new(),
    }
}

/// A tool that says this after a while.
async fn saying(ms: u64, text: &str) -> Result<String, ToolError> {
    time::sleep(Duration::from_millis(ms)).await;
    Ok(text.to_owned())
}

#[tokio::test(start_paused = true)]
async fn calls_at_once_end_when_they_end_and_share_no_id() {
    let (events, outcome) = finish(start(|ctx| {
        async move {
            let (slow, quick) = (call("1", "prices"), call("1", "filings"));
            let (slow, quick) = join!(
                ctx.tool_call(&slow, saying(300, "190")),
                ctx.tool_call(&quick, saying(100, "10-K")),
            );
            let again = ctx.tool_call(&call("1", "prices"), saying(0, "191")).await;
            Ok([slow.unwrap(), quick.unwrap(), again.unwrap()])
        }
        .boxed()
    }))
    .await;
    assert_eq!(outcome.unwrap(), ["190", "10-K", "191"]);
    assert_well_formed(&events);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 tool_call_started call_id="1" tool="prices"
    2 @0 tool_call_started call_id="1 (2)" tool="filings"
    3 @100 tool_call_finished call_id="1 (2)" ms=100 tool="filings"
    4 @300 tool_call_finished call_id="1" ms=300 tool="prices"
    5 @300 tool_call_started call_id="1" tool="prices"
    6 @300 tool_call_finished call_id="1" ms=0 tool="prices"
    7 @300 run_finished
    "#);
}

async fn senseless() -> Result<(), RunError> {
    after::<()>(0, ()).await?;
    panic!("no {}", "sense")
}

#[tokio::test(start_paused = true)]
async fn a_call_says_why_it_failed() {
    let (events, outcome) = finish(start(|ctx| {
        async move {
            let correctable = async { Err(ToolError::Correctable("no year `FY99`".to_owned())) };
            ctx.tool_call(&call("1", "figure"), correctable).await.unwrap_err();
            let failed = async { Err(ToolError::Failed(io::Error::other("disk full").into())) };
            ctx.tool_call(&call("2", "figure"), failed).await.unwrap_err();
            let panicking = async {
                let _ = ctx.step("look", senseless()).await;
                Ok(String::new())
            };
            ctx.tool_call(&call("3", "figure"), panicking).await.unwrap_err();
            after(10, ()).await
        }
        .boxed()
    }))
    .await;
    outcome.unwrap();
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 tool_call_started call_id="1" tool="figure"
    2 @0 tool_call_finished call_id="1" error="no year `FY99`" ms=0 tool="figure"
    3 @0 tool_call_started call_id="2" tool="figure"
    4 @0 tool_call_finished call_id="2" error="the tool failed: disk full" ms=0 tool="figure"
    5 @0 tool_call_started call_id="3" tool="figure"
    6 @0 step_started step="look"
    7 @0 step_finished ms=0 outcome="stopped" step="look"
    8 @0 tool_call_finished call_id="3" error="the tool failed: it panicked: no sense" ms=0 tool="figure"
    9 @10 run_finished
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_says_that_it_was_stopped() {
    let mut run = start(|ctx| {
        async move {
            let _ = ctx.tool_call(&call("1", "slow"), saying(5000, "late")).await;
            Ok(())
        }
        .boxed()
    });
    let mut events = run.by_ref().take(2).collect::<Vec<_>>().await;
    time::advance(Duration::from_millis(40)).await;
    run.stopper().cancel();
    events.extend(finish(run).await.0);
    assert_well_formed(&events);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 tool_call_started call_id="1" tool="slow"
    2 @40 tool_call_finished call_id="1" error="it was stopped" ms=40 tool="slow"
    3 @40 run_cancelled
    "#);
}
