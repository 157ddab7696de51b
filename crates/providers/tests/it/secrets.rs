//! Keys are sent and never said.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use agent::{Message, Model, ModelRequest};
use finance::{MarketData, StatementKind, market::Frequency};
use futures::StreamExt;
use tracing_subscriber::{Layer, layer::Context, prelude::*};
use upstreams::Upstream;

use crate::world::{KEY, World, symbol};

/// All that is logged.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl<S: tracing::Subscriber> Layer<S> for Log {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Fields<'a>(&'a Log);
        impl tracing::field::Visit for Fields<'_> {
            fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn std::fmt::Debug) {
                let mut log = self.0.0.lock().unwrap();
                io::Result::unwrap(writeln!(log, "{field}: {value:?}"));
            }
        }
        event.record(&mut Fields(self));
    }
}

#[track_caller]
fn check(text: &str, whose: &str) {
    assert!(!text.contains(KEY), "{whose}: {text}");
}

#[tokio::test]
async fn no_key_is_in_an_error_a_log_a_setting_or_the_cache() {
    let log = Log::default();
    let _logged = tracing_subscriber::registry().with(log.clone()).set_default();
    for rules in [&[][..], &["all=401"], &["all=500"], &["all=html"], &["all=reset"]] {
        let world = World::faulty(rules);
        let fmp = world.fmp();
        check(&format!("{fmp:?} {:?}", world.fmp_settings()), "fmp");
        let income = fmp.statements(&symbol("KO"), StatementKind::Income, Frequency::Annual).await;
        check(&format!("{income:?}"), "fmp");
        for upstream in [Upstream::OpenAi, Upstream::Anthropic, Upstream::Gemini, Upstream::Ollama]
        {
            let (model, settings) = (world.model(upstream), world.model_settings(upstream));
            check(&format!("{model:?} {settings:?} {:?}", model.standing()), upstream.name());
            let request = ModelRequest {
                instructions: String::new(),
                messages: vec![Message::User { text: "Hi".to_owned() }],
                tools: Vec::new(),
                answer: None,
                output_tokens_max: 100,
            };
            match model.reply(&request).await {
                Ok(parts) => {
                    let parts: Vec<_> = parts.collect().await;
                    check(&format!("{parts:?}"), upstream.name());
                }
                Err(error) => check(&format!("{error:?} {error}"), upstream.name()),
            }
        }
        check(&String::from_utf8_lossy(&world.cache.contents()), "the cache");
        assert!(!rules.is_empty() || !world.cache.contents().is_empty());
    }
    check(&String::from_utf8_lossy(&log.0.lock().unwrap()), "the log");
}
