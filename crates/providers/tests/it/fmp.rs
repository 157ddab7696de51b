//! FMP gives what the built-in data have, in its own words.

use std::collections::BTreeMap;

use finance::{
    FiscalPeriod, LineItem, MarketData, MarketError, Statement, StatementKind,
    market::{Frequency, SegmentedBy},
};
use providers::market::builtin::Builtin;
use rust_decimal::Decimal;
use upstreams::{KeyPlace, Upstream};

use crate::world::{World, symbol};

fn by_period(statements: Vec<Statement>) -> BTreeMap<FiscalPeriod, Statement> {
    statements.into_iter().map(|statement| (statement.period, statement)).collect()
}

#[tokio::test]
async fn statements_are_those_of_the_built_in_data() {
    let world = World::start();
    let (fmp, builtin) = (world.fmp(), Builtin::open().unwrap());
    for ticker in ["AAPL", "KO", "NVDA"] {
        let ticker = symbol(ticker);
        for frequency in [Frequency::Annual, Frequency::Quarterly] {
            let mut rows = 0;
            for kind in StatementKind::ALL {
                let label = format!("{ticker} {} {}", frequency.label(), kind.label());
                let live = fmp.statements(&ticker, kind, frequency).await.unwrap();
                assert_eq!((live.provider, live.as_of.to_string().as_str()), ("fmp", "2026-11-21"));
                assert!(live.url.ends_with(ticker.as_str()), "{}", live.url);
                let ends: Vec<_> = live.value.iter().map(|statement| statement.span.end).collect();
                assert!(3 < ends.len() && ends.is_sorted(), "{label} {ends:?}");
                let carried = builtin.statements(&ticker, kind, frequency).await.unwrap();
                let carried = by_period(carried.value);
                for (place, statement) in live.value.into_iter().enumerate() {
                    let known = &carried[&statement.period];
                    assert_eq!(statement.span.end, known.span.end, "{label}");
                    // When the first one began is only told by the one before.
                    if 0 < place {
                        assert_eq!(statement.span, known.span, "{label} {}", statement.period);
                    }
                    assert_eq!(statement.currency, known.currency);
                    for (item, figure) in &statement.figures {
                        let Some(known) = known.figures.get(item) else { continue };
                        assert_eq!(figure.value, known.value, "{label} {item:?}");
                        assert_eq!(figure.unit, known.unit, "{label} {item:?}");
                        assert_ne!(figure.value, Decimal::ZERO);
                        rows += 1;
                    }
                }
            }
            assert!(200 < rows, "{ticker} {} {rows}", frequency.label());
        }
    }
}

#[tokio::test]
async fn what_fmp_does_not_know_is_absent_though_it_sends_nought() {
    let world = World::started(|settings| settings.zero_missing = true);
    let fmp = world.fmp();
    let ticker = symbol("AAPL");
    for kind in StatementKind::ALL {
        let statements = fmp.statements(&ticker, kind, Frequency::Annual).await.unwrap().value;
        let figures = statements.iter().flat_map(|statement| &statement.figures);
        assert!(figures.clone().count() > 50);
        for (item, figure) in figures {
            assert_ne!(figure.value, Decimal::ZERO, "{item:?}");
        }
        if kind == StatementKind::CashFlow {
            let spent = &statements[0].figures[&LineItem::CapitalExpenditure];
            assert!(Decimal::ZERO < spent.value);
        }
    }
    let metrics = fmp.metrics(&ticker).await.unwrap().value;
    assert!(metrics.iter().all(|metric| !metric.value.is_zero()));
}

#[tokio::test]
async fn company_quote_and_closes_are_those_of_the_built_in_data() {
    let world = World::start();
    let (fmp, builtin) = (world.fmp(), Builtin::open().unwrap());
    let ticker = symbol("AAPL");
    let (live, carried) =
        (fmp.company(&ticker).await.unwrap(), builtin.company(&ticker).await.unwrap());
    assert_eq!(live.value.listing.name, carried.value.listing.name);
    assert_eq!(live.value.listing.cik, carried.value.listing.cik);
    assert_eq!(live.value.sector, carried.value.sector);
    assert_eq!(live.value.industry, carried.value.industry);
    let (live, carried) =
        (fmp.closes(&ticker).await.unwrap(), builtin.closes(&ticker).await.unwrap());
    assert_eq!(live.value.days, carried.value.days);
    assert_eq!(live.value.currency.code(), "USD");
    let last = live.value.last().unwrap();
    assert_eq!(live.as_of, last.date);
    let quote = fmp.quote(&ticker).await.unwrap().value;
    assert_eq!(quote.price, last.price);
    assert_eq!(quote.previous_close, live.value.previous().map(|close| close.price));
    assert_eq!(quote.currency.unwrap().code(), "USD");
    assert!(quote.market_value.is_some());
}

