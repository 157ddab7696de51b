//! Between our words and the library's that speaks the providers' dialects.

use agent::{FinishReason, Message, ModelError, ModelRequest, ReplyPart, ToolCall, Usage};
use genai::chat::{
    ChatMessage, ChatOptions, ChatRequest, ChatResponseFormat, ChatStreamEvent, ContentPart,
    JsonSpec, MessageContent, StopReason, StreamEnd, Tool, ToolResponse,
};
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::names::Dialect;
use crate::upstream::{Failure, web};

/// How much of what a provider said is told on.
const SAID_MAX: usize = 200;

/// The request in the library's words.
pub(super) fn request(request: &ModelRequest) -> ChatRequest {
    let messages = request.messages.iter().map(message).collect();
    let mut chat = ChatRequest::new(messages).with_system(request.instructions.clone());
    if !request.tools.is_empty() {
        let tools = request.tools.iter().map(|tool| {
            Tool::new(tool.name.clone())
                .with_description(tool.description.clone())
                .with_schema(tool.parameters.clone())
        });
        chat = chat.with_tools(tools.collect::<Vec<_>>());
    }
    chat
}

/// How the answer is wanted.
pub(super) fn options(request: &ModelRequest) -> ChatOptions {
    let options = ChatOptions::default()
        .with_max_tokens(request.output_tokens_max)
        .with_capture_usage(true)
        .with_capture_content(true)
        .with_capture_tool_calls(true);
    match &request.answer {
        None => options,
        Some(answer) => {
            let spec = JsonSpec::new(answer.name.clone(), answer.schema.clone());
            options.with_response_format(ChatResponseFormat::JsonSpec(spec))
        }
    }
}

fn message(message: &Message) -> ChatMessage {
    match message {
        Message::User { text } => ChatMessage::user(text.clone()),
        Message::Assistant(reply) => {
            let text =
                Some(ContentPart::from_text(reply.text.clone())).filter(|_| !reply.text.is_empty());
            let calls = reply.tool_calls.iter().map(|call| {
                ContentPart::ToolCall(genai::chat::ToolCall {
                    call_id: call.call_id.clone(),
                    fn_name: call.tool.clone(),
                    fn_arguments: call.arguments.clone(),
                    thought_signatures: Some(call.signatures.clone())
                        .filter(|signatures| !signatures.is_empty()),
                })
            });
            let parts = text.into_iter().chain(calls).collect::<Vec<_>>();
            ChatMessage::assistant(MessageContent::from_parts(parts))
        }
        Message::Tool(result) => {
            let response = ToolResponse::new(result.call_id.clone(), result.content.clone());
            ChatMessage::from(response.with_fn_name(result.tool.clone()))
        }
    }
}

/// What an event of the stream means here: pieces of the reply, and whether it is the last.
pub(super) fn parts(event: ChatStreamEvent, dialect: Dialect) -> Result<Vec<ReplyPart>, String> {
    match event {
        ChatStreamEvent::Chunk(chunk) if !chunk.content.is_empty() => {
            Ok(vec![ReplyPart::Text { delta: chunk.content }])
        }
        ChatStreamEvent::End(end) => ended(&end, dialect),
        // What a model thinks to itself is no part of its reply; calls of tools come whole at the end.
        ChatStreamEvent::Start
        | ChatStreamEvent::Chunk(_)
        | ChatStreamEvent::ReasoningChunk(_)
        | ChatStreamEvent::ThoughtSignatureChunk(_)
        | ChatStreamEvent::ToolCallChunk(_)
        | ChatStreamEvent::Heartbeat => Ok(Vec::new()),
    }
}

fn ended(end: &StreamEnd, dialect: Dialect) -> Result<Vec<ReplyPart>, String> {
    let calls = end.captured_content.iter().flat_map(MessageContent::tool_calls).map(call);
    let calls: Vec<ReplyPart> = calls.map(ReplyPart::ToolCall).collect();
    // In some dialects a stream that just stops looks like one that ended.
    let is_cut = match dialect {
        Dialect::OpenAi | Dialect::Anthropic => false,
        Dialect::Gemini => end.captured_stop_reason.is_none(),
        Dialect::Ollama => end.captured_usage.is_none(),
    };
    if is_cut {
        return Err("its reply stopped without an end".to_owned());
    }
    let reason = match &end.captured_stop_reason {
        Some(StopReason::MaxTokens(_)) => FinishReason::Length,
        Some(StopReason::ContentFilter(_)) => FinishReason::Withheld,
        None
        | Some(
            StopReason::Completed(_)
            | StopReason::ToolCall(_)
            | StopReason::StopSequence(_)
            | StopReason::Other(_),
        ) => FinishReason::Done,
    };
    let count = |tokens: Option<i32>| tokens.and_then(|tokens| u64::try_from(tokens).ok());
    let used = end.captured_usage.as_ref();
    let usage = Usage {
        requests: 1,
        input_tokens: used.and_then(|usage| count(usage.prompt_tokens)).unwrap_or(0),
        output_tokens: used.and_then(|usage| count(usage.completion_tokens)).unwrap_or(0),
        microdollars: None,
    };
    Ok(calls.into_iter().chain([ReplyPart::Finished { usage, reason }]).collect())
}

