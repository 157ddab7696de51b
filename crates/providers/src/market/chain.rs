//! Several providers asked in an order: the first that answers does, and the answer says who was passed over and why.

use std::sync::Arc;

use async_trait::async_trait;
use finance::{
    Closes, Company, MarketData, MarketError, PassedOver, Sourced, Statement, StatementKind,
    Symbol,
    market::{
        Estimate, FiledDocument, Found, Frequency, News, Peer, ProvidersMetric, Quote, SegmentedBy,
        Segments,
    },
};
use futures::future::BoxFuture;

/// Who this is where nobody was asked.
const PROVIDER: &str = "chain";

/// Providers in the order in which they are asked.
pub struct Chain {
    markets: Vec<Arc<dyn MarketData>>,
}

impl std::fmt::Debug for Chain {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let providers = self.markets.iter().map(|market| market.provider());
        f.debug_list().entries(providers).finish()
    }
}

impl Chain {
    /// Asks these, in this order.
    pub fn new(markets: Vec<Arc<dyn MarketData>>) -> Self {
        Self { markets }
    }

    async fn first<'a, T>(
        &'a self,
        wanted: String,
        ask: impl Fn(&'a dyn MarketData) -> BoxFuture<'a, Result<Sourced<T>, MarketError>> + Send,
    ) -> Result<Sourced<T>, MarketError> {
        let mut errors = Vec::new();
        for market in &self.markets {
            match ask(&**market).await {
                Ok(mut sourced) => {
                    sourced.passed_over.extend(errors.iter().filter_map(passed_over));
                    return Ok(sourced);
                }
                Err(error) => errors.push(error),
            }
        }
        Err(nobody(wanted, errors))
    }
}

/// Who refused or failed; that somebody does not cover something is no news.
fn passed_over(error: &MarketError) -> Option<PassedOver> {
    match error {
        MarketError::UnknownSymbol(_) | MarketError::NotCovered { .. } => None,
        MarketError::OutsidePlan { .. }
        | MarketError::Unauthorized { .. }
        | MarketError::Unavailable { .. }
        | MarketError::Nobody { .. } => {
            Some(PassedOver { provider: error.provider()?, reason: error.in_full() })
        }
    }
}

/// Why nobody answered: the only reason, or all of them.
fn nobody(wanted: String, mut errors: Vec<MarketError>) -> MarketError {
    let is_unknown = |error: &MarketError| matches!(error, MarketError::UnknownSymbol(_));
    let is_silent = |error: &MarketError| passed_over(error).is_none();
    if errors.iter().all(is_silent) {
        let unknown = errors.iter().position(is_unknown).filter(|_| errors.iter().all(is_unknown));
        let not_covered = errors.iter().rposition(|error| !is_unknown(error));
        if let Some(place) = unknown.or(not_covered) {
            return errors.swap_remove(place);
        }
    }
    let loud = errors.iter().filter(|error| !is_silent(error)).count();
    if loud == 1
        && errors.len() == 1
        && let Some(error) = errors.pop()
    {
        return error;
    }
    let later = errors.iter().any(MarketError::is_transient);
    let passed_over = errors.iter().map(|error| PassedOver {
        provider: error.provider().unwrap_or(PROVIDER),
        reason: error.in_full(),
    });
    MarketError::Nobody { wanted, passed_over: passed_over.collect(), later }
}

#[async_trait]
impl MarketData for Chain {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn only(&self, provider: &str) -> Option<&dyn MarketData> {
        self.markets.iter().find(|market| market.provider() == provider).map(|market| &**market)
    }

    fn is_live(&self) -> bool {
        self.markets.iter().any(|market| market.is_live())
    }

    fn is_free(&self, symbol: &Symbol) -> bool {
        self.markets.first().is_none_or(|market| market.is_free(symbol))
    }

    async fn company(&self, symbol: &Symbol) -> Result<Sourced<Company>, MarketError> {
        self.first(format!("profile of {symbol}"), |market| market.company(symbol)).await
    }

    async fn statements(
        &self,
        symbol: &Symbol,
        kind: StatementKind,
        frequency: Frequency,
    ) -> Result<Sourced<Vec<Statement>>, MarketError> {
        let label = kind.label().to_lowercase();
        let wanted = format!("{} {label} of {symbol}", frequency.label());
        self.first(wanted, |market| market.statements(symbol, kind, frequency)).await
    }

    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError> {
        self.first(format!("prices of {symbol}"), |market| market.closes(symbol)).await
    }

    async fn quote(&self, symbol: &Symbol) -> Result<Sourced<Quote>, MarketError> {
        self.first(format!("quote of {symbol}"), |market| market.quote(symbol)).await
    }

    async fn estimates(&self, symbol: &Symbol) -> Result<Sourced<Vec<Estimate>>, MarketError> {
        self.first(format!("estimates of {symbol}"), |market| market.estimates(symbol)).await
    }

    async fn segments(
        &self,
        symbol: &Symbol,
        by: SegmentedBy,
    ) -> Result<Sourced<Vec<Segments>>, MarketError> {
        self.first(format!("segments of {symbol}"), |market| market.segments(symbol, by)).await
    }

    async fn peers(&self, symbol: &Symbol) -> Result<Sourced<Vec<Peer>>, MarketError> {
        self.first(format!("peers of {symbol}"), |market| market.peers(symbol)).await
    }

    async fn news(&self, symbol: &Symbol) -> Result<Sourced<Vec<News>>, MarketError> {
        self.first(format!("news of {symbol}"), |market| market.news(symbol)).await
    }

    async fn filings(&self, symbol: &Symbol) -> Result<Sourced<Vec<FiledDocument>>, MarketError> {
        self.first(format!("filings of {symbol}"), |market| market.filings(symbol)).await
    }

    async fn metrics(&self, symbol: &Symbol) -> Result<Sourced<Vec<ProvidersMetric>>, MarketError> {
        self.first(format!("metrics of {symbol}"), |market| market.metrics(symbol)).await
    }

    async fn search(&self, text: &str) -> Result<Sourced<Vec<Found>>, MarketError> {
        let shown: String = text.chars().take(40).collect();
        self.first(format!("search for `{shown}`"), |market| market.search(text)).await
    }
}
