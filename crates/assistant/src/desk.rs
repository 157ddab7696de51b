//! What a flow has at hand: the run, the market, and what was already asked of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use agent::RunContext;
use finance::{MarketData, Symbol};

use crate::{agents::Agents, answer::Guesses, fetch::Fetching};

/// What a flow has at hand.
pub(crate) struct Desk<'a> {
    /// The run.
    pub(crate) ctx: &'a RunContext,
    /// Where figures come from.
    pub(crate) market: &'a Arc<dyn MarketData>,
    /// Who writes prose, where a model does.
    pub(crate) agents: Option<&'a Agents>,
    begun: Mutex<BTreeMap<Symbol, Arc<Fetching<'a>>>>,
    guesses: Mutex<Guesses>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        ctx: &'a RunContext,
        market: &'a Arc<dyn MarketData>,
        agents: Option<&'a Agents>,
    ) -> Self {
        Self { ctx, market, agents, begun: Mutex::default(), guesses: Mutex::default() }
    }

    /// The fetches of a company: those already begun, or none so far.
    pub(crate) fn fetching(&self, symbol: &Symbol) -> Arc<Fetching<'a>> {
        let mut begun = self.begun();
        let new = || Arc::new(Fetching::new(self.ctx, &**self.market, symbol.clone()));
        Arc::clone(begun.entry(symbol.clone()).or_insert_with(new))
    }

    /// Counts a guess, and whether it was one about these in the end.
    pub(crate) fn guessed(&self, symbol: &Symbol, symbols: &[Symbol]) {
        let mut guesses = self.guesses.lock().unwrap_or_else(PoisonError::into_inner);
        guesses.begun += 1;
        guesses.used += u64::from(symbols.contains(symbol));
    }

    /// The guesses of the run.
    pub(crate) fn guesses(&self) -> Guesses {
        *self.guesses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops what was begun for others than these.
    pub(crate) fn keep_only(&self, symbols: &[Symbol]) {
        self.begun().retain(|symbol, _| symbols.contains(symbol));
    }

    /// Drops everything that was begun.
    pub(crate) fn forget(&self) {
        self.begun().clear();
    }

    fn begun(&self) -> MutexGuard<'_, BTreeMap<Symbol, Arc<Fetching<'a>>>> {
        self.begun.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
