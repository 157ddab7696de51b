//! Several providers asked in an order: the first that answers does, and the answer says who was passed over and why.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use finance::{
    Closes, Company, MarketData, MarketError, PassedOver, Sourced, Statement, StatementKind,
    Symbol,
    market::{
        Estimate, FiledDocument, Found, Frequency, News, Peer, ProvidersMetric, Quote, SegmentedBy,
        Segments,
    },
};
use futures::{StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use tokio::time;

/// Who this is where nobody was asked.
const PROVIDER: &str = "chain";

/// How long one provider is waited for before the next one is asked beside it: a reader is waiting too.
const PATIENCE: Duration = Duration::from_secs(4);

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
        let mut refusals = Vec::new();
        let mut waiting = self.markets.iter();
        let mut open = FuturesUnordered::new();
        let mut asked: Vec<&'static str> = Vec::new();
        loop {
            // Somebody is asked when nobody is left who may answer, and beside those who take their time.
            let next = if open.is_empty() { waiting.next() } else { None };
            let next = match next {
                Some(next) => Some(next),
                None => match time::timeout(PATIENCE, open.next()).await {
                    Ok(None) => return Err(nobody(wanted, refusals)),
                    Ok(Some((provider, Err(error)))) => {
                        asked.retain(|one| *one != provider);
                        refusals.push(Refusal { provider, error });
                        waiting.next()
                    }
                    Ok(Some((provider, Ok(sourced)))) => {
                        let late = asked.into_iter().filter(|one| *one != provider);
                        return Ok(answered(sourced, &refusals, late));
                    }
                    Err(_) => waiting.next(),
                },
            };
            if let Some(market) = next {
                let (provider, answer) = (market.provider(), ask(&**market));
                asked.push(provider);
                open.push(async move { (provider, answer.await) });
            }
        }
    }
}

/// An answer with those who were passed over for it: who refused, and who had not answered by then.
fn answered<T>(
    mut sourced: Sourced<T>,
    refusals: &[Refusal],
    late: impl Iterator<Item = &'static str>,
) -> Sourced<T> {
    sourced.passed_over.extend(refusals.iter().filter_map(Refusal::told));
    sourced.passed_over.extend(late.map(|provider| PassedOver {
        provider,
        reason: format!("{provider} had not answered within {} s", PATIENCE.as_secs()),
    }));
    sourced
}

/// Who did not answer, and why.
struct Refusal {
    provider: &'static str,
    error: MarketError,
}

impl Refusal {
    fn passed_over(&self) -> PassedOver {
        PassedOver { provider: self.provider, reason: self.error.in_full() }
    }

    /// What a reader is told beside an answer: that somebody does not cover something is no news.
    fn told(&self) -> Option<PassedOver> {
        (!self.is_silent()).then(|| self.passed_over())
    }

    fn is_silent(&self) -> bool {
        match &self.error {
            MarketError::UnknownSymbol(_) | MarketError::NotCovered { .. } => true,
            MarketError::OutsidePlan { .. }
            | MarketError::Unauthorized { .. }
            | MarketError::Unavailable { .. }
            | MarketError::Nobody { .. } => false,
        }
    }

    fn is_unknown(&self) -> bool {
        matches!(self.error, MarketError::UnknownSymbol(_))
    }
}

/// Why nobody answered: the only reason, or all of them.
fn nobody(wanted: String, mut refusals: Vec<Refusal>) -> MarketError {
    // Who lists the symbol and has nothing to say knows better than who does not list it.
    let telling = refusals.iter().rposition(|refusal| !refusal.is_unknown());
    let is_plain = refusals.len() == 1 || refusals.iter().all(Refusal::is_silent);
    let one = telling.or_else(|| refusals.len().checked_sub(1)).filter(|_| is_plain);
    if let Some(one) = one {
        return refusals.swap_remove(one).error;
    }
    let later = refusals.iter().any(|refusal| refusal.error.is_transient());
    let passed_over = refusals.iter().map(Refusal::passed_over).collect();
    MarketError::Nobody { wanted, passed_over, later }
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
