//! Two providers held against each other: where FMP and the SEC differ beyond rounding for the same row and period.

use std::fmt::Write as _;
use std::sync::Arc;

use agent::{RunContext, RunError, Workflow};
use async_trait::async_trait;
use finance::{
    FiscalPeriod, LineItem, MarketData, Sourced, Statement, StatementKind, Symbol, Unit,
    format::{self, Style},
    market::Frequency,
    period::days_between,
};
use futures::future;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::{NoAnswer, answer::markdown};

/// Who is held against whom.
const PROVIDERS: [&str; 2] = ["fmp", "edgar"];
/// How far two ends of one period may lie apart, in days: 52-week years are counted differently.
const SAME_END_DAYS: i32 = 7;
/// No amount is rounded to more than a million of its currency.
const ROUNDED_MAX: i64 = 1_000_000;

/// Holds two providers against each other.
#[derive(Clone)]
pub struct Reconcile {
    /// Who asks both of them.
    pub market: Arc<dyn MarketData>,
}

impl std::fmt::Debug for Reconcile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reconcile").finish_non_exhaustive()
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Reconciled {
    /// The company.
    pub symbol: Symbol,
    /// How many figures both have.
    pub compared: usize,
    /// Those that differ, latest periods first.
    pub differences: Vec<Difference>,
    /// What one of them does not have, and why.
    pub gaps: Vec<String>,
}

/// A figure of which two providers say different things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The row.
    pub item: LineItem,
    /// The period.
    pub period: FiscalPeriod,
    /// What it counts.
    pub unit: Unit,
    /// What FMP says.
    pub fmp: Decimal,
    /// What the filings say.
    pub edgar: Decimal,
}

impl Difference {
    /// The difference as a part of what the filings say, where that is not nought.
    pub fn relative(&self) -> Option<Decimal> {
        let gap = self.fmp.checked_sub(self.edgar)?;
        gap.checked_div(self.edgar.abs())
    }
}

#[async_trait]
impl Workflow for Reconcile {
    type Input = Symbol;
    type Output = Reconciled;
    const NAME: &'static str = "reconcile";

    async fn run(&self, ctx: &RunContext, symbol: Symbol) -> Result<Reconciled, RunError> {
        let both = PROVIDERS.map(|provider| self.market.only(provider));
        let [Some(fmp), Some(edgar)] = both else {
            let message =
                "FMP and the SEC can only be held against each other where both are asked";
            let hint = "set FMP_API_KEY to a key of yours and SEC_CONTACT to your e-mail address";
            let (message, hint) = (message.to_owned(), hint.to_owned());
            return Err(NoAnswer { message, hint }.into_error());
        };
        let mut wanted = Vec::new();
        for often in [Frequency::Annual, Frequency::Quarterly] {
            wanted.extend(StatementKind::ALL.map(|kind| (kind, often)));
        }
        let jobs = wanted.iter().map(|(kind, often)| {
            let ask = |market: &'_ dyn MarketData| {
                let label = kind.label().to_lowercase();
                format!("{} {label} of {symbol} from {}", often.label(), market.provider())
            };
            future::join(
                ctx.step(ask(fmp), fmp.statements(&symbol, *kind, *often)),
                ctx.step(ask(edgar), edgar.statements(&symbol, *kind, *often)),
            )
        });
        let results = future::join_all(jobs.collect::<Vec<_>>()).await;
        let mut reconciled =
            Reconciled { symbol, compared: 0, differences: Vec::new(), gaps: Vec::new() };
        for (fmp, edgar) in results {
            match (fmp, edgar) {
                (Ok(fmp), Ok(edgar)) => reconciled.compare(&fmp, &edgar),
                (Err(error), _) | (_, Err(error)) => reconciled.gaps.push(error.in_full()),
            }
        }
        if reconciled.compared == 0
            && let Some(gap) = reconciled.gaps.first()
        {
            let message = format!("nothing could be compared: {gap}");
            let hint = "`fisc doctor` says how both stand".to_owned();
            return Err(NoAnswer { message, hint }.into_error());
        }
        reconciled.differences.sort_by_key(|one| (std::cmp::Reverse(one.period), one.item));
        Ok(reconciled)
    }
}

