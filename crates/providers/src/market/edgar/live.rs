//! EDGAR asked live: `www.sec.gov` for tickers, `data.sec.gov` for submissions and company facts.
//!
//! The SEC wants to know who asks: without a contact e-mail it is not asked, and what was kept before answers.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use agent::{Cache, Kept};
use async_trait::async_trait;
use bytes::Bytes;
use finance::{
    Cik, Closes, Company, DatedShares, Filing, FormType, Listing, MarketData, MarketError, Sourced,
    Statement, StatementKind, Symbol,
    market::{FiledDocument, Found, Frequency},
};
use futures::{FutureExt as _, future};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use moka::future::Cache as Memory;
use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use rust_decimal::prelude::ToPrimitive as _;
use serde::Deserialize;
use tokio::task;
use url::Url;

use super::CompanyFacts;
use crate::market::builtin::build::reviewed;
use crate::upstream::{
    Allowance, Answer, Answers, Ask, AtOnce, Failure, InvalidManners, Manners, Outside, Standing,
    Told, Upstream, web,
};

/// Who this is, in every answer's sources.
pub const PROVIDER: &str = "edgar";
/// Where tickers are listed.
pub const WWW_URL: &str = "https://www.sec.gov";
/// Where submissions and company facts are.
pub const DATA_URL: &str = "https://data.sec.gov";

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// What is kept for use without a network is kept for ten years.
const KEPT: Duration = Duration::from_hours(24 * 3_650);
/// How long the SEC shuts out who asks too often.
const SHUT_OUT: Duration = Duration::from_mins(10);
/// The SEC allows ten requests a second over all of a user's programs: two are left to others.
const REQUESTS_A_SECOND: usize = 8;
/// How many companies' facts stay read in memory.
const READ_MAX: u64 = 64;
/// How many filings are listed.
const FILINGS_MAX: usize = 40;

/// How EDGAR is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The address of tickers.
    pub www: Url,
    /// The address of submissions and company facts.
    pub data: Url,
    /// An e-mail address of whoever asks.
    pub contact: Option<String>,
    /// How many requests are sent at once.
    pub at_once: AtOnce,
    /// How long one request may take.
    pub time: Duration,
    /// How long the first wait before asking again is.
    pub first_wait: Duration,
}

/// EDGAR as a market.
pub struct Edgar {
    settings: Settings,
    upstream: Upstream<Ask, Told>,
    answers: Answers,
    outside: Outside,
    /// What was kept for use without a network.
    kept: Arc<dyn Cache>,
    read: Memory<(Symbol, SystemTime), Arc<ReadFacts>>,
    tickers: Memory<SystemTime, Arc<Tickers>>,
}

type Tickers = HashMap<Symbol, Ticker>;

/// A company's facts as statements.
struct ReadFacts {
    statements: Vec<Statement>,
    shares: Option<DatedShares>,
}

impl fmt::Debug for Edgar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edgar").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, thiserror::Error)]
enum Refusal {
    #[error("the SEC wants to know who asks: set SEC_CONTACT to an e-mail address of yours")]
    NoContact,
    #[error(
        "the SEC does not accept the contact `{0}`: set SEC_CONTACT to an e-mail address of yours"
    )]
    BadContact(String),
    #[error("there is no such file")]
    NotThere,
    #[error("it refused with status {0}")]
    Other(u16),
    #[error("its answer could not be read: {0}")]
    Shape(String),
    #[error(transparent)]
    Host(#[from] Failure),
}

impl Edgar {
    /// EDGAR, with what was `kept` before.
    pub fn new(
        settings: Settings,
        outside: &Outside,
        kept: Arc<dyn Cache>,
    ) -> Result<Self, InvalidManners> {
        let manners = Manners {
            time: settings.time,
            retries: 2,
            first_wait: settings.first_wait,
            allowance: Allowance {
                a_day: None,
                requests: REQUESTS_A_SECOND,
                window: Duration::from_secs(1),
            },
            at_once: settings.at_once,
        };
        let clock = Arc::clone(&outside.clock);
        let judge: web::Judge =
            Arc::new(move |status, body, _| shut_out(status, body, clock.now()));
        let time = settings.time;
        let wire = move |ask: Ask| web::ask(web::client(), ask, time, Arc::clone(&judge));
        let upstream = Upstream::new(PROVIDER, manners, outside, wire)?;
        let answers =
            Answers::new(Arc::clone(&outside.cache), Arc::clone(&outside.clock), outside.fresh);
        let (read, tickers) = (Memory::new(READ_MAX), Memory::new(1));
        Ok(Self { settings, upstream, answers, outside: outside.clone(), kept, read, tickers })
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.upstream.standing()
    }

