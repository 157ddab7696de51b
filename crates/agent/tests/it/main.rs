//! What a run promises, told from outside.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at a surprise"
)]

mod agents;
mod blocking_face;
mod blocking_work;
mod budget;
mod endings;
mod errors;
mod events;
mod many;
mod scripted;
mod steps;
mod tool_calls;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use agent::{Event, EventKind, Run, RunContext, RunError, RunOptions, Workflow};
use async_trait::async_trait;
use futures::StreamExt;
use futures::future::BoxFuture;
use serde_json::Value;
use tokio::time;

/// A workflow from a closure.
struct Flow<T>(Box<Work<T>>);

type Work<T> = dyn for<'a> Fn(&'a RunContext) -> Outcome<'a, T> + Send + Sync;
type Outcome<'a, T> = BoxFuture<'a, Result<T, RunError>>;

#[async_trait]
impl<T: Send + 'static> Workflow for Flow<T> {
    type Input = ();
    type Output = T;
    const NAME: &'static str = "flow";

    async fn run(&self, ctx: &RunContext, (): ()) -> Result<T, RunError> {
        (self.0)(ctx).await
    }
}

fn flow<T>(
    work: impl for<'a> Fn(&'a RunContext) -> Outcome<'a, T> + Send + Sync + 'static,
) -> Arc<Flow<T>> {
    Arc::new(Flow(Box::new(work)))
}

fn start<T: Send + 'static>(
    work: impl for<'a> Fn(&'a RunContext) -> Outcome<'a, T> + Send + Sync + 'static,
) -> Run<T> {
    Run::start(flow(work), (), RunOptions::default())
}

/// Every event of a run, and its outcome.
async fn finish<T>(mut run: Run<T>) -> (Vec<Event>, Result<T, RunError>) {
    let mut events = Vec::new();
    while let Some(event) = run.next().await {
        events.push(event);
    }
    (events, run.take_outcome().unwrap())
}

/// What happened, a line an event: number, time, name and the rest.
fn transcript(events: &[Event]) -> String {
    let lines = events.iter().map(|event| {
        let Value::Object(mut rest) = serde_json::to_value(&event.kind).unwrap() else { panic!() };
        let name = rest.remove("type").unwrap();
        let mut rest: Vec<String> =
            rest.into_iter().map(|(key, value)| format!("{key}={}", sorted(value))).collect();
        rest.sort();
        format!("{} @{} {} {}", event.seq, event.at_ms, name.as_str().unwrap(), rest.join(" "))
            .trim_end()
            .to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The value with its fields by name: their order is another one where another crate of the build wants it so.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.into_iter().collect();
            fields.sort_by(|one, other| one.0.cmp(&other.0));
            fields.into_iter().map(|(name, field)| (name, sorted(field))).collect()
        }
        Value::Array(all) => all.into_iter().map(sorted).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

/// Numbered from zero without gaps, of one run, begun once and ended once, at the end.
#[track_caller]
fn assert_well_formed(events: &[Event]) {
    for (place, event) in events.iter().enumerate() {
        assert_eq!(usize::try_from(event.seq).unwrap(), place, "{}", transcript(events));
        assert_eq!(event.run_id, events[0].run_id);
        let first = matches!(event.kind, EventKind::RunStarted { .. });
        assert_eq!(first, place == 0, "{}", transcript(events));
        let last = place + 1 == events.len();
        assert_eq!(event.kind.is_terminal(), last, "{}", transcript(events));
    }
    assert!(events.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms));
}

/// Work that takes this long and comes to `value`.
async fn after<T>(ms: u64, value: T) -> Result<T, RunError> {
    time::sleep(Duration::from_millis(ms)).await;
    Ok(value)
}

/// Work that takes this long and comes to nothing.
async fn failing_after<T>(ms: u64, reason: &str) -> Result<T, RunError> {
    time::sleep(Duration::from_millis(ms)).await;
    Err(RunError::failed(reason))
}

/// Remembers that it was dropped.
#[derive(Clone, Default)]
struct Dropped(Arc<AtomicBool>);

impl Dropped {
    fn flag(&self) -> OnDrop {
        OnDrop(self.clone())
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

struct OnDrop(Dropped);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::SeqCst);
    }
}