impl Reconciled {
    fn compare(&mut self, fmp: &Sourced<Vec<Statement>>, edgar: &Sourced<Vec<Statement>>) {
        for theirs in &fmp.value {
            let same = |ours: &&Statement| {
                let years = |period: FiscalPeriod| matches!(period, FiscalPeriod::Year(_));
                years(ours.period) == years(theirs.period)
                    && days_between(ours.span.end, theirs.span.end).abs() <= SAME_END_DAYS
                    && ours.currency == theirs.currency
            };
            let Some(ours) = edgar.value.iter().find(same) else { continue };
            for (item, theirs) in &theirs.figures {
                let Some(filed) = ours.figures.get(item).filter(|one| one.unit == theirs.unit)
                else {
                    continue;
                };
                self.compared += 1;
                let gap = theirs.value.checked_sub(filed.value).map(|gap| gap.abs());
                let rounded = slack(theirs.value).max(slack(filed.value));
                if gap.is_none_or(|gap| rounded < gap) {
                    self.differences.push(Difference {
                        item: *item,
                        period: ours.period,
                        unit: filed.unit,
                        fmp: theirs.value,
                        edgar: filed.value,
                    });
                }
            }
        }
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let agreed = self.compared - self.differences.len();
        let mut text = format!(
            "# FMP and the SEC on {}\n\n{agreed} of {} figures are the same but for rounding.\n\n",
            self.symbol, self.compared
        );
        if !self.differences.is_empty() {
            text.push_str(
                "| Row and period | FMP | SEC | Difference |\n| --- | ---: | ---: | ---: |\n",
            );
        }
        for one in &self.differences {
            let exact = |value| Style::default().exact(value, one.unit);
            let relative = one.relative().map_or(format::MEANINGLESS.to_owned(), |relative| {
                Style::default().prose(relative, Unit::Fraction)
            });
            let label = markdown::plain(one.item.row().label);
            let _ = writeln!(
                text,
                "| {label} {} | {} | {} | {relative} |",
                one.period,
                exact(one.fmp),
                exact(one.edgar)
            );
        }
        if !self.gaps.is_empty() {
            text.push_str("\n## What could not be compared\n\n");
            text.extend(self.gaps.iter().map(|gap| format!("- {}\n", markdown::plain(gap))));
        }
        text
    }

    /// `fisc.reconcile/1`.
    pub fn json(&self) -> Value {
        let differences = self.differences.iter().map(|one| {
            json!({
                "line_item": one.item.row().key,
                "period": one.period.to_string(),
                "unit": one.unit,
                "fmp": one.fmp.to_string(),
                "edgar": one.edgar.to_string(),
                "relative": one.relative().map(|relative| relative.round_dp(6).to_string()),
            })
        });
        json!({
            "schema": "fisc.reconcile/1",
            "symbol": self.symbol,
            "compared": self.compared,
            "differences": differences.collect::<Vec<_>>(),
            "gaps": self.gaps,
        })
    }
}

/// How far a figure may lie from the true one by rounding alone: half a unit of its last digit that is not nought.
fn slack(value: Decimal) -> Decimal {
    let mut unit = Decimal::new(1, value.normalize().scale());
    while unit < Decimal::from(ROUNDED_MAX)
        && !value.is_zero()
        && (value % (unit * Decimal::TEN)).is_zero()
    {
        unit *= Decimal::TEN;
    }
    (unit / Decimal::TWO).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_of_the_last_digit() {
        let slack_of = |text: &str| slack(text.parse().unwrap()).to_string();
        assert_eq!(slack_of("391035000000"), "500000");
        assert_eq!(slack_of("391035123"), "0.5");
        assert_eq!(slack_of("6.08"), "0.005");
        assert_eq!(slack_of("391000000000"), "500000", "no amount is rounded to a billion");
    }
}
