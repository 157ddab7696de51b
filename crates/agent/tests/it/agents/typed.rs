use std::sync::Arc;

use agent::{
    AnswerSchema, GiveUpReason, Message, NoAnswer, Run, RunError, RunOptions, ScriptedModel,
    ScriptedReply, Usage,
};
use futures::FutureExt;
use serde::Deserialize;
use serde_json::json;

use super::{Deed, Does, agent, model, said, used};
use crate::{finish, flow, transcript};

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Route {
    companies: Vec<String>,
}

fn schema() -> AnswerSchema {
    let companies = json!({"type": "array", "items": {"type": "string"}});
    AnswerSchema {
        name: "route".to_owned(),
        schema: json!({"type": "object", "properties": {"companies": companies}}),
    }
}

fn route(model: &Arc<ScriptedModel>) -> Run<(Route, Usage)> {
    let agent = agent(model, [Does("price", 0, Deed::Says("190"))]);
    let work = flow(move |ctx| {
        let agent = agent.clone();
        async move {
            let messages = vec![Message::user("How is Apple?")];
            let answer = agent.answer_as::<Route>(ctx, messages, schema()).await?;
            Ok((answer.value, answer.usage))
        }
        .boxed()
    });
    Run::start(work, (), RunOptions::default())
}

fn apple() -> Route {
    Route { companies: vec!["Apple".to_owned()] }
}

const GOOD: &str = r#"{"companies": ["Apple"]}"#;

#[tokio::test(start_paused = true)]
async fn an_answer_with_a_form_is_a_value_and_no_text() {
    let model = model([ScriptedReply::text(GOOD).using(used(10, 5))]);
    let (events, outcome) = finish(route(&model)).await;
    assert_eq!(outcome.unwrap(), (apple(), used(10, 5)));
    assert_eq!(said(&events), "");
    assert_eq!(model.requests()[0].answer, Some(schema()));
}

#[tokio::test(start_paused = true)]
async fn tools_may_be_called_on_the_way_to_a_value() {
    let looking = ScriptedReply::text("Let me look.").call("1", "price", json!({}));
    let model = model([looking, ScriptedReply::text(GOOD)]);
    assert_eq!(route(&model).outcome().await.unwrap().0, apple());
}

#[tokio::test(start_paused = true)]
async fn a_model_is_shown_once_what_is_wrong_with_its_answer() {
    let prose = "Here you are: {\"companies\": [\"Apple\"]}";
    let model = model([
        ScriptedReply::text(prose).using(used(10, 5)),
        ScriptedReply::text(GOOD).using(used(20, 5)),
    ]);
    let (events, outcome) = finish(route(&model)).await;
    let (value, usage) = outcome.unwrap();
    assert_eq!((value, usage.requests, usage.tokens()), (apple(), 2, 40));
    let messages = model.requests().pop().unwrap().messages;
    let [_, Message::Assistant(shown), Message::User { text }] = messages.as_slice() else {
        panic!("{messages:?}")
    };
    assert_eq!(shown.text, prose);
    assert!(text.contains("it does not begin with a JSON object"), "{text}");
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="analyst"
    2 @0 usage_added usage={"input_tokens":10,"output_tokens":5,"requests":1}
    3 @0 step_finished ms=0 outcome="done" step="analyst"
    4 @0 step_started step="analyst"
    5 @0 usage_added usage={"input_tokens":20,"output_tokens":5,"requests":1}
    6 @0 step_finished ms=0 outcome="done" step="analyst"
    7 @0 run_finished
    "#);
}

#[tokio::test(start_paused = true)]
async fn a_second_answer_that_misses_the_form_is_an_error_that_quotes_it() {
    let two = r#"{"companies": ["Apple"]}{"companies": ["Microsoft"]}"#;
    let replies = ["no", two, GOOD].map(ScriptedReply::text);
    let model = model(replies);
    let outcome = route(&model).outcome().await;
    let Err(RunError::Failed { source }) = outcome else { panic!("{outcome:?}") };
    let no_answer: &NoAnswer = source.downcast_ref().unwrap();
    assert!(matches!(no_answer.reason, GiveUpReason::Malformed { .. }));
    insta::assert_snapshot!(RunError::Failed { source }.in_full(), @r#"
    analyst came to no answer: the model's answer is no `route`: trailing characters at line 1 column 25; it begins `{"companies": ["Apple"]}{"companies": ["Microsoft"]}`
    "#);
    assert_eq!(model.requests().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_value_of_an_answer_that_broke_off_is_no_value() {
    let model = model([ScriptedReply::text(GOOD).break_off(), ScriptedReply::text(GOOD)]);
    route(&model).outcome().await.unwrap_err();
    assert_eq!(model.requests().len(), 1);
}
