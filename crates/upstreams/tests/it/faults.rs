//! Every fault does what it says, on a bare connection.

use std::{
    io::{ErrorKind, Read},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use upstreams::{Dose, Fault, Rule, StandIn, Turns, Upstream, Wait};

use crate::raw::{self, Answer, start, started};

const QUOTE: &str = "/fmp/stable/quote?symbol=AAPL";

fn with_fault(stand_in: &StandIn, path: &str, fault: Fault) -> std::net::TcpStream {
    let fault = fault.to_string();
    let headers = [
        ("apikey", "stand-in-key"),
        ("user-agent", "Acme Research admin@acme.example"),
        ("x-upstreams-fault", fault.as_str()),
    ];
    raw::sent(stand_in, "GET", path, &headers, "")
}

fn spoilt(stand_in: &StandIn, path: &str, fault: Fault) -> Answer {
    let (bytes, end) = raw::read(with_fault(stand_in, path, fault));
    end.unwrap();
    raw::answer(&bytes)
}

fn openai(stand_in: &StandIn, said: &str) -> std::net::TcpStream {
    let body =
        json!({"model": "m", "stream": true, "messages": [{"role": "user", "content": said}]});
    raw::sent(stand_in, "POST", "/openai/v1/chat/completions", &[], &body.to_string())
}

#[test]
fn fmp_refuses_in_its_own_words() {
    let stand_in = start();
    let check = |fault, status, words: &str| {
        let answer = spoilt(&stand_in, QUOTE, fault);
        assert_eq!(answer.status, status, "{fault}");
        assert!(answer.text().contains(words), "{fault}: {}", answer.text());
        let is_object = serde_json::from_slice::<Value>(&answer.body)
            .is_ok_and(|value| value["Error Message"].is_string());
        assert_eq!(is_object, matches!(status, 401 | 403 | 429), "{fault}");
        answer
    };
    check(Fault::Status(401), 401, "Invalid API KEY");
    check(Fault::Status(402), 402, "Restricted Endpoint");
    check(
        Fault::SymbolNotInPlan,
        402,
        "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol'",
    );
    check(Fault::EndpointNotInPlan, 402, "Restricted Endpoint: This endpoint is not available");
    check(Fault::LimitNotInPlan, 402, "The values for 'limit' must be between 0 and 5");
    check(Fault::PeriodNotInPlan, 402, "'period'");
    check(Fault::LegacyEndpoint, 403, "Legacy Endpoint : Due to Legacy endpoints");
    check(Fault::ExclusiveEndpoint, 403, "Exclusive Endpoint :");
    check(Fault::LimitReached, 403, "Limit Reach .");
    check(Fault::Bandwidth, 429, "Bandwidth Limit Reach");
    let plain = check(Fault::Status(429), 429, "Limit Reach .");
    assert_eq!(plain.header("retry-after"), None);
    let dated = check(Fault::RetryAfter, 429, "Limit Reach .");
    assert_eq!(dated.header("retry-after"), Some("1"));
    check(Fault::Status(503), 503, "<html>");
}

#[test]
fn a_number_becomes_text_and_an_array_an_object() {
    let stand_in = start();
    let wrong = spoilt(&stand_in, QUOTE, Fault::WrongTypes).json();
    assert_eq!((&wrong[0]["price"], &wrong[0]["symbol"]), (&json!("n/a"), &json!("AAPL")));
    assert!(spoilt(&stand_in, QUOTE, Fault::WrongShape).json()["data"].is_array());
    let sec = "/sec-data/submissions/CIK0000320193.json";
    assert!(spoilt(&stand_in, sec, Fault::WrongShape).json().is_array());
}

#[test]
fn two_hundred_may_hold_anything() {
    let stand_in = start();
    let check = |fault, kind: &str, words: &str| {
        let answer = spoilt(&stand_in, QUOTE, fault);
        assert_eq!(answer.status, 200, "{fault}");
        assert!(answer.header("content-type").unwrap().starts_with(kind), "{fault}");
        assert!(answer.text().contains(words), "{fault}");
        answer
    };
    assert!(check(Fault::ErrorObject, "application/json", "Error Message").json().is_object());
    check(Fault::BareText, "text/plain", "Something went wrong");
    check(Fault::Html, "text/html", "<!DOCTYPE html>");
    assert_eq!(check(Fault::EmptyArray, "application/json", "").text(), "[]");
    assert_eq!(check(Fault::EmptyBody, "application/json", "").text(), "");
    let whole = raw::fmp(&stand_in, "quote?symbol=AAPL");
    let cut = check(Fault::TruncatedJson, "application/json", "[{");
    assert_eq!(cut.body, whole.body[..whole.body.len() / 2]);
    let dripped = check(Fault::Drip, "application/json", "[{");
    assert_eq!(dripped.body, whole.body);
    let garbled = spoilt(&stand_in, QUOTE, Fault::GarbageUtf8);
    assert!(std::str::from_utf8(&garbled.body).is_err() && whole.body.len() < garbled.body.len());
}

#[test]
fn a_stalled_answer_ends_when_the_client_goes_away() {
    let stand_in = start();
    let mut stream = with_fault(&stand_in, QUOTE, Fault::Stall);
    let mut got = Vec::new();
    let mut buffer = [0; 1_024];
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let end = loop {
        match stream.read(&mut buffer) {
            Ok(0) => panic!("the connection was closed"),
            Ok(read) => got.extend_from_slice(&buffer[..read]),
            Err(error) => break error.kind(),
        }
    };
    assert!(matches!(end, ErrorKind::WouldBlock | ErrorKind::TimedOut));
    let whole = raw::fmp(&stand_in, "quote?symbol=AAPL");
    assert_eq!(raw::answer(&got).body, whole.body[..whole.body.len() / 2]);
    assert_eq!(stand_in.count(Upstream::Fmp).open, 1);
    drop(stream);
    let patience = Instant::now();
    while 0 < stand_in.count(Upstream::Fmp).open {
        assert!(patience.elapsed() < Duration::from_secs(10), "the answer never ended");
        thread::yield_now();
    }
    assert!(stand_in.requests()[0].ended_ms.is_some());
}

#[test]
fn a_reset_breaks_the_connection_after_half_of_the_answer() {
    let stand_in = start();
    let (bytes, end) = raw::read(with_fault(&stand_in, QUOTE, Fault::Reset));
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert!(raw::answer(&bytes).text().starts_with("[{"));
    let (bytes, end) = raw::read(openai(&stand_in, "Hello there. [[fault: reset]]"));
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert!(raw::answer(&bytes).text().starts_with("data: {"));
}

#[test]
fn an_endless_answer_is_longer_than_anyone_reads() {
    let stand_in = start();
    let mut stream = with_fault(&stand_in, QUOTE, Fault::Endless);
    let mut read = 0;
    let mut buffer = vec![0; 1 << 16];
    while read < 8 << 20 {
        let got = stream.read(&mut buffer).unwrap();
        assert_ne!(got, 0);
        read += got;
    }
}

#[test]
fn a_first_byte_may_be_slow() {
    let stand_in = started(|settings| settings.slow = Wait::millis(120));
    let began = Instant::now();
    assert_eq!(spoilt(&stand_in, QUOTE, Fault::SlowFirstByte).status, 200);
    assert!(Duration::from_millis(120) <= began.elapsed());
}

#[test]
fn streams_break_in_ways_of_their_own() {
    let stand_in = start();
    let streamed = |marker: &str| {
        let (bytes, end) = raw::read(openai(&stand_in, &format!("Hello. [[fault: {marker}]]")));
        end.unwrap();
        raw::answer(&bytes)
    };
    let malformed = streamed("malformed-sse");
    assert!(malformed.text().contains("this is no event\n\ndata: {\"broken\""));
    assert!(malformed.text().ends_with("data: [DONE]\n\n"));
    let broken_off = streamed("stream-error");
    let last = broken_off.text().trim_end().rsplit("data: ").next().unwrap();
    assert_eq!(serde_json::from_str::<Value>(last).unwrap()["error"]["type"], "server_error");
    assert_eq!(streamed("429").status, 429);
    let body = json!({"model": "m", "max_tokens": 9, "stream": true,
        "messages": [{"role": "user", "content": "Hello. [[fault: stream-error]]"}]});
    let answer = raw::post(&stand_in, "/anthropic/v1/messages", &body);
    assert!(answer.text().contains("event: error\ndata: "), "{}", answer.text());
    assert!(answer.text().contains("overloaded_error"));
}

#[test]
fn models_refuse_in_their_own_words() {
    let stand_in = start();
    let message =
        |marker: &str| json!([{"role": "user", "content": format!("[[fault: {marker}]]")}]);
    let check = |path: &str, status: &str, pointer: &str, word: &str| {
        let contents =
            json!([{"role": "user", "parts": [{"text": format!("[[fault: {status}]]")}]}]);
        let body = json!({"model": "m", "max_tokens": 1, "messages": message(status), "contents": contents});
        let answer = raw::post(&stand_in, path, &body);
        assert!(
            status.starts_with(&answer.status.to_string()),
            "{path} {status} {}",
            answer.status
        );
        let said = answer.json().pointer(pointer).and_then(Value::as_str).unwrap().to_owned();
        assert!(said.contains(word), "{path} {status} {said}");
    };
    let path = "/openai/v1/chat/completions";
    check(path, "401", "/error/code", "invalid_api_key");
    check(path, "404", "/error/code", "model_not_found");
    check(path, "429", "/error/code", "rate_limit_exceeded");
    check(path, "429-quota", "/error/code", "insufficient_quota");
    check(path, "500", "/error/type", "server_error");
    let path = "/anthropic/v1/messages";
    check(path, "400", "/error/type", "invalid_request_error");
    check(path, "401", "/error/type", "authentication_error");
    check(path, "404", "/error/message", "model: m");
    check(path, "429", "/error/type", "rate_limit_error");
    check(path, "529", "/error/type", "overloaded_error");
    let path = "/gemini/v1beta/models/g:generateContent";
    check(path, "400", "/error/status", "INVALID_ARGUMENT");
    check(path, "404", "/error/message", "models/g is not found");
    check(path, "429", "/error/status", "RESOURCE_EXHAUSTED");
    check(path, "503", "/error/status", "UNAVAILABLE");
    check("/ollama/api/chat", "404", "/error", "model 'm' not found");
    check("/ollama/api/chat", "503", "/error", "server busy");
}

#[test]
fn a_fault_strikes_as_often_as_its_rule_says() {
    let statuses = |rule: &str| {
        let stand_in = started(|settings| settings.faults = vec![rule.parse().unwrap()]);
        let ask = |_| raw::fmp(&stand_in, "quote?symbol=AAPL").status;
        (0..4).map(ask).collect::<Vec<_>>()
    };
    assert_eq!(statuses("fmp=429x2"), [429, 429, 200, 200]);
    assert_eq!(statuses("fmp=500/2"), [200, 500, 200, 500]);
    assert_eq!(statuses("fmp=429-quota>3"), [200, 200, 200, 429]);
    assert_eq!(statuses("all=503"), [503; 4]);
    assert_eq!(statuses("sec=503"), [200; 4]);
    assert_eq!(statuses("models=503"), [200; 4]);
    assert_eq!(statuses("fmp:limit=10=402-limit"), [200; 4]);
}

#[test]
fn counts_begin_anew_when_the_faults_change_and_only_then() {
    let dose = Dose { fault: Fault::Status(500), turns: Turns::First(1) };
    let rule = Rule::within(Upstream::Fmp, "symbol=AAPL", dose);
    let stand_in = started(|settings| settings.faults = vec![rule.clone()]);
    let status = || raw::fmp(&stand_in, "quote?symbol=AAPL").status;
    assert_eq!(raw::fmp(&stand_in, "quote?symbol=KO").status, 200);
    assert_eq!((status(), status()), (500, 200));
    stand_in.set(|settings| settings.seed = 7);
    assert_eq!(status(), 200);
    stand_in.set(|settings| settings.faults.push(Rule::of(Upstream::Sec, dose)));
    assert_eq!((status(), status()), (500, 200));
    stand_in.clear();
    assert_eq!((status(), status()), (500, 200));
}

#[test]
fn every_fault_can_be_asked_of_every_upstream() {
    let stand_in = started(|settings| settings.slow = Wait::millis(1));
    let chat = json!({"model": "m", "max_tokens": 9, "stream": true,
        "messages": [{"role": "user", "content": "Hello there."}],
        "contents": [{"role": "user", "parts": [{"text": "Hello there."}]}]})
    .to_string();
    let asked = [
        ("GET", QUOTE),
        ("GET", "/sec-data/submissions/CIK0000320193.json"),
        ("POST", "/openai/v1/chat/completions"),
        ("POST", "/anthropic/v1/messages"),
        ("POST", "/gemini/v1beta/models/g:streamGenerateContent?alt=sse"),
        ("POST", "/ollama/api/chat"),
    ];
    for (method, path) in asked {
        for fault in Fault::ALL {
            // These two never end; they have tests of their own.
            if matches!(fault, Fault::Stall | Fault::Endless) {
                continue;
            }
            let name = fault.to_string();
            let headers = [
                ("apikey", "stand-in-key"),
                ("anthropic-version", "2023-06-01"),
                ("user-agent", "Acme Research admin@acme.example"),
                ("x-upstreams-fault", name.as_str()),
            ];
            let body = if method == "POST" { &chat } else { "" };
            let (bytes, end) = raw::read(raw::sent(&stand_in, method, path, &headers, body));
            let answer = raw::answer(&bytes);
            let expected: u16 = name.get(..3).and_then(|status| status.parse().ok()).unwrap_or(200);
            assert_eq!(answer.status, expected, "{path} {fault}");
            assert_eq!(end.is_err(), fault == Fault::Reset, "{path} {fault}");
        }
    }
    let struck = stand_in.requests();
    assert_eq!(struck.len(), asked.len() * (Fault::ALL.len() - 2));
    assert!(struck.iter().all(|request| request.fault.is_some()));
}
