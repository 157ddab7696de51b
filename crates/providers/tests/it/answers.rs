//! Answers that are kept, asked for once, asked for again, and not too many at a time.

use std::{sync::Arc, time::Duration};

use finance::{MarketData, StatementKind, market::Frequency};
use futures::future;
use providers::{
    market::fmp::{Fmp, Settings},
    upstream::{AtOnce, FileCache, Outside},
};
use upstreams::{Rule, Upstream, Wait};

use crate::world::{World, symbol};

fn late(world: &World, by: Duration) {
    let wait = Wait(by);
    world.stand_in.set(|settings| settings.delays = vec![Rule::of(Upstream::Fmp, wait)]);
}

#[tokio::test]
async fn a_hundred_who_ask_the_same_ask_once() {
    let world = World::start();
    late(&world, Duration::from_millis(50));
    let fmp = world.fmp();
    let ticker = symbol("KO");
    let answers = future::join_all((0..100).map(|_| fmp.peers(&ticker))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(world.asked(Upstream::Fmp), 1);
    // A failure is everybody's too.
    world.fault(&["fmp=404"]);
    let ticker = symbol("PEP");
    let answers = future::join_all((0..100).map(|_| fmp.peers(&ticker))).await;
    assert!(answers.iter().all(Result::is_err));
    assert_eq!(world.asked(Upstream::Fmp), 2);
    world.fault(&[]);
    assert!(fmp.peers(&ticker).await.is_ok());
}

#[tokio::test]
async fn where_the_first_goes_away_the_next_still_gets_its_answer() {
    let world = World::start();
    late(&world, Duration::from_millis(50));
    let fmp = world.fmp();
    let ticker = symbol("KO");
    let mut first = Box::pin(fmp.peers(&ticker));
    let mut second = Box::pin(fmp.peers(&ticker));
    assert!(futures::poll!(&mut first).is_pending());
    assert!(futures::poll!(&mut second).is_pending());
    while world.asked(Upstream::Fmp) == 0 {
        assert!(futures::poll!(&mut first).is_pending());
        tokio::task::yield_now().await;
    }
    drop(first);
    assert!(second.await.is_ok());
    assert_eq!(world.asked(Upstream::Fmp), 2);
}

#[tokio::test]
async fn answers_hold_as_long_as_their_kind_does_by_the_clock() {
    let world = World::start();
    let fmp = world.fmp();
    let ticker = symbol("KO");
    let ask = async |fmp: &Fmp| {
        fmp.quote(&ticker).await.unwrap();
        world.paths().iter().filter(|path| path.contains("/quote?")).count()
    };
    assert_eq!((ask(&fmp).await, ask(&fmp).await), (1, 1));
    world.clock.step(Duration::from_secs(14));
    assert_eq!((ask(&fmp).await, ask(&world.fmp()).await), (1, 1));
    world.clock.step(Duration::from_secs(1));
    assert_eq!(ask(&fmp).await, 2);
    // Another process finds what this one kept.
    assert_eq!(ask(&world.fmp()).await, 2);
    let outside = Outside { fresh: true, ..world.outside() };
    let fresh = Fmp::new(world.fmp_settings(), &outside).unwrap();
    assert_eq!((ask(&fresh).await, ask(&fresh).await), (3, 3));
    // The profile is the day's.
    let profiles = world.paths().iter().filter(|path| path.contains("/profile?")).count();
    assert_eq!(profiles, 2);
}

#[tokio::test]
async fn that_there_is_nothing_is_not_believed_for_long() {
    let world = World::faulty(&["fmp=empty-array"]);
    let fmp = world.fmp();
    fmp.company(&symbol("KO")).await.unwrap_err();
    fmp.company(&symbol("KO")).await.unwrap_err();
    assert_eq!(world.asked(Upstream::Fmp), 1);
    world.fault(&[]);
    world.clock.step(Duration::from_mins(10));
    assert!(fmp.company(&symbol("KO")).await.is_ok());
}

#[tokio::test]
async fn as_of_is_the_day_of_the_asking() {
    let world = World::start();
    let ticker = symbol("KO");
    world.fmp().company(&ticker).await.unwrap();
    world.clock.step(Duration::from_secs(24 * 3_600 - 1));
    let kept = world.fmp().company(&ticker).await.unwrap();
    assert_eq!((world.asked(Upstream::Fmp), kept.as_of.to_string().as_str()), (1, "2026-11-21"));
    world.clock.step(Duration::from_secs(1));
    let fresh = world.fmp().company(&ticker).await.unwrap();
    assert_eq!((world.asked(Upstream::Fmp), fresh.as_of.to_string().as_str()), (2, "2026-11-22"));
}

#[tokio::test]
async fn a_passing_failure_is_mended_by_asking_again_but_not_for_ever() {
    for (rule, asked, good) in [
        ("fmp=503", 3, false),
        ("fmp=503x2", 3, true),
        ("fmp=429x1", 2, true),
        ("fmp=resetx1", 2, true),
        ("fmp=404x1", 1, false),
        ("fmp=401x1", 1, false),
    ] {
        let world = World::faulty(&[rule]);
        let answer = world.fmp().peers(&symbol("KO")).await;
        assert_eq!((world.asked(Upstream::Fmp), answer.is_ok()), (asked, good), "{rule}");
    }
}

#[tokio::test]
async fn many_failures_share_a_budget_and_a_failing_host_is_left_alone() {
    let world = World::faulty(&["fmp=503"]);
    let fmp = world.fmp();
    let tickers: Vec<_> = (0..100).map(|number| symbol(&format!("X{number}"))).collect();
    for ticker in &tickers {
        fmp.peers(ticker).await.unwrap_err();
    }
    let asked = world.asked(Upstream::Fmp);
    assert!((10..=20).contains(&asked), "{asked}");
    let error = fmp.peers(&tickers[0]).await.unwrap_err().in_full();
    assert!(error.contains("left alone"), "{error}");
    assert!(fmp.standing().shut.unwrap().contains("left alone"));
    assert_eq!(fmp.standing().requests, asked);
}

async fn burst(world: &World, at_once: AtOnce, count: usize) -> Fmp {
    let settings = Settings { at_once, ..world.fmp_settings() };
    let fmp = Fmp::new(settings, &world.outside()).unwrap();
    let tickers: Vec<_> = (0..count).map(|number| symbol(&format!("X{number}"))).collect();
    future::join_all(tickers.iter().map(|ticker| fmp.peers(ticker))).await;
    fmp
}

#[tokio::test]
async fn no_more_are_open_at_once_than_were_fixed() {
    let world = World::start();
    late(&world, Duration::from_millis(5));
    burst(&world, AtOnce::Fixed(2), 30).await;
    assert_eq!(world.stand_in.count(Upstream::Fmp).open_max, 2);
    assert_eq!(world.asked(Upstream::Fmp), 30);
    burst(&world, AtOnce::Auto, 60).await;
    let most = world.stand_in.count(Upstream::Fmp).open_max;
    assert!((3..=64).contains(&most), "{most}");
}

#[tokio::test]
async fn nobody_can_be_asked_none_at_a_time_and_any_number_is_borne() {
    let world = World::start();
    let with = |at_once| Fmp::new(Settings { at_once, ..world.fmp_settings() }, &world.outside());
    assert!(with(AtOnce::Fixed(0)).is_err());
    assert!(with(AtOnce::Fixed(usize::MAX)).is_ok());
}

#[tokio::test]
async fn fewer_are_asked_at_once_when_the_host_wants_fewer_and_more_again_later() {
    let world = World::faulty(&["fmp=429x1"]);
    let fmp = Fmp::new(world.fmp_settings(), &world.outside()).unwrap();
    assert_eq!(fmp.standing().at_once, 16);
    fmp.peers(&symbol("KO")).await.unwrap();
    // Halved by the refusal, and one more for the success that followed.
    assert_eq!(fmp.standing().at_once, 9);
    fmp.peers(&symbol("PEP")).await.unwrap();
    assert_eq!(fmp.standing().at_once, 10);
    // A symbol outside the plan says nothing about how many the host bears.
    world.fault(&["fmp=402-symbol"]);
    fmp.peers(&symbol("MSFT")).await.unwrap_err();
    assert_eq!(fmp.standing().at_once, 11);
}

#[tokio::test]
async fn a_slow_host_is_given_up_after_its_time() {
    let world = World::start();
    world.fmp().peers(&symbol("KO")).await.unwrap();
    world.fault(&["fmp=stall"]);
    let time = Duration::from_millis(200);
    let fmp = Fmp::new(Settings { time, ..world.fmp_settings() }, &world.outside()).unwrap();
    let error = fmp.quote(&symbol("KO")).await.unwrap_err().in_full();
    assert!(error.contains("no answer within 200 ms"), "{error}");
    let quotes = world.paths().iter().filter(|path| path.contains("/quote?")).count();
    assert_eq!(quotes, 1, "whoever took too long is not asked again");
}

#[tokio::test]
async fn an_endless_answer_is_not_read_to_its_end() {
    let world = World::faulty(&["fmp=endless"]);
    let time = Duration::from_mins(1);
    let fmp = Fmp::new(Settings { time, ..world.fmp_settings() }, &world.outside()).unwrap();
    let error = fmp.peers(&symbol("KO")).await.unwrap_err().in_full();
    assert!(error.contains("larger than 64 MB"), "{error}");
    assert_eq!(world.asked(Upstream::Fmp), 1);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_keeps_nobody_from_answers() {
    let world = World::start();
    // A folder inside a file.
    let file = Arc::new(FileCache::new("/dev/null/nowhere".into()));
    let fmp = Fmp::new(world.fmp_settings(), &Outside { cache: file, ..world.outside() }).unwrap();
    let income = fmp.statements(&symbol("KO"), StatementKind::Income, Frequency::Annual).await;
    assert!(income.is_ok());
    fmp.statements(&symbol("KO"), StatementKind::Income, Frequency::Annual).await.unwrap();
    assert_eq!(world.asked(Upstream::Fmp), 1);
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a test tears its own files")]
async fn a_torn_file_in_the_cache_is_no_answer() {
    let world = World::start();
    world.fmp().peers(&symbol("KO")).await.unwrap();
    for entry in std::fs::read_dir(world.cache.path()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 10]).unwrap();
    }
    world.fmp().peers(&symbol("KO")).await.unwrap();
    assert_eq!(world.asked(Upstream::Fmp), 2);
}
