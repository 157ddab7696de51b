//! The four dialects as a client library reads them, streamed and whole.

use futures::StreamExt;
use genai::{
    Client, ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::{
        ChatMessage, ChatOptions, ChatRequest, ChatStreamEvent, JsonSpec, StreamEnd, Tool,
        ToolResponse, Usage,
    },
    resolver::{AuthData, Endpoint, ServiceTargetResolver},
};
use serde_json::{Value, json};
use upstreams::{Reply, ScriptedReply, StandIn, ToolCall, tokens};

use crate::raw::{start, started};

const KINDS: [AdapterKind; 4] =
    [AdapterKind::OpenAI, AdapterKind::Anthropic, AdapterKind::Gemini, AdapterKind::Ollama];

/// A client that asks the stand-in in one dialect.
fn client(stand_in: &StandIn, kind: AdapterKind) -> Client {
    let urls = [
        stand_in.openai_url(),
        stand_in.anthropic_url(),
        stand_in.gemini_url(),
        stand_in.ollama_url(),
    ];
    let url = urls[KINDS.iter().position(|known| *known == kind).unwrap()].clone();
    let resolver = ServiceTargetResolver::from_resolver_fn(
        move |target: ServiceTarget| -> Result<ServiceTarget, genai::resolver::Error> {
            Ok(ServiceTarget {
                endpoint: Endpoint::from_owned(url.clone()),
                auth: AuthData::from_single("any-key"),
                model: ModelIden::new(kind, target.model.model_name),
            })
        },
    );
    // A build with more crates in it has a web client that wants to know how to encrypt, though nothing is encrypted here.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().with_service_target_resolver(resolver).build().unwrap()
}

fn captured() -> ChatOptions {
    ChatOptions::default()
        .with_capture_usage(true)
        .with_capture_content(true)
        .with_capture_tool_calls(true)
}

/// The pieces of text of a streamed answer, and its end.
async fn streamed(
    client: &Client,
    request: ChatRequest,
    options: &ChatOptions,
) -> Result<(Vec<String>, StreamEnd), genai::Error> {
    let answer = client.exec_chat_stream("stand-in", request, Some(options)).await?;
    let (mut stream, mut texts) = (answer.stream, Vec::new());
    let end = loop {
        // A stream that ends without saying so is as good as none.
        let Some(event) = stream.next().await else { break StreamEnd::default() };
        match event? {
            ChatStreamEvent::Chunk(chunk) => texts.push(chunk.content),
            ChatStreamEvent::End(end) => break end,
            ChatStreamEvent::Start
            | ChatStreamEvent::ReasoningChunk(_)
            | ChatStreamEvent::ThoughtSignatureChunk(_)
            | ChatStreamEvent::ToolCallChunk(_)
            | ChatStreamEvent::Heartbeat => {}
        }
    };
    Ok((texts, end))
}

fn used(usage: &Usage) -> (Option<u64>, Option<u64>) {
    let number = |tokens: Option<i32>| tokens.and_then(|tokens| u64::try_from(tokens).ok());
    (number(usage.prompt_tokens), number(usage.completion_tokens))
}

const SYSTEM: &str = "You are brief.";
const QUESTION: &str = "How is Apple doing?";
const ANSWER: &str = "The stand-in was asked: How is Apple doing?";

#[tokio::test]
async fn text_is_streamed_word_by_word_with_its_usage() {
    let stand_in = start();
    for kind in KINDS {
        let request = ChatRequest::from_user(QUESTION).with_system(SYSTEM);
        let client = client(&stand_in, kind);
        let (texts, end) = streamed(&client, request.clone(), &captured()).await.unwrap();
        assert_eq!(texts.concat(), ANSWER, "{kind}");
        assert_eq!(texts.len(), 8, "{kind}: {texts:?}");
        let tokens_in = tokens(SYSTEM) + tokens(QUESTION);
        let expected = (Some(tokens_in), Some(tokens(ANSWER)));
        assert_eq!(used(&end.captured_usage.unwrap()), expected, "{kind}");
        let whole = client.exec_chat("stand-in", request, Some(&captured())).await.unwrap();
        assert_eq!(whole.first_text(), Some(ANSWER), "{kind}");
        assert_eq!(used(&whole.usage), expected, "{kind}");
    }
}

