//! Anthropic's messages.

use serde_json::{Value, json};

use super::{
    Answer,
    parts::{items, text_at, text_of},
    question::{Choice, Delivery, Format, Offer, Question, Turn},
    reply::ToolCall,
    stream::{Stream, fragments, words},
};
use crate::wire::{EVENTS, Plan};

/// Reads a request.
pub(super) fn read(body: &Value) -> Option<Question> {
    // Without it the real one refuses.
    body.get("max_tokens")?.as_u64()?;
    let mut turns = Vec::new();
    for message in body.get("messages")?.as_array()? {
        turns.extend(turns_of(message)?);
    }
    let offers = items(body, "tools").iter().filter_map(|tool| {
        let name = tool.get("name")?.as_str()?.to_owned();
        Some(Offer { name, schema: tool.get("input_schema").cloned().unwrap_or_default() })
    });
    let schema = body.pointer("/output_config/format/schema");
    let schema = schema.or_else(|| body.pointer("/output_format/schema"));
    let streamed = body.get("stream").and_then(Value::as_bool).unwrap_or(false);
    Some(Question {
        model: body.get("model")?.as_str()?.to_owned(),
        instructions: body.get("system").map(text_of).unwrap_or_default(),
        turns,
        tools: offers.collect(),
        choice: match text_at(body, "/tool_choice/type").as_str() {
            "none" => Choice::Never,
            "any" => Choice::Any,
            "tool" => Choice::Named(text_at(body, "/tool_choice/name")),
            _ => Choice::Free,
        },
        format: schema.map_or(Format::Text, |schema| Format::Schema(schema.clone())),
        delivery: if streamed { Delivery::Streamed } else { Delivery::Whole },
    })
}

/// A message's turns: the results of tools come in messages of the user.
fn turns_of(message: &Value) -> Option<Vec<Turn>> {
    let content = message.get("content")?;
    let blocks = content.as_array().map_or(&[][..], Vec::as_slice);
    let is = |block: &Value, kind: &str| block.get("type").and_then(Value::as_str) == Some(kind);
    let text = text_of(content);
    match message.get("role")?.as_str()? {
        "assistant" => {
            let called = blocks.iter().any(|block| is(block, "tool_use"));
            Some(vec![Turn::Assistant { text, called }])
        }
        "user" => {
            let results = blocks.iter().filter(|block| is(block, "tool_result"));
            let results = results
                .map(|block| Turn::Tool(block.get("content").map(text_of).unwrap_or_default()));
            let mut turns: Vec<_> = results.collect();
            if turns.is_empty() || !text.is_empty() {
                turns.push(Turn::User(text));
            }
            Some(turns)
        }
        _ => None,
    }
}

/// Writes an answer.
pub(super) fn write(answer: &Answer<'_>) -> Plan {
    let plan = match answer.question.delivery {
        Delivery::Whole => Plan::json(200, &whole(answer)),
        Delivery::Streamed | Delivery::StreamedOtherwise => streamed(answer),
    };
    plan.with("request-id", format!("req_{}", answer.number))
}

fn usage(answer: &Answer<'_>, tokens_out: u64) -> Value {
    json!({
        "input_tokens": answer.tokens_in,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "cache_creation": {"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0},
        "output_tokens": tokens_out,
        "service_tier": "standard",
    })
}

fn stop_reason(answer: &Answer<'_>) -> &'static str {
    if answer.reply.calls().is_empty() { "end_turn" } else { "tool_use" }
}

fn tool_use(answer: &Answer<'_>, index: usize, call: &ToolCall, input: &Value) -> Value {
    let id = format!("toolu_{}_{index}", answer.number);
    json!({"type": "tool_use", "id": id, "name": call.name, "input": input})
}

fn message(answer: &Answer<'_>, content: &[Value], stop: Option<&str>, tokens_out: u64) -> Value {
    json!({
        "id": format!("msg_{}", answer.number),
        "type": "message",
        "role": "assistant",
        "model": answer.question.model,
        "content": content,
        "stop_reason": stop,
        "stop_sequence": null,
        "usage": usage(answer, tokens_out),
    })
}

fn whole(answer: &Answer<'_>) -> Value {
    let calls = answer.reply.calls().iter().enumerate();
    let mut content: Vec<_> =
        calls.map(|(index, call)| tool_use(answer, index, call, &call.arguments)).collect();
    if content.is_empty() {
        content.push(json!({"type": "text", "text": answer.reply.text()}));
    }
    message(answer, &content, Some(stop_reason(answer)), answer.tokens_out)
}

fn event(data: &Value) -> String {
    format!("event: {}\ndata: {data}\n\n", text_at(data, "/type"))
}

fn streamed(answer: &Answer<'_>) -> Plan {
    let mut stream = Stream::new(answer.per_token);
    let opened = message(answer, &[], None, 1);
    stream.frame(event(&json!({"type": "message_start", "message": opened})));
    let blocks = match answer.reply.calls() {
        [] => {
            let block = json!({"type": "text", "text": ""});
            let text = answer.reply.text();
            let deltas = words(&text).map(|word| json!({"type": "text_delta", "text": word}));
            vec![(block, deltas.collect::<Vec<_>>())]
        }
        calls => {
            let block = |(index, call): (usize, &ToolCall)| {
                let parts = fragments(&call.arguments.to_string());
                // The first delta of a call is empty.
                let parts = std::iter::once(String::new()).chain(parts);
                let deltas =
                    parts.map(|part| json!({"type": "input_json_delta", "partial_json": part}));
                (tool_use(answer, index, call, &json!({})), deltas.collect())
            };
            calls.iter().enumerate().map(block).collect()
        }
    };
    for (index, (block, deltas)) in blocks.into_iter().enumerate() {
        let start = json!({"type": "content_block_start", "index": index, "content_block": block});
        stream.frame(event(&start));
        if index == 0 {
            stream.frame(event(&json!({"type": "ping"})));
        }
        for delta in deltas {
            let delta = json!({"type": "content_block_delta", "index": index, "delta": delta});
            stream.token(event(&delta));
        }
        stream.frame(event(&json!({"type": "content_block_stop", "index": index})));
    }
    stream.frame(event(&json!({
        "type": "message_delta",
        "delta": {"stop_reason": stop_reason(answer), "stop_sequence": null},
        "usage": {
            "input_tokens": answer.tokens_in, "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0, "output_tokens": answer.tokens_out,
        },
    })));
    stream.frame(event(&json!({"type": "message_stop"})));
    stream.plan(EVENTS)
}
