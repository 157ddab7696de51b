//! Financial Modeling Prep, `stable` generation: `https://financialmodelingprep.com/stable/<endpoint>?symbol=…`.
//!
//! The key travels in a header. What a plan leaves out is remembered for a day, so that it is not asked again.

mod refusal;
mod rows;
mod statements;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use agent::Kept;
use async_trait::async_trait;
use bytes::Bytes;
use finance::{
    Closes, Company, Currency, MarketData, MarketError, Sourced, Statement, StatementKind, Symbol,
    market::{
        Estimate, FiledDocument, Found, Frequency, News, Peer, ProvidersMetric, Quote, SegmentedBy,
        Segments,
    },
};
use futures::{FutureExt as _, future};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::upstream::{
    Allowance, Answer, Answers, Ask, AtOnce, InvalidManners, Manners, Outside, Standing, Told,
    Upstream, web,
};
use refusal::Refusal;

/// Who this is, in every answer's sources.
pub const PROVIDER: &str = "fmp";

/// Where it lives.
pub const BASE_URL: &str = "https://financialmodelingprep.com/stable";

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// How long a quote holds.
const QUOTE: Duration = Duration::from_secs(15);

/// How many rows of statements are asked for, until a plan allows fewer: years, then quarters.
const YEARS: u32 = 12;
/// The same for quarters.
const QUARTERS: u32 = 20;
/// Since when closes are asked for, in years.
const PRICE_YEARS: i32 = 10;

/// What the user pays for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Plan {
    /// Nobody said: found out by what it refuses.
    #[default]
    Unknown,
    /// Basic: 250 requests a day.
    Free,
    /// 300 requests a minute.
    Starter,
    /// 750 requests a minute.
    Premium,
    /// 3,000 requests a minute.
    Ultimate,
}

impl Plan {
    /// Its name in messages.
    fn label(self) -> &'static str {
        match self {
            Self::Unknown => "your plan",
            Self::Free => "the free plan",
            Self::Starter => "the Starter plan",
            Self::Premium => "the Premium plan",
            Self::Ultimate => "the Ultimate plan",
        }
    }

    fn allowance(self) -> Allowance {
        let (a_day, requests) = match self {
            Self::Free => (Some(250), 300),
            Self::Unknown | Self::Starter => (None, 300),
            Self::Premium => (None, 750),
            Self::Ultimate => (None, 3_000),
        };
        Allowance { a_day, requests, window: MINUTE }
    }
}

/// How FMP is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its address, up to the endpoints' names.
    pub base: Url,
    /// The user's key.
    pub key: SecretString,
    /// What the user pays for.
    pub plan: Plan,
    /// How many requests are sent at once.
    pub at_once: AtOnce,
    /// How long one request may take.
    pub time: Duration,
    /// How long the first wait before asking again is.
    pub first_wait: Duration,
}

/// FMP as a market.
#[derive(Debug)]
pub struct Fmp {
    settings: Settings,
    upstream: Upstream<Ask, Told>,
    answers: Answers,
    outside: Outside,
}

/// What is asked: an endpoint, its parameters, and for how long the answer holds.
struct Question<'a> {
    endpoint: &'a str,
    symbol: Option<&'a Symbol>,
    params: Vec<(&'a str, String)>,
    lifetime: Duration,
    /// For messages: `annual income statement of AAPL`.
    wanted: String,
}

impl Fmp {
    /// FMP, asked with a key.
    pub fn new(settings: Settings, outside: &Outside) -> Result<Self, InvalidManners> {
        let manners = Manners {
            time: settings.time,
            retries: 2,
            first_wait: settings.first_wait,
            allowance: settings.plan.allowance(),
            at_once: settings.at_once,
        };
        let clock = Arc::clone(&outside.clock);
        let is_free = settings.plan == Plan::Free;
        let judge = move |status: u16, body: &[u8], retry_after: Option<Duration>| {
            let day_ends = is_free.then(|| next_day(clock.now()));
            refusal::used_up(status, body, retry_after, day_ends)
        };
        let judge: web::Judge = Arc::new(judge);
        let wire = move |ask: Ask| web::ask(web::client(), ask, settings.time, Arc::clone(&judge));
        let upstream = Upstream::new(PROVIDER, manners, outside, wire)?;
        let answers =
            Answers::new(Arc::clone(&outside.cache), Arc::clone(&outside.clock), outside.fresh);
        Ok(Self { settings, upstream, answers, outside: outside.clone() })
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.upstream.standing()
    }

