//! Gemini's `generateContent`, whole, as events and as a growing array.

use serde_json::{Value, json};

use super::{
    Answer,
    parts::{items, text_at, text_of},
    question::{Choice, Delivery, Format, Offer, Question, Turn},
    reply::ToolCall,
    stream::{Stream, words},
};
use crate::{
    Fault,
    query::Query,
    wire::{EVENTS, JSON, Plan},
};

/// Reads a request; a path that is no method's is not found.
pub(super) fn read(path: &str, query: &Query, body: &Value) -> Result<Question, Fault> {
    let asked = path.strip_prefix("/gemini/v1beta/models/").and_then(|rest| rest.split_once(':'));
    let (model, method) = asked.ok_or(Fault::Status(404))?;
    let delivery = match (method, query.get("alt")) {
        ("generateContent", _) => Delivery::Whole,
        ("streamGenerateContent", Some("sse")) => Delivery::Streamed,
        ("streamGenerateContent", _) => Delivery::StreamedOtherwise,
        (_, _) => return Err(Fault::Status(404)),
    };
    question(model, delivery, body).ok_or(Fault::Status(400))
}

/// A field under either of its names: the interface takes both.
fn either<'a>(value: &'a Value, camel: &str, snake: &str) -> Option<&'a Value> {
    value.get(camel).or_else(|| value.get(snake))
}

fn question(model: &str, delivery: Delivery, body: &Value) -> Option<Question> {
    let mut turns = Vec::new();
    for content in body.get("contents")?.as_array()? {
        turns.extend(turns_of(content));
    }
    let tools = items(body, "tools").iter();
    let declared =
        tools.filter_map(|tool| either(tool, "functionDeclarations", "function_declarations"));
    let offers = declared.filter_map(Value::as_array).flatten().filter_map(|function| {
        let name = function.get("name")?.as_str()?.to_owned();
        let schema = function.get("parametersJsonSchema").or_else(|| function.get("parameters"));
        Some(Offer { name, schema: schema.cloned().unwrap_or_default() })
    });
    let instructions = either(body, "systemInstruction", "system_instruction");
    Some(Question {
        model: model.to_owned(),
        instructions: instructions
            .and_then(|content| content.get("parts"))
            .map(text_of)
            .unwrap_or_default(),
        turns,
        tools: offers.collect(),
        choice: choice(body),
        format: format(body),
        delivery,
    })
}

fn turns_of(content: &Value) -> Vec<Turn> {
    let parts = items(content, "parts");
    let text = content.get("parts").map(text_of).unwrap_or_default();
    if content.get("role").and_then(Value::as_str) == Some("model") {
        let called = parts.iter().any(|part| part.get("functionCall").is_some());
        return vec![Turn::Assistant { text, called }];
    }
    let results = parts.iter().filter_map(|part| {
        let response = part.get("functionResponse")?.get("response")?;
        Some(Turn::Tool(response.get("content").map_or_else(|| response.to_string(), text_of)))
    });
    let mut turns: Vec<_> = results.collect();
    if turns.is_empty() || !text.is_empty() {
        turns.push(Turn::User(text));
    }
    turns
}

fn choice(body: &Value) -> Choice {
    let config = "/toolConfig/functionCallingConfig";
    match text_at(body, &format!("{config}/mode")).as_str() {
        "NONE" => Choice::Never,
        "ANY" => match text_at(body, &format!("{config}/allowedFunctionNames/0")) {
            name if name.is_empty() => Choice::Any,
            name => Choice::Named(name),
        },
        _ => Choice::Free,
    }
}

fn format(body: &Value) -> Format {
    let config = "/generationConfig";
    let schema = body.pointer(&format!("{config}/responseJsonSchema"));
    let schema = schema.or_else(|| body.pointer(&format!("{config}/responseSchema")));
    match schema {
        Some(schema) => Format::Schema(schema.clone()),
        None if text_at(body, &format!("{config}/responseMimeType")) == "application/json" => {
            Format::Json
        }
        None => Format::Text,
    }
}

/// Writes an answer.
pub(super) fn write(answer: &Answer<'_>) -> Plan {
    let chunks = chunks(answer);
    match answer.question.delivery {
        Delivery::Whole => {
            let parts = chunks.clone();
            Plan::json(
                200,
                &response(answer, &joined(answer, parts), Some("STOP"), answer.tokens_out),
            )
        }
        Delivery::Streamed => {
            let mut stream = Stream::new(answer.per_token);
            for response in responses(answer, &chunks) {
                stream.token(format!("data: {response}\r\n\r\n"));
            }
            stream.plan(EVENTS)
        }
        Delivery::StreamedOtherwise => {
            let mut stream = Stream::new(answer.per_token);
            for (index, response) in responses(answer, &chunks).into_iter().enumerate() {
                let before = if index == 0 { "[" } else { ",\r\n" };
                stream.token(format!("{before}{response}"));
            }
            stream.frame("]");
            stream.plan(JSON)
        }
    }
}

/// The parts of an answer, one to a chunk.
fn chunks(answer: &Answer<'_>) -> Vec<Value> {
    match answer.reply.calls() {
        [] => words(&answer.reply.text()).map(|word| json!({"text": word})).collect(),
        calls => {
            let part = |(index, call): (usize, &ToolCall)| {
                let id = format!("call_{}_{index}", answer.number);
                json!({"functionCall": {"id": id, "name": call.name, "args": call.arguments}})
            };
            calls.iter().enumerate().map(part).collect()
        }
    }
}

/// The parts of a whole answer: its text is one.
fn joined(answer: &Answer<'_>, parts: Vec<Value>) -> Vec<Value> {
    if answer.reply.calls().is_empty() {
        return vec![json!({"text": answer.reply.text()})];
    }
    parts
}

/// The chunks of a stream: each says what has been used so far, the last that it is the last.
fn responses(answer: &Answer<'_>, chunks: &[Value]) -> Vec<Value> {
    let empty = [json!({"text": ""})];
    let chunks = if chunks.is_empty() { &empty } else { chunks };
    let numbered = chunks.iter().zip(1..);
    let last = u64::try_from(chunks.len()).unwrap_or(u64::MAX);
    let response = |(part, number): (&Value, u64)| {
        let (stop, tokens) = if number == last {
            (Some("STOP"), answer.tokens_out)
        } else {
            (None, number.min(answer.tokens_out))
        };
        response(answer, std::slice::from_ref(part), stop, tokens)
    };
    numbered.map(response).collect()
}

fn response(answer: &Answer<'_>, parts: &[Value], stop: Option<&str>, tokens_out: u64) -> Value {
    let mut candidate = json!({"content": {"parts": parts, "role": "model"}, "index": 0});
    if let (Some(candidate), Some(stop)) = (candidate.as_object_mut(), stop) {
        candidate.insert("finishReason".to_owned(), stop.into());
    }
    json!({
        "candidates": [candidate],
        "usageMetadata": {
            "promptTokenCount": answer.tokens_in,
            "candidatesTokenCount": tokens_out,
            "totalTokenCount": answer.tokens_in + tokens_out,
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": answer.tokens_in}],
        },
        "modelVersion": answer.question.model,
        "responseId": format!("response-{}", answer.number),
    })
}
