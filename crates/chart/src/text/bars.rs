//! Bars that lie: a row each, with its name, its length and its figure.

use crate::{
    columns::{left, right, widest},
    scale::{self, Scale},
    spec::{ChartSpec, Series},
    waterfall::{Move, Step},
};
use rust_decimal::Decimal;

/// The left part of a cell, in eighths.
const EIGHTHS: [char; 8] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A row before it is drawn.
#[derive(Debug)]
pub(super) struct Row {
    name: String,
    figure: String,
    /// From where to where; nothing for a gap.
    bar: Option<(Decimal, Decimal)>,
    /// Says the direction where the place of the bar does not.
    mark: &'static str,
}

/// A bar from zero for each period.
pub(super) fn of_series(spec: &ChartSpec, series: &Series) -> Vec<Row> {
    let row = |period| Row {
        name: spec.x_label(period).to_owned(),
        figure: series.text(period),
        bar: series.value(period).map(|value| (Decimal::ZERO, value)),
        mark: "",
    };
    (0..spec.periods()).map(row).collect()
}

/// A bar for each step, where the step is.
pub(super) fn of_steps(spec: &ChartSpec, series: &Series, steps: &[Step]) -> Vec<Row> {
    let row = |period| {
        let step = steps.iter().find(|step| step.period == period);
        Row {
            name: spec.x_label(period).to_owned(),
            figure: series.text(period),
            bar: step.map(|step| (step.from, step.to)),
            mark: step.map_or("", |step| match step.is {
                Move::Level => "",
                Move::Up => "▲",
                Move::Down => "▼",
            }),
        }
    };
    (0..spec.periods()).map(row).collect()
}

/// The rows as lines of at most `columns` columns.
pub(super) fn rows(rows: &[Row], scale: &Scale, columns: usize) -> Vec<String> {
    let names = widest(rows.iter().map(|row| row.name.as_str()), columns / 3);
    let figures = widest(rows.iter().map(|row| row.figure.as_str()), columns / 3);
    let marks = widest(rows.iter().map(|row| row.mark), 1);
    let cells = columns.saturating_sub(names + figures + marks + 2);
    let line = |row: &Row| {
        let name = left(&row.name, names);
        let bar = row.bar.map(|ends| bar(ends, scale, cells) + row.mark).unwrap_or_default();
        format!("{name} {} {}", left(&bar, cells + marks), right(&row.figure, figures))
    };
    rows.iter().map(line).collect()
}

/// The cells between the two ends. A bar begins on a cell or on half of one, and ends on an eighth.
fn bar((from, to): (Decimal, Decimal), scale: &Scale, cells: usize) -> String {
    let (start, end) = (eighths(from.min(to), scale, cells), eighths(from.max(to), scale, cells));
    let (cell, half) = ((start + 2) / 8, (start + 2) / 4 % 2 == 1);
    let whole = (end / 8).saturating_sub(cell + usize::from(half));
    let edge = if cell <= end / 8 { EIGHTHS.get(end % 8) } else { None };
    let body: String = half
        .then_some('▐')
        .filter(|_| cell < end / 8)
        .into_iter()
        .chain(std::iter::repeat_n('█', whole))
        .chain(edge.copied().filter(|edge| *edge != ' '))
        .collect();
    // A figure too small for the terminal is still a figure, on its side of where it starts.
    let (cell, body) = match body.as_str() {
        "" if from < to => (cell.min(cells.saturating_sub(1)), "▏"),
        "" if to < from => (cell.saturating_sub(1), "▕"),
        body => (cell, body),
    };
    " ".repeat(cell) + body
}

/// Where a figure stands, in eighths of a cell; zero always on the edge of one, for bars to start there.
fn eighths(value: Decimal, scale: &Scale, cells: usize) -> usize {
    let zero = scale.fraction(Decimal::ZERO);
    let wide = scale::length(cells);
    let place = (zero * wide).round() + (scale.fraction(value) - zero) * wide;
    scale::count((place * 8.0).clamp(0.0, wide * 8.0))
}
