//! One execution of a workflow.

pub(crate) mod budget;
pub(crate) mod context;
pub(crate) mod error;
pub(crate) mod event;
pub(crate) mod id;
mod open;
mod panic;
mod queue;
pub(crate) mod reserved;
pub(crate) mod stop;

use std::fmt;
use std::future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use futures::{FutureExt, Stream, StreamExt};
use tokio::time::{self, Instant};
use tokio_util::sync::CancellationToken;

use crate::run::budget::{Budget, BudgetLeft, Limit};
use crate::run::context::RunContext;
use crate::run::error::RunError;
use crate::run::event::{Event, EventKind};
use crate::run::id::RunId;
use crate::run::queue::Queue;
use crate::workflow::Workflow;

/// One execution of a workflow: a stream of its events, and then its outcome.
///
/// The work goes on only while the stream is polled, inside a Tokio runtime with time, and stops
/// when the run is dropped. Time counts from the start, polled or not.
pub struct Run<T> {
    id: RunId,
    stop: CancellationToken,
    queue: Arc<Queue>,
    work: Option<BoxFuture<'static, Result<T, RunError>>>,
    outcome: Option<Result<T, RunError>>,
}

/// How a workflow is to be run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// What the run is called.
    pub id: RunId,
    /// What it may spend.
    pub budget: Budget,
    /// Stops it from outside, together with whatever else listens to this token.
    pub stop: CancellationToken,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self { id: RunId::fresh(), budget: Budget::default(), stop: CancellationToken::new() }
    }
}

impl<T: Send + 'static> Run<T> {
    /// Begins a run; nothing is done before it is polled.
    pub fn start<W>(workflow: Arc<W>, input: W::Input, options: RunOptions) -> Self
    where
        W: Workflow<Output = T>,
    {
        let RunOptions { id, budget, stop } = options;
        // A child: whoever stops this run alone does not stop its neighbours.
        let stop = stop.child_token();
        let began = Instant::now();
        let queue = Arc::new(Queue::new(id, began));
        let late = began.checked_add(budget.time.saturating_sub(budget.time / 10));
        let ctx = RunContext::new(queue.clone(), BudgetLeft::all_of(&budget), stop.clone(), late);
        let deadline = began.checked_add(budget.time);
        let work = work(workflow, input, ctx, queue.clone(), deadline).boxed();
        Self { id, stop, queue, work: Some(work), outcome: None }
    }
}

impl<T> Run<T> {
    /// What the run is called.
    pub fn id(&self) -> RunId {
        self.id
    }

    /// Stops this run, from wherever it is taken to.
    pub fn stopper(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Runs to the end, past the events that are left.
    pub async fn outcome(mut self) -> Result<T, RunError> {
        while self.next().await.is_some() {}
        self.take_outcome().unwrap_or_else(|| Err(RunError::failed("the outcome is taken already")))
    }

    /// The outcome, which is there when the stream has ended, until it is taken.
    pub fn take_outcome(&mut self) -> Option<Result<T, RunError>> {
        self.outcome.take()
    }
}

/// Events that wait are handed out before the work goes on, so a reader always catches up with it.
impl<T> Stream for Run<T> {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let run = self.get_mut();
        if let Some(event) = run.queue.pop() {
            return Poll::Ready(Some(event));
        }
        if let Some(work) = &mut run.work
            && let Poll::Ready(outcome) = work.poll_unpin(cx)
        {
            run.work = None;
            run.outcome = Some(outcome);
        }
        match run.queue.pop() {
            Some(event) => Poll::Ready(Some(event)),
            None if run.work.is_none() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

/// The output is only ever moved, never pinned.
impl<T> Unpin for Run<T> {}

impl<T> fmt::Debug for Run<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("id", &self.id)
            .field("ended", &self.work.is_none())
            .finish_non_exhaustive()
    }
}

async fn work<W: Workflow>(
    workflow: Arc<W>,
    input: W::Input,
    ctx: RunContext,
    queue: Arc<Queue>,
    deadline: Option<Instant>,
) -> Result<W::Output, RunError> {
    queue.push(EventKind::RunStarted { workflow: W::NAME.to_owned() });
    // The only place where a run is stopped from outside. Dropping the workflow's future drops all
    // that it was waiting for, and its open steps report their ends before the run reports its own.
    let outcome = tokio::select! {
        biased;
        () = ctx.stop().cancelled() => Err(RunError::Cancelled),
        () = passing(deadline) => Err(RunError::OutOfBudget(Limit::Time)),
        outcome = workflow.run(&ctx, input) => outcome,
    };
    queue.push(match &outcome {
        Ok(_) => EventKind::RunFinished,
        Err(RunError::Cancelled) => EventKind::RunCancelled,
        Err(error) => EventKind::RunFailed { reason: error.in_full() },
    });
    outcome
}

/// Waits for the deadline; one that no clock can show never passes.
async fn passing(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => time::sleep_until(deadline).await,
        None => future::pending().await,
    }
}
