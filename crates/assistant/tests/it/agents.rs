//! Models in answers: what they write is checked, what they name is looked up, and where they fail the rules stand.

use std::{sync::Arc, time::Duration};

use agent::{
    Budget, Event, EventKind, ModelError, ModelRequest, Run, RunOptions, ScriptedModel,
    ScriptedReply,
};
use assistant::{Ask, Asked, answer::Answer, router::Category};
use futures::StreamExt as _;
use tokio::time::Instant;

use crate::builtin;

/// The built-in data, with a model that says what it is told to.
fn ask(strict: bool, replies: Vec<ScriptedReply>) -> (Ask, Arc<ScriptedModel>) {
    let model = Arc::new(ScriptedModel::new(replies));
    (Ask { model: Some(Arc::clone(&model) as _), strict, ..builtin::ask() }, model)
}

async fn run(ask: Ask, asked: Asked) -> (Answer, Vec<Event>) {
    let mut run = Run::start(Arc::new(ask), asked, RunOptions::default());
    let mut events = Vec::new();
    while let Some(event) = run.next().await {
        events.push(event);
    }
    (run.take_outcome().unwrap().unwrap(), events)
}

fn said(events: &[Event]) -> String {
    let text = |event: &Event| {
        let EventKind::TextDelta { text } = &event.kind else { return None };
        Some(text.clone())
    };
    events.iter().filter_map(text).collect()
}

fn section(about: &'static str, text: impl Into<String>) -> ScriptedReply {
    ScriptedReply::text(text)
        .when(move |request: &ModelRequest| request.instructions.contains(about))
}

const VERDICT: &str = "how the latest fiscal year went";
const FINANCES: &str = "cash flow, debt";
const VALUATION: &str = "what the price asks for";

fn rest() -> [ScriptedReply; 2] {
    [section(FINANCES, "Cash was fine."), section(VALUATION, "The price is the price.")]
}

fn report() -> Asked {
    Asked::Report { symbol: "AAPL".parse().unwrap(), period: finance::PeriodWanted::Latest }
}

