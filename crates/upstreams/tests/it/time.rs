//! Delays and paces.

use std::time::{Duration, Instant};

use serde_json::json;
use upstreams::{Pace, Rule, StandIn, Upstream, Wait};

use crate::raw::{self, started};

fn took(ask: impl FnOnce()) -> Duration {
    let began = Instant::now();
    ask();
    began.elapsed()
}

fn say(stand_in: &StandIn, instructions: &str, streamed: bool) {
    let body = json!({"model": "m", "stream": streamed, "messages": [
        {"role": "system", "content": instructions},
        {"role": "user", "content": "One two three."},
    ]});
    assert_eq!(raw::post(stand_in, "/openai/v1/chat/completions", &body).status, 200);
}

#[test]
fn each_request_is_as_late_as_the_last_rule_for_it_says() {
    let rules = ["fmp=1ms", "fmp:profile=150ms", "models:You route=200ms"];
    let stand_in = started(|settings| {
        settings.delays = rules.iter().map(|rule| rule.parse().unwrap()).collect();
    });
    raw::fmp(&stand_in, "profile?symbol=KO");
    let profile = took(|| _ = raw::fmp(&stand_in, "profile?symbol=KO"));
    let quote = took(|| _ = raw::fmp(&stand_in, "quote?symbol=KO"));
    assert!(Duration::from_millis(150) <= profile && quote < profile, "{profile:?} {quote:?}");
    let route = took(|| say(&stand_in, "You route questions.", true));
    let write = took(|| say(&stand_in, "You write answers.", true));
    assert!(Duration::from_millis(200) <= route && write < route, "{route:?} {write:?}");
}

#[test]
fn a_model_speaks_at_its_pace_and_whoever_wants_the_whole_waits_for_it() {
    let stand_in = started(|settings| settings.paces = vec![Rule::of(Upstream::OpenAi, Pace(100))]);
    // "The stand-in was asked: One two three." has seven tokens, the first of which comes at once.
    let streamed = took(|| say(&stand_in, "", true));
    let whole = took(|| say(&stand_in, "", false));
    assert!(Duration::from_millis(60) <= streamed, "{streamed:?}");
    assert!(Duration::from_millis(70) <= whole, "{whole:?}");
}

#[test]
fn settings_change_while_it_runs() {
    let stand_in = started(|settings| {
        settings.delays = vec![Rule::of(Upstream::Fmp, Wait::millis(60_000))];
    });
    stand_in.set(|settings| settings.delays.clear());
    let quote = took(|| _ = raw::fmp(&stand_in, "quote?symbol=KO"));
    assert!(quote < Duration::from_secs(30), "{quote:?}");
}
