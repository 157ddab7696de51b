//! Ratios and key metrics: each a formula over rows, prices and other ratios.
//!
//! A ratio is computed into a fact table, so that it opens to its inputs; where an input is missing it is
//! undefined and says which. Every denominator must be positive: a price/earnings ratio of a loss, or a growth
//! rate from a negative base, means nothing and is called so.

mod compute;
mod rows;

pub use compute::{Computer, PriceAt, Undefined};
pub use rows::{Group, Ratio, RatioRow, RatioUnit};

use crate::LineItem;

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