fn find() -> Tool {
    Tool::new("find_company").with_description("Finds a company").with_schema(json!({
        "type": "object",
        "properties": {"query": {"type": "string"}, "limit": {"type": "integer"}},
        "required": ["query"],
    }))
}

#[tokio::test]
async fn a_tool_is_called_and_after_its_result_comes_text() {
    let stand_in = start();
    for kind in KINDS {
        let client = client(&stand_in, kind);
        let request = ChatRequest::from_user(QUESTION).with_tools([find()]);
        let (texts, end) = streamed(&client, request.clone(), &captured()).await.unwrap();
        assert!(texts.is_empty(), "{kind}: {texts:?}");
        let arguments = json!({"query": "Apple"});
        let tokens_out = 1 + tokens(&arguments.to_string());
        assert_eq!(used(end.captured_usage.as_ref().unwrap()).1, Some(tokens_out), "{kind}");
        let calls = end.captured_into_tool_calls().unwrap();
        let [call] = calls.as_slice() else { panic!("{kind}: {calls:?}") };
        assert_eq!((call.fn_name.as_str(), &call.fn_arguments), ("find_company", &arguments));
        let result = ToolResponse::from_tool_call(call, r#"{"symbol":"AAPL"}"#);
        let request = request.append_message(calls).append_message(result);
        let (texts, end) = streamed(&client, request, &captured()).await.unwrap();
        assert_eq!(texts.concat(), ANSWER, "{kind}");
        assert!(end.captured_into_tool_calls().is_none_or(|calls| calls.is_empty()), "{kind}");
    }
}

#[tokio::test]
async fn several_calls_in_one_answer_keep_their_arguments_apart() {
    let call = |name: &str, text: &str| ToolCall {
        name: name.to_owned(),
        arguments: json!({"text": text, "more": [1, 2, {"deep": text}]}),
    };
    let calls = vec![call("first", "Zürich — 東京"), call("second", "\"quoted\"\n")];
    let script = vec![ScriptedReply::when(QUESTION, Reply::Tools(calls.clone()))];
    let stand_in = started(|settings| settings.script = script);
    for kind in KINDS {
        let client = client(&stand_in, kind);
        let request = ChatRequest::from_user(QUESTION).with_tools([find()]);
        let (_, end) = streamed(&client, request.clone(), &captured()).await.unwrap();
        let whole = client.exec_chat("stand-in", request, Some(&captured())).await.unwrap();
        for got in [end.captured_into_tool_calls().unwrap(), whole.into_tool_calls()] {
            let read = got.iter().map(|call| (call.fn_name.as_str(), &call.fn_arguments));
            let sent = calls.iter().map(|call| (call.name.as_str(), &call.arguments));
            assert!(read.eq(sent), "{kind}: {got:?}");
            assert_ne!(got[0].call_id, got[1].call_id, "{kind}");
        }
    }
}

#[tokio::test]
async fn an_answer_by_schema_satisfies_it() {
    let schema = json!({
        "type": "object",
        "properties": {
            "kind": {"type": "string", "enum": ["chat", "report"]},
            "confidence": {"type": "number"},
            "company": {"type": "string"},
        },
        "required": ["kind", "confidence", "company"],
        "additionalProperties": false,
    });
    let answers = [("kind", json!("report")), ("note", json!("set"))];
    let stand_in = started(|settings| {
        settings.answers = answers.map(|(name, value)| (name.to_owned(), value)).into();
    });
    for kind in KINDS {
        let client = client(&stand_in, kind);
        let options = captured();
        let (options, expected) = if kind == AdapterKind::Ollama {
            // The library knows only Ollama's JSON without a schema.
            let format = genai::chat::ChatResponseFormat::JsonMode;
            (options.with_response_format(format), json!({"kind": "report", "note": "set"}))
        } else {
            let format = JsonSpec::new("route", schema.clone());
            let expected = json!({"kind": "report", "confidence": 0.9, "company": "Apple"});
            (options.with_response_format(format), expected)
        };
        let request = ChatRequest::from_user(QUESTION);
        let (texts, _) = streamed(&client, request, &options).await.unwrap();
        assert_eq!(serde_json::from_str::<Value>(&texts.concat()).unwrap(), expected, "{kind}");
    }
}

#[tokio::test]
async fn facts_are_told_by_their_handles() {
    let stand_in = start();
    let facts = "Facts:\n{f1} Revenue of AAPL, FY2024\n{f12} Net income of AAPL, FY2024\n";
    for kind in KINDS {
        let client = client(&stand_in, kind);
        let request = ChatRequest::from_user(format!("{facts}\n{QUESTION}")).with_system(SYSTEM);
        let (texts, _) = streamed(&client, request, &captured()).await.unwrap();
        let said = "Revenue of AAPL, FY2024 was {f1}.\nNet income of AAPL, FY2024 was {f12}.";
        assert_eq!(texts.concat(), said, "{kind}");
    }
}

#[tokio::test]
async fn a_script_is_said_in_order_and_by_what_is_asked() {
    let script = vec![
        ScriptedReply::next(Reply::Text("First.".to_owned())),
        ScriptedReply::when("weather", Reply::Text("It rains.".to_owned())),
        ScriptedReply::next(Reply::Json(json!({"second": true}))),
    ];
    let stand_in = started(|settings| {
        settings.script = script;
        settings.faults = vec!["openai=500x1".parse().unwrap()];
    });
    let client = client(&stand_in, AdapterKind::OpenAI);
    let say = async |text: &str| {
        let request = ChatRequest::from_user(text);
        streamed(&client, request, &captured()).await.map(|(texts, _)| texts.concat())
    };
    assert!(say("Begin.").await.is_err());
    assert_eq!(say("Begin.").await.unwrap(), "First.");
    assert_eq!(say("And the weather?").await.unwrap(), "It rains.");
    assert_eq!(say("Go on.").await.unwrap(), r#"{"second":true}"#);
    assert_eq!(say("And now?").await.unwrap(), "The stand-in was asked: And now?");
}

#[tokio::test]
async fn a_conversation_calls_a_tool_for_every_question() {
    let stand_in = start();
    let client = client(&stand_in, AdapterKind::OpenAI);
    let request = ChatRequest::from_user("How is Apple doing?")
        .append_message(ChatMessage::assistant("Well."))
        .append_message(ChatMessage::user("And Microsoft?"))
        .with_tools([find()]);
    let (_, end) = streamed(&client, request.clone(), &captured()).await.unwrap();
    let calls = end.captured_into_tool_calls().unwrap();
    assert_eq!(calls[0].fn_arguments, json!({"query": "Microsoft"}));
    stand_in.set(|settings| settings.call_tools = false);
    let (texts, _) = streamed(&client, request, &captured()).await.unwrap();
    assert_eq!(texts.concat(), "The stand-in was asked: And Microsoft?");
}

#[tokio::test]
async fn refusals_and_broken_streams_are_errors_of_the_library() {
    let stand_in = start();
    for kind in KINDS {
        let client = client(&stand_in, kind);
        for fault in ["401", "429-retry-after", "500", "stream-error", "reset", "garbage-utf8"] {
            let request = ChatRequest::from_user(format!("Hello there. [[fault: {fault}]]"));
            let answer = streamed(&client, request, &captured()).await;
            // The library reads an error line of Ollama as a line that says nothing.
            let unseen = kind == AdapterKind::Ollama && fault == "stream-error";
            assert!(answer.is_err() || unseen, "{kind} {fault}");
        }
    }
}
