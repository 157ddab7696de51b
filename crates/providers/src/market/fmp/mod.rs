//! Financial Modeling Prep, `stable` generation: `https://financialmodelingprep.com/stable/<endpoint>?symbol=…`.
//!
//! The key travels in a header. What a plan leaves out is remembered for a day, so that it is not asked again.

mod plan;
mod question;
mod refusal;
mod rows;
mod statements;

pub use plan::Plan;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use finance::{
    Closes, Company, Currency, MarketData, MarketError, Sourced, Statement, StatementKind, Symbol,
    market::{
        Estimate, FiledDocument, Found, Frequency, News, Peer, ProvidersMetric, Quote, SegmentedBy,
        Segments,
    },
};
use futures::{FutureExt as _, future};
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::upstream::{
    self, Answer, Answers, Ask, AtOnce, Fetched, InvalidManners, Manners, Outside, Standing, Told,
    Upstream, web,
};
use plan::Learned;
use question::Question;
use refusal::Refusal;

/// Who this is, in every answer's sources.
pub const PROVIDER: &str = "fmp";

/// Where it lives.
pub const BASE_URL: &str = "https://financialmodelingprep.com/stable";

/// Where a person can look.
const SITE: &str = "https://site.financialmodelingprep.com/";

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);
/// How long a quote holds.
const QUOTE: Duration = Duration::from_secs(15);

/// How often a request is repeated.
const RETRIES: u32 = 2;
/// How many rows of statements are asked for, until a plan allows fewer: years, then quarters.
const YEARS: u32 = 12;
/// The same for quarters.
const QUARTERS: u32 = 20;
/// Since when closes are asked for, in years.
const PRICE_YEARS: i32 = 10;

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
    learned: Learned,
    outside: Outside,
}

/// Reads a body as what it should hold.
type Read<'a, T> = &'a (dyn Fn(&[u8]) -> Result<T, serde_json::Error> + Send + Sync);

impl Fmp {
    /// FMP, asked with a key.
    pub fn new(settings: Settings, outside: &Outside) -> Result<Self, InvalidManners> {
        let manners = Manners {
            time: settings.time,
            retries: RETRIES,
            first_wait: settings.first_wait,
            allowance: settings.plan.allowance(),
            at_once: settings.at_once,
            rest: upstream::REST,
        };
        let clock = Arc::clone(&outside.clock);
        let is_free = settings.plan == Plan::Free;
        let judge = move |status: u16, body: &[u8], retry_after: Option<Duration>| {
            let day_ends = is_free.then(|| next_day(clock.now()));
            refusal::used_up(status, body, retry_after, day_ends)
        };
        let judge: web::Judge = Arc::new(judge);
        let wire = move |ask: Ask| web::ask(web::client(), ask, settings.time, Arc::clone(&judge));
        let account = upstream::account(PROVIDER, settings.base.as_str(), Some(&settings.key));
        let upstream = Upstream::new(&account, manners, outside, wire)?;
        let answers =
            Answers::new(Arc::clone(&outside.cache), Arc::clone(&outside.clock), outside.fresh);
        let learned = Learned::new(settings.plan, account, outside);
        Ok(Self { settings, upstream, answers, learned, outside: outside.clone() })
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        self.upstream.standing()
    }

    /// The answer as it came, or as it was kept.
    async fn get<T: Send>(
        &self,
        question: &Question<'_>,
        read: Read<'_, T>,
    ) -> Result<Sourced<T>, MarketError> {
        let plan = self.settings.plan.label();
        let wanted = question.in_full();
        if let Some(said) = self.learned.refuses(question) {
            let said = format!("{plan}: {said}");
            return Err(MarketError::OutsidePlan { provider: PROVIDER, wanted, said });
        }
        let mut answer = self.get_once(question, read).await;
        if let Err(refusal) = &answer
            && matches!(**refusal, Refusal::Rows { .. })
        {
            self.learned.learn(question, refusal);
            answer = self.get_once(question, read).await;
        }
        let (value, since) = answer.map_err(|refusal| {
            self.learned.learn(question, &refusal);
            refusal.told(&wanted, plan)
        })?;
        let url = question.symbol.map_or_else(
            || SITE.to_owned(),
            |symbol| format!("{SITE}financial-statements/{symbol}"),
        );
        let as_of = day_of(since);
        Ok(Sourced { value, provider: PROVIDER, as_of, url, passed_over: Vec::new() })
    }

