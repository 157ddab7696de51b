//! EDGAR gives what its files say, asks politely, and answers from what it kept.

use std::time::Duration;

use finance::{Basis, MarketData, MarketError, StatementKind, Symbol, Unit, market::Frequency};
use providers::{
    market::{
        builtin::Builtin,
        edgar::{self, CompanyFacts, Edgar},
    },
    upstream::Outside,
};
use upstreams::Upstream;

use crate::world::{DAY, World, symbol};

async fn income(edgar: &Edgar, ticker: &str) -> Result<usize, MarketError> {
    let ticker = symbol(ticker);
    let statements = edgar.statements(&ticker, StatementKind::Income, Frequency::Annual).await?;
    Ok(statements.value.len())
}

fn aapl() -> Symbol {
    symbol("AAPL")
}

#[tokio::test]
async fn statements_are_what_the_facts_say() {
    let world = World::start();
    let edgar = world.edgar();
    edgar.company(&aapl()).await.unwrap();
    let url = format!("{}/api/xbrl/companyfacts/CIK0000320193.json", world.stand_in.sec_data_url());
    let client = reqwest::Client::new().get(url).header("user-agent", "Test test@acme.example");
    let facts = client.send().await.unwrap().bytes().await.unwrap();
    let facts = CompanyFacts::read(&facts).unwrap();
    let named = finance_naming(&facts);
    for kind in StatementKind::ALL {
        let live = edgar.statements(&aapl(), kind, Frequency::Annual).await.unwrap();
        assert_eq!((live.provider, live.as_of.to_string().as_str()), ("edgar", "2026-11-21"));
        assert!(live.url.contains("320193"), "{}", live.url);
        for statement in &live.value {
            let direct = named
                .iter()
                .find(|direct| direct.kind == kind && direct.period == statement.period);
            // Shares are counted anew after a split.
            let money = |figure: &finance::Figure| matches!(figure.unit, Unit::Money(_));
            for (item, figure) in statement.figures.iter().filter(|(_, figure)| money(figure)) {
                assert_eq!(figure.value, direct.unwrap().figures[item].value, "{item:?}");
            }
        }
    }
    let builtin = Builtin::open().unwrap();
    let filed = |figure: &finance::Figure| matches!(figure.basis, Basis::Filed(_));
    for frequency in [Frequency::Annual, Frequency::Quarterly] {
        let live = edgar.statements(&aapl(), StatementKind::Income, frequency).await.unwrap();
        let carried = builtin.statements(&aapl(), StatementKind::Income, frequency).await.unwrap();
        let mut same = 0;
        for statement in &live.value {
            let known = carried.value.iter().find(|known| known.period == statement.period);
            for (item, figure) in statement.figures.iter().filter(|(_, figure)| filed(figure)) {
                let Some(known) = known.and_then(|known| known.figures.get(item)) else { continue };
                assert_eq!(figure.value, known.value, "{} {item:?}", statement.period);
                same += 1;
            }
        }
        assert!(100 < same, "{} {same}", frequency.label());
    }
}

fn finance_naming(facts: &CompanyFacts) -> Vec<finance::Statement> {
    let naming = finance::period::YearNaming::Ending;
    edgar::statements(facts, naming).unwrap().statements
}

