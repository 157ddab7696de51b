//! What an agent does next, decided without waiting for anything.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::answer::GiveUpReason;
use crate::limits::AgentLimits;
use crate::message::{Message, Reply, ToolCall, ToolResult};
use crate::model::{FinishReason, ModelRequest};

/// A conversation with a model and its tools, on its way to one answer.
#[derive(Debug)]
pub(crate) struct Dialogue {
    request: ModelRequest,
    limits: AgentLimits,
    rounds: u32,
    next: Next,
}

/// What an agent does next.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Next {
    /// Ask the model, with [`Dialogue::request`].
    AskModel,
    /// Have these done, and add a result for each.
    CallTools(Vec<Errand>),
    /// Be done: this was the model's last reply.
    Finish(String),
    /// Be done without an answer.
    GiveUp(GiveUpReason),
}

/// A call that a model asked for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Errand {
    pub(crate) call: ToolCall,
    /// Why it is not made, as the model is told, if it is not.
    pub(crate) refusal: Option<String>,
}

impl Dialogue {
    pub(crate) fn new(request: ModelRequest, limits: AgentLimits) -> Self {
        Self { request, limits, rounds: 0, next: Next::AskModel }
    }

    /// What the model is to be asked.
    pub(crate) fn request(&self) -> &ModelRequest {
        &self.request
    }

    /// What follows from what was said so far.
    pub(crate) fn next(&self) -> Next {
        self.next.clone()
    }

    /// Takes the model's reply, which ended for this reason.
    pub(crate) fn add_reply(&mut self, mut reply: Reply, reason: FinishReason) {
        let renamed = rename_doubles(&mut reply.tool_calls);
        self.next = match reason {
            FinishReason::Length => {
                Next::GiveUp(GiveUpReason::TooLong { tokens_max: self.limits.output_tokens_max })
            }
            FinishReason::Withheld => Next::GiveUp(GiveUpReason::Withheld),
            FinishReason::Done if !reply.tool_calls.is_empty() => {
                self.call_tools(&reply.tool_calls, &renamed)
            }
            FinishReason::Done if reply.text.trim().is_empty() => Next::GiveUp(GiveUpReason::Empty),
            FinishReason::Done => Next::Finish(reply.text.clone()),
        };
        self.request.messages.push(Message::Assistant(reply));
    }

    /// Takes the results of the tools, in the order of their calls.
    pub(crate) fn add_results(&mut self, results: Vec<ToolResult>) {
        self.request.messages.extend(results.into_iter().map(Message::Tool));
        self.next = Next::AskModel;
    }

    /// Says what is wrong with the model's answer, so that it gives another.
    pub(crate) fn object(&mut self, objection: String) {
        self.request.messages.push(Message::user(objection));
        self.next = Next::AskModel;
    }

    /// A model that asks for one round too many is told so once, and may answer with what it has.
    fn call_tools(&mut self, calls: &[ToolCall], renamed: &BTreeSet<String>) -> Next {
        let allowed = self.limits.tool_rounds;
        if allowed < self.rounds {
            return Next::GiveUp(GiveUpReason::TooManyRounds { allowed });
        }
        self.rounds += 1;
        let is_last = allowed < self.rounds;
        let errands = calls.iter().enumerate().map(|(place, call)| {
            let refusal = if is_last {
                Some("no more tools may be called: answer with what is known".to_owned())
            } else {
                self.objection_to(call, place, renamed)
            };
            Errand { call: call.clone(), refusal }
        });
        Next::CallTools(errands.collect())
    }

    /// Why a call can not be made, in words that a model can act on.
    fn objection_to(
        &self,
        call: &ToolCall,
        place: usize,
        renamed: &BTreeSet<String>,
    ) -> Option<String> {
        let most = self.limits.tool_calls_in_reply;
        let tools = &self.request.tools;
        if most <= place {
            return Some(format!("only the first {most} calls of a reply are made: call it again"));
        }
        if renamed.contains(&call.call_id) {
            return Some("another call of this reply has the same id: call it again".to_owned());
        }
        if !tools.iter().any(|tool| tool.name == call.tool) {
            let names: Vec<_> = tools.iter().map(|tool| format!("`{}`", tool.name)).collect();
            let known = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            return Some(format!("there is no tool `{}`; known: {known}", call.tool));
        }
        if !call.arguments.is_object() {
            let kind = kind(&call.arguments);
            return Some(format!("the arguments must be an object, not {kind}"));
        }
        None
    }
}

/// Gives each call an id of its own, without which its result could not be told from another's, and
/// returns the new ids.
fn rename_doubles(calls: &mut [ToolCall]) -> BTreeSet<String> {
    let mut taken: BTreeSet<String> = calls.iter().map(|call| call.call_id.clone()).collect();
    let mut seen = BTreeSet::new();
    let mut renamed = BTreeSet::new();
    for call in calls {
        if !seen.insert(call.call_id.clone()) {
            call.call_id = free_id(&call.call_id, &taken);
            taken.insert(call.call_id.clone());
            renamed.insert(call.call_id.clone());
        }
    }
    renamed
}

fn free_id(call_id: &str, taken: &BTreeSet<String>) -> String {
    let mut ids = (2_u64..).map(|number| format!("{call_id}_{number}"));
    ids.find(|id| !taken.contains(id)).unwrap_or_default()
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
