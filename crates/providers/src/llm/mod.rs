//! Language models, from a name to a [`Model`]: OpenAI and whoever speaks like it, Anthropic, Gemini, Ollama.

mod names;
mod prices;
mod reply;
mod wire;

pub use names::{Dialect, InvalidModelName, LlmProvider, ModelName, PROVIDERS};
pub use prices::{InvalidPrices, PriceRow, Prices};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use agent::{Model, ModelError, ModelRequest, Price, ReplyPart, ReplyStream};
use async_trait::async_trait;
use futures::stream::{self, StreamExt as _};
use genai::adapter::AdapterKind;
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, Headers, ModelIden, ServiceTarget};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::{self, Instant};
use url::Url;

use crate::upstream::{
    self, Allowance, AtOnce, Failure, InvalidManners, Manners, Outside, Standing, Upstream, web,
};
use reply::{Begun, Replying, Room};
use wire::NoReply;

/// How often a request is repeated, as long as nothing of its reply was seen.
const RETRIES: u32 = 2;

/// How a model is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which model.
    pub name: ModelName,
    /// Where it lives, where that is not its provider's usual address.
    pub base: Option<Url>,
    /// The user's key; local servers need none.
    pub key: Option<SecretString>,
    /// What it costs, where that is known.
    pub price: Option<Price>,
    /// How many replies are under way at once.
    pub at_once: AtOnce,
    /// How long the first piece of a reply may take.
    pub time: Duration,
    /// How long it may be silent between two pieces; thinking aloud is no silence.
    pub quiet: Duration,
    /// How long the first wait before asking again is.
    pub first_wait: Duration,
}

/// A language model over HTTP.
pub struct LanguageModel {
    name: String,
    settings: Settings,
    outside: Outside,
    upstream: Upstream<Arc<ModelRequest>, Begin>,
    /// The places of replies under way, where their number is fixed.
    places: Option<Arc<Semaphore>>,
}

/// A reply that has begun, or a refusal that asking again would not change.
type Begin = Result<Begun, (u16, String)>;

impl LanguageModel {
    /// The model, asked with these settings.
    pub fn new(settings: Settings, outside: &Outside) -> Result<Self, InvalidManners> {
        let manners = Manners {
            time: settings.time,
            retries: RETRIES,
            first_wait: settings.first_wait,
            allowance: Allowance { a_day: None, requests: 1_000, window: Duration::from_secs(1) },
            at_once: settings.at_once,
            rest: upstream::REST,
        };
        let client = Client::builder().with_reqwest(web::model_client()).build();
        let client = client.map_err(|error| InvalidManners::new(&error))?;
        let wires = Wires::new(&settings);
        let patience = Patience { first: settings.time, quiet: settings.quiet };
        let wire = move |request: Arc<ModelRequest>| {
            let (client, wire) = (client.clone(), wires.of(&request).clone());
            async move { begin(&client, wire, &request, patience).await }
        };
        let name = settings.name.to_string();
        let provider = settings.name.provider;
        let base = settings.base.as_ref().map_or(provider.base, Url::as_str);
        let account = upstream::account(provider.name, base, settings.key.as_ref());
        let upstream = Upstream::new(&account, manners, outside, wire)?;
        let places = match settings.at_once {
            AtOnce::Auto => None,
            AtOnce::Fixed(number) => {
                Some(Arc::new(Semaphore::new(number.min(upstream::FIXED_MAX))))
            }
        };
        Ok(Self { name, settings, outside: outside.clone(), upstream, places })
    }

    /// How its provider stands.
    pub fn standing(&self) -> Standing {
        self.upstream.standing()
    }

    /// The whole request, whatever it is about, and whom it is asked of.
    fn key(&self, request: &ModelRequest) -> Option<String> {
        let base = self.settings.base.as_ref().map_or("", Url::as_str);
        Some(format!("{} {base} {}", self.name, serde_json::to_string(request).ok()?))
    }

    fn kept(&self, key: &str) -> Option<Vec<ReplyPart>> {
        if self.outside.fresh {
            return None;
        }
        let kept = self.outside.cache.find(key, self.outside.clock.now())?;
        serde_json::from_slice(&kept.bytes).ok()
    }
}

/// How long one waits for a model.
#[derive(Debug, Clone, Copy)]
struct Patience {
    first: Duration,
    quiet: Duration,
}

