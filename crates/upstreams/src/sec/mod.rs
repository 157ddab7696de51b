//! The SEC's EDGAR over the built-in data: company facts, submissions and lists of tickers.

mod facts;
mod gate;
mod submissions;

pub(crate) use gate::Gate;

use axum::body::Bytes;
use finance::Listing;
use serde_json::{Map, Value, json};

use crate::{
    Fault,
    cache::Cache,
    fault::{Refused, refusal},
    wire::{JSON, Plan},
    world::World,
};

/// A request to EDGAR.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecRequest<'a> {
    /// The path without its query: `/sec/…` is `www.sec.gov`, `/sec-data/…` is `data.sec.gov`.
    pub(crate) path: &'a str,
    /// What the client calls itself.
    pub(crate) user_agent: Option<&'a str>,
    /// What it would be refused as.
    pub(crate) refused: Refused<'a>,
}

/// The answer.
pub(crate) fn answer(request: SecRequest<'_>, gate: &Gate, cache: &Cache) -> Plan {
    let refused = request.refused;
    if !gate.lets_through(refused.settings) {
        return refusal(Fault::RateThreshold, refused);
    }
    if refused.settings.sec_contact && !request.user_agent.is_some_and(names_a_contact) {
        return refusal(Fault::Undeclared, refused);
    }
    match body(request.path, cache) {
        Some(body) => Plan::whole(200, JSON, body),
        None => refusal(Fault::Status(404), refused),
    }
}

/// Whether a user agent holds an e-mail address.
fn names_a_contact(user_agent: &str) -> bool {
    user_agent.split_whitespace().any(|word| {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    })
}

fn body(path: &str, cache: &Cache) -> Option<Bytes> {
    let world = World::get();
    let facts = "/sec-data/api/xbrl/companyfacts/";
    let submissions = "/sec-data/submissions/";
    if path == "/sec/files/company_tickers.json" {
        Some(cache.get(path, || tickers(world).to_string()))
    } else if path == "/sec/files/company_tickers_exchange.json" {
        Some(cache.get(path, || tickers_with_exchanges(world).to_string()))
    } else if let Some(file) = path.strip_prefix(facts) {
        let known = world.company(&registrant(file)?.symbol)?;
        (!known.statements.is_empty()).then(|| cache.get(path, || facts::facts(&known).to_string()))
    } else if let Some(file) = path.strip_prefix(submissions) {
        let listing = registrant(file)?;
        let known = world.company(&listing.symbol)?;
        Some(cache.get(path, || submissions::submissions(world, &known).to_string()))
    } else {
        None
    }
}

/// The registrant of `CIK0000320193.json`.
fn registrant(file: &str) -> Option<&'static Listing> {
    let digits = file.strip_prefix("CIK")?.strip_suffix(".json")?;
    let number = digits.parse().ok().filter(|_| digits.len() == 10)?;
    World::get().registrant(number)
}

fn tickers(world: &World) -> Value {
    let mut all = Map::new();
    for listing in world.listings() {
        if let Some(cik) = listing.cik {
            let row = json!({
                "cik_str": cik.number(),
                "ticker": listing.symbol.as_str(),
                "title": listing.name,
            });
            all.insert(all.len().to_string(), row);
        }
    }
    Value::Object(all)
}

fn tickers_with_exchanges(world: &World) -> Value {
    let listed = world.listings().iter().filter_map(|listing| {
        let cik = listing.cik?.number();
        Some(json!([cik, listing.name, listing.symbol.as_str(), listing.exchange]))
    });
    json!({"fields": ["cik", "name", "ticker", "exchange"], "data": listed.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_an_address_anywhere_in_the_user_agent() {
        assert!(names_a_contact("Acme Research admin@acme.example"));
        assert!(names_a_contact("fisc/0.1 (me@acme.example)"));
        for wrong in ["", "fisc/0.1", "fisc (https://acme.example)", "@acme.example", "me@acme"] {
            assert!(!names_a_contact(wrong), "{wrong}");
        }
    }
}
