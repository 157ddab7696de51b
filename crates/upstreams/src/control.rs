//! Looking at the stand-in and changing it while it runs, over HTTP.

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::{
    Settings, Upstream,
    server::Shared,
    wire::{JSON, Plan},
};

/// The answer to `/_control/…`.
pub(crate) fn answer(shared: &Shared, method: &Method, asked: &str, body: &[u8]) -> Plan {
    match (method, asked) {
        (&Method::GET, "settings") => said(&shared.board.live().settings),
        (&Method::POST, "settings") => match patched(shared, body) {
            Ok(settings) => {
                shared.board.set(|known| *known = settings);
                said(&shared.board.live().settings)
            }
            Err(error) => Plan::json(400, &json!({"error": error.to_string()})),
        },
        (&Method::GET, "requests") => said(&shared.ledger.requests()),
        (&Method::GET, "counts") => said(&counts(shared)),
        (&Method::POST, "clear") => {
            shared.clear();
            said(&counts(shared))
        }
        (_, _) => {
            let wanted = "GET settings, requests or counts; POST settings or clear";
            Plan::json(404, &json!({"error": wanted}))
        }
    }
}

fn said(value: &impl serde::Serialize) -> Plan {
    Plan::whole(200, JSON, serde_json::to_string(value).unwrap_or_default())
}

fn patched(shared: &Shared, body: &[u8]) -> Result<Settings, serde_json::Error> {
    shared.board.live().settings.patched(serde_json::from_slice(body)?)
}

fn counts(shared: &Shared) -> Value {
    let count =
        |upstream: Upstream| (upstream.name().to_owned(), json!(shared.ledger.count(upstream)));
    Value::Object(Upstream::ALL.into_iter().map(count).collect::<Map<_, _>>())
}
