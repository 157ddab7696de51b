//! What is asked of FMP.

use std::time::Duration;

use finance::Symbol;
use url::Url;

/// An endpoint, its parameters, and for how long the answer holds.
#[derive(Debug, Clone)]
pub(super) struct Question<'a> {
    pub(super) endpoint: &'a str,
    /// Whom it is about, where it is about one company.
    pub(super) symbol: Option<&'a Symbol>,
    pub(super) params: Vec<(&'a str, String)>,
    pub(super) lifetime: Duration,
    /// For messages: `annual income statement of AAPL`.
    pub(super) wanted: String,
}

impl<'a> Question<'a> {
    /// About one company.
    pub(super) fn of(
        symbol: &'a Symbol,
        endpoint: &'a str,
        params: impl IntoIterator<Item = (&'a str, String)>,
        (lifetime, wanted): (Duration, String),
    ) -> Self {
        let named = [("symbol", symbol.to_string())];
        let params = named.into_iter().chain(params).collect();
        Self { endpoint, symbol: Some(symbol), params, lifetime, wanted }
    }

    /// For messages: what is wanted, and at which endpoint.
    pub(super) fn in_full(&self) -> String {
        format!("{} ({})", self.wanted, self.endpoint)
    }

    pub(super) fn is_quarterly(&self) -> bool {
        self.params.iter().any(|(name, value)| *name == "period" && value == "quarter")
    }

    /// Its address, with no more rows than these.
    pub(super) fn url(&self, base: &Url, rows_max: Option<u32>) -> Url {
        let mut url = base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(self.endpoint.split('/'));
        }
        let limited = |(name, value): &(&str, String)| {
            let rows = value.parse::<u32>().ok().filter(|_| *name == "limit");
            let fewer = rows.zip(rows_max).map(|(rows, max)| rows.min(max).to_string());
            ((*name).to_owned(), fewer.unwrap_or_else(|| value.clone()))
        };
        url.query_pairs_mut().extend_pairs(self.params.iter().map(limited));
        url
    }
}
