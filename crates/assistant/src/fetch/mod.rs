//! Everything about a company, fetched at once, each part allowed to fail by itself.

mod extras;
mod parts;

use std::sync::Arc;

use agent::{RunError, StepError};
use finance::{
    Closes, Company, MarketData, MarketError, PassedOver, Sourced, Statement, StatementKind,
    Symbol,
    market::{Frequency, Quote},
    statement::{CompanyFigures, Priced},
};
use futures::future;

use crate::{answer::Gap, desk::Desk};
pub(crate) use extras::{Extras, extras};
pub(crate) use parts::Fetching;
use parts::{Got, Part};

/// What of a company an answer needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Needs {
    /// Which statements, and how often they are reported.
    pub(crate) statements: &'static [(StatementKind, Frequency)],
    /// Whether closing prices are needed.
    pub(crate) prices: bool,
    /// Whether statements and prices are needed from one provider, for numbers that take both.
    pub(crate) together: bool,
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
    together: false,
};

/// Everything, for a number that takes statements and prices.
pub(crate) const MULTIPLES: Needs = Needs { together: true, ..ALL };

/// The annual statements and prices.
pub(crate) const ANNUAL: Needs = Needs {
    statements: &[(Income, Annual), (Balance, Annual), (CashFlow, Annual)],
    prices: true,
    together: true,
};

/// The annual income statement alone.
pub(crate) const INCOME_OF_YEARS: Needs =
    Needs { statements: &[(Income, Annual)], prices: false, together: false };

/// The income statements.
pub(crate) const INCOME: Needs =
    Needs { statements: &[(Income, Annual), (Income, Quarterly)], prices: false, together: false };

/// All statements, without prices.
pub(crate) const STATEMENTS: Needs =
    Needs { statements: ALL.statements, prices: false, together: false };

/// Prices alone.
pub(crate) const PRICES: Needs = Needs { statements: &[], prices: true, together: false };

impl Needs {
    fn parts(&self) -> impl Iterator<Item = Part> {
        let statements =
            self.statements.iter().map(|(kind, often)| Part::Statements(*kind, *often));
        let prices = [Part::Closes, Part::Quote].into_iter().filter(|_| self.prices);
        [Part::Company].into_iter().chain(statements).chain(prices)
    }
}

/// What was fetched, what was not and why, and who was passed over.
pub(crate) struct Fetched {
    pub(crate) known: CompanyFigures,
    pub(crate) gaps: Vec<Gap>,
    pub(crate) passed_over: Vec<PassedOver>,
}

/// What came of one kind of statements.
type OfKind = (Part, Result<Sourced<Vec<Statement>>, Arc<Got>>);

/// What came of closes, where they were asked for, and of the quote.
type Prices = (Option<Result<Sourced<Closes>, Arc<Got>>>, Option<Sourced<Quote>>);

/// Fetches what is needed of a company. Only an unknown company, or nothing at all, is a failure.
pub(crate) async fn fetch(
    desk: &Desk<'_>,
    symbol: &Symbol,
    needs: Needs,
) -> Result<Fetched, RunError> {
    fetch_of(desk, symbol, needs, None).await
}

/// The same, with statements of `provider` alone, of which some were shown already.
pub(crate) async fn fetch_of(
    desk: &Desk<'_>,
    symbol: &Symbol,
    needs: Needs,
    provider: Option<&'static str>,
) -> Result<Fetched, RunError> {
    let fetching = desk.fetching(symbol);
    fetching.all(&needs).await;
    let mut statements: Vec<OfKind> = Vec::new();
    let (mut company, mut closes, mut quote) = (None, None, None);
    for part in needs.parts() {
        let got = fetching.part(part).await;
        match &*got {
            Got::Company(Ok(one)) => company = Some(one.clone()),
            Got::Company(Err(error)) => return Err(again(error).into()),
            Got::Statements(Ok(some)) => statements.push((part, Ok(some.clone()))),
            Got::Statements(Err(_)) => statements.push((part, Err(got))),
            Got::Closes(Ok(some)) => closes = Some(Ok(some.clone())),
            Got::Closes(Err(_)) => closes = Some(Err(got)),
            // Closes are there without it.
            Got::Quote(one) => quote = one.as_ref().ok().cloned(),
        }
    }
    drop(fetching);
    let Some(company): Option<Sourced<Company>> = company else {
        return Err(RunError::failed("the company was not asked for"));
    };
    let wanted = match (&closes, provider) {
        (_, Some(provider)) => vec![provider],
        (Some(Ok(closes)), None) if needs.together => vec![closes.provider, ""],
        (_, None) => vec![""],
    };
    from_one_provider(desk, symbol, &mut statements, &wanted).await;
    if let Some(provider) = provider {
        // What others have of it would mix two.
        statements
            .sort_by_key(|(_, result)| result.as_ref().is_ok_and(|some| some.provider != provider));
    }
    Ok(assemble(symbol, company, statements, (closes, quote))?)
}

