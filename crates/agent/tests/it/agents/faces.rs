use std::sync::Arc;

use agent::{
    Agent, Answer, Event, EventKind, ModelRequest, Run, RunOptions, ScriptedReply, blocking,
};
use serde_json::json;

use super::{Deed, Does, agent, model, question, used};
use crate::{assert_well_formed, finish};

/// A bit of everything, without waiting for a clock, and what the model will have been asked.
fn busy() -> (Arc<Agent>, impl Fn() -> Vec<ModelRequest>) {
    let calls = ScriptedReply::text("Let me look.")
        .call("1", "price", json!({}))
        .call("1", "price", json!({}))
        .call("2", "failing", json!({}))
        .call("3", "panicking", json!({}));
    let model = model([
        calls.using(used(20, 10)),
        ScriptedReply::new().say("It stands ").say("at 190.").using(used(40, 5)),
    ]);
    let tools = [
        Does("price", 0, Deed::Says("190")),
        Does("failing", 0, Deed::Fails),
        Does("panicking", 0, Deed::Panics),
    ];
    (Arc::new(agent(&model, tools)), move || model.requests())
}

/// The same event at no time in particular.
fn untimed(mut event: Event) -> EventKind {
    if let EventKind::StepFinished { ms, .. } | EventKind::ToolCallFinished { ms, .. } =
        &mut event.kind
    {
        *ms = 0;
    }
    event.kind
}

#[test]
fn awaited_streamed_and_waited_for_an_answer_is_the_same() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let options = RunOptions::default;

    let (agent, awaited_requests) = busy();
    let awaited: Answer<String> = runtime
        .block_on(async { Run::start(agent, question(), options()).outcome().await })
        .unwrap();

    let (agent, streamed_requests) = busy();
    let (streamed_events, streamed) =
        runtime.block_on(async { finish(Run::start(agent, question(), options())).await });

    let (agent, blocking_requests) = busy();
    let mut run = blocking::start(agent, question(), options()).unwrap();
    let blocking_events: Vec<Event> = run.by_ref().collect();

    assert_well_formed(&streamed_events);
    assert_well_formed(&blocking_events);
    assert!(16 < streamed_events.len());
    let [streamed_kinds, blocking_kinds] = [streamed_events, blocking_events]
        .map(|events| events.into_iter().map(untimed).collect::<Vec<_>>());
    assert_eq!(blocking_kinds, streamed_kinds);
    assert_eq!(awaited.value, "Let me look.\n\nIt stands at 190.");
    assert_eq!(streamed.unwrap(), awaited);
    assert_eq!(run.outcome().unwrap(), awaited);
    assert_eq!(streamed_requests(), awaited_requests());
    assert_eq!(blocking_requests(), awaited_requests());
}
