//! Everything about a company, fetched at once, each part allowed to fail by itself.

use std::sync::Arc;

use agent::{RunContext, RunError, StepError};
use finance::{
    Company, MarketData, MarketError, Sourced, Statement, StatementKind, Symbol,
    market::Frequency,
    statement::{CompanyFigures, Priced},
};
use futures::future;

use crate::answer::Gap;

/// What of a company an answer needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needs {
    /// Which statements, and how often they are reported.
    pub(crate) statements: &'static [(StatementKind, Frequency)],
    /// Whether closing prices are needed.
    pub(crate) prices: bool,
}

use Frequency::{Annual, Quarterly};
use StatementKind::{Balance, CashFlow, Income};

/// Everything.
pub(crate) const ALL: Needs = Needs {
    statements: &[
        (Income, Annual),
        (Balance, Annual),
        (CashFlow, Annual),
        (Income, Quarterly),
        (Balance, Quarterly),
        (CashFlow, Quarterly),
    ],
    prices: true,
};

/// The annual statements and prices.
pub(crate) const ANNUAL: Needs =
    Needs { statements: &[(Income, Annual), (Balance, Annual), (CashFlow, Annual)], prices: true };

/// The income statements.
pub(crate) const INCOME: Needs =
    Needs { statements: &[(Income, Annual), (Income, Quarterly)], prices: false };

/// All statements, without prices.
pub(crate) const STATEMENTS: Needs = Needs { statements: ALL.statements, prices: false };

/// Prices alone.
pub(crate) const PRICES: Needs = Needs { statements: &[], prices: true };

/// What was fetched, and what was not and why.
pub(crate) struct Fetched {
    pub(crate) known: CompanyFigures,
    pub(crate) gaps: Vec<Gap>,
}

/// Fetches what is needed of a company. Only an unknown company, or nothing at all, is a failure.
pub(crate) async fn fetch(
    ctx: &RunContext,
    market: &Arc<dyn MarketData>,
    symbol: &Symbol,
    needs: Needs,
) -> Result<Fetched, RunError> {
    let statements = needs.statements.iter().map(|(kind, often)| async move {
        let name = format!("{} {} of {symbol}", label(*often), kind.label().to_lowercase());
        (name.clone(), ctx.step(name, market.statements(symbol, *kind, *often)).await)
    });
    let prices = async {
        if needs.prices {
            Some(ctx.step(format!("prices of {symbol}"), market.closes(symbol)).await)
        } else {
            None
        }
    };
    let company = ctx.step(format!("profile of {symbol}"), market.company(symbol));
    let (company, statements, prices) =
        future::join3(company, future::join_all(statements), prices).await;
    let company: Sourced<Company> = company?;
    let mut gaps = Vec::new();
    let mut known = CompanyFigures::new(company.value, company.provider, company.as_of);
    let mut failures = Vec::new();
    for (name, result) in statements {
        match result {
            Ok(Sourced { value, provider, as_of, url: _, passed_over: _ }) => {
                let statements: Vec<Statement> = value;
                let other = known.periods().next().is_some() && known.provider != provider;
                if other {
                    // One provider for all statements: a ratio never mixes two.
                    let reason =
                        format!("only {provider} has it, and the rest is from {}", known.provider);
                    gaps.push(Gap::new(name, provider, reason));
                    continue;
                }
                known.provider = provider;
                known.as_of = as_of;
                for statement in statements {
                    known.add(statement);
                }
            }
            Err(error) => {
                gaps.push(gap(name, &error));
                failures.push(error);
            }
        }
    }
    match prices {
        Some(Ok(Sourced { value: closes, provider, url, as_of: _, passed_over: _ })) => {
            known.priced = Some(Priced { closes, provider, url });
        }
        Some(Err(error)) => {
            gaps.push(gap(format!("prices of {symbol}"), &error));
            failures.push(error);
        }
        None => {}
    }
    let nothing = known.periods().next().is_none() && known.priced.is_none();
    match failures.into_iter().next() {
        Some(error) if nothing => Err(error.into()),
        Some(_) | None => Ok(Fetched { known, gaps }),
    }
}

fn label(often: Frequency) -> &'static str {
    match often {
        Annual => "annual",
        Quarterly => "quarterly",
    }
}

fn gap(what: String, error: &StepError) -> Gap {
    let market = error.source.downcast_ref::<MarketError>();
    let provider = market.and_then(MarketError::provider).unwrap_or_default();
    let reason = market.map_or_else(|| error.in_full(), ToString::to_string);
    Gap::new(what, provider, reason)
}
