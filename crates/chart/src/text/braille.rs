//! A line in braille dots, two across and four down in each cell.

use crate::{
    TickFormat,
    columns::{clip, left, right, widest},
    scale::{self, Scale},
    spec::{ChartSpec, Kind, Series},
};
use rust_decimal::Decimal;

/// How many rows of cells a chart is high.
const HEIGHT: usize = 10;

/// The bits of a braille cell, by row and then column.
const DOTS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];

/// Cells of dots; row 0 is the top.
#[derive(Debug)]
struct Dots {
    rows: Vec<Vec<u8>>,
}

/// The series with its axis at the left and its first and last period below.
pub(super) fn rows(
    spec: &ChartSpec,
    series: &Series,
    scale: &Scale,
    columns: usize,
    ticks: TickFormat<'_>,
) -> Vec<String> {
    let marks = axis(scale, ticks);
    let gutter = widest(marks.iter().map(String::as_str), columns / 3);
    let cells = columns.saturating_sub(gutter + 1);
    let dots = plot(spec, series, scale, cells);
    let line = |(mark, row): (&String, String)| format!("{} {row}", right(mark, gutter));
    let mut lines: Vec<_> = marks.iter().zip(dots.lines()).map(line).collect();
    lines.push(format!("{} {}", " ".repeat(gutter), ends(spec, cells)));
    lines
}

/// The text beside each row: the ticks of the scale, each on the row it falls on.
fn axis(scale: &Scale, ticks: TickFormat<'_>) -> Vec<String> {
    let row =
        |tick: &Decimal| scale::count((1.0 - scale.fraction(*tick)) * scale::length(HEIGHT - 1));
    let mark = |at| scale.ticks.iter().find(|tick| row(tick) == at).map(|tick| ticks(*tick));
    (0..HEIGHT).map(|at| mark(at).unwrap_or_default()).collect()
}

/// The first and the last period under the ends of the line.
fn ends(spec: &ChartSpec, cells: usize) -> String {
    let first = clip(spec.x_label(0), cells / 2);
    let last = clip(spec.x_label(spec.periods().saturating_sub(1)), cells / 2);
    let room = cells.saturating_sub(widest(std::iter::once(first.as_str()), cells));
    first.clone() + &right(&last, room)
}

fn plot(spec: &ChartSpec, series: &Series, scale: &Scale, cells: usize) -> Dots {
    let mut dots = Dots { rows: vec![vec![0; cells]; HEIGHT] };
    let across = scale::length((cells * 2).saturating_sub(1));
    let down = scale::length(HEIGHT * 4 - 1);
    let last = scale::length(spec.periods().saturating_sub(1)).max(1.0);
    let place = |(period, value): (usize, Decimal)| {
        (scale::length(period) / last * across, (1.0 - scale.fraction(value)) * down)
    };
    let floor =
        (spec.drawn_as() == Kind::Area).then(|| (1.0 - scale.fraction(Decimal::ZERO)) * down);
    let mut before = None;
    for period in 0..spec.periods() {
        let here = series.value(period).map(|value| place((period, value)));
        if let Some(to) = here {
            dots.line(before.unwrap_or(to), to, floor);
        }
        before = here;
    }
    dots
}

impl Dots {
    /// Dots from one place to another and, with a floor, everything between them and it.
    fn line(&mut self, from: (f64, f64), to: (f64, f64), floor: Option<f64>) {
        let (width, height) = (to.0 - from.0, to.1 - from.1);
        let strides = scale::count(width.abs().max(height.abs())).max(1);
        for stride in 0..=strides {
            let share = scale::length(stride) / scale::length(strides);
            let (x, y) = (from.0 + width * share, from.1 + height * share);
            self.column(scale::count(x), scale::count(y), scale::count(floor.unwrap_or(y)));
        }
    }

    fn column(&mut self, x: usize, from: usize, to: usize) {
        for y in from.min(to)..=from.max(to) {
            let cell = self.rows.get_mut(y / 4).and_then(|row| row.get_mut(x / 2));
            let dot = DOTS.get(y % 4).and_then(|dots| dots.get(x % 2));
            if let (Some(cell), Some(dot)) = (cell, dot) {
                *cell |= dot;
            }
        }
    }

    fn lines(&self) -> impl Iterator<Item = String> {
        // An empty cell is a space, which every font draws as nothing.
        let cell = |dots: &u8| match dots {
            0 => ' ',
            dots => char::from_u32(0x2800 + u32::from(*dots)).unwrap_or(' '),
        };
        self.rows.iter().map(move |row| left(&row.iter().map(cell).collect::<String>(), row.len()))
    }
}
