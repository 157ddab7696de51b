//! Something that a model may ask to have done.

use std::error::Error;
use std::fmt::Debug;

use async_trait::async_trait;
use serde_json::Value;

use crate::model::ToolSpec;
use crate::run::context::RunContext;

/// Something that a model may ask to have done.
#[async_trait]
pub trait Tool: Debug + Send + Sync {
    /// What a model is told of it.
    fn spec(&self) -> ToolSpec;

    /// Does it. What it says is read by the model.
    async fn call(&self, ctx: &RunContext, arguments: &Value) -> Result<String, ToolError>;
}

/// Why a tool did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ToolError {
    /// Ask again with other arguments: the model is told this message, and can mend its mistake.
    #[error("{0}")]
    Correctable(String),
    /// Do without: nothing that the model can change would help. It is told so, without the reason's details.
    #[error("the tool failed")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}
