use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agent::{
    Agent, AgentLimits, EventKind, FinishReason, Message, Model, ModelError, ModelRequest, Price,
    ReplyPart, ReplyStream, Run, RunError, RunOptions, ScriptedReply, StepError, Voice,
};
use async_trait::async_trait;
use futures::{FutureExt, StreamExt, stream};
use serde_json::json;

use super::{Deed, Does, agent, ask, model, question, said, unavailable, used};
use crate::{assert_well_formed, finish, flow, transcript};

#[tokio::test(start_paused = true)]
async fn text_before_a_tool_call_is_a_paragraph_of_the_answer() {
    let model = model([
        ScriptedReply::text("Let me look.").call("1", "price", json!({})),
        ScriptedReply::new().call("2", "price", json!({})),
        ScriptedReply::text("Once more.\n").call("3", "price", json!({})),
        ScriptedReply::new().say("It stands ").say("at 190."),
    ]);
    let (events, outcome) = finish(ask(agent(&model, [Does("price", 0, Deed::Says("190"))]))).await;
    let answer = outcome.unwrap().value;
    assert_eq!(answer, "Let me look.\n\nOnce more.\n\nIt stands at 190.");
    assert_eq!(said(&events), answer, "what was streamed is the answer");
}

/// Says `pieces` pieces without ever waiting, and counts those that it has made.
#[derive(Debug)]
struct Hurried {
    pieces: usize,
    made: Arc<AtomicUsize>,
}

#[async_trait]
impl Model for Hurried {
    fn name(&self) -> &'static str {
        "hurried"
    }

    fn price(&self) -> Option<Price> {
        None
    }

    async fn reply(&self, _request: &ModelRequest) -> Result<ReplyStream, ModelError> {
        let made = self.made.clone();
        let pieces = stream::iter(0..self.pieces).map(move |_| {
            made.fetch_add(1, Ordering::SeqCst);
            Ok(ReplyPart::Text { delta: "a".to_owned() })
        });
        let end = ReplyPart::Finished { usage: used(1, 1), reason: FinishReason::Done };
        Ok(pieces.chain(stream::iter([Ok(end)])).boxed())
    }
}

fn hurried(pieces: usize) -> (Agent, Arc<AtomicUsize>) {
    let made = Arc::new(AtomicUsize::new(0));
    let model = Arc::new(Hurried { pieces, made: made.clone() });
    let (name, instructions) = ("analyst".to_owned(), String::new());
    let limits = AgentLimits::default();
    (Agent { name, instructions, model, tools: Vec::new(), limits }, made)
}

#[tokio::test]
async fn each_piece_is_seen_before_the_next_is_made() {
    let (agent, made) = hurried(100);
    let mut run = Run::start(Arc::new(agent), question(), RunOptions::default());
    let mut seen = 0;
    while let Some(event) = run.next().await {
        if matches!(event.kind, EventKind::TextDelta { .. }) {
            seen += 1;
            assert_eq!(made.load(Ordering::SeqCst), seen);
        }
    }
    assert_eq!(seen, 100);
}

#[tokio::test]
async fn a_model_that_never_waits_can_be_stopped() {
    let (agent, made) = hurried(100_000);
    let mut run = Run::start(Arc::new(agent), question(), RunOptions::default());
    let mut seen = run.by_ref().take(50).collect::<Vec<_>>().await;
    run.stopper().cancel();
    let (rest, outcome) = finish(run).await;
    seen.extend(rest);
    assert!(matches!(outcome, Err(RunError::Cancelled)));
    assert!(made.load(Ordering::SeqCst) <= 50);
    assert_well_formed(&seen);
}

#[tokio::test(start_paused = true)]
async fn pieces_come_when_they_are_said() {
    let second = Duration::from_secs(1);
    let reply = ScriptedReply::new().wait(second).say("It stands ").wait(second).say("at 190.");
    let model = model([reply]);
    let (events, outcome) = finish(ask(agent(&model, []))).await;
    outcome.unwrap();
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="agent"
    1 @0 step_started step="analyst"
    2 @1000 text_delta text="It stands "
    3 @2000 text_delta text="at 190."
    4 @2000 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    5 @2000 step_finished ms=2000 outcome="done" step="analyst"
    6 @2000 run_finished
    "#);
}

