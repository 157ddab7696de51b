//! Ratios and key metrics: each a formula over rows, prices and other ratios.
//!
//! A ratio is computed into a fact table, so that it opens to its inputs; where an input is missing it is
//! undefined and says which. Every denominator must be positive: a price/earnings ratio of a loss, or a growth
//! rate from a negative base, means nothing and is called so.

mod compute;
mod rows;

pub use compute::{Computer, PriceAt, Undefined};
pub use rows::{Group, Ratio, RatioRow, RatioUnit};

use std::fmt;

use crate::{LineItem, format::in_sentence};

/// A formula. Leaves are rows of the period asked about, unless [`Expr::YearAgo`] says otherwise.
#[derive(Debug, Clone, Copy)]
pub enum Expr {
    /// A row.
    Line(LineItem),
    /// The mean of a balance at the period's end and a year before.
    Average(LineItem),
    /// Another ratio.
    Ratio(Ratio),
    /// The price of a share.
    Close,
    /// The shares outstanding on a day near the price's, where that is the last one.
    LatestShares,
    /// A whole number.
    Whole(i64),
    /// The same a year before.
    YearAgo(&'static Expr),
    /// The first that has all its inputs.
    FirstOf(&'static Expr, &'static Expr),
    /// The sum.
    Add(&'static Expr, &'static Expr),
    /// The difference.
    Sub(&'static Expr, &'static Expr),
    /// The product.
    Mul(&'static Expr, &'static Expr),
    /// The quotient, meaningless unless the divisor is positive.
    Div(&'static Expr, &'static Expr),
    /// The yearly rate at which the row grew over so many years.
    Cagr(LineItem, u8),
}

impl Expr {
    /// Whether an amount over a period is set against one at its end or a price: a quarter's flow against
    /// a balance is a fourth of what the name of the ratio promises.
    pub(super) fn needs_a_year(self) -> bool {
        let (flow, stock) = self.kinds();
        flow && stock
    }

    /// Whether it has flows, and whether it has balances or prices.
    fn kinds(self) -> (bool, bool) {
        match self {
            Self::Line(item) => (item.is_flow() || item.is_per_share(), item.is_instant()),
            Self::Average(_) | Self::Close | Self::LatestShares => (false, true),
            Self::Ratio(ratio) => ratio.row().formula.kinds(),
            Self::Whole(_) => (false, false),
            Self::YearAgo(inner) => inner.kinds(),
            Self::Cagr(..) => (true, false),
            Self::FirstOf(a, b)
            | Self::Add(a, b)
            | Self::Sub(a, b)
            | Self::Mul(a, b)
            | Self::Div(a, b) => {
                let (one, other) = (a.kinds(), b.kinds());
                (one.0 || other.0, one.1 || other.1)
            }
        }
    }
}

/// The formula in words, for no period in particular: `Net income ÷ Revenue`.
impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = |expr: &Expr| {
            let is_sum = matches!(expr, Expr::Add(..) | Expr::Sub(..));
            if is_sum { format!("({expr})") } else { expr.to_string() }
        };
        match self {
            Self::Line(item) => f.write_str(item.row().label),
            Self::Average(item) => write!(f, "average {}", in_sentence(item.row().label)),
            Self::Ratio(ratio) => f.write_str(ratio.row().label),
            Self::Close => f.write_str("Share price"),
            Self::LatestShares => f.write_str("Shares outstanding"),
            Self::Whole(365) => f.write_str("days of a year"),
            Self::Whole(number) => write!(f, "{number}"),
            Self::YearAgo(expr) => write!(f, "{expr} a year before"),
            Self::FirstOf(expr, _) => write!(f, "{expr}"),
            Self::Add(a, b) => write!(f, "{a} + {b}"),
            Self::Sub(a, b) => write!(f, "{a} − {}", inner(b)),
            Self::Mul(a, b) => write!(f, "{} × {}", inner(a), inner(b)),
            Self::Div(a, b) => write!(f, "{} ÷ {}", inner(a), inner(b)),
            Self::Cagr(item, _) => {
                write!(
                    f,
                    "the steady yearly growth that leads from the first {0} to the last",
                    in_sentence(item.row().label)
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_in_words() {
        let formula = |ratio: Ratio| ratio.row().formula.to_string();
        assert_eq!(formula(Ratio::NetMargin), "Net income ÷ Revenue");
        assert_eq!(
            formula(Ratio::QuickRatio),
            "(Current assets − Inventory) ÷ Current liabilities"
        );
        assert_eq!(
            formula(Ratio::RevenueGrowth),
            "(Revenue − Revenue a year before) ÷ Revenue a year before"
        );
        assert_eq!(
            formula(Ratio::DaysSalesOutstanding),
            "average receivables × days of a year ÷ Revenue"
        );
        for row in Ratio::ALL {
            assert!(!row.formula.to_string().contains(|c: char| c.is_ascii_digit()), "{}", row.key);
        }
    }
}