    /// Fetches a company's filings and facts and keeps them for use without a network.
    pub async fn update(&self, symbol: &Symbol) -> Result<Sourced<usize>, MarketError> {
        if self.settings.contact.is_none() {
            let said = Refusal::NoContact.to_string();
            return Err(MarketError::Unauthorized { provider: PROVIDER, said });
        }
        let cik = self.cik(symbol).await?;
        let (submissions, facts) = future::join(self.submissions(cik), self.facts(cik)).await;
        let wanted = format!("company facts of {symbol}");
        let facts = facts.map_err(|refusal| told(&refusal, symbol, &wanted))?;
        let submissions = submissions
            .map_err(|refusal| told(&refusal, symbol, &format!("filings of {symbol}")))?;
        let read = self.read(symbol, &facts, &wanted).await?;
        for (path, answer) in [(facts_path(cik), &facts), (submissions_path(cik), &submissions)] {
            self.keep(&path, answer);
        }
        let ticker = serde_json::to_vec(&cik).unwrap_or_default().into();
        self.keep(&ticker_key(symbol), &Answer { bytes: ticker, since: facts.since });
        Ok(sourced(read.statements.len(), facts.since, cik.filings_url()))
    }

    fn keep(&self, what: &str, answer: &Answer) {
        let (bytes, since) = (answer.bytes.to_vec(), answer.since);
        let key = format!("{PROVIDER} kept {what}");
        self.kept.keep(&key, Kept { bytes, since, until: since + KEPT });
    }

    fn kept(&self, what: &str) -> Option<Answer> {
        let key = format!("{PROVIDER} kept {what}");
        let kept = self.kept.find(&key, self.outside.clock.now())?;
        Some(Answer { bytes: kept.bytes.into(), since: kept.since })
    }

    /// A file of the SEC: from memory, from the cache, live, or else as it was kept.
    async fn get(&self, base: &Url, path: &str, lifetime: Duration) -> Result<Answer, Refusal> {
        let mut url = base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path.split('/'));
        }
        let key = format!("{PROVIDER} {url}");
        let fetch = async {
            let contact = self.settings.contact.as_deref().ok_or(Refusal::NoContact)?;
            let agent = HeaderValue::from_str(&format!("Fisc {contact}"));
            let agent = agent.map_err(|_| Refusal::BadContact(contact.to_owned()))?;
            let headers = HeaderMap::from_iter([(USER_AGENT, agent)]);
            let told = self.upstream.ask(Ask { url, headers }).await?;
            read_status(&told, contact)?;
            Ok(told.body)
        };
        let answer = self.answers.get(&key, lifetime, fetch.boxed()).boxed().await;
        answer.or_else(|refusal| self.kept(path).ok_or_else(|| Refusal::clone(&refusal)))
    }

    async fn facts(&self, cik: Cik) -> Result<Answer, Refusal> {
        self.get(&self.settings.data, &facts_path(cik), 6 * HOUR).await
    }

    async fn submissions(&self, cik: Cik) -> Result<Answer, Refusal> {
        self.get(&self.settings.data, &submissions_path(cik), HOUR).await
    }

    /// The registrant behind a ticker.
    async fn cik(&self, symbol: &Symbol) -> Result<Cik, MarketError> {
        match self.tickers().await {
            Ok(tickers) => tickers
                .get(symbol)
                .map(|ticker| ticker.cik)
                .ok_or_else(|| MarketError::UnknownSymbol(symbol.clone())),
            Err(refusal) => {
                let kept = self.kept(&ticker_key(symbol));
                let kept = kept.and_then(|answer| serde_json::from_slice(&answer.bytes).ok());
                kept.ok_or_else(|| told(&refusal, symbol, &format!("ticker of {symbol}")))
            }
        }
    }

    async fn tickers(&self) -> Result<Arc<Tickers>, Refusal> {
        let answer = self.get(&self.settings.www, "files/company_tickers.json", DAY).await?;
        let read = async { tickers(&answer.bytes).map(Arc::new) };
        let read = self.tickers.try_get_with(answer.since, read).await;
        read.map_err(|refusal| Refusal::clone(&refusal))
    }

    /// The facts as statements: read once, on a thread of their own.
    async fn read(
        &self,
        symbol: &Symbol,
        facts: &Answer,
        wanted: &str,
    ) -> Result<Arc<ReadFacts>, MarketError> {
        let (of, bytes) = (symbol.clone(), facts.bytes.clone());
        let read = async {
            let work = task::spawn_blocking(move || read_facts(&of, &bytes)).await;
            work.unwrap_or_else(|error| Err(Refusal::Shape(error.to_string())))
        };
        let key = (symbol.clone(), facts.since);
        let read = self.read.try_get_with(key, read.boxed()).await;
        read.map_err(|refusal: Arc<Refusal>| told(&refusal, symbol, wanted))
    }
}

