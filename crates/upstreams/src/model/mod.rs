//! Language models: one question and one reply in the middle, four dialects around them.

mod anthropic;
mod gemini;
mod ollama;
mod openai;
mod parts;
mod question;
mod reply;
mod rules;
mod schema;
mod stream;

pub(crate) use question::Question;
pub use reply::{Reply, ScriptedReply, ToolCall, tokens};

use axum::body::Bytes;
use question::Delivery;
use serde_json::{Value, json};

use crate::{
    Fault, Settings, Upstream,
    fault::{Refused, gemini_wrong_key, refusal},
    live::Live,
    wire::Plan,
};

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