/// Sends a request and waits for the first piece of its reply.
async fn begin(
    client: &Client,
    Wire { dialect, target, headers }: Wire,
    request: &ModelRequest,
    patience: Patience,
) -> Result<Begin, Failure> {
    let mut until = Instant::now() + patience.first;
    let slow = |_| Failure::Slow(patience.first);
    let options = wire::options(request).with_extra_headers(headers);
    let begun = client.exec_chat_stream(target, wire::request(request), Some(&options));
    let mut rest = match time::timeout_at(until, begun).await.map_err(slow)? {
        Ok(response) => response.stream.boxed(),
        Err(error) => return refusal(&error),
    };
    let mut room = Room::of(request.output_tokens_max);
    loop {
        match time::timeout_at(until, rest.next()).await.map_err(slow)? {
            Some(Ok(event)) => {
                if !room.take(&event) {
                    return Err(Failure::Endless);
                }
                if reply::is_lively(&event) {
                    until = until.max(Instant::now() + patience.quiet);
                }
                match wire::parts(event, dialect) {
                    Ok(first) if first.is_empty() => {}
                    Ok(first) if reply::is_nothing(&first) => {
                        return Err(Failure::Garbled("it is empty".to_owned()));
                    }
                    Ok(first) => return Ok(Ok(Begun { dialect, first, rest, room })),
                    Err(reason) => return Err(Failure::Garbled(reason)),
                }
            }
            Some(Err(error)) => return refusal(&error),
            None => return Err(Failure::Garbled("it is empty".to_owned())),
        }
    }
}

fn refusal(error: &genai::Error) -> Result<Begin, Failure> {
    match wire::no_reply(error) {
        NoReply::Failure(failure) => Err(failure),
        NoReply::Refused { status, said } => Ok(Err((status, said))),
    }
}

/// A dialect, and where it is spoken; it holds the key, and is never shown.
#[derive(Clone)]
struct Wire {
    dialect: Dialect,
    target: ServiceTarget,
    headers: Headers,
}

/// The wires of a model, by what it is asked.
#[derive(Clone)]
struct Wires {
    usual: Wire,
    /// For answers with a form, where the usual one has no words for forms.
    forms: Option<Wire>,
}

impl Wires {
    fn new(settings: &Settings) -> Self {
        let provider = settings.name.provider;
        let base = settings.base.as_ref().map_or(provider.base, Url::as_str);
        let base = format!("{}/", base.trim_end_matches('/'));
        let usual = Wire::new(settings, provider.dialect, base.clone());
        // Ollama speaks OpenAI's dialect beside its own.
        let forms = (provider.dialect == Dialect::Ollama)
            .then(|| Wire::new(settings, Dialect::OpenAi, format!("{base}v1/")));
        Self { usual, forms }
    }

    fn of(&self, request: &ModelRequest) -> &Wire {
        self.forms.as_ref().filter(|_| request.answer.is_some()).unwrap_or(&self.usual)
    }
}

impl Wire {
    fn new(settings: &Settings, dialect: Dialect, base: String) -> Self {
        let kind = match dialect {
            Dialect::OpenAi => AdapterKind::OpenAI,
            Dialect::Anthropic => AdapterKind::Anthropic,
            Dialect::Gemini => AdapterKind::Gemini,
            Dialect::Ollama => AdapterKind::Ollama,
        };
        // Local servers want no key, but the wire wants a header; Ollama's wire has none for those who do.
        let key = settings.key.as_ref().map(ExposeSecret::expose_secret);
        let bearer = key.filter(|_| dialect == Dialect::Ollama);
        let headers = bearer.map(|key| ("authorization".to_owned(), format!("Bearer {key}")));
        let target = ServiceTarget {
            endpoint: Endpoint::from_owned(base),
            auth: AuthData::from_single(key.unwrap_or("none")),
            model: ModelIden::new(kind, settings.name.model.as_str()),
        };
        Self { dialect, target, headers: Headers::from(headers.into_iter().collect::<Vec<_>>()) }
    }
}

#[async_trait]
impl Model for LanguageModel {
    fn name(&self) -> &str {
        &self.name
    }

    fn price(&self) -> Option<Price> {
        self.settings.price
    }

    async fn reply(&self, request: &ModelRequest) -> Result<ReplyStream, ModelError> {
        let key = self.key(request);
        if let Some(parts) = key.as_deref().and_then(|key| self.kept(key)) {
            let free = parts.into_iter().map(|part| Ok(reply::at_no_cost(part)));
            return Ok(stream::iter(free.collect::<Vec<_>>()).boxed());
        }
        let place = match &self.places {
            // The places are never closed.
            Some(places) => Arc::clone(places).acquire_owned().await.ok(),
            None => None,
        };
        let begun = self.upstream.ask(Arc::new(request.clone())).await;
        let begun = begun.map_err(|failure| wire::unavailable(&self.name, &failure))?;
        let provider = self.settings.name.provider;
        let begun = begun.map_err(|(status, said)| {
            let secret = self.settings.key.as_ref().map_or("", |key| key.expose_secret());
            let said = if secret.is_empty() { said } else { said.replace(secret, "…") };
            wire::refused(&self.name, status, &said, provider.key_variable)
        })?;
        let asked_bytes = key.as_ref().map_or(0, String::len);
        let replying = Replying::new(&self.name, begun, self.settings.quiet, asked_bytes);
        Ok(replying.kept(key, &self.outside).at(place).boxed())
    }
}

impl fmt::Debug for LanguageModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LanguageModel").field("name", &self.name).finish_non_exhaustive()
    }
}