    async fn get_once<T: Send>(
        &self,
        question: &Question<'_>,
        read: Read<'_, T>,
    ) -> Result<(T, SystemTime), Arc<Refusal>> {
        let url = question.url(&self.settings.base, self.learned.rows());
        let key = format!("{PROVIDER} {url}");
        let fetch = async {
            let told = self.upstream.ask(self.ask(url)?).await?;
            let secret = self.settings.key.expose_secret();
            if let Some(refusal) = refusal::read(told.status, &told.body, secret) {
                return Err(refusal);
            }
            // What means nothing is not kept.
            read(&told.body).map_err(Refusal::Shape)?;
            let is_nothing = told.body.trim_ascii() == b"[]";
            let fetched = if is_nothing { Fetched::Nothing } else { Fetched::Something };
            Ok(fetched(told.body))
        };
        // On the heap: many of these wait at once.
        let answer = self.answers.get(&key, question.lifetime, fetch.boxed()).boxed().await;
        let Answer { bytes, since } = answer?;
        match read(&bytes) {
            Ok(value) => Ok((value, since)),
            Err(error) => {
                // Kept by another version of the program.
                self.answers.forget(&key).await;
                Err(Arc::new(Refusal::Shape(error)))
            }
        }
    }

    /// The request, with the key where no log and no proxy looks.
    fn ask(&self, url: Url) -> Result<Ask, Refusal> {
        let secret = HeaderValue::from_str(self.settings.key.expose_secret());
        let mut secret = secret
            .map_err(|_| Refusal::Key("the key holds characters that no key holds".to_owned()))?;
        secret.set_sensitive(true);
        Ok(Ask { url, headers: HeaderMap::from_iter([(KEY_HEADER, secret)]) })
    }

    /// Asks and reads; an empty list is nothing that is covered.
    async fn list<T: Send>(
        &self,
        question: Question<'_>,
        read: Read<'_, Vec<T>>,
    ) -> Result<Sourced<Vec<T>>, MarketError> {
        let sourced = self.get(&question, read).await?;
        if sourced.value.is_empty() {
            return Err(self.not_covered(question.wanted));
        }
        Ok(sourced)
    }

    async fn profile(&self, symbol: &Symbol) -> Result<Sourced<rows::Profile>, MarketError> {
        let wanted = format!("profile of {symbol}");
        let question = Question::of(symbol, "profile", [], (DAY, wanted));
        let Sourced { value, provider, as_of, url, passed_over } =
            self.get(&question, &rows::profile).await?;
        let value = value.ok_or_else(|| MarketError::UnknownSymbol(symbol.clone()))?;
        Ok(Sourced { value, provider, as_of, url, passed_over })
    }
}

