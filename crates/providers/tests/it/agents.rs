//! Agents over real models: tools, typed answers, usage and money.

use std::sync::Arc;

use agent::{
    Agent, AgentLimits, Answer, AnswerSchema, EventKind, Message, Price, Question, Run, RunContext,
    RunError, RunOptions, Tool, ToolError, ToolSpec, Usage, Workflow, blocking,
};
use async_trait::async_trait;
use futures::StreamExt;
use providers::llm::{LanguageModel, Settings};
use serde::Deserialize;
use serde_json::{Value, json};
use upstreams::Upstream;

use crate::world::World;

const MODELS: [Upstream; 4] =
    [Upstream::OpenAi, Upstream::Anthropic, Upstream::Gemini, Upstream::Ollama];

#[derive(Debug)]
struct Find;

#[async_trait]
impl Tool for Find {
    fn spec(&self) -> ToolSpec {
        ToolSpec {
            name: "find".to_owned(),
            description: "Finds a company.".to_owned(),
            parameters: json!({"type": "object", "properties": {"query": {"type": "string"}},
                "required": ["query"], "additionalProperties": false}),
        }
    }

    async fn call(&self, _ctx: &RunContext, arguments: &Value) -> Result<String, ToolError> {
        let query = arguments["query"].as_str().unwrap();
        Ok(format!("{query} is listed"))
    }
}

fn analyst(world: &World, upstream: Upstream, tools: Vec<Arc<dyn Tool>>) -> Agent {
    let price = Some(Price { input: 1_000_000, output: 10_000_000 });
    let settings = Settings { price, ..world.model_settings(upstream) };
    let model = LanguageModel::new(settings, &world.outside()).unwrap();
    Agent {
        name: "analyst".to_owned(),
        instructions: "Be brief.".to_owned(),
        model: Arc::new(model),
        tools,
        limits: AgentLimits::default(),
    }
}

fn question() -> Question {
    Question { history: Vec::new(), text: "How is Apple doing?".to_owned() }
}

#[tokio::test]
async fn a_tool_is_called_and_its_result_is_answered_with() {
    let world = World::start();
    for upstream in MODELS {
        let agent = analyst(&world, upstream, vec![Arc::new(Find)]);
        let mut run = Run::start(Arc::new(agent), question(), RunOptions::default());
        let mut calls = Vec::new();
        while let Some(event) = run.next().await {
            if let EventKind::ToolCallStarted { tool, .. } = event.kind {
                calls.push(tool);
            }
        }
        let answer: Answer<String> = run.take_outcome().unwrap().unwrap();
        assert_eq!(answer.value, "The stand-in was asked: How is Apple doing?", "{upstream}");
        assert_eq!(calls, ["find"], "{upstream}");
        let requests = world.stand_in.requests();
        let bodies: Vec<Value> = requests
            .iter()
            .filter(|request| request.upstream == upstream)
            .map(|request| serde_json::from_str(request.body.as_ref().unwrap()).unwrap())
            .collect();
        assert_eq!(bodies.len(), 2, "{upstream}");
        assert!(bodies[1].to_string().contains("Apple is listed"), "{upstream}: {}", bodies[1]);
        // "Be brief." and the question, then with the result; a call of `find`, then eight words.
        let wanted = Usage {
            requests: 2,
            input_tokens: 6 + 9,
            output_tokens: 2 + 8,
            microdollars: Some(15 + 100),
        };
        assert_eq!(answer.usage, wanted, "{upstream}");
    }
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Route {
    kind: String,
    sure: bool,
}

/// Asks for a typed answer.
struct Routes(Agent);

#[async_trait]
impl Workflow for Routes {
    type Input = ();
    type Output = Answer<Route>;
    const NAME: &'static str = "routes";

    async fn run(&self, ctx: &RunContext, (): ()) -> Result<Answer<Route>, RunError> {
        let schema = json!({"type": "object", "required": ["kind", "sure"],
            "additionalProperties": false, "properties": {
                "kind": {"type": "string", "enum": ["report", "chat"]},
                "sure": {"type": "boolean"}}});
        let schema = AnswerSchema { name: "route".to_owned(), schema };
        let asked = vec![Message::User { text: "How is Apple?".to_owned() }];
        self.0.answer_as(ctx, asked, schema).await
    }
}

#[tokio::test]
async fn an_answer_has_the_form_that_was_asked_for() {
    let world = World::start();
    for upstream in MODELS {
        let agent = analyst(&world, upstream, Vec::new());
        let mut run = Run::start(Arc::new(Routes(agent)), (), RunOptions::default());
        while run.next().await.is_some() {}
        let answer = run.take_outcome().unwrap().unwrap();
        assert_eq!(answer.value, Route { kind: "report".to_owned(), sure: false }, "{upstream}");
        assert_eq!(answer.usage.requests, 1, "{upstream}");
    }
}

#[test]
fn runs_one_after_another_share_connections_without_harm() {
    let world = World::start();
    for round in 0..3 {
        let agent = Arc::new(analyst(&world, Upstream::OpenAi, Vec::new()));
        let asked = Question { text: format!("Round {round}?"), ..question() };
        let run = blocking::start(agent, asked, RunOptions::default()).unwrap();
        let answer = run.outcome().unwrap();
        assert_eq!(answer.value, format!("The stand-in was asked: Round {round}?"));
    }
    assert_eq!(world.asked(Upstream::OpenAi), 3);
}
