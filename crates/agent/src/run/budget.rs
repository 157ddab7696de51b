//! What a run may spend, and what is left of it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::run::error::RunError;
use crate::run::event::Usage;
use crate::run::reserved::Reserved;

/// How long a person waits for an answer before asking again.
const TIME: Duration = Duration::from_mins(1);
/// Enough for every section of a report and a few rounds of tools.
const MODEL_REQUESTS: u64 = 32;
/// Enough for two calls in each round.
const TOOL_CALLS: u64 = 64;
/// A long report with its statements, read by a model several times.
const TOKENS: u64 = 500_000;
/// One dollar: no single question costs more unless it was said beforehand.
const MICRODOLLARS: u64 = 1_000_000;

/// What a run may spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// From its start to its end.
    pub time: Duration,
    /// How often models may be asked.
    pub model_requests: u64,
    /// How often tools may be called.
    pub tool_calls: u64,
    /// What models may read and write together.
    pub tokens: u64,
    /// What models may cost, in millionths of a dollar.
    pub microdollars: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            time: TIME,
            model_requests: MODEL_REQUESTS,
            tool_calls: TOOL_CALLS,
            tokens: TOKENS,
            microdollars: MICRODOLLARS,
        }
    }
}

/// The part of a budget that can run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// [`Budget::time`].
    Time,
    /// [`Budget::model_requests`].
    ModelRequests,
    /// [`Budget::tool_calls`].
    ToolCalls,
    /// [`Budget::tokens`].
    Tokens,
    /// [`Budget::microdollars`].
    Money,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Time => "time",
            Self::ModelRequests => "model requests",
            Self::ToolCalls => "tool calls",
            Self::Tokens => "tokens",
            Self::Money => "money",
        })
    }
}

/// What is left of a run's budget, except for its time, which the run itself watches.
///
/// Take before spending: what is not there is refused whole, and the rest stays for someone else.
#[derive(Debug)]
pub struct BudgetLeft {
    pub(super) model_requests: AtomicU64,
    pub(super) tool_calls: AtomicU64,
    pub(super) tokens: AtomicU64,
    pub(super) microdollars: AtomicU64,
}

impl BudgetLeft {
    /// Nothing spent yet.
    pub(crate) fn all_of(budget: &Budget) -> Self {
        Self {
            model_requests: AtomicU64::new(budget.model_requests),
            tool_calls: AtomicU64::new(budget.tool_calls),
            tokens: AtomicU64::new(budget.tokens),
            microdollars: AtomicU64::new(budget.microdollars),
        }
    }

    /// Before a model is asked, with the most that its reply can use: that much is taken, all of it
    /// or nothing, and what was not used is given back once that is known.
    pub fn reserve(&self, most: &Usage) -> Result<Reserved<'_>, RunError> {
        Reserved::from(self, most)
    }

    /// Before a model is asked by someone who does not know what it can use.
    pub fn take_model_request(&self) -> Result<(), RunError> {
        take(&self.model_requests, 1, Limit::ModelRequests)
    }

    /// Before a tool is called.
    pub fn take_tool_call(&self) -> Result<(), RunError> {
        self.take_tool_calls(1)
    }

    /// Before so many tools are called at once: for all of them or for none.
    pub fn take_tool_calls(&self, calls: u64) -> Result<(), RunError> {
        take(&self.tool_calls, calls, Limit::ToolCalls)
    }

    /// Before a model reads or writes this many.
    pub fn take_tokens(&self, tokens: u64) -> Result<(), RunError> {
        take(&self.tokens, tokens, Limit::Tokens)
    }

    /// Before something is bought for this much, in millionths of a dollar.
    pub fn take_money(&self, microdollars: u64) -> Result<(), RunError> {
        take(&self.microdollars, microdollars, Limit::Money)
    }
}

/// One atomic exchange, so that branches running at once cannot spend the same amount twice.
pub(super) fn take(left: &AtomicU64, amount: u64, limit: Limit) -> Result<(), RunError> {
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(amount))
        .map(|_| ())
        .map_err(|_| RunError::OutOfBudget(limit))
}

/// Puts back what was taken and not spent.
pub(super) fn give_back(left: &AtomicU64, amount: u64) {
    left.fetch_add(amount, Ordering::Relaxed);
}

/// Takes what was spent without being asked for, as far as it is there.
pub(super) fn take_up_to(left: &AtomicU64, amount: u64) {
    let rest = |left: u64| Some(left.saturating_sub(amount));
    let _always_there = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, rest);
}
