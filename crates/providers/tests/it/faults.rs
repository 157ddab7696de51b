//! Whatever goes wrong there is an answer in time: an error, or what is true.

use std::time::{Duration, Instant};

use finance::{Basis, MarketData, StatementKind, market::Frequency};
use providers::market::{
    builtin::Builtin,
    fmp::{Fmp, Plan, Settings},
};
use upstreams::{Fault, Upstream, Wait};

use crate::world::{World, symbol};

/// How long one request may take, and how often it is made.
const TIME: Duration = Duration::from_millis(300);
const ATTEMPTS: u64 = 3;
/// The waits between them, and the machine's own pace.
const SLACK: Duration = Duration::from_secs(8);

fn world(fault: Fault, upstream: &str) -> World {
    let world = World::faulty(&[&format!("{upstream}={fault}")]);
    world.stand_in.set(|settings| settings.slow = Wait(2 * TIME));
    world
}

/// The truth, or none of it; never a nought.
async fn check(market: &dyn MarketData, fault: Fault) {
    let ticker = symbol("KO");
    let builtin = Builtin::open().unwrap();
    for kind in StatementKind::ALL {
        let began = Instant::now();
        let live = market.statements(&ticker, kind, Frequency::Annual).await;
        assert!(began.elapsed() < 3 * 3 * TIME + SLACK, "{fault} took {:?}", began.elapsed());
        let Ok(live) = live else { continue };
        assert!(!live.value.is_empty(), "{fault}");
        let carried = builtin.statements(&ticker, kind, Frequency::Annual).await.unwrap().value;
        for statement in &live.value {
            assert!(!statement.figures.is_empty(), "{fault}");
            let known = carried.iter().find(|known| known.period == statement.period);
            for (item, figure) in &statement.figures {
                assert!(!figure.value.is_zero(), "{fault} {item:?}");
                let known = known.and_then(|known| known.figures.get(item));
                // What no filing carries as it is, the stand-in's files do not carry either.
                if let Some(known) = known.filter(|known| matches!(known.basis, Basis::Filed(_))) {
                    assert_eq!(figure.value, known.value, "{fault} {item:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn no_fault_of_fmp_makes_a_panic_a_hang_or_a_nought() {
    for fault in Fault::ALL {
        for plan in [Plan::Unknown, Plan::Free] {
            let world = world(fault, "fmp");
            let settings = Settings { plan, time: TIME, ..world.fmp_settings() };
            let fmp = Fmp::new(settings, &world.outside()).unwrap();
            check(&fmp, fault).await;
            let asked = world.asked(Upstream::Fmp);
            assert!((1..=3 * ATTEMPTS).contains(&asked), "{fault} {plan:?}: {asked}");
        }
    }
}

#[tokio::test]
async fn no_fault_of_edgar_makes_a_panic_a_hang_or_a_nought() {
    for fault in Fault::ALL {
        let world = world(fault, "sec");
        check(&world.edgar_with(|settings| settings.time = TIME), fault).await;
        let asked = world.asked(Upstream::Sec);
        assert!((1..=6 * ATTEMPTS).contains(&asked), "{fault}: {asked}");
    }
}

#[tokio::test]
async fn everything_else_of_fmp_bears_every_fault() {
    for fault in Fault::ALL {
        let world = world(fault, "fmp");
        let settings = Settings { time: TIME, ..world.fmp_settings() };
        let fmp = Fmp::new(settings, &world.outside()).unwrap();
        let ticker = symbol("KO");
        let answers = [
            fmp.quote(&ticker).await.is_ok(),
            fmp.company(&ticker).await.is_ok(),
            fmp.closes(&ticker).await.is_ok(),
            fmp.estimates(&ticker).await.is_ok(),
            fmp.peers(&ticker).await.is_ok(),
            fmp.news(&ticker).await.is_ok(),
            fmp.filings(&ticker).await.is_ok(),
            fmp.metrics(&ticker).await.is_ok(),
            fmp.search("coca").await.is_ok(),
        ];
        // What has no numbers bears wrong ones.
        let good = answers.iter().filter(|good| **good).count();
        let most = if fault == Fault::Drip {
            9
        } else if fault == Fault::WrongTypes {
            5
        } else {
            0
        };
        assert!(good <= most, "{fault}: {answers:?}");
    }
}
