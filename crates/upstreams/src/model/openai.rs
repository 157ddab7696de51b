//! `OpenAI`'s chat completions, which many others speak.

use serde_json::{Value, json};

use super::{
    Answer, CREATED,
    parts::{items, text_at, text_of},
    question::{Choice, Delivery, Format, Offer, Question, Turn},
    stream::{Stream, fragments, words},
};
use crate::wire::{EVENTS, Plan};

/// Reads a request.
pub(super) fn read(body: &Value) -> Option<Question> {
    let mut question = Question {
        model: body.get("model")?.as_str()?.to_owned(),
        instructions: String::new(),
        turns: Vec::new(),
        tools: Vec::new(),
        choice: choice(body.get("tool_choice")),
        format: format(body),
        delivery: delivery(body),
    };
    for message in body.get("messages")?.as_array()? {
        let text = message.get("content").map(text_of).unwrap_or_default();
        match message.get("role")?.as_str()? {
            "system" | "developer" => {
                if !question.instructions.is_empty() {
                    question.instructions.push('\n');
                }
                question.instructions.push_str(&text);
            }
            "user" => question.turns.push(Turn::User(text)),
            "assistant" => {
                let called = !items(message, "tool_calls").is_empty();
                question.turns.push(Turn::Assistant { text, called });
            }
            "tool" => question.turns.push(Turn::Tool(text)),
            _ => return None,
        }
    }
    let offers = items(body, "tools").iter().filter_map(|tool| {
        let function = tool.get("function")?;
        let name = function.get("name")?.as_str()?.to_owned();
        Some(Offer { name, schema: function.get("parameters").cloned().unwrap_or_default() })
    });
    question.tools = offers.collect();
    Some(question)
}

fn choice(choice: Option<&Value>) -> Choice {
    let Some(choice) = choice else { return Choice::Free };
    match choice.as_str() {
        Some("none") => Choice::Never,
        Some("required") => Choice::Any,
        Some(_) => Choice::Free,
        None => match text_at(choice, "/function/name") {
            name if name.is_empty() => Choice::Free,
            name => Choice::Named(name),
        },
    }
}

fn format(body: &Value) -> Format {
    match text_at(body, "/response_format/type").as_str() {
        "json_schema" => {
            let schema = body.pointer("/response_format/json_schema/schema");
            Format::Schema(schema.cloned().unwrap_or_default())
        }
        "json_object" => Format::Json,
        _ => Format::Text,
    }
}

fn delivery(body: &Value) -> Delivery {
    let is_set = |pointer| body.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
    match (is_set("/stream"), is_set("/stream_options/include_usage")) {
        (false, _) => Delivery::Whole,
        (true, false) => Delivery::Streamed,
        (true, true) => Delivery::StreamedOtherwise,
    }
}

/// Writes an answer.
pub(super) fn write(answer: &Answer<'_>) -> Plan {
    match answer.question.delivery {
        Delivery::Whole => Plan::json(200, &whole(answer)),
        Delivery::Streamed | Delivery::StreamedOtherwise => streamed(answer),
    }
}

fn usage(answer: &Answer<'_>) -> Value {
    json!({
        "prompt_tokens": answer.tokens_in,
        "completion_tokens": answer.tokens_out,
        "total_tokens": answer.tokens_in + answer.tokens_out,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0, "audio_tokens": 0, "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    })
}

fn finish_reason(answer: &Answer<'_>) -> &'static str {
    if answer.reply.calls().is_empty() { "stop" } else { "tool_calls" }
}

fn call_id(answer: &Answer<'_>, index: usize) -> String {
    format!("call_{}_{index}", answer.number)
}

fn whole(answer: &Answer<'_>) -> Value {
    let calls = answer.reply.calls().iter().enumerate().map(|(index, call)| {
        json!({
            "id": call_id(answer, index),
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments.to_string()},
        })
    });
    let calls: Vec<_> = calls.collect();
    let mut message = json!({"role": "assistant", "refusal": null, "annotations": []});
    if let Some(message) = message.as_object_mut() {
        if calls.is_empty() {
            message.insert("content".to_owned(), answer.reply.text().into());
        } else {
            message.insert("content".to_owned(), Value::Null);
            message.insert("tool_calls".to_owned(), calls.into());
        }
    }
    json!({
        "id": format!("chatcmpl-{}", answer.number),
        "object": "chat.completion",
        "created": CREATED,
        "model": answer.question.model,
        "choices": [{
            "index": 0, "message": message, "logprobs": null, "finish_reason": finish_reason(answer),
        }],
        "usage": usage(answer),
        "service_tier": "default",
        "system_fingerprint": null,
    })
}

fn chunk(answer: &Answer<'_>, choices: &Value, usage: Option<Value>) -> String {
    let mut chunk = json!({
        "id": format!("chatcmpl-{}", answer.number),
        "object": "chat.completion.chunk",
        "created": CREATED,
        "model": answer.question.model,
        "service_tier": "default",
        "system_fingerprint": null,
        "choices": choices,
    });
    // With usage asked for, every chunk has the field and the last one has the numbers.
    if answer.question.delivery == Delivery::StreamedOtherwise
        && let Some(chunk) = chunk.as_object_mut()
    {
        chunk.insert("usage".to_owned(), usage.unwrap_or(Value::Null));
    }
    format!("data: {chunk}\n\n")
}

fn delta(answer: &Answer<'_>, delta: &Value) -> String {
    let choice = json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": null}]);
    chunk(answer, &choice, None)
}

fn streamed(answer: &Answer<'_>) -> Plan {
    let mut stream = Stream::new(answer.per_token);
    let calls = answer.reply.calls();
    let content = if calls.is_empty() { json!("") } else { Value::Null };
    let first = json!({"role": "assistant", "content": content, "refusal": null});
    stream.frame(delta(answer, &first));
    for word in words(&answer.reply.text()) {
        stream.token(delta(answer, &json!({"content": word})));
    }
    for (index, call) in calls.iter().enumerate() {
        let begin = json!({"tool_calls": [{
            "index": index,
            "id": call_id(answer, index),
            "type": "function",
            "function": {"name": call.name, "arguments": ""},
        }]});
        stream.token(delta(answer, &begin));
        for fragment in fragments(&call.arguments.to_string()) {
            let part = json!({"tool_calls": [{
                "index": index, "function": {"arguments": fragment},
            }]});
            stream.token(delta(answer, &part));
        }
    }
    let end = json!([{
        "index": 0, "delta": {}, "logprobs": null, "finish_reason": finish_reason(answer),
    }]);
    stream.frame(chunk(answer, &end, None));
    if answer.question.delivery == Delivery::StreamedOtherwise {
        stream.frame(chunk(answer, &json!([]), Some(usage(answer))));
    }
    stream.frame("data: [DONE]\n\n");
    stream.plan(EVENTS)
}
