//! A request from its first byte to its last: recorded, delayed, answered, spoilt.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::Response,
};
use tokio::time;

use crate::{
    Fault, Settings, Upstream,
    cache::Cache,
    control,
    fault::{Refused, apply, refusal},
    fmp::{self, FmpRequest},
    ledger::{Beginning, KeyPlace, Ledger, OpenRequest},
    live::{Board, Live},
    model::{self, ModelRequest, Question},
    query::Query,
    sec::{self, Gate, SecRequest},
    settings::Asked,
    wire::{self, Connection, Plan, TEXT},
};

/// How large a request may be.
const REQUEST_BYTES_MAX: usize = 32 << 20;

/// The header that asks for a fault.
const FAULT_HEADER: &str = "x-upstreams-fault";

/// What the requests of one stand-in share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) board: Board,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) gate: Gate,
    pub(crate) cache: Cache,
}

impl Shared {
    pub(crate) fn new(settings: Settings) -> Self {
        Self {
            board: Board::new(settings),
            ledger: Arc::new(Ledger::new()),
            gate: Gate::default(),
            cache: Cache::default(),
        }
    }

    /// Forgets what has been asked, and counts faults anew.
    pub(crate) fn clear(&self) {
        self.ledger.clear();
        self.board.restart();
        self.gate.clear();
    }
}

/// Every address there is.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new().fallback(serve).with_state(shared)
}

async fn serve(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if let Some(asked) = path.strip_prefix("/_control/") {
        let body = to_bytes(body, REQUEST_BYTES_MAX).await.unwrap_or_default();
        return whole(&control::answer(&shared, &parts.method, asked, &body));
    }
    let Some(upstream) = Upstream::of_path(&path) else {
        let names = Upstream::ALL.map(Upstream::name).join(", ");
        return whole(&Plan::whole(404, TEXT, format!("no upstream is here; there are {names}\n")));
    };
    let key = Key::of(&parts);
    let ticket = shared.ledger.begin(Beginning {
        upstream,
        method: parts.method.to_string(),
        path: address(&parts).to_owned(),
        key: key.place,
        user_agent: text(&parts.headers, header::USER_AGENT.as_str()).map(str::to_owned),
    });
    let body = if upstream.is_model() {
        let body = to_bytes(body, REQUEST_BYTES_MAX).await.unwrap_or_default();
        ticket.sent(body.clone());
        body
    } else {
        Bytes::new()
    };
    let live = shared.board.live();
    let plan = Asking { shared: &shared, live: &live, upstream, parts: &parts, key, body: &body }
        .plan(&ticket);
    if !plan.first.is_zero() {
        time::sleep(plan.first).await;
    }
    sent(plan, connection, ticket)
}

/// The path with its query.
fn address(parts: &Parts) -> &str {
    parts.uri.path_and_query().map_or("/", |address| address.as_str())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// A request's key, and where it was.
#[derive(Debug)]
struct Key {
    place: KeyPlace,
    value: Option<String>,
}

impl Key {
    fn of(parts: &Parts) -> Self {
        let header = |name| text(&parts.headers, name).map(str::to_owned);
        let bearer = || {
            let value = text(&parts.headers, header::AUTHORIZATION.as_str())?;
            value.strip_prefix("Bearer ").map(str::to_owned)
        };
        let in_header = header("apikey")
            .or_else(|| header("x-api-key"))
            .or_else(|| header("x-goog-api-key"))
            .or_else(bearer);
        let query = Query::read(parts.uri.query().unwrap_or_default());
        let in_url = query.get("apikey").or_else(|| query.get("key")).map(str::to_owned);
        // A key in the address is told even where there is one in a header too.
        match (in_header, in_url) {
            (in_header, Some(in_url)) => {
                Self { place: KeyPlace::Url, value: in_header.or(Some(in_url)) }
            }
            (Some(in_header), None) => Self { place: KeyPlace::Header, value: Some(in_header) },
            (None, None) => Self { place: KeyPlace::Absent, value: None },
        }
    }
}

/// A request that has been read.
struct Asking<'a> {
    shared: &'a Shared,
    live: &'a Live,
    upstream: Upstream,
    parts: &'a Parts,
    key: Key,
    body: &'a Bytes,
}

impl Asking<'_> {
    /// How it is answered.
    fn plan(&self, ticket: &OpenRequest) -> Plan {
        let query = Query::read(self.parts.uri.query().unwrap_or_default());
        let path = self.parts.uri.path();
        let mut request = ModelRequest {
            upstream: self.upstream,
            path,
            query: &query,
            headers: &self.parts.headers,
            key: self.key.value.as_deref(),
            body: self.body,
            number: ticket.number(),
            spoilt: false,
        };
        let question = self.upstream.is_model().then(|| model::read(request));
        let read = question.as_ref().and_then(|question| question.as_ref().ok());
        let asked = Asked {
            upstream: self.upstream,
            path: address(self.parts),
            instructions: read.map_or("", |question| &question.instructions),
        };
        let refused = Refused {
            upstream: self.upstream,
            path: asked.path,
            model: read.map_or("", |question| &question.model),
            settings: &self.live.settings,
        };
        let fault = self.fault(asked, read);
        request.spoilt = fault.is_some_and(Fault::spoils);
        let plan = match (&question, self.upstream) {
            (Some(Ok(question)), _) => model::answer(request, question, self.live),
            (Some(Err(fault)), _) => {
                model::models(path).unwrap_or_else(|| refusal(*fault, refused))
            }
            (None, Upstream::Sec) => {
                let user_agent = text(&self.parts.headers, header::USER_AGENT.as_str());
                let request = SecRequest { path, user_agent, refused };
                sec::answer(request, &self.shared.gate, &self.shared.cache)
            }
            (None, _) => {
                let key = self.key.value.as_deref();
                let path = path.strip_prefix("/fmp/").unwrap_or_default();
                fmp::answer(FmpRequest { path, query: &query, key, refused }, &self.shared.cache)
            }
        };
        let mut plan = match fault {
            Some(fault) => apply(fault, plan, refused),
            None => plan,
        };
        let delay = Settings::last(&self.live.settings.delays, asked);
        plan.first = plan.first.saturating_add(delay.map_or(Duration::ZERO, |delay| delay.0));
        ticket.answered(plan.status, fault);
        plan
    }

    /// The fault that befalls it: by its header, by a marker in a message, by rule.
    fn fault(&self, asked: Asked<'_>, question: Option<&Question>) -> Option<Fault> {
        let by_header = || text(&self.parts.headers, FAULT_HEADER)?.parse().ok();
        let by_marker = || question?.marked_fault();
        by_header().or_else(by_marker).or_else(|| self.live.fault(asked))
    }
}

/// A response without a body, as a plan has it.
fn head(plan: &Plan, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(plan.status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(plan.content_type));
    for (name, value) in &plan.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}

/// An answer that nobody records.
fn whole(plan: &Plan) -> Response {
    let body = Body::from(plan.bytes());
    head(plan, body)
}

/// An answer on its way; its ticket is given back when it has ended.
fn sent(mut plan: Plan, connection: Connection, ticket: OpenRequest) -> Response {
    let pieces = std::mem::take(&mut plan.pieces);
    let body = Body::new(wire::Body::new(pieces, connection, ticket));
    head(&plan, body)
}
