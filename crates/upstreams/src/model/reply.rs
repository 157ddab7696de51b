//! What a model says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// What it is given.
    pub arguments: Value,
}

/// What a model says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Text.
    Text(String),
    /// Calls of tools.
    Tools(Vec<ToolCall>),
    /// An object, as text.
    Json(Value),
}

/// A reply that was thought of before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScriptedReply {
    /// What the instructions or a message of the request contain; without it, the reply is the next in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What is said.
    #[serde(flatten)]
    pub reply: Reply,
}

impl ScriptedReply {
    /// The next reply in order.
    pub fn next(reply: Reply) -> Self {
        Self { when: None, reply }
    }

    /// The reply to every request that contains a text.
    pub fn when(text: impl Into<String>, reply: Reply) -> Self {
        Self { when: Some(text.into()), reply }
    }
}

/// How many tokens a text is counted as: its words, and at least one.
pub fn tokens(text: &str) -> u64 {
    u64::try_from(text.split_whitespace().count()).unwrap_or(u64::MAX).max(1)
}

impl Reply {
    /// The reply as text, where it is no call.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Json(value) => value.to_string(),
            Self::Tools(_) => String::new(),
        }
    }

    pub(super) fn calls(&self) -> &[ToolCall] {
        match self {
            Self::Tools(calls) => calls,
            Self::Text(_) | Self::Json(_) => &[],
        }
    }

    /// What saying it costs.
    pub fn tokens_out(&self) -> u64 {
        match self {
            Self::Text(_) | Self::Json(_) => tokens(&self.text()),
            Self::Tools(calls) => {
                let cost = |call: &ToolCall| 1 + tokens(&call.arguments.to_string());
                calls.iter().map(cost).sum::<u64>().max(1)
            }
        }
    }
}
