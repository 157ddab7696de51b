//! How work that asks models and tools is run.
//!
//! A [`Workflow`] is an async function with a name. A [`Run`] is one execution of it: a stream of
//! numbered [`Event`]s that is polled by its reader and ends in an outcome. Nothing that a run
//! starts outlives it, so dropping a run stops it. [`blocking`] is the same for callers who do not
//! await. An [`Agent`] is a [`Model`] with [`Tool`]s, in a workflow or as one: it answers within
//! the run's [`Budget`], and its text goes through a [`Voice`] while it is being written.

mod agent;
mod answer;
mod ask;
pub mod blocking;
mod cache;
mod clock;
mod dialogue;
mod limits;
mod message;
mod model;
mod output;
mod run;
mod scripted;
mod tool;
mod voice;
mod workflow;

pub use crate::agent::Agent;
pub use crate::answer::{Answer, GiveUpReason, NoAnswer, Question};
pub use crate::cache::{Cache, Kept, NoCache};
pub use crate::clock::{Clock, SystemClock};
pub use crate::limits::AgentLimits;
pub use crate::message::{Message, Reply, ToolCall, ToolResult};
pub use crate::model::{
    AnswerSchema, FinishReason, Model, ModelError, ModelRequest, Price, ReplyPart, ReplyStream,
    ToolSpec,
};
pub use crate::run::budget::{Budget, BudgetLeft, Limit};
pub use crate::run::context::RunContext;
pub use crate::run::error::{RunError, StepError};
pub use crate::run::event::{Event, EventKind, Outcome, Usage};
pub use crate::run::id::{InvalidRunId, RunId};
pub use crate::run::reserved::Reserved;
pub use crate::run::stop::StopToken;
pub use crate::run::{Run, RunOptions};
pub use crate::scripted::{ScriptedModel, ScriptedReply};
pub use crate::tool::{Tool, ToolError};
pub use crate::voice::Voice;
pub use crate::workflow::Workflow;
/// What stops a run from outside; see [`RunOptions::stop`].
pub use tokio_util::sync::CancellationToken;
