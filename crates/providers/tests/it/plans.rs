//! What a plan leaves out is said once, by name, and remembered.

use std::{sync::Arc, time::Duration};

use finance::{MarketData, MarketError, StatementKind, market::Frequency};
use providers::{
    market::fmp::{self, Fmp, Plan},
    upstream::{self, Outside},
};
use secrecy::SecretString;
use upstreams::{Upstream, Wait};

use crate::world::{DAY, World, symbol};

async fn income(fmp: &Fmp, ticker: &str, frequency: Frequency) -> Result<usize, MarketError> {
    let statements = fmp.statements(&symbol(ticker), StatementKind::Income, frequency).await?;
    Ok(statements.value.len())
}

async fn annual(fmp: &Fmp, ticker: &str) -> Result<usize, MarketError> {
    income(fmp, ticker, Frequency::Annual).await
}

#[tokio::test]
async fn every_refusal_has_its_meaning_and_names_endpoint_symbol_and_plan() {
    let outside = "outside plan";
    for (fault, kind, words) in [
        ("401", "unauthorized", "set FMP_API_KEY"),
        ("402-symbol", outside, "the Starter plan: Premium Query Parameter"),
        ("402-endpoint", outside, "the Starter plan: Restricted Endpoint"),
        ("402-limit", outside, "must be between 0 and 5"),
        ("403-legacy", outside, "Legacy Endpoint"),
        ("403-exclusive", outside, "Exclusive Endpoint"),
        ("403-limit", "unavailable", "wants fewer requests (status 403)"),
        ("429", "unavailable", "wants fewer requests (status 429)"),
        ("429-bandwidth", "unavailable", "wants fewer requests (status 429)"),
        ("error-object", "unavailable", "wants fewer requests (status 200)"),
        ("bare-text", "unavailable", "Something went wrong"),
        ("html", "unavailable", "something else than data"),
        ("404", "unavailable", "status 404"),
        ("503", "unavailable", "failing (status 503)"),
    ] {
        let world = World::faulty(&[&format!("fmp={fault}")]);
        let error = annual(&world.fmp_on(Plan::Starter), "KO").await.unwrap_err();
        let told = match &error {
            MarketError::OutsidePlan { .. } => outside,
            MarketError::Unauthorized { .. } => "unauthorized",
            MarketError::Unavailable { .. } => "unavailable",
            MarketError::UnknownSymbol(_)
            | MarketError::NotCovered { .. }
            | MarketError::Nobody { .. } => "another",
        };
        let text = error.in_full();
        assert_eq!(told, kind, "{fault}: {text}");
        assert!(text.contains(words), "{fault}: {text}");
        if told != "unauthorized" {
            assert!(text.contains("annual income statement of KO"), "{fault}: {text}");
            assert!(text.contains("income-statement"), "{fault}: {text}");
        }
        assert!(!text.contains("://"), "{fault}: {text}");
    }
}

#[tokio::test]
async fn a_symbol_outside_the_plan_is_not_asked_again_but_for_its_profile() {
    let world = World::faulty(&["fmp:statement?symbol=KO=402-symbol"]);
    annual(&world.fmp(), "KO").await.unwrap_err();
    assert_eq!(world.asked(Upstream::Fmp), 1);
    // In another process.
    let fmp = world.fmp();
    for kind in StatementKind::ALL {
        let again = fmp.statements(&symbol("KO"), kind, Frequency::Annual).await.unwrap_err();
        assert!(matches!(again, MarketError::OutsidePlan { .. }), "{again:?}");
    }
    fmp.quote(&symbol("KO")).await.unwrap_err();
    fmp.news(&symbol("KO")).await.unwrap_err();
    assert_eq!(world.paths().len(), 2, "{:?}", world.paths());
    assert!(world.paths()[1].contains("profile?symbol=KO"));
    assert_eq!(annual(&fmp, "PEP").await.unwrap(), 12);
    world.fault(&[]);
    world.clock.step(DAY);
    assert_eq!(annual(&fmp, "KO").await.unwrap(), 12);
}

