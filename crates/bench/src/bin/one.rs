//! x
use bench::{Outcome, flow::Flow, matrix, parts::*, watch};
use upstreams::*;
fn main() -> Outcome<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        std::sync::LazyLock::force(&carried()?.1);
        let stand_in = StandIn::start(matrix::settings(
            std::env::args().nth(1).into_iter().map(|r| r.parse()).collect::<Result<_, _>>()?,
        ))?;
        for order in
            [vec![Market::Builtin], vec![Market::Fmp], vec![Market::Edgar, Market::Builtin]]
        {
            let plans = Plans { order: order.clone(), ..Plans::default() };
            for flow in Flow::ALL {
                for round in 0..2 {
                    let parts = plans.join(&Base::on_port(stand_in.port()))?;
                    let began = std::time::Instant::now();
                    let w = watch::ask(
                        &parts,
                        assistant::Asked::question(flow.question()),
                        agent::Budget::default(),
                    )
                    .await;
                    let t = std::time::Instant::now();
                    if let Ok(a) = &w.outcome {
                        a.figures();
                    }
                    eprintln!(
                        "{order:?} {flow} {round} {:?} figures {:?} events {} {}",
                        began.elapsed(),
                        t.elapsed(),
                        w.events.len(),
                        Upstream::ALL.map(|u| stand_in.count(u).requests.to_string()).join(" ")
                    );
                    if std::env::args().nth(2).is_some_and(|f| f == flow.to_string()) && round == 0
                    {
                        match &w.outcome {
                            Ok(a) => eprintln!(
                                "{}\n{:#?}\n{:?}\n{:?}",
                                a.text(),
                                a.authorship,
                                a.gaps,
                                a.passed_over
                            ),
                            Err(e) => eprintln!("{}", e.in_full()),
                        }
                    }
                    stand_in.clear();
                }
            }
        }
        Ok(())
    })
}
