//! What a watcher of a run is told.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::run::id::RunId;

/// Something that happened in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The run that it happened in.
    pub run_id: RunId,
    /// Its place in the run: from zero, without gaps.
    pub seq: u64,
    /// When it happened, in milliseconds since the run began.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What can happen in a run.
///
/// The first is always `RunStarted`; the last is `RunFinished`, `RunFailed` or `RunCancelled`, and
/// none of these three is ever followed by anything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventKind {
    /// The work has begun.
    RunStarted {
        /// The workflow's name.
        workflow: String,
    },
    /// A part of the work has begun.
    StepStarted {
        /// Its name, which no other open step has.
        step: String,
    },
    /// The answer has grown.
    TextDelta {
        /// What to append to it.
        text: String,
    },
    /// A tool has been asked to do something.
    ToolCallStarted {
        /// Joins the call to its end; no other open call has it.
        call_id: String,
        /// The tool's name.
        tool: String,
    },
    /// A tool has done what it was asked, or has failed to.
    ToolCallFinished {
        /// Joins the call to its start.
        call_id: String,
        /// The tool's name.
        tool: String,
        /// How long it took.
        ms: u64,
        /// Why it failed, if it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// Something was learned that the answer may rest on.
    FactAdded {
        /// The fact, in the words of whoever added it.
        fact: Value,
    },
    /// A figure of the answer was held against the facts.
    FigureChecked {
        /// The figure and what came of it, in the words of whoever checked it.
        figure: Value,
    },
    /// A model was paid.
    UsageAdded {
        /// What it used.
        usage: Usage,
    },
    /// A part of the work has ended.
    StepFinished {
        /// The name that it started under.
        step: String,
        /// How long it took.
        ms: u64,
        /// How it ended.
        outcome: Outcome,
        /// Why it failed, if it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// The work is done.
    RunFinished,
    /// The work could not be done.
    RunFailed {
        /// Every cause, on one line.
        reason: String,
    },
    /// The work was stopped from outside.
    RunCancelled,
}

impl EventKind {
    /// Whether a run ends with this.
    pub fn is_terminal(&self) -> bool {
        match self {
            Self::RunFinished | Self::RunFailed { .. } | Self::RunCancelled => true,
            Self::RunStarted { .. }
            | Self::StepStarted { .. }
            | Self::TextDelta { .. }
            | Self::ToolCallStarted { .. }
            | Self::ToolCallFinished { .. }
            | Self::FactAdded { .. }
            | Self::FigureChecked { .. }
            | Self::UsageAdded { .. }
            | Self::StepFinished { .. } => false,
        }
    }
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With a value.
    Done,
    /// With an error.
    Failed,
    /// With neither: it was dropped before it came to one.
    Stopped,
}

/// What asking a model has used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// How often it was asked.
    pub requests: u64,
    /// What it read.
    pub input_tokens: u64,
    /// What it wrote.
    pub output_tokens: u64,
    /// What that cost in millionths of a dollar, where the price is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub microdollars: Option<u64>,
}

impl Usage {
    /// Nobody was asked anything, which costs nothing.
    pub const NOTHING: Self =
        Self { requests: 0, input_tokens: 0, output_tokens: 0, microdollars: Some(0) };

    /// What was read and written together.
    pub fn tokens(&self) -> u64 {
        self.input_tokens.saturating_add(self.output_tokens)
    }

    /// Both together. The cost of the whole is known only where that of each part is.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let both = |(one, other): (u64, u64)| one.saturating_add(other);
        Self {
            requests: both((self.requests, other.requests)),
            input_tokens: both((self.input_tokens, other.input_tokens)),
            output_tokens: both((self.output_tokens, other.output_tokens)),
            microdollars: self.microdollars.zip(other.microdollars).map(both),
        }
    }
}
