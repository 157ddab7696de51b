//! What has begun and not ended: however it goes out of scope, its end is reported.

use tokio::time::Instant;

use crate::message::ToolCall;
use crate::run::event::{EventKind, Outcome};
use crate::run::queue::{Queue, in_ms};

/// A step between its two events.
pub(super) struct OpenStep<'a> {
    queue: &'a Queue,
    pub(super) name: String,
    began: Instant,
    pub(super) outcome: Outcome,
    pub(super) error: Option<String>,
}

impl<'a> OpenStep<'a> {
    pub(super) fn new(queue: &'a Queue, name: &str) -> Self {
        let name = queue.open_step(name);
        Self { queue, name, began: Instant::now(), outcome: Outcome::Stopped, error: None }
    }
}

impl Drop for OpenStep<'_> {
    fn drop(&mut self) {
        let finished = EventKind::StepFinished {
            step: self.name.clone(),
            ms: in_ms(self.began.elapsed()),
            outcome: self.outcome,
            error: self.error.take(),
        };
        self.queue.close_step(finished, &self.name);
    }
}

/// A call of a tool between its two events.
pub(super) struct OpenToolCall<'a> {
    queue: &'a Queue,
    call_id: String,
    tool: String,
    began: Instant,
    pub(super) error: Option<String>,
}

impl<'a> OpenToolCall<'a> {
    pub(super) fn new(queue: &'a Queue, call: &ToolCall) -> Self {
        let call_id = queue.open_tool_call(&call.call_id, &call.tool);
        let error = Some("it was stopped".to_owned());
        Self { queue, call_id, tool: call.tool.clone(), began: Instant::now(), error }
    }
}

impl Drop for OpenToolCall<'_> {
    fn drop(&mut self) {
        let finished = EventKind::ToolCallFinished {
            call_id: self.call_id.clone(),
            tool: self.tool.clone(),
            ms: in_ms(self.began.elapsed()),
            error: self.error.take(),
        };
        self.queue.close_tool_call(finished, &self.call_id);
    }
}
