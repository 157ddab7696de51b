//! What was reviewed by hand: names, currencies, names of years, sectors, splits, lines of revenue.

use std::collections::{BTreeMap, BTreeSet};

use finance::{Currency, Symbol, period::YearNaming};
use jiff::civil::Date;
use serde::Deserialize;

use super::inputs::{InputError, rows};
use crate::market::builtin::Alias;

/// The reviewed tables.
pub(super) struct Tables {
    pub(super) aliases: Vec<Alias>,
    pub(super) currencies: BTreeMap<Symbol, Currency>,
    pub(super) year_names: BTreeMap<Symbol, YearNaming>,
    pub(super) sectors: BTreeMap<String, String>,
    pub(super) splits: BTreeMap<Symbol, Vec<Split>>,
    /// The first fiscal year in which a company's third-party revenue is known to be a part of the total.
    pub(super) partial_since: BTreeMap<Symbol, i16>,
    /// What is to be said of a company's currency.
    pub(super) currency_notes: BTreeMap<Symbol, String>,
    /// Listings that are receipts for several shares: amounts per share do not go with their price.
    pub(super) receipts: BTreeMap<Symbol, String>,
    /// The first day on which a ticker meant the company that it means now.
    pub(super) reused_since: BTreeMap<Symbol, Date>,
    /// Companies whose revenue is the total although it looks like a part of it.
    pub(super) total_revenue: BTreeSet<Symbol>,
}

/// A split of shares.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Split {
    pub(super) symbol: Symbol,
    /// The first day at the new price.
    pub(super) date: Date,
    pub(super) new_shares: u32,
    pub(super) old_shares: u32,
    pub(super) note: String,
}

impl Split {
    /// Whether the closes in the source were left as they were before the split.
    pub(super) fn closes_need_it(&self) -> bool {
        self.note.contains("closes not adjusted")
    }
}

#[derive(Deserialize)]
struct AliasRow {
    alias: String,
    symbol: String,
    kind: String,
    note: String,
}

#[derive(Deserialize)]
struct CurrencyRow {
    symbol: Symbol,
    currency: Currency,
    why: String,
}

#[derive(Deserialize)]
struct YearRow {
    symbol: Symbol,
    named_by: String,
}

#[derive(Deserialize)]
struct SicRow {
    description: String,
    sector: String,
}

#[derive(Deserialize)]
struct RevenueRow {
    symbol: Symbol,
}

#[derive(Deserialize)]
struct PartialRow {
    symbol: Symbol,
    since: i16,
}

#[derive(Deserialize)]
struct ReceiptRow {
    symbol: Symbol,
    note: String,
}

#[derive(Deserialize)]
struct ReusedRow {
    symbol: Symbol,
    since: Date,
}

impl Tables {
    /// Reads the tables that stand beside this file.
    pub(super) fn read() -> Result<Self, InputError> {
        let aliases: Vec<AliasRow> = rows("aliases.csv", include_bytes!("../tables/aliases.csv"))?;
        let currencies: Vec<CurrencyRow> =
            rows("currencies.csv", include_bytes!("../tables/currencies.csv"))?;
        let years: Vec<YearRow> =
            rows("year_names.csv", include_bytes!("../tables/year_names.csv"))?;
        let sectors: Vec<SicRow> = rows("sic.csv", include_bytes!("../tables/sic.csv"))?;
        let splits: Vec<Split> = rows("splits.csv", include_bytes!("../tables/splits.csv"))?;
        let revenue: Vec<RevenueRow> =
            rows("total_revenue.csv", include_bytes!("../tables/total_revenue.csv"))?;
        let receipts: Vec<ReceiptRow> =
            rows("receipts.csv", include_bytes!("../tables/receipts.csv"))?;
        let reused: Vec<ReusedRow> =
            rows("reused_tickers.csv", include_bytes!("../tables/reused_tickers.csv"))?;
        let partial: Vec<PartialRow> =
            rows("partial_revenue.csv", include_bytes!("../tables/partial_revenue.csv"))?;
        let converted = currencies.iter().filter(|row| row.why.contains("convenience"));
        let currency_notes = converted.map(|row| (row.symbol.clone(), row.why.clone())).collect();
        let mut by_symbol: BTreeMap<Symbol, Vec<Split>> = BTreeMap::new();
        for split in splits {
            by_symbol.entry(split.symbol.clone()).or_default().push(split);
        }
        let alias = |row: AliasRow| Alias {
            name: row.alias,
            symbol: row.symbol.parse().ok(),
            gone: matches!(row.kind.as_str(), "delisted" | "private" | "abroad"),
            note: Some(row.note).filter(|note| !note.is_empty()),
        };
        let naming = |row: YearRow| {
            let naming =
                if row.named_by == "starting" { YearNaming::Starting } else { YearNaming::Ending };
            (row.symbol, naming)
        };
        Ok(Self {
            aliases: aliases.into_iter().map(alias).collect(),
            currencies: currencies.into_iter().map(|row| (row.symbol, row.currency)).collect(),
            year_names: years.into_iter().map(naming).collect(),
            sectors: sectors.into_iter().map(|row| (row.description, row.sector)).collect(),
            splits: by_symbol,
            receipts: receipts.into_iter().map(|row| (row.symbol, row.note)).collect(),
            reused_since: reused.into_iter().map(|row| (row.symbol, row.since)).collect(),
            partial_since: partial.into_iter().map(|row| (row.symbol, row.since)).collect(),
            currency_notes,
            total_revenue: revenue.into_iter().map(|row| row.symbol).collect(),
        })
    }
}