fn facts_path(cik: Cik) -> String {
    format!("api/xbrl/companyfacts/CIK{cik}.json")
}

fn submissions_path(cik: Cik) -> String {
    format!("submissions/CIK{cik}.json")
}

fn ticker_key(symbol: &Symbol) -> String {
    format!("ticker {symbol}")
}

fn sourced<T>(value: T, since: SystemTime, url: String) -> Sourced<T> {
    let since = Timestamp::try_from(since).unwrap_or(Timestamp::UNIX_EPOCH);
    let as_of = since.to_zoned(TimeZone::UTC).date();
    Sourced { value, provider: PROVIDER, as_of, url, passed_over: Vec::new() }
}

/// The SEC answers too many requests with a page and a ban that each further request prolongs.
fn shut_out(status: u16, body: &[u8], now: SystemTime) -> Option<Failure> {
    let page = String::from_utf8_lossy(body.get(..body.len().min(8_000)).unwrap_or_default());
    let refused = matches!(status, 403 | 429) && page.contains("Request Rate Threshold Exceeded");
    refused.then(|| Failure::Shut {
        why: "it was asked too often and does not answer".to_owned(),
        until: now + SHUT_OUT,
    })
}

fn read_status(told: &Told, contact: &str) -> Result<(), Refusal> {
    match told.status {
        200 if told.body.trim_ascii_start().starts_with(b"{") => {
            let checked: Result<&serde_json::value::RawValue, _> =
                serde_json::from_slice(&told.body);
            checked.map(|_| ()).map_err(|error| Refusal::Shape(error.to_string()))
        }
        200 => Err(Refusal::Shape("it is no JSON".to_owned())),
        403 => Err(Refusal::BadContact(contact.to_owned())),
        404 => Err(Refusal::NotThere),
        status => Err(Refusal::Other(status)),
    }
}

fn told(refusal: &Refusal, symbol: &Symbol, wanted: &str) -> MarketError {
    let wanted = wanted.to_owned();
    match refusal {
        Refusal::BadContact(_) => {
            MarketError::Unauthorized { provider: PROVIDER, said: refusal.to_string() }
        }
        Refusal::NotThere if wanted.starts_with("ticker") => {
            MarketError::UnknownSymbol(symbol.clone())
        }
        // Without a contact only what was kept is covered.
        Refusal::NotThere | Refusal::NoContact => {
            MarketError::NotCovered { provider: PROVIDER, wanted }
        }
        Refusal::Other(_) | Refusal::Shape(_) | Refusal::Host(_) => MarketError::Unavailable {
            provider: PROVIDER,
            wanted,
            source: refusal.to_string().into(),
        },
    }
}

#[derive(Deserialize)]
struct TickerRow {
    cik_str: u32,
    ticker: String,
    title: String,
}

struct Ticker {
    cik: Cik,
    title: String,
    /// Its place in the list, which is ordered by market value.
    place: usize,
}

