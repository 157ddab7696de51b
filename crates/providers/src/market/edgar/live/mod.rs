//! EDGAR asked live: `www.sec.gov` for tickers, `data.sec.gov` for submissions and company facts.
//!
//! The SEC wants to know who asks: without a contact e-mail it is not asked, and what was kept before answers.

mod refusal;
mod submissions;
mod tickers;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use agent::{Cache, Kept};
use async_trait::async_trait;
use bytes::Bytes;
use finance::{
    Cik, Closes, Company, DatedShares, FiscalPeriod, MarketData, MarketError, Sourced, Statement,
    StatementKind, Symbol,
    market::{FiledDocument, Found, Frequency},
};
use futures::{
    FutureExt as _,
    future::{self, BoxFuture},
};
use jiff::{Timestamp, tz::TimeZone};
use moka::future::Cache as Memory;
use reqwest::header::{HeaderMap, HeaderValue, USER_AGENT};
use rust_decimal::prelude::ToPrimitive as _;
use tokio::task;
use url::Url;

use super::CompanyFacts;
use crate::market::builtin::build::reviewed;
use crate::upstream::{
    self, Allowance, Answer, Answers, Ask, AtOnce, Fetched, InvalidManners, Manners, Outside,
    Standing, Told, Upstream, web,
};
use refusal::Refusal;
use submissions::Submissions;
use tickers::Tickers;

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
/// How often a request is repeated.
const RETRIES: u32 = 2;
/// The SEC allows ten requests a second over all of a user's programs: eight are made, and never in a burst, for a
/// slow beginning would bring one burst together with the next.
const REQUESTS: usize = 2;
/// In so long.
const WINDOW: Duration = Duration::from_millis(250);
/// How many companies' facts stay read in memory.
const READ_MAX: u64 = 64;
/// Where a person can search.
const SEARCH: &str = "https://www.sec.gov/edgar/search/";

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

/// A company's facts as statements.
struct ReadFacts {
    statements: Vec<Statement>,
    shares: Option<DatedShares>,
}

/// A file of the SEC.
struct File<'a> {
    base: &'a Url,
    path: String,
    lifetime: Duration,
}

impl File<'_> {
    fn url(&self) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(self.path.split('/'));
        }
        url
    }

    fn key(&self) -> String {
        format!("{PROVIDER} {}", self.url())
    }
}

impl fmt::Debug for Edgar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Edgar").field("settings", &self.settings).finish_non_exhaustive()
    }
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
            retries: RETRIES,
            first_wait: settings.first_wait,
            allowance: Allowance { a_day: None, requests: REQUESTS, window: WINDOW },
            at_once: settings.at_once,
            rest: upstream::REST,
        };
        let clock = Arc::clone(&outside.clock);
        let judge: web::Judge =
            Arc::new(move |status, body, _| refusal::shut_out(status, body, clock.now()));
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
        let wanted = format!("company facts of {symbol}");
        let cik = self.cik(symbol).await?;
        let (facts_file, submissions_file) = (self.facts_file(cik), self.submissions_file(cik));
        let (submissions, facts) =
            future::join(self.live(&submissions_file), self.live(&facts_file)).await;
        let facts = facts.map_err(|refusal| refusal.told(&wanted))?;
        let submissions =
            submissions.map_err(|refusal| refusal.told(&format!("filings of {symbol}")))?;
        let read = match self.read(symbol, &facts).await {
            Ok(read) => read,
            Err(refusal) => {
                self.answers.forget(&facts_file.key()).await;
                return Err(refusal.told(&wanted));
            }
        };
        self.keep(&facts_file.path, &facts);
        self.keep(&submissions_file.path, &submissions);
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

    /// A file from memory, from the cache, or live.
    async fn live(&self, file: &File<'_>) -> Result<Answer, Refusal> {
        let fetch = async {
            let contact = self.settings.contact.as_deref().ok_or(Refusal::NoContact)?;
            // It would be refused, and the next request with it.
            let agent = Some(format!("Fisc {contact}")).filter(|_| contact.contains('@'));
            let agent = HeaderValue::from_str(&agent.ok_or(Refusal::BadContact)?)
                .map_err(|_| Refusal::BadContact)?;
            let headers = HeaderMap::from_iter([(USER_AGENT, agent)]);
            let told = self.upstream.ask(Ask { url: file.url(), headers }).await?;
            refusal::check(&told)?;
            Ok(Fetched::Something(told.body))
        };
        let answer = self.answers.get(&file.key(), file.lifetime, fetch.boxed()).boxed().await;
        answer.map_err(|refusal: Arc<Refusal>| Refusal::clone(&refusal))
    }

    /// What a file says, live or else as it was kept: what cannot be read is no better than nothing.
    async fn get<'a, T>(
        &'a self,
        file: File<'a>,
        read: impl Fn(Answer) -> BoxFuture<'a, Result<T, Refusal>> + Send,
    ) -> Result<T, Refusal> {
        let told = match self.live(&file).await {
            Ok(answer) => match read(answer).await {
                Ok(told) => return Ok(told),
                Err(refusal) => {
                    self.answers.forget(&file.key()).await;
                    refusal
                }
            },
            Err(refusal) => refusal,
        };
        match self.kept(&file.path) {
            Some(kept) => read(kept).await,
            None => Err(told),
        }
    }

    fn facts_file(&self, cik: Cik) -> File<'_> {
        let path = format!("api/xbrl/companyfacts/CIK{cik}.json");
        File { base: &self.settings.data, path, lifetime: 6 * HOUR }
    }

    fn submissions_file(&self, cik: Cik) -> File<'_> {
        let path = format!("submissions/CIK{cik}.json");
        File { base: &self.settings.data, path, lifetime: HOUR }
    }

    /// A registrant's facts, and since when they hold.
    async fn facts<'a>(
        &'a self,
        symbol: &'a Symbol,
        cik: Cik,
    ) -> Result<(Arc<ReadFacts>, SystemTime), Refusal> {
        let read = |answer: Answer| {
            async move { Ok((self.read(symbol, &answer).await?, answer.since)) }.boxed()
        };
        self.get(self.facts_file(cik), read).await
    }

    /// Who a registrant is, and since when that holds.
    async fn submissions(&self, cik: Cik) -> Result<(Submissions, SystemTime), Refusal> {
        let read = |answer: Answer| {
            let read = Submissions::read(&answer.bytes).map(|read| (read, answer.since));
            future::ready(read).boxed()
        };
        self.get(self.submissions_file(cik), read).await
    }

    async fn tickers(&self) -> Result<(Arc<Tickers>, SystemTime), Refusal> {
        let path = "files/company_tickers.json".to_owned();
        let file = File { base: &self.settings.www, path, lifetime: DAY };
        let read = |answer: Answer| {
            async move {
                let read = async { Tickers::read(&answer.bytes).map(Arc::new) };
                let read = self.tickers.try_get_with(answer.since, read).await;
                let read = read.map_err(|refusal| Refusal::clone(&refusal))?;
                Ok((read, answer.since))
            }
            .boxed()
        };
        self.get(file, read).await
    }

    /// The registrant behind a ticker.
    async fn cik(&self, symbol: &Symbol) -> Result<Cik, MarketError> {
        match self.tickers().await {
            Ok((tickers, _)) => {
                tickers.cik(symbol).ok_or_else(|| MarketError::UnknownSymbol(symbol.clone()))
            }
            Err(refusal) => {
                let kept = self.kept(&ticker_key(symbol));
                let kept = kept.and_then(|answer| serde_json::from_slice(&answer.bytes).ok());
                kept.ok_or_else(|| refusal.told(&format!("ticker of {symbol}")))
            }
        }
    }

    /// The facts as statements: read once, on a thread of their own.
    async fn read(&self, symbol: &Symbol, facts: &Answer) -> Result<Arc<ReadFacts>, Refusal> {
        let (of, bytes) = (symbol.clone(), facts.bytes.clone());
        let read = async {
            let work = task::spawn_blocking(move || read_facts(&of, &bytes)).await;
            work.unwrap_or_else(|error| Err(Refusal::Shape(error.to_string())))
        };
        let key = (symbol.clone(), facts.since);
        let read = self.read.try_get_with(key, read.boxed()).await;
        read.map_err(|refusal| Refusal::clone(&refusal))
    }
}

