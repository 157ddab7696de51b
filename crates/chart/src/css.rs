//! The rules for what [`to_svg`](crate::to_svg) draws.

/// Styles for the page that shows the charts.
///
/// Colours are custom properties of no specificity, so that a page that sets its own wins, and follow the page's
/// `color-scheme`. The names of an axis stand in a padding
/// of fixed width, beside a plot that takes the rest.
pub const CSS: &str = include_str!("chart.css");
