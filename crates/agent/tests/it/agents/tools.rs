use std::time::Duration;

use agent::{AgentLimits, Message, NoAnswer, RunError, ScriptedReply};
use futures::StreamExt;
use serde_json::json;
use tokio::time::Instant;

use super::{Deed, Does, agent, ask, model, results, used};
use crate::{assert_well_formed, finish, transcript};

#[tokio::test(start_paused = true)]
async fn a_tool_is_called_and_then_the_answer_is_given() {
    let model = model([
        ScriptedReply::new().call("1", "price", json!({"of": "AAPL"})).using(used(10, 5)),
        ScriptedReply::new().say("It stands ").say("at 190.").using(used(20, 4)),
    ]);
    let run = ask(agent(&model, [Does("price", 300, Deed::Says("190"))]));
    let (events, outcome) = finish(run).await;
    let answer = outcome.unwrap();
    assert_eq!(answer.value, "It stands at 190.");
    assert_eq!((answer.usage.requests, answer.usage.tokens()), (2, 39));
    assert_well_formed(&events);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="agent"
    1 @0 step_started step="analyst"
    2 @0 usage_added usage={"input_tokens":10,"output_tokens":5,"requests":1}
    3 @0 step_finished ms=0 outcome="done" step="analyst"
    4 @0 tool_call_started call_id="1" tool="price"
    5 @300 tool_call_finished call_id="1" ms=300 tool="price"
    6 @300 step_started step="analyst"
    7 @300 text_delta text="It stands "
    8 @300 text_delta text="at 190."
    9 @300 usage_added usage={"input_tokens":20,"output_tokens":4,"requests":1}
    10 @300 step_finished ms=0 outcome="done" step="analyst"
    11 @300 run_finished
    "#);
    let requests = model.requests();
    assert_eq!(requests[0].messages, [Message::user("How is Apple?")]);
    assert_eq!(requests[0].tools[0].name, "price");
    assert_eq!(requests[1].messages.len(), 3);
    assert_eq!(results(&requests[1].messages), [("1", "190", false)]);
}

#[tokio::test(start_paused = true)]
async fn tools_of_one_reply_run_at_once_and_each_is_seen_to_end_when_it_does() {
    let calls = ScriptedReply::new()
        .call("1", "slow", json!({}))
        .call("2", "quick", json!({}))
        .call("3", "middling", json!({}));
    let model = model([calls, ScriptedReply::text("Done.")]);
    let tools = [
        Does("slow", 300, Deed::Says("three")),
        Does("quick", 100, Deed::Says("one")),
        Does("middling", 200, Deed::Says("two")),
    ];
    let began = Instant::now();
    let mut run = ask(agent(&model, tools));
    let mut events = Vec::new();
    while let Some(event) = run.next().await {
        assert_eq!(Duration::from_millis(event.at_ms), began.elapsed(), "seen when it happens");
        events.push(event);
    }
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="agent"
    1 @0 step_started step="analyst"
    2 @0 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    3 @0 step_finished ms=0 outcome="done" step="analyst"
    4 @0 tool_call_started call_id="1" tool="slow"
    5 @0 tool_call_started call_id="2" tool="quick"
    6 @0 tool_call_started call_id="3" tool="middling"
    7 @100 tool_call_finished call_id="2" ms=100 tool="quick"
    8 @200 tool_call_finished call_id="3" ms=200 tool="middling"
    9 @300 tool_call_finished call_id="1" ms=300 tool="slow"
    10 @300 step_started step="analyst"
    11 @300 text_delta text="Done."
    12 @300 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    13 @300 step_finished ms=0 outcome="done" step="analyst"
    14 @300 run_finished
    "#);
    assert_eq!(
        results(&model.requests()[1].messages),
        [("1", "three", false), ("2", "one", false), ("3", "two", false)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_fails_fails_nothing_but_its_result() {
    let calls = ScriptedReply::new()
        .call("1", "correcting", json!({}))
        .call("2", "failing", json!({}))
        .call("3", "panicking", json!({}))
        .call("4", "price", json!({}))
        .call("5", "unknown", json!({}));
    let model = model([calls, ScriptedReply::text("At 190.")]);
    let tools = [
        Does("correcting", 30, Deed::Corrects("`FY99` is no year")),
        Does("failing", 20, Deed::Fails),
        Does("panicking", 10, Deed::Panics),
        Does("price", 40, Deed::Says("190")),
    ];
    let (events, outcome) = finish(ask(agent(&model, tools))).await;
    assert_eq!(outcome.unwrap().value, "At 190.");
    assert_well_formed(&events);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="agent"
    1 @0 step_started step="analyst"
    2 @0 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    3 @0 step_finished ms=0 outcome="done" step="analyst"
    4 @0 tool_call_started call_id="1" tool="correcting"
    5 @0 tool_call_started call_id="2" tool="failing"
    6 @0 tool_call_started call_id="3" tool="panicking"
    7 @0 tool_call_started call_id="4" tool="price"
    8 @0 tool_call_started call_id="5" tool="unknown"
    9 @0 tool_call_finished call_id="5" error="there is no tool `unknown`; known: `correcting`, `failing`, `panicking`, `price`" ms=0 tool="unknown"
    10 @10 tool_call_finished call_id="3" error="the tool failed: it panicked: index out of bounds" ms=10 tool="panicking"
    11 @20 tool_call_finished call_id="2" error="the tool failed: disk full at /dev/sda1" ms=20 tool="failing"
    12 @30 tool_call_finished call_id="1" error="`FY99` is no year" ms=30 tool="correcting"
    13 @40 tool_call_finished call_id="4" ms=40 tool="price"
    14 @40 step_started step="analyst"
    15 @40 text_delta text="At 190."
    16 @40 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    17 @40 step_finished ms=0 outcome="done" step="analyst"
    18 @40 run_finished
    "#);
    assert_eq!(
        results(&model.requests()[1].messages),
        [
            ("1", "`FY99` is no year", true),
            ("2", "the tool failed", true),
            ("3", "the tool failed", true),
            ("4", "190", false),
            (
                "5",
                "there is no tool `unknown`; known: `correcting`, `failing`, `panicking`, `price`",
                true
            ),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_bounded_number_of_tools_runs_at_once() {
    let calls = |reply: ScriptedReply, n: u32| reply.call(&n.to_string(), "price", json!({}));
    let model = model([(0..12).fold(ScriptedReply::new(), calls), ScriptedReply::text("Done.")]);
    let began = Instant::now();
    ask(agent(&model, [Does("price", 100, Deed::Says("190"))])).outcome().await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_millis(200), "eight, and then four");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_only_calls_tools_is_given_up() {
    let call = || ScriptedReply::new().call("1", "price", json!({}));
    let model = model((0..500).map(|_| call()));
    let mut agent = agent(&model, [Does("price", 0, Deed::Says("190"))]);
    agent.limits = AgentLimits { tool_rounds: 3, ..agent.limits };
    let (events, outcome) = finish(ask(agent)).await;
    let Err(RunError::Failed { source }) = outcome else { panic!("{outcome:?}") };
    assert!(source.is::<NoAnswer>());
    assert_eq!(
        model.requests().len(),
        5,
        "three rounds, the one that was refused, the one too many"
    );
    let last = model.requests().pop().unwrap().messages;
    let refused = "no more tools may be called: answer with what is known";
    assert_eq!(results(&last).pop(), Some(("1", refused, true)));
    insta::assert_snapshot!(transcript(&events[events.len() - 1..]), @r#"
    24 @0 run_failed reason="analyst came to no answer: the model asked for tools again after the 3 rounds that it was allowed"
    "#);
}
