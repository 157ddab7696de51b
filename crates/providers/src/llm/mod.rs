//! Language models, from a name to a [`Model`]: OpenAI and whoever speaks like it, Anthropic, Gemini, Ollama.

mod names;
mod prices;
mod wire;

pub use names::{Dialect, InvalidModelName, LlmProvider, ModelName, PROVIDERS};
pub use prices::{InvalidPrices, PriceRow, Prices};

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use agent::{
    FinishReason, Kept, Model, ModelError, ModelRequest, Price, ReplyPart, ReplyStream, Usage,
};
use async_trait::async_trait;
use futures::stream::{self, BoxStream, Stream, StreamExt as _};
use genai::adapter::AdapterKind;
use genai::chat::ChatStreamEvent;
use genai::resolver::{AuthData, Endpoint};
use genai::{Client, ModelIden, ServiceTarget};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time;
use url::Url;

use crate::upstream::{
    Allowance, AtOnce, Failure, InvalidManners, Manners, Outside, Standing, Upstream, web,
};
use wire::NoReply;

/// How long a reply holds for the very same request.
const REPLY: Duration = Duration::from_hours(24);

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
    /// How many requests are sent at once.
    pub at_once: AtOnce,
    /// How long the first piece of a reply may take.
    pub time: Duration,
    /// How long it may be silent between two pieces.
    pub quiet: Duration,
    /// How long the first wait before asking again is.
    pub first_wait: Duration,
}

/// A language model over HTTP.
pub struct LanguageModel {
    name: String,
    settings: Settings,
    outside: Outside,
    upstream: Upstream<Arc<ModelRequest>, Begun>,
}

/// A reply of which the first piece was seen, or a refusal that asking again would not change.
type Begun = Result<Reply, (u16, String)>;

/// A reply as it comes from the wire, in the library's words.
struct Reply {
    first: Vec<ReplyPart>,
    rest: BoxStream<'static, genai::Result<ChatStreamEvent>>,
}

