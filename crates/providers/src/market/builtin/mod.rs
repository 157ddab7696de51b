//! The data that the program carries: statements, closes and names, built from public sources.
//!
//! It is the market of last resort: it needs no key and no network, and says of every figure how well it is
//! known.

mod archive;
pub mod build;
mod record;

pub use archive::{Alias, Archive, ArchiveError, Names};

use async_trait::async_trait;
use finance::{
    Closes, Company, FiscalPeriod, MarketData, MarketError, Sourced, Statement, StatementKind,
    Symbol, market::Frequency,
};

/// Who this is, in every answer's sources.
pub const PROVIDER: &str = "builtin";

/// Where the closes can be compared.
const PRICES_URL: &str = "https://www.nasdaq.com/market-activity/stocks/";

/// The built-in data as a market.
#[derive(Debug)]
pub struct Builtin {
    archive: Archive,
}

impl Builtin {
    /// The data file that the program was built with.
    pub fn open() -> Result<Self, ArchiveError> {
        Self::of(include_bytes!("../../../data/builtin.fisc"))
    }

    /// Any data file.
    pub fn of(file: &'static [u8]) -> Result<Self, ArchiveError> {
        Ok(Self { archive: Archive::open(file)? })
    }

    /// The names of the data file that the program was built with, as they are looked up: the bytes that the builder
    /// was given.
    pub fn lookup() -> &'static [u8] {
        include_bytes!(concat!(env!("OUT_DIR"), "/lookup"))
    }

    /// The file behind it.
    pub fn archive(&self) -> &Archive {
        &self.archive
    }

    fn record(&self, symbol: &Symbol, wanted: &str) -> Result<record::CompanyRecord, MarketError> {
        let not_covered = || MarketError::NotCovered {
            provider: PROVIDER,
            wanted: format!("{wanted} of {symbol}"),
        };
        let record = self.archive.company(symbol).ok_or_else(not_covered)?;
        record.map_err(|source| unavailable(symbol, wanted, source))
    }
}

fn unavailable(symbol: &Symbol, wanted: &str, source: ArchiveError) -> MarketError {
    MarketError::Unavailable {
        provider: PROVIDER,
        wanted: format!("{wanted} of {symbol}"),
        source: source.into(),
    }
}

#[async_trait]
impl MarketData for Builtin {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    async fn company(&self, symbol: &Symbol) -> Result<Sourced<Company>, MarketError> {
        let value = if let Some(record) = self.archive.company(symbol) {
            record.map_err(|source| unavailable(symbol, "profile", source))?.company
        } else {
            let listings = self.archive.listings();
            let listings = listings.map_err(|source| unavailable(symbol, "profile", source))?;
            let listing = listings.into_iter().find(|listing| listing.symbol == *symbol);
            let listing = listing.ok_or_else(|| MarketError::UnknownSymbol(symbol.clone()))?;
            Company {
                listing,
                sector: None,
                industry: None,
                headquarters: None,
                founded: None,
                shares: None,
            }
        };
        let url = filings_url(&value);
        Ok(Sourced {
            value,
            provider: PROVIDER,
            as_of: self.archive.as_of(),
            url,
            passed_over: Vec::new(),
        })
    }

    async fn statements(
        &self,
        symbol: &Symbol,
        kind: StatementKind,
        frequency: Frequency,
    ) -> Result<Sourced<Vec<Statement>>, MarketError> {
        let (often, label) = match frequency {
            Frequency::Annual => ("annual", kind.label().to_lowercase()),
            Frequency::Quarterly => ("quarterly", kind.label().to_lowercase()),
        };
        let wanted = format!("{often} {label}");
        let record = self.record(symbol, &wanted)?;
        let is_wanted = |of: StatementKind, period: FiscalPeriod| {
            let annual = matches!(period, FiscalPeriod::Year(_));
            of == kind && annual == (frequency == Frequency::Annual)
        };
        let value = record.unpack(is_wanted);
        if value.is_empty() {
            let wanted = format!("{wanted} of {symbol}");
            return Err(MarketError::NotCovered { provider: PROVIDER, wanted });
        }
        let url = filings_url(&record.company);
        Ok(Sourced {
            value,
            provider: PROVIDER,
            as_of: self.archive.as_of(),
            url,
            passed_over: Vec::new(),
        })
    }

    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError> {
        let not_covered = || MarketError::NotCovered {
            provider: PROVIDER,
            wanted: format!("prices of {symbol}"),
        };
        let closes = self.archive.closes(symbol).ok_or_else(not_covered)?;
        let value = closes.map_err(|source| unavailable(symbol, "prices", source))?;
        let as_of = value.last().ok_or_else(not_covered)?.date;
        let url = format!("{PRICES_URL}{}", symbol.as_str().to_lowercase().replace('-', "."));
        Ok(Sourced { value, provider: PROVIDER, as_of, url, passed_over: Vec::new() })
    }
}

fn filings_url(company: &Company) -> String {
    let search = "https://www.sec.gov/edgar/search/".to_owned();
    company.listing.cik.map_or(search, |cik| cik.filings_url())
}
