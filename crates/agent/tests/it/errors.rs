use std::io;

use agent::{Limit, RunError, StepError};
use futures::FutureExt;

use crate::{failing_after, finish, start, transcript};

fn step_error(
    step: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> StepError {
    StepError { step: step.to_owned(), source: source.into() }
}

#[track_caller]
fn check(error: impl Into<RunError>, in_full: &str) {
    assert_eq!(error.into().in_full(), in_full);
}

#[test]
fn an_error_is_told_with_all_its_causes() {
    check(RunError::Cancelled, "the run was cancelled");
    check(RunError::OutOfBudget(Limit::ToolCalls), "the run's budget of tool calls is used up");
    check(RunError::failed("the books are empty"), "the books are empty");
    let unknown = step_error("fetch prices", "no company is listed as `NOPE`");
    assert_eq!(unknown.to_string(), "fetch prices failed");
    assert_eq!(unknown.in_full(), "fetch prices failed: no company is listed as `NOPE`");
    check(unknown, "fetch prices failed: no company is listed as `NOPE`");
    let deep = step_error("report", RunError::from(step_error("fetch prices", "no answer")));
    check(deep, "report failed: fetch prices failed: no answer");
}

#[derive(Debug, thiserror::Error)]
#[error("the server said: {0}")]
struct Quoting(#[source] io::Error);

#[test]
fn a_cause_that_is_quoted_already_is_told_once() {
    let error = step_error("fetch", Quoting(io::Error::other("connection refused")));
    check(error, "fetch failed: the server said: connection refused");
    check(RunError::failed(io::Error::other(RunError::failed("no answer"))), "no answer");
}

#[test]
fn an_error_is_told_on_one_line() {
    check(step_error("fetch", "bad gateway\n  <html>\r\n"), "fetch failed: bad gateway <html>");
}

#[test]
fn gathering_keeps_every_failure_or_every_value() {
    assert_eq!(RunError::gather([Ok::<_, RunError>(1), Ok(2)]).unwrap(), [1, 2]);
    let one = RunError::gather([Ok(1), Err(step_error("prices", "no answer"))]).unwrap_err();
    assert!(matches!(one, RunError::Step(_)));
    let failures = ["AAPL", "MSFT"].map(|step| Err::<(), _>(step_error(step, "no answer")));
    let several = RunError::gather(failures).unwrap_err();
    assert!(matches!(&several, RunError::Several(failures) if failures.len() == 2));
    check(several, "AAPL failed: no answer; MSFT failed: no answer");
}

#[tokio::test(start_paused = true)]
async fn several_failures_travel_in_one_error_that_shows_each() {
    let run = start(|ctx| {
        async move {
            let jobs = [
                ctx.step("prices", failing_after::<()>(20, "no answer")),
                ctx.step("filings", failing_after(10, "not found")),
            ];
            RunError::gather(ctx.settle(2, jobs).await)
        }
        .boxed()
    });
    let (events, outcome) = finish(run).await;
    assert!(matches!(outcome, Err(RunError::Several(_))));
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 step_started step="prices"
    2 @0 step_started step="filings"
    3 @10 step_finished error="not found" ms=10 outcome="failed" step="filings"
    4 @20 step_finished error="no answer" ms=20 outcome="failed" step="prices"
    5 @20 run_failed reason="prices failed: no answer; filings failed: not found"
    "#);
}
