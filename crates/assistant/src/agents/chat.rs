//! Chat: an answer in a model's words, with figures from its tools, each checked before it is seen.

use std::sync::{Arc, Mutex, PoisonError};

use agent::{Agent, AgentLimits, Message, RunContext, RunError, Tool, Voice};
use finance::{MarketData, Symbol, facts::FactTable};

use super::{
    Agents,
    checked::Checked,
    in_time, prompt,
    tools::{CompanyFiguresTool, Known, SearchCompanies},
};
use crate::{
    answer::{Doubt, names_of},
    flows::Names,
};

/// What a line begins with that is not shown.
const FOLLOW_UPS: &str = "FOLLOW-UPS:";
/// At most so many questions are offered, none longer than this.
const FOLLOW_UPS_MAX: usize = 3;
const FOLLOW_UP_CHARS_MAX: usize = 120;

/// What came of a chat.
#[derive(Debug, Default)]
pub(crate) struct Chatted {
    pub(crate) text: String,
    pub(crate) doubts: Vec<Doubt>,
    pub(crate) facts: FactTable,
    pub(crate) companies: Vec<finance::Listing>,
    pub(crate) passed_over: Vec<finance::PassedOver>,
    pub(crate) follow_ups: Vec<String>,
}

/// Hands sentences on with the facts that are known by then.
struct Listener<'a> {
    known: Arc<Mutex<Known>>,
    agents: &'a Agents,
    strict: bool,
    pending: String,
    text: String,
    doubts: Vec<Doubt>,
    follow_ups: Vec<String>,
    show: &'a (dyn Fn(&str) + Send + Sync),
}

impl Listener<'_> {
    /// Checks a line or a sentence against what the tools have returned so far.
    fn take(&mut self, piece: &str) -> Result<(), RunError> {
        if let Some(questions) = piece.trim_start().strip_prefix(FOLLOW_UPS) {
            let questions = questions.split('|').map(prompt::quoted);
            let fit = |question: &String| {
                !question.is_empty() && question.chars().count() <= FOLLOW_UP_CHARS_MAX
            };
            self.follow_ups = questions.filter(fit).take(FOLLOW_UPS_MAX).collect();
            return Ok(());
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let names = names_of(&known.companies);
        let own: Vec<&Symbol> = known.companies.iter().map(|one| &one.symbol).collect();
        let others = |sentence: &str| self.agents.names_other(sentence, &own);
        let mut checked = Checked::new(&known.facts, &names, self.strict, &others, self.show);
        checked.text = std::mem::take(&mut self.text);
        let said = checked.say(piece).and_then(|()| checked.finish());
        self.text = std::mem::take(&mut checked.text);
        self.doubts.append(&mut checked.doubts);
        // A statement that may not be shown is left out; the rest goes on.
        let refused = !checked.refused.is_empty();
        self.doubts.append(&mut checked.refused);
        if refused { Ok(()) } else { said }
    }
}

impl Voice for Listener<'_> {
    fn say(&mut self, delta: &str) -> Result<(), RunError> {
        self.pending.push_str(delta);
        while let Some(end) = super::checked::sentence_end(&self.pending) {
            // A line of questions is taken whole, up to the end of its line.
            let start = self.pending.len() - self.pending.trim_start().len();
            let is_questions =
                self.pending.get(start..).is_some_and(|text| text.starts_with(FOLLOW_UPS));
            let line = self.pending.get(start..).and_then(|text| text.find('\n'));
            let end = match (is_questions, line) {
                (true, None) => return Ok(()),
                (true, Some(line)) => start + line + 1,
                (false, _) => end,
            };
            let rest = self.pending.split_off(end);
            let piece = std::mem::replace(&mut self.pending, rest);
            self.take(&piece)?;
        }
        Ok(())
    }

    fn pause(&mut self) -> Result<(), RunError> {
        let rest = std::mem::take(&mut self.pending);
        self.take(&rest)
    }
}

impl Agents {
    /// Answers a question that has no flow of its own.
    pub(crate) async fn chat(
        &self,
        ctx: &RunContext,
        (market, names): (&Arc<dyn MarketData>, &Arc<Names>),
        (question, history, glossary): (&str, &str, &str),
        show: &(dyn Fn(&str) + Send + Sync),
    ) -> Result<Chatted, RunError> {
        let known = Arc::new(Mutex::new(Known::default()));
        let search = SearchCompanies {
            market: Arc::clone(market),
            names: Arc::clone(names),
            returned: Arc::default(),
        };
        let figures = CompanyFiguresTool { market: Arc::clone(market), known: Arc::clone(&known) };
        let holes = [("glossary", prompt::quoted(glossary)), ("history", prompt::quoted(history))];
        let holes = holes.each_ref().map(|(name, text)| (*name, text.as_str()));
        let agent = Agent {
            name: "ask the model".to_owned(),
            instructions: prompt::fill(prompt::CHAT, &holes),
            model: self.model.clone(),
            tools: vec![Arc::new(search) as Arc<dyn Tool>, Arc::new(figures)],
            limits: AgentLimits { output_tokens_max: 900, ..AgentLimits::default() },
        };
        let mut listener = Listener {
            known: Arc::clone(&known),
            agents: self,
            strict: self.strict,
            pending: String::new(),
            text: String::new(),
            doubts: Vec::new(),
            follow_ups: Vec::new(),
            show,
        };
        let messages = vec![Message::user(prompt::quoted(question))];
        in_time(ctx, agent.answer(ctx, messages, &mut listener)).await?;
        let Listener { text, doubts, follow_ups, .. } = listener;
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let Known { facts, companies, passed_over } = std::mem::take(&mut *known);
        Ok(Chatted { text, doubts, facts, companies, passed_over, follow_ups })
    }
}
