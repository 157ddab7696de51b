//! Who is asked in which order, who was passed over, and why nobody answered.

use std::sync::Arc;

use finance::{MarketData, MarketError, StatementKind, market::Frequency};
use providers::market::{Chain, builtin::Builtin};

use crate::world::{World, symbol};

fn chain(world: &World) -> Chain {
    let builtin: Arc<dyn MarketData> = Arc::new(Builtin::open().unwrap());
    Chain::new(vec![Arc::new(world.fmp()), Arc::new(world.edgar()), builtin])
}

async fn income(chain: &Chain, ticker: &str) -> Result<(&'static str, Vec<String>), MarketError> {
    let statements =
        chain.statements(&symbol(ticker), StatementKind::Income, Frequency::Annual).await?;
    let passed_over =
        statements.passed_over.iter().map(|one| format!("{}: {}", one.provider, one.reason));
    Ok((statements.provider, passed_over.collect()))
}

#[tokio::test]
async fn the_first_that_answers_does_and_says_who_did_not() {
    let world = World::start();
    assert_eq!(income(&chain(&world), "KO").await.unwrap(), ("fmp", Vec::new()));
    let world = World::faulty(&["fmp=402-symbol"]);
    let (provider, passed_over) = income(&chain(&world), "KO").await.unwrap();
    assert_eq!((provider, passed_over.len()), ("edgar", 1));
    assert!(passed_over[0].starts_with("fmp: fmp does not give the annual income statement of KO"));
    let world = World::faulty(&["fmp=503", "sec=html"]);
    let (provider, passed_over) = income(&chain(&world), "KO").await.unwrap();
    assert_eq!((provider, passed_over.len()), ("builtin", 2), "{passed_over:?}");
    assert!(passed_over[0].contains("failing (status 503)"), "{passed_over:?}");
    assert!(passed_over[1].contains("it is no object"), "{passed_over:?}");
}

#[tokio::test]
async fn that_somebody_does_not_cover_something_is_no_news() {
    let world = World::faulty(&["fmp:news=empty-array"]);
    let chain = chain(&world);
    let error = chain.news(&symbol("KO")).await.unwrap_err();
    assert!(matches!(error, MarketError::NotCovered { .. }), "{error:?}");
    assert_eq!(chain.only("edgar").unwrap().provider(), "edgar");
    assert!(chain.only("nobody").is_none());
}

#[tokio::test]
async fn nobody_says_all_reasons_and_whose_they_are() {
    let world = World::faulty(&["fmp=503"]);
    let error = income(&chain(&world), "ZZZZZ").await.unwrap_err();
    assert!(error.is_transient());
    let MarketError::Nobody { passed_over, .. } = error else { panic!("{error:?}") };
    let providers: Vec<_> = passed_over.iter().map(|one| one.provider).collect();
    assert_eq!(providers, ["fmp", "edgar", "builtin"]);
    assert_eq!(passed_over[1].reason, "no company is listed as `ZZZZZ`");
}

#[tokio::test]
async fn an_unknown_symbol_is_unknown_to_all() {
    let world = World::start();
    let chain = Chain::new(vec![Arc::new(world.fmp()), Arc::new(world.edgar())]);
    let error = chain.company(&symbol("ZZZZZ")).await.unwrap_err();
    assert!(matches!(error, MarketError::UnknownSymbol(_)), "{error:?}");
}

#[tokio::test]
async fn a_chain_of_nobody_has_nobody() {
    let error = Chain::new(Vec::new()).company(&symbol("KO")).await.unwrap_err();
    assert!(matches!(error, MarketError::Nobody { later: false, .. }));
}

#[tokio::test]
async fn the_only_refusal_is_told_as_it_is() {
    let world = World::faulty(&["fmp=401"]);
    let error = Chain::new(vec![Arc::new(world.fmp())]).company(&symbol("KO")).await.unwrap_err();
    assert!(matches!(error, MarketError::Unauthorized { .. }));
}
