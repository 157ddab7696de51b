//! How far an agent goes for one answer.

/// Enough to look something up, look up what follows from it, and correct a mistake or two.
const TOOL_ROUNDS: u32 = 6;
/// Figures of a handful of companies asked for in one breath.
const TOOL_CALLS_IN_REPLY: usize = 16;
/// Some three thousand words.
const OUTPUT_TOKENS_MAX: u32 = 4096;

/// How far one answer may go; what a whole run may spend is its [`Budget`](crate::Budget).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgentLimits {
    /// How often the model may ask for tools before it must answer.
    pub tool_rounds: u32,
    /// How many tools it may ask for in one reply; it is told that the others were not called.
    pub tool_calls_in_reply: usize,
    /// How many tokens it may write in one reply.
    pub output_tokens_max: u32,
}

impl Default for AgentLimits {
    fn default() -> Self {
        Self {
            tool_rounds: TOOL_ROUNDS,
            tool_calls_in_reply: TOOL_CALLS_IN_REPLY,
            output_tokens_max: OUTPUT_TOKENS_MAX,
        }
    }
}
