//! Models in four dialects: streamed, retried before the first word, cut off after it, kept when whole.

use std::time::{Duration, Instant};

use agent::{
    AnswerSchema, FinishReason, Message, Model, ModelError, ModelRequest, Price, Reply, ReplyPart,
    ToolSpec,
};
use futures::StreamExt;
use providers::{
    llm::{LanguageModel, PriceRow, Prices, Settings},
    upstream::{AtOnce, Outside},
};
use serde_json::json;
use upstreams::{Fault, KeyPlace, Pace, Rule, ScriptedReply, Upstream};

use crate::world::{DAY, World};

const MODELS: [Upstream; 4] =
    [Upstream::OpenAi, Upstream::Anthropic, Upstream::Gemini, Upstream::Ollama];

fn request(text: &str) -> ModelRequest {
    ModelRequest {
        instructions: "Be brief.".to_owned(),
        messages: vec![Message::User { text: text.to_owned() }],
        tools: Vec::new(),
        answer: None,
        output_tokens_max: 200,
    }
}

/// All that was said before the end, and the end.
async fn heard(
    model: &LanguageModel,
    request: &ModelRequest,
) -> Result<(String, Result<(u64, u64), ModelError>), ModelError> {
    let mut parts = model.reply(request).await?;
    let mut text = String::new();
    while let Some(part) = parts.next().await {
        match part {
            Ok(ReplyPart::Text { delta }) => text.push_str(&delta),
            Ok(ReplyPart::ToolCall(call)) => text.push_str(&call.tool),
            Ok(ReplyPart::Finished { usage, reason }) => {
                assert_eq!(reason, FinishReason::Done);
                assert!(parts.next().await.is_none());
                return Ok((text, Ok((usage.input_tokens, usage.output_tokens))));
            }
            Err(error) => {
                assert!(parts.next().await.is_none());
                return Ok((text, Err(error)));
            }
        }
    }
    panic!("the reply ended without an end")
}

async fn said(model: &LanguageModel, text: &str) -> String {
    let (said, end) = heard(model, &request(text)).await.unwrap();
    end.unwrap();
    said
}

#[tokio::test]
async fn every_dialect_streams_and_counts() {
    let world = World::started(|settings| settings.model_key = Some(crate::world::KEY.to_owned()));
    for upstream in MODELS {
        let model = world.model(upstream);
        let (text, end) = heard(&model, &request("Hello there")).await.unwrap();
        assert_eq!(text, "The stand-in was asked: Hello there", "{upstream}");
        assert_eq!(end.unwrap(), (4, 6), "{upstream}");
        assert_eq!(world.asked(upstream), 1);
    }
    let places = world.stand_in.requests().into_iter().map(|request| request.key);
    assert!(places.into_iter().all(|place| place == KeyPlace::Header));
}

#[tokio::test]
async fn an_address_may_end_in_a_slash_or_not() {
    let world = World::start();
    for upstream in MODELS {
        let settings = world.model_settings(upstream);
        let base = settings.base.clone().unwrap();
        let bare = base.as_str().trim_end_matches('/').parse().unwrap();
        for base in [base, bare] {
            let settings = Settings { base: Some(base), ..settings.clone() };
            let outside = Outside { fresh: true, ..world.outside() };
            said(&LanguageModel::new(settings, &outside).unwrap(), "Hi").await;
        }
        assert_eq!(world.asked(upstream), 2);
    }
}

