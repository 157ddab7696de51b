//! The sources, as they are served, and their rows.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    io::Read,
    path::Path,
};

use finance::{Cik, LineItem, Symbol, amount};
use flate2::read::GzDecoder;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, de::DeserializeOwned};

use crate::market::edgar::CompanyFacts;

/// No source unpacks to more than this.
const SOURCE_BYTES_MAX: u64 = 512 << 20;

/// A source cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("`{name}` could not be read")]
pub struct InputError {
    name: String,
    source: Box<dyn std::error::Error + Send + Sync>,
}

impl InputError {
    pub(super) fn new(
        name: impl Into<String>,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self { name: name.into(), source: source.into() }
    }
}

/// The bytes of the sources.
#[derive(Debug, Default)]
pub struct Inputs {
    /// `companies/profiles.csv.gz`
    pub profiles: Vec<u8>,
    /// `companies/statements_annual.csv.gz`
    pub annual: Vec<u8>,
    /// `companies/statements_quarterly.csv.gz`
    pub quarterly: Vec<u8>,
    /// `edgar/facts_subset.tar.gz`
    pub facts_subset: Vec<u8>,
    /// `edgar/companyfacts/*.json.gz`
    pub company_facts: Vec<(String, Vec<u8>)>,
    /// `prices/us_closes_daily_*.delta.csv.gz`
    pub closes: Vec<u8>,
    /// `symbols/us_symbols_merged.csv.gz`
    pub listings: Vec<u8>,
    /// `fmp/full_history/*.json.gz`, to compare with; nothing of it goes into the file.
    pub history: Vec<(String, Vec<u8>)>,
}