    /// The answer as it came, or as it was kept.
    async fn get(&self, question: &Question<'_>) -> Result<Answer, MarketError> {
        let plan = self.settings.plan.label();
        let wanted = format!("{} ({})", question.wanted, question.endpoint);
        if let Some(said) = self.remembered(question) {
            let said = format!("{plan}: {said}");
            return Err(MarketError::OutsidePlan { provider: PROVIDER, wanted, said });
        }
        let first = self.get_once(question).await;
        let answer = match first.as_ref().map_err(|refusal| &**refusal) {
            Err(Refusal::Rows { max, .. }) => {
                self.remember("rows", max.to_string());
                let fewer = Question {
                    params: self.limited(&question.params),
                    wanted: question.wanted.clone(),
                    ..*question
                };
                self.get_once(&fewer).await
            }
            Ok(_) | Err(_) => first,
        };
        answer.map_err(|refusal| {
            self.remember_refusal(question, &refusal);
            refusal.told(&wanted, plan)
        })
    }

    async fn get_once(&self, question: &Question<'_>) -> Result<Answer, Arc<Refusal>> {
        let mut url = self.settings.base.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(question.endpoint.split('/'));
        }
        {
            let mut query = url.query_pairs_mut();
            if let Some(symbol) = question.symbol {
                query.append_pair("symbol", symbol.as_str());
            }
            query.extend_pairs(self.limited(&question.params));
        }
        let key = format!("{PROVIDER} {url}");
        let fetch = async {
            let mut headers = HeaderMap::new();
            let secret = HeaderValue::from_str(self.settings.key.expose_secret());
            let mut secret = secret.map_err(|_| {
                Refusal::Key("the key holds characters that no key holds".to_owned())
            })?;
            secret.set_sensitive(true);
            headers.insert("apikey", secret);
            let told = self.upstream.ask(Ask { url, headers }).await?;
            match refusal::read(told.status, &told.body) {
                Some(refusal) => Err(refusal),
                None => Ok(told.body),
            }
        };
        let fetch = async {
            let body: Bytes = fetch.await?;
            // What is no JSON is not kept.
            let _: &serde_json::value::RawValue =
                serde_json::from_slice(&body).map_err(Refusal::Shape)?;
            Ok(body)
        };
        // On the heap: many of these wait at once.
        self.answers.get(&key, question.lifetime, fetch.boxed()).boxed().await
    }

    /// The parameters with no more rows than the plan was found to allow.
    fn limited<'a>(&self, params: &[(&'a str, String)]) -> Vec<(&'a str, String)> {
        let max: Option<u32> = self.recall("rows").and_then(|max| max.parse().ok());
        let limited = |(name, value): &(&'a str, String)| match (max, value.parse::<u32>()) {
            (Some(max), Ok(rows)) if *name == "limit" => (*name, rows.min(max).to_string()),
            _ => (*name, value.clone()),
        };
        params.iter().map(limited).collect()
    }

    /// What the plan was found to leave out, where that is remembered.
    fn remembered(&self, question: &Question<'_>) -> Option<String> {
        let symbol = question.symbol.and_then(|symbol| self.recall(&format!("symbol {symbol}")));
        let is_profile = question.endpoint == "profile";
        let endpoint = || self.recall(&format!("endpoint {}", question.endpoint));
        let period = || is_quarterly(question).then(|| self.recall("period"))?;
        symbol.filter(|_| !is_profile).or_else(endpoint).or_else(period)
    }

    fn remember_refusal(&self, question: &Question<'_>, refusal: &Refusal) {
        match (refusal, question.symbol) {
            (Refusal::Symbol(said), Some(symbol)) if question.endpoint != "profile" => {
                self.remember(&format!("symbol {symbol}"), said.clone());
            }
            (Refusal::Endpoint(said) | Refusal::Symbol(said), _) => {
                self.remember(&format!("endpoint {}", question.endpoint), said.clone());
            }
            (Refusal::Period(said), _) => self.remember("period", said.clone()),
            _ => {}
        }
    }

    fn remember(&self, what: &str, said: String) {
        let since = self.outside.clock.now();
        let kept = Kept { bytes: said.into_bytes(), since, until: since + DAY };
        self.outside.cache.keep(&format!("{PROVIDER} plan {what}"), kept);
    }

    fn recall(&self, what: &str) -> Option<String> {
        let now = self.outside.clock.now();
        let kept = self.outside.cache.find(&format!("{PROVIDER} plan {what}"), now)?;
        String::from_utf8(kept.bytes).ok()
    }

    fn read<T>(
        &self,
        question: &Question<'_>,
        answer: &Answer,
        read: impl FnOnce(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<Sourced<T>, MarketError> {
        let wanted = format!("{} ({})", question.wanted, question.endpoint);
        let value = read(&answer.bytes)
            .map_err(|error| Refusal::Shape(error).told(&wanted, self.settings.plan.label()))?;
        let url = question.symbol.map_or_else(
            || SITE.to_owned(),
            |symbol| format!("{SITE}financial-statements/{symbol}"),
        );
        let as_of = day_of(answer.since);
        Ok(Sourced { value, provider: PROVIDER, as_of, url, passed_over: Vec::new() })
    }

    /// Asks and reads; an empty list is nothing that is covered.
    async fn list<T>(
        &self,
        question: Question<'_>,
        read: impl FnOnce(&[u8]) -> Result<Vec<T>, serde_json::Error>,
    ) -> Result<Sourced<Vec<T>>, MarketError> {
        let answer = self.get(&question).await?;
        let sourced = self.read(&question, &answer, read)?;
        if sourced.value.is_empty() {
            return Err(self.not_covered(question.wanted));
        }
        Ok(sourced)
    }

    async fn profile(&self, symbol: &Symbol) -> Result<Sourced<rows::Profile>, MarketError> {
        let question = of(symbol, "profile", Vec::new(), DAY, format!("profile of {symbol}"));
        let answer = self.get(&question).await?;
        let sourced = self.read(&question, &answer, rows::profile)?;
        let Sourced { value, provider, as_of, url, passed_over } = sourced;
        let value = value.ok_or_else(|| MarketError::UnknownSymbol(symbol.clone()))?;
        Ok(Sourced { value, provider, as_of, url, passed_over })
    }
}

/// Where a person can look.
const SITE: &str = "https://site.financialmodelingprep.com/";

fn of<'a>(
    symbol: &'a Symbol,
    endpoint: &'a str,
    params: Vec<(&'a str, String)>,
    lifetime: Duration,
    wanted: String,
) -> Question<'a> {
    Question { endpoint, symbol: Some(symbol), params, lifetime, wanted }
}

