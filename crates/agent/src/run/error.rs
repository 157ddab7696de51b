//! Why a run came to no output, told in full.

use std::error::Error;
use std::fmt;
use std::iter;

use crate::run::budget::Limit;

/// Why a run came to no output.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Someone stopped it.
    #[error("the run was cancelled")]
    Cancelled,
    /// Ask for less, or allow more: a part of its budget is used up.
    #[error("the run's budget of {0} is used up")]
    OutOfBudget(Limit),
    /// A step failed.
    #[error(transparent)]
    Step(StepError),
    /// Several parts failed, each for its own reason.
    #[error("{}", each_once(.0))]
    Several(Vec<RunError>),
    /// The workflow could not go on for a reason that is no step's.
    #[error(transparent)]
    Failed {
        /// The reason.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// A step failed.
#[derive(Debug, thiserror::Error)]
#[error("{step} failed")]
pub struct StepError {
    /// The name that watchers saw.
    pub step: String,
    /// Why.
    pub source: Box<dyn Error + Send + Sync>,
}

impl RunError {
    /// The workflow could not go on for this reason.
    pub fn failed(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed { source: reason.into() }
    }

    /// All values if there was no failure; all failures if there was one.
    ///
    /// What [`RunContext::settle`](crate::RunContext::settle) returns, for those who need every job.
    pub fn gather<T, E: Into<Self>>(
        results: impl IntoIterator<Item = Result<T, E>>,
    ) -> Result<Vec<T>, Self> {
        let mut values = Vec::new();
        let mut failures = Vec::new();
        for result in results {
            match result {
                Ok(value) => values.push(value),
                Err(error) => failures.push(error.into()),
            }
        }
        match failures.pop() {
            None => Ok(values),
            Some(only) if failures.is_empty() => Err(only),
            Some(last) => {
                failures.push(last);
                Err(Self::Several(failures))
            }
        }
    }

    /// The whole chain of causes on one line, each once.
    pub fn in_full(&self) -> String {
        in_full(self)
    }
}

impl StepError {
    /// The whole chain of causes on one line, each once.
    pub fn in_full(&self) -> String {
        in_full(self)
    }
}

/// A step that met the end of the run's budget, or its cancellation, did not fail by itself: what
/// stopped it stays the reason, however deep the step was.
impl From<StepError> for RunError {
    fn from(error: StepError) -> Self {
        let stopped = chain(&error).find_map(stopped_by);
        stopped.unwrap_or(Self::Step(error))
    }
}

fn stopped_by(cause: &(dyn Error + 'static)) -> Option<RunError> {
    match cause.downcast_ref::<RunError>()? {
        RunError::Cancelled => Some(RunError::Cancelled),
        RunError::OutOfBudget(limit) => Some(RunError::OutOfBudget(*limit)),
        RunError::Step(_) | RunError::Several(_) | RunError::Failed { .. } => None,
    }
}

/// The error and its causes. A cause that the text before it already quotes is left out, and so are
/// line breaks.
pub(crate) fn in_full(error: &(dyn Error + 'static)) -> String {
    let mut line = String::new();
    for cause in chain(error) {
        let text = cause.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        if line.contains(&text) {
            continue;
        }
        if !line.is_empty() {
            line.push_str(": ");
        }
        line.push_str(&text);
    }
    line
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    iter::successors(Some(error), |&cause| cause.source())
}

/// An error has one `source` at most, so what several have to say is told in the message.
fn each_once(failures: &[RunError]) -> impl fmt::Display {
    let mut told = Vec::new();
    for failure in failures {
        let text = failure.in_full();
        if !told.contains(&text) {
            told.push(text);
        }
    }
    told.join("; ")
}
