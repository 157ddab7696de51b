//! The same runs for callers who do not await.
//!
//! Events come from an [`Iterator`], each when it happens: asking for the next one drives the work
//! until there is one.

use std::fmt;
use std::future::Future;
use std::io;
use std::panic;
use std::sync::Arc;
use std::thread;

use futures::StreamExt;
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task;
use tokio_util::sync::CancellationToken;

use crate::run::error::RunError;
use crate::run::event::Event;
use crate::run::id::RunId;
use crate::run::{Run, RunOptions};
use crate::workflow::Workflow;

/// A run that its caller waits for.
///
/// The work goes on only while an event or the outcome is being waited for, and stops when the run
/// is dropped.
pub struct BlockingRun<T> {
    // Dropped in this order: the work while its runtime still stands.
    run: Run<T>,
    runtime: OwnRuntime,
}

/// Why a run could not be started for a caller who waits.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Await the run instead: waiting here would hold up everything else on this thread.
    #[error("a blocking run cannot be started inside an async runtime: poll `Run` there")]
    InsideRuntime,
    /// Give up: the system has no resources for a runtime.
    #[error("the runtime of a blocking run could not be built")]
    NoRuntime(#[source] io::Error),
}

/// Begins a run; nothing is done before an event or the outcome is asked for.
pub fn start<W: Workflow>(
    workflow: Arc<W>,
    input: W::Input,
    options: RunOptions,
) -> Result<BlockingRun<W::Output>, StartError> {
    if Handle::try_current().is_ok() {
        return Err(StartError::InsideRuntime);
    }
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = OwnRuntime(Some(runtime.map_err(StartError::NoRuntime)?));
    Ok(BlockingRun { run: Run::start(workflow, input, options), runtime })
}

impl<T> BlockingRun<T> {
    /// What the run is called.
    pub fn id(&self) -> RunId {
        self.run.id()
    }

    /// Stops this run, from wherever it is taken to.
    pub fn stopper(&self) -> CancellationToken {
        self.run.stopper()
    }
}

impl<T: Send> BlockingRun<T> {
    /// Runs to the end, past the events that are left.
    pub fn outcome(self) -> Result<T, RunError> {
        let Self { run, runtime } = self;
        runtime.wait_for(run.outcome()).unwrap_or(Err(RunError::Cancelled))
    }
}

impl<T: Send> Iterator for BlockingRun<T> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        self.runtime.wait_for(self.run.next())?
    }
}

impl<T> fmt::Debug for BlockingRun<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingRun").field("run", &self.run).finish_non_exhaustive()
    }
}

/// A runtime that may be used and dropped anywhere. It is there until it is dropped.
struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    /// Waits on this thread, or, where another runtime holds this thread, on one made for it:
    /// Tokio panics when one runtime waits inside another.
    fn wait_for<O: Send>(&self, work: impl Future<Output = O> + Send) -> Option<O> {
        let runtime = self.0.as_ref()?;
        let work = async {
            let output = work.await;
            // Wakes that the runtime has put off until it rests would be lost when this wait ends,
            // and with them the work: it rests once more.
            task::yield_now().await;
            output
        };
        if Handle::try_current().is_err() {
            return Some(runtime.block_on(work));
        }
        let waited = thread::scope(|scope| scope.spawn(|| runtime.block_on(work)).join());
        Some(waited.unwrap_or_else(|panic| panic::resume_unwind(panic)))
    }
}

/// An ordinary drop would wait for blocking closures, and would panic inside another runtime.
impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
