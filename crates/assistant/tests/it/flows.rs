//! The workflow over markets made for a test: what fails, what overlaps, how it ends.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
    time::Duration,
};

use agent::{Event, EventKind, Run, RunOptions};
use assistant::{Ask, Asked, answer::Answer, resolve::Index};
use async_trait::async_trait;
use finance::{
    Basis, Close, Closes, Company, Currency, Figure, FiscalPeriod, Item, LineItem, Listing,
    MarketData, MarketError, Sourced, Span, Statement, StatementKind, Symbol, Unit,
    market::Frequency,
};
use futures::StreamExt as _;
use jiff::civil::{Date, date};

/// A market in which every question takes a second, and some have no answer.
#[derive(Debug, Default, Clone)]
struct Market {
    no_balance_sheets: bool,
    no_prices: bool,
    down: bool,
}

const TODAY: Date = date(2025, 3, 1);

fn listing(symbol: &str) -> Listing {
    Listing {
        symbol: symbol.parse().unwrap(),
        name: format!("{symbol} Corp"),
        cik: None,
        exchange: "NYSE".to_owned(),
        also: Vec::new(),
        industry: String::new(),
        rank: 0,
    }
}

fn sourced<T>(value: T) -> Sourced<T> {
    Sourced {
        value,
        provider: "test",
        as_of: TODAY,
        url: "https://example.org".to_owned(),
        passed_over: Vec::new(),
    }
}

/// What a company reports in.
fn currency(symbol: &Symbol) -> Currency {
    if symbol.as_str() == "EURO" { "EUR".parse().unwrap() } else { Currency::USD }
}

fn figure(value: i64, currency: Currency) -> Figure {
    let unit = Unit::Money(currency);
    Figure { value: value.into(), unit, basis: Basis::Normalised, restated: Box::default() }
}

fn not_covered(wanted: &str) -> MarketError {
    MarketError::NotCovered { provider: "test", wanted: wanted.to_owned() }
}

impl Market {
    async fn think(&self, symbol: &Symbol) -> Result<(), MarketError> {
        tokio::time::sleep(Duration::from_secs(1)).await;
        match (self.down, symbol.as_str()) {
            (true, _) => Err(MarketError::Unavailable {
                provider: "test",
                wanted: "anything".to_owned(),
                source: "out of order".into(),
            }),
            (false, "NOPE") => Err(MarketError::UnknownSymbol(symbol.clone())),
            (false, _) => Ok(()),
        }
    }
}

#[async_trait]
impl MarketData for Market {
    fn provider(&self) -> &'static str {
        "test"
    }

    async fn company(&self, symbol: &Symbol) -> Result<Sourced<Company>, MarketError> {
        self.think(symbol).await?;
        let listing = listing(symbol.as_str());
        Ok(sourced(Company {
            listing,
            sector: None,
            industry: None,
            headquarters: None,
            founded: None,
            shares: None,
        }))
    }

    async fn statements(
        &self,
        symbol: &Symbol,
        kind: StatementKind,
        frequency: Frequency,
    ) -> Result<Sourced<Vec<Statement>>, MarketError> {
        self.think(symbol).await?;
        if kind == StatementKind::Balance && self.no_balance_sheets
            || frequency == Frequency::Quarterly
        {
            return Err(not_covered("such statement"));
        }
        let rows = match kind {
            StatementKind::Income => [(LineItem::Revenue, 1000), (LineItem::NetIncome, 100)],
            StatementKind::Balance => [(LineItem::TotalAssets, 3000), (LineItem::Equity, 900)],
            StatementKind::CashFlow => {
                [(LineItem::CashFromOperations, 150), (LineItem::CapitalExpenditure, 50)]
            }
        };
        let statement = |year: i16, factor: i64| Statement {
            kind,
            period: FiscalPeriod::Year(year),
            span: Span::over(date(year, 1, 1), date(year, 12, 31)),
            currency: currency(symbol),
            figures: rows
                .iter()
                .map(|(item, value)| (*item, figure(value * factor, currency(symbol))))
                .collect::<BTreeMap<_, _>>(),
            notes: Vec::new(),
        };
        Ok(sourced(vec![statement(2023, 1), statement(2024, 2)]))
    }

    async fn closes(&self, symbol: &Symbol) -> Result<Sourced<Closes>, MarketError> {
        self.think(symbol).await?;
        if self.no_prices {
            return Err(not_covered("prices"));
        }
        let days = vec![
            Close { date: date(2025, 2, 27), price: 20.into() },
            Close { date: date(2025, 2, 28), price: 21.into() },
        ];
        Ok(sourced(Closes { currency: Currency::USD, days: days.into(), jumps: Vec::new() }))
    }
}

