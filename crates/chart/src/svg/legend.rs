//! The names of the series: at the end of their lines while they are few, in a row of keys otherwise.

use crate::{
    columns::clip,
    scale,
    spec::{ChartSpec, Kind, Series},
    svg::{
        canvas::{Canvas, Length},
        frame::width,
    },
};

/// The height of a row of keys.
pub(super) const ROW: f64 = 18.0;

/// How many lines can be named where they end.
const FEW: usize = 3;

/// The widest name that leaves a telephone enough room for the lines.
const WIDEST_NAME: f64 = 90.0;

/// The longest name that is written whole, in characters; the table has the rest.
const LONGEST: usize = 40;

/// Where a row of keys is broken, so that it fits a telephone.
const ROW_WIDTH: f64 = 330.0;

/// The space a key takes besides its name.
const KEY: f64 = 34.0;

/// Whether the lines are named where they end.
pub(super) fn fits_beside_lines(spec: &ChartSpec) -> bool {
    let lines = matches!(spec.drawn_as(), Kind::Line | Kind::Area);
    lines && (2..=FEW).contains(&spec.series.len()) && widest(spec) <= WIDEST_NAME
}

/// The width of the longest name.
pub(super) fn widest(spec: &ChartSpec) -> f64 {
    spec.series.iter().map(|series| width(&name(series))).fold(0.0, f64::max)
}

/// The name as the page has room for it.
pub(super) fn name(series: &Series) -> String {
    clip(&series.heading(), LONGEST)
}

/// How many rows the keys take; one series needs none.
pub(super) fn rows(spec: &ChartSpec) -> usize {
    places(spec).last().map_or(0, |(row, _)| row + 1)
}

/// The keys, row by row from the upper left corner.
pub(super) fn draw(
    canvas: &mut Canvas,
    spec: &ChartSpec,
    inks: &[String],
    (left, top): (f64, f64),
) {
    let mark = match spec.drawn_as() {
        Kind::Line | Kind::Area | Kind::Spark => line,
        Kind::Bar | Kind::Stacked | Kind::Waterfall => block,
    };
    for ((series, ink), (row, x)) in spec.series.iter().zip(inks).zip(places(spec)) {
        let y = top + scale::length(row) * ROW + 9.0;
        let x = left + x;
        mark(canvas, ink, x, y);
        canvas.add(format_args!(
            r#"<text class="chart-name" x="{}" y="{y}" dy="4">"#,
            Length(x + 20.0)
        ));
        canvas.text(&name(series));
        canvas.add(format_args!("</text>"));
    }
}

fn line(canvas: &mut Canvas, ink: &str, x: f64, y: f64) {
    let (from, to) = (Length(x), Length(x + 16.0));
    canvas.add(format_args!(r#"<path class="chart-line {ink}" d="M{from} {y}H{to}"/>"#));
}

fn block(canvas: &mut Canvas, ink: &str, x: f64, y: f64) {
    let (x, y) = (Length(x + 2.0), Length(y - 6.0));
    canvas.add(format_args!(
        r#"<rect class="chart-bar {ink}" x="{x}" y="{y}" width="12" height="12"/>"#
    ));
}

/// The row and the left edge of each key.
fn places(spec: &ChartSpec) -> Vec<(usize, f64)> {
    if spec.series.len() < 2 || spec.drawn_as() == Kind::Waterfall {
        return Vec::new();
    }
    let (mut row, mut x) = (0, 0.0);
    let place = |series: &Series| {
        let wide = width(&name(series)) + KEY;
        if 0.0 < x && ROW_WIDTH < x + wide {
            (row, x) = (row + 1, 0.0);
        }
        let here = (row, x);
        x += wide;
        here
    };
    spec.series.iter().map(place).collect()
}