fn ticker_key(symbol: &Symbol) -> String {
    format!("ticker {symbol}")
}

fn sourced<T>(value: T, since: SystemTime, url: String) -> Sourced<T> {
    let since = Timestamp::try_from(since).unwrap_or(Timestamp::UNIX_EPOCH);
    let as_of = since.to_zoned(TimeZone::UTC).date();
    Sourced { value, provider: PROVIDER, as_of, url, passed_over: Vec::new() }
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
        let (submissions, facts) =
            future::join(self.submissions(cik), self.facts(symbol, cik)).await;
        let (submissions, since) = submissions.map_err(|refusal| refusal.told(&wanted))?;
        // Without facts the company is known, and how many shares it has is not.
        let shares = facts.ok().and_then(|(facts, _)| facts.shares);
        Ok(sourced(submissions.company(symbol, cik, shares), since, cik.filings_url()))
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
        let facts = self.facts(symbol, cik).await;
        let (facts, since) = facts.map_err(|refusal| refusal.told(&wanted))?;
        let is_wanted = |statement: &&Statement| {
            let annual = matches!(statement.period, FiscalPeriod::Year(_));
            statement.kind == kind && annual == (frequency == Frequency::Annual)
        };
        let statements: Vec<Statement> =
            facts.statements.iter().filter(is_wanted).cloned().collect();
        if statements.is_empty() {
            return Err(self.not_covered(wanted));
        }
        Ok(sourced(statements, since, cik.filings_url()))
    }

    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError> {
        Err(self.not_covered(format!("prices of {symbol}")))
    }

    async fn filings(&self, symbol: &Symbol) -> Result<Sourced<Vec<FiledDocument>>, MarketError> {
        let wanted = format!("filings of {symbol}");
        let cik = self.cik(symbol).await?;
        let submissions = self.submissions(cik).await;
        let (submissions, since) = submissions.map_err(|refusal| refusal.told(&wanted))?;
        let documents = submissions.documents(cik);
        if documents.is_empty() {
            return Err(self.not_covered(wanted));
        }
        Ok(sourced(documents, since, cik.filings_url()))
    }

    async fn search(&self, text: &str) -> Result<Sourced<Vec<Found>>, MarketError> {
        let shown: String = text.chars().take(40).collect();
        let wanted = format!("search for `{shown}`");
        let tickers = self.tickers().await;
        let (tickers, since) = tickers.map_err(|refusal| refusal.told(&wanted))?;
        let found = tickers.search(&shown);
        if found.is_empty() {
            return Err(self.not_covered(wanted));
        }
        Ok(sourced(found, since, SEARCH.to_owned()))
    }
}