/// The sources' rows.
pub(super) struct Sources {
    pub(super) profiles: Vec<ProfileRow>,
    pub(super) annual: Vec<StatementRow>,
    pub(super) quarterly: Vec<StatementRow>,
    /// Company facts by registrant; what two sources have of one is put together.
    pub(super) facts: BTreeMap<Cik, CompanyFacts>,
    /// The symbols that a source gave to a registrant's facts.
    pub(super) facts_symbols: Vec<(Symbol, Cik)>,
    pub(super) closes: Vec<ClosesRow>,
    pub(super) listings: Vec<ListingRow>,
    pub(super) history: Vec<HistoryFile>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProfileRow {
    pub(super) symbol: Symbol,
    pub(super) name: String,
    pub(super) cik: String,
    pub(super) headquarters: String,
    pub(super) founded: String,
    pub(super) sic_description: String,
    pub(super) shares_outstanding: String,
    pub(super) shares_date: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ListingRow {
    pub(super) symbol: String,
    pub(super) name: String,
    pub(super) listed_name: String,
    pub(super) cik: String,
    pub(super) exchange: String,
    #[serde(default)]
    pub(super) industry: String,
}

/// A third party's row: a period's end and what it says of it.
#[derive(Debug)]
pub(super) struct StatementRow {
    pub(super) symbol: Symbol,
    pub(super) period_end: Date,
    pub(super) values: BTreeMap<LineItem, Decimal>,
}

/// A listing's closes, in cents.
#[derive(Debug)]
pub(super) struct ClosesRow {
    pub(super) symbol: Symbol,
    pub(super) days: Vec<(Date, i64)>,
}

/// Ten fiscal years of one company as another provider has them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HistoryFile {
    pub(super) ticker: String,
    pub(super) income_statement: Vec<serde_json::Map<String, serde_json::Value>>,
    pub(super) balance_sheet: Vec<serde_json::Map<String, serde_json::Value>>,
    pub(super) cash_flow: Vec<serde_json::Map<String, serde_json::Value>>,
}

impl Inputs {
    pub(super) fn read(&self) -> Result<Sources, InputError> {
        let mut facts: BTreeMap<Cik, CompanyFacts> = BTreeMap::new();
        let mut facts_symbols = Vec::new();
        for (name, bytes) in members("facts_subset.tar.gz", &self.facts_subset)? {
            let read = CompanyFacts::read(&bytes).map_err(|error| InputError::new(&name, error))?;
            if let Ok(symbol) = file_stem(&name).parse() {
                facts_symbols.push((symbol, read.cik));
            }
            facts.insert(read.cik, read);
        }
        for (name, bytes) in &self.company_facts {
            let read = CompanyFacts::read(&unzip(name, bytes)?);
            let read = read.map_err(|error| InputError::new(name, error))?;
            match facts.entry(read.cik) {
                Entry::Vacant(place) => {
                    place.insert(read);
                }
                Entry::Occupied(mut known) => known.get_mut().merge(read),
            }
        }
        let history = self.history.iter().map(|(name, bytes)| {
            let plain = unzip(name, bytes)?;
            serde_json::from_slice(&plain).map_err(|error| InputError::new(name, error))
        });
        Ok(Sources {
            profiles: rows("profiles.csv.gz", &self.profiles)?,
            annual: statement_rows("statements_annual.csv.gz", &self.annual)?,
            quarterly: statement_rows("statements_quarterly.csv.gz", &self.quarterly)?,
            facts,
            facts_symbols,
            closes: closes_rows("us_closes_daily.delta.csv.gz", &self.closes)?,
            listings: rows("us_symbols_merged.csv.gz", &self.listings)?,
            history: history.collect::<Result<_, _>>()?,
        })
    }
}

fn unzip(name: &str, bytes: &[u8]) -> Result<Vec<u8>, InputError> {
    let mut plain = Vec::new();
    let mut decoder = GzDecoder::new(bytes).take(SOURCE_BYTES_MAX);
    decoder.read_to_end(&mut plain).map_err(|error| InputError::new(name, error))?;
    Ok(plain)
}

fn members(name: &str, bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, InputError> {
    let plain = unzip(name, bytes)?;
    let wrong = |error: std::io::Error| InputError::new(name, error);
    let mut archive = tar::Archive::new(plain.as_slice());
    let mut files = Vec::new();
    for entry in archive.entries().map_err(wrong)? {
        let mut entry = entry.map_err(wrong)?;
        let path = entry.path().map_err(wrong)?.display().to_string();
        if has_extension(&path, "json") {
            let mut content = Vec::new();
            entry.read_to_end(&mut content).map_err(wrong)?;
            files.push((path, content));
        }
    }
    files.sort();
    Ok(files)
}

fn has_extension(path: &str, wanted: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == wanted)
}

fn file_stem(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or(path);
    file.split_once('.').map_or(file, |(stem, _)| stem)
}

pub(super) fn rows<T: DeserializeOwned>(name: &str, bytes: &[u8]) -> Result<Vec<T>, InputError> {
    let plain = if has_extension(name, "gz") { unzip(name, bytes)? } else { bytes.to_vec() };
    let reader = csv::Reader::from_reader(plain.as_slice()).into_deserialize();
    reader.collect::<Result<_, _>>().map_err(|error| InputError::new(name, error))
}

/// The columns of a third party's statements.
const COLUMNS: &[(&str, LineItem)] = &[
    ("revenue", LineItem::Revenue),
    ("cost_of_revenue", LineItem::CostOfRevenue),
    ("gross_profit", LineItem::GrossProfit),
    ("research_development", LineItem::ResearchAndDevelopment),
    ("sga", LineItem::SellingGeneralAndAdministrative),
    ("operating_income", LineItem::OperatingIncome),
    ("pretax_income", LineItem::IncomeBeforeTax),
    ("income_tax", LineItem::IncomeTax),
    ("net_income", LineItem::NetIncome),
    ("eps_diluted", LineItem::EpsDiluted),
    ("shares_diluted", LineItem::SharesDiluted),
    ("dividends_per_share", LineItem::DividendsPerShare),
    ("total_assets", LineItem::TotalAssets),
    ("total_liabilities", LineItem::TotalLiabilities),
    ("equity", LineItem::Equity),
    ("retained_earnings", LineItem::RetainedEarnings),
    ("cash", LineItem::Cash),
    ("long_term_debt", LineItem::LongTermDebt),
    ("current_debt", LineItem::CurrentDebt),
    ("current_assets", LineItem::CurrentAssets),
    ("current_liabilities", LineItem::CurrentLiabilities),
    ("receivables", LineItem::Receivables),
    ("inventory", LineItem::Inventory),
    ("operating_cash_flow", LineItem::CashFromOperations),
    ("investing_cash_flow", LineItem::CashFromInvesting),
    ("financing_cash_flow", LineItem::CashFromFinancing),
    ("capex", LineItem::CapitalExpenditure),
    ("dividends_paid", LineItem::DividendsPaid),
    ("buybacks", LineItem::ShareRepurchases),
    ("stock_based_comp", LineItem::StockBasedCompensation),
    ("depreciation_amortization", LineItem::DepreciationAndAmortization),
];

fn statement_rows(name: &str, bytes: &[u8]) -> Result<Vec<StatementRow>, InputError> {
    let row = |row: BTreeMap<String, String>| {
        let text = |column: &str| row.get(column).map_or("", String::as_str);
        let wrong = |error: Box<dyn std::error::Error + Send + Sync>| InputError::new(name, error);
        let mut values = BTreeMap::new();
        for (column, item) in COLUMNS.iter().filter(|(column, _)| !text(column).is_empty()) {
            values.insert(*item, amount::read(text(column)).map_err(|error| wrong(error.into()))?);
        }
        Ok(StatementRow {
            symbol: text("symbol")
                .parse()
                .map_err(|error: finance::InvalidSymbol| wrong(error.into()))?,
            period_end: text("period_end")
                .parse()
                .map_err(|error: jiff::Error| wrong(error.into()))?,
            values,
        })
    };
    let all: Vec<BTreeMap<String, String>> = rows(name, bytes)?;
    let mut read = all.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
    read.sort_by(|a, b| (&a.symbol, a.period_end).cmp(&(&b.symbol, b.period_end)));
    Ok(read)
}

/// Lines `dates,…` and `SYMBOL,<cents>,<delta cents>,…`; an empty cell is a day without a price.
fn closes_rows(name: &str, bytes: &[u8]) -> Result<Vec<ClosesRow>, InputError> {
    let plain = unzip(name, bytes)?;
    let text = std::str::from_utf8(&plain).map_err(|error| InputError::new(name, error))?;
    let mut lines = text.lines();
    let dates = lines.next().unwrap_or_default().split(',').skip(1).map(str::parse::<Date>);
    let dates =
        dates.collect::<Result<Vec<_>, _>>().map_err(|error| InputError::new(name, error))?;
    let row = |line: &str| {
        let mut cells = line.split(',');
        let symbol = cells.next().unwrap_or_default().parse();
        let symbol =
            symbol.map_err(|error: finance::InvalidSymbol| InputError::new(name, error))?;
        let mut cents = 0_i64;
        let mut days = Vec::new();
        for (date, cell) in dates.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let step: i64 = cell
                .parse()
                .map_err(|error: std::num::ParseIntError| InputError::new(name, error))?;
            cents += step;
            days.push((*date, cents));
        }
        Ok(ClosesRow { symbol, days })
    };
    lines.filter(|line| !line.is_empty()).map(row).collect()
}
