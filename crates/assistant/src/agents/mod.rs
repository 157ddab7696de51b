//! The agents: where the rules are unsure, where prose is wanted, where a question has no figures. Each has its prompt
//! as a Markdown file, and each has the rules behind it.

mod chat;
mod checked;
mod prompt;
mod router;
mod sheet;
mod summary;
mod symbol;
mod tools;
mod writer;

use std::pin::pin;
use std::sync::Arc;

use agent::{Model, RunContext, RunError};
use finance::Symbol;
use futures::future::{self, Either};

use crate::flows::Names;

pub(crate) use chat::Chatted;
pub(crate) use writer::{Section, Written, is_final};

/// The agents of one model.
#[derive(Clone)]
pub(crate) struct Agents {
    /// Whom they ask.
    pub(crate) model: Arc<dyn Model>,
    /// Whether what no fact holds is replaced rather than marked.
    pub(crate) strict: bool,
    /// The names of companies.
    pub(crate) names: Arc<Names>,
}

/// Waits for a model as long as the rules still have time to answer in its place.
async fn in_time<T>(
    ctx: &RunContext,
    asked: impl Future<Output = Result<T, RunError>>,
) -> Result<T, RunError> {
    match future::select(pin!(asked), pin!(ctx.late())).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(RunError::failed("the model took longer than the run may")),
    }
}

impl Agents {
    /// Whether a sentence names a company besides these.
    fn names_other(&self, sentence: &str, own: &[&Symbol]) -> bool {
        self.names.resolve(sentence).companies.iter().any(|one| !own.contains(&&one.symbol))
    }
}
