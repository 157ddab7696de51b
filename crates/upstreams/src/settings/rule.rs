//! Whom a setting is for, written the same way on the command line, in JSON and in tests: `fmp:profile=350ms`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::Upstream;

/// Whom a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Everyone.
    All,
    /// Every language model.
    Models,
    /// One of them.
    One(Upstream),
}

impl Target {
    /// Whether it means this one.
    pub fn covers(self, upstream: Upstream) -> bool {
        match self {
            Self::All => true,
            Self::Models => upstream.is_model(),
            Self::One(one) => one == upstream,
        }
    }
}

/// A value for an upstream, or for those of its requests that contain a text.
///
/// Written `TARGET=VALUE` or `TARGET:WITHIN=VALUE`; a value alone is for everyone. Where several rules cover a
/// request, the last one holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[serde(bound(
    serialize = "T: Clone + fmt::Display",
    deserialize = "T: FromStr<Err = InvalidRule>"
))]
pub struct Rule<T> {
    /// Whom it is for.
    pub target: Target,
    /// What the request's path with its query contains, or a model's instructions.
    pub within: Option<String>,
    /// What is set.
    pub value: T,
}

/// The text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not understood: {wanted}")]
pub struct InvalidRule {
    /// What was read.
    pub text: String,
    /// What would have been.
    pub wanted: &'static str,
}

impl InvalidRule {
    pub(crate) fn new(text: &str, wanted: &'static str) -> Self {
        Self { text: text.chars().take(80).collect(), wanted }
    }
}

/// A request, as far as rules look at it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Of whom.
    pub(crate) upstream: Upstream,
    /// The path with its query.
    pub(crate) path: &'a str,
    /// What a model was instructed; empty for the others.
    pub(crate) instructions: &'a str,
}

impl<T> Rule<T> {
    /// A value for all requests to one upstream.
    pub fn of(upstream: Upstream, value: T) -> Self {
        Self { target: Target::One(upstream), within: None, value }
    }

    /// A value for those requests to one upstream that contain a text.
    pub fn within(upstream: Upstream, within: impl Into<String>, value: T) -> Self {
        Self { target: Target::One(upstream), within: Some(within.into()), value }
    }

    /// Whether the rule is for this request.
    pub(crate) fn covers(&self, asked: Asked<'_>) -> bool {
        self.target.covers(asked.upstream)
            && self.within.as_deref().is_none_or(|within| {
                asked.path.contains(within) || asked.instructions.contains(within)
            })
    }
}

impl<T: FromStr<Err = InvalidRule>> FromStr for Rule<T> {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((whom, value)) = text.rsplit_once('=') else {
            return Ok(Self { target: Target::All, within: None, value: text.parse()? });
        };
        let (target, within) = match whom.split_once(':') {
            Some((target, within)) => (target, Some(within.to_owned())),
            None => (whom, None),
        };
        let target = match target {
            "all" => Target::All,
            "models" => Target::Models,
            name => Target::One(name.parse().map_err(|_| {
                let wanted =
                    "begin with all, models, fmp, sec, openai, anthropic, gemini or ollama";
                InvalidRule::new(text, wanted)
            })?),
        };
        Ok(Self { target, within, value: value.parse()? })
    }
}

impl<T: fmt::Display> fmt::Display for Rule<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.target {
            Target::All => f.write_str("all")?,
            Target::Models => f.write_str("models")?,
            Target::One(upstream) => write!(f, "{upstream}")?,
        }
        if let Some(within) = &self.within {
            write!(f, ":{within}")?;
        }
        write!(f, "={}", self.value)
    }
}

impl<T: FromStr<Err = InvalidRule>> TryFrom<String> for Rule<T> {
    type Error = InvalidRule;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl<T: fmt::Display> From<Rule<T>> for String {
    fn from(rule: Rule<T>) -> Self {
        rule.to_string()
    }
}