fn ask(market: Market) -> Ask {
    let index = || Index::new(&[listing("ACME"), listing("NOPE")], &[]);
    Ask::over(Arc::new(market), Arc::new(LazyLock::new(Box::new(index))))
}

async fn outcome(market: Market, asked: Asked) -> Result<Answer, String> {
    let run = Run::start(Arc::new(ask(market)), asked, RunOptions::default());
    run.outcome().await.map_err(|error| error.in_full())
}

fn report_on(symbol: &str) -> Asked {
    Asked::Report { symbol: symbol.parse().unwrap(), period: finance::PeriodWanted::Latest }
}

fn report() -> Asked {
    report_on("ACME")
}

#[tokio::test(start_paused = true)]
async fn everything_is_fetched_at_once() {
    let began = tokio::time::Instant::now();
    outcome(Market::default(), report()).await.unwrap();
    assert_eq!(began.elapsed(), Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn two_companies_take_as_long_as_one() {
    let began = tokio::time::Instant::now();
    let index = || Index::new(&[listing("ACME"), listing("BETA")], &[]);
    let ask = Ask::over(Arc::new(Market::default()), Arc::new(LazyLock::new(Box::new(index))));
    let asked = Asked::question("compare ACME with BETA".to_owned());
    let answer = Run::start(Arc::new(ask), asked, RunOptions::default()).outcome().await.unwrap();
    assert_eq!(answer.companies.len(), 2);
    assert_eq!(began.elapsed(), Duration::from_secs(1));
}

fn compare(items: &[&str], symbols: [&str; 2]) -> Asked {
    Asked::Compare {
        symbols: symbols.iter().map(|symbol| symbol.parse().unwrap()).collect(),
        items: items
            .iter()
            .map(|item| Item::all().find(|one| one.key() == *item).unwrap())
            .collect(),
        period: finance::PeriodWanted::Latest,
    }
}

#[tokio::test(start_paused = true)]
async fn amounts_of_two_currencies_are_never_set_against_each_other() {
    let asked = compare(&["revenue", "net_margin"], ["ACME", "EURO"]);
    let text = outcome(Market::default(), asked).await.unwrap().text();
    assert!(text.contains("ACME in USD, EURO in EUR"), "{text}");
    assert!(text.contains("| Revenue | $2.00k | €2.00k |"), "no best of a row: {text}");
    assert!(!text.contains("higher revenue"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_comparison_without_the_figure_says_so() {
    let market = Market { no_balance_sheets: true, ..Market::default() };
    let error = outcome(market, compare(&["equity"], ["ACME", "BETA"])).await.unwrap_err();
    assert!(error.contains("shareholders' equity of ACME and BETA"), "{error}");
    // Where one figure of several is known, the answer is partial.
    let market = Market { no_balance_sheets: true, ..Market::default() };
    let both = compare(&["equity", "revenue"], ["ACME", "BETA"]);
    let answer = outcome(market, both).await.unwrap();
    assert!(answer.text().contains("| Revenue | $2.00k | $2.00k |"), "{}", answer.text());
    assert!(
        answer.text().contains("Shareholders' equity: not known of any of them"),
        "{}",
        answer.text()
    );
    assert!(answer.gaps.iter().any(|gap| gap.what.contains("balance sheet")), "{:?}", answer.gaps);
}

#[tokio::test(start_paused = true)]
async fn statements_are_of_the_period_that_is_asked_for() {
    let text = |text: &'static str| async move {
        outcome(Market::default(), Asked::question(text)).await.map(|answer| answer.text())
    };
    let income = text("ACME income statement 2023").await.unwrap();
    assert!(income.contains("| USD | FY2023 |"), "{income}");
    let latest = text("ACME income statement").await.unwrap();
    assert!(latest.contains("| USD | FY2023 | FY2024 |"), "{latest}");
    assert!(!latest.contains("quarterly"), "what was not asked for is not missing: {latest}");
    let report = text("How was ACME doing in 2023?").await.unwrap();
    assert!(report.starts_with("# ACME (ACME) in FY2023") && !report.contains("2024"), "{report}");
    let error = text("ACME income statement 2011").await.unwrap_err();
    assert!(error.contains("FY2011"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_part_that_fails_leaves_a_gap_that_says_why() {
    let market = Market { no_balance_sheets: true, no_prices: true, ..Market::default() };
    let answer = outcome(market, report()).await.unwrap();
    let text = answer.text();
    assert!(text.contains("| Revenue | 1,000 | 2,000 |"), "{text}");
    assert!(text.contains("Annual balance sheet of ACME: test has no such statement"), "{text}");
    assert!(text.contains("Prices of ACME: test has no prices"), "{text}");
    assert!(!text.contains("Total assets |"), "{text}");
    assert!(answer.gaps.iter().any(|gap| gap.provider == "test" && gap.what == "prices of ACME"));
}

#[tokio::test(start_paused = true)]
async fn an_unknown_company_ends_the_run_with_its_reason() {
    let failure = outcome(Market::default(), report_on("NOPE")).await.unwrap_err();
    assert_eq!(failure, "profile of NOPE failed: no company is listed as `NOPE`");
    let failure = outcome(Market { down: true, ..Market::default() }, report()).await.unwrap_err();
    assert!(failure.ends_with("test could not give the anything: out of order"), "{failure}");
}

#[tokio::test(start_paused = true)]
async fn the_transcript_begins_once_and_ends_once() {
    let run = Run::start(Arc::new(ask(Market::default())), report(), RunOptions::default());
    let events: Vec<Event> = run.collect().await;
    assert!(matches!(events[0].kind, EventKind::RunStarted { .. }));
    let terminal = events.iter().filter(|event| event.kind.is_terminal()).count();
    assert_eq!(terminal, 1);
    assert!(events.last().unwrap().kind.is_terminal());
    assert!(events.iter().enumerate().all(|(at, event)| event.seq == at as u64));
    let first_text =
        events.iter().position(|event| matches!(event.kind, EventKind::TextDelta { .. })).unwrap();
    let last_fetch = events
        .iter()
        .rposition(|event| matches!(event.kind, EventKind::StepFinished { .. }))
        .unwrap();
    assert!(last_fetch < first_text);
}

#[tokio::test(start_paused = true)]
async fn stopping_ends_the_run_at_once() {
    let options = RunOptions::default();
    let stop = options.stop.clone();
    let mut run = Run::start(Arc::new(ask(Market::default())), report(), options);
    let began = tokio::time::Instant::now();
    while let Some(event) = run.next().await {
        if matches!(event.kind, EventKind::StepStarted { .. }) {
            stop.cancel();
        }
        if event.kind.is_terminal() {
            assert!(matches!(event.kind, EventKind::RunCancelled), "{event:?}");
        }
    }
    assert!(began.elapsed() < Duration::from_millis(10));
}

/// What an event says, without when.
fn what(event: &Event) -> String {
    let mut value = serde_json::to_value(event).unwrap();
    for key in ["run_id", "at_ms", "ms"] {
        value.as_object_mut().unwrap().remove(key);
    }
    value.to_string()
}

#[test]
fn the_blocking_face_gives_the_same_events() {
    let builtin = Arc::new(providers::market::builtin::Builtin::open().unwrap());
    let index = || Index::new(&[], &[]);
    let ask = Arc::new(Ask::over(builtin, Arc::new(LazyLock::new(Box::new(index)))));
    let asked = || report_on("MSFT");
    let mut blocking =
        agent::blocking::start(Arc::clone(&ask), asked(), RunOptions::default()).unwrap();
    let blocked: Vec<String> = blocking.by_ref().map(|event| what(&event)).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let awaited: Vec<String> = runtime.block_on(async {
        let run = Run::start(ask, asked(), RunOptions::default());
        run.map(|event| what(&event)).collect().await
    });
    assert_eq!(blocked, awaited);
    assert!(100 < blocked.len());
    assert_eq!(blocking.outcome().unwrap().companies[0].symbol.as_str(), "MSFT");
}
