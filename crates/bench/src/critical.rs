//! How close an answer comes to its critical path: the time that is left when everything overlaps that can.
//!
//! The question is one that the rules are sure of in nothing: a router and a finder of companies are asked, figures
//! are fetched, a report is written. The same requests are sent again one after another, and stage by stage.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use agent::{Budget, EventKind, Model, ModelError, ModelRequest, Price, ReplyPart, ReplyStream};
use assistant::{Ask, Asked};
use async_trait::async_trait;
use finance::{MarketData, StatementKind, Symbol, market::Frequency};
use futures::{StreamExt as _, future};
use upstreams::{Settings, StandIn};

use crate::{
    Outcome,
    flow::Flow,
    matrix,
    parts::{Base, Market, Parts, Plans},
    watch,
};

/// What the prompts begin with.
const ROUTER: &str = "You sort questions";
const SYMBOL: &str = "You find which listed companies";
const WRITER: &str = "You write one short section";
/// The step that writes the first section.
const FIRST_SECTION: &str = "write the verdict";
/// How long a run may take before it is given up.
const DEADLINE: Duration = Duration::from_secs(15);
/// The company that the finder names.
const COMPANY: &str = "AAPL";

/// How long everything takes outside, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Delays {
    /// The router.
    pub router: u64,
    /// The finder of companies.
    pub symbol: u64,
    /// A profile, a quote, and what is said of a company.
    pub profile: u64,
    /// A statement.
    pub statement: u64,
    /// Prices.
    pub prices: u64,
    /// A writer's first token.
    pub first_token: u64,
    /// Tokens a second, from there.
    pub pace: u32,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            router: 400,
            symbol: 300,
            profile: 200,
            statement: 350,
            prices: 500,
            first_token: 300,
            pace: 50,
        }
    }
}

/// When the first section and the whole are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// The first section.
    pub first: Duration,
    /// The whole.
    pub total: Duration,
}

/// What was measured.
#[derive(Debug, Clone)]
pub struct Measured {
    /// The delays.
    pub delays: Delays,
    /// How many tokens each section has, the first section first.
    pub tokens: Vec<u64>,
    /// The real runs, fastest total first.
    pub runs: Vec<Times>,
    /// The same requests one after another.
    pub one_after_another: Times,
    /// The same requests stage by stage.
    pub stage_by_stage: Times,
    /// The steps of the last run: name, start and end in milliseconds.
    pub steps: Vec<(String, u64, u64)>,
}

impl Delays {
    fn settings(self) -> Outcome<Settings> {
        let Self { router, symbol, profile, statement, prices, first_token, pace } = self;
        let delays = [
            format!("fmp={profile}ms"),
            format!("fmp:statement={statement}ms"),
            format!("fmp:historical-price={prices}ms"),
            format!("models:{ROUTER}={router}ms"),
            format!("models:{SYMBOL}={symbol}ms"),
            format!("models:{WRITER}={first_token}ms"),
        ];
        Ok(Settings {
            delays: delays.iter().map(|rule| rule.parse()).collect::<Result<_, _>>()?,
            paces: vec![format!("models:{WRITER}={pace}/s").parse()?],
            call_tools: false,
            ..matrix::settings(Vec::new())
        })
    }

    fn writing(self, tokens: u64) -> Duration {
        let rest = u32::try_from(tokens.saturating_sub(1)).unwrap_or(u32::MAX);
        Duration::from_millis(self.first_token) + Duration::from_secs(1) / self.pace * rest
    }

    /// The critical path: each part begins when the last that it needs is there.
    pub fn path(self, tokens: &[u64]) -> Times {
        let ms = Duration::from_millis;
        let routed = ms(self.router.max(self.symbol));
        // Who it is about is known before what is wanted: figures are fetched from then on.
        let income = ms(self.symbol + self.statement.max(self.profile)).max(routed);
        let all = ms(self.symbol + self.statement.max(self.profile).max(self.prices)).max(routed);
        let extras = routed + ms(self.profile);
        let (first, rest) =
            tokens.split_first().map_or((0, [].as_slice()), |(one, all)| (*one, all));
        let longest = rest.iter().copied().max().unwrap_or(0);
        let first = income + self.writing(first);
        Times { first, total: first.max(all + self.writing(longest)).max(extras) }
    }
}