#[tokio::test]
async fn the_rest_is_read_and_counted() {
    let world = World::started(|settings| settings.news_title = Some("Limit Reach . Error".into()));
    let fmp = world.fmp();
    let ticker = symbol("MSFT");
    let estimates = fmp.estimates(&ticker).await.unwrap().value;
    assert_eq!(estimates.len(), 5);
    assert!(estimates.is_sorted_by_key(|estimate| estimate.end));
    assert!(estimates[0].revenue.low < estimates[0].revenue.average);
    for by in [SegmentedBy::Product, SegmentedBy::Region] {
        let segments = fmp.segments(&ticker, by).await.unwrap().value;
        assert!(segments.is_sorted_by_key(|segments| segments.end));
        assert_eq!(segments.last().unwrap().parts.len(), 3);
    }
    let peers = fmp.peers(&ticker).await.unwrap().value;
    assert!(peers.iter().all(|peer| peer.symbol != ticker && !peer.name.is_empty()));
    // A title may say anything: it is no refusal.
    let news = fmp.news(&ticker).await.unwrap().value;
    assert_eq!((news.len(), news[0].title.as_str()), (10, "Limit Reach . Error"));
    let filings = fmp.filings(&ticker).await.unwrap().value;
    assert!(filings.iter().all(|filed| filed.url.starts_with("https://")));
    let metrics = fmp.metrics(&ticker).await.unwrap().value;
    let named = |name: &str| metrics.iter().filter(|metric| metric.name == name).count();
    assert_eq!((named("netProfitMargin"), named("returnOnAssets")), (5, 5));
    assert_eq!((named("fiscalYear"), named("symbol")), (0, 0));
    let found = fmp.search("apple").await.unwrap().value;
    assert_eq!(found[0].symbol, symbol("AAPL"));
    assert_eq!(fmp.search("AAPL").await.unwrap().value[0].symbol, symbol("AAPL"));
    let mut symbols: Vec<_> = found.iter().map(|found| found.symbol.as_str()).collect();
    symbols.sort_unstable();
    symbols.dedup();
    assert_eq!(symbols.len(), found.len());
}

#[tokio::test]
async fn what_nobody_lists_is_unknown_and_what_is_not_there_is_not_covered() {
    let world = World::start();
    let fmp = world.fmp();
    let nobody = symbol("ZZZZZ");
    let company = fmp.company(&nobody).await.unwrap_err();
    assert!(matches!(company, MarketError::UnknownSymbol(unknown) if unknown == nobody));
    let closes = fmp.closes(&nobody).await.unwrap_err();
    assert!(matches!(closes, MarketError::UnknownSymbol(_)));
    let statements = fmp.statements(&nobody, StatementKind::Income, Frequency::Annual).await;
    assert_eq!(statements.unwrap_err().to_string(), "fmp has no annual income statement of ZZZZZ");
    assert!(matches!(fmp.search("qqqqqqqq").await, Err(MarketError::NotCovered { .. })));
}

#[tokio::test]
async fn the_key_travels_in_a_header_and_an_address_may_end_in_a_slash() {
    let world = World::start();
    let mut settings = world.fmp_settings();
    settings.base = format!("{}/", settings.base).parse().unwrap();
    let fmp = providers::market::fmp::Fmp::new(settings, &world.outside()).unwrap();
    fmp.company(&symbol("KO")).await.unwrap();
    fmp.search("coca & cola=?").await.unwrap_err();
    let requests = world.stand_in.requests();
    assert!(requests.iter().all(|request| request.key == KeyPlace::Header), "{requests:?}");
    assert_eq!(world.paths()[0], "/fmp/stable/profile?symbol=KO");
    assert_eq!(world.asked(Upstream::Fmp), 3);
}