impl LanguageModel {
    /// The model, asked with these settings.
    pub fn new(settings: Settings, outside: &Outside) -> Result<Self, InvalidManners> {
        let manners = Manners {
            time: settings.time,
            retries: 2,
            first_wait: settings.first_wait,
            allowance: Allowance { a_day: None, requests: 1_000, window: Duration::from_secs(1) },
            at_once: settings.at_once,
        };
        let client = Client::builder().with_reqwest(web::client()).build();
        let client = client.map_err(|error| InvalidManners::new(&error))?;
        let target = target(&settings);
        let (time, quiet, dialect) =
            (settings.time, settings.quiet, settings.name.provider.dialect);
        let wire = move |request: Arc<ModelRequest>| {
            let (client, target) = (client.clone(), target.clone());
            async move {
                let begun = begin(&client, target, &request, (time, quiet), dialect);
                time::timeout(time, begun).await.unwrap_or(Err(Failure::Slow(time)))
            }
        };
        let name = settings.name.to_string();
        let upstream = Upstream::new(settings.name.provider.name, manners, outside, wire)?;
        Ok(Self { name, settings, outside: outside.clone(), upstream })
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

/// Sends a request and waits for the first piece of its reply.
async fn begin(
    client: &Client,
    target: ServiceTarget,
    request: &ModelRequest,
    (time, quiet): (Duration, Duration),
    dialect: Dialect,
) -> Result<Begun, Failure> {
    let options = wire::options(request, time, quiet);
    let begun = client.exec_chat_stream(target, wire::request(request), Some(&options)).await;
    let mut rest = match begun {
        Ok(response) => response.stream.boxed(),
        Err(error) => return refusal(&error),
    };
    loop {
        match rest.next().await {
            Some(Ok(event)) => match wire::parts(event, dialect) {
                Ok(first) if first.is_empty() => {}
                Ok(first) => return Ok(Ok(Reply { first, rest })),
                Err(reason) => return Err(Failure::Garbled(reason)),
            },
            Some(Err(error)) => return refusal(&error),
            None => return Err(Failure::Garbled("it is empty".to_owned())),
        }
    }
}

fn refusal(error: &genai::Error) -> Result<Begun, Failure> {
    match wire::no_reply(error) {
        NoReply::Failure(failure) => Err(failure),
        NoReply::Refused { status, said } => Ok(Err((status, said))),
    }
}

fn target(settings: &Settings) -> ServiceTarget {
    let provider = settings.name.provider;
    let kind = match provider.dialect {
        Dialect::OpenAi => AdapterKind::OpenAI,
        Dialect::Anthropic => AdapterKind::Anthropic,
        Dialect::Gemini => AdapterKind::Gemini,
        Dialect::Ollama => AdapterKind::Ollama,
    };
    let base = settings.base.as_ref().map_or_else(
        || provider.base.to_owned(),
        |base| {
            let text = base.as_str();
            if text.ends_with('/') { text.to_owned() } else { format!("{text}/") }
        },
    );
    // Local servers want no key, but the wire wants a header.
    let key = settings.key.as_ref().map_or("none", |key| key.expose_secret());
    ServiceTarget {
        endpoint: Endpoint::from_owned(base),
        auth: AuthData::from_single(key),
        model: ModelIden::new(kind, settings.name.model.as_str()),
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
            let free = parts.into_iter().map(|part| Ok(at_no_cost(part)));
            return Ok(stream::iter(free.collect::<Vec<_>>()).boxed());
        }
        let begun = self.upstream.ask(Arc::new(request.clone())).await;
        let begun = begun.map_err(|failure| wire::unavailable(&self.name, &failure))?;
        let variable = self.settings.name.provider.key_variable;
        let reply =
            begun.map_err(|(status, said)| wire::refused(&self.name, status, &said, variable))?;
        Ok(Replying {
            model: self.name.clone(),
            dialect: self.settings.name.provider.dialect,
            next: reply.first.into_iter().rev().collect(),
            rest: reply.rest,
            said: Vec::new(),
            ended: false,
            keep: key.map(|key| (key, self.outside.clone())),
        }
        .boxed())
    }
}

/// A reply that was kept costs nothing.
fn at_no_cost(part: ReplyPart) -> ReplyPart {
    match part {
        ReplyPart::Finished { reason, .. } => {
            let usage = Usage { microdollars: Some(0), ..Usage::default() };
            ReplyPart::Finished { usage, reason }
        }
        ReplyPart::Text { .. } | ReplyPart::ToolCall(_) => part,
    }
}

/// A reply under way: kept once it has ended as it should.
struct Replying {
    model: String,
    dialect: Dialect,
    /// Pieces that wait, last first.
    next: Vec<ReplyPart>,
    rest: BoxStream<'static, genai::Result<ChatStreamEvent>>,
    said: Vec<ReplyPart>,
    ended: bool,
    keep: Option<(String, Outside)>,
}

impl Replying {
    fn cut_off(&mut self, reason: String) -> Result<ReplyPart, ModelError> {
        self.ended = true;
        Err(ModelError::CutOff { model: self.model.clone(), source: reason.into() })
    }

    fn hand_out(&mut self, part: ReplyPart) -> ReplyPart {
        self.said.push(part.clone());
        if let ReplyPart::Finished { reason, .. } = &part {
            self.ended = true;
            if let Some((key, outside)) = self.keep.take().filter(|_| *reason == FinishReason::Done)
                && let Ok(bytes) = serde_json::to_vec(&self.said)
            {
                let since = outside.clock.now();
                outside.cache.keep(&key, Kept { bytes, since, until: since + REPLY });
            }
        }
        part
    }
}

impl Stream for Replying {
    type Item = Result<ReplyPart, ModelError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if self.ended {
                return Poll::Ready(None);
            }
            if let Some(part) = self.next.pop() {
                return Poll::Ready(Some(Ok(self.hand_out(part))));
            }
            let next = futures::ready!(self.rest.poll_next_unpin(cx));
            let event = match next {
                Some(Ok(event)) => event,
                Some(Err(error)) => {
                    let reason = match wire::no_reply(&error) {
                        NoReply::Failure(failure) => failure.to_string(),
                        NoReply::Refused { said, .. } => said,
                    };
                    return Poll::Ready(Some(self.cut_off(reason)));
                }
                None => return Poll::Ready(Some(self.cut_off("the stream stopped".to_owned()))),
            };
            match wire::parts(event, self.dialect) {
                Ok(parts) => self.next = parts.into_iter().rev().collect(),
                Err(reason) => return Poll::Ready(Some(self.cut_off(reason))),
            }
        }
    }
}

impl fmt::Debug for LanguageModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LanguageModel").field("name", &self.name).finish_non_exhaustive()
    }
}