#[tokio::test]
async fn the_company_its_filings_and_names_are_read() {
    let world = World::start();
    let edgar = world.edgar();
    let company = edgar.company(&aapl()).await.unwrap().value;
    assert_eq!(company.listing.name, "Apple Inc.");
    assert_eq!(company.listing.cik.unwrap().number(), 320_193);
    assert!(company.shares.is_some());
    let filings = edgar.filings(&aapl()).await.unwrap().value;
    assert!(filings.is_sorted_by(|a, b| b.filing.filed <= a.filing.filed));
    assert!(filings[0].url.starts_with("https://www.sec.gov/Archives/edgar/data/320193/"));
    assert_eq!(edgar.search("apple inc").await.unwrap().value[0].symbol, aapl());
    assert_eq!(edgar.search("KO").await.unwrap().value[0].symbol, symbol("KO"));
    assert!(matches!(edgar.search("qqqq").await, Err(MarketError::NotCovered { .. })));
    assert!(matches!(edgar.closes(&aapl()).await, Err(MarketError::NotCovered { .. })));
    let unknown = edgar.company(&symbol("ZZZZZ")).await.unwrap_err();
    assert!(matches!(unknown, MarketError::UnknownSymbol(_)));
    let agents = world.stand_in.requests().into_iter().map(|request| request.user_agent.unwrap());
    assert!(agents.into_iter().all(|agent| agent == "Fisc someone@acme.example"));
    // The tickers, the submissions and the facts, once each.
    assert_eq!(world.asked(Upstream::Sec), 3);
}

#[tokio::test]
async fn without_a_contact_nothing_is_asked() {
    let world = World::start();
    let edgar = world.edgar_with(|settings| settings.contact = None);
    let error = income(&edgar, "AAPL").await.unwrap_err();
    assert!(matches!(error, MarketError::NotCovered { .. }), "{error:?}");
    assert!(matches!(edgar.search("apple").await, Err(MarketError::NotCovered { .. })));
    let error = edgar.update(&aapl()).await.unwrap_err().in_full();
    assert!(error.contains("set SEC_CONTACT"), "{error}");
    for contact in ["nobody", "some\none@acme.example"] {
        let edgar = world.edgar_with(|settings| settings.contact = Some(contact.to_owned()));
        let error = income(&edgar, "AAPL").await.unwrap_err();
        assert!(matches!(error, MarketError::Unauthorized { .. }), "{error:?}");
    }
    assert_eq!(world.asked(Upstream::Sec), 0);
}

#[tokio::test]
async fn who_is_not_accepted_is_told_so() {
    let world = World::faulty(&["sec=403-undeclared"]);
    let error = income(&world.edgar(), "AAPL").await.unwrap_err();
    assert!(matches!(error, MarketError::Unauthorized { .. }), "{error:?}");
    assert!(error.in_full().contains("does not accept the contact that it is given"));
    // Answers are shown to others: whose address it is stays with its owner.
    assert!(!error.in_full().contains("someone@acme.example"));
    assert_eq!(world.asked(Upstream::Sec), 1);
}

#[tokio::test]
async fn who_asked_too_often_asks_nothing_for_ten_minutes() {
    let world = World::faulty(&["sec=403-rate"]);
    let error = income(&world.edgar(), "AAPL").await.unwrap_err().in_full();
    assert!(error.contains("asked too often and does not answer until 2026-11-21 12:10 UTC"));
    world.fault(&[]);
    for ticker in ["AAPL", "KO", "MSFT"] {
        income(&world.edgar(), ticker).await.unwrap_err();
    }
    assert_eq!(world.asked(Upstream::Sec), 1);
    world.clock.step(Duration::from_mins(10));
    assert!(income(&world.edgar(), "AAPL").await.is_ok());
}

#[tokio::test]
async fn those_who_wait_do_not_knock_at_a_shut_door() {
    let world = World::start();
    let edgar = world.edgar_with(|settings| {
        settings.at_once = providers::upstream::AtOnce::Fixed(1);
    });
    edgar.search("apple").await.unwrap();
    world.fault(&["sec=403-rate"]);
    let tickers = ["AAPL", "KO", "MSFT", "NVDA", "JPM"];
    let asked = tickers.map(|ticker| income(&edgar, ticker));
    let answers = futures::future::join_all(asked).await;
    assert!(answers.iter().all(Result::is_err));
    assert_eq!(world.asked(Upstream::Sec), 2);
}

#[tokio::test]
async fn a_registrant_without_facts_is_not_covered() {
    let world = World::faulty(&["sec:companyfacts=404"]);
    let error = income(&world.edgar(), "AAPL").await.unwrap_err();
    assert!(matches!(error, MarketError::NotCovered { .. }), "{error:?}");
    // The company is known all the same, but not how many shares it has.
    assert_eq!(world.edgar().company(&aapl()).await.unwrap().value.shares, None);
}