fn call(call: &genai::chat::ToolCall) -> ToolCall {
    // Arguments may come as text that holds an object.
    let arguments = match &call.fn_arguments {
        Value::String(text) if text.trim().is_empty() => Value::Object(serde_json::Map::new()),
        Value::String(text) => serde_json::from_str(text).unwrap_or(call.fn_arguments.clone()),
        Value::Null => Value::Object(serde_json::Map::new()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            call.fn_arguments.clone()
        }
    };
    ToolCall {
        call_id: call.call_id.clone(),
        tool: call.fn_name.clone(),
        arguments,
        signatures: call.thought_signatures.clone().unwrap_or_default(),
    }
}

/// Why there is no reply: a failure that asking again may mend, or a refusal that it will not.
pub(super) enum NoReply {
    Failure(Failure),
    Refused { status: u16, said: String },
}

/// What an error of the library means.
pub(super) fn no_reply(error: &genai::Error) -> NoReply {
    let Some((status, body, headers)) = answered(error) else {
        return NoReply::Failure(broken(error));
    };
    let retry_after = headers.and_then(web::retry_after);
    match status {
        429 if is_used_up(body) => {
            NoReply::Refused { status, said: format!("the account is used up: {}", said(body)) }
        }
        429 => NoReply::Failure(Failure::Limited { status, retry_after }),
        408 | 409 | 500.. => NoReply::Failure(Failure::Failing { status, retry_after }),
        _ => NoReply::Refused { status, said: said(body) },
    }
}

/// The status and the body of an answer that was none, however deep in the error they are.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's errors are many: these are told apart"
)]
fn answered(error: &genai::Error) -> Option<(u16, &str, Option<&HeaderMap>)> {
    match error {
        genai::Error::HttpError { status, body, headers, .. } => {
            Some((status.as_u16(), body, Some(headers)))
        }
        genai::Error::WebAdapterCall { webc_error, .. }
        | genai::Error::WebModelCall { webc_error, .. } => match webc_error {
            genai::webc::Error::ResponseFailedStatus { status, body, headers } => {
                Some((status.as_u16(), body, Some(headers)))
            }
            _ => None,
        },
        genai::Error::WebStream { error, .. } => {
            error.downcast_ref::<genai::Error>().and_then(answered)
        }
        _ => None,
    }
}

/// What broke, without addresses and without what was asked.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the library's errors are many: these are told apart"
)]
fn broken(error: &genai::Error) -> Failure {
    let deepest = |error: &(dyn std::error::Error + 'static)| {
        let mut deepest = error;
        while let Some(source) = deepest.source() {
            deepest = source;
        }
        deepest.to_string()
    };
    match error {
        genai::Error::WebStream { error, .. } => Failure::Unreachable(said(&deepest(&**error))),
        genai::Error::StreamParse { serde_error, .. } => Failure::Garbled(serde_error.to_string()),
        genai::Error::ChatResponse { body, .. } => {
            Failure::Garbled(format!("it sent an error: {}", said(&body.to_string())))
        }
        genai::Error::WebAdapterCall { webc_error, .. }
        | genai::Error::WebModelCall { webc_error, .. } => match webc_error {
            genai::webc::Error::Reqwest(error) => web::unreachable(error),
            _ => Failure::Garbled("it is no data".to_owned()),
        },
        other => Failure::Garbled(said(&other.to_string())),
    }
}

fn is_used_up(body: &str) -> bool {
    let lower = body.to_lowercase();
    // Of a quota some speak of that comes back within a minute.
    ["insufficient_quota", "credit balance"].iter().any(|mark| lower.contains(mark))
}

/// What a provider said, on one short line: its message, where it sent one.
pub(super) fn said(body: &str) -> String {
    let message = |value: &Value| {
        let paths = ["/error/message", "/error", "/message", "/0/error/message"];
        paths.iter().find_map(|path| Some(value.pointer(path)?.as_str()?.to_owned()))
    };
    let value: Option<Value> = serde_json::from_str(body).ok();
    let text = value.as_ref().and_then(message).unwrap_or_else(|| body.to_owned());
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|c| !c.is_control()).take(SAID_MAX).collect()
}

/// The refusal in the words of the port.
pub(super) fn refused(
    model: &str,
    status: u16,
    said: &str,
    key_variable: Option<&str>,
) -> ModelError {
    let model = model.to_owned();
    match status {
        401 | 403 => {
            let hint = key_variable.map_or(String::new(), |name| format!(" (set {name})"));
            ModelError::Unauthorized { model, source: format!("{said}{hint}").into() }
        }
        _ => ModelError::Rejected { model, source: format!("status {status}: {said}").into() },
    }
}

/// The failure in the words of the port.
pub(super) fn unavailable(model: &str, failure: &Failure) -> ModelError {
    ModelError::Unavailable {
        model: model.to_owned(),
        retry_after: failure.retry_after(),
        source: failure.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_just_stops_is_no_reply_where_the_library_ends_it_itself() {
        let stopped = StreamEnd::default();
        assert!(ended(&stopped, Dialect::Gemini).is_err());
        assert!(ended(&stopped, Dialect::Ollama).is_err());
        // These end by a word of their own, and the library waits for it.
        assert!(ended(&stopped, Dialect::OpenAi).is_ok());
        assert!(ended(&stopped, Dialect::Anthropic).is_ok());
    }
}