fn is_quarterly(question: &Question<'_>) -> bool {
    question.params.iter().any(|(name, value)| *name == "period" && value == "quarter")
}

#[async_trait]
impl MarketData for Fmp {
    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn is_live(&self) -> bool {
        true
    }

    fn is_free(&self, symbol: &Symbol) -> bool {
        match self.settings.plan {
            Plan::Starter | Plan::Premium | Plan::Ultimate => true,
            // Nothing that is counted by the day is spent on a guess, unless it is kept already.
            Plan::Unknown | Plan::Free => self.recall(&format!("symbol {symbol}")).is_some(),
        }
    }

    async fn company(&self, symbol: &Symbol) -> Result<Sourced<Company>, MarketError> {
        Ok(self.profile(symbol).await?.map(|profile| profile.company))
    }

    async fn statements(
        &self,
        symbol: &Symbol,
        kind: StatementKind,
        frequency: Frequency,
    ) -> Result<Sourced<Vec<Statement>>, MarketError> {
        let endpoint = match kind {
            StatementKind::Income => "income-statement",
            StatementKind::Balance => "balance-sheet-statement",
            StatementKind::CashFlow => "cash-flow-statement",
        };
        let (period, rows) = match frequency {
            Frequency::Annual => ("annual", YEARS),
            Frequency::Quarterly => ("quarter", QUARTERS),
        };
        let params = vec![("period", period.to_owned()), ("limit", rows.to_string())];
        let label = kind.label().to_lowercase();
        let wanted = format!("{} {label} of {symbol}", frequency.label());
        let question = of(symbol, endpoint, params, 6 * HOUR, wanted);
        self.list(question, |body| statements::read(kind, body)).await
    }

    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError> {
        let today = day_of(self.outside.clock.now());
        let from = today.checked_sub(PRICE_YEARS.years()).unwrap_or(today);
        let params = vec![("from", from.to_string()), ("to", today.to_string())];
        let wanted = format!("prices of {symbol}");
        let question = of(symbol, "historical-price-eod/light", params, HOUR, wanted);
        let (profile, answer) = future::join(self.profile(symbol), self.get(&question)).await;
        let currency = currency_of(&profile?.value, &question.wanted)?;
        let closes = self.read(&question, &answer?, |body| rows::closes(body, currency))?;
        let Some(last) = closes.value.last() else {
            return Err(self.not_covered(question.wanted));
        };
        Ok(Sourced { as_of: last.date, ..closes })
    }

    async fn quote(&self, symbol: &Symbol) -> Result<Sourced<Quote>, MarketError> {
        let question = of(symbol, "quote", Vec::new(), QUOTE, format!("quote of {symbol}"));
        let (profile, answer) = future::join(self.profile(symbol), self.get(&question)).await;
        let currency = profile.ok().and_then(|profile| profile.value.currency);
        let sourced = self.read(&question, &answer?, |body| rows::quote(body, currency))?;
        let Sourced { value, provider, as_of, url, passed_over } = sourced;
        let value = value.ok_or_else(|| self.not_covered(question.wanted))?;
        Ok(Sourced { value, provider, as_of, url, passed_over })
    }

