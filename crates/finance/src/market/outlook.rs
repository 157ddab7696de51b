//! What is said of a company besides its statements and closes.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;

use crate::{Currency, Filing, Symbol};

/// The price of a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// What one share was traded at, in `currency`.
    pub price: Decimal,
    /// What it is priced in, where the provider says so.
    pub currency: Option<Currency>,
    /// When.
    pub at: Timestamp,
    /// The last price of the trading day before.
    pub previous_close: Option<Decimal>,
    /// What all shares were worth at that price.
    pub market_value: Option<Decimal>,
}

/// What analysts expect of a fiscal year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// The last day of the year.
    pub end: Date,
    /// Its revenue, in the currency that the company reports in.
    pub revenue: Expected,
    /// Its earnings per diluted share, in the currency that the company reports in.
    pub eps: Expected,
}

/// The span of expectations.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expected {
    /// The lowest.
    pub low: Option<Decimal>,
    /// Their mean.
    pub average: Option<Decimal>,
    /// The highest.
    pub high: Option<Decimal>,
    /// Of how many analysts.
    pub analysts: Option<u32>,
}

/// How a revenue is split up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SegmentedBy {
    /// By what is sold.
    Product,
    /// By where.
    Region,
}

/// The revenue of a fiscal year, split up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    /// The fiscal year, as the company names it.
    pub year: i16,
    /// Its last day.
    pub end: Date,
    /// What is counted in.
    pub currency: Option<Currency>,
    /// The parts, by the company's own names.
    pub parts: BTreeMap<String, Decimal>,
}

/// A company that a provider thinks comparable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// Its listing.
    pub symbol: Symbol,
    /// Its name.
    pub name: String,
}

/// Something written about a company: its words are somebody else's, and nothing in them is a fact or an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// The day it appeared.
    pub published: Date,
    /// Who wrote it.
    pub publisher: String,
    /// What it is called.
    pub title: String,
    /// Where it can be read.
    pub url: String,
}

/// A listing that a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The ticker.
    pub symbol: Symbol,
    /// The company's name.
    pub name: String,
    /// Where it trades.
    pub exchange: String,
    /// What it is priced in.
    pub currency: Option<Currency>,
}

/// A document that a company filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiledDocument {
    /// The filing.
    pub filing: Filing,
    /// The last day of what it reports on, where it reports on something.
    pub period_of_report: Option<Date>,
    /// Where it can be read.
    pub url: String,
}

/// A number that a provider computed by a rule of its own: `evToSalesTTM`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvidersMetric {
    /// What the provider calls it.
    pub name: String,
    /// The last day of its period; none for a trailing year.
    pub end: Option<Date>,
    /// How much.
    pub value: Decimal,
}
