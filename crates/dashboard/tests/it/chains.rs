//! Four chains beside each other, with a model that fails and without one.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use agent::{
    EventKind, Model, ModelError, ModelRequest, Run, RunOptions, ScriptedModel, ScriptedReply,
};
use bakery::{Cause, Plan};
use books::{import, mapping::Settled};
use dashboard::{
    compare::{Against, Wanted},
    metric::Metric,
    monthly::Monthly,
    prose::{Draft, WrittenBy, narrative, recommend, story},
    told::Standing,
    workflow::{Dashboard, Explain, Question},
    writer::Writer,
};
use futures::StreamExt as _;
use tokio::time::Instant;

/// What a model takes for one piece.
const REPLY: Duration = Duration::from_secs(2);

fn question() -> Question {
    let plan = Plan::new(3).with(Cause::LostCustomer).with(Cause::DuplicateBill);
    let books = import::read(bakery::books(&plan).as_bytes(), &Settled::default()).unwrap().books;
    Question {
        books: Arc::new(books),
        wanted: Wanted::default(),
        by: None,
        metrics: Metric::FOUR.to_vec(),
    }
}

async fn run(model: Option<Arc<dyn Model>>) -> (Dashboard, Duration, Vec<String>) {
    let began = Instant::now();
    let explain = Arc::new(Explain { writer: Writer { model } });
    let mut run = Run::start(explain, question(), RunOptions::default());
    let mut steps = Vec::new();
    while let Some(event) = run.next().await {
        if let EventKind::StepFinished { step, .. } = event.kind {
            steps.push(step);
        }
    }
    (run.outcome().await.unwrap(), began.elapsed(), steps)
}

fn unavailable() -> ModelError {
    ModelError::Unavailable {
        model: "scripted".to_owned(),
        retry_after: None,
        source: "overloaded".into(),
    }
}

/// A draft as the model was given it, which is as good a wording as any.
fn draft(request: &ModelRequest) -> String {
    let behind = request.instructions.split("The draft:\n\n").nth(1).unwrap();
    behind.split("\n\nWhat stands behind").next().unwrap().to_owned()
}

/// A model that words each draft as it stands, after two seconds, and fails at every second request.
#[derive(Debug)]
struct EverySecond {
    requests: Mutex<Vec<ModelRequest>>,
}

#[async_trait::async_trait]
impl Model for EverySecond {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn price(&self) -> Option<agent::Price> {
        None
    }

