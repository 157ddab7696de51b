use serde_json::{Value, json};

use super::*;
use crate::model::ToolSpec;

fn dialogue(limits: AgentLimits) -> Dialogue {
    let tool = |name: &str| ToolSpec {
        name: name.to_owned(),
        description: String::new(),
        parameters: json!({"type": "object"}),
    };
    let request = ModelRequest {
        instructions: String::new(),
        messages: vec![Message::user("How is Apple?")],
        tools: vec![tool("figure"), tool("price")],
        answer: None,
        output_tokens_max: limits.output_tokens_max,
    };
    Dialogue::new(request, limits)
}

fn calls(calls: &[(&str, &str, Value)]) -> Reply {
    let calls = calls.iter().map(|(call_id, tool, arguments)| ToolCall {
        call_id: (*call_id).to_owned(),
        tool: (*tool).to_owned(),
        arguments: arguments.clone(),
        signatures: Vec::new(),
    });
    Reply { text: String::new(), tool_calls: calls.collect() }
}

fn text(text: &str) -> Reply {
    Reply { text: text.to_owned(), ..Reply::default() }
}

/// What follows when the model replies this to a first request.
fn after(reply: Reply, reason: FinishReason) -> Next {
    let mut dialogue = dialogue(AgentLimits::default());
    assert_eq!(dialogue.next(), Next::AskModel);
    dialogue.add_reply(reply, reason);
    dialogue.next()
}

/// The id of each call, and why it is refused.
fn refusals(next: Next) -> Vec<(String, Option<String>)> {
    let Next::CallTools(errands) = next else { panic!("{next:?}") };
    errands.into_iter().map(|errand| (errand.call.call_id, errand.refusal)).collect()
}

fn results(next: Next) -> Vec<ToolResult> {
    let done = |(call_id, refusal): (String, Option<String>)| ToolResult {
        call_id,
        tool: "figure".to_owned(),
        failed: refusal.is_some(),
        content: refusal.unwrap_or_default(),
    };
    refusals(next).into_iter().map(done).collect()
}

#[test]
fn a_reply_without_calls_is_the_end() {
    assert_eq!(after(text("Well."), FinishReason::Done), Next::Finish("Well.".to_owned()));
}

#[test]
fn a_reply_that_is_none_is_named() {
    use FinishReason::{Done, Length, Withheld};
    let tokens_max = AgentLimits::default().output_tokens_max;
    let figure = || calls(&[("1", "figure", json!({}))]);
    for (reply, reason, why) in [
        (text(""), Done, GiveUpReason::Empty),
        (text(" \n"), Done, GiveUpReason::Empty),
        (text("Well, th"), Length, GiveUpReason::TooLong { tokens_max }),
        (figure(), Length, GiveUpReason::TooLong { tokens_max }),
        (text(""), Withheld, GiveUpReason::Withheld),
        (figure(), Withheld, GiveUpReason::Withheld),
    ] {
        assert_eq!(after(reply.clone(), reason), Next::GiveUp(why), "{reply:?}");
    }
}

#[test]
fn what_a_model_can_mend_is_refused_with_its_reason() {
    let reply = calls(&[
        ("1", "figure", json!({"item": "revenue"})),
        ("2", "weather", json!({})),
        ("3", "figure", json!("revenue")),
        ("4", "price", Value::Null),
    ]);
    let refused: Vec<_> = refusals(after(reply, FinishReason::Done))
        .into_iter()
        .map(|(_, refusal)| refusal.unwrap_or_default())
        .collect();
    assert_eq!(
        refused,
        [
            "",
            "there is no tool `weather`; known: `figure`, `price`",
            "the arguments must be an object, not a string",
            "the arguments must be an object, not null",
        ]
    );
}

#[test]
fn of_calls_with_one_id_the_first_is_made_and_the_others_get_ids_of_their_own() {
    let figure = |call_id| (call_id, "figure", json!({}));
    let mut dialogue = dialogue(AgentLimits::default());
    let doubled = [figure("a"), figure("a"), figure("a_2"), figure("a")];
    dialogue.add_reply(calls(&doubled), FinishReason::Done);
    let twice = Some("another call of this reply has the same id: call it again".to_owned());
    let expected = [("a", None), ("a_3", twice.clone()), ("a_2", None), ("a_4", twice)];
    let expected = expected.map(|(call_id, refusal)| (call_id.to_owned(), refusal));
    assert_eq!(refusals(dialogue.next()), expected);
    let Some(Message::Assistant(reply)) = dialogue.request().messages.last() else { panic!() };
    let ids: Vec<_> = reply.tool_calls.iter().map(|call| call.call_id.as_str()).collect();
    assert_eq!(ids, ["a", "a_3", "a_2", "a_4"], "the results find their calls");
}

#[test]
fn calls_past_the_limit_of_a_reply_are_not_made() {
    let mut dialogue = dialogue(AgentLimits { tool_calls_in_reply: 2, ..AgentLimits::default() });
    let many = ["1", "2", "3", "4"].map(|call_id| (call_id, "figure", json!({})));
    dialogue.add_reply(calls(&many), FinishReason::Done);
    let refused = Some("only the first 2 calls of a reply are made: call it again".to_owned());
    let refusals: Vec<_> = refusals(dialogue.next()).into_iter().map(|(_, why)| why).collect();
    assert_eq!(refusals, [None, None, refused.clone(), refused]);
}

#[test]
fn a_model_is_told_once_that_its_rounds_are_used_up() {
    for tool_rounds in [0, 1, 3] {
        let mut dialogue = dialogue(AgentLimits { tool_rounds, ..AgentLimits::default() });
        let again = || calls(&[("1", "figure", json!({}))]);
        for round in 0..=tool_rounds {
            dialogue.add_reply(again(), FinishReason::Done);
            let results = results(dialogue.next());
            assert_eq!(results[0].failed, round == tool_rounds, "round {round}");
            dialogue.add_results(results);
            assert_eq!(dialogue.next(), Next::AskModel);
        }
        dialogue.add_reply(again(), FinishReason::Done);
        let why = GiveUpReason::TooManyRounds { allowed: tool_rounds };
        assert_eq!(dialogue.next(), Next::GiveUp(why));
    }
}

#[test]
fn a_model_that_is_told_so_may_still_answer() {
    let mut dialogue = dialogue(AgentLimits { tool_rounds: 0, ..AgentLimits::default() });
    dialogue.add_reply(calls(&[("1", "figure", json!({}))]), FinishReason::Done);
    dialogue.add_results(results(dialogue.next()));
    dialogue.add_reply(text("I do not know."), FinishReason::Done);
    assert_eq!(dialogue.next(), Next::Finish("I do not know.".to_owned()));
}

#[test]
fn all_that_was_said_is_in_the_next_request() {
    let mut dialogue = dialogue(AgentLimits::default());
    dialogue.add_reply(calls(&[("1", "figure", json!({}))]), FinishReason::Done);
    dialogue.add_results(results(dialogue.next()));
    dialogue.add_reply(text("94"), FinishReason::Done);
    dialogue.object("In words.".to_owned());
    assert_eq!(dialogue.next(), Next::AskModel);
    let said = dialogue.request().messages.iter().map(|message| match message {
        Message::User { text } => text.as_str(),
        Message::Assistant(reply) if reply.tool_calls.is_empty() => "answers",
        Message::Assistant(_) => "calls",
        Message::Tool(result) => &result.call_id,
    });
    assert_eq!(said.collect::<Vec<_>>(), ["How is Apple?", "calls", "1", "answers", "In words."]);
}
