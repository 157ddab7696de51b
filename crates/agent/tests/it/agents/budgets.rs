use std::sync::Arc;

use agent::{
    Budget, EventKind, Limit, Message, Price, Run, RunError, RunOptions, ScriptedModel,
    ScriptedReply, Usage,
};
use futures::FutureExt;
use serde_json::json;

use super::{Deed, Does, agent, ask, ask_within, model, unavailable, used};
use crate::{finish, flow};

/// A dollar for a million tokens, read or written.
const DOLLAR: Price = Price { input: 1_000_000, output: 1_000_000 };

fn priced(replies: impl IntoIterator<Item = ScriptedReply>) -> Arc<ScriptedModel> {
    Arc::new(ScriptedModel::new(replies).priced(DOLLAR))
}

fn calls(count: u32) -> ScriptedReply {
    let call = |reply: ScriptedReply, n: u32| reply.call(&n.to_string(), "price", json!({}));
    (0..count).fold(ScriptedReply::new(), call).using(used(50, 10))
}

fn price() -> [Does; 1] {
    [Does("price", 0, Deed::Says("190"))]
}

#[track_caller]
fn assert_out_of<T: std::fmt::Debug>(outcome: &Result<T, RunError>, limit: Limit) {
    assert!(matches!(outcome, Err(RunError::OutOfBudget(out)) if *out == limit), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn no_request_is_made_that_the_budget_has_no_room_for() {
    let whole = Budget::default();
    for (budget, limit, made) in [
        (Budget { model_requests: 0, ..whole }, Limit::ModelRequests, 0),
        (Budget { model_requests: 2, ..whole }, Limit::ModelRequests, 2),
        (Budget { tokens: 100, ..whole }, Limit::Tokens, 0),
        (Budget { microdollars: 100, ..whole }, Limit::Money, 0),
        (Budget { tool_calls: 1, ..whole }, Limit::ToolCalls, 1),
        (Budget { tool_calls: 5, ..whole }, Limit::ToolCalls, 3),
    ] {
        let model = priced((0..9).map(|_| calls(2)));
        let outcome = ask_within(agent(&model, price()), budget).outcome().await;
        assert_out_of(&outcome, limit);
        assert_eq!(model.requests().len(), made, "{budget:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_calls_that_the_budget_has_no_room_for_none_is_made() {
    let model = model([calls(3)]);
    let budget = Budget { tool_calls: 2, ..Budget::default() };
    let (events, outcome) = finish(ask_within(agent(&model, price()), budget)).await;
    assert_out_of(&outcome, Limit::ToolCalls);
    assert!(!events.iter().any(|e| matches!(e.kind, EventKind::ToolCallStarted { .. })));
}

#[tokio::test(start_paused = true)]
async fn what_a_reply_did_not_use_pays_for_the_next() {
    // One request reserves some 250 tokens, of which 60 are used.
    let replies =
        || (0..5).map(|_| calls(1)).chain([ScriptedReply::text("190.").using(used(50, 10))]);
    let enough = Budget { tokens: 1_000, microdollars: 1_000, ..Budget::default() };
    let frugal = priced(replies());
    let answer = ask_within(agent(&frugal, price()), enough).outcome().await.unwrap();
    assert_eq!(answer.usage.tokens(), 360);
    assert_eq!(answer.usage.microdollars, Some(360));
    let wasteful = priced(
        (0..9)
            .map(|_| calls(1).using(used(0, 0)))
            .map(|_| ScriptedReply::new().call("1", "price", json!({})).using(used(300, 100))),
    );
    let outcome = ask_within(agent(&wasteful, price()), enough).outcome().await;
    assert_out_of(&outcome, Limit::Tokens);
    assert_eq!(wasteful.requests().len(), 2, "twice 400 leave too little for a third");
}

#[tokio::test(start_paused = true)]
async fn a_cost_that_the_model_reports_counts_whatever_its_price() {
    let cost = |microdollars| Usage { microdollars: Some(microdollars), ..used(1, 1) };
    let again = || ScriptedReply::new().call("1", "price", json!({})).using(cost(600));
    let budget = Budget { microdollars: 1_000, ..Budget::default() };
    let model = priced([again(), again(), again(), again()]);
    let (events, outcome) = finish(ask_within(agent(&model, price()), budget)).await;
    assert_out_of(&outcome, Limit::Money);
    assert_eq!(model.requests().len(), 2, "the second overdrew what was left");
    let told = events.iter().filter_map(|event| {
        let EventKind::UsageAdded { usage } = event.kind else { return None };
        Some(usage.microdollars)
    });
    assert_eq!(told.collect::<Vec<_>>(), [Some(600), Some(600)]);
}

#[tokio::test(start_paused = true)]
async fn without_a_price_the_cost_is_not_known_rather_than_nothing() {
    let model = model([ScriptedReply::text("190.").using(used(50, 10))]);
    let budget = Budget { microdollars: 0, ..Budget::default() };
    let answer = ask_within(agent(&model, []), budget).outcome().await.unwrap();
    assert_eq!(answer.usage.microdollars, None);
}

#[tokio::test(start_paused = true)]
async fn a_refused_request_uses_no_tokens_but_was_a_request() {
    let work = flow(|ctx| {
        async move {
            let tokens_left = |tokens| ctx.budget().reserve(&used(tokens, 0)).is_ok();
            let refusing = model([ScriptedReply::new().fail(unavailable)]);
            let messages = vec![Message::user("How is Apple?")];
            let asked = agent(&refusing, []).answer(ctx, messages, &mut |_: &str| {}).await;
            assert!(asked.is_err());
            assert!(tokens_left(1_000));
            Ok(ctx.budget().take_model_request().is_err())
        }
        .boxed()
    });
    let budget = Budget { model_requests: 2, tokens: 1_000, ..Budget::default() };
    let options = RunOptions { budget, ..RunOptions::default() };
    assert!(Run::start(work, (), options).outcome().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn branches_at_once_never_spend_more_than_there_is() {
    const BRANCHES: usize = 200;
    // Each uses less than it reserves, and waits while others reserve.
    let reply = |n: u64| {
        let wait = std::time::Duration::from_millis(n * 7 % 40);
        ScriptedReply::new().wait(wait).say("190").wait(wait).using(used(40 + n % 20, n % 9))
    };
    for tokens in [0, 300, 1_000, 5_000, 20_000] {
        let model = priced((0..200).map(reply));
        let asked = agent(&model, []);
        let work = flow(move |ctx| {
            let asked = asked.clone();
            async move {
                let jobs = (0..BRANCHES).map(|_| {
                    let asked = asked.clone();
                    async move {
                        let messages = vec![Message::user("How is Apple?")];
                        asked.answer(ctx, messages, &mut |_: &str| {}).await
                    }
                });
                Ok(ctx.settle(50, jobs).await)
            }
            .boxed()
        });
        let budget =
            Budget { model_requests: 1_000, tokens, microdollars: tokens, ..Budget::default() };
        let options = RunOptions { budget, ..RunOptions::default() };
        let results = Run::start(work, (), options).outcome().await.unwrap();
        let answers: Vec<_> = results.iter().flatten().collect();
        let spent: u64 = answers.iter().map(|answer| answer.usage.tokens()).sum();
        assert!(spent <= tokens, "{spent} of {tokens}");
        assert_eq!(model.requests().len(), answers.len(), "nobody asked who was refused");
        assert!(tokens < 300 || !answers.is_empty());
        let refused = results.iter().filter_map(|result| result.as_ref().err());
        assert!(refused.clone().all(|e| matches!(e, RunError::OutOfBudget(Limit::Tokens))));
        assert_eq!(answers.len() + refused.count(), BRANCHES);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_broke_off_has_spent_what_was_reserved() {
    let model = model([ScriptedReply::text("Half").break_off()]);
    let (events, _) = finish(ask(agent(&model, []))).await;
    assert!(!events.iter().any(|e| matches!(e.kind, EventKind::UsageAdded { .. })));
}