    async fn reply(&self, request: &ModelRequest) -> Result<agent::ReplyStream, ModelError> {
        let count = {
            let mut requests = self.requests.lock().unwrap();
            requests.push(request.clone());
            requests.len()
        };
        let reply = ScriptedReply::new().wait(REPLY);
        let reply =
            if count % 2 == 0 { reply.fail(unavailable) } else { reply.say(draft(request)) };
        ScriptedModel::new([reply]).reply(request).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_that_fails_every_second_time_leaves_a_whole_dashboard_in_time() {
    let model = Arc::new(EverySecond { requests: Mutex::default() });
    let (dashboard, took, _) = run(Some(Arc::clone(&model) as Arc<dyn Model>)).await;
    let (by_rules, by_model): (Vec<_>, Vec<_>) = dashboard
        .pieces()
        .map(|(name, piece)| (name, piece.clone()))
        .partition(|(_, piece)| matches!(piece.written_by, WrittenBy::Rules { .. }));
    assert_eq!(by_rules.len() + by_model.len(), 9);
    assert_eq!(by_rules.len(), 4, "{by_rules:?}");
    for (name, piece) in by_rules.iter().chain(&by_model) {
        assert!(!piece.text.is_empty() && !piece.text.contains('{'), "{name}: {}", piece.text);
    }
    for (name, piece) in &by_rules {
        let WrittenBy::Rules { because: Some(why) } = &piece.written_by else {
            panic!("{name} says no reason")
        };
        assert!(why.contains("scripted is unavailable: overloaded"), "{why}");
    }
    // The slowest chain words two pieces, one after the other; the story is worded meanwhile.
    let slowest = REPLY * 2;
    assert!(took.as_secs_f64() <= slowest.as_secs_f64() * 1.05, "{took:?}");
    // What the rules and the model say of the same draft is the same: it was the draft.
    let (plain, ..) = run(None).await;
    let texts = |dashboard: &Dashboard| {
        dashboard.pieces().map(|(_, piece)| piece.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(texts(&plain), texts(&dashboard));
}

#[tokio::test(start_paused = true)]
async fn no_name_of_those_the_business_deals_with_reaches_a_model() {
    let model = Arc::new(EverySecond { requests: Mutex::default() });
    let (dashboard, ..) = run(Some(Arc::clone(&model) as Arc<dyn Model>)).await;
    let said =
        dashboard.pieces().map(|(_, piece)| piece.text.clone()).collect::<Vec<_>>().join(" ");
    assert!(said.contains("Hotel Astoria") && said.contains("Oven Service Co"), "{said}");
    let sent = serde_json::to_string(&*model.requests.lock().unwrap()).unwrap();
    for name in ["Astoria", "Oven", "Müller", "Pacific", "Linden", "delivery"] {
        assert!(!sent.contains(name), "{name}");
    }
    // Sums and accounts may.
    assert!(sent.contains("Revenue"));
}

#[test]
fn words_that_stand_for_accounts_reach_no_model() {
    let rows = |year: u16| {
        format!(
            "{year}-01-05,Sales to Nord,{year}\n{year}-01-06,Rent of Smith,-{}\n",
            year % 100 * 7
        )
    };
    for (column, is_told) in [("Description", false), ("Account", true)] {
        let file = format!("Date,{column},Amount\n{}{}", rows(2023), rows(2024));
        let books = import::read(file.as_bytes(), &Settled::default()).unwrap().books;
        let monthly = Monthly::of(&books).unwrap();
        for metric in Metric::FOUR {
            let standing = Standing::of(&books, &monthly, metric, &Wanted::default()).unwrap();
            let explained = standing.explained(&books, None);
            let draft = narrative::draft(&books, &standing, &standing.course(), explained.as_ref());
            let said = draft.expand(&draft.text).unwrap();
            assert!(said.contains("Nord") || said.contains("Smith"), "{column}: {said}");
            let sheet = draft.sheet();
            assert_eq!(
                sheet.contains("Nord") || sheet.contains("Smith"),
                is_told,
                "{column}: {sheet}"
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wording_with_a_figure_of_its_own_is_not_shown() {
    let replies =
        (0..9).map(|_| ScriptedReply::text("Revenue {change}, which is 12% of everything."));
    let (dashboard, ..) = run(Some(Arc::new(ScriptedModel::new(replies)))).await;
    for (name, piece) in dashboard.pieces() {
        let WrittenBy::Rules { because: Some(why) } = &piece.written_by else { panic!("{name}") };
        assert!(why.starts_with("what scripted wrote was not shown"), "{why}");
    }
}

#[test]
fn no_draft_has_a_number_that_is_no_fact() {
    for cause in Cause::ALL {
        for seed in 0..5 {
            let plan = Plan::new(seed).with(cause);
            let books =
                import::read(bakery::books(&plan).as_bytes(), &Settled::default()).unwrap().books;
            let monthly = Monthly::of(&books).unwrap();
            let month = bakery::planted(&plan).remove(0).month.parse().unwrap();
            for against in [Against::LastYear, Against::Previous, Against::Trailing] {
                let wanted =
                    Wanted { current: Some(month), against: Some(against), ..Wanted::default() };
                let told = Metric::ALL
                    .map(|metric| Standing::of(&books, &monthly, metric, &wanted).unwrap());
                let check = |draft: &Draft| {
                    assert!(
                        draft.accept(&draft.text).is_ok(),
                        "{:?}: {}",
                        draft.accept(&draft.text),
                        draft.text
                    );
                };
                check(&story::draft(&books, &told.each_ref()));
                for standing in &told {
                    let explained = standing.explained(&books, None);
                    check(&narrative::draft(
                        &books,
                        standing,
                        &standing.course(),
                        explained.as_ref(),
                    ));
                    if let Some(advice) = recommend::advise(&books, standing, explained.as_ref()) {
                        check(&advice.draft);
                    }
                }
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn each_chain_is_told_step_by_step() {
    let (_, _, steps) = run(None).await;
    for metric in Metric::FOUR {
        let of: Vec<&str> =
            steps.iter().filter_map(|step| step.strip_prefix(&format!("{metric}: "))).collect();
        assert_eq!(of, ["metric and series", "cause", "narrative", "recommendation"], "{steps:?}");
    }
    assert!(steps.contains(&"story".to_owned()));
}