/// A model that keeps what it is asked.
#[derive(Debug)]
struct Recorder {
    model: Arc<dyn Model>,
    asked: Mutex<Vec<ModelRequest>>,
}

#[async_trait]
impl Model for Recorder {
    fn name(&self) -> &str {
        self.model.name()
    }

    fn price(&self) -> Option<Price> {
        self.model.price()
    }

    async fn reply(&self, request: &ModelRequest) -> Result<ReplyStream, ModelError> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        self.model.reply(request).await
    }
}

/// Measures, the real run so often.
pub async fn measure(delays: Delays, rounds: usize) -> Outcome<Measured> {
    let stand_in = StandIn::start(delays.settings()?)?;
    let base = Base::on_port(stand_in.port());
    let plans = Plans { order: vec![Market::Fmp, Market::Builtin], ..Plans::default() };
    let (mut runs, mut steps, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    // The first round opens connections and unpacks data; it is not counted.
    for round in 0..=rounds {
        let parts = plans.join(&base)?;
        let model = parts.model.clone().ok_or("a model is joined")?;
        let recorder = Arc::new(Recorder { model, asked: Mutex::default() });
        let ask = Ask { model: Some(recorder.clone()), ..Ask::clone(&parts.ask) };
        let parts = Parts { ask: Arc::new(ask), ..parts };
        let question = Asked::question(Flow::Unsure.question());
        let budget = Budget { time: DEADLINE, ..Budget::default() };
        let watched = watch::ask(&parts, question, budget).await;
        let answer = watched.outcome.as_ref();
        let answer = answer.map_err(|error| {
            let spans = spans(&watched.events);
            format!("{}; {spans:#?}", error.in_full())
        })?;
        if answer.category != Flow::Unsure.category() {
            return Err(format!("the question went to {:?}", answer.category).into());
        }
        steps = spans(&watched.events);
        let first = steps.iter().find(|(name, ..)| name == FIRST_SECTION);
        let first = first.ok_or("no first section was written")?.2;
        if 0 < round {
            runs.push(Times { first: Duration::from_millis(first), total: watched.wall });
        }
        asked = std::mem::take(&mut *recorder.asked.lock().unwrap_or_else(PoisonError::into_inner));
    }
    runs.sort_by_key(|times| times.total);
    let (writers, routing): (Vec<_>, Vec<_>) =
        asked.into_iter().partition(|request| request.instructions.starts_with(WRITER));
    let (one_after_another, tokens) =
        again(&plans.join(&base)?, &routing, &writers, Manner::OneAfterAnother).await?;
    let (stage_by_stage, _) =
        again(&plans.join(&base)?, &routing, &writers, Manner::StageByStage).await?;
    Ok(Measured { delays, tokens, runs, one_after_another, stage_by_stage, steps })
}

fn spans(events: &[agent::Event]) -> Vec<(String, u64, u64)> {
    let mut spans: Vec<(String, u64, u64)> = Vec::new();
    for event in events {
        if let EventKind::StepFinished { step, ms, .. } = &event.kind {
            let began = event.at_ms.saturating_sub(*ms);
            spans.push((step.clone(), began, event.at_ms));
        }
    }
    spans.sort_by_key(|(_, start, end)| (*start, *end));
    spans
}

/// How the same requests are sent again.
#[derive(Debug, Clone, Copy)]
enum Manner {
    OneAfterAnother,
    StageByStage,
}

type Work<'a, T> = future::BoxFuture<'a, Outcome<T>>;

impl Manner {
    async fn all<T>(self, work: Vec<Work<'_, T>>) -> Outcome<Vec<T>> {
        match self {
            Self::StageByStage => future::try_join_all(work).await,
            Self::OneAfterAnother => {
                let mut done = Vec::new();
                for one in work {
                    done.push(one.await?);
                }
                Ok(done)
            }
        }
    }
}

/// Sends the same requests again, without anything in between; gives the tokens of what was written as well.
async fn again(
    parts: &Parts,
    routing: &[ModelRequest],
    writers: &[ModelRequest],
    manner: Manner,
) -> Outcome<(Times, Vec<u64>)> {
    let began = Instant::now();
    let model = parts.model.clone().ok_or("a model is joined")?;
    let reply = |request| -> Work<'_, u64> { Box::pin(written(&*model, request)) };
    manner.all(routing.iter().map(reply).collect()).await?;
    let symbol: Symbol = COMPANY.parse()?;
    let (fmp, symbol) = (&*parts.fmp, &symbol);
    let mut fetches: Vec<Work<'_, ()>> =
        vec![Box::pin(async { fmp.company(symbol).await.map(drop).map_err(Into::into) })];
    for kind in StatementKind::ALL {
        for often in [Frequency::Annual, Frequency::Quarterly] {
            let fetch = async move {
                fmp.statements(symbol, kind, often).await.map(drop).map_err(Into::into)
            };
            fetches.push(Box::pin(fetch));
        }
    }
    fetches.push(Box::pin(async { fmp.closes(symbol).await.map(drop).map_err(Into::into) }));
    fetches.push(Box::pin(async { fmp.quote(symbol).await.map(drop).map_err(Into::into) }));
    fetches.push(Box::pin(async { fmp.estimates(symbol).await.map(drop).map_err(Into::into) }));
    fetches.push(Box::pin(async { fmp.peers(symbol).await.map(drop).map_err(Into::into) }));
    fetches.push(Box::pin(async { fmp.news(symbol).await.map(drop).map_err(Into::into) }));
    manner.all(fetches).await?;
    let first = Mutex::new(None);
    let write = |(place, request)| -> Work<'_, u64> {
        let (model, first) = (&*model, &first);
        Box::pin(async move {
            let tokens = written(model, request).await?;
            if place == 0 {
                *first.lock().unwrap_or_else(PoisonError::into_inner) = Some(began.elapsed());
            }
            Ok(tokens)
        })
    };
    let tokens = manner.all(writers.iter().enumerate().map(write).collect()).await?;
    let first = first.into_inner().unwrap_or_else(PoisonError::into_inner);
    let first = first.ok_or("no section was written")?;
    Ok((Times { first, total: began.elapsed() }, tokens))
}