#[tokio::test(start_paused = true)]
async fn handles_become_figures_and_what_is_said_is_the_text() {
    let verdict = section(VERDICT, "Revenue was {f1} in FY2025. It was a year.");
    let (ask, model) = ask(false, [verdict].into_iter().chain(rest()).collect());
    let (answer, events) = run(ask, report()).await;
    let text = answer.text();
    assert!(text.contains("Revenue was $416bn in FY2025. It was a year."), "{text}");
    assert!(text.contains("Cash was fine.") && text.contains("The price is the price."));
    assert_eq!(said(&events), text, "what was streamed is what stands");
    assert_eq!((answer.authorship.doubts.len(), answer.authorship.by_rules.len()), (0, 0));
    assert_eq!(model.requests().len(), 3);
    let figures = answer.figures();
    assert!(figures.iter().all(|one| one.status.stands()), "{figures:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_figure_with_wrong_words_around_it_is_marked() {
    for (wrong, true_words) in [
        ("In FY2025 revenue increased by $416.2bn.", "revenue"),
        ("Revenue fell 6.4% in FY2025.", "rose"),
        ("Revenue was $416 million in FY2025.", "$416bn"),
        ("Net income was $416.2bn in FY2025.", "revenue was $416bn"),
        ("The company employs 164,000 people.", "no fact"),
    ] {
        let verdict = section(VERDICT, format!("{wrong} Revenue was {{f1}}."));
        let (ask, _) = ask(false, [verdict].into_iter().chain(rest()).collect());
        let (answer, _) = run(ask, report()).await;
        let doubts = &answer.authorship.doubts;
        assert_eq!(doubts.len(), 1, "{wrong}: {doubts:#?}");
        assert!(doubts[0].why.contains(true_words), "{wrong}: {}", doubts[0].why);
        assert!(answer.text().contains("(not supported by the data: "), "{wrong}");
    }
}

#[tokio::test(start_paused = true)]
async fn strict_asks_once_more_and_then_lets_the_rules_write() {
    let wrong =
        || section(VERDICT, "It was a good year. Revenue fell 6.4% in FY2025. More follows.");
    let (strict, model) = ask(true, [wrong(), wrong()].into_iter().chain(rest()).collect());
    let (answer, events) = run(strict, report()).await;
    let text = answer.text();
    assert!(!text.contains("fell 6.4%"), "{text}");
    assert!(text.contains("It was a good year. "), "what held stays");
    assert!(text.contains("Apple's revenue rose 6.4% to $416bn in FY2025"), "{text}");
    assert_eq!(said(&events), text);
    assert_eq!(answer.authorship.by_rules.len(), 1);
    assert_eq!(model.requests().len(), 4);
    let again = section(VERDICT, "Revenue rose 6.4% in FY2025.");
    let (strict, model) = ask(true, [wrong(), again].into_iter().chain(rest()).collect());
    let (answer, _) = run(strict, report()).await;
    let text = answer.text();
    assert!(text.contains("It was a good year. Revenue rose 6.4% in FY2025."), "{text}");
    let last = model.requests();
    let objection =
        format!("{:?}", last.iter().find(|one| 1 < one.messages.len()).unwrap().messages);
    assert!(objection.contains("fell 6.4%"), "the model is told what did not hold: {objection}");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_fails_or_breaks_off_leaves_the_prose_to_the_rules() {
    let down = || ModelError::Unavailable {
        model: "scripted".to_owned(),
        retry_after: None,
        source: "out of order".into(),
    };
    let replies = [
        ScriptedReply::new()
            .fail(down)
            .when(|one: &ModelRequest| one.instructions.contains(VERDICT)),
        ScriptedReply::new()
            .say("Cash was fine. It would have been")
            .break_off()
            .when(|one: &ModelRequest| one.instructions.contains(FINANCES)),
        ScriptedReply::new()
            .fail(down)
            .when(|one: &ModelRequest| one.instructions.contains(VALUATION)),
    ];
    let (ask, _) = ask(false, replies.into_iter().collect());
    let (answer, events) = run(ask, report()).await;
    let text = answer.text();
    assert!(text.contains("Apple's revenue rose 6.4% to $416bn in FY2025"), "{text}");
    assert!(text.contains("Cash was fine. Cash from operations"), "{text}");
    assert!(!text.contains("It would have been"), "half a sentence is not shown: {text}");
    assert_eq!(said(&events), text);
    assert_eq!(answer.authorship.by_rules.len(), 3);
    assert!(text.contains("the rules wrote in its place"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_model_that_takes_the_runs_time_leaves_the_prose_to_the_rules() {
    let hour = Duration::from_hours(1);
    let stalls = [VERDICT, FINANCES, VALUATION].map(|about| {
        ScriptedReply::new()
            .wait(hour)
            .say("Too late.")
            .when(move |one: &ModelRequest| one.instructions.contains(about))
    });
    let (ask, _) = ask(false, stalls.into_iter().collect());
    let budget = Budget { time: Duration::from_secs(10), ..Budget::default() };
    let options = RunOptions { budget, ..RunOptions::default() };
    let began = Instant::now();
    let answer = Run::start(Arc::new(ask), report(), options).outcome().await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(9));
    let text = answer.text();
    assert!(text.contains("Apple's revenue rose 6.4% to $416bn in FY2025"), "{text}");
    assert!(text.contains("## Sources"), "{text}");
    assert!(text.contains("the model took longer than the run may"), "{text}");
    assert_eq!(answer.authorship.by_rules.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_company_that_nobody_lists_is_refused() {
    let routed = || {
        let route = r#"{"category":"report","confidence":0.9,"reasoning":"it asks how it goes"}"#;
        ScriptedReply::text(route).when(|one: &ModelRequest| one.instructions.contains("You sort"))
    };
    let named = |symbols: &str| {
        ScriptedReply::text(format!(r#"{{"symbols":[{symbols}],"reasoning":"a guess"}}"#))
            .when(|one: &ModelRequest| one.instructions.contains("You find which"))
    };
    let question = || Asked::question("Is Zorblaxx in good shape");
    let (invented, _) = ask(false, vec![named("\"ZRBLX\""), routed()]);
    let run_of = Run::start(Arc::new(invented), question(), RunOptions::default());
    let error = run_of.outcome().await.unwrap_err().in_full();
    assert!(error.contains("Zorblaxx"), "{error}");
    let all = [VERDICT, FINANCES, VALUATION].map(|about| section(about, "So it goes."));
    let replies = [named("\"AAPL\""), routed()].into_iter().chain(all).collect();
    let (listed, model) = ask(false, replies);
    let (answer, _) = run(listed, question()).await;
    assert_eq!((answer.category, answer.companies[0].symbol.as_str()), (Category::Report, "AAPL"));
    let search = &model.requests()[0].tools;
    assert_eq!(search[0].name, "search_companies");
}

#[tokio::test(start_paused = true)]
async fn a_sure_question_asks_no_router() {
    let all = [VERDICT, FINANCES, VALUATION].map(|about| section(about, "So it goes."));
    let (ask, model) = ask(false, all.into_iter().collect());
    let (answer, _) = run(ask, Asked::question("How is Apple doing?")).await;
    assert_eq!(answer.category, Category::Report);
    assert_eq!(model.requests().len(), 3, "the three sections and nothing else");
}

#[tokio::test(start_paused = true)]
async fn a_chat_takes_figures_from_tools_and_checks_them() {
    let call = serde_json::json!({"symbol": "AAPL", "figures": ["revenue"], "period": "FY2024"});
    let replies = vec![
        ScriptedReply::new().call("1", "company_figures", call),
        ScriptedReply::text(
            "Apple's revenue was {f1} in FY2024. It sold 232 million phones.\nFOLLOW-UPS: And in 2023? | What is a moat?",
        ),
    ];
    let (ask, _) = ask(false, replies);
    let (answer, events) =
        run(ask, Asked::question("tell me something nice about a big maker of phones")).await;
    let text = answer.text();
    assert!(
        text.starts_with("Apple's revenue was $391bn in FY2024. It sold 232 million phones."),
        "{text}"
    );
    assert_eq!(answer.authorship.doubts.len(), 1);
    assert_eq!(answer.follow_ups, ["And in 2023?", "What is a moat?"]);
    assert!(!text.contains("FOLLOW-UPS"), "{text}");
    assert_eq!(said(&events), text);
    let ended = |event: &Event| matches!(event.kind, EventKind::ToolCallFinished { .. });
    assert!(events.iter().any(ended));
}

#[tokio::test(start_paused = true)]
async fn a_models_markup_and_unseen_signs_are_taken_off() {
    let verdict = section(
        VERDICT,
        "# **Look** [here](https://evil.example/x) <script>alert(1)</script>\u{202e}\u{1b}[31m now. Fine.",
    );
    let (ask, _) = ask(false, [verdict].into_iter().chain(rest()).collect());
    let (answer, _) = run(ask, report()).await;
    let text = answer.text();
    let verdict = text.split("\n\n").nth(1).unwrap();
    for sign in ["https:", "\u{202e}", "\u{1b}", "**"] {
        assert!(!verdict.contains(sign), "{sign:?} in {verdict}");
    }
    let page = assistant::answer::html::render(&answer);
    assert!(!page.contains("<script>alert"), "{page}");
}

#[tokio::test(start_paused = true)]
async fn labels_directions_and_periods_are_handles_as_well() {
    let verdict =
        section(VERDICT, "The {f1.label} {f3.way} {f3} to {f1} in {f1.period}. {f1.way} and {x}.");
    let (ask, _) = ask(false, [verdict].into_iter().chain(rest()).collect());
    let (answer, _) = run(ask, report()).await;
    let text = answer.text();
    assert!(text.contains("The revenue rose 6.4% to $416bn in FY2025."), "{text}");
    assert_eq!(answer.authorship.doubts.len(), 1, "a level has no direction: {text}");
}

#[tokio::test(start_paused = true)]
async fn a_long_conversation_is_summed_up_beside_the_answer_and_never_waited_for() {
    use std::time::Duration;
    let mut conversation = assistant::conversation::Conversation::default();
    for number in 0..8 {
        conversation.heard(&format!("question {number}"), "answer", None);
    }
    let asked = || Asked::Question {
        text: "How is Apple doing?".to_owned(),
        conversation: Box::new(conversation.clone()),
    };
    let replies = |summary: u64| {
        let slow = |about| section(about, "So it goes.");
        let sum = ScriptedReply::new()
            .wait(Duration::from_secs(summary))
            .say("They spoke.")
            .when(|one: &ModelRequest| one.instructions.starts_with("Sum up"));
        let verdict = ScriptedReply::new()
            .wait(Duration::from_secs(2))
            .say("So it goes.")
            .when(|one: &ModelRequest| one.instructions.contains(VERDICT));
        vec![sum, verdict, slow(FINANCES), slow(VALUATION)]
    };
    let (quick, _) = ask(false, replies(1));
    let (answer, _) = run(quick, asked()).await;
    assert_eq!(answer.authorship.summary.as_deref(), Some("They spoke."));
    let began = Instant::now();
    let (late, _) = ask(false, replies(60));
    let (answer, _) = run(late, asked()).await;
    assert_eq!(answer.authorship.summary, None);
    assert_eq!(began.elapsed(), Duration::from_secs(2), "the answer waits for no summary");
    conversation.heard("one more", "answer", Some("They spoke.".to_owned()));
    assert_eq!((conversation.summary.as_str(), conversation.said.len()), ("They spoke.", 5));
}

#[tokio::test(start_paused = true)]
async fn likely_figures_are_fetched_while_the_router_is_asked() {
    use std::time::Duration;
    let routed = ScriptedReply::new()
        .wait(Duration::from_millis(400))
        .say(r#"{"category":"report","confidence":0.9,"reasoning":"it asks how it goes"}"#)
        .when(|one: &ModelRequest| one.instructions.contains("You sort"));
    let named = ScriptedReply::new()
        .wait(Duration::from_millis(300))
        .say(r#"{"symbols":["AAPL"],"reasoning":"a guess"}"#)
        .when(|one: &ModelRequest| one.instructions.contains("You find which"));
    let sections = [VERDICT, FINANCES, VALUATION].map(|about| section(about, "So it goes."));
    let (ask, model) = ask(false, [routed, named].into_iter().chain(sections).collect());
    let (answer, events) = run(ask, Asked::question("Is Zorblaxx up to something")).await;
    assert_eq!(model.requests().len(), 5, "router, symbol and three sections");
    assert_eq!((answer.guesses.begun, answer.guesses.used), (1, 1));
    let began = |name: &str| {
        let is = |event: &&Event| matches!(&event.kind, EventKind::StepStarted { step } if step.starts_with(name));
        events.iter().find(is).unwrap().at_ms
    };
    assert_eq!(began("annual income statement of AAPL"), 300, "before the router has answered");
    assert_eq!(began("write the verdict"), 400);
}
