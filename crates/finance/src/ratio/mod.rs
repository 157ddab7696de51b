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
