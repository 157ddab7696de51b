//! What must hold between the rows of a statement, checked only where every term was reported.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{LineItem, StatementKind};
use crate::Figure;

/// How far the two sides may differ, as one part in so many of the larger: rounding to millions of terms in a
/// sum, and no more.
const TOLERANCE: i64 = 1000;

/// An equation between rows of one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// Total assets are liabilities, equity and minority interests.
    BalanceSheet,
    /// Total assets are the total that the company prints below its liabilities and equity.
    BalanceTotals,
    /// Gross profit is revenue less its cost.
    GrossProfit,
    /// The change in cash is the sum of the three cash flows and the effect of exchange rates.
    CashRollForward,
}

/// Whether an equation holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Both sides are equal, but for rounding.
    Holds,
    /// The left side less the right, in the statement's currency.
    Fails(Decimal),
    /// These rows were not reported.
    NotCheckable(Vec<LineItem>),
}

impl Identity {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::BalanceSheet, Self::BalanceTotals, Self::GrossProfit, Self::CashRollForward];

    /// The equation in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::BalanceSheet => "total assets = liabilities + equity + minority interests",
            Self::BalanceTotals => "total assets = total liabilities and equity, as printed",
            Self::GrossProfit => "gross profit = revenue − cost of revenue",
            Self::CashRollForward => {
                "change in cash = operating + investing + financing cash flow + exchange-rate effect"
            }
        }
    }

    /// The statement whose rows it is about.
    pub fn statement(self) -> StatementKind {
        match self {
            Self::BalanceSheet | Self::BalanceTotals => StatementKind::Balance,
            Self::GrossProfit => StatementKind::Income,
            Self::CashRollForward => StatementKind::CashFlow,
        }
    }

    /// The left side, and the terms of the right with their signs.
    fn terms(self) -> (LineItem, &'static [(LineItem, bool)]) {
        match self {
            Self::BalanceSheet => (
                LineItem::TotalAssets,
                &[
                    (LineItem::TotalLiabilities, true),
                    (LineItem::Equity, true),
                    (LineItem::MinorityInterest, true),
                ],
            ),
            Self::BalanceTotals => {
                (LineItem::TotalAssets, &[(LineItem::LiabilitiesAndEquity, true)])
            }
            Self::GrossProfit => (
                LineItem::GrossProfit,
                &[(LineItem::Revenue, true), (LineItem::CostOfRevenue, false)],
            ),
            Self::CashRollForward => (
                LineItem::NetChangeInCash,
                &[
                    (LineItem::CashFromOperations, true),
                    (LineItem::CashFromInvesting, true),
                    (LineItem::CashFromFinancing, true),
                    (LineItem::ExchangeRateEffect, true),
                ],
            ),
        }
    }

    /// Whether the equation holds among these rows.
    pub fn check(self, figures: &BTreeMap<LineItem, Figure>) -> Verdict {
        let (left, right) = self.terms();
        let needed = std::iter::once(left).chain(right.iter().map(|(item, _)| *item));
        let missing: Vec<_> = needed.filter(|item| !figures.contains_key(item)).collect();
        if !missing.is_empty() {
            return Verdict::NotCheckable(missing);
        }
        let value =
            |item: &LineItem| figures.get(item).map_or(Decimal::ZERO, |figure| figure.value);
        let sum: Decimal =
            right.iter().map(|(item, plus)| if *plus { value(item) } else { -value(item) }).sum();
        let largest = right.iter().map(|(item, _)| value(item).abs()).max().unwrap_or_default();
        let difference = value(&left) - sum;
        if difference.abs() * Decimal::from(TOLERANCE) <= largest.max(value(&left).abs()) {
            Verdict::Holds
        } else {
            Verdict::Fails(difference.normalize())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Basis, Currency, Unit};

    #[track_caller]
    fn check(rows: &[(LineItem, i64)], expected: &Verdict) {
        let figure = |value: i64| Figure {
            value: value.into(),
            unit: Unit::Money(Currency::USD),
            basis: Basis::Normalised,
            restated: Box::default(),
        };
        let figures = rows.iter().map(|(item, value)| (*item, figure(*value))).collect();
        assert_eq!(Identity::BalanceSheet.check(&figures), *expected);
    }

    #[test]
    fn an_identity_is_checked_only_where_every_term_was_reported() {
        use LineItem::{Equity, MinorityInterest, TotalAssets, TotalLiabilities};
        let known = [(TotalAssets, 100), (TotalLiabilities, 60), (Equity, 40)];
        check(&known, &Verdict::NotCheckable(vec![MinorityInterest]));
        check(&[&known[..], &[(MinorityInterest, 0)]].concat(), &Verdict::Holds);
        check(&[&known[..], &[(MinorityInterest, 5)]].concat(), &Verdict::Fails((-5).into()));
    }
}
