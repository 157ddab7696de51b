//! What the four dialects look like on the wire, where no library looks for us.

use serde_json::{Value, json};

use crate::raw::{self, start, started};

const OPENAI: &str = "/openai/v1/chat/completions";
const ANTHROPIC: &str = "/anthropic/v1/messages";
const GEMINI: &str = "/gemini/v1beta/models/gemini-x";

fn user(text: &str) -> Value {
    json!([{"role": "user", "content": text}])
}

/// The JSON of a stream's data lines.
fn data(text: &str) -> Vec<Value> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("data: "));
    lines.filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[test]
fn openai_splits_a_calls_arguments_and_ends_with_usage_and_done() {
    let stand_in = start();
    let tools = json!([{"type": "function", "function": {"name": "find", "parameters":
        {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}}}]);
    let body = json!({"model": "m", "stream": true, "stream_options": {"include_usage": true},
        "messages": user("How is Apple doing?"), "tools": tools});
    let answer = raw::post(&stand_in, OPENAI, &body);
    assert!(answer.header("content-type").unwrap().starts_with("text/event-stream"));
    assert!(answer.text().ends_with("data: [DONE]\n\n"));
    let chunks = data(answer.text());
    let arguments = chunks.iter().filter_map(|chunk| {
        chunk.pointer("/choices/0/delta/tool_calls/0/function/arguments")?.as_str()
    });
    let arguments: Vec<_> = arguments.collect();
    assert!(2 < arguments.len() && arguments.concat() == r#"{"query":"Apple"}"#, "{arguments:?}");
    let last = chunks.last().unwrap();
    assert_eq!((&last["choices"], &last["usage"]["prompt_tokens"]), (&json!([]), &json!(4)));
    assert!(chunks[0].as_object().unwrap().contains_key("usage"));
    let before = &chunks[chunks.len() - 2];
    assert_eq!(before["choices"][0]["finish_reason"], "tool_calls");
    let plain = json!({"model": "m", "stream": true, "messages": user("Hi")});
    let chunks = data(raw::post(&stand_in, OPENAI, &plain).text());
    assert!(chunks.iter().all(|chunk| chunk.get("usage").is_none()));
}

#[test]
fn anthropic_names_every_event_and_counts_at_the_end() {
    let stand_in = start();
    let body = json!({"model": "m", "max_tokens": 100, "stream": true, "system": "Be brief.",
        "messages": user("Hello there")});
    let answer = raw::post(&stand_in, ANTHROPIC, &body);
    let names = answer.text().lines().filter_map(|line| line.strip_prefix("event: "));
    let mut names: Vec<_> = names.collect();
    names.dedup();
    assert_eq!(
        names,
        [
            "message_start",
            "content_block_start",
            "ping",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop"
        ]
    );
    let events = data(answer.text());
    assert_eq!(events[0]["message"]["usage"]["input_tokens"], 4);
    let delta = &events[events.len() - 2];
    assert_eq!(
        (&delta["delta"]["stop_reason"], &delta["usage"]["output_tokens"]),
        (&json!("end_turn"), &json!(6))
    );
}

#[test]
fn anthropic_answers_json_by_format_and_by_a_forced_tool() {
    let stand_in = start();
    let schema = json!({"type": "object", "required": ["kind"],
        "properties": {"kind": {"enum": ["a", "b"]}}});
    let body = json!({"model": "m", "max_tokens": 100, "messages": user("Hi"),
        "output_config": {"format": {"type": "json_schema", "schema": schema}}});
    let answer = raw::post(&stand_in, ANTHROPIC, &body).json();
    assert_eq!(answer["content"][0]["text"], r#"{"kind":"a"}"#);
    stand_in.set(|settings| settings.call_tools = false);
    let body = json!({"model": "m", "max_tokens": 100, "messages": user("Hi"),
        "tools": [{"name": "other", "input_schema": {}}, {"name": "route", "input_schema": schema}],
        "tool_choice": {"type": "tool", "name": "route"}});
    let answer = raw::post(&stand_in, ANTHROPIC, &body).json();
    assert_eq!(
        (&answer["stop_reason"], &answer["content"][0]["name"]),
        (&json!("tool_use"), &json!("route"))
    );
    assert_eq!(answer["content"][0]["input"], json!({"kind": "a"}));
}

#[test]
fn anthropic_wants_a_version_and_a_bound() {
    let stand_in = start();
    let body = json!({"model": "m", "messages": user("Hi")});
    assert_eq!(raw::post(&stand_in, ANTHROPIC, &body).status, 400);
    let body = json!({"model": "m", "max_tokens": 1, "messages": user("Hi")}).to_string();
    assert_eq!(raw::ask(&stand_in, "POST", ANTHROPIC, &[], &body).status, 400);
}

#[test]
fn gemini_streams_events_or_one_array() {
    let stand_in = start();
    let body = json!({"contents": [{"role": "user", "parts": [{"text": "Hello there"}]}]});
    let events = raw::post(&stand_in, &format!("{GEMINI}:streamGenerateContent?alt=sse"), &body);
    assert!(events.header("content-type").unwrap().starts_with("text/event-stream"));
    let events = data(events.text());
    let array = raw::post(&stand_in, &format!("{GEMINI}:streamGenerateContent"), &body);
    assert!(array.header("content-type").unwrap().starts_with("application/json"));
    let array = array.json();
    let array = array.as_array().unwrap();
    assert_eq!(events.len(), array.len());
    for chunks in [&events, array] {
        let texts = chunks.iter().map(|chunk| {
            chunk.pointer("/candidates/0/content/parts/0/text").and_then(Value::as_str).unwrap()
        });
        assert_eq!(texts.collect::<String>(), "The stand-in was asked: Hello there");
        let last = chunks.last().unwrap();
        assert_eq!(last["candidates"][0]["finishReason"], "STOP");
        assert_eq!(last["usageMetadata"]["totalTokenCount"], 8);
    }
    let whole = raw::post(&stand_in, &format!("{GEMINI}:generateContent"), &body).json();
    assert_eq!(whole["modelVersion"], "gemini-x");
    assert_eq!(raw::post(&stand_in, &format!("{GEMINI}:countTokens"), &body).status, 404);
}

#[test]
fn gemini_takes_open_api_schemas_too() {
    let stand_in = start();
    let body = json!({"contents": [{"role": "user", "parts": [{"text": "Hi"}]}], "generationConfig":
        {"responseMimeType": "application/json", "responseSchema": {"type": "OBJECT",
            "required": ["sure"], "properties": {"sure": {"type": "BOOLEAN"}}}}});
    let answer = raw::post(&stand_in, &format!("{GEMINI}:generateContent"), &body).json();
    let text = answer.pointer("/candidates/0/content/parts/0/text").unwrap();
    assert_eq!(text, r#"{"sure":false}"#);
}

#[test]
fn ollama_streams_lines_unless_told_not_to_and_follows_a_schema() {
    let stand_in = start();
    let body = json!({"model": "m", "messages": user("Hello there")});
    let answer = raw::post(&stand_in, "/ollama/api/chat", &body);
    assert_eq!(answer.header("content-type"), Some("application/x-ndjson"));
    let lines: Vec<Value> =
        answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line["done"] == true).count(), 1);
    let last = lines.last().unwrap();
    assert_eq!((&last["prompt_eval_count"], &last["eval_count"]), (&json!(2), &json!(6)));
    let schema =
        json!({"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}});
    let body = json!({"model": "m", "messages": user("Hi"), "stream": false, "format": schema});
    let answer = raw::post(&stand_in, "/ollama/api/chat", &body).json();
    assert_eq!(answer["message"]["content"], r#"{"n":0}"#);
    let compatible = json!({"model": "m", "messages": user("Hi")});
    let answer = raw::post(&stand_in, "/ollama/v1/chat/completions", &compatible).json();
    assert_eq!(answer["object"], "chat.completion");
}

#[test]
fn a_model_key_that_is_set_is_asked_for_in_each_dialects_place() {
    let stand_in = started(|settings| settings.model_key = Some("right".to_owned()));
    let body = json!({"model": "m", "max_tokens": 1, "messages": user("Hi"),
        "contents": [{"role": "user", "parts": [{"text": "Hi"}]}]});
    let gemini = format!("{GEMINI}:generateContent");
    let check = |path: &str, name: &str, value: &str, expected: u16| {
        let headers = [("anthropic-version", "2023-06-01"), (name, value)];
        let answer = raw::ask(&stand_in, "POST", path, &headers, &body.to_string());
        assert_eq!(answer.status, expected, "{path} {name} {value}");
    };
    check(OPENAI, "authorization", "Bearer right", 200);
    check(OPENAI, "authorization", "Bearer wrong", 401);
    check(ANTHROPIC, "x-api-key", "right", 200);
    check(ANTHROPIC, "x-other", "", 401);
    check(&gemini, "x-goog-api-key", "right", 200);
    check(&gemini, "x-goog-api-key", "wrong", 400);
    check(&format!("{gemini}?key=right"), "x-other", "", 200);
    check("/ollama/api/chat", "x-other", "", 200);
}

#[test]
fn what_is_no_request_is_refused() {
    let stand_in = start();
    for body in ["", "{", "[]", r#"{"model":"m"}"#, r#"{"model":"m","messages":[{"role":"x"}]}"#] {
        let answer = raw::ask(&stand_in, "POST", OPENAI, &[], body);
        assert_eq!(answer.status, 400, "{body}");
        assert_eq!(answer.json()["error"]["type"], "invalid_request_error");
    }
    assert_eq!(raw::ask(&stand_in, "POST", "/openai/v1/nothing", &[], "{}").status, 404);
}

#[test]
fn models_are_listed() {
    let stand_in = start();
    for path in
        ["/openai/v1/models", "/anthropic/v1/models", "/gemini/v1beta/models", "/ollama/api/tags"]
    {
        let answer = raw::ask(&stand_in, "GET", path, &[], "");
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text().contains("stand-in"));
    }
}