#[tokio::test]
async fn what_was_refused_to_one_key_is_asked_anew_with_another() {
    let world = World::faulty(&["fmp:statement?symbol=KO=402-symbol"]);
    annual(&world.fmp(), "KO").await.unwrap_err();
    let settings = fmp::Settings { key: SecretString::from("another"), ..world.fmp_settings() };
    let other = Fmp::new(settings, &world.outside()).unwrap();
    annual(&other, "KO").await.unwrap_err();
    assert_eq!(world.asked(Upstream::Fmp), 2);
}

#[tokio::test]
async fn one_symbols_news_outside_the_plan_are_no_other_symbols() {
    let world = World::faulty(&["fmp:symbols=KO=402-symbol", "fmp:profile?symbol=KO=402-symbol"]);
    let fmp = world.fmp();
    fmp.news(&symbol("KO")).await.unwrap_err();
    fmp.company(&symbol("KO")).await.unwrap_err();
    assert!(fmp.news(&symbol("PEP")).await.is_ok());
    assert!(fmp.company(&symbol("PEP")).await.is_ok());
    fmp.company(&symbol("KO")).await.unwrap_err();
    assert_eq!(world.asked(Upstream::Fmp), 4);
}

#[tokio::test]
async fn an_endpoint_outside_the_plan_is_not_asked_again_for_anyone() {
    let world = World::faulty(&["fmp:news=402-endpoint"]);
    world.fmp().news(&symbol("KO")).await.unwrap_err();
    let later = world.fmp().news(&symbol("PEP")).await.unwrap_err();
    assert!(later.to_string().contains("news of PEP (news/stock)"), "{later}");
    assert_eq!(world.asked(Upstream::Fmp), 1);
    assert!(world.fmp().peers(&symbol("KO")).await.is_ok());
}

#[tokio::test]
async fn the_rows_that_a_plan_allows_are_learned_once() {
    let world = World::faulty(&["fmp:limit=12=402-limit", "fmp:limit=20=402-limit"]);
    assert_eq!(annual(&world.fmp(), "KO").await.unwrap(), 5);
    assert_eq!(income(&world.fmp(), "KO", Frequency::Quarterly).await.unwrap(), 5);
    assert_eq!(annual(&world.fmp(), "PEP").await.unwrap(), 5);
    let limits = world.paths();
    let limits: Vec<_> = limits.iter().map(|path| path.rsplit('=').next().unwrap()).collect();
    assert_eq!(limits, ["12", "5", "5", "5"]);
}

#[tokio::test]
async fn where_quarters_are_refused_years_are_still_given() {
    let world = World::faulty(&["fmp:period=quarter=402-period"]);
    let fmp = world.fmp();
    let quarters = income(&fmp, "KO", Frequency::Quarterly).await.unwrap_err();
    assert!(matches!(quarters, MarketError::OutsidePlan { .. }));
    income(&world.fmp(), "PEP", Frequency::Quarterly).await.unwrap_err();
    assert_eq!(annual(&fmp, "KO").await.unwrap(), 12);
    assert_eq!(world.asked(Upstream::Fmp), 2);
}

#[tokio::test]
async fn what_one_plan_leaves_out_is_asked_on_another_and_when_fresh_answers_are_wanted() {
    let world = World::faulty(&["fmp=402-symbol"]);
    annual(&world.fmp_on(Plan::Free), "KO").await.unwrap_err();
    world.fault(&[]);
    annual(&world.fmp_on(Plan::Free), "KO").await.unwrap_err();
    assert_eq!(annual(&world.fmp_on(Plan::Starter), "KO").await.unwrap(), 12);
    let outside = Outside { fresh: true, ..world.outside() };
    world.clock.step(Duration::from_secs(1));
    let settings = fmp::Settings { plan: Plan::Free, ..world.fmp_settings() };
    assert_eq!(annual(&Fmp::new(settings, &outside).unwrap(), "KO").await.unwrap(), 12);
}

#[tokio::test]
async fn a_refusal_learned_by_a_fresh_process_counts_for_itself() {
    let world = World::faulty(&["fmp=402-symbol"]);
    let outside = Outside { fresh: true, ..world.outside() };
    let fmp = Fmp::new(world.fmp_settings(), &outside).unwrap();
    annual(&fmp, "KO").await.unwrap_err();
    income(&fmp, "KO", Frequency::Quarterly).await.unwrap_err();
    assert_eq!(world.asked(Upstream::Fmp), 1);
}

