//! Asked where the resolver is unsure which companies are meant. What it names must be a listing, or something that a
//! search returned in this run.

use std::sync::{Arc, Mutex};

use agent::{Agent, AgentLimits, AnswerSchema, Message, RunContext, RunError, Tool};
use finance::{MarketData, Symbol};
use serde::Deserialize;
use serde_json::json;

use super::{Agents, in_time, prompt, tools::SearchCompanies};
use crate::flows::Names;

/// At most so many companies are taken from it.
const SYMBOLS_MAX: usize = 6;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meant {
    symbols: Vec<String>,
    #[serde(rename = "reasoning")]
    _reasoning: String,
}

impl Agents {
    /// The companies that a question means.
    pub(crate) async fn companies(
        &self,
        ctx: &RunContext,
        (market, names): (&Arc<dyn MarketData>, &Arc<Names>),
        question: &str,
        history: &str,
    ) -> Result<Vec<Symbol>, RunError> {
        let returned = Arc::new(Mutex::new(Vec::new()));
        let search = SearchCompanies {
            market: Arc::clone(market),
            names: Arc::clone(names),
            returned: Arc::clone(&returned),
        };
        let agent = Agent {
            name: "ask for the companies".to_owned(),
            instructions: prompt::fill(prompt::SYMBOL, &[("history", &prompt::quoted(history))]),
            model: self.model.clone(),
            tools: vec![Arc::new(search) as Arc<dyn Tool>],
            limits: AgentLimits {
                tool_rounds: 3,
                output_tokens_max: 400,
                ..AgentLimits::default()
            },
        };
        let messages = vec![Message::user(prompt::quoted(question))];
        let meant = in_time(ctx, agent.answer_as::<Meant>(ctx, messages, schema())).await?.value;
        let returned = returned.lock().map(|found| found.clone()).unwrap_or_default();
        let mut symbols = Vec::new();
        for named in meant.symbols.iter().take(SYMBOLS_MAX) {
            let shown = prompt::quoted(named);
            let symbol: Option<Symbol> = named.parse().ok();
            let symbol = symbol
                .filter(|symbol| names.listing(symbol).is_some() || returned.contains(symbol));
            // What nobody lists is invented, and an answer about it would be too.
            let symbol = symbol.ok_or_else(|| {
                RunError::failed(format!("the model named `{shown}`, which nobody lists"))
            })?;
            if !symbols.contains(&symbol) {
                symbols.push(symbol);
            }
        }
        Ok(symbols)
    }
}

fn schema() -> AnswerSchema {
    AnswerSchema {
        name: "companies".to_owned(),
        schema: json!({
            "type": "object",
            "additionalProperties": false,
            "required": ["symbols", "reasoning"],
            "properties": {
                "symbols": {"type": "array", "items": {"type": "string"}},
                "reasoning": {"type": "string"},
            },
        }),
    }
}