/// The model's error at the bottom of a failed run.
fn model_error(outcome: &RunError) -> &ModelError {
    let RunError::Step(StepError { source, .. }) = outcome else { panic!("{outcome:?}") };
    source.downcast_ref().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_breaks_off_is_an_error_and_no_answer_and_is_not_asked_for_again() {
    let half = || ScriptedReply::text("Revenue was ");
    let lost = || ModelError::CutOff { model: "scripted".to_owned(), source: "reset".into() };
    for (broken, why) in [
        (half().break_off(), "it ended before it was finished"),
        (half().fail(lost), "reset"),
        (half().fail(unavailable), "scripted is unavailable: 500 Internal Server Error"),
        (
            ScriptedReply::new().call("1", "price", json!({})).break_off(),
            "it ended before it was finished",
        ),
    ] {
        let model = model([broken, ScriptedReply::text("Revenue was 94B.")]);
        let (events, outcome) = finish(ask(agent(&model, [Does("price", 0, Deed::Panics)]))).await;
        let error = outcome.unwrap_err();
        assert!(matches!(model_error(&error), ModelError::CutOff { .. }));
        let reason = format!("analyst failed: scripted broke off its reply: {why}");
        assert_eq!(error.in_full(), reason);
        assert_eq!(events.last().unwrap().kind, EventKind::RunFailed { reason });
        assert_eq!(model.requests().len(), 1);
        assert_well_formed(&events);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_is_never_content() {
    let model = model([ScriptedReply::new().fail(unavailable), ScriptedReply::text("At 190.")]);
    let (events, outcome) = finish(ask(agent(&model, []))).await;
    assert!(matches!(model_error(&outcome.unwrap_err()), ModelError::Unavailable { .. }));
    assert_eq!(model.requests().len(), 1);
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="agent"
    1 @0 step_started step="analyst"
    2 @0 step_finished error="scripted is unavailable: 500 Internal Server Error" ms=0 outcome="failed" step="analyst"
    3 @0 run_failed reason="analyst failed: scripted is unavailable: 500 Internal Server Error"
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_reply_without_an_answer_ends_the_run_with_its_reason() {
    let long = ScriptedReply::text("Revenue w").finish(used(10, 100), FinishReason::Length);
    let withheld = ScriptedReply::new().finish(used(10, 0), FinishReason::Withheld);
    for (reply, why) in [
        (ScriptedReply::new(), "the model said nothing"),
        (withheld, "the model's provider held its reply back"),
        (long, "the model's reply did not fit into the 100 tokens that it was allowed"),
    ] {
        let (events, outcome) = finish(ask(agent(&model([reply]), []))).await;
        let reason = format!("analyst came to no answer: {why}");
        assert_eq!(outcome.unwrap_err().in_full(), reason);
        assert_eq!(events.last().unwrap().kind, EventKind::RunFailed { reason });
        let paid = events.iter().filter(|e| matches!(e.kind, EventKind::UsageAdded { .. }));
        assert_eq!(paid.count(), 1, "what came to nothing is paid all the same");
    }
}

/// Lets a sentence go when it is whole, and refuses one that names a figure it does not know.
struct Checked<'a>(&'a agent::RunContext, String);

impl Checked<'_> {
    fn release(&mut self, end: usize) -> Result<(), RunError> {
        let sentence: String = self.1.drain(..end).collect();
        if sentence.contains("1000") {
            return Err(RunError::failed("nobody reported 1000"));
        }
        self.0.say(sentence);
        Ok(())
    }
}

impl Voice for Checked<'_> {
    fn say(&mut self, delta: &str) -> Result<(), RunError> {
        self.1.push_str(delta);
        while let Some(end) = self.1.find(". ") {
            self.release(end + 2)?;
        }
        Ok(())
    }

    fn pause(&mut self) -> Result<(), RunError> {
        self.release(self.1.len())
    }
}

fn checking(replies: Vec<ScriptedReply>) -> Run<String> {
    let work = flow(move |ctx| {
        let agent = agent(&model(replies.clone()), [Does("price", 100, Deed::Says("190"))]);
        async move {
            let messages = vec![Message::user("How is Apple?")];
            Ok(agent.answer(ctx, messages, &mut Checked(ctx, String::new())).await?.value)
        }
        .boxed()
    });
    Run::start(work, (), RunOptions::default())
}

#[tokio::test(start_paused = true)]
async fn a_voice_holds_a_sentence_back_until_it_is_whole() {
    let pause = Duration::from_millis(100);
    let looking =
        ScriptedReply::new().say("I lo").wait(pause).say("ok").call("1", "price", json!({}));
    let answer =
        ScriptedReply::new().say("At 1").wait(pause).say("90. Up").wait(pause).say(" 2 %.");
    let (events, outcome) = finish(checking(vec![looking, answer])).await;
    assert_eq!(outcome.unwrap(), said(&events));
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="analyst"
    2 @100 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    3 @100 text_delta text="I look"
    4 @100 step_finished ms=100 outcome="done" step="analyst"
    5 @100 tool_call_started call_id="1" tool="price"
    6 @200 tool_call_finished call_id="1" ms=100 tool="price"
    7 @200 step_started step="analyst"
    8 @300 text_delta text="\n\nAt 190. "
    9 @400 usage_added usage={"input_tokens":0,"output_tokens":0,"requests":1}
    10 @400 text_delta text="Up 2 %."
    11 @400 step_finished ms=200 outcome="done" step="analyst"
    12 @400 run_finished
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_voice_that_refuses_a_sentence_ends_the_reply_before_it_is_heard() {
    let reply = ScriptedReply::new().say("At 190. Then 1000").say(". And").say(" more. ");
    let (events, outcome) = finish(checking(vec![reply])).await;
    assert_eq!(outcome.unwrap_err().in_full(), "analyst failed: nobody reported 1000");
    assert_eq!(said(&events), "At 190. ");
}

#[tokio::test(start_paused = true)]
async fn half_a_sentence_of_a_reply_that_was_cut_is_never_heard() {
    let half = || ScriptedReply::new().say("Up 2 %. It stands at 19");
    let long = half().finish(used(10, 100), FinishReason::Length);
    for cut in [long, half().break_off(), half().fail(unavailable)] {
        let (events, outcome) = finish(checking(vec![cut])).await;
        assert!(outcome.is_err());
        assert_eq!(said(&events), "Up 2 %. ");
    }
}
