//! Who is listed under which ticker.

use std::collections::HashMap;

use bytes::Bytes;
use finance::{Cik, Symbol, market::Found};
use serde::Deserialize;

use super::refusal::Refusal;

/// How many listings a search gives.
const FOUND_MAX: usize = 10;

/// The SEC's list of tickers.
#[derive(Debug)]
pub(super) struct Tickers(HashMap<Symbol, Ticker>);

#[derive(Debug)]
struct Ticker {
    cik: Cik,
    title: String,
    /// Its place in the list, which is ordered by market value.
    place: usize,
}

#[derive(Deserialize)]
struct TickerRow {
    cik_str: u32,
    ticker: String,
    title: String,
}

impl Tickers {
    pub(super) fn read(body: &Bytes) -> Result<Self, Refusal> {
        let rows: HashMap<String, TickerRow> = serde_json::from_slice(body)?;
        let ticker = |(place, row): (String, TickerRow)| {
            let cik = Cik::from_number(row.cik_str)?;
            let place = place.parse().unwrap_or(usize::MAX);
            Some((row.ticker.parse().ok()?, Ticker { cik, title: row.title, place }))
        };
        Ok(Self(rows.into_iter().filter_map(ticker).collect()))
    }

    /// The registrant behind a ticker.
    pub(super) fn cik(&self, symbol: &Symbol) -> Option<Cik> {
        Some(self.0.get(symbol)?.cik)
    }

    /// The listings that are called like this, the largest first.
    pub(super) fn search(&self, text: &str) -> Vec<Found> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let is_like = |(symbol, ticker): &(&Symbol, &Ticker)| {
            let title = ticker.title.to_lowercase();
            symbol.as_str().eq_ignore_ascii_case(text.trim())
                || !words.is_empty() && words.iter().all(|word| title.contains(word.as_str()))
        };
        let mut found: Vec<(&Symbol, &Ticker)> = self.0.iter().filter(is_like).collect();
        found.sort_by_key(|(_, ticker)| ticker.place);
        let found = found.into_iter().take(FOUND_MAX).map(|(symbol, ticker)| Found {
            symbol: symbol.clone(),
            name: ticker.title.clone(),
            exchange: String::new(),
            currency: None,
        });
        found.collect()
    }
}
