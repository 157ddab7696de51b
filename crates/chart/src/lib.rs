//! How figures are drawn.
//!
//! A [`ChartSpec`] says what a chart shows; each renderer turns it into one medium: a page, a terminal,
//! a file. Labels come formatted and axes ask the caller's [`TickFormat`], so that a figure reads the
//! same wherever it is shown. A missing value is drawn as a gap and never as zero, and no input makes a
//! renderer panic.

mod columns;
mod scale;
mod spec;
mod thin;
mod waterfall;

mod css;
mod csv;
mod spark;
mod svg;
mod text;
mod vega_lite;
mod words;

pub use crate::{
    css::CSS,
    csv::{harmless, to_csv},
    spark::{sparkline, sparkline_ascii},
    spec::{ChartSpec, Kind, Point, Role, Series},
    svg::to_svg,
    text::to_text,
    vega_lite::to_vega_lite,
    words::{alt_text, to_table},
};

use rust_decimal::Decimal;

/// How the caller writes a figure beside an axis, in the chart's unit.
pub type TickFormat<'a> = &'a dyn Fn(Decimal) -> String;

/// What stands where there is nothing to draw.
const NO_DATA: &str = "no data";
