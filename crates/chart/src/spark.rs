//! A row of figures in a row of characters.

use crate::scale::{self, fraction};
use rust_decimal::Decimal;

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII: [char; 5] = ['_', '.', '-', '=', '^'];

/// The figures as blocks of eight heights from lowest to highest, at most `columns` wide.
///
/// A gap is a space. Where columns are fewer than figures, each shows the last figure of its stretch.
pub fn sparkline(values: &[Option<Decimal>], columns: usize) -> String {
    draw(values, columns, &BLOCKS)
}

/// [`sparkline`] for a terminal that shows nothing but ASCII.
pub fn sparkline_ascii(values: &[Option<Decimal>], columns: usize) -> String {
    draw(values, columns, &ASCII)
}

fn draw(values: &[Option<Decimal>], columns: usize, levels: &[char]) -> String {
    let shown = last_of_each_stretch(values, columns);
    let low = shown.iter().flatten().min().copied().unwrap_or_default();
    let high = shown.iter().flatten().max().copied().unwrap_or_default();
    // Rounding half down puts a row of equal figures on the middle level of an even number of them.
    let top = scale::length(levels.len().saturating_sub(1));
    let level = |value| scale::count((fraction(value, low, high) * top - 0.01).max(0.0));
    let character = |value: Option<Decimal>| value.and_then(|value| levels.get(level(value)));
    shown.into_iter().map(|value| character(value).copied().unwrap_or(' ')).collect()
}

fn last_of_each_stretch(values: &[Option<Decimal>], columns: usize) -> Vec<Option<Decimal>> {
    let columns = columns.min(values.len());
    let bound = |column: usize| column.saturating_mul(values.len()) / columns.max(1);
    let stretch = |column| values.get(bound(column)..bound(column + 1)).unwrap_or_default();
    (0..columns).map(|column| stretch(column).iter().rev().find_map(|value| *value)).collect()
}