fn tickers(body: &Bytes) -> Result<Tickers, Refusal> {
    let rows: HashMap<String, TickerRow> =
        serde_json::from_slice(body).map_err(|error| Refusal::Shape(error.to_string()))?;
    let ticker = |(place, row): (String, TickerRow)| {
        let cik = Cik::from_number(row.cik_str)?;
        let place = place.parse().unwrap_or(usize::MAX);
        Some((row.ticker.parse().ok()?, Ticker { cik, title: row.title, place }))
    };
    Ok(rows.into_iter().filter_map(ticker).collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubmissionsRow {
    name: String,
    #[serde(default)]
    sic_description: String,
    #[serde(default)]
    exchanges: Vec<Option<String>>,
    #[serde(default)]
    tickers: Vec<String>,
    #[serde(default)]
    former_names: Vec<FormerName>,
    addresses: Option<Addresses>,
    filings: FilingsRow,
}

#[derive(Deserialize)]
struct FormerName {
    name: String,
}

#[derive(Deserialize)]
struct Addresses {
    business: Option<Address>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    city: Option<String>,
    state_or_country_description: Option<String>,
}

#[derive(Deserialize)]
struct FilingsRow {
    recent: Recent,
}

/// Columns of equal length.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recent {
    accession_number: Vec<String>,
    filing_date: Vec<Date>,
    report_date: Vec<String>,
    form: Vec<String>,
    primary_document: Vec<String>,
}

fn read_submissions(body: &Bytes) -> Result<SubmissionsRow, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::Shape(error.to_string()))
}

fn company(symbol: &Symbol, cik: Cik, row: SubmissionsRow, shares: Option<DatedShares>) -> Company {
    let text = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let place = row
        .tickers
        .iter()
        .position(|ticker| ticker.parse::<Symbol>().is_ok_and(|ticker| ticker == *symbol));
    let exchange = place.and_then(|place| row.exchanges.get(place).cloned().flatten());
    let industry = text(row.sic_description);
    let address = row.addresses.and_then(|addresses| addresses.business);
    let parts = address.map(|address| [address.city, address.state_or_country_description]);
    let parts = parts.into_iter().flatten().flatten().filter_map(text).collect::<Vec<_>>();
    let listing = Listing {
        symbol: symbol.clone(),
        name: row.name,
        cik: Some(cik),
        exchange: exchange.unwrap_or_default(),
        also: row.former_names.into_iter().map(|former| former.name).collect(),
        industry: industry.clone().unwrap_or_default(),
        rank: u32::MAX,
    };
    Company {
        listing,
        sector: industry.as_deref().and_then(reviewed::sector),
        industry,
        headquarters: Some(parts.join(", ")).filter(|place| !place.is_empty()),
        founded: None,
        shares,
    }
}

fn documents(cik: Cik, recent: &Recent) -> Vec<FiledDocument> {
    let document = |place: usize| {
        let accession = recent.accession_number.get(place)?.parse().ok()?;
        let form = FormType::new(recent.form.get(place)?.clone());
        let filed = *recent.filing_date.get(place)?;
        let filing = Filing { accession, form, filed };
        let name = recent.primary_document.get(place)?;
        let url = format!(
            "https://www.sec.gov/Archives/edgar/data/{}/{}/{name}",
            cik.number(),
            filing.accession.digits()
        );
        let period_of_report = recent.report_date.get(place).and_then(|day| day.parse().ok());
        Some(FiledDocument { filing, period_of_report, url })
    };
    (0..recent.accession_number.len()).filter_map(document).take(FILINGS_MAX).collect()
}

fn read_facts(symbol: &Symbol, bytes: &Bytes) -> Result<Arc<ReadFacts>, Refusal> {
    let facts = CompanyFacts::read(bytes).map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
        Refusal::Shape(format!("{error}{}", cause.unwrap_or_default()))
    })?;
    let statements = reviewed::statements(symbol, &facts).unwrap_or_default();
    let last = facts.cover_shares.iter().max_by_key(|fact| (fact.end, fact.filing.filed));
    let shares = last.and_then(|fact| {
        Some(DatedShares {
            shares: fact.value.to_u64().filter(|shares| 0 < *shares)?,
            date: fact.end,
        })
    });
    Ok(Arc::new(ReadFacts { statements, shares }))
}

