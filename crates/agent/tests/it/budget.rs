use agent::{Budget, BudgetLeft, Limit, Run, RunError, RunOptions};
use futures::FutureExt;

use crate::{finish, flow, transcript};

fn with(budget: Budget) -> RunOptions {
    RunOptions { budget, ..RunOptions::default() }
}

#[tokio::test]
async fn every_limit_is_checked_before_spending() {
    type Take = fn(&BudgetLeft) -> Result<(), RunError>;
    let limits: [(Limit, Take); 4] = [
        (Limit::ModelRequests, BudgetLeft::take_model_request),
        (Limit::ToolCalls, BudgetLeft::take_tool_call),
        (Limit::Tokens, |left| left.take_tokens(100)),
        (Limit::Money, |left| left.take_money(5_000)),
    ];
    let budget = Budget {
        model_requests: 3,
        tool_calls: 3,
        tokens: 300,
        microdollars: 15_000,
        ..Budget::default()
    };
    for (limit, take) in limits {
        let spending = flow(move |ctx| {
            async move {
                loop {
                    take(ctx.budget())?;
                    ctx.say("spent");
                }
            }
            .boxed()
        });
        let (events, outcome) = finish(Run::<()>::start(spending, (), with(budget))).await;
        assert_eq!(events.len(), 5, "three times {limit}");
        assert!(matches!(outcome, Err(RunError::OutOfBudget(out)) if out == limit));
    }
}

#[tokio::test]
async fn what_is_too_much_is_refused_whole() {
    let spending = flow(|ctx| {
        async move {
            assert!(ctx.budget().take_tokens(101).is_err());
            assert!(ctx.budget().take_tokens(u64::MAX).is_err());
            ctx.budget().take_tokens(100)
        }
        .boxed()
    });
    let run = Run::start(spending, (), with(Budget { tokens: 100, ..Budget::default() }));
    run.outcome().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_empty_budget_is_the_reason_however_deep_it_was_met() {
    let outer = flow(|ctx| {
        async move {
            let inner = flow(|ctx| {
                async move {
                    let asking = async { ctx.budget().take_model_request() };
                    Ok(ctx.step("narrate", ctx.step("ask", asking)).await?)
                }
                .boxed()
            });
            ctx.call(&*inner, ()).await?;
            ctx.call(&*inner, ()).await
        }
        .boxed()
    });
    let budget = Budget { model_requests: 1, ..Budget::default() };
    let (events, outcome) = finish(Run::start(outer, (), with(budget))).await;
    assert!(matches!(outcome, Err(RunError::OutOfBudget(Limit::ModelRequests))));
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="flow"
    2 @0 step_started step="narrate"
    3 @0 step_started step="ask"
    4 @0 step_finished ms=0 outcome="done" step="ask"
    5 @0 step_finished ms=0 outcome="done" step="narrate"
    6 @0 step_finished ms=0 outcome="done" step="flow"
    7 @0 step_started step="flow"
    8 @0 step_started step="narrate"
    9 @0 step_started step="ask"
    10 @0 step_finished error="the run's budget of model requests is used up" ms=0 outcome="failed" step="ask"
    11 @0 step_finished error="ask failed: the run's budget of model requests is used up" ms=0 outcome="failed" step="narrate"
    12 @0 step_finished error="the run's budget of model requests is used up" ms=0 outcome="failed" step="flow"
    13 @0 run_failed reason="the run's budget of model requests is used up"
    "#);
}
