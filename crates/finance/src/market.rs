//! Where figures come from: the port that providers implement and workflows ask.

use std::error::Error;

use async_trait::async_trait;
use jiff::civil::Date;

use crate::{Closes, Company, Statement, StatementKind, Symbol};

/// A value and who said so: no figure reaches a reader without its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// What was said.
    pub value: T,
    /// Who said it: `builtin`, `edgar`, `fmp`.
    pub provider: &'static str,
    /// When the provider held it true.
    pub as_of: Date,
    /// Where a person can look.
    pub url: String,
}

/// How often a statement is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Once a fiscal year.
    Annual,
    /// Every fiscal quarter.
    Quarterly,
}

/// Where figures come from. Implemented in `providers`, asked by workflows.
#[async_trait]
pub trait MarketData: Send + Sync {
    /// What is known of the company besides its figures.
    async fn company(&self, symbol: &Symbol) -> Result<Sourced<Company>, MarketError>;

    /// The company's statements of one kind, oldest first.
    async fn statements(
        &self,
        symbol: &Symbol,
        kind: StatementKind,
        frequency: Frequency,
    ) -> Result<Sourced<Vec<Statement>>, MarketError>;

    /// The listing's closing prices, oldest first.
    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError>;
}

/// Why a provider gave no answer, by what the asker can do about it.
#[derive(Debug, thiserror::Error)]
pub enum MarketError {
    /// Ask about something else: nobody lists this symbol.
    #[error("no company is listed as `{0}`")]
    UnknownSymbol(Symbol),
    /// Ask another provider: this one does not cover the request.
    #[error("{provider} has no {wanted}")]
    NotCovered {
        /// Who was asked.
        provider: &'static str,
        /// For what: `annual cash flow statement of ACME`.
        wanted: String,
    },
    /// Ask later: the provider is down, slow, refusing us or speaking in tongues.
    #[error("{provider} could not give the {wanted}")]
    Unavailable {
        /// Who was asked.
        provider: &'static str,
        /// For what.
        wanted: String,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
}
