//! From words to companies: locally, with a score, a place in the text and the alternatives.
//!
//! A text is held against the index word by word. Words that are nothing but a name are taken; words that are also
//! plain English are weighed by what the sentence says around them; what is left over and looks like a name is taken
//! for a misspelling, or said to be unknown.

mod candidates;
mod evidence;
mod index;
mod plain;
mod scan;
mod text;
pub(crate) mod words;

pub use index::{Entry, Index, IndexError, Other};

use std::ops::Range;

use finance::Symbol;
use rust_decimal::Decimal;
use serde::Serialize;

/// What a text names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Resolved {
    /// The companies, in the order of the text.
    pub companies: Vec<Found>,
    /// Names that nobody is listed under.
    pub unresolved: Vec<Unresolved>,
    /// What to ask the person where two candidates are close.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
}

/// A company that a text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its ticker.
    pub symbol: Symbol,
    /// Its name.
    pub name: String,
    /// Its registrant number, where it is known.
    pub cik: Option<finance::Cik>,
    /// The bytes of the text that name it.
    #[serde(serialize_with = "as_pair")]
    pub span: Range<usize>,
    /// How sure that is, from 0 to 1.
    pub score: Decimal,
    /// Others that the words could mean.
    pub alternatives: Vec<Alternative>,
    /// What happened to the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Found {
    /// Other registrants that the words could mean almost as well.
    pub fn rivals(&self) -> impl Iterator<Item = &Alternative> {
        self.alternatives.iter().filter(|other| self.score - other.score < RIVAL_WITHIN)
    }
}

/// Two candidates whose scores are nearer than this are close.
const RIVAL_WITHIN: Decimal = Decimal::from_parts(5, 0, 0, false, 2);

/// Another company that the words could mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// Its ticker.
    pub symbol: Symbol,
    /// Its name.
    pub name: String,
    /// How sure that is, from 0 to 1.
    pub score: Decimal,
}

impl Alternative {
    fn of(entry: Entry<'_>, score: Decimal) -> Option<Self> {
        Some(Self { symbol: entry.symbol.parse().ok()?, name: entry.name.to_owned(), score })
    }
}

/// Words that look like a company's name, which nobody is listed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unresolved {
    /// The words.
    pub text: String,
    /// The bytes of the text that are these words.
    #[serde(serialize_with = "as_pair")]
    pub span: Range<usize>,
    /// What happened to the name, where it is one of the past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The nearest names.
    pub near: Vec<Alternative>,
}

fn as_pair<S: serde::Serializer>(span: &Range<usize>, to: S) -> Result<S::Ok, S::Error> {
    (span.start, span.end).serialize(to)
}
