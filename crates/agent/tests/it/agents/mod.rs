//! Agents, with models from a script.

mod budgets;
mod faces;
mod stops;
mod streaming;
mod tools;
mod typed;

use std::sync::Arc;
use std::time::Duration;

use agent::{
    Agent, AgentLimits, Answer, Budget, Event, EventKind, Message, ModelError, Question, Run,
    RunContext, RunOptions, ScriptedModel, ScriptedReply, Tool, ToolError, ToolSpec, Usage,
};
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio::time;

/// A tool that does one thing after some milliseconds.
#[derive(Debug)]
struct Does(&'static str, u64, Deed);

#[derive(Debug, Clone, Copy)]
enum Deed {
    Says(&'static str),
    Corrects(&'static str),
    Fails,
    Panics,
}

#[async_trait]
impl Tool for Does {
    fn spec(&self) -> ToolSpec {
        ToolSpec {
            name: self.0.to_owned(),
            description: format!("Gives the {}.", self.0),
            parameters: json!({"type": "object"}),
        }
    }

    async fn call(&self, _ctx: &RunContext, _arguments: &Value) -> Result<String, ToolError> {
        // Even no time at all is up to a clock that may not be paused.
        if 0 < self.1 {
            time::sleep(Duration::from_millis(self.1)).await;
        }
        match self.2 {
            Deed::Says(text) => Ok(text.to_owned()),
            Deed::Corrects(text) => Err(ToolError::Correctable(text.to_owned())),
            Deed::Fails => Err(ToolError::Failed("disk full at /dev/sda1".into())),
            Deed::Panics => panic!("index out of bounds"),
        }
    }
}

fn model(replies: impl IntoIterator<Item = ScriptedReply>) -> Arc<ScriptedModel> {
    Arc::new(ScriptedModel::new(replies))
}

fn agent(model: &Arc<ScriptedModel>, tools: impl IntoIterator<Item = Does>) -> Agent {
    Agent {
        name: "analyst".to_owned(),
        instructions: "Be brief.".to_owned(),
        model: model.clone(),
        tools: tools.into_iter().map(|tool| Arc::new(tool) as Arc<dyn Tool>).collect(),
        limits: AgentLimits { output_tokens_max: 100, ..AgentLimits::default() },
    }
}

fn question() -> Question {
    Question { history: Vec::new(), text: "How is Apple?".to_owned() }
}

fn ask(agent: Agent) -> Run<Answer<String>> {
    Run::start(Arc::new(agent), question(), RunOptions::default())
}

fn ask_within(agent: Agent, budget: Budget) -> Run<Answer<String>> {
    Run::start(Arc::new(agent), question(), RunOptions { budget, ..RunOptions::default() })
}

fn used(input_tokens: u64, output_tokens: u64) -> Usage {
    Usage { requests: 1, input_tokens, output_tokens, microdollars: None }
}

fn unavailable() -> ModelError {
    ModelError::Unavailable {
        model: "scripted".to_owned(),
        retry_after: None,
        source: "500 Internal Server Error".into(),
    }
}

/// What a reader of the stream has of the answer.
fn said(events: &[Event]) -> String {
    let deltas = events.iter().filter_map(|event| {
        let EventKind::TextDelta { text } = &event.kind else { return None };
        Some(text.as_str())
    });
    deltas.collect()
}

/// What the tools said, as the model read it.
fn results(messages: &[Message]) -> Vec<(&str, &str, bool)> {
    let results = messages.iter().filter_map(|message| match message {
        Message::Tool(result) => {
            Some((result.call_id.as_str(), result.content.as_str(), result.failed))
        }
        Message::User { .. } | Message::Assistant(_) => None,
    });
    results.collect()
}
