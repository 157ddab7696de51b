//! What is said of a company besides its figures, where someone is asked live: each part may be missing.

use agent::StepError;
use finance::{
    MarketError, Sourced, Symbol,
    market::{Estimate, News, Peer},
};
use futures::future;

use super::gap;
use crate::{answer::Gap, desk::Desk};

/// What is said of a company besides its figures.
#[derive(Default)]
pub(crate) struct Extras {
    pub(crate) estimates: Option<Sourced<Vec<Estimate>>>,
    pub(crate) peers: Option<Sourced<Vec<Peer>>>,
    pub(crate) news: Option<Sourced<Vec<News>>>,
    pub(crate) gaps: Vec<Gap>,
}

/// Asks for all of it at once; nothing is asked where nobody is asked live.
pub(crate) async fn extras(desk: &Desk<'_>, symbol: &Symbol) -> Extras {
    if !desk.market.is_live() {
        return Extras::default();
    }
    let (ctx, market) = (desk.ctx, desk.market);
    let (estimates, peers, news) = future::join3(
        ctx.step(format!("estimates of {symbol}"), market.estimates(symbol)),
        ctx.step(format!("peers of {symbol}"), market.peers(symbol)),
        ctx.step(format!("news of {symbol}"), market.news(symbol)),
    )
    .await;
    let mut gaps = Vec::new();
    Extras {
        estimates: known(format!("estimates of {symbol}"), estimates, &mut gaps),
        peers: known(format!("peers of {symbol}"), peers, &mut gaps),
        news: known(format!("news of {symbol}"), news, &mut gaps),
        gaps,
    }
}

/// What was said; that nobody covers it is no gap.
fn known<T>(
    what: String,
    said: Result<Sourced<T>, StepError>,
    gaps: &mut Vec<Gap>,
) -> Option<Sourced<T>> {
    match said {
        Ok(said) => Some(said),
        Err(error) => {
            let market = error.source.downcast_ref::<MarketError>();
            let silent = market.is_some_and(|error| {
                matches!(error, MarketError::NotCovered { .. } | MarketError::UnknownSymbol(_))
            });
            if !silent {
                gaps.push(gap(what, &error));
            }
            None
        }
    }
}
