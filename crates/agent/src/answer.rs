//! What an agent is asked, and what comes of it.

use serde::{Deserialize, Serialize};

use crate::message::Message;
use crate::run::event::Usage;

/// What an agent is asked, and what was said before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What was said before, oldest first.
    #[serde(default)]
    pub history: Vec<Message>,
    /// What is asked now.
    pub text: String,
}

/// What an agent says, and what it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer<T> {
    /// What it says.
    pub value: T,
    /// What all requests to the model have used.
    pub usage: Usage,
}

/// An agent came to no answer, although its model replied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{agent} came to no answer")]
pub struct NoAnswer {
    /// The agent's name.
    pub agent: String,
    /// Why.
    #[source]
    pub reason: GiveUpReason,
}

/// Why an agent gives up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GiveUpReason {
    /// The model ended its reply without a word or a call.
    #[error("the model said nothing")]
    Empty,
    /// The reply was cut: allow it more tokens, or ask for less.
    #[error("the model's reply did not fit into the {tokens_max} tokens that it was allowed")]
    TooLong {
        /// How many that were.
        tokens_max: u32,
    },
    /// The model's provider does not let it say this.
    #[error("the model's provider held its reply back")]
    Withheld,
    /// The model went on asking for tools after it was told not to.
    #[error("the model asked for tools again after the {allowed} rounds that it was allowed")]
    TooManyRounds {
        /// How many that were.
        allowed: u32,
    },
    /// The model's answer had not the form that was asked for, and neither had its second one.
    #[error("the model's answer is no `{wanted}`: {wrong}; it begins `{start}`")]
    Malformed {
        /// The name of the form.
        wanted: String,
        /// What is wrong with it.
        wrong: String,
        /// How it begins.
        start: String,
    },
}
