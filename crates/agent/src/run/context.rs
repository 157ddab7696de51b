//! What a workflow has in hand while it runs.

use std::error::Error;
use std::future::{self, Future};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_json::Value;
use tokio::task;
use tokio::time::{self, Instant};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use crate::message::ToolCall;
use crate::run::budget::BudgetLeft;
use crate::run::error::{RunError, StepError, in_full};
use crate::run::event::{EventKind, Outcome, Usage};
use crate::run::id::RunId;
use crate::run::open::{OpenStep, OpenToolCall};
use crate::run::panic;
use crate::run::queue::Queue;
use crate::run::stop::StopToken;
use crate::tool::ToolError;
use crate::workflow::Workflow;

/// What a workflow has in hand while it runs: steps, a voice, a budget and a sign to stop.
#[derive(Debug)]
pub struct RunContext {
    queue: Arc<Queue>,
    budget: BudgetLeft,
    stop: CancellationToken,
    /// When nine tenths of the run's time are over.
    late: Option<Instant>,
}

impl RunContext {
    pub(crate) fn new(
        queue: Arc<Queue>,
        budget: BudgetLeft,
        stop: CancellationToken,
        late: Option<Instant>,
    ) -> Self {
        Self { queue, budget, stop, late }
    }

    /// The run that this belongs to.
    pub fn run_id(&self) -> RunId {
        self.queue.run_id()
    }

    /// Does a part of the work that watchers see begin and end, under a name that no other open
    /// step has: a second `prices` is called `prices (2)`.
    ///
    /// Between its beginning and its work the run takes a breath: the reader sees it begin, and
    /// deadline and cancellation are looked at, even in a workflow that never waits for anything.
    pub async fn step<T, E, F>(&self, name: impl Into<String>, work: F) -> Result<T, StepError>
    where
        F: Future<Output = Result<T, E>> + Send,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut step = OpenStep::new(&self.queue, &name.into());
        task::yield_now().await;
        let span = tracing::info_span!("step", name = %step.name);
        match work.instrument(span).await {
            Ok(value) => {
                step.outcome = Outcome::Done;
                Ok(value)
            }
            Err(error) => {
                let source = error.into();
                step.outcome = Outcome::Failed;
                step.error = Some(in_full(&*source));
                Err(StepError { step: step.name.clone(), source })
            }
        }
    }

    /// Does many jobs, at most `limit` at once, and returns their values in the order of the jobs.
    /// The first failure is returned when it happens and drops the jobs that are not done.
    pub fn each<T: Send, E: Send>(
        &self,
        limit: usize,
        jobs: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send>,
    ) -> impl Future<Output = Result<Vec<T>, E>> + Send {
        let jobs = numbered(jobs);
        async move {
            let jobs = stream::iter(jobs).map(async |(place, job)| Ok((place, job.await?)));
            Ok(in_order(jobs.buffer_unordered(limit.max(1)).try_collect().await?))
        }
    }

    /// Does many jobs, at most `limit` at once, each allowed to fail, and returns every result in
    /// the order of the jobs. Jobs that are steps report their ends when they happen.
    pub fn settle<T: Send, E: Send>(
        &self,
        limit: usize,
        jobs: impl IntoIterator<Item = impl Future<Output = Result<T, E>> + Send>,
    ) -> impl Future<Output = Vec<Result<T, E>>> + Send {
        let jobs = numbered(jobs);
        async move {
            let jobs = stream::iter(jobs).map(async |(place, job)| (place, job.await));
            in_order(jobs.buffer_unordered(limit.max(1)).collect().await)
        }
    }

    /// Does work that computes long or blocks, on a thread of its own inside a step.
    ///
    /// The closure is told to stop when the step is dropped or the run is cancelled; one that has
    /// not begun by then never begins. Its panic fails the step and goes no further.
    pub async fn blocking<T, E>(
        &self,
        name: impl Into<String>,
        closure: impl FnOnce(&StopToken) -> Result<T, E> + Send + 'static,
    ) -> Result<T, StepError>
    where
        T: Send + 'static,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let stop = self.stop.child_token();
        let token = StopToken::new(stop.clone());
        let on_thread = move || {
            if token.is_stopped() {
                return Err("it was stopped before it began".into());
            }
            closure(&token).map_err(Into::into)
        };
        self.step(name, async move {
            let _stops_when_dropped = stop.drop_guard();
            task::spawn_blocking(on_thread).await.unwrap_or_else(|error| Err(panic::lost(error)))
        })
        .await
    }

    /// Has a tool do what a model asked for, seen by watchers as a call that begins and ends, under
    /// an id that no other open call has.
    ///
    /// Its panic fails the call and goes no further.
    pub async fn tool_call(
        &self,
        call: &ToolCall,
        work: impl Future<Output = Result<String, ToolError>> + Send,
    ) -> Result<String, ToolError> {
        let mut open = OpenToolCall::new(&self.queue, call);
        task::yield_now().await;
        let caught = AssertUnwindSafe(work).catch_unwind().await;
        let result = caught.unwrap_or_else(|panic| Err(ToolError::Failed(panic::told(&*panic))));
        open.error = result.as_ref().err().map(|error| in_full(error));
        result
    }

    /// Does another workflow as a step of this run, named after it: the same id, the same numbering
    /// and the same budget.
    pub async fn call<W: Workflow>(
        &self,
        workflow: &W,
        input: W::Input,
    ) -> Result<W::Output, RunError> {
        Ok(self.step(W::NAME, workflow.run(self, input)).await?)
    }

    /// Appends to the answer. Never waits: text that is said faster than it is read comes in longer
    /// pieces.
    pub fn say(&self, delta: impl Into<String>) {
        self.queue.push_text(delta.into());
    }

    /// Tells watchers of something learned.
    pub fn fact(&self, fact: Value) {
        self.queue.push(EventKind::FactAdded { fact });
    }

    /// Tells watchers that a figure of the answer was held against the facts.
    pub fn figure(&self, figure: Value) {
        self.queue.push(EventKind::FigureChecked { figure });
    }

    /// Tells watchers what a model has used.
    pub fn add_usage(&self, usage: Usage) {
        self.queue.push(EventKind::UsageAdded { usage });
    }

    /// What is left to spend.
    pub fn budget(&self) -> &BudgetLeft {
        &self.budget
    }

    /// Waits until nine tenths of the run's time are over: whoever waits for others and can do without them gives up
    /// then, so that the run still ends with what it has.
    pub async fn late(&self) {
        match self.late {
            Some(late) => time::sleep_until(late).await,
            None => future::pending().await,
        }
    }

    /// What cancels the run, for work that must be told rather than dropped.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }
}

/// The jobs with their places, made before anything is awaited: an iterator that borrows would
/// otherwise have to be `Send` for every lifetime.
fn numbered<J>(jobs: impl IntoIterator<Item = J>) -> Vec<(usize, J)> {
    jobs.into_iter().enumerate().collect()
}

fn in_order<T>(mut results: Vec<(usize, T)>) -> Vec<T> {
    results.sort_unstable_by_key(|(place, _)| *place);
    results.into_iter().map(|(_, result)| result).collect()
}