#[async_trait]
impl MarketData for Edgar {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    async fn company(&self, symbol: &Symbol) -> Result<Sourced<Company>, MarketError> {
        let wanted = format!("profile of {symbol}");
        let cik = self.cik(symbol).await?;
        let (submissions, facts) = future::join(self.submissions(cik), self.facts(cik)).await;
        let answer = submissions.map_err(|refusal| told(&refusal, symbol, &wanted))?;
        let row =
            read_submissions(&answer.bytes).map_err(|refusal| told(&refusal, symbol, &wanted))?;
        let read = match facts {
            Ok(facts) => self.read(symbol, &facts, &wanted).await.ok(),
            Err(_) => None,
        };
        let shares = read.and_then(|read| read.shares);
        Ok(sourced(company(symbol, cik, row, shares), answer.since, cik.filings_url()))
    }

    async fn statements(
        &self,
        symbol: &Symbol,
        kind: StatementKind,
        frequency: Frequency,
    ) -> Result<Sourced<Vec<Statement>>, MarketError> {
        let label = kind.label().to_lowercase();
        let wanted = format!("{} {label} of {symbol}", frequency.label());
        let cik = self.cik(symbol).await?;
        let facts = self.facts(cik).await.map_err(|refusal| told(&refusal, symbol, &wanted))?;
        let read = self.read(symbol, &facts, &wanted).await?;
        let is_wanted = |statement: &&Statement| {
            let annual = matches!(statement.period, finance::FiscalPeriod::Year(_));
            statement.kind == kind && annual == (frequency == Frequency::Annual)
        };
        let statements: Vec<Statement> =
            read.statements.iter().filter(is_wanted).cloned().collect();
        if statements.is_empty() {
            return Err(self.not_covered(wanted));
        }
        Ok(sourced(statements, facts.since, cik.filings_url()))
    }

    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError> {
        Err(self.not_covered(format!("prices of {symbol}")))
    }

    async fn filings(&self, symbol: &Symbol) -> Result<Sourced<Vec<FiledDocument>>, MarketError> {
        let wanted = format!("filings of {symbol}");
        let cik = self.cik(symbol).await?;
        let answer =
            self.submissions(cik).await.map_err(|refusal| told(&refusal, symbol, &wanted))?;
        let row =
            read_submissions(&answer.bytes).map_err(|refusal| told(&refusal, symbol, &wanted))?;
        Ok(sourced(documents(cik, &row.filings.recent), answer.since, cik.filings_url()))
    }

    async fn search(&self, text: &str) -> Result<Sourced<Vec<Found>>, MarketError> {
        let shown: String = text.chars().take(40).collect();
        let wanted = format!("search for `{shown}`");
        let tickers = self.tickers().await.map_err(|refusal| MarketError::Unavailable {
            provider: PROVIDER,
            wanted: wanted.clone(),
            source: refusal.to_string().into(),
        })?;
        let words: Vec<String> = shown.split_whitespace().map(str::to_lowercase).collect();
        let is_like = |(symbol, ticker): &(&Symbol, &Ticker)| {
            let title = ticker.title.to_lowercase();
            symbol.as_str().eq_ignore_ascii_case(shown.trim())
                || !words.is_empty() && words.iter().all(|word| title.contains(word.as_str()))
        };
        let mut found: Vec<(&Symbol, &Ticker)> = tickers.iter().filter(is_like).collect();
        found.sort_by_key(|(_, ticker)| ticker.place);
        let found = found.into_iter().take(10).map(|(symbol, ticker)| Found {
            symbol: symbol.clone(),
            name: ticker.title.clone(),
            exchange: String::new(),
            currency: None,
        });
        let found: Vec<Found> = found.collect();
        if found.is_empty() {
            return Err(self.not_covered(wanted));
        }
        let url = "https://www.sec.gov/edgar/search/".to_owned();
        Ok(sourced(found, self.outside.clock.now(), url))
    }
}
