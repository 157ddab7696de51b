//! Asked where the rules are unsure what kind of answer is wanted.

use agent::{Agent, AgentLimits, AnswerSchema, Message, RunContext, RunError};
use rust_decimal::{Decimal, prelude::FromPrimitive as _};
use serde::Deserialize;
use serde_json::json;

use super::{Agents, in_time, prompt};
use crate::router::{Category, Route};

/// How much of its reasoning is kept.
const REASON_MAX: usize = 200;

/// What the model answers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sorted {
    category: Category,
    confidence: f64,
    reasoning: String,
}

impl Agents {
    /// What kind of answer a question wants.
    pub(crate) async fn route(
        &self,
        ctx: &RunContext,
        question: &str,
        history: &str,
    ) -> Result<Route, RunError> {
        let agent = Agent {
            name: "ask the router".to_owned(),
            instructions: prompt::fill(prompt::ROUTER, &[("history", &prompt::quoted(history))]),
            model: self.model.clone(),
            tools: Vec::new(),
            limits: AgentLimits { output_tokens_max: 300, ..AgentLimits::default() },
        };
        let messages = vec![Message::user(prompt::quoted(question))];
        let sorted = in_time(ctx, agent.answer_as::<Sorted>(ctx, messages, schema())).await?.value;
        let confidence = Decimal::from_f64(sorted.confidence)
            .filter(|confidence| (Decimal::ZERO..=Decimal::ONE).contains(confidence))
            .ok_or_else(|| RunError::failed("the router's confidence is no number from 0 to 1"))?;
        let reason: String = prompt::quoted(&sorted.reasoning).chars().take(REASON_MAX).collect();
        Ok(Route {
            category: sorted.category,
            confidence: confidence.round_dp(2),
            by: "model",
            reason,
        })
    }
}

fn schema() -> AnswerSchema {
    let categories: Vec<&str> = Category::ALL.iter().map(|category| category.key()).collect();
    AnswerSchema {
        name: "route".to_owned(),
        schema: json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["category", "confidence", "reasoning"],
            "properties": {
                "category": {"type": "string", "enum": categories},
                "confidence": {"type": "number"},
                "reasoning": {"type": "string"},
            },
        }),
    }
}
