//! What FMP sends besides statements, and our nouns for it.

use std::collections::BTreeMap;

use finance::{
    Close, Company, Currency, Filing, FormType, Listing, Symbol,
    market::{
        Estimate, Expected, FiledDocument, Found, News, Peer, ProvidersMetric, Quote, Segments,
    },
};
use jiff::{Timestamp, civil::Date};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::statements::number;

/// A number that keeps its digits; `null` and a missing field are none.
#[derive(Debug, Clone, Copy, Default)]
struct Exact(Option<Decimal>);

impl<'de> Deserialize<'de> for Exact {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(from)?;
        number(raw).map(Self).map_err(serde::de::Error::custom)
    }
}

impl Exact {
    /// The number, where it is more than nought: a price of nothing is no price.
    fn positive(self) -> Option<Decimal> {
        self.0.filter(|value| Decimal::ZERO < *value)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProfileRow {
    symbol: Symbol,
    company_name: String,
    currency: Option<String>,
    cik: Option<String>,
    #[serde(default)]
    exchange: Option<String>,
    industry: Option<String>,
    sector: Option<String>,
    city: Option<String>,
    state: Option<String>,
    country: Option<String>,
}

/// A company, and what its listing is priced in.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub(super) company: Company,
    pub(super) currency: Option<Currency>,
}

pub(super) fn profile(body: &[u8]) -> Result<Option<Profile>, serde_json::Error> {
    let rows: Vec<ProfileRow> = serde_json::from_slice(body)?;
    Ok(rows.into_iter().next().map(|row| {
        let text = |text: Option<String>| text.map(|text| text.trim().to_owned());
        let text = |value| text(value).filter(|text| !text.is_empty());
        let industry = text(row.industry);
        let place = [text(row.city), text(row.state), text(row.country)];
        let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let listing = Listing {
            symbol: row.symbol,
            name: row.company_name,
            cik: row.cik.and_then(|cik| cik.parse().ok()),
            exchange: text(row.exchange).unwrap_or_default(),
            also: Vec::new(),
            industry: industry.clone().unwrap_or_default(),
            rank: u32::MAX,
        };
        let company = Company {
            listing,
            sector: text(row.sector),
            industry,
            headquarters: Some(place).filter(|place| !place.is_empty()),
            founded: None,
            shares: None,
        };
        Profile { company, currency: row.currency.and_then(|code| code.parse().ok()) }
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct QuoteRow {
    price: Exact,
    #[serde(default)]
    previous_close: Exact,
    #[serde(default)]
    market_cap: Exact,
    timestamp: i64,
}

/// The quote; what it is counted in stands elsewhere.
pub(super) fn quote(body: &[u8]) -> Result<Option<Quote>, serde_json::Error> {
    let rows: Vec<QuoteRow> = serde_json::from_slice(body)?;
    let Some(row) = rows.into_iter().next() else { return Ok(None) };
    let at = Timestamp::from_second(row.timestamp).map_err(serde::de::Error::custom)?;
    Ok(row.price.positive().map(|price| Quote {
        price,
        currency: None,
        at,
        previous_close: row.previous_close.positive(),
        market_value: row.market_cap.positive(),
    }))
}

#[derive(Deserialize)]
struct BarRow {
    date: Date,
    #[serde(default)]
    close: Exact,
    #[serde(default)]
    price: Exact,
}

/// Closes, oldest first; a day without a price is no day.
pub(super) fn closes(body: &[u8]) -> Result<Vec<Close>, serde_json::Error> {
    let rows: Vec<BarRow> = serde_json::from_slice(body)?;
    let close = |row: BarRow| {
        let price = row.close.positive().or(row.price.positive())?;
        Some(Close { date: row.date, price })
    };
    let mut days: Vec<Close> = rows.into_iter().filter_map(close).collect();
    days.sort_by_key(|close| close.date);
    days.dedup_by_key(|close| close.date);
    Ok(days)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EstimateRow {
    date: Date,
    #[serde(default)]
    revenue_low: Exact,
    #[serde(default)]
    revenue_avg: Exact,
    #[serde(default)]
    revenue_high: Exact,
    #[serde(default)]
    eps_low: Exact,
    #[serde(default)]
    eps_avg: Exact,
    #[serde(default)]
    eps_high: Exact,
    #[serde(default)]
    num_analysts_revenue: Option<u32>,
    #[serde(default)]
    num_analysts_eps: Option<u32>,
}

pub(super) fn estimates(body: &[u8]) -> Result<Vec<Estimate>, serde_json::Error> {
    let rows: Vec<EstimateRow> = serde_json::from_slice(body)?;
    let of = |value: Exact| value.0.filter(|value| !value.is_zero());
    let estimate = |row: EstimateRow| Estimate {
        end: row.date,
        revenue: Expected {
            low: of(row.revenue_low),
            average: of(row.revenue_avg),
            high: of(row.revenue_high),
            analysts: row.num_analysts_revenue,
        },
        eps: Expected {
            low: of(row.eps_low),
            average: of(row.eps_avg),
            high: of(row.eps_high),
            analysts: row.num_analysts_eps,
        },
    };
    let mut all: Vec<Estimate> = rows.into_iter().map(estimate).collect();
    all.sort_by_key(|estimate| estimate.end);
    Ok(all)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SegmentsRow {
    fiscal_year: i16,
    date: Date,
    reported_currency: Option<String>,
    data: BTreeMap<String, Exact>,
}

pub(super) fn segments(body: &[u8]) -> Result<Vec<Segments>, serde_json::Error> {
    let rows: Vec<SegmentsRow> = serde_json::from_slice(body)?;
    let segments = |row: SegmentsRow| Segments {
        year: row.fiscal_year,
        end: row.date,
        currency: row.reported_currency.and_then(|code| code.parse().ok()),
        parts: row
            .data
            .into_iter()
            .filter_map(|(name, part)| Some((name, part.0.filter(|part| !part.is_zero())?)))
            .collect(),
    };
    let mut all: Vec<Segments> = rows.into_iter().map(segments).collect();
    all.retain(|segments| !segments.parts.is_empty());
    all.sort_by_key(|segments| segments.end);
    Ok(all)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeerRow {
    symbol: String,
    company_name: String,
}

pub(super) fn peers(body: &[u8]) -> Result<Vec<Peer>, serde_json::Error> {
    let rows: Vec<PeerRow> = serde_json::from_slice(body)?;
    let peer =
        |row: PeerRow| Some(Peer { symbol: row.symbol.parse().ok()?, name: row.company_name });
    Ok(rows.into_iter().filter_map(peer).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewsRow {
    published_date: String,
    publisher: Option<String>,
    title: String,
    url: String,
}

pub(super) fn news(body: &[u8]) -> Result<Vec<News>, serde_json::Error> {
    let rows: Vec<NewsRow> = serde_json::from_slice(body)?;
    let news = |row: NewsRow| {
        let day = row.published_date.get(..10)?.parse().ok()?;
        Some(News {
            published: day,
            publisher: row.publisher.unwrap_or_default(),
            title: row.title,
            url: row.url,
        })
    };
    let mut all: Vec<News> = rows.into_iter().filter_map(news).collect();
    all.sort_by_key(|news| std::cmp::Reverse(news.published));
    Ok(all)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FilingRow {
    filing_date: String,
    form_type: String,
    link: String,
    final_link: Option<String>,
}

pub(super) fn filings(body: &[u8]) -> Result<Vec<FiledDocument>, serde_json::Error> {
    let rows: Vec<FilingRow> = serde_json::from_slice(body)?;
    let filing = |row: FilingRow| {
        let filed = row.filing_date.get(..10)?.parse().ok()?;
        let accession = row.link.rsplit('/').next()?.get(..20)?.parse().ok()?;
        let filing = Filing { accession, form: FormType::new(row.form_type), filed };
        let url = row.final_link.unwrap_or(row.link);
        Some(FiledDocument { filing, period_of_report: None, url })
    };
    Ok(rows.into_iter().filter_map(filing).collect())
}

/// What a row of metrics says of itself besides.
const NO_METRICS: [&str; 6] =
    ["symbol", "date", "fiscalYear", "calendarYear", "period", "reportedCurrency"];

/// Every number of each row, by its own name. As in statements a zero says nothing.
pub(super) fn metrics(body: &[u8]) -> Result<Vec<ProvidersMetric>, serde_json::Error> {
    let rows: Vec<BTreeMap<String, &RawValue>> = serde_json::from_slice(body)?;
    let mut all = Vec::new();
    for row in rows {
        let end = row.get("date").and_then(|raw| raw.get().trim_matches('"').parse().ok());
        let (mut read, mut wrong) = (0_usize, None);
        for (name, raw) in row.into_iter().filter(|(name, _)| !NO_METRICS.contains(&name.as_str()))
        {
            match number(raw) {
                Ok(value) => {
                    read += 1;
                    let value = value.filter(|value| !value.is_zero());
                    all.extend(value.map(|value| ProvidersMetric { name, end, value }));
                }
                Err(error) => wrong = Some(error),
            }
        }
        // A field of text among them may be new; a row of nothing else is no row of metrics.
        if let Some(error) = wrong.filter(|_| read == 0) {
            return Err(error);
        }
    }
    Ok(all)
}

#[derive(Deserialize)]
struct FoundRow {
    symbol: String,
    name: Option<String>,
    currency: Option<String>,
    exchange: Option<String>,
}

pub(super) fn found(body: &[u8]) -> Result<Vec<Found>, serde_json::Error> {
    let rows: Vec<FoundRow> = serde_json::from_slice(body)?;
    let found = |row: FoundRow| {
        Some(Found {
            symbol: row.symbol.parse().ok()?,
            name: row.name?,
            exchange: row.exchange.unwrap_or_default(),
            currency: row.currency.and_then(|code| code.parse().ok()),
        })
    };
    Ok(rows.into_iter().filter_map(found).collect())
}
