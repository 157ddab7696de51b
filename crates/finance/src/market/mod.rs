//! Where figures come from: the port that providers implement and workflows ask.

mod outlook;

use std::error::Error;

use async_trait::async_trait;
use jiff::civil::Date;

use crate::{Closes, Company, Statement, StatementKind, Symbol};
pub use outlook::{
    Estimate, Expected, FiledDocument, Found, News, Peer, ProvidersMetric, Quote, SegmentedBy,
    Segments,
};

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
    /// Who was asked before, and why they did not answer.
    pub passed_over: Vec<PassedOver>,
}

impl<T> Sourced<T> {
    /// Something else that follows from the value, of the same source.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Sourced<U> {
        let Self { value, provider, as_of, url, passed_over } = self;
        Sourced { value: change(value), provider, as_of, url, passed_over }
    }
}

/// Someone who was asked and did not answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PassedOver {
    /// Who.
    pub provider: &'static str,
    /// Why not, on one line.
    pub reason: String,
}

/// How often a statement is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Once a fiscal year.
    Annual,
    /// Every fiscal quarter.
    Quarterly,
}

impl Frequency {
    /// Its name in sentences.
    pub fn label(self) -> &'static str {
        match self {
            Self::Annual => "annual",
            Self::Quarterly => "quarterly",
        }
    }
}

/// Where figures come from. Implemented in `providers`, asked by workflows.
///
/// A provider answers what it covers; the rest it does not have to name.
#[async_trait]
pub trait MarketData: Send + Sync {
    /// Who this is: `fmp`.
    fn provider(&self) -> &'static str;

    /// One of those who are asked here, by itself, where this asks several.
    fn only(&self, provider: &str) -> Option<&dyn MarketData> {
        let _ = provider;
        None
    }

    /// Whether anyone outside is asked, who may know what is said of a company besides its figures.
    fn is_live(&self) -> bool {
        false
    }

    /// Whether asking for a company's statements now costs nothing that is scarce: it is kept, free or ample.
    fn is_free(&self, symbol: &Symbol) -> bool {
        let _ = symbol;
        true
    }

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

    /// The listing's last price.
    async fn quote(&self, symbol: &Symbol) -> Result<Sourced<Quote>, MarketError> {
        Err(self.not_covered(format!("quote of {symbol}")))
    }

    /// What analysts expect of the years to come, nearest first.
    async fn estimates(&self, symbol: &Symbol) -> Result<Sourced<Vec<Estimate>>, MarketError> {
        Err(self.not_covered(format!("estimates of {symbol}")))
    }

    /// How the company splits up its revenue, oldest year first.
    async fn segments(
        &self,
        symbol: &Symbol,
        by: SegmentedBy,
    ) -> Result<Sourced<Vec<Segments>>, MarketError> {
        let by = match by {
            SegmentedBy::Product => "product",
            SegmentedBy::Region => "region",
        };
        Err(self.not_covered(format!("revenue by {by} of {symbol}")))
    }

    /// Companies that the provider thinks comparable.
    async fn peers(&self, symbol: &Symbol) -> Result<Sourced<Vec<Peer>>, MarketError> {
        Err(self.not_covered(format!("peers of {symbol}")))
    }

    /// What was written about the company lately, newest first.
    async fn news(&self, symbol: &Symbol) -> Result<Sourced<Vec<News>>, MarketError> {
        Err(self.not_covered(format!("news of {symbol}")))
    }

    /// What the company filed lately, newest first.
    async fn filings(&self, symbol: &Symbol) -> Result<Sourced<Vec<FiledDocument>>, MarketError> {
        Err(self.not_covered(format!("filings of {symbol}")))
    }

    /// Metrics and ratios that the provider computed by rules of its own, never mixed with ours.
    async fn metrics(&self, symbol: &Symbol) -> Result<Sourced<Vec<ProvidersMetric>>, MarketError> {
        Err(self.not_covered(format!("metrics of {symbol}")))
    }

    /// The listings whose ticker or name is like the text, the likeliest first.
    async fn search(&self, text: &str) -> Result<Sourced<Vec<Found>>, MarketError> {
        let shown: String = text.chars().take(40).collect();
        Err(self.not_covered(format!("search for `{shown}`")))
    }

    /// That this provider does not cover something.
    fn not_covered(&self, wanted: String) -> MarketError {
        MarketError::NotCovered { provider: self.provider(), wanted }
    }
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
    /// Ask another provider, or take another plan: the user's plan at this one leaves the request out.
    #[error("{provider} does not give the {wanted} on this plan ({said})")]
    OutsidePlan {
        /// Who was asked.
        provider: &'static str,
        /// For what, and at which endpoint.
        wanted: String,
        /// What the provider said, shortened.
        said: String,
    },
    /// Set a key, or another one: the provider does not let us in.
    #[error("{provider} does not let us in: {said}")]
    Unauthorized {
        /// Who was asked.
        provider: &'static str,
        /// What is wrong and what to do.
        said: String,
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
    /// Ask for something else: nobody of those who were asked could answer, each for its own reason.
    #[error("nobody could give the {wanted}: {}", each(.passed_over))]
    Nobody {
        /// What was wanted.
        wanted: String,
        /// Who was asked, and why they did not answer.
        passed_over: Vec<PassedOver>,
        /// Whether asking later can help.
        later: bool,
    },
}

/// For one more who asks; of the cause remains what it says.
impl Clone for MarketError {
    fn clone(&self) -> Self {
        match self {
            Self::UnknownSymbol(symbol) => Self::UnknownSymbol(symbol.clone()),
            Self::NotCovered { provider, wanted } => {
                Self::NotCovered { provider, wanted: wanted.clone() }
            }
            Self::OutsidePlan { provider, wanted, said } => {
                Self::OutsidePlan { provider, wanted: wanted.clone(), said: said.clone() }
            }
            Self::Unauthorized { provider, said } => {
                Self::Unauthorized { provider, said: said.clone() }
            }
            Self::Unavailable { provider, wanted, source } => {
                let source = source.to_string().into();
                Self::Unavailable { provider, wanted: wanted.clone(), source }
            }
            Self::Nobody { wanted, passed_over, later } => Self::Nobody {
                wanted: wanted.clone(),
                passed_over: passed_over.clone(),
                later: *later,
            },
        }
    }
}

impl MarketError {
    /// Who was asked, where it was one.
    pub fn provider(&self) -> Option<&'static str> {
        match self {
            Self::NotCovered { provider, .. }
            | Self::OutsidePlan { provider, .. }
            | Self::Unauthorized { provider, .. }
            | Self::Unavailable { provider, .. } => Some(provider),
            Self::UnknownSymbol(_) | Self::Nobody { .. } => None,
        }
    }

    /// Whether asking later can help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unavailable { .. } => true,
            Self::Nobody { later, .. } => *later,
            Self::UnknownSymbol(_)
            | Self::NotCovered { .. }
            | Self::OutsidePlan { .. }
            | Self::Unauthorized { .. } => false,
        }
    }

    /// The error and what caused it, on one line.
    pub fn in_full(&self) -> String {
        let mut line = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            line.push_str(": ");
            line.push_str(&error.to_string());
            cause = error.source();
        }
        line
    }
}

fn each(passed_over: &[PassedOver]) -> String {
    if passed_over.is_empty() {
        return "no provider of the order is set up; `fisc doctor` says what each needs".to_owned();
    }
    let told = passed_over.iter().map(|one| one.reason.clone()).collect::<Vec<_>>();
    told.join("; ")
}