/// Hears a reply to its end; gives its tokens.
async fn written(model: &dyn Model, request: &ModelRequest) -> Outcome<u64> {
    let mut reply = model.reply(request).await?;
    let mut tokens = 0;
    while let Some(part) = reply.next().await {
        if let ReplyPart::Finished { usage, .. } = part? {
            tokens = usage.output_tokens;
        }
    }
    Ok(tokens)
}

impl Measured {
    /// The critical path of these delays and tokens.
    pub fn path(&self) -> Times {
        self.delays.path(&self.tokens)
    }

    /// The run in the middle.
    pub fn median(&self) -> Times {
        let none = Times { first: Duration::ZERO, total: Duration::ZERO };
        self.runs.get(self.runs.len() / 2).copied().unwrap_or(none)
    }

    /// How far the run in the middle is above the path, as parts of the path: for the first section, for the whole.
    pub fn above(&self) -> (f64, f64) {
        let (path, run) = (self.path(), self.median());
        (ratio(run.first, path.first) - 1.0, ratio(run.total, path.total) - 1.0)
    }
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, run) = (self.path(), self.median());
        let Delays { router, symbol, profile, statement, prices, first_token, pace } = self.delays;
        writeln!(
            f,
            "outside: router {router} ms, companies {symbol} ms, profile and the like {profile} ms, statement {statement} ms, \
             prices {prices} ms, a writer's first token {first_token} ms, then {pace} tokens a second; sections of {:?} tokens",
            self.tokens
        )?;
        writeln!(
            f,
            "path:    verdict begins at max(router, companies + max(profile, statement)); the other sections at \
             max(router, companies + max(profile, statement, prices)); each takes first token + (tokens - 1) / pace; \
             the whole is there with the last of them"
        )?;
        let line = |f: &mut fmt::Formatter<'_>, name: &str, times: Times| {
            writeln!(
                f,
                "{name:<18} first section {:>5} ms ({:.2} x path)   whole {:>5} ms ({:.2} x path, {:.2} x run)",
                times.first.as_millis(),
                ratio(times.first, path.first),
                times.total.as_millis(),
                ratio(times.total, path.total),
                ratio(times.total, run.total),
            )
        };
        line(f, "critical path", path)?;
        line(f, "run (median)", run)?;
        line(f, "stage by stage", self.stage_by_stage)?;
        line(f, "one after another", self.one_after_another)?;
        for (name, start, end) in &self.steps {
            writeln!(f, "  {start:>5} – {end:>5} ms  {name}")?;
        }
        Ok(())
    }
}