/// The header that the key travels in.
const KEY_HEADER: HeaderName = HeaderName::from_static("apikey");

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
            Plan::Unknown | Plan::Free => {
                let wanted = (HOUR, String::new());
                self.learned
                    .refuses(&Question::of(symbol, "income-statement", [], wanted))
                    .is_some()
            }
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
        let params = [("period", period.to_owned()), ("limit", rows.to_string())];
        let label = kind.label().to_lowercase();
        let wanted = format!("{} {label} of {symbol}", frequency.label());
        let question = Question::of(symbol, endpoint, params, (6 * HOUR, wanted));
        self.list(question, &|body| statements::read(kind, body)).await
    }

    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError> {
        let today = day_of(self.outside.clock.now());
        let from = today.checked_sub(PRICE_YEARS.years()).unwrap_or(today);
        let params = [("from", from.to_string()), ("to", today.to_string())];
        let wanted = format!("prices of {symbol}");
        let question = Question::of(symbol, "historical-price-eod/light", params, (HOUR, wanted));
        let days = self.get(&question, &rows::closes);
        let (profile, days) = future::join(self.profile(symbol), days).await;
        let currency = currency_of(&profile?.value, &question.wanted)?;
        let closes = days?.map(|days| Closes { currency, days: days.into(), jumps: Vec::new() });
        let Some(last) = closes.value.last() else {
            return Err(self.not_covered(question.wanted));
        };
        Ok(Sourced { as_of: last.date, ..closes })
    }

    async fn quote(&self, symbol: &Symbol) -> Result<Sourced<Quote>, MarketError> {
        let wanted = format!("quote of {symbol}");
        let question = Question::of(symbol, "quote", [], (QUOTE, wanted));
        let quote = self.get(&question, &rows::quote);
        let (profile, quote) = future::join(self.profile(symbol), quote).await;
        let currency = profile.ok().and_then(|profile| profile.value.currency);
        let Sourced { value, provider, as_of, url, passed_over } = quote?;
        let value = value.ok_or_else(|| self.not_covered(question.wanted))?;
        let value = Quote { currency, ..value };
        Ok(Sourced { value, provider, as_of, url, passed_over })
    }

    async fn estimates(&self, symbol: &Symbol) -> Result<Sourced<Vec<Estimate>>, MarketError> {
        let params = [("period", "annual".to_owned()), ("limit", "10".to_owned())];
        let wanted = (12 * HOUR, format!("estimates of {symbol}"));
        let question = Question::of(symbol, "analyst-estimates", params, wanted);
        self.list(question, &rows::estimates).await
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
        let params = [("period", "annual".to_owned()), ("structure", "flat".to_owned())];
        let wanted = (DAY, format!("revenue by {label} of {symbol}"));
        self.list(Question::of(symbol, endpoint, params, wanted), &rows::segments).await
    }

    async fn peers(&self, symbol: &Symbol) -> Result<Sourced<Vec<Peer>>, MarketError> {
        let wanted = (DAY, format!("peers of {symbol}"));
        self.list(Question::of(symbol, "stock-peers", [], wanted), &rows::peers).await
    }

    async fn news(&self, symbol: &Symbol) -> Result<Sourced<Vec<News>>, MarketError> {
        let params = vec![("symbols", symbol.to_string()), ("limit", "10".to_owned())];
        let question = Question {
            endpoint: "news/stock",
            symbol: Some(symbol),
            // Of several companies, elsewhere.
            params,
            lifetime: 10 * MINUTE,
            wanted: format!("news of {symbol}"),
        };
        self.list(question, &rows::news).await
    }

    async fn filings(&self, symbol: &Symbol) -> Result<Sourced<Vec<FiledDocument>>, MarketError> {
        let today = day_of(self.outside.clock.now());
        let from = today.checked_sub(1.year()).unwrap_or(today);
        let params =
            [("from", from.to_string()), ("to", today.to_string()), ("limit", "100".to_owned())];
        let wanted = (HOUR, format!("filings of {symbol}"));
        let question = Question::of(symbol, "sec-filings-search/symbol", params, wanted);
        self.list(question, &rows::filings).await
    }

    async fn metrics(&self, symbol: &Symbol) -> Result<Sourced<Vec<ProvidersMetric>>, MarketError> {
        let question = |endpoint, what: &str| {
            let wanted = (12 * HOUR, format!("{what} of {symbol}"));
            Question::of(symbol, endpoint, [("limit", "5".to_owned())], wanted)
        };
        let metrics = self.list(question("key-metrics", "key metrics"), &rows::metrics);
        let ratios = self.list(question("ratios", "ratios"), &rows::metrics);
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
        let by_symbol = self.list(question("search-symbol"), &rows::found);
        let by_name = self.list(question("search-name"), &rows::found);
        match future::join(by_symbol, by_name).await {
            (Ok(mut found), Ok(by_name)) => {
                for one in by_name.value {
                    if found.value.iter().all(|known| known.symbol != one.symbol) {
                        found.value.push(one);
                    }
                }
                Ok(found)
            }
            (Ok(found), Err(_)) | (Err(_), Ok(found)) => Ok(found),
            // That one of them found nothing says less than what kept the other from looking.
            (Err(MarketError::NotCovered { .. }), Err(error)) | (Err(error), Err(_)) => Err(error),
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
