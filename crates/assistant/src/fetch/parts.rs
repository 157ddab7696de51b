//! What is fetched of a company, part by part: each asked for once, awaited by whoever needs it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agent::{RunContext, StepError};
use finance::{
    Closes, Company, MarketData, MarketError, Sourced, Statement, StatementKind, Symbol,
    market::{Frequency, Quote},
};
use futures::{
    FutureExt as _,
    future::{self, BoxFuture, Shared},
};

use super::Needs;

/// A part of what can be known of a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Besides its figures.
    Company,
    /// Its statements of one kind.
    Statements(StatementKind, Frequency),
    /// Its closing prices.
    Closes,
    /// Its price of the moment, where someone is asked live.
    Quote,
}

/// What came of a part.
pub(super) enum Got {
    Company(Result<Sourced<Company>, StepError>),
    Statements(Result<Sourced<Vec<Statement>>, StepError>),
    Closes(Result<Sourced<Closes>, StepError>),
    Quote(Result<Sourced<Quote>, MarketError>),
}

impl Got {
    /// Why it failed, where it did.
    pub(super) fn error(&self) -> Option<&StepError> {
        match self {
            Self::Company(got) => got.as_ref().err(),
            Self::Statements(got) => got.as_ref().err(),
            Self::Closes(got) => got.as_ref().err(),
            Self::Quote(_) => None,
        }
    }
}

type Asked<'a> = Shared<BoxFuture<'a, Arc<Got>>>;

/// The parts of one company that were asked for. They go on while anyone awaits one of them.
pub(crate) struct Fetching<'a> {
    ctx: &'a RunContext,
    market: &'a dyn MarketData,
    symbol: Symbol,
    parts: Mutex<BTreeMap<Part, Asked<'a>>>,
}

impl<'a> Fetching<'a> {
    pub(crate) fn new(ctx: &'a RunContext, market: &'a dyn MarketData, symbol: Symbol) -> Self {
        Self { ctx, market, symbol, parts: Mutex::default() }
    }

    /// A part, asked for now where it was not before.
    pub(super) fn part(&self, part: Part) -> Asked<'a> {
        let mut parts = self.begun();
        parts.entry(part).or_insert_with(|| self.ask(part)).clone()
    }

    /// Asks for all that is needed, and waits for it.
    ///
    /// What others asked for and no longer await goes on meanwhile: of two parts that need the same answer one has
    /// asked for it, and the other would wait for ever for one that nobody polls.
    pub(crate) async fn all(&self, needs: &Needs) {
        let begun: Vec<Asked<'a>> = self.begun().values().cloned().collect();
        let needed = future::join_all(needs.parts().map(|part| self.part(part)));
        future::select(needed, future::join_all(begun).then(|_| future::pending::<()>())).await;
    }

    fn begun(&self) -> MutexGuard<'_, BTreeMap<Part, Asked<'a>>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ask(&self, part: Part) -> Asked<'a> {
        let (ctx, market, symbol) = (self.ctx, self.market, self.symbol.clone());
        let got = async move {
            Arc::new(match part {
                Part::Company => {
                    let work = market.company(&symbol);
                    Got::Company(ctx.step(part.name(&symbol), work).await)
                }
                Part::Statements(kind, often) => {
                    let work = market.statements(&symbol, kind, often);
                    Got::Statements(ctx.step(part.name(&symbol), work).await)
                }
                Part::Closes => {
                    let work = market.closes(&symbol);
                    Got::Closes(ctx.step(part.name(&symbol), work).await)
                }
                // Most have none, which is no failure that a watcher should see.
                Part::Quote => Got::Quote(market.quote(&symbol).await),
            })
        };
        got.boxed().shared()
    }
}

impl Part {
    /// What it is called among the steps of a run.
    pub(super) fn name(self, symbol: &Symbol) -> String {
        match self {
            Self::Company => format!("profile of {symbol}"),
            Self::Statements(kind, often) => {
                format!("{} {} of {symbol}", often.label(), kind.label().to_lowercase())
            }
            Self::Closes => format!("prices of {symbol}"),
            Self::Quote => format!("quote of {symbol}"),
        }
    }
}
