//! A run that is dropped leaves nothing open.

use std::time::Duration;

use agent::{EventKind, Run, RunOptions};
use assistant::Asked;
use bench::{
    flow::Flow,
    matrix,
    parts::{Base, Market, Plans},
    watch,
};
use futures::StreamExt as _;
use upstreams::{Settings, StandIn};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_dropped_at_any_event_leaves_nothing_open() {
    let delays = vec!["all=3ms".parse().unwrap()];
    let stand_in = StandIn::start(Settings { delays, ..matrix::settings(Vec::new()) }).unwrap();
    let plans = Plans { order: vec![Market::Fmp, Market::Builtin], ..Plans::default() };
    for flow in Flow::ALL {
        for at in 0.. {
            let parts = plans.join(&Base::on_port(stand_in.port())).unwrap();
            let asked = Asked::question(flow.question());
            let mut run = Run::start(parts.ask.clone(), asked, RunOptions::default());
            let mut last = None;
            for _ in 0..=at {
                last = run.next().await;
            }
            drop(run);
            assert!(watch::all_closed(&stand_in, Duration::from_secs(3)).await, "{flow} at {at}");
            // Facts come last, all at once: nothing is open any more.
            match last.map(|event| event.kind) {
                None | Some(EventKind::FactAdded { .. }) => break,
                Some(_) => {}
            }
        }
    }
}