#[tokio::test]
async fn a_reply_is_kept_under_all_that_was_asked_and_costs_nothing_again() {
    let world = World::start();
    let first = request("Hello there");
    let tool = ToolSpec {
        name: "find".to_owned(),
        description: "Finds.".to_owned(),
        parameters: json!({"type": "object"}),
    };
    let answer = AnswerSchema { name: "sure".to_owned(), schema: json!({"type": "object"}) };
    let others = [
        ModelRequest { instructions: "Be long.".to_owned(), ..first.clone() },
        ModelRequest { output_tokens_max: 201, ..first.clone() },
        ModelRequest { tools: vec![tool], ..first.clone() },
        ModelRequest { answer: Some(answer), ..first.clone() },
        request("Hello where"),
        ModelRequest {
            messages: [
                first.messages.clone(),
                vec![
                    Message::Assistant(Reply { text: "Hi".to_owned(), ..Reply::default() }),
                    Message::User { text: "Hello there".to_owned() },
                ],
            ]
            .concat(),
            ..first.clone()
        },
    ];
    for upstream in MODELS {
        let before = world.asked(upstream);
        let (text, _) = heard(&world.model(upstream), &first).await.unwrap();
        // Another process.
        let model = world.model(upstream);
        let (again, end) = heard(&model, &first).await.unwrap();
        assert_eq!((again, end.unwrap()), (text, (0, 0)), "{upstream}");
        assert_eq!(world.asked(upstream) - before, 1, "{upstream}");
        for other in &others {
            heard(&model, other).await.unwrap().1.unwrap();
        }
        assert_eq!(world.asked(upstream) - before, 7, "{upstream}");
    }
    // Another model, another address, a fresh asking, another day.
    let asked = || world.asked(Upstream::OpenAi);
    let before = asked();
    let settings = world.model_settings(Upstream::OpenAi);
    let name = "openai:gpt-5".parse().unwrap();
    let other = Settings { name, ..settings.clone() };
    heard(&LanguageModel::new(other, &world.outside()).unwrap(), &first).await.unwrap().1.unwrap();
    let fresh = Outside { fresh: true, ..world.outside() };
    heard(&LanguageModel::new(settings, &fresh).unwrap(), &first).await.unwrap().1.unwrap();
    world.clock.step(DAY);
    heard(&world.model(Upstream::OpenAi), &first).await.unwrap().1.unwrap();
    assert_eq!(asked() - before, 3);
}

#[tokio::test]
async fn before_the_first_word_a_passing_failure_is_asked_again_and_no_other() {
    for upstream in MODELS {
        for (fault, asked, wanted) in [
            ("429", 3, "unavailable"),
            ("500", 3, "unavailable"),
            ("503", 3, "unavailable"),
            ("529", 3, "unavailable"),
            ("html", 3, "unavailable"),
            ("empty-body", 3, "unavailable"),
            ("error-object", 3, "unavailable"),
            ("401", 1, "unauthorized"),
            ("403", 1, "unauthorized"),
            ("400", 1, "rejected"),
            ("404", 1, "rejected"),
        ] {
            let world = World::faulty(&[&format!("models={fault}")]);
            let error = heard(&world.model(upstream), &request("Hi")).await.unwrap_err();
            let told = match &error {
                ModelError::Unauthorized { .. } => "unauthorized",
                ModelError::Rejected { .. } => "rejected",
                ModelError::Unavailable { .. } => "unavailable",
                ModelError::CutOff { .. } => "cut off",
            };
            assert_eq!(told, wanted, "{upstream} {fault}: {error:?}");
            assert_eq!(world.asked(upstream), asked, "{upstream} {fault}");
            world.fault(&[&format!("models={fault}x{}", asked - 1)]);
            world.stand_in.clear();
            if 1 < asked {
                let text = said(&world.model(upstream), "Hi").await;
                assert_eq!(text, "The stand-in was asked: Hi", "{upstream} {fault}");
            }
        }
    }
}

#[tokio::test]
async fn an_account_that_is_used_up_is_said_to_be() {
    let world = World::faulty(&["models=429-quota"]);
    let error = heard(&world.model(Upstream::OpenAi), &request("Hi")).await.unwrap_err();
    let ModelError::Rejected { source, .. } = error else { panic!("{error:?}") };
    assert!(source.to_string().contains("the account is used up"), "{source}");
    assert_eq!(world.asked(Upstream::OpenAi), 1);
}

