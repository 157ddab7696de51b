//! Keeps a rolling summary of a long session, beside the answer and never in its way.

use agent::{Agent, AgentLimits, Message, RunContext, RunError};

use super::{Agents, prompt};
use crate::conversation::Exchange;

/// How long a summary may become.
const SUMMARY_CHARS_MAX: usize = 1_200;

impl Agents {
    /// The summary with these exchanges taken in.
    pub(crate) async fn summarise(
        &self,
        ctx: &RunContext,
        summary: &str,
        exchanges: &[Exchange],
    ) -> Result<String, RunError> {
        let agent = Agent {
            name: "sum up the conversation".to_owned(),
            instructions: prompt::fill(prompt::SUMMARY, &[("summary", &prompt::quoted(summary))]),
            model: self.model.clone(),
            tools: Vec::new(),
            limits: AgentLimits { output_tokens_max: 400, ..AgentLimits::default() },
        };
        let said = exchanges.iter().map(|exchange| {
            format!(
                "Asked: {} Answered: {}",
                prompt::quoted(&exchange.question),
                prompt::quoted(&exchange.answer)
            )
        });
        let said = said.collect::<Vec<_>>().join("\n");
        let answer = agent.answer(ctx, vec![Message::user(said)], &mut |_: &str| {}).await?;
        Ok(prompt::quoted(&answer.value).chars().take(SUMMARY_CHARS_MAX).collect())
    }
}
