//! The one shape that all work has.

use async_trait::async_trait;

use crate::run::context::RunContext;
use crate::run::error::RunError;

/// Named work with typed input and output.
///
/// What happens at once is said in the function's own words: `try_join!` for different things that
/// are all needed, [`RunContext::each`] and [`RunContext::settle`] for many alike, and
/// [`RunContext::step`] around whatever a watcher should see begin and end.
#[async_trait]
pub trait Workflow: Send + Sync + 'static {
    /// What the work is about.
    type Input: Send + 'static;
    /// What it comes to.
    type Output: Send + 'static;
    /// What watchers call it.
    const NAME: &'static str;

    /// Does the work. Stopping it is dropping this future, at whatever it awaits.
    async fn run(&self, ctx: &RunContext, input: Self::Input) -> Result<Self::Output, RunError>;
}
