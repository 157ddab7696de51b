//! Who is stood in for.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// One of the services of the outside world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Upstream {
    /// Financial Modeling Prep.
    Fmp,
    /// The SEC's EDGAR, on both of its hosts.
    Sec,
    /// `OpenAI`, and whoever speaks as it does.
    OpenAi,
    /// Anthropic.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Ollama.
    Ollama,
}

impl Upstream {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Fmp, Self::Sec, Self::OpenAi, Self::Anthropic, Self::Gemini, Self::Ollama];

    /// Its name in settings and records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fmp => "fmp",
            Self::Sec => "sec",
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama",
        }
    }

    /// Whether it is a language model.
    pub fn is_model(self) -> bool {
        match self {
            Self::Fmp | Self::Sec => false,
            Self::OpenAi | Self::Anthropic | Self::Gemini | Self::Ollama => true,
        }
    }

    /// Whose address a path is, by its first segment.
    pub(crate) fn of_path(path: &str) -> Option<Self> {
        let first = path.trim_start_matches('/').split('/').next()?;
        if first == "sec-data" {
            return Some(Self::Sec);
        }
        Self::ALL.into_iter().find(|upstream| upstream.name() == first)
    }
}

impl fmt::Display for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no upstream.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no upstream: write fmp, sec, openai, anthropic, gemini or ollama")]
pub struct UnknownUpstream(String);

impl FromStr for Upstream {
    type Err = UnknownUpstream;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = Self::ALL.into_iter().find(|upstream| upstream.name() == text);
        named.ok_or_else(|| UnknownUpstream(text.to_owned()))
    }
}
