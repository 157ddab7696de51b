use agent::{Event, EventKind, Outcome, RunId, Usage};
use futures::FutureExt;
use serde_json::json;

use crate::{assert_well_formed, finish, start, transcript};

const ID: &str = "0190b7a2-6f3c-7c1e-8a55-3f0f5c9d2e10";

/// How every kind is sent and kept.
fn every_kind() -> Vec<(EventKind, &'static str)> {
    let (call_id, tool) = ("c1".to_owned(), "prices".to_owned());
    let step = || "fetch prices".to_owned();
    vec![
        (
            EventKind::RunStarted { workflow: "report".to_owned() },
            r#""type":"run_started","workflow":"report""#,
        ),
        (EventKind::StepStarted { step: step() }, r#""type":"step_started","step":"fetch prices""#),
        (
            EventKind::TextDelta { text: "Revenue".to_owned() },
            r#""type":"text_delta","text":"Revenue""#,
        ),
        (
            EventKind::ToolCallStarted { call_id: call_id.clone(), tool: tool.clone() },
            r#""type":"tool_call_started","call_id":"c1","tool":"prices""#,
        ),
        (
            EventKind::ToolCallFinished {
                call_id: call_id.clone(),
                tool: tool.clone(),
                ms: 12,
                error: None,
            },
            r#""type":"tool_call_finished","call_id":"c1","tool":"prices","ms":12"#,
        ),
        (
            EventKind::ToolCallFinished { call_id, tool, ms: 12, error: Some("late".to_owned()) },
            r#""type":"tool_call_finished","call_id":"c1","tool":"prices","ms":12,"error":"late""#,
        ),
        (
            EventKind::FactAdded { fact: json!({"cell": "A1"}) },
            r#""type":"fact_added","fact":{"cell":"A1"}"#,
        ),
        (
            EventKind::FigureChecked { figure: json!("12.5") },
            r#""type":"figure_checked","figure":"12.5""#,
        ),
        (
            EventKind::UsageAdded {
                usage: Usage {
                    requests: 1,
                    input_tokens: 900,
                    output_tokens: 40,
                    microdollars: Some(370),
                },
            },
            r#""type":"usage_added","usage":{"requests":1,"input_tokens":900,"output_tokens":40,"microdollars":370}"#,
        ),
        (
            EventKind::StepFinished { step: step(), ms: 3, outcome: Outcome::Done, error: None },
            r#""type":"step_finished","step":"fetch prices","ms":3,"outcome":"done""#,
        ),
        (
            EventKind::StepFinished {
                step: step(),
                ms: 3,
                outcome: Outcome::Failed,
                error: Some("no answer".to_owned()),
            },
            r#""type":"step_finished","step":"fetch prices","ms":3,"outcome":"failed","error":"no answer""#,
        ),
        (
            EventKind::StepFinished { step: step(), ms: 3, outcome: Outcome::Stopped, error: None },
            r#""type":"step_finished","step":"fetch prices","ms":3,"outcome":"stopped""#,
        ),
        (EventKind::RunFinished, r#""type":"run_finished""#),
        (
            EventKind::RunFailed { reason: "fetch prices failed".to_owned() },
            r#""type":"run_failed","reason":"fetch prices failed""#,
        ),
        (EventKind::RunCancelled, r#""type":"run_cancelled""#),
    ]
}

#[test]
fn every_kind_of_event_has_one_json() {
    for (kind, expected) in every_kind() {
        let event = Event { run_id: ID.parse().unwrap(), seq: 7, at_ms: 250, kind };
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(json, format!(r#"{{"run_id":"{ID}","seq":7,"at_ms":250,{expected}}}"#));
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
    }
}

#[test]
fn a_run_id_is_read_as_it_is_printed() {
    let id: RunId = ID.parse().unwrap();
    assert_eq!(id.to_string(), ID);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{ID}\""));
    let braced = format!("{{{ID}}}");
    let unhyphenated = ID.replace('-', "");
    for text in ["", "today", &ID[1..], &braced, &unhyphenated] {
        let error = text.parse::<RunId>().unwrap_err();
        assert_eq!(error.to_string(), format!("`{text}` is not a run id"));
    }
}

#[test]
fn no_two_runs_share_an_id() {
    assert_ne!(RunId::fresh(), RunId::fresh());
}

#[tokio::test(start_paused = true)]
async fn what_a_workflow_says_is_seen_in_order() {
    let run = start(|ctx| {
        async move {
            ctx.say("Revenue was ");
            ctx.fact(json!({"revenue": "94"}));
            ctx.say("94.");
            ctx.figure(json!("94"));
            ctx.add_usage(Usage {
                requests: 1,
                input_tokens: 10,
                output_tokens: 2,
                microdollars: None,
            });
            Ok(())
        }
        .boxed()
    });
    let (events, outcome) = finish(run).await;
    outcome.unwrap();
    insta::assert_snapshot!(transcript(&events), @r#"
    0 @0 run_started workflow="flow"
    1 @0 text_delta text="Revenue was "
    2 @0 fact_added fact={"revenue":"94"}
    3 @0 text_delta text="94."
    4 @0 figure_checked figure="94"
    5 @0 usage_added usage={"input_tokens":10,"output_tokens":2,"requests":1}
    6 @0 run_finished
    "#);
}

#[tokio::test(start_paused = true)]
async fn text_said_faster_than_it_is_read_comes_whole_in_fewer_pieces() {
    const PIECES: usize = 50_000;
    let (events, outcome) = finish(start(|ctx| {
        async move {
            for _ in 0..PIECES {
                ctx.say("a");
            }
            Ok(())
        }
        .boxed()
    }))
    .await;
    outcome.unwrap();
    assert_well_formed(&events);
    assert!(events.len() < 2_000, "{} events", events.len());
    let said = events.iter().filter_map(|event| {
        let EventKind::TextDelta { text } = &event.kind else { return None };
        Some(text.len())
    });
    assert_eq!(said.sum::<usize>(), PIECES);
}
