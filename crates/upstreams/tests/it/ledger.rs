//! What is recorded of requests.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use upstreams::{Fault, KeyPlace, Rule, Upstream, Wait};

use crate::raw::{self, start, started};

#[test]
fn requests_are_recorded_with_their_key_agent_fault_and_body() {
    let stand_in = start();
    let headers = [("apikey", "stand-in-key"), ("user-agent", "fisc/0.1")];
    raw::ask(&stand_in, "GET", "/fmp/stable/quote?symbol=KO", &headers, "");
    raw::ask(&stand_in, "GET", "/fmp/stable/quote?apikey=x", &[("x-upstreams-fault", "500")], "");
    let body = json!({"model": "m", "messages": [{"role": "user", "content": "Hi"}]});
    raw::post(&stand_in, "/openai/v1/chat/completions", &body);
    let requests = stand_in.requests();
    let [first, second, third] = requests.as_slice() else { panic!("{requests:?}") };
    assert_eq!((first.upstream, first.method.as_str()), (Upstream::Fmp, "GET"));
    assert_eq!(first.path, "/fmp/stable/quote?symbol=KO");
    assert_eq!((first.status, first.fault, first.key), (Some(200), None, KeyPlace::Header));
    assert_eq!(first.user_agent.as_deref(), Some("fisc/0.1"));
    assert_eq!((first.number, second.number), (1, 2));
    assert_eq!((second.status, second.fault), (Some(500), Some(Fault::Status(500))));
    assert_eq!(second.key, KeyPlace::Url);
    assert_eq!((third.key, third.body.clone()), (KeyPlace::Absent, Some(body.to_string())));
    assert!(first.began_ms < second.began_ms);
    stand_in.clear();
    assert_eq!((stand_in.requests().len(), stand_in.count(Upstream::Fmp).requests), (0, 0));
}

#[test]
fn the_most_requests_at_once_are_known() {
    let wait = Rule::within(Upstream::Fmp, "quote", Wait::millis(300));
    let stand_in = started(|settings| settings.delays = vec![wait]);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(raw::fmp(&stand_in, "quote?symbol=KO").status, 200));
        }
    });
    raw::fmp(&stand_in, "profile?symbol=KO");
    let patience = Instant::now();
    while 0 < stand_in.count(Upstream::Fmp).open {
        assert!(patience.elapsed() < Duration::from_secs(10));
        thread::yield_now();
    }
    let count = stand_in.count(Upstream::Fmp);
    assert_eq!((count.requests, count.open_max), (9, 8));
    assert_eq!(stand_in.count(Upstream::Sec).requests, 0);
}

#[test]
fn a_dropped_stand_in_ends_every_answer_and_frees_its_port() {
    let stand_in = start();
    let headers = [("apikey", "stand-in-key"), ("x-upstreams-fault", "stall")];
    let stream = raw::sent(&stand_in, "GET", "/fmp/stable/quote?symbol=KO", &headers, "");
    while stand_in.count(Upstream::Fmp).open == 0 {
        thread::yield_now();
    }
    let port = stand_in.port();
    drop(stand_in);
    // Whether by an end or by a reset, the connection is over.
    let _ = raw::read(stream);
    assert_eq!(started(|settings| settings.port = port).port(), port);
}
