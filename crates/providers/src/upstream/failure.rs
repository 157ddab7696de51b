//! Why a host did not answer.

use std::time::{Duration, SystemTime};

use jiff::Timestamp;

/// Why a host did not answer, for those who translate its words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It took too long.
    #[error("no answer within {} ms", .0.as_millis())]
    Slow(Duration),
    /// No connection, or one that broke.
    #[error("the connection failed: {0}")]
    Unreachable(String),
    /// It said something that means nothing.
    #[error("its answer could not be read: {0}")]
    Garbled(String),
    /// It answers, but that it is failing.
    #[error("it is failing (status {status})")]
    Failing {
        /// What it answered with.
        status: u16,
        /// When to ask again, where it said so.
        retry_after: Option<Duration>,
    },
    /// It wants fewer requests.
    #[error("it wants fewer requests (status {status}){}", in_words(.retry_after.as_ref()))]
    Limited {
        /// What it answered with.
        status: u16,
        /// When to ask again, where it said so.
        retry_after: Option<Duration>,
    },
    /// The requests it allows are used up, or it has shut us out for a time.
    #[error("{why} until {}", at(*.until))]
    Shut {
        /// What is used up, or who shut us out.
        why: String,
        /// When it will answer again.
        until: SystemTime,
    },
    /// So many wait to ask it that the next turn is too far off.
    #[error("too many requests wait for it: the next turn is in {} s", .0.as_secs())]
    Crowded(Duration),
    /// Nothing but failures came of it lately: it is not asked for a while.
    #[error("it failed too often lately and is left alone for a moment")]
    LeftAlone,
    /// Its answer is larger than any of its answers should be.
    #[error("its answer is larger than {} MB", .0 / 1_000_000)]
    TooLarge(usize),
    /// It goes on beyond what it was allowed.
    #[error("its reply is longer than it was allowed")]
    Endless,
}

impl Failure {
    /// Whether asking again soon can help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Slow(_)
            | Self::Unreachable(_)
            | Self::Garbled(_)
            | Self::Failing { .. }
            | Self::Limited { .. } => true,
            Self::Shut { .. }
            | Self::Crowded(_)
            | Self::LeftAlone
            | Self::TooLarge(_)
            | Self::Endless => false,
        }
    }

    /// When to ask again, where the host said so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Failing { retry_after, .. } | Self::Limited { retry_after, .. } => *retry_after,
            Self::Slow(_)
            | Self::Unreachable(_)
            | Self::Garbled(_)
            | Self::Shut { .. }
            | Self::Crowded(_)
            | Self::LeftAlone
            | Self::TooLarge(_)
            | Self::Endless => None,
        }
    }
}

fn in_words(wait: Option<&Duration>) -> String {
    wait.map_or(String::new(), |wait| format!(", again after {} s", wait.as_secs()))
}

fn at(time: SystemTime) -> String {
    Timestamp::try_from(time).map_or_else(
        |_| "a day that no calendar shows".to_owned(),
        |time| time.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}
