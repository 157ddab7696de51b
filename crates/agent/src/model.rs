//! A language model: the port that providers implement and agents ask.

use std::error::Error;
use std::fmt::Debug;
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::BoxStream;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::message::{Message, ToolCall};
use crate::run::event::Usage;

/// A language model.
#[async_trait]
pub trait Model: Debug + Send + Sync {
    /// What people call it: `openai:gpt-5-mini`.
    fn name(&self) -> &str;

    /// What a million tokens cost, where that is known.
    fn price(&self) -> Option<Price>;

    /// Begins a reply. An error here means that nothing of it was seen; one in the stream, that it was cut off.
    async fn reply(&self, request: &ModelRequest) -> Result<ReplyStream, ModelError>;
}

/// A reply as it comes. It ends with [`ReplyPart::Finished`]; one that ends without was cut off.
pub type ReplyStream = BoxStream<'static, Result<ReplyPart, ModelError>>;

/// A piece of a reply.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum ReplyPart {
    /// Text, to be appended.
    Text {
        /// The piece.
        delta: String,
    },
    /// A whole call of a tool.
    ToolCall(ToolCall),
    /// The end.
    Finished {
        /// What the reply used.
        usage: Usage,
        /// Why it ended.
        reason: FinishReason,
    },
}

/// Why a reply ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinishReason {
    /// The model had said what it wanted to say, or wants tools called.
    Done,
    /// It had written as many tokens as it was allowed.
    Length,
    /// Its provider held it back.
    Withheld,
}

/// What a model is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRequest {
    /// What it is told beforehand.
    pub instructions: String,
    /// What was said so far, last the person or a tool.
    pub messages: Vec<Message>,
    /// What it may ask to have done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolSpec>,
    /// The form of its answer, where that is not free text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerSchema>,
    /// How many tokens it may write.
    pub output_tokens_max: u32,
}

/// A tool as a model is told of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolSpec {
    /// Its name: letters, digits and underscores.
    pub name: String,
    /// What it does, and when to use it.
    pub description: String,
    /// What it is given, as a JSON schema of an object.
    pub parameters: Value,
}

/// The form of a typed answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerSchema {
    /// Its name: letters, digits and underscores.
    pub name: String,
    /// A JSON schema of an object.
    pub schema: Value,
}

/// What a million tokens cost, in millionths of a dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// Read.
    pub input: u64,
    /// Written.
    pub output: u64,
}

impl Price {
    /// What so many tokens cost in millionths of a dollar, rounded up.
    pub fn of(self, input_tokens: u64, output_tokens: u64) -> u64 {
        let cost = |tokens: u64, price: u64| u128::from(tokens) * u128::from(price);
        let total = cost(input_tokens, self.input) + cost(output_tokens, self.output);
        u64::try_from(total.div_ceil(1_000_000)).unwrap_or(u64::MAX)
    }
}

/// Why a model gave no reply, or only a part of one, by what the asker can do about it.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// Set a key, or another one: the provider does not let us in.
    #[error("{model} refused the key or has none")]
    Unauthorized {
        /// Who was asked.
        model: String,
        /// What the provider said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Ask for less, or for something else: the request will never be answered as it is.
    #[error("{model} does not accept the request")]
    Rejected {
        /// Who was asked.
        model: String,
        /// What the provider said.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Ask later: down, slow or over its limit.
    #[error("{model} is unavailable")]
    Unavailable {
        /// Who was asked.
        model: String,
        /// When to ask again, where the provider said so.
        retry_after: Option<Duration>,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// Take the part or ask anew: the reply broke off.
    #[error("{model} broke off its reply")]
    CutOff {
        /// Who was asked.
        model: String,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
}