#[tokio::test]
async fn requests_to_the_sec_go_out_one_after_another() {
    let world = World::start();
    let edgar = world.edgar();
    let tickers = ["AAPL", "KO", "MSFT", "NVDA", "JPM", "PEP", "XOM", "WMT", "JNJ", "PG", "HD"];
    let answers = futures::future::join_all(tickers.map(|ticker| income(&edgar, ticker))).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let requests = world.stand_in.requests();
    assert_eq!(requests.len(), 12);
    // Two in each quarter of a second.
    assert!(1_000.0 < requests[11].began_ms - requests[0].began_ms);
}

#[tokio::test]
async fn what_was_kept_answers_without_contact_and_without_a_network() {
    let world = World::start();
    let count = world.edgar().update(&aapl()).await.unwrap();
    assert!(10 < count.value);
    let balance = async |edgar: &Edgar| {
        edgar.statements(&aapl(), StatementKind::Balance, Frequency::Annual).await.unwrap()
    };
    let wanted = balance(&world.edgar()).await;
    world.clock.step(30 * DAY);
    world.fault(&["sec=503"]);
    let asked = world.asked(Upstream::Sec);
    let offline = world.edgar_with(|settings| settings.contact = None);
    let kept = balance(&offline).await;
    assert_eq!(kept.value, wanted.value);
    assert_eq!(kept.as_of.to_string(), "2026-11-21");
    assert!(offline.company(&aapl()).await.is_ok() && offline.filings(&aapl()).await.is_ok());
    assert_eq!(world.asked(Upstream::Sec), asked);
    // With a contact it is tried first.
    let down = balance(&world.edgar()).await;
    assert_eq!(down.as_of.to_string(), "2026-11-21");
    assert!(asked < world.asked(Upstream::Sec));
    assert!(income(&offline, "KO").await.is_err());
    // What cannot be fetched is not said to be brought up to date.
    assert!(matches!(world.edgar().update(&aapl()).await, Err(MarketError::Unavailable { .. })));
}

#[tokio::test]
async fn pages_and_torn_files_are_no_data_and_are_not_kept() {
    for fault in ["html", "truncated-json", "wrong-shape", "wrong-types", "empty-body", "bare-text"]
    {
        let world = World::faulty(&[&format!("sec:companyfacts={fault}")]);
        let error = income(&world.edgar(), "AAPL").await.unwrap_err();
        assert!(matches!(error, MarketError::Unavailable { .. }), "{fault}: {error:?}");
        world.fault(&[]);
        assert!(income(&world.edgar(), "AAPL").await.is_ok(), "{fault}");
        let world = World::faulty(&[&format!("sec:companyfacts={fault}")]);
        assert!(world.edgar().update(&aapl()).await.is_err(), "{fault}");
        world.fault(&[]);
        assert!(world.edgar().update(&aapl()).await.is_ok(), "{fault}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_answered_from_what_was_kept() {
    let world = World::start();
    world.edgar().update(&aapl()).await.unwrap();
    world.clock.step(DAY);
    world.fault(&["sec:companyfacts=wrong-types"]);
    assert!(income(&world.edgar(), "AAPL").await.is_ok());
}

#[tokio::test]
async fn fresh_answers_are_asked_for_again() {
    let world = World::start();
    income(&world.edgar(), "AAPL").await.unwrap();
    income(&world.edgar(), "AAPL").await.unwrap();
    assert_eq!(world.asked(Upstream::Sec), 2);
    let settings = world.edgar_settings();
    let outside = Outside { fresh: true, ..world.outside() };
    let edgar = Edgar::new(settings, &outside, std::sync::Arc::new(agent::NoCache)).unwrap();
    income(&edgar, "AAPL").await.unwrap();
    income(&edgar, "AAPL").await.unwrap();
    assert_eq!(world.asked(Upstream::Sec), 4);
}
