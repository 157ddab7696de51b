use std::time::Duration;

use agent::{Budget, Limit, RunError, ScriptedReply};
use futures::StreamExt;
use serde_json::json;
use tokio::time;

use super::{Deed, Does, agent, ask, ask_within, model};
use crate::{assert_well_formed, finish, transcript};

const LONG: Duration = Duration::from_secs(50);

#[tokio::test(start_paused = true)]
async fn a_run_that_is_stopped_in_the_middle_of_a_reply_ends_at_once_and_once() {
    let model = model([ScriptedReply::text("Revenue was ").wait(LONG).say("94B.")]);
    let mut run = ask(agent(&model, []));
    let mut events = run.by_ref().take(3).collect::<Vec<_>>().await;
    time::advance(Duration::from_millis(300)).await;
    let stopped = time::Instant::now();
    run.stopper().cancel();
    let (rest, outcome) = finish(run).await;
    assert_eq!(stopped.elapsed(), Duration::ZERO);
    assert!(matches!(outcome, Err(RunError::Cancelled)));
    events.extend(rest);
    assert_well_formed(&events);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="agent"
    1 @0 step_started step="analyst"
    2 @0 text_delta text="Revenue was "
    3 @300 step_finished ms=300 outcome="stopped" step="analyst"
    4 @300 run_cancelled
    "#);
}

#[tokio::test(start_paused = true)]
async fn tools_that_are_stopped_report_their_ends() {
    let calls = ScriptedReply::new().call("1", "price", json!({})).call("2", "price", json!({}));
    let model = model([calls]);
    let budget = Budget { time: Duration::from_secs(2), ..Budget::default() };
    let run = ask_within(agent(&model, [Does("price", 5000, Deed::Says("190"))]), budget);
    let (events, outcome) = finish(run).await;
    assert!(matches!(outcome, Err(RunError::OutOfBudget(Limit::Time))));
    assert_well_formed(&events);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="agent"
    1 @0 step_started step="analyst"
    2 @0 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    3 @0 step_finished ms=0 outcome="done" step="analyst"
    4 @0 tool_call_started call_id="1" tool="price"
    5 @0 tool_call_started call_id="2" tool="price"
    6 @2000 tool_call_finished call_id="1" error="it was stopped" ms=2000 tool="price"
    7 @2000 tool_call_finished call_id="2" error="it was stopped" ms=2000 tool="price"
    8 @2000 run_failed reason="the run's budget of time is used up"
    "#);
}
