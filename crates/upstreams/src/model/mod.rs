//! Language models: one question and one reply in the middle, four dialects around them.

mod anthropic;
mod gemini;
mod ollama;
mod openai;
mod rules;
mod schema;
mod stream;

use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Fault, Settings, Upstream,
    fault::{Refused, gemini_wrong_key, refusal},
    live::Live,
    wire::Plan,
};

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
    name: String,
    schema: Value,
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
    fn texts(&self) -> impl Iterator<Item = &str> {
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
    fn asked(&self) -> &str {
        let asked = self.turns.iter().rev().find_map(|turn| match turn {
            Turn::User(text) => Some(text.as_str()),
            Turn::Assistant { .. } | Turn::Tool(_) => None,
        });
        asked.unwrap_or_default()
    }

    /// Whether the model has called a tool since a person last spoke.
    fn has_called(&self) -> bool {
        let since = self.turns.iter().rev().take_while(|turn| !matches!(turn, Turn::User(_)));
        let mut calls = since.map(|turn| match turn {
            Turn::Assistant { called, .. } => *called,
            Turn::Tool(_) => true,
            Turn::User(_) => false,
        });
        calls.any(|called| called)
    }

    /// What reading it costs.
    fn tokens_in(&self) -> u64 {
        self.texts().filter(|text| !text.trim().is_empty()).map(tokens).sum::<u64>().max(1)
    }
}

impl Reply {
    /// The reply as text, where it is no call.
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Json(value) => value.to_string(),
            Self::Tools(_) => String::new(),
        }
    }

    fn calls(&self) -> &[ToolCall] {
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

/// What a dialect writes an answer from.
#[derive(Debug)]
struct Answer<'a> {
    question: &'a Question,
    reply: &'a Reply,
    tokens_in: u64,
    tokens_out: u64,
    /// A number that no other answer has.
    number: u64,
    per_token: Option<std::time::Duration>,
}

/// A request to a model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ModelRequest<'a> {
    pub(crate) upstream: Upstream,
    /// The path without its query.
    pub(crate) path: &'a str,
    pub(crate) query: &'a crate::query::Query,
    pub(crate) headers: &'a axum::http::HeaderMap,
    pub(crate) key: Option<&'a str>,
    pub(crate) body: &'a Bytes,
    pub(crate) number: u64,
    /// Whether the answer will be spoilt.
    pub(crate) spoilt: bool,
}

/// Reads a question; one that the upstream would not understand is refused in its words.
pub(crate) fn read(request: ModelRequest<'_>) -> Result<Question, Fault> {
    let body: Value = serde_json::from_slice(request.body).map_err(|_| Fault::Status(400))?;
    let (path, upstream) = (request.path, request.upstream);
    let question = match upstream {
        Upstream::OpenAi if path == "/openai/v1/chat/completions" => openai::read(&body),
        Upstream::Ollama if path == "/ollama/v1/chat/completions" => openai::read(&body),
        Upstream::Ollama if path == "/ollama/api/chat" => ollama::read(&body),
        Upstream::Anthropic if path == "/anthropic/v1/messages" => {
            if !request.headers.contains_key("anthropic-version") {
                return Err(Fault::Status(400));
            }
            anthropic::read(&body)
        }
        Upstream::Gemini => return gemini::read(path, request.query, &body),
        Upstream::OpenAi
        | Upstream::Anthropic
        | Upstream::Ollama
        | Upstream::Fmp
        | Upstream::Sec => return Err(Fault::Status(404)),
    };
    question.ok_or(Fault::Status(400))
}

/// The answer to a question.
pub(crate) fn answer(request: ModelRequest<'_>, question: &Question, live: &Live) -> Plan {
    let settings = &live.settings;
    if let Some(plan) = refused_key(request, &question.model, settings) {
        return plan;
    }
    let reply = live.scripted(question, request.spoilt);
    let reply = reply.unwrap_or_else(|| rules::reply(question, settings));
    let asked = crate::settings::Asked {
        upstream: request.upstream,
        path: request.path,
        instructions: &question.instructions,
    };
    let answer = Answer {
        question,
        reply: &reply,
        tokens_in: question.tokens_in(),
        tokens_out: reply.tokens_out(),
        number: request.number,
        per_token: Settings::last(&settings.paces, asked).map(|pace| pace.per_token()),
    };
    let plan = match request.upstream {
        Upstream::Anthropic => anthropic::write(&answer),
        Upstream::Gemini => gemini::write(&answer),
        Upstream::Ollama if request.path == "/ollama/api/chat" => ollama::write(&answer),
        Upstream::OpenAi | Upstream::Ollama | Upstream::Fmp | Upstream::Sec => {
            openai::write(&answer)
        }
    };
    match (question.delivery, answer.per_token) {
        // Whoever waits for the whole waits for every token.
        (Delivery::Whole, Some(per_token)) => {
            let tokens = u32::try_from(answer.tokens_out).unwrap_or(u32::MAX);
            Plan { first: per_token.saturating_mul(tokens), ..plan }
        }
        (Delivery::Whole, None) | (Delivery::Streamed | Delivery::StreamedOtherwise, _) => plan,
    }
}

fn refused_key(request: ModelRequest<'_>, model: &str, settings: &Settings) -> Option<Plan> {
    let wanted = settings.model_key.as_deref()?;
    if request.key == Some(wanted) || request.upstream == Upstream::Ollama {
        return None;
    }
    let (upstream, path) = (request.upstream, request.path);
    let refused = Refused { upstream, path, model, settings };
    Some(match (upstream, request.key) {
        (Upstream::Gemini, Some(_)) => gemini_wrong_key(),
        (Upstream::Gemini, None) => refusal(Fault::Status(403), refused),
        (_, _) => refusal(Fault::Status(401), refused),
    })
}

/// The list of models, where the path asks for it.
pub(crate) fn models(path: &str) -> Option<Plan> {
    let list = match path {
        "/openai/v1/models" | "/ollama/v1/models" => json!({"object": "list", "data": [
            {"id": "stand-in", "object": "model", "created": CREATED, "owned_by": "stand-in"},
        ]}),
        "/anthropic/v1/models" => json!({
            "data": [{"type": "model", "id": "stand-in", "display_name": "Stand-in",
                "created_at": CREATED_AT}],
            "has_more": false, "first_id": "stand-in", "last_id": "stand-in",
        }),
        "/gemini/v1beta/models" => json!({"models": [{
            "name": "models/stand-in", "displayName": "Stand-in",
            "supportedGenerationMethods": ["generateContent"],
        }]}),
        "/ollama/api/tags" => json!({"models": [{
            "name": "stand-in:latest", "model": "stand-in:latest", "modified_at": CREATED_AT, "size": 0,
            "digest": "", "details": {"family": "stand-in"},
        }]}),
        "/ollama/api/version" => json!({"version": "0.0.0-stand-in"}),
        _ => return None,
    };
    Some(Plan::json(200, &list))
}

/// When everything was made: the stand-in has no clock.
const CREATED: u64 = 1_767_225_600;
/// The same as text.
const CREATED_AT: &str = "2026-01-01T00:00:00Z";

/// The text of a message's content, whether it is one string or parts.
fn text_of(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.get("text")?.as_str());
            texts.collect::<Vec<_>>().join("\n")
        }
        Value::Null => String::new(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => content.to_string(),
    }
}

/// A text at a path of a value, or nothing.
fn text_at(value: &Value, pointer: &str) -> String {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The items of an array in a value, or none.
fn items<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
