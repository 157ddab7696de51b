//! What accounts could be whose names no rule knows: a model proposes, a person approves.

use std::{collections::BTreeMap, sync::Arc};

use agent::{Agent, AgentLimits, AnswerSchema, Message, Model, RunContext, RunError, Workflow};
use async_trait::async_trait;
use books::account::Kind;
use serde::Deserialize;
use serde_json::json;

/// So many names are asked about at once.
pub const NAMES_MAX: usize = 200;

/// What a model is told.
const SORTING: &str = include_str!("propose.md");

/// How long its answer may become, in tokens.
const TOKENS_MAX: u32 = 8_000;

/// Asks a model what accounts are by their names.
#[derive(Debug, Clone)]
pub struct Propose {
    /// Who is asked.
    pub model: Arc<dyn Model>,
}

/// What a model answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sorted {
    accounts: Vec<Proposal>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Proposal {
    name: String,
    kind: Kind,
}

#[async_trait]
impl Workflow for Propose {
    /// The names of accounts.
    type Input = Vec<String>;
    /// What they could be; names that the model leaves out are absent, and so is any that nobody asked about.
    type Output = BTreeMap<String, Kind>;
    const NAME: &'static str = "accounts";

    async fn run(
        &self,
        ctx: &RunContext,
        mut names: Vec<String>,
    ) -> Result<BTreeMap<String, Kind>, RunError> {
        names.truncate(NAMES_MAX);
        let kinds = Kind::ALL.map(|kind| kind.to_string());
        let agent = Agent {
            name: "sort the accounts".to_owned(),
            instructions: SORTING.replace("{kinds}", &kinds.join(", ")),
            model: Arc::clone(&self.model),
            tools: Vec::new(),
            limits: AgentLimits { output_tokens_max: TOKENS_MAX, ..AgentLimits::default() },
        };
        let asked = vec![Message::user(json!(names).to_string())];
        let schema = AnswerSchema {
            name: "accounts".to_owned(),
            schema: json!({
                "type": "object",
                "additionalProperties": false,
                "required": ["accounts"],
                "properties": {
                    "accounts": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "additionalProperties": false,
                            "required": ["name", "kind"],
                            "properties": {
                                "name": {"type": "string"},
                                "kind": {"type": "string", "enum": kinds},
                            },
                        },
                    },
                },
            }),
        };
        let sorted = agent.answer_as::<Sorted>(ctx, asked, schema).await?.value;
        let proposed = sorted.accounts.into_iter().filter(|one| names.contains(&one.name));
        Ok(proposed.map(|one| (one.name, one.kind)).collect())
    }
}
