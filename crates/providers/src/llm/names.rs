//! From a name to a provider's dialect, address and key: `openai:gpt-5-mini`, `ollama:qwen3:8b`.

use std::fmt;
use std::str::FromStr;

/// The wire that a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAI's chat completions, which most others speak too.
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
    /// Google's Gemini.
    Gemini,
    /// Ollama's own.
    Ollama,
}

/// A provider of language models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LlmProvider {
    /// What stands before the colon.
    pub name: &'static str,
    /// What it speaks.
    pub dialect: Dialect,
    /// Where it lives, ending in a slash.
    pub base: &'static str,
    /// The variable that its users keep their key in; none where no key is needed.
    pub key_variable: Option<&'static str>,
}

const fn provider(
    name: &'static str,
    dialect: Dialect,
    base: &'static str,
    key_variable: Option<&'static str>,
) -> LlmProvider {
    LlmProvider { name, dialect, base, key_variable }
}

use Dialect::{Anthropic, Gemini, Ollama, OpenAi};

/// The providers that are known by name. Any other that speaks OpenAI's dialect is `openai:` with a base URL.
pub const PROVIDERS: [LlmProvider; 11] = [
    provider("openai", OpenAi, "https://api.openai.com/v1/", Some("OPENAI_API_KEY")),
    provider("anthropic", Anthropic, "https://api.anthropic.com/v1/", Some("ANTHROPIC_API_KEY")),
    provider(
        "gemini",
        Gemini,
        "https://generativelanguage.googleapis.com/v1beta/",
        Some("GEMINI_API_KEY"),
    ),
    provider("ollama", Ollama, "http://localhost:11434/", None),
    provider("groq", OpenAi, "https://api.groq.com/openai/v1/", Some("GROQ_API_KEY")),
    provider("deepseek", OpenAi, "https://api.deepseek.com/v1/", Some("DEEPSEEK_API_KEY")),
    provider("openrouter", OpenAi, "https://openrouter.ai/api/v1/", Some("OPENROUTER_API_KEY")),
    provider("mistral", OpenAi, "https://api.mistral.ai/v1/", Some("MISTRAL_API_KEY")),
    provider("xai", OpenAi, "https://api.x.ai/v1/", Some("XAI_API_KEY")),
    provider("vllm", OpenAi, "http://localhost:8000/v1/", None),
    provider("lmstudio", OpenAi, "http://localhost:1234/v1/", None),
];

/// Which model of whom: `anthropic:claude-haiku-4-5`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelName {
    /// Whose.
    pub provider: LlmProvider,
    /// What its provider calls it.
    pub model: String,
}

/// The text names no model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` names no model: write PROVIDER:NAME, where PROVIDER is one of {}", known())]
pub struct InvalidModelName {
    text: String,
}

impl FromStr for ModelName {
    type Err = InvalidModelName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidModelName { text: text.chars().take(80).collect() };
        let (name, model) = text.trim().split_once(':').ok_or_else(invalid)?;
        let wanted = name.trim().to_lowercase();
        let provider = PROVIDERS.into_iter().find(|provider| provider.name == wanted);
        let model = model.trim();
        let plain = |c: char| !c.is_whitespace() && !c.is_control();
        match provider {
            Some(provider) if !model.is_empty() && model.chars().all(plain) => {
                Ok(Self { provider, model: model.to_owned() })
            }
            Some(_) | None => Err(invalid()),
        }
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider.name, self.model)
    }
}

fn known() -> String {
    PROVIDERS.map(|provider| provider.name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_provider_and_its_model() {
        let name: ModelName = "Ollama:qwen3:8b".parse().unwrap();
        assert_eq!((name.provider.name, name.model.as_str()), ("ollama", "qwen3:8b"));
        assert_eq!(name.to_string(), "ollama:qwen3:8b");
        for wrong in ["", "gpt-5", "openai:", "nobody:x", "openai:a b"] {
            assert!(wrong.parse::<ModelName>().is_err(), "{wrong}");
        }
    }
}
