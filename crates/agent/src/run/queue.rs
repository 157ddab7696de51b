//! Events on their way from the work to its reader.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::run::event::{Event, EventKind};
use crate::run::id::RunId;

/// How many events may wait before pieces of text are joined instead of queued one by one.
const EVENTS_WAITING_MAX: usize = 1024;

/// Where events are numbered and wait for the reader.
///
/// Work and reader are polled by the same task, so the queue can not make the work wait: the reader
/// would wait with it. Instead the run hands out what is queued before it lets the work go on, and
/// each step lets the reader in once, so the queue holds what the work says between two awaits. Of
/// text that can be much: past [`EVENTS_WAITING_MAX`] it lengthens the delta that waits last.
#[derive(Debug)]
pub(crate) struct Queue {
    run_id: RunId,
    began: Instant,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Event>,
    next_seq: u64,
    open_steps: BTreeSet<String>,
    open_tool_calls: BTreeSet<String>,
    ended: bool,
}

impl Queue {
    pub(crate) fn new(run_id: RunId, began: Instant) -> Self {
        Self { run_id, began, state: Mutex::default() }
    }

    pub(crate) fn run_id(&self) -> RunId {
        self.run_id
    }

    /// Numbers an event and queues it. What comes after a terminal event is nobody's to see.
    pub(crate) fn push(&self, kind: EventKind) {
        self.state().push(self.run_id, self.began.elapsed(), kind);
    }

    /// Queues a piece of text.
    pub(crate) fn push_text(&self, delta: String) {
        let mut state = self.state();
        let full = EVENTS_WAITING_MAX <= state.waiting.len();
        if full
            && let Some(Event { kind: EventKind::TextDelta { text }, .. }) =
                state.waiting.back_mut()
        {
            text.push_str(&delta);
            return;
        }
        state.push(self.run_id, self.began.elapsed(), EventKind::TextDelta { text: delta });
    }

    pub(crate) fn pop(&self) -> Option<Event> {
        self.state().waiting.pop_front()
    }

    /// Opens a step under its name, numbered if an open step has that name already.
    pub(crate) fn open_step(&self, name: &str) -> String {
        let mut state = self.state();
        let step = unique(name, &mut state.open_steps);
        let started = EventKind::StepStarted { step: step.clone() };
        state.push(self.run_id, self.began.elapsed(), started);
        step
    }

    /// Frees a step's name and queues its end.
    pub(crate) fn close_step(&self, finished: EventKind, step: &str) {
        let mut state = self.state();
        state.open_steps.remove(step);
        state.push(self.run_id, self.began.elapsed(), finished);
    }

    /// Opens a call of a tool under its id, numbered if an open call has that id already: ids come
    /// from models, and two of them asked at once may choose the same.
    pub(crate) fn open_tool_call(&self, call_id: &str, tool: &str) -> String {
        let mut state = self.state();
        let call_id = unique(call_id, &mut state.open_tool_calls);
        let started =
            EventKind::ToolCallStarted { call_id: call_id.clone(), tool: tool.to_owned() };
        state.push(self.run_id, self.began.elapsed(), started);
        call_id
    }

    /// Frees a call's id and queues its end.
    pub(crate) fn close_tool_call(&self, finished: EventKind, call_id: &str) {
        let mut state = self.state();
        state.open_tool_calls.remove(call_id);
        state.push(self.run_id, self.began.elapsed(), finished);
    }

    /// No holder of the lock leaves the state half changed, so a panic elsewhere does not spoil it.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn push(&mut self, run_id: RunId, at: Duration, kind: EventKind) {
        if self.ended {
            return;
        }
        self.ended = kind.is_terminal();
        let event = Event { run_id, seq: self.next_seq, at_ms: in_ms(at), kind };
        self.waiting.push_back(event);
        self.next_seq += 1;
    }
}

/// The name, numbered if it is among those that are taken, where it then stands.
fn unique(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut unique = name.to_owned();
    let mut number = 1_u64;
    while !taken.insert(unique.clone()) {
        number += 1;
        unique = format!("{name} ({number})");
    }
    unique
}

/// Whole milliseconds, which fit for the next half billion years.
pub(crate) fn in_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