#[tokio::test]
async fn a_free_plan_that_is_used_up_rests_until_its_day_ends() {
    for fault in ["429", "429-bandwidth", "403-limit", "error-object"] {
        let world = World::faulty(&[&format!("fmp={fault}")]);
        let error = annual(&world.fmp_on(Plan::Free), "KO").await.unwrap_err().in_full();
        assert!(error.contains("used up until 2026-11-22 00:00 UTC"), "{fault}: {error}");
        world.fault(&[]);
        annual(&world.fmp_on(Plan::Free), "PEP").await.unwrap_err();
        assert_eq!(world.asked(Upstream::Fmp), 1, "{fault}");
        let standing = world.fmp_on(Plan::Free).standing();
        assert!(standing.shut.unwrap().contains("used up"));
        world.clock.step(DAY / 2);
        assert_eq!(annual(&world.fmp_on(Plan::Free), "KO").await.unwrap(), 12);
    }
}

#[tokio::test]
async fn two_hundred_and_fifty_requests_make_a_free_day() {
    let world = World::start();
    let outside = world.outside();
    let used = |used: u64| {
        let bytes = format!(r#"{{"used":{used}}}"#).into_bytes();
        let since = outside.clock.now();
        let kept = agent::Kept { bytes, since, until: since + DAY / 2 };
        let fmp::Settings { base, key, .. } = world.fmp_settings();
        let account = upstream::account("fmp", base.as_str(), Some(&key));
        outside.cache.keep(&format!("quota {account} day"), kept);
    };
    used(248);
    annual(&world.fmp_on(Plan::Free), "KO").await.unwrap();
    let last = world.fmp_on(Plan::Free);
    annual(&last, "PEP").await.unwrap();
    assert_eq!(last.standing().of_day, Some((250, 250)));
    for fmp in [last, world.fmp_on(Plan::Free)] {
        let error = annual(&fmp, "MSFT").await.unwrap_err().in_full();
        assert!(error.contains("250 requests a day are used up"), "{error}");
        // What is kept costs nothing.
        annual(&fmp, "KO").await.unwrap();
    }
    assert_eq!(world.asked(Upstream::Fmp), 2);
    world.clock.step(DAY / 2);
    annual(&world.fmp_on(Plan::Free), "MSFT").await.unwrap();
}

#[tokio::test]
async fn the_day_is_counted_even_where_nothing_can_be_kept() {
    let world = World::start();
    let outside = Outside { cache: Arc::new(agent::NoCache), ..world.outside() };
    let settings = fmp::Settings { plan: Plan::Free, ..world.fmp_settings() };
    let fmp = Fmp::new(settings, &outside).unwrap();
    annual(&fmp, "KO").await.unwrap();
    annual(&fmp, "PEP").await.unwrap();
    assert_eq!(fmp.standing().of_day, Some((2, 250)));
    world.fault(&["fmp=429"]);
    annual(&fmp, "MSFT").await.unwrap_err();
    annual(&fmp, "NVDA").await.unwrap_err();
    assert_eq!(world.asked(Upstream::Fmp), 3);
}

#[tokio::test]
async fn a_paid_plan_asks_again_when_it_was_told_to() {
    let world = World::faulty(&["fmp=429-retry-afterx1"]);
    world.stand_in.set(|settings| settings.retry_after = Wait::millis(1_000));
    assert_eq!(annual(&world.fmp_on(Plan::Premium), "KO").await.unwrap(), 12);
    let requests = world.stand_in.requests();
    assert_eq!(requests.len(), 2);
    assert!(1_000.0 <= requests[1].began_ms - requests[0].began_ms);
}

#[tokio::test]
async fn nobody_waits_for_a_host_that_asks_for_an_hour() {
    let world = World::faulty(&["fmp=429-retry-after"]);
    world.stand_in.set(|settings| settings.retry_after = Wait::millis(3_600_000));
    let error = annual(&world.fmp_on(Plan::Premium), "KO").await.unwrap_err().in_full();
    assert!(error.contains("again after 3600 s"), "{error}");
    assert_eq!(world.asked(Upstream::Fmp), 1);
}
