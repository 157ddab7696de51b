//! A chart on a page: an SVG as wide as its place, with text that keeps its size.
//!
//! The outer element has no viewBox. Across, everything stands at a percentage; down, at pixels of a fixed height.
//! Only lines, which hold no text, are stretched. The names of the axes stand in the padding of the element, so that
//! the percentages are those of the plot.

mod bars;
mod bridge;
mod canvas;
mod frame;
mod ink;
mod legend;
mod lines;
mod marks;
mod names;

use crate::{
    NO_DATA, TickFormat,
    scale::{Base, Scale},
    spec::{ChartSpec, Kind},
    svg::{
        canvas::Canvas,
        frame::{Frame, Gutter, NO_GUTTER},
    },
    waterfall, words,
};
/// The height of a chart without axes.
const SPARK_HEIGHT: f64 = 32.0;

/// The height of a chart that says only why it is empty.
const NOTE_HEIGHT: f64 = 64.0;

/// The chart as an SVG element, to be styled by [`CSS`](crate::CSS).
pub fn to_svg(spec: &ChartSpec, ticks: TickFormat<'_>) -> String {
    let mut canvas = Canvas::default();
    if spec.is_blank() {
        note(&mut canvas, spec, NO_DATA);
    } else if spec.is_crowded() {
        note(&mut canvas, spec, &format!("too many steps to draw: {}", spec.periods()));
    } else {
        draw(&mut canvas, spec, ticks);
    }
    canvas.into_text()
}

fn draw(canvas: &mut Canvas, spec: &ChartSpec, ticks: TickFormat<'_>) {
    let kind = spec.drawn_as();
    let steps = waterfall::steps(spec);
    let scale = match kind {
        Kind::Line | Kind::Spark => Scale::of(spec.values(), Base::Free),
        Kind::Area | Kind::Bar => Scale::of(spec.values(), Base::Zero),
        Kind::Stacked => Scale::of(bars::stack_ends(spec), Base::Zero),
        Kind::Waterfall => Scale::of(waterfall::ends(&steps), Base::Zero),
    };
    let frame = Frame::new(spec, scale, ticks);
    match kind {
        Kind::Line | Kind::Area => lines::draw(canvas, &frame),
        Kind::Bar => bars::side_by_side(canvas, &frame),
        Kind::Stacked => bars::stacked(canvas, &frame),
        Kind::Waterfall => bridge::draw(canvas, &frame, &steps),
        Kind::Spark => spark(canvas, spec),
    }
}

fn spark(canvas: &mut Canvas, spec: &ChartSpec) {
    let low = spec.values().min().unwrap_or_default();
    let high = spec.values().max().unwrap_or_default();
    let scale = Scale { low, high, ticks: Vec::new() };
    open(canvas, spec, (NO_GUTTER, NO_GUTTER), SPARK_HEIGHT);
    lines::bare(canvas, spec, &scale, SPARK_HEIGHT);
    canvas.add(format_args!("</svg>"));
}

fn note(canvas: &mut Canvas, spec: &ChartSpec, text: &str) {
    open(canvas, spec, (NO_GUTTER, NO_GUTTER), NOTE_HEIGHT);
    let y = NOTE_HEIGHT / 2.0 + 4.0;
    canvas.add(format_args!(r#"<text class="chart-axis" x="50%" y="{y}" text-anchor="middle">"#));
    canvas.text(text);
    canvas.add(format_args!("</text></svg>"));
}

/// The outer element with what a screen reader says.
fn open(canvas: &mut Canvas, spec: &ChartSpec, (left, right): (Gutter, Gutter), height: f64) {
    let (left, right) = (left.0, right.0);
    canvas.add(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-left-{left} chart-right-{right}" role="img" width="100%" height="{height}">"#
    ));
    canvas.titled("title", &spec.title);
    let source = match (spec.source.as_str(), &spec.as_of) {
        ("", None) => String::new(),
        ("", Some(as_of)) => format!(" As of {as_of}."),
        (source, None) => format!(" Source: {source}."),
        (source, Some(as_of)) => format!(" Source: {source}, as of {as_of}."),
    };
    canvas.titled("desc", &(words::alt_text(spec) + &source));
}