/// Sees to it that all statements come from one provider, for no ratio and no growth mixes two: where they do not,
/// those that are wanted are asked for all, the first that has them; an empty name is the one that gave most.
async fn from_one_provider(
    desk: &Desk<'_>,
    symbol: &Symbol,
    statements: &mut [OfKind],
    wanted: &[&'static str],
) {
    let given = || statements.iter().filter_map(|(_, result)| result.as_ref().ok());
    let Some(first) = given().next().map(|some| some.provider) else { return };
    let count = |provider| given().filter(|some| some.provider == provider).count();
    let most = given()
        .map(|some| some.provider)
        .max_by_key(|provider| (count(*provider), *provider == first))
        .unwrap_or(first);
    for provider in wanted.iter().map(|name| if name.is_empty() { most } else { name }) {
        let others = statements
            .iter()
            .enumerate()
            .filter(|(_, (_, result))| result.as_ref().is_ok_and(|some| some.provider != provider));
        let places: Vec<(usize, Part)> = others.map(|(place, (part, _))| (place, *part)).collect();
        if places.is_empty() {
            return;
        }
        let Some(market) = desk.market.only(provider) else { continue };
        let again = places.iter().map(|(_, part)| ask_again(desk, market, symbol, *part));
        let again = future::join_all(again).await;
        // Asked for all, or for none: a part of it would mix two.
        if again.iter().all(Option::is_some) {
            for ((place, _), some) in places.into_iter().zip(again) {
                if let (Some((_, kept)), Some(some)) = (statements.get_mut(place), some) {
                    *kept = Ok(some);
                }
            }
            return;
        }
    }
}

async fn ask_again(
    desk: &Desk<'_>,
    market: &dyn MarketData,
    symbol: &Symbol,
    part: Part,
) -> Option<Sourced<Vec<Statement>>> {
    let Part::Statements(kind, often) = part else { return None };
    let name = format!("{}, from {} alone", part.name(symbol), market.provider());
    desk.ctx.step(name, market.statements(symbol, kind, often)).await.ok()
}

fn assemble(
    symbol: &Symbol,
    company: Sourced<Company>,
    statements: Vec<OfKind>,
    (closes, quote): Prices,
) -> Result<Fetched, StepError> {
    let (mut gaps, mut failures) = (Vec::new(), Vec::new());
    let mut passed_over = company.passed_over;
    let company_from = company.provider;
    let mut known = CompanyFigures::new(company.value, company.provider, company.as_of);
    for (part, result) in statements {
        let name = part.name(symbol);
        match result {
            Ok(some) => {
                passed_over.extend(some.passed_over);
                let other = known.periods().next().is_some() && known.provider != some.provider;
                if other {
                    let reason = format!(
                        "only {} has it, and the rest is from {}",
                        some.provider, known.provider
                    );
                    gaps.push(Gap::new(name, some.provider, reason));
                    continue;
                }
                known.provider = some.provider;
                known.as_of = some.as_of;
                some.value.into_iter().for_each(|statement| known.add(statement));
            }
            Err(got) => failed(name, &got, &mut gaps, &mut failures),
        }
    }
    if known.provider != company_from {
        // A number of shares goes with statements of its own source alone.
        known.company.shares = None;
    }
    match closes {
        Some(Ok(Sourced { value: closes, provider, url, as_of: _, passed_over: over })) => {
            let quote = quote.filter(|quote| quote.provider == provider).map(|quote| quote.value);
            known.priced = Some(Priced { closes, provider, url, quote });
            passed_over.extend(over);
        }
        Some(Err(got)) => failed(Part::Closes.name(symbol), &got, &mut gaps, &mut failures),
        None => {}
    }
    let nothing = known.periods().next().is_none() && known.priced.is_none();
    match failures.into_iter().next() {
        Some(error) if nothing => Err(error),
        Some(_) | None => {
            passed_over.sort();
            passed_over.dedup();
            Ok(Fetched { known, gaps, passed_over })
        }
    }
}

fn failed(name: String, got: &Got, gaps: &mut Vec<Gap>, failures: &mut Vec<StepError>) {
    if let Some(error) = got.error() {
        gaps.push(gap(name, error));
        failures.push(again(error));
    }
}

/// The same error, for one more who asks.
fn again(error: &StepError) -> StepError {
    let source: Box<dyn std::error::Error + Send + Sync> =
        match error.source.downcast_ref::<MarketError>() {
            Some(market) => Box::new(market.clone()),
            None => error.source.to_string().into(),
        };
    StepError { step: error.step.clone(), source }
}

fn gap(what: String, error: &StepError) -> Gap {
    let market = error.source.downcast_ref::<MarketError>();
    let provider = market.and_then(MarketError::provider).unwrap_or_default();
    let reason = market.map_or_else(|| error.in_full(), MarketError::in_full);
    Gap::new(what, provider, reason)
}
