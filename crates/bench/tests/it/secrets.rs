//! No key is seen anywhere, whatever goes wrong.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use agent::{Budget, Cache, Kept, Usage};
use assistant::{
    Asked,
    answer::{
        html,
        json::{self, Timings},
    },
};
use bench::{
    at_once,
    flow::Flow,
    matrix,
    parts::{Base, Keys, Market, Plans},
    watch,
};
use upstreams::{Fault, Rule, Settings, StandIn, Target, Upstream};

const FMP: &str = "fmp-secret-5c1d";
const MODEL: &str = "model-secret-9e3b";
const CONTACT: &str = "contact-secret@example.org";

/// A cache that shows all that it is given.
#[derive(Debug, Default)]
struct Seen(Mutex<Vec<String>>);

impl Cache for Seen {
    fn find(&self, _: &str, _: SystemTime) -> Option<Kept> {
        None
    }

    fn keep(&self, key: &str, kept: Kept) {
        let text = format!("{key} {}", String::from_utf8_lossy(&kept.bytes));
        self.0.lock().unwrap().push(text);
    }

    fn forget(&self, _: &str) {}
}

#[track_caller]
fn check(what: &str, text: &str) {
    for secret in [FMP, MODEL, CONTACT] {
        assert!(!text.contains(secret), "{secret} in {what}");
    }
}

async fn asked_with_secrets(fault: Option<Fault>) {
    // A model's line without end says nothing; how such a line is given up is tested elsewhere.
    let target = match fault {
        Some(Fault::Endless) => Target::One(Upstream::Fmp),
        Some(_) | None => Target::All,
    };
    let faults = fault.map(|fault| Rule { target, within: None, value: fault.into() });
    let settings = Settings {
        fmp_key: FMP.to_owned(),
        model_key: Some(MODEL.to_owned()),
        ..matrix::settings(faults.into_iter().collect())
    };
    let stand_in = StandIn::start(settings).unwrap();
    for (flow, model) in Flow::ALL.into_iter().zip(
        [Upstream::OpenAi, Upstream::Anthropic, Upstream::Gemini, Upstream::Ollama]
            .into_iter()
            .cycle(),
    ) {
        let seen = Arc::new(Seen::default());
        let keys = Keys {
            fmp: FMP.to_owned(),
            model: Some(MODEL.to_owned()),
            contact: CONTACT.to_owned(),
        };
        let plans = Plans {
            order: vec![Market::Fmp, Market::Edgar],
            model: Some(model),
            keys,
            time: Duration::from_millis(100),
            first_wait: Duration::from_millis(1),
            cache: seen.clone(),
            ..Plans::default()
        };
        let parts = plans.join(&Base::on_port(stand_in.port())).unwrap();
        let budget = Budget { time: Duration::from_secs(2), ..Budget::default() };
        let watched = watch::ask(&parts, Asked::question(flow.question()), budget).await;
        check("the events", &serde_json::to_string(&watched.events).unwrap());
        match &watched.outcome {
            Ok(answer) => {
                check("the text", &answer.text());
                let rendered = json::render(answer, "run", &Timings::default(), &Usage::NOTHING);
                check("the JSON", &rendered.to_string());
                check("the page", &html::render(answer));
                check("the answer's Debug", &format!("{answer:?}"));
            }
            Err(error) => check("the failure", &format!("{} {error:?}", error.in_full())),
        }
        // The contact is an address that its owner sends on purpose, but the parts show it to nobody else.
        for secret in [FMP, MODEL] {
            assert!(!format!("{parts:?}").contains(secret), "{secret} in the parts' Debug");
        }
        for kept in seen.0.lock().unwrap().iter() {
            check("the cache", kept);
        }
    }
    for request in stand_in.requests() {
        check("an address", &request.path);
        check("what models are sent", request.body.as_deref().unwrap_or_default());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_is_seen_whatever_goes_wrong() {
    let faults = std::iter::once(None).chain(Fault::ALL.map(Some));
    at_once(16, faults.map(asked_with_secrets)).await.unwrap();
}