#[tokio::test]
async fn after_the_first_word_nothing_is_repeated_and_nothing_kept() {
    for upstream in MODELS {
        for fault in ["reset", "truncated-json", "stream-error"] {
            let world = World::faulty(&[&format!("models={fault}")]);
            let heard = heard(&world.model(upstream), &request("One two three four five")).await;
            let (text, end) = heard.unwrap();
            assert!(matches!(end, Err(ModelError::CutOff { .. })), "{upstream} {fault} {end:?}");
            assert!("The stand-in was asked: One two three four five".starts_with(&text));
            assert!(!text.is_empty() && text.len() < 40, "{upstream} {fault} {text}");
            assert_eq!(world.asked(upstream), 1, "{upstream} {fault}");
            world.fault(&[]);
            let whole = said(&world.model(upstream), "One two three four five").await;
            assert_eq!(whole, "The stand-in was asked: One two three four five");
            assert_eq!(world.asked(upstream), 2, "{upstream} {fault}");
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_never_heard() {
    for upstream in MODELS {
        let world = World::faulty(&["models=garbage-utf8"]);
        match heard(&world.model(upstream), &request("One two three four five")).await {
            // What came with them was not seen, and is asked for again.
            Err(error) => assert!(matches!(error, ModelError::Unavailable { .. }), "{error:?}"),
            Ok((text, end)) => {
                assert!("The stand-in was asked: One two three four five".starts_with(&text));
                assert!(matches!(end, Err(ModelError::CutOff { .. })), "{upstream} {end:?}");
            }
        }
        assert!(world.asked(upstream) <= 3);
    }
}

#[tokio::test]
async fn tokens_that_nobody_counted_are_guessed_high() {
    let world = World::faulty(&["models=wrong-types"]);
    let (text, end) = heard(&world.model(Upstream::OpenAi), &request("Hello there")).await.unwrap();
    let (input, output) = end.unwrap();
    assert_eq!(text, "The stand-in was asked: Hello there");
    assert!(4 < input && 6 < output, "{input} {output}");
}

#[tokio::test]
async fn a_model_that_falls_silent_is_given_up_at_its_limit() {
    for upstream in MODELS {
        let world = World::faulty(&["models=stall"]);
        let quiet = Duration::from_millis(80);
        let settings = Settings { quiet, ..world.model_settings(upstream) };
        let model = LanguageModel::new(settings, &world.outside()).unwrap();
        let began = Instant::now();
        let (text, end) = heard(&model, &request("One two three four")).await.unwrap();
        let Err(ModelError::CutOff { source, .. }) = end else { panic!("{upstream} {end:?}") };
        assert!(source.to_string().contains("said nothing for 80 ms"), "{upstream} {source}");
        assert!(!text.is_empty() && quiet <= began.elapsed(), "{upstream}");
        assert!(began.elapsed() < crate::world::TIME, "{upstream}");
    }
}

#[tokio::test]
async fn a_model_that_never_begins_is_given_up_after_its_time() {
    for upstream in MODELS {
        let world = World::faulty(&["models=slow-first-byte"]);
        let time = Duration::from_millis(40);
        let settings = Settings { time, ..world.model_settings(upstream) };
        let model = LanguageModel::new(settings, &world.outside()).unwrap();
        let error = heard(&model, &request("Hi")).await.unwrap_err();
        let ModelError::Unavailable { source, .. } = error else { panic!("{error:?}") };
        assert!(source.to_string().contains("no answer within 40 ms"), "{upstream} {source}");
        assert_eq!(world.asked(upstream), 1, "whoever took too long is not asked again");
    }
}

#[tokio::test]
async fn bytes_without_end_are_not_read_for_ever() {
    for upstream in MODELS {
        let world = World::faulty(&["models=endless"]);
        let quiet = Duration::from_millis(200);
        let settings = Settings { quiet, ..world.model_settings(upstream) };
        let model = LanguageModel::new(settings, &world.outside()).unwrap();
        let began = Instant::now();
        let (_, end) = heard(&model, &request("One two three four")).await.unwrap();
        assert!(matches!(end, Err(ModelError::CutOff { .. })), "{upstream} {end:?}");
        assert!(began.elapsed() < crate::world::TIME, "{upstream} {:?}", began.elapsed());
    }
}

#[tokio::test]
async fn a_reply_beyond_what_it_was_allowed_is_cut_off() {
    let long = "word ".repeat(20_000);
    let world = World::started(|settings| {
        settings.script = vec![ScriptedReply::when("Go", upstreams::Reply::Text(long))];
    });
    for upstream in MODELS {
        let asked = ModelRequest { output_tokens_max: 10, ..request("Go") };
        let (text, end) = heard(&world.model(upstream), &asked).await.unwrap();
        let Err(ModelError::CutOff { source, .. }) = end else { panic!("{upstream} {end:?}") };
        assert!(source.to_string().contains("longer than it was allowed"), "{upstream} {source}");
        assert!(text.len() < 10_000, "{upstream} {}", text.len());
        heard(&world.model(upstream), &asked).await.unwrap().1.unwrap_err();
        assert_eq!(world.asked(upstream), 2);
    }
}

#[tokio::test]
async fn every_fault_of_a_model_ends_in_time() {
    for upstream in MODELS {
        for fault in Fault::ALL {
            let world = World::faulty(&[&format!("models={fault}")]);
            let limit = Duration::from_millis(150);
            let settings = Settings { time: limit, quiet: limit, ..world.model_settings(upstream) };
            let model = LanguageModel::new(settings, &world.outside()).unwrap();
            let began = Instant::now();
            let answer = heard(&model, &request("One two three four")).await;
            let took = began.elapsed();
            assert!(took < Duration::from_secs(8), "{upstream} {fault} {took:?}");
            let whole = "The stand-in was asked: One two three four";
            let is_whole = answer.is_ok_and(|(text, end)| {
                assert!(whole.starts_with(&text), "{upstream} {fault} {text}");
                assert!(end.is_err() || text == whole, "{upstream} {fault} {text}");
                end.is_ok()
            });
            // Only its counts are spoilt; or events without a name, which Anthropic's all have.
            let may_be_whole = matches!(fault, Fault::WrongTypes | Fault::MalformedSse);
            if !may_be_whole {
                assert_eq!(is_whole, fault == Fault::Drip, "{upstream} {fault}");
            }
            assert!(world.asked(upstream) <= 3, "{upstream} {fault}");
        }
    }
}

#[tokio::test]
async fn no_more_replies_are_under_way_at_once_than_were_fixed() {
    let world =
        World::started(|settings| settings.paces = vec![Rule::of(Upstream::OpenAi, Pace(200))]);
    let settings = Settings { at_once: AtOnce::Fixed(2), ..world.model_settings(Upstream::OpenAi) };
    let model = LanguageModel::new(settings, &world.outside()).unwrap();
    let texts: Vec<_> = (0..8).map(|number| format!("Say {number}")).collect();
    futures::future::join_all(texts.iter().map(|text| said(&model, text))).await;
    assert_eq!(world.stand_in.count(Upstream::OpenAi).open_max, 2);
    assert_eq!(world.asked(Upstream::OpenAi), 8);
}

#[tokio::test]
async fn what_a_model_costs_is_the_users_own_row_before_the_table() {
    let world = World::start();
    let settings = world.model_settings(Upstream::OpenAi);
    let priced = |own: Vec<PriceRow>| {
        let price = Prices::new(own).unwrap().of(&settings.name);
        let settings = Settings { price, ..settings.clone() };
        LanguageModel::new(settings, &world.outside()).unwrap().price()
    };
    assert_eq!(priced(Vec::new()), Some(Price { input: 250_000, output: 2_000_000 }));
    let own = PriceRow {
        model: "openai:gpt-5-mini".to_owned(),
        input: 1.into(),
        output: 3.into(),
        as_of: None,
    };
    assert_eq!(priced(vec![own]), Some(Price { input: 1_000_000, output: 3_000_000 }));
}
