//! Sections of prose: each written by a model from its own facts, and by the rules where the model fails.

use agent::{Agent, AgentLimits, Message, RunContext, RunError};
use finance::facts::{FactId, FactTable, verify::Names};

use super::{Agents, checked::Checked, in_time, prompt, sheet};
use crate::answer::Doubt;

/// How long a section may become, in tokens.
const SECTION_TOKENS_MAX: u32 = 700;

/// A section to be written.
pub(crate) struct Section<'a> {
    /// Its name among the steps of the run: `write the verdict`.
    pub(crate) step: &'static str,
    /// What it is about, for the model.
    pub(crate) about: &'static str,
    /// How long it is to be.
    pub(crate) length: &'static str,
    /// The company's name.
    pub(crate) company: &'a str,
    /// Its ticker.
    pub(crate) owner: &'a finance::Symbol,
    /// Whom the text may speak of.
    pub(crate) names: &'a Names<'a>,
    /// Its facts.
    pub(crate) table: &'a FactTable,
    /// Those that it is shown, in order.
    pub(crate) facts: &'a [FactId],
    /// What the rules say in its place.
    pub(crate) by_rules: &'a str,
}

/// A section as it was written.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// Its name among the steps of the run.
    pub(crate) step: &'static str,
    /// What was shown although no fact holds it.
    pub(crate) doubts: Vec<Doubt>,
    /// Why the rules wrote it, where they did.
    pub(crate) by_rules: Option<String>,
}

impl Agents {
    /// Writes a section; `show` is given its text as it may be seen. A model that fails leaves it to the rules.
    pub(crate) async fn write(
        &self,
        ctx: &RunContext,
        section: &Section<'_>,
        show: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Written, RunError> {
        let others = |sentence: &str| self.names_other(sentence, &[section.owner]);
        let mut voice = Checked::new(section.table, section.names, self.strict, &others, show);
        let outcome = in_time(ctx, self.ask_for(ctx, section, &mut voice)).await;
        let outcome = outcome.and_then(|()| voice.finish());
        let failed = match outcome {
            Ok(()) if voice.text.is_empty() => Some(format!("{} said nothing", self.model.name())),
            Ok(()) => None,
            // What was said until then holds.
            Err(_) if voice.full => None,
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => Some(error.in_full()),
        };
        if failed.is_some() {
            let lead = if voice.text.is_empty() { "" } else { " " };
            let delta = format!("{lead}{}", section.by_rules);
            show(&delta);
            voice.text.push_str(&delta);
        }
        Ok(Written { step: section.step, doubts: voice.doubts, by_rules: failed })
    }

    /// Asks, and where a statement does not hold and may not be shown, asks once more.
    async fn ask_for(
        &self,
        ctx: &RunContext,
        section: &Section<'_>,
        voice: &mut Checked<'_>,
    ) -> Result<(), RunError> {
        let holes = [
            ("company", prompt::quoted(section.company)),
            ("section", section.about.to_owned()),
            ("length", section.length.to_owned()),
            ("facts", sheet::sheet(section.table, section.facts)),
        ];
        let holes = holes.each_ref().map(|(name, text)| (*name, text.as_str()));
        let agent = Agent {
            name: section.step.to_owned(),
            instructions: prompt::fill(prompt::SECTION, &holes),
            model: self.model.clone(),
            tools: Vec::new(),
            limits: AgentLimits { output_tokens_max: SECTION_TOKENS_MAX, ..AgentLimits::default() },
        };
        let mut messages = vec![Message::user("Write the section.")];
        let first = agent.answer(ctx, messages.clone(), voice).await;
        match first {
            Err(error) if voice.refused.is_empty() => return Err(error),
            Err(_) => voice.begin_again(),
            Ok(_) => return Ok(()),
        }
        let statements: Vec<String> = voice
            .refused
            .iter()
            .map(|doubt| format!("- {}: {}", doubt.statement, doubt.why))
            .collect();
        let again = prompt::fill(prompt::AGAIN, &[("statements", &statements.join("\n"))]);
        if !voice.text.is_empty() {
            messages.push(Message::Assistant(agent::Reply {
                text: voice.text.clone(),
                tool_calls: Vec::new(),
            }));
        }
        messages.push(Message::user(again));
        agent.answer(ctx, messages, voice).await.map(drop)
    }
}

/// Whether the run itself is over.
pub(crate) fn is_final(error: &RunError) -> bool {
    match error {
        RunError::Cancelled => true,
        RunError::OutOfBudget(limit) => *limit == agent::Limit::Time,
        RunError::Step(_) | RunError::Several(_) | RunError::Failed { .. } => false,
    }
}
