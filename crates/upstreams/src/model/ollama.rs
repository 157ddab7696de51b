//! Ollama's chat, as lines of JSON.

use serde_json::{Value, json};

use super::{
    Answer, CREATED_AT, openai,
    question::{Delivery, Format, Question},
    stream::{Stream, words},
};
use crate::wire::{LINES, Plan};

/// How long a token takes to read or to write, as the counts tell it.
const TOKEN_NANOS: u64 = 1_000_000;

/// Reads a request: its messages and tools are worded as `OpenAI` words them.
pub(super) fn read(body: &Value) -> Option<Question> {
    let question = openai::read(body)?;
    let format = match body.get("format") {
        Some(schema) if schema.is_object() => Format::Schema(schema.clone()),
        Some(mode) if mode == "json" => Format::Json,
        Some(_) | None => Format::Text,
    };
    let streamed = body.get("stream").and_then(Value::as_bool).unwrap_or(true);
    let delivery = if streamed { Delivery::Streamed } else { Delivery::Whole };
    Some(Question { format, delivery, ..question })
}

/// Writes an answer.
pub(super) fn write(answer: &Answer<'_>) -> Plan {
    match answer.question.delivery {
        Delivery::Whole => Plan::json(200, &last(answer, &message(answer, &answer.reply.text()))),
        Delivery::Streamed | Delivery::StreamedOtherwise => streamed(answer),
    }
}

fn message(answer: &Answer<'_>, text: &str) -> Value {
    let calls = answer.reply.calls().iter().enumerate().map(|(index, call)| {
        let id = format!("call_{}_{index}", answer.number);
        json!({"id": id, "function": {
            "index": index, "name": call.name, "arguments": call.arguments,
        }})
    });
    let calls: Vec<_> = calls.collect();
    if calls.is_empty() {
        return json!({"role": "assistant", "content": text});
    }
    json!({"role": "assistant", "content": "", "tool_calls": calls})
}

fn line(answer: &Answer<'_>, message: &Value) -> Value {
    json!({
        "model": answer.question.model, "created_at": CREATED_AT, "message": message, "done": false,
    })
}

fn last(answer: &Answer<'_>, message: &Value) -> Value {
    let (read, written) = (answer.tokens_in * TOKEN_NANOS, answer.tokens_out * TOKEN_NANOS);
    json!({
        "model": answer.question.model,
        "created_at": CREATED_AT,
        "message": message,
        "done": true,
        "done_reason": "stop",
        "total_duration": read + written,
        "load_duration": 0,
        "prompt_eval_count": answer.tokens_in,
        "prompt_eval_duration": read,
        "eval_count": answer.tokens_out,
        "eval_duration": written,
    })
}

fn streamed(answer: &Answer<'_>) -> Plan {
    let mut stream = Stream::new(answer.per_token);
    if answer.reply.calls().is_empty() {
        for word in words(&answer.reply.text()) {
            stream.token(format!("{}\n", line(answer, &message(answer, word))));
        }
    } else {
        stream.token(format!("{}\n", line(answer, &message(answer, ""))));
    }
    let end = last(answer, &json!({"role": "assistant", "content": ""}));
    stream.frame(format!("{end}\n"));
    stream.plan(LINES)
}
