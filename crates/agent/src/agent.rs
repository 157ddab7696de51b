//! A model with instructions and tools, which answers questions.

use std::sync::Arc;

use async_trait::async_trait;

use crate::answer::{Answer, GiveUpReason, NoAnswer, Question};
use crate::ask::ask;
use crate::dialogue::{Dialogue, Errand, Next};
use crate::limits::AgentLimits;
use crate::message::{Message, ToolCall, ToolResult};
use crate::model::{AnswerSchema, Model, ModelRequest};
use crate::run::context::RunContext;
use crate::run::error::RunError;
use crate::run::event::Usage;
use crate::tool::{Tool, ToolError};
use crate::voice::{Speech, Voice};
use crate::workflow::Workflow;

/// How many tools of one reply are called at once; the others wait for their turn.
const TOOLS_AT_ONCE: usize = 8;

/// A model with instructions and tools, which answers questions.
///
/// Each request to the model is a step of the run, named after the agent. What a request can use at
/// most is taken from the run's budget before it is made, and what it did not use is given back.
#[derive(Debug, Clone)]
pub struct Agent {
    /// What watchers call it.
    pub name: String,
    /// What its model is told beforehand.
    pub instructions: String,
    /// Whom it asks.
    pub model: Arc<dyn Model>,
    /// What its model may ask to have done.
    pub tools: Vec<Arc<dyn Tool>>,
    /// How far it goes for one answer.
    pub limits: AgentLimits,
}

impl Agent {
    /// Answers the last of these messages in words, which the voice is given as they come.
    ///
    /// The answer is all that was said: what the model said before it called tools is the paragraph
    /// before what it says after. A run that ends with an error has no answer, whatever was said.
    pub async fn answer(
        &self,
        ctx: &RunContext,
        messages: Vec<Message>,
        voice: &mut dyn Voice,
    ) -> Result<Answer<String>, RunError> {
        let mut dialogue = self.dialogue(messages, None);
        let mut speech = Speech::new(voice);
        let Answer { usage, .. } = self.converse(ctx, &mut dialogue, &mut speech).await?;
        Ok(Answer { value: speech.into_text(), usage })
    }

    pub(crate) fn dialogue(
        &self,
        messages: Vec<Message>,
        answer: Option<AnswerSchema>,
    ) -> Dialogue {
        let request = ModelRequest {
            instructions: self.instructions.clone(),
            messages,
            tools: self.tools.iter().map(|tool| tool.spec()).collect(),
            answer,
            output_tokens_max: self.limits.output_tokens_max,
        };
        Dialogue::new(request, self.limits)
    }

    /// Goes on until the model has no more to say, and returns its last reply.
    pub(crate) async fn converse(
        &self,
        ctx: &RunContext,
        dialogue: &mut Dialogue,
        speech: &mut Speech<'_>,
    ) -> Result<Answer<String>, RunError> {
        let mut usage = Usage::NOTHING;
        loop {
            match dialogue.next() {
                Next::AskModel => {
                    let asking = ask(ctx, &*self.model, dialogue.request(), speech);
                    let heard = ctx.step(&self.name, asking).await?;
                    usage = usage.plus(heard.usage);
                    dialogue.add_reply(heard.reply, heard.reason);
                }
                Next::CallTools(errands) => {
                    dialogue.add_results(self.call_tools(ctx, errands).await?);
                }
                Next::Finish(value) => return Ok(Answer { value, usage }),
                Next::GiveUp(reason) => return Err(self.gives_up(reason)),
            }
        }
    }

    pub(crate) fn gives_up(&self, reason: GiveUpReason) -> RunError {
        RunError::failed(NoAnswer { agent: self.name.clone(), reason })
    }

    /// Does what one reply asked for, at once, and returns the results in the order of asking. None
    /// is begun that the budget does not have room for.
    async fn call_tools(
        &self,
        ctx: &RunContext,
        errands: Vec<Errand>,
    ) -> Result<Vec<ToolResult>, RunError> {
        let made = errands.iter().filter(|errand| errand.refusal.is_none()).count();
        ctx.budget().take_tool_calls(u64::try_from(made).unwrap_or(u64::MAX))?;
        ctx.each(TOOLS_AT_ONCE, errands.into_iter().map(|errand| self.run_errand(ctx, errand)))
            .await
    }

    /// A tool that fails fails its own result and nothing else.
    async fn run_errand(&self, ctx: &RunContext, errand: Errand) -> Result<ToolResult, RunError> {
        let Errand { call, refusal } = errand;
        let work = async {
            match refusal {
                Some(why) => Err(ToolError::Correctable(why)),
                None => self.tool(&call)?.call(ctx, &call.arguments).await,
            }
        };
        let done = ctx.tool_call(&call, work).await;
        let failed = done.is_err();
        let content = done.unwrap_or_else(|error| error.to_string());
        Ok(ToolResult { call_id: call.call_id, tool: call.tool, content, failed })
    }

    fn tool(&self, call: &ToolCall) -> Result<&dyn Tool, ToolError> {
        let tool = self.tools.iter().find(|tool| tool.spec().name == call.tool);
        let unknown = || ToolError::Correctable(format!("there is no tool `{}`", call.tool));
        tool.map(|tool| &**tool).ok_or_else(unknown)
    }
}

/// The agent alone as a run, whose text is the answer as it is written.
#[async_trait]
impl Workflow for Agent {
    type Input = Question;
    type Output = Answer<String>;
    const NAME: &'static str = "agent";

    async fn run(&self, ctx: &RunContext, question: Question) -> Result<Answer<String>, RunError> {
        let mut messages = question.history;
        messages.push(Message::user(question.text));
        self.answer(ctx, messages, &mut |delta: &str| ctx.say(delta)).await
    }
}
