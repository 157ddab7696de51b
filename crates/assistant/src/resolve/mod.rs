//! From words to companies: locally, with a score, a place in the text and the alternatives.

mod index;
mod plain;
mod scan;

pub use index::Index;

use std::ops::Range;

use finance::Symbol;
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
    pub score: rust_decimal::Decimal,
    /// Others that the words could mean.
    pub alternatives: Vec<Alternative>,
    /// What happened to the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Another company that the words could mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternative {
    /// Its ticker.
    pub symbol: Symbol,
    /// Its name.
    pub name: String,
    /// How sure that is, from 0 to 1.
    pub score: rust_decimal::Decimal,
}

/// Words that look like a company's name, which nobody is listed under.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unresolved {
    /// The words.
    pub text: String,
    /// What happened to the name, where it is one of the past.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The nearest names.
    pub near: Vec<Alternative>,
}

fn as_pair<S: serde::Serializer>(span: &Range<usize>, to: S) -> Result<S::Ok, S::Error> {
    (span.start, span.end).serialize(to)
}
