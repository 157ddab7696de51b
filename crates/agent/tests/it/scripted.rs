use std::time::Duration;

use agent::{
    FinishReason, Message, Model, ModelError, ModelRequest, Price, ReplyPart, ScriptedModel,
    ScriptedReply, Usage,
};
use futures::{StreamExt, TryStreamExt};
use serde_json::json;
use tokio::time::Instant;

fn request(said: &str) -> ModelRequest {
    ModelRequest {
        instructions: "Be brief.".to_owned(),
        messages: vec![Message::user(said)],
        tools: Vec::new(),
        answer: None,
        output_tokens_max: 100,
    }
}

/// What a model says to this, in parts.
async fn parts(model: &ScriptedModel, said: &str) -> Result<Vec<ReplyPart>, ModelError> {
    model.reply(&request(said)).await?.try_collect().await
}

async fn text(model: &ScriptedModel, said: &str) -> String {
    let parts = parts(model, said).await.unwrap();
    let texts = parts.iter().filter_map(|part| match part {
        ReplyPart::Text { delta } => Some(delta.as_str()),
        ReplyPart::ToolCall(_) | ReplyPart::Finished { .. } => None,
    });
    texts.collect()
}

fn unavailable() -> ModelError {
    let (model, source) = ("scripted".to_owned(), "it is raining".into());
    ModelError::Unavailable { model, retry_after: None, source }
}

#[tokio::test]
async fn replies_come_in_order_or_to_whom_they_are_meant_for() {
    let model = ScriptedModel::new([
        ScriptedReply::text("one"),
        ScriptedReply::text("to Apple").to("Apple"),
        ScriptedReply::text("to the hurried").when(|request| request.output_tokens_max < 50),
        ScriptedReply::text("two"),
        ScriptedReply::text("brief").to("Be brief."),
    ]);
    assert_eq!(text(&model, "Microsoft?").await, "one");
    assert_eq!(text(&model, "Microsoft?").await, "two");
    assert_eq!(text(&model, "Apple?").await, "to Apple");
    assert_eq!(text(&model, "Apple?").await, "brief");
    assert_eq!(model.replies_left(), 1);
    let asked: Vec<_> = model.requests().into_iter().map(|request| request.messages).collect();
    let [apple, microsoft] = ["Apple?", "Microsoft?"].map(|said| vec![Message::user(said)]);
    assert_eq!(asked, [microsoft.clone(), microsoft, apple.clone(), apple]);
}

#[tokio::test]
async fn a_script_that_has_run_out_says_so() {
    let model = ScriptedModel::new([ScriptedReply::text("one")]).named("short");
    text(&model, "Apple?").await;
    let error = parts(&model, "Microsoft?").await.unwrap_err();
    let ModelError::Rejected { model, source } = error else { panic!("{error}") };
    assert_eq!(model, "short");
    assert_eq!(
        source.to_string(),
        "the script has no reply to request 2, `Microsoft?`; replies left: 0"
    );
}

#[tokio::test(start_paused = true)]
async fn a_reply_takes_its_time_and_ends_well() {
    let usage = Usage { requests: 1, input_tokens: 9, output_tokens: 2, microdollars: None };
    let second = Duration::from_secs(1);
    let reply = ScriptedReply::new().wait(second).say("Hel").wait(second).say("lo");
    let model = ScriptedModel::new([reply.using(usage)]).priced(Price { input: 1, output: 2 });
    assert_eq!(model.price(), Some(Price { input: 1, output: 2 }));
    let began = Instant::now();
    let mut stream = model.reply(&request("Hello?")).await.unwrap();
    let mut seen = Vec::new();
    while let Some(part) = stream.next().await {
        seen.push((began.elapsed().as_secs(), part.unwrap()));
    }
    let text = |delta: &str| ReplyPart::Text { delta: delta.to_owned() };
    let end = ReplyPart::Finished { usage, reason: FinishReason::Done };
    assert_eq!(seen, [(1, text("Hel")), (2, text("lo")), (2, end)]);
}

#[tokio::test]
async fn a_reply_can_be_refused_break_off_or_end_badly() {
    let usage = Usage { requests: 1, ..Usage::default() };
    let model = ScriptedModel::new([
        ScriptedReply::new().fail(unavailable),
        ScriptedReply::text("half").fail(unavailable).say("never said"),
        ScriptedReply::text("half").break_off(),
        ScriptedReply::new().call("1", "figure", json!({})).finish(usage, FinishReason::Length),
    ]);
    assert!(model.reply(&request("")).await.is_err());
    let half: Vec<_> = model.reply(&request("")).await.unwrap().collect().await;
    assert!(matches!(half.as_slice(), [Ok(ReplyPart::Text { .. }), Err(_)]));
    let half = parts(&model, "").await.unwrap();
    assert!(matches!(half.as_slice(), [ReplyPart::Text { .. }]));
    let long = parts(&model, "").await.unwrap();
    let [ReplyPart::ToolCall(call), ReplyPart::Finished { reason, .. }] = long.as_slice() else {
        panic!("{long:?}")
    };
    assert_eq!((call.tool.as_str(), *reason), ("figure", FinishReason::Length));
}