    async fn estimates(&self, symbol: &Symbol) -> Result<Sourced<Vec<Estimate>>, MarketError> {
        let params = vec![("period", "annual".to_owned()), ("limit", "10".to_owned())];
        let wanted = format!("estimates of {symbol}");
        self.list(of(symbol, "analyst-estimates", params, 12 * HOUR, wanted), rows::estimates).await
    }

    async fn segments(
        &self,
        symbol: &Symbol,
        by: SegmentedBy,
    ) -> Result<Sourced<Vec<Segments>>, MarketError> {
        let (endpoint, label) = match by {
            SegmentedBy::Product => ("revenue-product-segmentation", "product"),
            SegmentedBy::Region => ("revenue-geographic-segmentation", "region"),
        };
        let params = vec![("period", "annual".to_owned()), ("structure", "flat".to_owned())];
        let wanted = format!("revenue by {label} of {symbol}");
        self.list(of(symbol, endpoint, params, DAY, wanted), rows::segments).await
    }

    async fn peers(&self, symbol: &Symbol) -> Result<Sourced<Vec<Peer>>, MarketError> {
        let wanted = format!("peers of {symbol}");
        self.list(of(symbol, "stock-peers", Vec::new(), DAY, wanted), rows::peers).await
    }

    async fn news(&self, symbol: &Symbol) -> Result<Sourced<Vec<News>>, MarketError> {
        let params = vec![("symbols", symbol.to_string()), ("limit", "10".to_owned())];
        let wanted = format!("news of {symbol}");
        let question =
            Question { symbol: None, ..of(symbol, "news/stock", params, 10 * MINUTE, wanted) };
        self.list(question, rows::news).await
    }

    async fn filings(&self, symbol: &Symbol) -> Result<Sourced<Vec<FiledDocument>>, MarketError> {
        let today = day_of(self.outside.clock.now());
        let from = today.checked_sub(1.year()).unwrap_or(today);
        let params = vec![
            ("from", from.to_string()),
            ("to", today.to_string()),
            ("limit", "100".to_owned()),
        ];
        let wanted = format!("filings of {symbol}");
        self.list(of(symbol, "sec-filings-search/symbol", params, HOUR, wanted), rows::filings)
            .await
    }

    async fn metrics(&self, symbol: &Symbol) -> Result<Sourced<Vec<ProvidersMetric>>, MarketError> {
        let params = || vec![("limit", "5".to_owned())];
        let wanted = |what: &str| format!("{what} of {symbol}");
        let metrics = of(symbol, "key-metrics", params(), 12 * HOUR, wanted("key metrics"));
        let ratios = of(symbol, "ratios", params(), 12 * HOUR, wanted("ratios"));
        let metrics = self.list(metrics, rows::metrics);
        let ratios = self.list(ratios, rows::metrics);
        let (mut metrics, ratios) = future::try_join(metrics, ratios).await?;
        metrics.value.extend(ratios.value);
        Ok(metrics)
    }

    async fn search(&self, text: &str) -> Result<Sourced<Vec<Found>>, MarketError> {
        let shown: String = text.chars().take(40).collect();
        let question = |endpoint| Question {
            endpoint,
            symbol: None,
            params: vec![("query", shown.clone()), ("limit", "10".to_owned())],
            lifetime: DAY,
            wanted: format!("search for `{shown}`"),
        };
        let by_symbol = self.list(question("search-symbol"), rows::found);
        let by_name = self.list(question("search-name"), rows::found);
        match future::join(by_symbol, by_name).await {
            (Ok(mut by_symbol), Ok(by_name)) => {
                by_symbol.value.extend(by_name.value);
                Ok(by_symbol)
            }
            (Ok(found), Err(_)) | (Err(_), Ok(found)) => Ok(found),
            (Err(error), Err(_)) => Err(error),
        }
    }
}

/// What a listing is priced in; without it there is no price.
fn currency_of(profile: &rows::Profile, wanted: &str) -> Result<Currency, MarketError> {
    profile.currency.ok_or_else(|| MarketError::Unavailable {
        provider: PROVIDER,
        wanted: wanted.to_owned(),
        source: "its profile does not say what the listing is priced in".into(),
    })
}

/// The day, in UTC, that a time lies in.
fn day_of(time: SystemTime) -> Date {
    let time = Timestamp::try_from(time).unwrap_or(Timestamp::UNIX_EPOCH);
    time.to_zoned(TimeZone::UTC).date()
}

/// When the day in UTC that a time lies in has passed.
fn next_day(now: SystemTime) -> SystemTime {
    let next = day_of(now).tomorrow().ok();
    let next = next.and_then(|day| day.to_zoned(TimeZone::UTC).ok());
    next.map_or(now + DAY, |day| SystemTime::from(day.timestamp()))
}
