//! What a model is asked, whatever the dialect.

use serde_json::Value;

use super::reply::tokens;
use crate::Fault;

/// What was said to a model, or by it, before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Turn {
    /// By a person.
    User(String),
    /// By the model.
    Assistant { text: String, called: bool },
    /// By a tool.
    Tool(String),
}

/// A tool that a model may call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Offer {
    pub(super) name: String,
    pub(super) schema: Value,
}

/// Whether a model has to call a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    Free,
    Never,
    Any,
    Named(String),
}

/// What a model's answer has to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Format {
    Text,
    Json,
    Schema(Value),
}

/// How an answer is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// As one object.
    Whole,
    /// As a stream in the dialect's own way.
    Streamed,
    /// As a stream of events that ends with the usage, or as a stream in the dialect's other way.
    StreamedOtherwise,
}

/// A request to a model, whatever its dialect.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) model: String,
    pub(crate) instructions: String,
    pub(crate) turns: Vec<Turn>,
    pub(crate) tools: Vec<Offer>,
    pub(crate) choice: Choice,
    pub(crate) format: Format,
    pub(crate) delivery: Delivery,
}

impl Question {
    /// The texts that a model reads.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        let turns = self.turns.iter().map(|turn| match turn {
            Turn::User(text) | Turn::Assistant { text, .. } | Turn::Tool(text) => text.as_str(),
        });
        std::iter::once(self.instructions.as_str()).chain(turns)
    }

    /// Whether a text that the model reads contains this one.
    pub(crate) fn contains(&self, text: &str) -> bool {
        self.texts().any(|known| known.contains(text))
    }

    /// The fault that a marker in a text asks for: `[[fault: stall]]`.
    pub(crate) fn marked_fault(&self) -> Option<Fault> {
        self.texts().find_map(|text| {
            let (_, marker) = text.split_once("[[fault:")?;
            marker.split_once("]]")?.0.trim().parse().ok()
        })
    }

    /// What a person said last.
    pub(super) fn asked(&self) -> &str {
        let asked = self.turns.iter().rev().find_map(|turn| match turn {
            Turn::User(text) => Some(text.as_str()),
            Turn::Assistant { .. } | Turn::Tool(_) => None,
        });
        asked.unwrap_or_default()
    }

    /// Whether the model has called a tool since a person last spoke.
    pub(super) fn has_called(&self) -> bool {
        let since = self.turns.iter().rev().take_while(|turn| !matches!(turn, Turn::User(_)));
        let mut calls = since.map(|turn| match turn {
            Turn::Assistant { called, .. } => *called,
            Turn::Tool(_) => true,
            Turn::User(_) => false,
        });
        calls.any(|called| called)
    }

    /// What reading it costs.
    pub(super) fn tokens_in(&self) -> u64 {
        self.texts().filter(|text| !text.trim().is_empty()).map(tokens).sum::<u64>().max(1)
    }
}
