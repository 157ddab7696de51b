//! What is said between a person, a model and its tools.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing said in a dialogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Message {
    /// By the person who asks, or in their name.
    User {
        /// What they said.
        text: String,
    },
    /// By the model.
    Assistant(Reply),
    /// By a tool, to the model that called it.
    Tool(ToolResult),
}

impl Message {
    /// What a person says.
    pub fn user(text: impl Into<String>) -> Self {
        Self::User { text: text.into() }
    }
}

/// What a model said: text, calls of tools, or both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Its text.
    pub text: String,
    /// The tools that it wants called before it goes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tool_calls: Vec<ToolCall>,
}

/// A model's asking for something to be done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Joins the call to its result.
    pub call_id: String,
    /// The tool's name.
    pub tool: String,
    /// What the tool is given: an object as the tool's schema describes it.
    pub arguments: Value,
    /// What the model's provider wants to be shown again with the result, unread.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<String>,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolResult {
    /// The call.
    pub call_id: String,
    /// The tool's name.
    pub tool: String,
    /// What the tool said; where it failed, why, in words that a model can act on.
    pub content: String,
    /// Whether the tool failed.
    #[serde(default)]
    pub failed: bool,
}
